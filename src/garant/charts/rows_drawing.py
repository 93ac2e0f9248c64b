"""Rows with a name, a mark and a figure; on a phone the name stands above its mark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from garant.charts import measure, svg
from garant.charts.tokens import var

_NAME: Final = 13
_ASIDE: Final = 12
_REACH: Final = 11  # of an upright line above and below a mark, on a phone
_LINE: Final = 16  # from one line of a name to the next


@dataclass(frozen=True)
class Words:
    """What is written in a row; `aside` is said in a lower voice than the name."""

    name: str
    figure: str
    aside: str = ""


@dataclass(frozen=True)
class Rows:
    """Where each row has its words and its mark; `below` puts asides under the names."""

    width: float
    narrow: bool
    below: bool
    names: float
    left: float
    right: float
    step: float

    def top(self, index: int) -> float:
        """Upper edge of a row."""
        return self.step * index

    def axis(self, index: int) -> float:
        """The height of a row's mark."""
        return self.top(index) + (self.step - 20 if self.narrow else self.step / 2)


def layout(words: Sequence[Words], width: float, *, narrow: bool, below: bool = False) -> Rows:
    """Columns as wide as their words need, and the rest for the marks."""
    asides = any(row.aside for row in words)
    if narrow:
        step = 66 if below and asides else 52
        return Rows(width, narrow, below, width, 8, width - 8, step)
    names = min(_widest([row.name for row in words], _NAME), width * 0.32)
    aside = _widest([row.aside for row in words], _ASIDE)
    if below:
        names, aside = min(max(names, aside), width * 0.4), 0
    left = names + (20 + aside if aside else 0) + 24
    right = width - figures(words) - 22
    return Rows(width, narrow, below, names, left, right, 44 if below and asides else 36)


def figures(words: Iterable[Words]) -> float:
    """Room for the figures."""
    return _widest([row.figure for row in words], _NAME)


def _widest(words: Sequence[str], size: float) -> float:
    return max((measure.text_width(text, size) for text in words), default=0.0)


def written(row: Words, rows: Rows, index: int, *, colour: str = "ink") -> str:
    """The words of one row; `colour` is that of its figure."""
    return _phone(row, rows, index, colour) if rows.narrow else _panel(row, rows, index, colour)


def _panel(row: Words, rows: Rows, index: int, colour: str) -> str:
    y = rows.axis(index) + 4.5
    figure = _figure((rows.width, y), row, colour)
    if rows.below:
        return figure + _under(row, (0, y - 8 if row.aside else y), rows.names)
    lines = _lines(row.name, rows.names)
    first = y - _LINE / 2 * (len(lines) - 1)
    name = "".join(_name((0, first + _LINE * i), line) for i, line in enumerate(lines))
    return name + _aside((rows.names + 20, y), row.aside) + figure


def _phone(row: Words, rows: Rows, index: int, colour: str) -> str:
    y = rows.top(index) + 16
    room = rows.width - measure.text_width(row.figure, _NAME) - 24
    figure = _figure((rows.width, y), row, colour)
    if rows.below:
        return figure + _under(row, (0, y), room)
    name = measure.shorten(row.name, _NAME, room)
    after = measure.text_width(name, _NAME) + 8 + measure.text_width(row.aside, _ASIDE)
    return _name((0, y), name, row.aside if after <= room else "") + figure


def _under(row: Words, at: svg.Point, room: float) -> str:
    aside = measure.shorten(row.aside, _ASIDE, room)
    return _name(at, measure.shorten(row.name, _NAME, room)) + _aside((at[0], at[1] + 16), aside)


def _lines(name: str, room: float) -> list[str]:
    """At most two lines; what does not fit there is cut."""
    lines = measure.wrap(name, _NAME, room)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return [measure.shorten(line, _NAME, room) for line in lines]


def _name(at: svg.Point, words: str, aside: str = "") -> str:
    """A name, and what follows it on its line wherever the font makes it end."""
    after: svg.Attributes = {"dx": 8, "fill": var("ink-3"), "font_size": _ASIDE, "font_weight": 400}
    body = escape(words) + (svg.element("tspan", escape(aside), **after) if aside else "")
    place: svg.Attributes = {"x": at[0], "y": at[1], "fill": var("ink"), "font_size": _NAME}
    return svg.element("text", body, **place, font_weight=500, **svg.HALO)


def _aside(at: svg.Point, words: str) -> str:
    return svg.text(at, words, colour="ink-3", size=_ASIDE, **svg.HALO) if words else ""


def _figure(at: svg.Point, row: Words, colour: str) -> str:
    more: svg.Attributes = {"text_anchor": "end", "font_weight": 600}
    return svg.text(at, row.figure, colour=colour, size=_NAME, **more, **svg.HALO)


def upright(rows: Rows, count: int, x: float, token: str) -> str:
    """A line through all rows; on a phone only through the marks, so that it crosses no name."""
    if not rows.narrow:
        return svg.line((x, 0), (x, rows.top(count) + 4), token)
    return "".join(
        svg.line((x, rows.axis(i) - _REACH), (x, rows.axis(i) + _REACH), token)
        for i in range(count)
    )


def hit(rows: Rows, index: int) -> str:
    """The whole row takes the pointer."""
    return svg.hit((0, rows.top(index)), (rows.width, rows.step))

"""How monthly bars are drawn: from zero, with the limit across them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from garant.charts import measure, scale, svg
from garant.charts.labels import Number
from garant.charts.scale import Scale
from garant.charts.svg import Drawing

_TOP: Final = 28
_BOTTOM: Final = 190
_FIGURE_SIZE: Final = 12.5
_THINNEST: Final = 1.5  # a value that is not zero can always be seen


@dataclass(frozen=True)
class Column:
    """One bar with its labels; `labelled` ones print their value."""

    name: str
    full_name: str
    value: float
    written: str
    details: tuple[str, ...]
    over: bool
    labelled: bool
    href: str | None


@dataclass(frozen=True)
class Rule:
    """The limit: its level and its words."""

    level: float
    words: str


@dataclass(frozen=True)
class _Plot:
    y: Scale
    left: float
    right: float
    step: float

    @property
    def bar_width(self) -> float:
        return min(self.step * 0.62, 48.0)

    def centre(self, index: int) -> float:
        return self.left + self.step * (index + 0.5)


def draw(
    columns: Sequence[Column],
    rule: Rule | None,
    written: Callable[[Number], str],
    *,
    width: float,
) -> Drawing:
    """The drawing of at least one bar."""
    plot = _plot(columns, rule, written, width)
    floor = _BOTTOM + (18 if plot.y.low < 0 else 0)
    marks = "".join(_mark(column, plot, i) for i, column in enumerate(columns))
    body = (
        _grid(plot, written)
        + marks
        + (_limit(rule, plot, columns) if rule else "")
        + _figures(columns, plot)
        + _names(columns, plot, floor + 20)
    )
    return Drawing(width, floor + 30, body)


def _plot(
    columns: Sequence[Column],
    rule: Rule | None,
    written: Callable[[Number], str],
    width: float,
) -> _Plot:
    levels = [0.0, *(column.value for column in columns), *([rule.level] if rule else [])]
    low, high = scale.nice_bounds(min(levels), max(levels), 3)
    shown = scale.ticks(low, high, 3)
    left = max(measure.text_width(written(_round(tick)), 12) for tick in shown) + 10
    step = (width - left) / len(columns)
    return _Plot(Scale(low, high, _BOTTOM, _TOP), left, width, step)


def _round(tick: float) -> Number:
    return float(f"{tick:.12g}")


def _grid(plot: _Plot, written: Callable[[Number], str]) -> str:
    return "".join(
        svg.line((plot.left, plot.y(t)), (plot.right, plot.y(t)), "ink-3" if t == 0 else "line")
        + svg.text(
            (plot.left - 8, plot.y(t) + 4),
            written(_round(t)),
            colour="ink-3",
            text_anchor="end",
        )
        for t in scale.ticks(plot.y.low, plot.y.high, 3)
    )


def _mark(column: Column, plot: _Plot, index: int) -> str:
    centre, zero = plot.centre(index), plot.y(0)
    end = plot.y(column.value)
    if column.value and abs(end - zero) < _THINNEST:
        end = zero - _THINNEST if column.value > 0 else zero + _THINNEST
    top, height = min(end, zero), abs(end - zero)
    token = "lose" if column.over else "brand-mid"
    body = svg.hit((centre - plot.step / 2, 0), (plot.step, _BOTTOM + 24))
    body += svg.rect(
        (centre - plot.bar_width / 2, top),
        (plot.bar_width, height),
        token,
        rx=min(2.0, height / 2, plot.bar_width / 2),
    )
    return svg.mark(body, (column.full_name, column.written, *column.details), column.href)


def _limit(rule: Rule, plot: _Plot, columns: Sequence[Column]) -> str:
    """A dashed line, and its words above it where the bars leave room."""
    y = plot.y(rule.level)
    start = plot.left + plot.step * _free_run(rule, plot, columns)
    return svg.line(
        (plot.left, y), (plot.right, y), "ink", stroke_width=1.25, stroke_dasharray="5 4"
    ) + svg.text((start, y - 6), rule.words, colour="ink-2", size=12, **svg.HALO)


def _free_run(rule: Rule, plot: _Plot, columns: Sequence[Column]) -> int:
    """The first bar from which the words pass over bars and figures that stay below the line."""
    bars = math.ceil((measure.text_width(rule.words, 12) + 6) / plot.step)
    tops = [plot.y(c.value) - (22 if c.labelled else 0) for c in columns]
    line = plot.y(rule.level)
    for first in range(max(len(columns) - bars + 1, 1)):
        if all(top >= line - 2 for top in tops[first : first + bars]):
            return first
    return 0


def _names(columns: Sequence[Column], plot: _Plot, baseline: float) -> str:
    """The names of the months, as many as fit, counted from the last."""
    room = max(measure.text_width(column.name, 12) for column in columns) + 8
    every = scale.stride(len(columns), int((plot.right - plot.left) // room))
    names, free = "", plot.right + room
    for i in range(len(columns) - 1, -1, -every):
        words = columns[i].name
        x = _within(plot, i, words, 12)
        if x + room <= free:  # a name moved inwards may reach into the next
            free = x
            names += svg.text((x, baseline), words, colour="ink-3", text_anchor="middle")
    return names


def _within(plot: _Plot, index: int, words: str, size: float) -> float:
    """The centre of words under or over a bar, moved so that they stay in the drawing."""
    half = measure.text_width(words, size) / 2
    return max(min(plot.centre(index), plot.right - half), plot.left + half)


def _figures(columns: Sequence[Column], plot: _Plot) -> str:
    return "".join(
        svg.text(
            (_within(plot, i, column.written, _FIGURE_SIZE), _figure_line(columns, plot, i)),
            column.written,
            colour="ink",
            size=_FIGURE_SIZE,
            text_anchor="middle",
            font_weight=600,
            **svg.HALO,
        )
        for i, column in enumerate(columns)
        if column.labelled
    )


def _figure_line(columns: Sequence[Column], plot: _Plot, index: int) -> float:
    """The baseline of a figure: beyond its bar, and beyond the neighbours it passes over."""
    words = columns[index].written
    centre = _within(plot, index, words, _FIGURE_SIZE)
    reach = measure.text_width(words, _FIGURE_SIZE) / 2 + plot.bar_width / 2
    ends = [
        plot.y(column.value)
        for i, column in enumerate(columns)
        if abs(plot.centre(i) - centre) < reach
    ]
    return min(ends) - 7 if columns[index].value >= 0 else max(ends) + 16

"""How a tornado is drawn: bars from the base to each side, with the inputs at their ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from garant.charts import labels, measure, rows_drawing, scale, svg
from garant.charts.cash_words import say
from garant.charts.labels import MoneyUnit
from garant.charts.rows_drawing import Rows, Words
from garant.charts.scale import Scale
from garant.charts.svg import Drawing

_THICK: Final = 16
_SIZE: Final = 12
_TICKS: Final = 18
_CAPTIONS: Final = 38

Of = Literal["bottom", "end"]
Side = tuple[str, float]  # the input as written, and how far the bottom is from the base


@dataclass(frozen=True)
class Around:
    """The amount of the plan as it is, the unit of all amounts, and of what they are."""

    base: float
    unit: MoneyUnit
    of: Of


@dataclass(frozen=True)
class Bars:
    """One input with its two sides."""

    words: Words
    low: Side
    high: Side
    details: tuple[str, ...]
    href: str | None

    @property
    def sides(self) -> tuple[Side, Side]:
        """The low input, then the high one."""
        return (self.low, self.high)

    @property
    def right(self) -> tuple[bool, bool]:
        """Which input stands at the right; one that moves nothing stands where the other is not."""
        low, high = self.low[1], self.high[1]
        return (low > 0 or (low == 0 and high < 0), high > 0 or (high == 0 and low <= 0))

    @property
    def one_sided(self) -> bool:
        """Whether both inputs move the bottom the same way."""
        return self.low[1] * self.high[1] > 0


def draw(rows: Sequence[Bars], width: float, around: Around, *, narrow: bool) -> Drawing:
    """The drawing of at least one input, around the plan as it is."""
    place = rows_drawing.layout([row.words for row in rows], width, narrow=narrow)
    x = _axis(rows, place)
    body = _ground(x, place, len(rows), around)
    body += "".join(_mark(row, place, x, i) for i, row in enumerate(rows))
    captions, height = _captions(x, place, place.top(len(rows)) + 4, around)
    return Drawing(width, height, body + captions)


def _axis(rows: Sequence[Bars], place: Rows) -> Scale:
    """Differences from the base, with room at both ends for the inputs."""
    ends = [end for row in rows for _words, end in row.sides]
    low, high = min(0.0, *ends), max(0.0, *ends)
    if high - low == 0:
        low, high = -1.0, 1.0
    room = max(measure.text_width(words, _SIZE) for row in rows for words, _end in row.sides) + 8
    return Scale(low, high, place.left + room, place.right - room)


def _ground(x: Scale, place: Rows, count: int, around: Around) -> str:
    """The ticks of the axis are amounts, not differences; the base is the strong line."""
    body, base, unit = "", around.base, around.unit
    y = place.top(count) + 4 + _TICKS
    for tick in scale.ticks(x.low + base, x.high + base, 3 if place.narrow else 4):
        at = x(tick - base)
        words = labels.trimmed(unit.amount(tick), unit.lang)
        body += rows_drawing.upright(place, count, at, "line")
        body += svg.text((at, y), words, colour="ink-3", size=_SIZE, text_anchor="middle")
    return body + rows_drawing.upright(place, count, x(0), "ink-3")


def _captions(x: Scale, place: Rows, floor: float, around: Around) -> tuple[str, float]:
    """Where the base is, and which side is which."""
    unit, zero, y = around.unit, x(0), floor + _CAPTIONS
    said = say("tornado.base", unit.lang, base=unit.amount(around.base))
    long = measure.text_width(said, _SIZE)
    middle = min(max(zero, place.left + long / 2), place.width - long / 2)
    body = _caption((middle, y), said, "ink", "middle")
    less, more = (say(f"tornado.{around.of}.{side}", unit.lang) for side in ("less", "more"))
    y += 18
    before = max(min(zero - 8, place.width), measure.text_width(less, _SIZE))
    after = min(zero + 8, place.width - measure.text_width(more, _SIZE))
    body += _caption((before, y), less, "lose-ink", "end")
    return body + _caption((after, y), more, "keep-ink", "start"), y + 8


def _caption(at: svg.Point, words: str, token: str, anchor: str) -> str:
    return svg.text(at, words, colour=token, size=_SIZE, text_anchor=anchor, font_weight=500)


def _mark(row: Bars, place: Rows, x: Scale, index: int) -> str:
    body = rows_drawing.hit(place, index) + rows_drawing.written(row.words, place, index)
    middle = place.axis(index)
    half = _THICK / 2
    tops = (middle - half, middle) if row.one_sided else (middle - half, middle - half)
    thick = half if row.one_sided else _THICK
    for side, top in zip(row.sides, tops, strict=True):
        body += _bar(side, x, (top, thick))
    body += _inputs(row, x, middle)
    return svg.mark(body, (row.words.name, row.words.figure, *row.details), row.href)


def _bar(side: Side, x: Scale, how: tuple[float, float]) -> str:
    top, thick = how
    start, stop = sorted((x(0), x(side[1])))
    token = "lose" if side[1] < 0 else "keep"
    return svg.rect((start, top), (stop - start, thick), token, rx=min(2.0, (stop - start) / 2))


def _inputs(row: Bars, x: Scale, middle: float) -> str:
    """The values of the input at the ends of its bars; on one side, one under the other."""
    ends = [end for _words, end in row.sides]
    lines = [middle + 4, middle + 4]
    if row.one_sided:
        ends, lines = [max(ends, key=abs)] * 2, [middle - 2, middle + 11]
    return "".join(
        _input(words, (x(end), line), right=right)
        for (words, _end), end, line, right in zip(row.sides, ends, lines, row.right, strict=True)
    )


def _input(words: str, at: svg.Point, *, right: bool) -> str:
    end, baseline = at
    beside = (end + (6 if right else -6), baseline)
    more: svg.Attributes = {"text_anchor": None if right else "end", **svg.HALO}
    return svg.text(beside, words, colour="ink-2", size=_SIZE, **more) if words else ""

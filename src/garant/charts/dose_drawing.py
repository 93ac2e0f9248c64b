"""How bands are drawn: a point and its interval each, the curve behind, the evidence below."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from garant.charts import intervals, labels, measure, plane, scale, shapes, svg
from garant.charts.intervals import Interval
from garant.charts.labels import NBSP, Lang
from garant.charts.plane import Plane
from garant.charts.scale import Scale
from garant.charts.svg import Drawing
from garant.charts.tokens import text_token
from garant.charts.words import say

_TOP: Final = 20
_PLOT: Final = 200
_GAP: Final = 28  # between the plot and the evidence: room for its figures
_EVIDENCE: Final = 34
_SIZE: Final = 12
_COUNT_SIZE: Final = 11
_LINE: Final = 16


@dataclass(frozen=True)
class Column:
    """One band with its words; the reference has no interval."""

    name: str
    span: Interval
    written: str
    details: tuple[str, ...]
    count: int
    at: float | None
    reference: bool
    href: str | None


@dataclass(frozen=True)
class _Bands:
    """The plot, and the room of each band in it."""

    plane: Plane
    slot: float

    def centre(self, index: int) -> float:
        return self.plane.left + self.slot * (index + 0.5)

    @property
    def floor(self) -> float:
        return self.plane.bottom + _GAP + _EVIDENCE


def draw(
    columns: Sequence[Column], curve: Sequence[tuple[float, Interval]], width: float, *, lang: Lang
) -> Drawing:
    """The drawing of at least one band."""
    place = _place(columns, curve, width, lang)
    names, height = _names(columns, place, lang)
    body = (
        _curve(columns, curve, place)
        + plane.grid(place.plane, partial(intervals.tick, lang=lang))
        + _histogram(columns, place, lang)
        + "".join(_mark(column, place, i) for i, column in enumerate(columns))
        + _figures(columns, place)
        + names
    )
    return Drawing(width, height, body)


def _place(
    columns: Sequence[Column], curve: Sequence[tuple[float, Interval]], width: float, lang: Lang
) -> _Bands:
    spans = [c.span for c in columns] + _inside(columns, curve)
    low = min(0.0, *(span.low for span in spans))
    high = max(0.0, *(span.high for span in spans))
    if high - low < 1:
        low, high = low - 0.5, high + 0.5
    low, high = scale.nice_bounds(low, high)
    left = plane.gutter(low, high, partial(intervals.tick, lang=lang))
    x, y = Scale(0, 1, left, width), Scale(low, high, _TOP + _PLOT, _TOP)
    return _Bands(Plane(x, y, left, width), (width - left) / len(columns))


# ---------------------------------------------------------------- the smooth curve


def _ends(columns: Sequence[Column]) -> tuple[float, float]:
    known = [column.at for column in columns if column.at is not None]
    return (known[0], known[-1]) if len(known) == len(columns) else (0.0, -1.0)


def _inside(columns: Sequence[Column], curve: Sequence[tuple[float, Interval]]) -> list[Interval]:
    first, last = _ends(columns)
    return [span for at, span in curve if first <= at <= last]


def _curve(
    columns: Sequence[Column], curve: Sequence[tuple[float, Interval]], place: _Bands
) -> str:
    """Between the first and the last band, each band's own value under its point."""
    first, last = _ends(columns)
    knots = [(c.at or 0.0, place.centre(i)) for i, c in enumerate(columns)]
    shown = [(_across(at, knots), span) for at, span in curve if first <= at <= last]
    if len(shown) < 2:
        return ""
    y = place.plane.y
    upper = [(x, y(span.high)) for x, span in shown]
    lower = [(x, y(span.low)) for x, span in shown]
    line = shapes.smooth([(x, y(span.value)) for x, span in shown])
    stroke: svg.Attributes = {"stroke_width": 1.75, "stroke_dasharray": "5 4"}
    return svg.area(shapes.between(upper, lower), "ink-band") + svg.path(line, "ink-3", **stroke)


def _across(at: float, knots: Sequence[tuple[float, float]]) -> float:
    for (before, left), (after, right) in pairwise(knots):
        if before <= at <= after:
            return Scale(before, after, left, right)(at)
    return knots[0][1]


# ---------------------------------------------------------------- points and evidence


def _mark(column: Column, place: _Bands, index: int) -> str:
    x, y = place.centre(index), place.plane.y
    token = intervals.colour(column.span.value, sure=column.span.sure)
    body = svg.hit((x - place.slot / 2, _TOP), (place.slot, place.floor - _TOP))
    if column.reference:
        body += svg.rect((x - 4.5, y(0) - 4.5), (9, 9), "ink-3", rx=1)
    else:
        low, high = (x, y(column.span.low)), (x, y(column.span.high))
        stroke: svg.Attributes = {"stroke_width": 3, "stroke_linecap": "round"}
        body += svg.line(low, high, token, opacity="0.5", **stroke)
        body += intervals.dot((x, y(column.span.value)), token, sure=column.span.sure)
    return svg.mark(body, (column.name, column.written, *column.details), column.href)


def _figures(columns: Sequence[Column], place: _Bands) -> str:
    """The value of each band above its interval, or of the extreme and the last on a phone."""
    widest = max(measure.text_width(column.written, _SIZE) for column in columns)
    shown = set(range(len(columns)))
    if widest + 6 > place.slot:
        extreme = max(shown, key=lambda i: abs(columns[i].span.value))
        shown = {extreme} | ({len(columns) - 1} if extreme < len(columns) - 2 else set())
    return "".join(
        _figure(column, place, i)
        for i, column in enumerate(columns)
        if i in shown and not column.reference
    )


def _figure(column: Column, place: _Bands, index: int) -> str:
    half = measure.text_width(column.written, _SIZE) / 2
    x = min(place.centre(index), place.plane.right - half)
    token = intervals.colour(column.span.value, sure=column.span.sure)
    return svg.text(
        (x, place.plane.y(column.span.high) - 7),
        column.written,
        colour=text_token(token),
        size=_SIZE,
        text_anchor="middle",
        font_weight=600,
        **svg.HALO,
    )


def _histogram(columns: Sequence[Column], place: _Bands, lang: Lang) -> str:
    most = max(column.count for column in columns) or 1
    counts = [labels.number(column.count, lang) for column in columns]
    fits = max(measure.text_width(count, _COUNT_SIZE) for count in counts) + 4 <= place.slot
    body = ""
    for i, column in enumerate(columns):
        high = _EVIDENCE * column.count / most
        left, top = place.centre(i) - place.slot / 2 + 1, place.floor - high
        body += svg.rect((left, top), (place.slot - 2, high), "line-strong", rx=1)
        if fits:
            at = (place.centre(i), top - 4)
            body += _small(at, counts[i], _COUNT_SIZE)
    return body


# ---------------------------------------------------------------- names


def _names(columns: Sequence[Column], place: _Bands, lang: Lang) -> tuple[str, float]:
    """The bands, without their unit on a phone but for the first, staggered if need be."""
    names = [column.name for column in columns]
    if _widest(names) + 6 > place.slot:
        names = [names[0], *(name.removesuffix("%").rstrip(NBSP) for name in names[1:])]
    rows = 1 if _widest(names) + 4 <= place.slot else 2
    y = place.floor + 18
    body = "".join(
        _small((place.centre(i), y + _LINE * (i % rows)), name, _SIZE)
        for i, name in enumerate(names)
    )
    bottom = y + _LINE * (rows - 1)
    for i, column in enumerate(columns):
        if column.reference:
            bottom += 15
            body += _reference((place.centre(i), bottom), place, lang)
            break
    return body, bottom + 8


def _reference(at: svg.Point, place: _Bands, lang: Lang) -> str:
    words = say("dose.reference", lang)
    half = measure.text_width(words, _COUNT_SIZE) / 2
    inside = max(half, min(at[0], place.plane.right - half))
    return _small((inside, at[1]), words, _COUNT_SIZE)


def _widest(names: Sequence[str]) -> float:
    return max(measure.text_width(name, _SIZE) for name in names)


def _small(at: svg.Point, words: str, size: float) -> str:
    return svg.text(at, words, colour="ink-3", size=size, text_anchor="middle")

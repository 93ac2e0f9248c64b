"""How drivers are drawn: a point in a thick 50 % and a thin 90 % bar, around the zero line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from garant.charts import intervals, measure, rows_drawing, scale, svg
from garant.charts.intervals import Interval
from garant.charts.labels import Lang
from garant.charts.rows_drawing import Rows, Words
from garant.charts.scale import Scale
from garant.charts.svg import Drawing
from garant.charts.words import say

_TICKS: Final = 18  # baseline of the ticks, under the last row
_CAPTIONS: Final = 38
_ALONE: Final = 56  # the name of the axis, when it has a line of its own
_SIZE: Final = 12


@dataclass(frozen=True)
class Row:
    """One driver with its words; `sure` ones have a solid point and a colour."""

    words: Words
    whole: Interval
    half: Interval | None
    sure: bool
    details: tuple[str, ...]
    href: str | None


def draw(rows: Sequence[Row], width: float, *, lang: Lang, narrow: bool) -> Drawing:
    """The drawing of at least one row."""
    place = rows_drawing.layout([row.words for row in rows], width, narrow=narrow)
    x = _axis(rows, place)
    floor = place.top(len(rows)) + 4
    captions, height = _captions(x, floor, (place, lang))
    body = _grid(x, place, (len(rows), lang)) + captions
    body += "".join(_mark(row, place, x, i) for i, row in enumerate(rows))
    return Drawing(width, height, body)


def _axis(rows: Sequence[Row], place: Rows) -> Scale:
    low = min(0.0, *(row.whole.low for row in rows))
    high = max(0.0, *(row.whole.high for row in rows))
    if high - low < 1:  # a tenth of a point is not a driver: never blown up to the whole width
        low, high = low - 0.5, high + 0.5
    low, high = (edge + edge * 0.02 for edge in (low, high))
    return Scale(low, high, place.left + intervals.DOT, place.right - intervals.DOT)


def _grid(x: Scale, place: Rows, how: tuple[int, Lang]) -> str:
    count, lang = how
    shown = scale.ticks(x.low, x.high)
    return "".join(
        rows_drawing.upright(place, count, x(t), "ink-3" if t == 0 else "line")
        + svg.text(
            (x(t), place.top(count) + 4 + _TICKS),
            intervals.tick(t, lang),
            colour="ink-3",
            size=_SIZE,
            text_anchor="middle",
        )
        for t in shown
    )


def _captions(x: Scale, floor: float, how: tuple[Rows, Lang]) -> tuple[str, float]:
    """Which side is which, and what the axis counts, on one line where there is room."""
    place, lang = how
    zero, y = x(0), floor + _CAPTIONS
    body, free = "", 0.0
    protects, drives = say("forest.protects", lang), say("forest.drives", lang)
    if x.low < 0 and zero - 8 - measure.text_width(protects, _SIZE) >= 0:
        body += _caption((zero - 8, y), protects, "keep-ink", "end")
    long = measure.text_width(drives, _SIZE)
    if x.high > 0 and zero + 8 + long <= place.width:
        body += _caption((zero + 8, y), drives, "lose-ink", "start")
        free = zero + 8 + long
    counted = say("forest.axis", lang)
    alone = free + 36 + measure.text_width(counted, _SIZE) > place.width
    bottom = floor + (_ALONE if alone else _CAPTIONS)
    name = svg.text((place.width, bottom), counted, colour="ink-3", size=_SIZE, text_anchor="end")
    return body + name, bottom + 8


def _caption(at: svg.Point, words: str, token: str, anchor: str) -> str:
    return svg.text(at, words, colour=token, size=_SIZE, text_anchor=anchor, font_weight=500)


def _mark(row: Row, place: Rows, x: Scale, index: int) -> str:
    y = place.axis(index)
    token = intervals.colour(row.whole.value, sure=row.sure)
    body = rows_drawing.hit(place, index) + rows_drawing.written(row.words, place, index)
    body += _bar((x(row.whole.low), x(row.whole.high)), y, (token, 3, "0.5"))
    if row.half is not None:
        body += _bar((x(row.half.low), x(row.half.high)), y, (token, 7, "0.5"))
    body += intervals.dot((x(row.whole.value), y), token, sure=row.sure)
    return svg.mark(body, (row.words.name, row.words.figure, *row.details), row.href)


def _bar(ends: tuple[float, float], y: float, stroke: tuple[str, float, str]) -> str:
    token, width, opacity = stroke
    return svg.line(
        (ends[0], y),
        (ends[1], y),
        token,
        stroke_width=width,
        stroke_linecap="round",
        opacity=opacity,
    )

"""How the bars of departments are drawn: from zero, with the interval as a line across the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from garant.charts import rows_drawing, svg
from garant.charts.intervals import Interval
from garant.charts.rows_drawing import Rows, Words
from garant.charts.scale import Scale
from garant.charts.svg import Drawing
from garant.charts.tokens import var

_THICK: Final = 16
_CAP: Final = 5  # half the height of the ends of the interval


@dataclass(frozen=True)
class Bar:
    """One department with its words."""

    words: Words
    span: Interval
    details: tuple[str, ...]
    href: str | None


def draw(bars: Sequence[Bar], width: float, *, narrow: bool) -> Drawing:
    """The drawing of at least one bar."""
    place = rows_drawing.layout([bar.words for bar in bars], width, narrow=narrow)
    low = min(0.0, *(bar.span.low for bar in bars))
    high = max(0.0, *(bar.span.high for bar in bars))
    x = Scale(low, high if high > low else low + 1, place.left, place.right)
    height = place.top(len(bars)) + 4
    zero = rows_drawing.upright(place, len(bars), x(0), "ink-3")
    marks = "".join(_mark(bar, place, x, i) for i, bar in enumerate(bars))
    return Drawing(width, height, zero + marks)


def _mark(bar: Bar, place: Rows, x: Scale, index: int) -> str:
    body = rows_drawing.hit(place, index) + rows_drawing.written(bar.words, place, index)
    body += _column(bar, x, place.axis(index)) + _whisker(bar, x, place.axis(index))
    return svg.mark(body, (bar.words.name, bar.words.figure, *bar.details), bar.href)


def _column(bar: Bar, x: Scale, y: float) -> str:
    start, end = sorted((x(0), x(bar.span.value)))
    at, size = (start, y - _THICK / 2), (end - start, float(_THICK))
    rx = min(3.0, size[0] / 2)
    if bar.span.sure:
        return svg.rect(at, size, "brand-mid", rx=rx)
    edge: svg.Attributes = {"stroke": var("brand-mid"), "stroke_width": 1.5}
    return svg.rect((at[0], at[1] + 0.75), (size[0], size[1] - 1.5), "surface", rx=rx, **edge)


def _whisker(bar: Bar, x: Scale, y: float) -> str:
    low, high = x(bar.span.low), x(bar.span.high)
    ends = "".join(
        svg.line((at, y - _CAP), (at, y + _CAP), "ink", stroke_width=1.5) for at in (low, high)
    )
    return svg.line((low, y), (high, y), "ink", stroke_width=1.5) + ends

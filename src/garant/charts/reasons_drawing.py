"""How reasons are drawn: lying steps, from one total to the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from garant.charts import rows_drawing, svg
from garant.charts.rows_drawing import Rows, Words
from garant.charts.scale import Scale
from garant.charts.svg import Drawing
from garant.charts.tokens import text_token

_THICK: Final = 16
_THINNEST: Final = 1.5  # a contribution that is not zero can always be seen


@dataclass(frozen=True)
class Bar:
    """A step from one risk to another, in points, or a total from zero."""

    words: Words
    start: float
    end: float
    total: bool
    href: str | None

    @property
    def colour(self) -> str:
        """More risk is drawn as a loss, less as what keeps."""
        if self.total:
            return "brand"
        return "lose" if self.end > self.start else "keep"

    @property
    def still(self) -> bool:
        """Whether it changes nothing."""
        return not self.total and self.end == self.start


def draw(bars: Sequence[Bar], width: float, *, narrow: bool) -> Drawing:
    """The drawing of the two totals and what is between them."""
    place = rows_drawing.layout([bar.words for bar in bars], width, narrow=narrow, below=True)
    levels = [level for bar in bars for level in (bar.start, bar.end)]
    low, high = min(0.0, *levels), max(0.0, *levels)
    right = place.right - (rows_drawing.figures(bar.words for bar in bars) if narrow else 0)
    x = Scale(low, high if high > low else low + 1, place.left, right)
    height = place.top(len(bars)) + 4
    zero = rows_drawing.upright(place, len(bars), x(0), "ink-3")
    marks = "".join(_mark(bar, place, x, i) for i, bar in enumerate(bars))
    return Drawing(width, height, zero + _connectors(bars, place, x) + marks)


def _connectors(bars: Sequence[Bar], place: Rows, x: Scale) -> str:
    """From the end of each bar to the start of the next."""
    return "".join(
        svg.line(
            (x(bar.end), place.axis(i) + _THICK / 2),
            (x(bar.end), place.axis(i + 1) - _THICK / 2),
            "line-strong",
            stroke_dasharray="2 2",
        )
        for i, bar in enumerate(bars[:-1])
    )


def _mark(bar: Bar, place: Rows, x: Scale, index: int) -> str:
    token = "ink" if bar.total or bar.still else text_token(bar.colour)
    body = rows_drawing.hit(place, index)
    body += rows_drawing.written(bar.words, place, index, colour=token)
    body += _column(bar, x, place.axis(index))
    return svg.mark(body, _tip(bar), bar.href)


def _tip(bar: Bar) -> tuple[str, ...]:
    return (bar.words.name, bar.words.figure, *((bar.words.aside,) if bar.words.aside else ()))


def _column(bar: Bar, x: Scale, y: float) -> str:
    start, end = sorted((x(bar.start), x(bar.end)))
    top = y - _THICK / 2
    if bar.still:
        return svg.line((start, top), (start, top + _THICK), "ink-3", stroke_width=1.5)
    wide = max(end - start, _THINNEST)
    return svg.rect((start, top), (wide, _THICK), bar.colour, rx=min(3.0, wide / 2))

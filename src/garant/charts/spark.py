"""The sparkline: the direction of a figure, beside it. Decorative, hidden from screen readers."""

from collections.abc import Sequence
from typing import Final

from garant.charts import shapes, svg
from garant.charts.labels import Number
from garant.charts.scale import Scale

_WIDTH: Final = 88
_HEIGHT: Final = 26
_MARGIN: Final = 4


def sparkline(values: Sequence[Number], *, colour: str = "brand") -> str:
    """An `svg` element of 88 by 26 pixels: a line that never overshoots and its last point.

    The axis is the range of the values: it shows direction, not size, and so stands beside its
    figure. Equal values give a level line, one value a point, none an empty picture.

    >>> sparkline([1, 2, 3]).count("<circle")
    1
    """
    return svg.element(
        "svg",
        _line([float(value) for value in values], colour),
        class_="spark",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
        aria_hidden="true",
        xmlns="http://www.w3.org/2000/svg",
    )


def _line(values: Sequence[float], colour: str) -> str:
    if not values:
        return ""
    x = Scale(0, max(len(values) - 1, 1), _MARGIN, _WIDTH - _MARGIN)
    y = Scale(min(values), max(values), _HEIGHT - _MARGIN, _MARGIN)
    points = [(x(i), y(value)) for i, value in enumerate(values)]
    if len(points) == 1:
        points = [(x(1), y(values[0]))]
    line = svg.path(shapes.smooth(points), colour, stroke_width=1.75, stroke_linecap="round")
    return (line if len(points) > 1 else "") + svg.circle(points[-1], 2.75, colour)

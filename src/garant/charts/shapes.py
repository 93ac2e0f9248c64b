"""Lines through points: straight, smooth, and the area between two of them."""

from collections.abc import Sequence
from itertools import pairwise

from garant.charts.svg import Point, pixels


def straight(points: Sequence[Point]) -> str:
    """Straight segments, as the `d` of a path.

    >>> straight([(0, 0), (1, 2)])
    'M0,0L1,2'
    """
    return "M" + "L".join(_pair(point) for point in points)


def smooth(points: Sequence[Point]) -> str:
    """A monotone cubic through the points: between two points it never leaves their range.

    The slope at an inner point is the harmonic mean of its two segments, zero at an extreme
    (Fritsch and Butland). `x` must increase.

    >>> smooth([(0, 0), (3, 3)])
    'M0,0C1,1,2,2,3,3'
    """
    if len(points) < 2:
        return straight(points)
    slopes = _slopes(points)
    pieces = [f"M{_pair(points[0])}"]
    for i in range(len(points) - 1):
        (x0, y0), (x1, y1) = points[i], points[i + 1]
        third = (x1 - x0) / 3
        first = (x0 + third, y0 + slopes[i] * third)
        second = (x1 - third, y1 - slopes[i + 1] * third)
        pieces.append(f"C{_pair(first)},{_pair(second)},{_pair((x1, y1))}")
    return "".join(pieces)


def between(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """The closed area between two lines over the same points.

    >>> between([(0, 0), (2, 0)], [(0, 1), (2, 1)])
    'M0,0L2,0L2,1L0,1Z'
    """
    return straight([*upper, *reversed(lower)]) + "Z"


def _slopes(points: Sequence[Point]) -> list[float]:
    segments = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    inner = [_harmonic(a, b) for a, b in pairwise(segments)]
    return [segments[0], *inner, segments[-1]]


def _harmonic(first: float, second: float) -> float:
    return 0.0 if first * second <= 0 else 2 * first * second / (first + second)


def _pair(point: Point) -> str:
    return f"{pixels(point[0])},{pixels(point[1])}"

"""How a before and after is drawn: one line, one band, and the two dates across them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from garant.charts import measure, plane, scale, shapes, svg
from garant.charts.intervals import Written
from garant.charts.labels import Lang
from garant.charts.plane import Plane
from garant.charts.scale import Scale
from garant.charts.svg import Drawing
from garant.charts.words import say

_LEGEND: Final = 22
_ROW: Final = 18  # the words of each date have a line of their own
_PLOT: Final = 190
_SIZE: Final = 12
_SAMPLE: Final = 24
_RADIUS: Final = 3.5
_PAD: Final = 16


@dataclass(frozen=True)
class Point:
    """A quarter: where it stands, what was lost in it, what was expected, what is said of it."""

    place: float
    name: str
    value: float | None
    low: float | None
    high: float | None
    after: bool
    said: tuple[str, ...]
    href: str | None


@dataclass(frozen=True)
class Line:
    """A date across the plot, with its words."""

    place: float
    words: str
    dashed: bool = False


def draw(points: Sequence[Point], lines: Sequence[Line], width: float, *, lang: Lang) -> Drawing:
    """The drawing of at least one observed quarter."""
    written = partial(plane.share, lang=lang)
    legend, used = _legend(points, width, lang)
    place = _place(points, lines, (width, used + _ROW * len(lines) + 6), written)
    body = (
        _band(points, place)
        + plane.grid(place, written)
        + _line(points, place)
        + _dates(lines, place, used + 12)
        + "".join(_dot(point, place) for point in points)
        + _names(points, place)
        + _marks(points, place)
    )
    return Drawing(width, place.bottom + 30, legend + body)


def _place(
    points: Sequence[Point],
    lines: Sequence[Line],
    size: tuple[float, float],
    written: Written,
) -> Plane:
    width, top = size
    known = [v for p in points for v in (p.value, p.low, p.high) if v is not None]
    low, high = scale.nice_bounds(min(0.0, *known), max(0.01, *known))
    left = plane.gutter(low, high, written)
    places = [point.place for point in points] + [line.place for line in lines]
    first, last = min(places), max(places)
    if first == last:
        first, last = first - 45, last + 45
    x = Scale(first, last, left + _PAD, width - _PAD)
    return Plane(x, Scale(low, high, top + _PLOT, top), left, width)


# ---------------------------------------------------------------- lines


def _band(points: Sequence[Point], place: Plane) -> str:
    known = [(p.place, p.low, p.high) for p in points if p.low is not None and p.high is not None]
    if not known:
        return ""
    upper = [(place.x(at), place.y(high)) for at, _, high in known]
    lower = [(place.x(at), place.y(low)) for at, low, _ in known]
    if len(known) == 1:
        upper, lower = ([(x - _PAD / 2, y), (x + _PAD / 2, y)] for ((x, y),) in (upper, lower))
    edge: svg.Attributes = {"stroke_width": 1.25, "stroke_dasharray": "5 4"}
    return svg.area(shapes.between(upper, lower), "ink-band") + "".join(
        svg.path(shapes.straight(side), "ink-3", **edge) for side in (upper, lower)
    )


def _line(points: Sequence[Point], place: Plane) -> str:
    known = [(place.x(p.place), place.y(p.value)) for p in points if p.value is not None]
    stroke: svg.Attributes = {"stroke_width": 2.25, "stroke_linejoin": "round"}
    return svg.path(shapes.straight(known), "brand", **stroke) if len(known) > 1 else ""


def _dot(point: Point, place: Plane) -> str:
    if point.value is None:
        return ""
    at = (place.x(point.place), place.y(point.value))
    fill = "brand" if point.after else "surface"
    return svg.circle(at, _RADIUS, fill, stroke="var(--brand)", stroke_width=2)


def _dates(lines: Sequence[Line], place: Plane, baseline: float) -> str:
    """The words of the later date stand higher, so that no line goes through words."""
    ordered = sorted(lines, key=_when, reverse=True)
    body, wall = "", place.right
    for i, line in enumerate(ordered):
        body += _date(line, place, (baseline + _ROW * i, wall))
        wall = place.x(line.place) - 6
    return body


def _when(line: Line) -> float:
    return line.place


def _date(line: Line, place: Plane, where: tuple[float, float]) -> str:
    """A line through the plot up to its words, which end before the `wall` on their right."""
    baseline, wall = where
    x = place.x(line.place)
    words = measure.shorten(line.words, _SIZE, max(x, wall - x) - 7)
    long = measure.text_width(words, _SIZE)
    before = x + 7 + long > wall
    dashes = "5 4" if line.dashed else None
    stroke: svg.Attributes = {"stroke_width": 1.25, "stroke_dasharray": dashes}
    return svg.line((x, baseline - 10), (x, place.bottom), "ink", **stroke) + svg.text(
        (max(x - 7, long) if before else x + 7, baseline),
        words,
        text_anchor="end" if before else None,
        colour="ink-2" if line.dashed else "ink",
        size=_SIZE,
        font_weight=600,
        **svg.HALO,
    )


# ---------------------------------------------------------------- words and marks


def _legend(points: Sequence[Point], width: float, lang: Lang) -> tuple[str, float]:
    """The two names, each with a piece of what it names: the ends of the lines meet the dates."""
    names = [(say("before.observed", lang), False)]
    if any(point.low is not None for point in points):
        names.append((say("before.expected", lang), True))
    body, x, y = "", 0.0, 10.0
    for words, band in names:
        long = _SAMPLE + 8 + measure.text_width(words, _SIZE)
        if x and x + long > width:
            x, y = 0.0, y + _LEGEND
        body += _sample((x, y), band=band)
        body += svg.text((x + _SAMPLE + 8, y + 4), words, size=_SIZE)
        x += long + 24
    return body, y + 14


def _sample(at: svg.Point, *, band: bool) -> str:
    x, y = at
    if not band:
        ends = (x, y), (x + _SAMPLE, y)
        middle = (x + _SAMPLE / 2, y)
        return svg.line(*ends, "brand", stroke_width=2.25) + svg.circle(middle, 4, "brand")
    edges = "".join(
        svg.line((x, y + dy), (x + _SAMPLE, y + dy), "ink-3", stroke_dasharray="5 4")
        for dy in (-5, 5)
    )
    return svg.rect((x, y - 5), (_SAMPLE, 10), "ink-band") + edges


def _names(points: Sequence[Point], place: Plane) -> str:
    room = max(measure.text_width(point.name, _SIZE) for point in points) + 12
    across = place.x(points[-1].place) - place.x(points[0].place)
    every = scale.stride(len(points), int(across // room) + 1, (1, 2, 4, 8))
    return "".join(
        svg.text(
            (place.x(point.place), place.bottom + 20),
            point.name,
            colour="ink-3",
            size=_SIZE,
            text_anchor="middle",
        )
        for point in points[::every]
    )


def _marks(points: Sequence[Point], place: Plane) -> str:
    """One full-height mark a quarter, as wide as a quarter."""
    slot = max(abs(place.x(91) - place.x(0)), 8.0)
    return "".join(
        svg.mark(
            svg.hit((place.x(point.place) - slot / 2, place.top), (slot, place.bottom - place.top)),
            (point.name, *point.said),
            point.href,
        )
        for point in points
    )

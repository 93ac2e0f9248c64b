"""How predictions are compared: discs around the diagonal, shares on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from garant.charts import measure, plane, scale, svg
from garant.charts.intervals import Interval
from garant.charts.labels import Lang
from garant.charts.plane import Plane
from garant.charts.scale import Scale
from garant.charts.svg import Drawing
from garant.charts.words import say

_TOP: Final = 12
_PLOT: Final = 270
_SIZE: Final = 12
_LARGEST: Final = 7.0
_SMALLEST: Final = 3.0
# Groups of low risk are close together: a ring tells them apart.
_RING: Final[svg.Attributes] = {"stroke": "var(--surface)", "stroke_width": 1}


@dataclass(frozen=True)
class Disc:
    """One group: predicted, observed with its interval, and how many accounts."""

    predicted: float
    span: Interval
    size: int
    off: bool
    tip: tuple[str, ...]
    href: str | None


def draw(discs: Sequence[Disc], width: float, *, lang: Lang) -> Drawing:
    """The drawing of at least one group."""
    written = partial(plane.share, lang=lang)
    highest = max(max(disc.predicted, disc.span.high) for disc in discs)
    top = min(scale.nice_bounds(0, max(highest, 0.01))[1], 1.0)
    left = plane.gutter(0, top, written)
    place = Plane(
        Scale(0, top, left, width - 12), Scale(0, top, _TOP + _PLOT, _TOP), left, width - 12
    )
    most = max(disc.size for disc in discs)
    body = (
        plane.grid(place, written)
        + _diagonal(place)
        + _corners(place, lang)
        + _shares(place, lang)
        + "".join(_mark(i, discs, most, place) for i in range(len(discs)))
    )
    return Drawing(width, place.bottom + 48, body)


def _diagonal(place: Plane) -> str:
    ends = (place.left, place.bottom), (place.right, place.top)
    return svg.line(*ends, "ink", stroke_width=1.25, stroke_dasharray="5 4")


def _corners(place: Plane, lang: Lang) -> str:
    """What it means to be above the diagonal, and below it, in the corners that are far from it."""
    above = svg.text(
        (place.left + 10, place.top + 18),
        say("calibration.more", lang),
        colour="ink-3",
        size=_SIZE,
        **svg.HALO,
    )
    return above + svg.text(
        (place.right - 4, place.bottom - 12),
        say("calibration.less", lang),
        colour="ink-3",
        size=_SIZE,
        text_anchor="end",
        **svg.HALO,
    )


def _shares(place: Plane, lang: Lang) -> str:
    """The shares predicted under the plot, and what they are."""
    ticks = scale.ticks(place.x.low, place.x.high)
    under = "".join(
        svg.text(
            (_inside(place, t, plane.share(t, lang)), place.bottom + 20),
            plane.share(t, lang),
            colour="ink-3",
            size=_SIZE,
            text_anchor="middle",
        )
        for t in ticks
    )
    name: svg.Attributes = {"text_anchor": "end"}
    at = (place.right, place.bottom + 38)
    return under + svg.text(at, say("calibration.axis", lang), colour="ink-3", size=_SIZE, **name)


def _inside(place: Plane, tick: float, words: str) -> float:
    return min(place.x(tick), place.right + 12 - measure.text_width(words, _SIZE) / 2)


def _mark(index: int, discs: Sequence[Disc], most: int, place: Plane) -> str:
    disc = discs[index]
    x, y = place.x(disc.predicted), place.y
    token = "watch" if disc.off else "brand"
    radius = max(_LARGEST * (disc.size / most) ** 0.5 if most else 0.0, _SMALLEST)
    start, end = _slot(index, discs, place)
    body = svg.hit((start, place.top), (end - start, place.bottom - place.top))
    body += svg.line((x, y(disc.span.low)), (x, y(disc.span.high)), token, stroke_width=1.75)
    at = (x, y(disc.span.value))
    body += _diamond(at, radius) if disc.off else svg.circle(at, radius, token, **_RING)
    return svg.mark(body, disc.tip, disc.href)


def _diamond(at: svg.Point, radius: float) -> str:
    """The shape of what is to watch, of the same area as the disc."""
    x, y = at
    half = radius * 1.25
    corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    shape = "M" + "L".join(f"{svg.pixels(a)},{svg.pixels(b)}" for a, b in corners) + "Z"
    return svg.area(shape, "watch")


def _slot(index: int, discs: Sequence[Disc], place: Plane) -> tuple[float, float]:
    """Half way to the neighbours on both sides."""
    places = [place.x(disc.predicted) for disc in discs]
    start = place.left if index == 0 else (places[index - 1] + places[index]) / 2
    after = index + 1
    end = place.right if after == len(places) else (places[index] + places[after]) / 2
    return start, end

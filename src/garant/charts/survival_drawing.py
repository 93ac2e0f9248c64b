"""How survival is drawn: steps, the line beyond with its band, names at the ends, evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from garant.charts import labels, measure, plane, scale, shapes, svg
from garant.charts.curves_drawing import spread
from garant.charts.labels import Lang
from garant.charts.plane import Plane
from garant.charts.scale import Scale
from garant.charts.survival_words import say
from garant.charts.svg import Drawing, Point

_TOP: Final = 30  # room for the words above the plot
_PLOT: Final = 212
_GAP: Final = 26  # between the plot and the evidence: room for its figures
_EVIDENCE: Final = 34
_SIZE: Final = 12
_END_SIZE: Final = 12.5
_SMALL: Final = 11
_MOST_MARKS: Final = 40
_LEGEND_ROW: Final = 20
_CONSTANT: Final = "1 4"
_EXPECTED: Final = "6 4"


@dataclass(frozen=True)
class Place:
    """One period: its shares, their intervals, and what its mark says."""

    period: int
    name: str
    full: str
    expected: float
    ends: tuple[float, float]
    observed: float | None
    seen_ends: tuple[float | None, float | None]
    constant: float | None
    customers: int | None
    said: tuple[str, ...]


@dataclass(frozen=True)
class _Name:
    """A line named at its end: its words, its colour and dashes, and the share it ends at."""

    words: str
    token: str
    dashes: str | None
    share: float


@dataclass(frozen=True)
class _Survival:
    """The plot and the last period seen."""

    plane: Plane
    seen: int | None
    last: int
    narrow: bool

    @property
    def ahead(self) -> bool:
        """Whether something lies beyond what was seen."""
        return self.seen is not None and self.seen < self.last


def draw(places: Sequence[Place], width: float, *, lang: Lang, narrow: bool) -> Drawing:
    """The drawing of at least one period."""
    survival = _survival(places, width, lang, narrow=narrow)
    evidence = [place for place in places if place.customers is not None]
    floor = survival.plane.bottom + (_GAP + _EVIDENCE if evidence else 0)
    body = (
        _bands(places, survival)
        + plane.grid(survival.plane, partial(plane.share, lang=lang))
        + _border(survival, lang)
        + _lines(places, survival)
        + _ends(places, survival, lang)
        + _histogram(evidence, survival, lang)
        + _names(places, survival, floor + 20)
        + _marks(places, survival, floor)
    )
    return Drawing(width, floor + 30, body)


def _survival(places: Sequence[Place], width: float, lang: Lang, *, narrow: bool) -> _Survival:
    values = [
        value
        for place in places
        for value in (*place.ends, *place.seen_ends, place.observed, place.constant)
        if value is not None
    ]
    least = min(values)
    low, high = (0.0, 1.0) if least < 0.5 else scale.nice_bounds(least, 1.0)
    left = plane.gutter(low, high, partial(plane.share, lang=lang))
    seen = [place.period for place in places if place.observed is not None]
    named = _named(places, lang)
    room = 14.0 if narrow else max(measure.text_width(name.words, _END_SIZE) for name in named) + 22
    top = _TOP + (_LEGEND_ROW * (len(named) + bool(seen)) - 8 if narrow else 0)
    first, last = places[0].period, places[-1].period
    slot = (width - room - left) / (last - first + 1)
    right = width - room
    x = Scale(first, last, left + slot / 2, right - slot / 2)
    y = Scale(low, max(high, *values), top + _PLOT, top)
    return _Survival(Plane(x, y, left, right), seen[-1] if seen else None, last, narrow)


# ---------------------------------------------------------------- lines and bands


def _bands(places: Sequence[Place], survival: _Survival) -> str:
    """The interval of what was seen, as steps, and of what is expected beyond it."""
    x, y = survival.plane.x, survival.plane.y
    seen = [place for place in places if None not in place.seen_ends]
    body = ""
    if len(seen) > 1:
        upper = _steps([(x(p.period), y(p.seen_ends[1] or 0)) for p in seen])
        lower = _steps([(x(p.period), y(p.seen_ends[0] or 0)) for p in seen])
        body += svg.area(shapes.between(upper, lower), "ink-band")
    ahead = [p for p in places if survival.seen is None or p.period >= survival.seen]
    if len(ahead) > 1:
        upper = [(x(p.period), y(p.ends[1])) for p in ahead]
        lower = [(x(p.period), y(p.ends[0])) for p in ahead]
        body += svg.area(shapes.between(upper, lower), "brand-soft")
    return body


def _lines(places: Sequence[Place], survival: _Survival) -> str:
    x, y = survival.plane.x, survival.plane.y
    flat = [(x(p.period), y(p.constant)) for p in places if p.constant is not None]
    body = ""
    if len(flat) > 1:
        stroke: svg.Attributes = {"stroke_dasharray": _CONSTANT, "stroke_linecap": "round"}
        body += svg.path(_curve(flat), "ink-3", stroke_width=2, **stroke)
    line = [(x(p.period), y(p.expected)) for p in places]
    if len(line) > 1:
        body += svg.path(_curve(line), "brand", stroke_width=2, stroke_dasharray=_EXPECTED)
    seen = [(x(p.period), y(p.observed)) for p in places if p.observed is not None]
    if len(seen) > 1:
        body += svg.path(
            shapes.straight(_steps(seen)), "brand", stroke_width=2.5, stroke_linejoin="round"
        )
    if seen:
        body += svg.circle(seen[-1], 4, "brand")
    return body


def _steps(points: Sequence[Point]) -> list[Point]:
    """The share stays until the end of the period, and falls there."""
    corners = [corner for a, b in pairwise(points) for corner in ((b[0], a[1]), b)]
    return [points[0], *corners]


def _border(survival: _Survival, lang: Lang) -> str:
    """Where what was seen ends, with a word on each side where there is room."""
    if not survival.ahead or survival.seen is None:
        return ""
    at, top = survival.plane.x(survival.seen), survival.plane.top
    body = svg.line((at, top - 18), (at, survival.plane.bottom), "line-strong")
    if survival.narrow:  # the legend above says the words
        return body
    sides = (("observed", -7, "end"), ("expected", 7, "start"))
    for key, shift, anchor in sides:
        words = say(key, lang)
        room = at - survival.plane.left if shift < 0 else survival.plane.right - at
        if measure.text_width(words, _SIZE) + 10 <= room:
            place = (at + shift, top - 8)
            body += svg.text(place, words, colour="ink-3", size=_SIZE, text_anchor=anchor)
    return body


# ---------------------------------------------------------------- names at the ends


def _named(places: Sequence[Place], lang: Lang) -> list[_Name]:
    """The lines that have a name at their ends."""
    last = places[-1]
    named = [_name("expected", last.expected, lang, _EXPECTED)]
    if last.constant is not None:
        named.append(_name("constant", last.constant, lang, _CONSTANT))
    return named


def _name(key: str, share: float, lang: Lang, dashes: str | None = None) -> _Name:
    words = f"{say(key, lang)} {labels.percent(round(share, 9), lang)}"
    return _Name(words, "ink-3" if key == "constant" else "brand", dashes, share)


def _ends(places: Sequence[Place], survival: _Survival, lang: Lang) -> str:
    names, y = _named(places, lang), survival.plane.y
    if survival.narrow:
        seen = [place.observed for place in places if place.observed is not None]
        observed = [_name("observed", seen[-1], lang)] if seen else []
        return _legend([*observed, *names])
    heights = spread([y(name.share) for name in names], 17, (y.end, y.start))
    return "".join(
        _written((survival.plane.right + 8, height + 4), name)
        for name, height in zip(names, heights, strict=True)
    )


def _legend(names: Sequence[_Name]) -> str:
    """On a phone the names stand above the plot, each with a piece of its line."""
    rows = ""
    for place, name in enumerate(names):
        y = 10 + _LEGEND_ROW * place
        stroke: svg.Attributes = {"stroke_width": 2.25, "stroke_dasharray": name.dashes}
        rows += svg.line((0, y), (24, y), name.token, **stroke) + _written((32, y + 4), name)
    return rows


def _written(at: Point, name: _Name) -> str:
    return svg.text(at, name.words, colour=name.token, size=_END_SIZE, font_weight=600)


# ---------------------------------------------------------------- evidence, names and marks


def _histogram(evidence: Sequence[Place], survival: _Survival, lang: Lang) -> str:
    """How many customers each period was seen on, with the figure where there is room."""
    most = max((place.customers or 0 for place in evidence), default=0)
    if not most:
        return ""
    slot = _slot(survival)
    floor = survival.plane.bottom + _GAP + _EVIDENCE
    bars = [(survival.plane.x(p.period), _EVIDENCE * (p.customers or 0) / most) for p in evidence]
    body, free = "", survival.plane.left - slot
    for place, (centre, high) in zip(evidence, bars, strict=True):
        body += svg.rect((centre - slot / 2 + 0.5, floor - high), (slot - 1, high), "line-strong")
        words = labels.number(place.customers or 0, lang)
        half = measure.text_width(words, _SMALL) / 2 + 3
        if centre - half >= free:
            tallest = max(high for at, high in bars if abs(at - centre) < half + slot / 2)
            at = (centre, floor - tallest - 4)
            body += svg.text(at, words, colour="ink-3", size=_SMALL, text_anchor="middle")
            free = centre + half
    return body


def _slot(survival: _Survival) -> float:
    x = survival.plane.x
    return min(max(x(x.low + 1) - x(x.low), 1.0), 60.0) if x.high > x.low else 40.0


def _names(places: Sequence[Place], survival: _Survival, baseline: float) -> str:
    """The periods; the last one with its unit."""
    room = measure.text_width(places[-1].full, _SIZE) + 12
    limit = int((survival.plane.right - survival.plane.left) // (room * 0.8))
    every = scale.stride(len(places), max(limit, 2), (1, 2, 3, 4, 6, 12, 24, 36, 48, 60))
    shown = list(places[::every])
    end = survival.plane.x(places[-1].period)
    half = measure.text_width(places[-1].full, _SIZE) / 2
    right = min(end, survival.plane.right + 14 - half) if survival.narrow else end
    body = svg.text((right, baseline), places[-1].full, colour="ink-3", text_anchor="middle")
    for place in shown:
        at = survival.plane.x(place.period)
        clear = at + measure.text_width(place.name, _SIZE) / 2 + 8 <= right - half
        if place is not places[-1] and clear:
            body += svg.text((at, baseline), place.name, colour="ink-3", text_anchor="middle")
    return body


def _marks(places: Sequence[Place], survival: _Survival, floor: float) -> str:
    """One full-height mark for each period, or every so many of a long curve: its shares."""
    every = -(-len(places) // _MOST_MARKS)
    slot, top = _slot(survival) * every, survival.plane.top
    return "".join(
        svg.mark(
            svg.hit((survival.plane.x(p.period) - slot / 2, top), (slot, floor - top)),
            (p.full, *p.said),
        )
        for p in places[::every]
    )


def _curve(points: Sequence[Point]) -> str:
    """A curve through few points is smoothed; through many it is smooth as it is."""
    return shapes.smooth(points) if len(points) <= _MOST_MARKS else shapes.straight(points)

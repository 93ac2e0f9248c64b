"""How curves are drawn: grid, bands, lines, names at their ends, evidence under the axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from garant.charts import labels, measure, scale, shapes, svg
from garant.charts.labels import Lang, Number
from garant.charts.scale import Scale
from garant.charts.svg import Drawing, Point
from garant.charts.tokens import text_token
from garant.charts.words import say

_TOP: Final = 18
_PLOT: Final = 196
_EVIDENCE: Final = 32
_GAP: Final = 16  # between the plot and the evidence
_END_SIZE: Final = 12.5
_LEGEND_ROW: Final = 20
_MOST_DOTS: Final = 24
_BANDS: Final = {"lose": "lose-band", "keep": "keep-soft", "watch": "watch-soft"}


@dataclass(frozen=True)
class CurvePoint:
    """A share at a period (number of months, or a date), with its interval and its evidence."""

    at: int | date
    value: Number
    low: Number | None = None
    high: Number | None = None
    accounts: int | None = None

    @property
    def place(self) -> int:
        """Where it stands on the axis."""
        return self.at.toordinal() if isinstance(self.at, date) else self.at

    @property
    def has_interval(self) -> bool:
        """Whether both ends of the interval are known."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class Curve:
    """A named line; without `colour` it is given a neutral colour and its own dashes."""

    name: str
    points: tuple[CurvePoint, ...]
    colour: str = ""
    dashes: str | None = None


@dataclass(frozen=True)
class _Plot:
    """Where values and places fall, and what the drawing needs to know of its form."""

    x: Scale
    y: Scale
    left: float
    right: float
    bottom: float
    lang: Lang
    narrow: bool

    def at(self, point: CurvePoint) -> Point:
        return (self.x(point.place), self.y(float(point.value)))

    def line(self, curve: Curve) -> list[Point]:
        return [self.at(point) for point in curve.points]


def place_name(at: int | date, lang: Lang, *, precise: bool = False) -> str:
    """The name of a place on the axis: `M6`, `janv. 25`; a whole date when `precise`.

    >>> place_name(6, "en"), place_name(date(2025, 1, 31), "fr")
    ('M6', 'janv. 25')
    """
    if isinstance(at, date):
        return labels.full_date(at, lang) if precise else labels.month_year(at, lang)
    return say("curves.month", lang, k=str(at))


def draw(
    curves: Sequence[Curve], width: float, *, lang: Lang, smooth: bool, narrow: bool
) -> Drawing:
    """The drawing of at least one curve with at least one point."""
    plot = _plot(curves, width, lang, narrow=narrow)
    evidence = _evidence(curves)
    floor = plot.bottom + (_GAP + _EVIDENCE if evidence else 0)
    body = (
        _grid(plot)
        + "".join(_band(curve, plot) for curve in curves)
        + "".join(_line(curve, plot, smooth=smooth) for curve in curves)
        + _dots(curves, plot)
        + _ends(curves, plot)
        + _histogram(evidence, plot)
        + _places(curves, plot, floor + 22)
        + _marks(curves, plot, floor)
    )
    return Drawing(width, floor + 32, body)


def _plot(curves: Sequence[Curve], width: float, lang: Lang, *, narrow: bool) -> _Plot:
    low, high = _bounds(curves)
    gutter = max(measure.text_width(_tick(t, low, high, lang), 12) for t in (low, high)) + 10
    right = width - (14 if narrow else _end_room(curves, lang))
    top = _TOP + (_LEGEND_ROW * len(curves) if narrow else 0)
    places = [point.place for curve in curves for point in curve.points]
    pad = _slot(curves, right - gutter) / 2 if _evidence(curves) else 6
    return _Plot(
        x=Scale(min(places), max(places), gutter + pad, right - pad),
        y=Scale(low, high, top + _PLOT, top),
        left=gutter,
        right=right,
        bottom=top + _PLOT,
        lang=lang,
        narrow=narrow,
    )


def _bounds(curves: Sequence[Curve]) -> tuple[float, float]:
    values = [
        float(value)
        for curve in curves
        for point in curve.points
        for value in (point.value, point.low, point.high)
        if value is not None
    ]
    low, high = min(values), max(values)
    if high - low < 0.01:
        low, high = low - 0.05, high + 0.05
    return scale.nice_bounds(max(low, 0.0) if min(values) >= 0 else low, high)


def _slot(curves: Sequence[Curve], width: float) -> float:
    """Room between two neighbouring places, for evidence bars and hit areas."""
    places = sorted({point.place for curve in curves for point in curve.points})
    if len(places) < 2:
        return min(width, 60.0)
    nearest = min(after - before for before, after in pairwise(places))
    return width * nearest / (places[-1] - places[0] + nearest)


def _end_room(curves: Sequence[Curve], lang: Lang) -> float:
    return max(measure.text_width(_end_words(curve, lang), _END_SIZE) for curve in curves) + 22


def _end_words(curve: Curve, lang: Lang) -> str:
    last = labels.percent(curve.points[-1].value, lang)
    return f"{curve.name} {last}" if curve.name else last


# ---------------------------------------------------------------- grid and axis


def _tick(value: float, low: float, high: float, lang: Lang) -> str:
    fine = scale.nice_step(high - low) < 0.0099
    return labels.percent(round(value, 6), lang, decimals=1 if fine else 0)


def _grid(plot: _Plot) -> str:
    low, high = plot.y.low, plot.y.high
    return "".join(
        svg.line((plot.left, plot.y(t)), (plot.right, plot.y(t)), "ink-3" if t == 0 else "line")
        + svg.text(
            (plot.left - 8, plot.y(t) + 4),
            _tick(t, low, high, plot.lang),
            colour="ink-3",
            text_anchor="end",
        )
        for t in scale.ticks(low, high)
    )


def _places(curves: Sequence[Curve], plot: _Plot, baseline: float) -> str:
    places = {point.place: point.at for curve in curves for point in curve.points}
    names = [(place, place_name(places[place], plot.lang)) for place in sorted(places)]
    room = max(measure.text_width(name, 12) for _, name in names) + 14
    every = scale.stride(len(names), int((plot.right - plot.left) // room))
    return "".join(
        svg.text((plot.x(place), baseline), name, colour="ink-3", text_anchor="middle")
        for place, name in names[::every]
    )


# ---------------------------------------------------------------- lines


def _band(curve: Curve, plot: _Plot) -> str:
    known = [point for point in curve.points if point.has_interval]
    if len(known) < 2:
        return ""
    upper = [(plot.x(p.place), plot.y(float(p.high or 0))) for p in known]
    lower = [(plot.x(p.place), plot.y(float(p.low or 0))) for p in known]
    return svg.area(shapes.between(upper, lower), _BANDS.get(curve.colour, "ink-band"))


def _line(curve: Curve, plot: _Plot, *, smooth: bool) -> str:
    points = plot.line(curve)
    shape = shapes.smooth(points) if smooth else shapes.straight(points)
    return svg.path(
        shape,
        curve.colour,
        stroke_width=2.25,
        stroke_dasharray=curve.dashes,
        stroke_linejoin="round",
        stroke_linecap="round" if curve.dashes is None else None,
    )


def _dots(curves: Sequence[Curve], plot: _Plot) -> str:
    """Every point of a lone short curve, hollow; the last point of each curve, solid."""
    hollow = ""
    if len(curves) == 1 and len(curves[0].points) <= _MOST_DOTS:
        hollow = "".join(
            svg.circle(at, 3.5, "surface", stroke=f"var(--{curves[0].colour})", stroke_width=2)
            for at in plot.line(curves[0])[:-1]
        )
    return hollow + "".join(
        svg.circle(plot.at(curve.points[-1]), 4, curve.colour) for curve in curves
    )


def _ends(curves: Sequence[Curve], plot: _Plot) -> str:
    return _legend(curves, plot) if plot.narrow else _end_labels(curves, plot)


def _end_labels(curves: Sequence[Curve], plot: _Plot) -> str:
    wanted = [plot.at(curve.points[-1])[1] for curve in curves]
    heights = spread(wanted, 16, (plot.y.end, plot.y.start))
    return "".join(
        _end_text((plot.right + 8, y + 4), curve, plot.lang)
        for curve, y in zip(curves, heights, strict=True)
    )


def _end_text(at: Point, curve: Curve, lang: Lang) -> str:
    token = text_token(curve.colour)
    return svg.text(at, _end_words(curve, lang), colour=token, size=_END_SIZE, font_weight=600)


def _legend(curves: Sequence[Curve], plot: _Plot) -> str:
    """On a phone the names stand above the plot, each with a piece of its line."""
    rows = ""
    for i, curve in enumerate(curves):
        y = 10 + _LEGEND_ROW * i
        sample = svg.line(
            (0, y), (24, y), curve.colour, stroke_width=2.25, stroke_dasharray=curve.dashes
        )
        rows += sample + _end_text((32, y + 4), curve, plot.lang)
    return rows


def spread(wanted: Sequence[float], gap: float, within: tuple[float, float]) -> list[float]:
    """Heights as near as possible to `wanted` and at least `gap` apart, within two limits.

    >>> spread([10, 12, 50], 16, (0, 100))
    [10, 26, 50]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = list(wanted)
    floor = within[0]
    for i in order:
        placed[i] = max(placed[i], floor)
        floor = placed[i] + gap
    ceiling = max(within[1], within[0] + gap * (len(wanted) - 1))
    for i in reversed(order):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    return placed


# ---------------------------------------------------------------- evidence and marks


def _evidence(curves: Sequence[Curve]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for point in curves[0].points:
        if point.accounts is not None:
            counts[point.place] = point.accounts
    return counts


def _histogram(counts: dict[int, int], plot: _Plot) -> str:
    most = max(counts.values(), default=0)
    if not most:
        return ""
    places = sorted(counts)
    gaps = [after - before for before, after in pairwise(places)]
    room = (plot.x(places[0] + min(gaps)) - plot.x(places[0])) if gaps else 40.0
    floor = plot.bottom + _GAP + _EVIDENCE
    return "".join(
        svg.rect(
            (plot.x(place) - room / 2 + 0.5, floor - _EVIDENCE * counts[place] / most),
            (max(room - 1, 1), _EVIDENCE * counts[place] / most),
            "line-strong",
            rx=1,
        )
        for place in places
    )


def _marks(curves: Sequence[Curve], plot: _Plot, floor: float) -> str:
    """One full-height mark for each place, that says the value of every curve there."""
    places: dict[int, list[tuple[str, CurvePoint]]] = {}
    for curve in curves:
        for point in curve.points:
            places.setdefault(point.place, []).append((curve.name, point))
    slot = _slot(curves, plot.right - plot.left)
    return "".join(
        svg.mark(
            svg.hit((plot.x(place) - slot / 2, plot.y.end), (slot, floor - plot.y.end)),
            (place_name(here[-1][1].at, plot.lang), *_values(here, plot.lang)),
        )
        for place, here in sorted(places.items())
    )


def _values(here: Sequence[tuple[str, CurvePoint]], lang: Lang) -> tuple[str, str]:
    values = " · ".join(f"{name} {labels.percent(p.value, lang)}".strip() for name, p in here)
    return values, " · ".join(_details(here[0][1], lang))


def _details(point: CurvePoint, lang: Lang) -> list[str]:
    details = []
    if point.low is not None and point.high is not None:
        low, high = (labels.percent(edge, lang) for edge in (point.low, point.high))
        details.append(say("curves.interval", lang, low=low, high=high))
    if point.accounts is not None:
        one = point.accounts == 1 or (point.accounts == 0 and lang == "fr")
        key = "accounts.one" if one else "accounts.many"
        details.append(say(key, lang, count=labels.number(point.accounts, lang)))
    return details

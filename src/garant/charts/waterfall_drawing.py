"""The two forms of the bridge: upright with room, lying when there are many bars or a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from garant.charts import measure, scale, svg
from garant.charts.scale import Scale
from garant.charts.shapes import straight
from garant.charts.svg import Drawing
from garant.charts.tokens import text_token

_TOP: Final = 30
_BOTTOM: Final = 232
_NAME_SIZE: Final = 12.5
_DENSE_ROW: Final = 28
_BAR_HEIGHT: Final = 22
_THINNEST: Final = 1.5  # a movement that is not zero can always be seen


@dataclass(frozen=True)
class Bar:
    """A bar from one level to another, with its labels."""

    name: str
    start: float
    end: float
    total: bool
    figure: str
    amount: str
    href: str | None

    @property
    def low(self) -> float:
        """The lower of its two levels."""
        return min(self.start, self.end)

    @property
    def high(self) -> float:
        """The higher of its two levels."""
        return max(self.start, self.end)

    @property
    def falls(self) -> bool:
        """Whether it ends below where it starts."""
        return self.end < self.start

    @property
    def colour(self) -> str:
        """Its colour."""
        if self.total:
            return "brand"
        return "lose" if self.falls else "keep"


@dataclass(frozen=True)
class Frame:
    """The levels the axis shows; `cut` when it does not start at zero."""

    low: float
    high: float
    cut: bool


def frame(bars: Sequence[Bar]) -> Frame:
    """The axis of the bars: it holds zero, unless every level is above and far from it."""
    reached = [bar.end for bar in bars]
    low, high = min(reached), max(reached)
    spread = high - low
    if low > 0 and 0 < spread < 0.4 * high:
        floor = low - 0.55 * spread
        step = scale.nice_step(spread)
        rounded = step * (floor // step)
        return Frame(max(rounded, low - 0.9 * spread), high, cut=True)
    low, high = min(low, 0.0), max(high, 0.0)
    return Frame(low, high if high > low else low + 1.0, cut=False)


def wide(bars: Sequence[Bar], axis: Frame, width: float) -> Drawing:
    """Upright when the names fit under the bars on two lines, else lying."""
    step = width / len(bars)
    names = [measure.wrap(bar.name, _NAME_SIZE, step - 8) for bar in bars]
    fits = all(
        len(lines) <= 2 and all(measure.text_width(part, _NAME_SIZE) <= step - 4 for part in lines)
        for lines in names
    )
    return _upright(bars, axis, width) if fits else horizontal(bars, axis, width, row=_DENSE_ROW)


# ---------------------------------------------------------------- upright


@dataclass(frozen=True)
class _Upright:
    """Where things are in the upright form."""

    level: Scale
    step: float
    bottom: float
    cut: bool
    figure_size: float

    @property
    def bar_width(self) -> float:
        return min(64.0, self.step * 0.62)

    def centre(self, index: int) -> float:
        return self.step * (index + 0.5)


def _upright(bars: Sequence[Bar], axis: Frame, width: float) -> Drawing:
    step = width / len(bars)
    below = any(_figure_below(bar) for bar in bars) and not axis.cut
    bottom = _BOTTOM - (22 if below else 0)
    place = _Upright(
        level=Scale(axis.low, axis.high, bottom, _TOP),
        step=step,
        bottom=_BOTTOM,
        cut=axis.cut,
        figure_size=_figure_size(bars, step),
    )
    lines = max(len(measure.wrap(bar.name, _NAME_SIZE, step - 8)) for bar in bars)
    body = _grid(axis, place.level, width) + _connectors(bars, place)
    body += "".join(_upright_mark(bar, place, i) for i, bar in enumerate(bars))
    return Drawing(width, _BOTTOM + 22 + 16 * lines, body)


def _figure_size(bars: Sequence[Bar], room: float) -> float:
    widest = max(measure.text_width(bar.figure, 14) for bar in bars)
    return max(11.0, min(14.0, 14 * (room - 2) / widest))


def _figure_below(bar: Bar) -> bool:
    return bar.falls


def _grid(axis: Frame, level: Scale, width: float) -> str:
    rules = (
        svg.line((0, level(tick)), (width, level(tick)), "ink-3" if tick == 0 else "line")
        for tick in scale.ticks(axis.low, axis.high, 5)
        if not axis.cut or tick > axis.low
    )
    return "".join(rules)


def _connectors(bars: Sequence[Bar], place: _Upright) -> str:
    half = place.bar_width / 2
    return "".join(
        svg.line(
            (place.centre(i) + half, place.level(bar.end)),
            (place.centre(i + 1) - half, place.level(bar.end)),
            "line-strong",
            stroke_dasharray="2 3",
        )
        for i, bar in enumerate(bars[:-1])
    )


def _upright_mark(bar: Bar, place: _Upright, index: int) -> str:
    centre, wide_ = place.centre(index), place.bar_width
    bottom, top = _edges(bar, place.level, place.cut)
    area = svg.hit((centre - place.step / 2, 0), (place.step, place.bottom))
    column = _column((centre - wide_ / 2, top), (wide_, bottom - top), bar)
    zigzag = _zigzag_across(centre, wide_, place.bottom - 14) if bar.total and place.cut else ""
    baseline = bottom + 17 if _figure_below(bar) else top - 8
    figure = svg.text(
        (centre, baseline),
        bar.figure,
        colour=_figure_colour(bar),
        size=place.figure_size,
        text_anchor="middle",
        font_weight=600,
        **svg.HALO,
    )
    names = "".join(
        svg.text(
            (centre, place.bottom + 26 + 16 * i),
            part,
            size=_NAME_SIZE,
            text_anchor="middle",
        )
        for i, part in enumerate(measure.wrap(bar.name, _NAME_SIZE, place.step - 8))
    )
    return svg.mark(area + column + zigzag + figure + names, (bar.name, bar.amount), bar.href)


def _edges(bar: Bar, level: Scale, cut: bool) -> tuple[float, float]:  # noqa: FBT001
    """Pixels of the lower and the upper edge; a total on a cut axis stands on the floor."""
    bottom = level.start if bar.total and cut else level(bar.low)
    top = level(bar.high)
    if bar.end == bar.start or bottom - top >= _THINNEST:
        return (bottom, top)
    return (top + _THINNEST, top) if bar.falls else (bottom, bottom - _THINNEST)


def _column(at: svg.Point, size: svg.Point, bar: Bar) -> str:
    if bar.end == bar.start:
        return svg.line(at, (at[0] + size[0], at[1]), "ink-3", stroke_width=1.5)
    return svg.rect(at, size, bar.colour, rx=min(3.0, size[0] / 2, size[1] / 2))


def _figure_colour(bar: Bar) -> str:
    if bar.total or bar.end == bar.start:
        return "ink"
    return text_token(bar.colour)


def _zigzag_across(centre: float, width: float, y: float) -> str:
    quarter = (width + 6) / 4
    left = centre - width / 2 - 3
    points = [(left + quarter * i, y + (4 if i % 2 == 0 else -4)) for i in range(5)]
    return svg.path(straight(points), "surface", stroke_width=3)


# ---------------------------------------------------------------- lying


@dataclass(frozen=True)
class _Lying:
    """Where things are in the lying form."""

    level: Scale
    width: float
    row: float
    names: float
    cut: bool

    def top(self, index: int) -> float:
        return self.row * index + (self.row - _BAR_HEIGHT) / 2


def horizontal(bars: Sequence[Bar], axis: Frame, width: float, *, row: float = 34) -> Drawing:
    """One row a bar: the name, the bar, the figure. Every label stays readable on a phone."""
    names = min(max(measure.text_width(bar.name, 13) for bar in bars), width * 0.42)
    figures = max(measure.text_width(bar.figure, 13) for bar in bars)
    level = Scale(axis.low, axis.high, names + 14, width - figures - 10)
    place = _Lying(level, width, row, names, axis.cut)
    zero = svg.line((level(0), 0), (level(0), row * len(bars)), "ink-3") if axis.low < 0 else ""
    rows = "".join(_lying_mark(bar, place, i) for i, bar in enumerate(bars))
    return Drawing(width, row * len(bars) + 4, zero + _lying_connectors(bars, place) + rows)


def _lying_connectors(bars: Sequence[Bar], place: _Lying) -> str:
    return "".join(
        svg.line(
            (place.level(bar.end), place.top(i) + _BAR_HEIGHT),
            (place.level(bar.end), place.top(i + 1)),
            "line-strong",
            stroke_dasharray="2 2",
        )
        for i, bar in enumerate(bars[:-1])
    )


def _lying_mark(bar: Bar, place: _Lying, index: int) -> str:
    top = place.top(index)
    left = place.level.start if bar.total and place.cut else place.level(bar.low)
    right = max(place.level(bar.high), left + (_THINNEST if bar.end != bar.start else 0))
    baseline = top + _BAR_HEIGHT / 2 + 4.5
    body = (
        svg.hit((0, place.row * index), (place.width, place.row))
        + svg.text((0, baseline), measure.shorten(bar.name, 13, place.names), size=13)
        + _lying_bar((left, top), (right - left, _BAR_HEIGHT), bar)
        + (_zigzag_down(left + 12, top) if bar.total and place.cut else "")
        + _lying_figure((right + 6, baseline), bar)
    )
    return svg.mark(body, (bar.name, bar.amount), bar.href)


def _lying_figure(at: svg.Point, bar: Bar) -> str:
    colour = _figure_colour(bar)
    return svg.text(at, bar.figure, colour=colour, size=13, font_weight=600, **svg.HALO)


def _lying_bar(at: svg.Point, size: svg.Point, bar: Bar) -> str:
    if bar.end == bar.start:
        return svg.line(at, (at[0], at[1] + size[1]), "ink-3", stroke_width=1.5)
    return svg.rect(at, size, bar.colour, rx=min(3.0, size[0] / 2))


def _zigzag_down(x: float, top: float) -> str:
    quarter = (_BAR_HEIGHT + 6) / 4
    points = [(x + (3 if i % 2 == 0 else -3), top - 3 + quarter * i) for i in range(5)]
    return svg.path(straight(points), "surface", stroke_width=3)

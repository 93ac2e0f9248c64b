"""How the renewals to come are drawn: stacked bars, and beside each what will be kept of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from garant.charts import labels, measure, scale, shapes, svg
from garant.charts.labels import Lang, MoneyUnit, Number
from garant.charts.renewals_words import say
from garant.charts.scale import Scale
from garant.charts.svg import Drawing

_PLOT: Final = 190
_HEAD: Final = 22  # the figure above the tallest bar
_LEGEND: Final = 22
_SIZE: Final = 12
_FIGURE_SIZE: Final = 12.5
_WIDEST: Final = 64.0
_THINNEST: Final = 1.5
_SAMPLE: Final = 14
_POINT: Final = 4.0

KINDS: Final = ("secured", "open", "lost")
_FILL: Final = {"secured": "keep", "open": "brand-soft", "lost": "lose"}
_INK: Final = {"secured": "on-brand", "open": "ink-2", "lost": "on-brand"}


@dataclass(frozen=True)
class Reach:
    """What will be kept, with its interval."""

    low: float
    kept: float
    high: float


@dataclass(frozen=True)
class Bar:
    """A month: its parts in the order of :data:`KINDS`, from the floor up."""

    name: str
    full_name: str
    parts: tuple[float, ...]
    due: str
    reach: Reach | None
    called: float | None
    details: tuple[str, ...]
    href: str | None


@dataclass(frozen=True)
class _Plot:
    y: Scale
    left: float
    right: float
    step: float
    called: bool

    @property
    def bar_width(self) -> float:
        return min(self.step * (0.46 if self.called else 0.56), _WIDEST)

    def start(self, index: int) -> float:
        """The left edge of a bar; what will be kept stands at its right."""
        aside = self.beside * (0.8 if self.called else 0.5)
        return self.left + self.step * (index + 0.5) - self.bar_width / 2 - aside

    def middle(self, index: int) -> float:
        return self.start(index) + self.bar_width / 2

    def kept(self, index: int) -> float:
        return self.start(index) + self.bar_width + self.beside * 0.5

    @property
    def beside(self) -> float:
        """How far what will be kept stands from its bar, twice."""
        return min(16.0, self.step * 0.3)


def draw(bars: Sequence[Bar], unit: MoneyUnit, width: float, *, lang: Lang) -> Drawing:
    """The drawing of at least one month."""
    written = partial(_trimmed, unit=unit, lang=lang)
    probe = _plot(bars, written, width, 0)
    inside = {kind: _home(bars, place, probe, lang) for place, kind in enumerate(KINDS)}
    legend, used = _legend(bars, inside, width, lang)
    plot = _plot(bars, written, width, used)
    body = (
        _grid(plot, written)
        + "".join(_mark(bar, plot, i) for i, bar in enumerate(bars))
        + "".join(_word(kind, inside[kind], bars, plot, lang) for kind in KINDS)
        + _figures(bars, plot)
        + _names(bars, plot)
    )
    return Drawing(width, plot.y.start + 30, legend + body)


def _trimmed(value: Number, *, unit: MoneyUnit, lang: Lang) -> str:
    return labels.trimmed(unit.figure(value), lang)


def _plot(
    bars: Sequence[Bar], written: Callable[[Number], str], width: float, used: float
) -> _Plot:
    highest = max(max(sum(bar.parts), bar.called or 0.0) for bar in bars)
    low, high = scale.nice_bounds(0.0, highest, 3)
    left = max(measure.text_width(written(t), _SIZE) for t in scale.ticks(low, high, 3)) + 10
    top = used + _HEAD
    step = (width - left) / len(bars)
    called = any(bar.called is not None for bar in bars)
    return _Plot(Scale(low, high, top + _PLOT, top), left, width, step, called)


def _grid(plot: _Plot, written: Callable[[Number], str]) -> str:
    return "".join(
        svg.line((plot.left, plot.y(t)), (plot.right, plot.y(t)), "ink-3" if t == 0 else "line")
        + svg.text((plot.left - 8, plot.y(t) + 4), written(t), colour="ink-3", text_anchor="end")
        for t in scale.ticks(plot.y.low, plot.y.high, 3)
    )


# ---------------------------------------------------------------- bars


def _mark(bar: Bar, plot: _Plot, index: int) -> str:
    """A month: its bar, what will be kept of it, and a hit area of full height."""
    edge = plot.left + plot.step * index
    top = plot.y.end - _HEAD
    body = svg.hit((edge, top), (plot.step, plot.y.start - top + 24))
    body += _stack(bar, plot, index) + _kept(bar, plot, index)
    return svg.mark(body, (bar.full_name, *bar.details), bar.href)


def _stack(bar: Bar, plot: _Plot, index: int) -> str:
    body, below = "", 0.0
    for kind, part in zip(KINDS, bar.parts, strict=True):
        if part > 0:
            body += _part(kind, (below, below + part), plot, index)
        below += part
    return body


def _part(kind: str, ends: tuple[float, float], plot: _Plot, index: int) -> str:
    """One part of a bar. What is open is pale and has an edge: it is not decided."""
    low, high = (plot.y(end) for end in ends)
    high = min(high, low - _THINNEST)
    at, size = (plot.start(index), high), (plot.bar_width, low - high)
    if kind != "open" or low - high < 4:
        return svg.rect(at, size, "brand-mid" if kind == "open" else _FILL[kind])
    inner = (at[0] + 0.6, at[1] + 0.6), (size[0] - 1.2, size[1] - 1.2)
    return svg.rect(*inner, _FILL[kind], stroke="var(--brand-mid)", stroke_width=1.2)


def _kept(bar: Bar, plot: _Plot, index: int) -> str:
    """The interval as a line with its ends, the point hollow; the calls as a diamond."""
    x, body = plot.kept(index), ""
    if bar.reach is not None:
        low, high = plot.y(bar.reach.low), plot.y(bar.reach.high)
        half = min(3.5, plot.beside * 0.3)
        body += svg.line((x, low), (x, high), "ink", stroke_width=1.5)
        body += "".join(
            svg.line((x - half, y), (x + half, y), "ink", stroke_width=1.5) for y in (low, high)
        )
        radius = min(_POINT, plot.beside * 0.3)
        ring: svg.Attributes = {"stroke": "var(--ink)", "stroke_width": 1.75}
        body += svg.circle((x, plot.y(bar.reach.kept)), radius, "surface", **ring)
    if bar.called is not None:
        body += _diamond((x + plot.beside * 0.62, plot.y(bar.called)), min(4.5, plot.beside * 0.35))
    return body


def _diamond(at: svg.Point, reach: float) -> str:
    x, y = at
    corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
    shape = shapes.straight(corners) + "Z"
    return svg.area(shape, "brand")


# ---------------------------------------------------------------- words


def _home(bars: Sequence[Bar], place: int, plot: _Plot, lang: Lang) -> int | None:
    """The bar whose part of a kind is the tallest, if its word fits in there."""
    best = max(range(len(bars)), key=lambda i: bars[i].parts[place])
    height = abs(plot.y(0) - plot.y(bars[best].parts[place]))
    long = measure.text_width(say(KINDS[place], lang), _SIZE) + 8
    return best if height >= 20 and long <= plot.bar_width else None


def _word(kind: str, home: int | None, bars: Sequence[Bar], plot: _Plot, lang: Lang) -> str:
    """The word of a kind, in the bar where there is the most of it."""
    if home is None:
        return ""
    place = KINDS.index(kind)
    below = sum(bars[home].parts[:place])
    middle = plot.y(below + bars[home].parts[place] / 2)
    return svg.text(
        (plot.middle(home), middle + 4),
        say(kind, lang),
        colour=_INK[kind],
        size=_SIZE,
        text_anchor="middle",
        font_weight=600,
    )


def _legend(
    bars: Sequence[Bar], inside: dict[str, int | None], width: float, lang: Lang
) -> tuple[str, float]:
    """What no bar has room to say, each with a piece of what it names."""
    present = {kind: any(bar.parts[i] > 0 for bar in bars) for i, kind in enumerate(KINDS)}
    named = [kind for kind in KINDS if present[kind] and inside[kind] is None]
    named += ["kept"] if any(bar.reach for bar in bars) else []
    named += ["called"] if any(bar.called is not None for bar in bars) else []
    body, x, y = "", 0.0, 10.0
    for kind in named:
        words = say(kind, lang)
        long = _SAMPLE + 8 + measure.text_width(words, _SIZE)
        if x and x + long > width:
            x, y = 0.0, y + _LEGEND
        body += _sample(kind, (x, y))
        body += svg.text((x + _SAMPLE + 8, y + 4), words, size=_SIZE)
        x += long + 20
    return body, y + 14 if named else 0.0


def _sample(kind: str, at: svg.Point) -> str:
    x, y = at
    middle = x + _SAMPLE / 2
    if kind == "kept":
        ring: svg.Attributes = {"stroke": "var(--ink)", "stroke_width": 1.75}
        stroke = svg.line((middle, y - 9), (middle, y + 9), "ink", stroke_width=1.5)
        return stroke + svg.circle((middle, y), _POINT, "surface", **ring)
    if kind == "called":
        return _diamond((middle, y), 4.5)
    edge: svg.Attributes = {}
    if kind == "open":
        edge = {"stroke": "var(--brand-mid)", "stroke_width": 1.2}
    return svg.rect((x, y - 6), (_SAMPLE, 12), _FILL[kind], rx=2, **edge)


def _figures(bars: Sequence[Bar], plot: _Plot) -> str:
    """What is due, above each bar where there is room, else above the tallest and the last."""
    widest = max(measure.text_width(bar.due, _FIGURE_SIZE) for bar in bars)
    shown = range(len(bars)) if widest + 6 <= plot.step else _telling(bars, widest, plot)
    return "".join(_figure(bars[i], plot, i) for i in shown if sum(bars[i].parts) > 0)


def _telling(bars: Sequence[Bar], widest: float, plot: _Plot) -> list[int]:
    last = len(bars) - 1
    tallest = max(range(len(bars)), key=lambda i: (sum(bars[i].parts), i))
    apart = abs(plot.middle(tallest) - plot.middle(last)) > widest + 6
    return [tallest, last] if apart else [tallest]


def _figure(bar: Bar, plot: _Plot, index: int) -> str:
    half = measure.text_width(bar.due, _FIGURE_SIZE) / 2
    x = max(min(plot.middle(index), plot.right - half), plot.left + half)
    return svg.text(
        (x, plot.y(sum(bar.parts)) - 7),
        bar.due,
        colour="ink",
        size=_FIGURE_SIZE,
        text_anchor="middle",
        font_weight=600,
        **svg.HALO,
    )


def _names(bars: Sequence[Bar], plot: _Plot) -> str:
    room = max(measure.text_width(bar.name, _SIZE) for bar in bars) + 8
    every = scale.stride(len(bars), int((plot.right - plot.left) // room))
    named = ""
    for i in range(0, len(bars), every):
        half = measure.text_width(bars[i].name, _SIZE) / 2
        x = min(plot.middle(i), plot.right - half)
        named += svg.text(
            (x, plot.y.start + 20), bars[i].name, colour="ink-3", text_anchor="middle"
        )
    return named

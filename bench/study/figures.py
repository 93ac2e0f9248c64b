"""The figures to reach: each with its aim, the worlds it is read from, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

import numpy as np
from scipy.stats import beta, t

from bench.study.measures import Drawn, Told

Options = tuple[tuple[str, Any], ...]
How = Literal["share", "mean", "worst"]
LEVEL = 0.95


@dataclass(frozen=True)
class Source:
    """Worlds of one kind, asked one thing. Options may differ from one world to the next."""

    measure: str
    kind: str
    options: tuple[Options, ...] = ((),)

    def drawn(self, worlds: int, first: int = 0) -> Iterator[Drawn]:
        """So many worlds, with the seeds from the first; the options are taken in turn."""
        for seed in range(first, first + worlds):
            yield Drawn(self.measure, self.kind, seed, self.options[seed % len(self.options)])


@dataclass(frozen=True)
class Figure:
    """One figure. The aim is between ``least`` and ``most``, both included.

    ``share``: of all worlds, in percent, with the exact binomial interval. ``mean``: the mean
    over worlds times ``scale``, with Student's interval. ``worst``: of the means of each kind of
    world and each key, the one farthest from 0, with its own interval.
    """

    name: str
    what: str
    sources: tuple[Source, ...]
    keys: tuple[str, ...]
    how: How
    least: float | None = None
    most: float | None = None
    unit: str = "%"
    scale: float = 100.0


@dataclass(frozen=True)
class Measured:
    """A figure's value, the interval of chance in the worlds drawn, and how many they were."""

    value: float
    low: float
    high: float
    worlds: int


def measured(figure: Figure, told: dict[Source, Sequence[Told]]) -> Measured | None:
    """Read a figure from what its worlds told; None where they told nothing."""
    if figure.how == "worst":
        each = [
            found
            for source in figure.sources
            for key in figure.keys
            if (found := _mean(figure, [[one[key]] for one in told[source] if key in one]))
        ]
        return max(each, key=lambda one: abs(one.value), default=None)
    of_worlds = [
        [one[key] for key in figure.keys if key in one]
        for source in figure.sources
        for one in told[source]
    ]
    return (_share if figure.how == "share" else _mean)(figure, of_worlds)


def _share(figure: Figure, of_worlds: Iterable[Sequence[float]]) -> Measured | None:
    """The share of worlds; interval by Clopper and Pearson (1934)."""
    values = np.array([value for world in of_worlds for value in world])
    count = len(values)
    if not count:
        return None
    hits = float(values.sum())
    tail = (1 - LEVEL) / 2
    low = float(beta.ppf(tail, hits, count - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, count - hits)) if hits < count else 1.0
    scale = figure.scale
    return Measured(scale * hits / count, scale * low, scale * high, count)


def _mean(figure: Figure, of_worlds: Iterable[Sequence[float]]) -> Measured | None:
    """The mean over worlds of what each told, on average."""
    values = figure.scale * np.array([np.mean(world) for world in of_worlds if len(world)])
    count = len(values)
    if count < 2:
        return None
    reach = float(t.ppf(0.5 + LEVEL / 2, count - 1)) * float(values.std(ddof=1)) / sqrt(count)
    value = float(values.mean())
    most = 100.0 if figure.unit == "%" else np.inf
    return Measured(value, value - reach, min(value + reach, most), count)


def judged(figure: Figure, found: Measured) -> str:
    """Whether the aim is reached; a miss that chance alone could make says so."""
    if figure.least is None and figure.most is None:
        return ""
    least = -np.inf if figure.least is None else figure.least
    most = np.inf if figure.most is None else figure.most
    if least <= round(found.value, 9) <= most:
        return "reached"
    return "missed, within chance" if found.low <= most and found.high >= least else "missed"


def aim(figure: Figure) -> str:
    """The aim in words; empty where a figure is only told."""
    if figure.least is None:
        return "" if figure.most is None else f"≤ {figure.most:g}"
    if figure.most is None:
        return f"≥ {figure.least:g}"
    return f"{figure.least:g} to {figure.most:g}"


def shown(value: float, figure: Figure) -> str:
    """A number with the digits that its unit deserves."""
    return f"{value:.0f}" if figure.unit == "%" and figure.how == "share" else f"{value:.2f}"

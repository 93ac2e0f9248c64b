"""A lever cut into bands, from good to bad, and the columns a model needs of them.

Bands are categories: nothing says that twice the discount does twice the harm. Near a threshold a
smooth curve is confidently wrong, and bands are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.design import as_text
from garant.study.feature import Feature
from garant.study.levers import reference_value

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SHARE_EDGES = (0.0, 0.05, 0.10, 0.15, 0.20, 0.30)
SHARE_NAMES = ("0 %", "1–5 %", "6–10 %", "11–15 %", "16–20 %", "21–30 %", "> 30 %")
LEAST = 10  # rows below which a band says nothing
WORSE_PARTS = 3  # what is worse than the reference, in parts of equal size
DIGITS = 3  # a share computed from rounded amounts is read to a tenth of a percent
BAND_RIDGE = 0.1  # against an infinite coefficient; a band of fifty rows hardly feels it
SLOPE_RIDGE = 1.0
LEAST_CAPPED = 50  # rows that the band of a cap needs, and their share
CAPPED_SHARE = 0.08


@dataclass(frozen=True)
class Bands:
    """The bands of one lever on one table; band 0 is the reference, the last is the worst.

    ``codes`` (n,) is each row's band. ``badness`` (n,) grows as the lever gets worse: the value,
    the value with its sign turned, or its distance from the reference; 0 for a category.
    ``parts`` says which bands are taken together in the models, having less than :data:`LEAST`
    rows: it maps each band to its column.
    """

    names: tuple[str, ...]
    codes: Integers
    badness: Floats
    uppers: tuple[float, ...]
    parts: Integers
    ordered: bool

    @cached_property
    def counts(self) -> Integers:
        """The rows of each band."""
        counts: Integers = np.bincount(self.codes, minlength=len(self.names)).astype(np.int64)
        return counts

    @cached_property
    def held(self) -> Integers:
        """The column of each row: its band, or the one its band is taken together with."""
        columns: Integers = self.parts[self.codes]
        return columns

    @property
    def size(self) -> int:
        """How many columns there are, the reference included."""
        return int(self.parts.max()) + 1

    @cached_property
    def middles(self) -> Floats:
        """The mean badness of the rows of each column."""
        counts = np.bincount(self.held, minlength=self.size)
        sums = np.bincount(self.held, weights=self.badness, minlength=self.size)
        return np.asarray(sums / np.maximum(counts, 1), dtype=np.float64)

    @cached_property
    def spread(self) -> float:
        """The deviation of the badness within bands."""
        return float((self.badness - self.middles[self.held]).std())

    def columns(self, held: Integers, badness: Floats | None = None) -> Floats:
        """One 0/1 column for each band but the reference, then the place within the band.

        The last column is badness less the mean of its band, of unit scale: a cap moves customers
        to a value, which is not the mean of the band it is in. Without `badness`, 0.
        """
        dummies: Floats = (held[:, None] == np.arange(1, self.size)[None, :]).astype(np.float64)
        if self.spread < 1e-9:
            return dummies
        within = np.zeros(len(held)) if badness is None else badness - self.middles[held]
        return np.column_stack([dummies, within / self.spread])

    @property
    def penalties(self) -> Floats:
        """The ridge of the columns."""
        slope = [] if self.spread < 1e-9 else [SLOPE_RIDGE]
        return np.array([*[BAND_RIDGE] * (self.size - 1), *slope])

    def capped(self, cap: float | None) -> tuple[Integers, Floats, int]:
        """Bands and badness with everyone worse than the cap moved to it, and the cap's column.

        The cap, in units of badness, is the upper edge of its band; without one it is the
        reference.
        """
        at = self.uppers[0] if cap is None else cap
        column = self.column_of(at)
        worse = self.held > column
        if not self.ordered:
            return np.where(worse, column, self.held), self.badness, column
        return np.where(worse, column, self.held), np.minimum(self.badness, at), column

    def column_of(self, at: float) -> int:
        """The column of a value of badness."""
        band = int(np.searchsorted(np.array(self.uppers), np.round(at, 9), side="left"))
        return int(self.parts[min(band, len(self.parts) - 1)])


def is_share(feature: Feature, values: pd.Series) -> bool:
    """Whether a lever is read as a discount: shares, the less the better, 0 as the reference."""
    known = values.dropna()
    return (
        feature.kind == "number"
        and feature.better == "low"
        and feature.reference == 0
        and bool(((known > -1) & (known <= 1)).all())
        and bool((known > SHARE_EDGES[1]).any())
    )


def bands(feature: Feature, values: pd.Series, *, edge: float | None = None) -> Bands:
    """The bands of a lever whose values are all known; `edge` adds one, in the lever's units.

    A discount has those of the specification. Another number has its reference (and what is
    better) as one band, and thirds of what is worse. A flag and a category have their levels.
    """
    to = reference_value(feature, values)
    if not feature.is_number:
        return _levels(as_text(values), str(to))
    x = values.to_numpy(dtype=np.float64)
    bad = badness(feature, x, float(to))
    edges, names = _edges(feature, values, float(to))
    if edge is not None:
        extra = float(badness(feature, np.array([edge]), float(to))[0])
        edges = _with_edge(edges, extra, bad)
        names = tuple(f"{place}" for place in range(len(edges) + 1))
    rounded = np.round(bad, DIGITS if is_share(feature, values) else 9)
    codes = np.searchsorted(np.round(edges, 9), rounded, side="left").astype(np.int64)
    return Bands(names, codes, bad, edges, _together(codes, len(names)), ordered=True)


def badness(feature: Feature, x: Floats, reference: float) -> Floats:
    """What grows as a lever gets worse."""
    if feature.better == "low":
        return x
    return -x if feature.better == "high" else np.abs(x - reference)


def _edges(
    feature: Feature, values: pd.Series, to: float
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    if is_share(feature, values):
        return SHARE_EDGES, SHARE_NAMES
    bad = badness(feature, values.to_numpy(dtype=np.float64), to)
    start = float(badness(feature, np.array([to]), to)[0])
    worse = bad[bad > start]
    at = np.arange(1, WORSE_PARTS) / WORSE_PARTS
    inner = np.quantile(worse, at, method="inverted_cdf") if len(worse) else np.zeros(0)
    inner = inner[inner < bad.max()]
    edges = (start, *(float(edge) for edge in np.unique(inner) if edge > start))
    return edges, _names(feature, edges, to)


def _with_edge(edges: tuple[float, ...], extra: float, bad: Floats) -> tuple[float, ...]:
    """The edges with one more, whose band is wide enough to stand for those moved into it.

    A narrow band below it is taken together with the next better one (not with the reference).
    """
    if any(np.isclose(edges, extra, atol=1e-9)):
        return edges
    better = [edge for edge in edges if edge < extra]
    worse = [edge for edge in edges if edge > extra]
    while len(better) > 1:
        within = int(((bad > better[-1]) & (bad <= extra)).sum())
        if within >= max(LEAST_CAPPED, CAPPED_SHARE * len(bad)):
            break
        better.pop()
    return (*better, extra, *worse)


def _names(feature: Feature, edges: Sequence[float], to: float) -> tuple[str, ...]:
    """Such as ``≤ 30``, ``30–45``, ``> 45``; the other way round where high is good."""
    if feature.better == "high":
        ends = [f"{-edge:g}" for edge in edges]
        inner = [f"{low}–{high}" for high, low in pairwise(ends)]
        return (f"≥ {ends[0]}", *inner, f"< {ends[-1]}")
    ends = [f"{edge:g}" for edge in edges]
    inner = [f"{low}–{high}" for low, high in pairwise(ends)]
    if feature.better == "low":
        return (f"≤ {ends[0]}", *inner, f"> {ends[-1]}")
    around = [f"{to:g} ± {each}" for each in inner]
    return (f"{to:g}", *around, f"{to:g} ± > {ends[-1]}")


def _levels(text: pd.Series, reference: str) -> Bands:
    """The levels of a category, the reference first, the rest by frequency."""
    counts = text.value_counts(sort=False).sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    names = (reference, *(str(name) for name in counts.index if str(name) != reference))
    place = {name: code for code, name in enumerate(names)}
    codes = text.map(place).to_numpy(dtype=np.int64)
    uppers = tuple(float(code) for code in range(len(names) - 1)) or (0.0,)
    flat = np.zeros(len(codes))
    return Bands(names, codes, flat, uppers, _together(codes, len(names)), ordered=False)


def _together(codes: Integers, size: int) -> Integers:
    """A band of few rows is taken together with the next better one, never with the reference.

    The first of them, if small, is taken together with the next worse one.
    """
    counts = np.bincount(codes, minlength=size)
    groups: list[list[int]] = [[0]]
    waiting: list[int] = []
    for band in range(1, size):
        if counts[[*waiting, band]].sum() >= LEAST:
            groups.append([*waiting, band])
            waiting = []
        elif len(groups) > 1:
            groups[-1].append(band)
        else:
            waiting.append(band)
    if waiting:
        groups.append(waiting)
    parts = np.zeros(size, dtype=np.int64)
    for column, group in enumerate(groups):
        parts[group] = column
    return parts

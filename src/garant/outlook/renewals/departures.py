"""How much of what comes due will be kept: a distribution, because departures come in lumps.

Each open contract is lost, or kept whole, or kept at less, so the money kept is a sum of dice of
different sizes: twenty small contracts hardly ever leave together, and one large one leaves all at
once. Its distribution is computed, not drawn: the contracts of a month are convolved one by one on
a grid of money. Where the grid is that of the amounts themselves, it is exact; otherwise each
amount is a whole number of cells, rounded so that their sum is that of the month (largest
remainders), and a cell is 1/8192 of all the money. The 256 largest contracts of a month stand for
themselves; what those beyond add up to is normal, with their mean and variance.

Contracts of one month do not leave independently: what shakes one shakes others. Given a state of
the world z (standard normal; above 0 is a good month), a contract whose chance is p is kept with

    p(z) = Φ((Φ⁻¹(p) + √r z) / √(1 - r)),

independently of all others. The mean of p(z) is p whatever the shared part r is. Of r, `common`
is the part that all the months ahead have in common, and `month` that of each alone. Source:
Vasicek (2002), "The distribution of loan portfolio value"; the convolution is that of Poisson's
binomial distribution with weights, as in Hong (2013). The integral over z is a sum on a regular
grid, which for a normal density is as good as exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CELLS = 8192  # of the money of all months together
LUMPS = 256  # contracts of one month that stand for themselves
EDGE, STEP = 6.0, 0.1875  # of the grid of states of the world
SAFE = 1e-6  # a chance is never 0 or 1


@dataclass(frozen=True)
class Shared:
    """What contracts share: the part of each month alone, and that common to all of them.

    Both are parts of a variance of 1; 0 and 0 is independence. `months` is how many past months
    they were measured on; None where there were too few, and then only what is unsure of the
    level is `common`.
    """

    month: float = 0.0
    common: float = 0.0
    months: int | None = None

    @property
    def all(self) -> float:
        """The two parts together."""
        return min(self.month + self.common, 0.9)


@dataclass(frozen=True)
class Lumps:
    """The open contracts of one month: what each adds if it is kept, and the chance of that.

    Amounts are whole numbers of some unit (ten-thousandths), so that their sums are exact. Of what
    is kept, a share `shrinking` is kept at `less` only.
    """

    amounts: Whole
    chances: Floats
    less: Whole | None = None
    shrinking: float = 0.0

    @property
    def outcomes(self) -> tuple[tuple[Whole, float], ...]:
        """What a contract that is kept can add, and how often."""
        if self.less is None or not self.shrinking:
            return ((self.amounts, 1.0),)
        return ((self.amounts, 1 - self.shrinking), (self.less, self.shrinking))

    @property
    def means(self) -> Floats:
        """What each is expected to add."""
        added = sum(share * amounts for amounts, share in self.outcomes)
        found: Floats = self.chances * added
        return found


@dataclass(frozen=True)
class Distribution:
    """The chance of each amount: cell k is k times the unit, and the last is `most`."""

    unit: float
    chances: Floats
    most: float

    @property
    def mean(self) -> float:
        """The expected amount."""
        return float(self.unit * (np.arange(len(self.chances)) @ self.chances))

    def quantile(self, share: float) -> float:
        """The least amount that is not exceeded with at least this chance.

        >>> coin = Distribution(100.0, np.array([0.1, 0.9]), 100.0)
        >>> coin.quantile(0.05), coin.quantile(0.95)
        (0.0, 100.0)
        """
        reached = np.cumsum(self.chances) >= share - 1e-12
        last = len(self.chances) - 1
        cell = int(np.argmax(reached)) if reached.any() else last
        return self.most if cell == last else min(self.unit * cell, self.most)


def kept(months: Sequence[Lumps], shared: Shared) -> tuple[list[Distribution], Distribution]:
    """The distribution of what is kept in each month, and of what is kept in all of them.

    >>> one = Lumps(np.array([100, 50]), np.array([0.9, 0.5]))
    >>> by_month, total = kept([one], Shared())
    >>> [round(float(chance), 3) for chance in by_month[0].chances]
    [0.05, 0.05, 0.45, 0.45]
    """
    unit = _unit(months)
    states, weights = _states(shared)
    given = [_given(month, unit, states, shared.all) for month in months]
    sums = [float(month.amounts.sum()) for month in months]
    marginal = [
        Distribution(unit, weights @ one, most) for one, most in zip(given, sums, strict=True)
    ]
    return marginal, Distribution(unit, _total(given, states, shared), sum(sums))


def kept_given(chances: Floats, states: Floats, shared: float) -> Floats:
    """The chance of each contract (columns) in each state of the world (rows)."""
    level = ndtri(np.clip(chances, SAFE, 1 - SAFE))
    moved = level[None, :] + np.sqrt(shared) * states[:, None]
    found: Floats = ndtr(moved / np.sqrt(1 - shared))
    return found


def _unit(months: Sequence[Lumps]) -> float:
    """The size of a cell: that of the amounts where there are few enough of them."""
    total = sum(int(month.amounts.sum()) for month in months)
    parts = [amounts for month in months for amounts, _share in month.outcomes]
    common = reduce(gcd, (int(amount) for amounts in parts for amount in amounts), 0)
    if common == 0:
        return 1.0
    return float(common) if total // common <= CELLS else total / CELLS


def _states(shared: Shared) -> tuple[Floats, Floats]:
    if shared.all == 0:
        return np.zeros(1), np.ones(1)
    states = np.arange(-EDGE, EDGE + STEP / 2, STEP)
    return states, _normalised(np.exp(-(states**2) / 2))


def _normalised(weights: Floats) -> Floats:
    found: Floats = weights / weights.sum(axis=-1, keepdims=True)
    return found


def _given(month: Lumps, unit: float, states: Floats, shared: float) -> Floats:
    """The chance of each cell (columns) in each state of the world (rows)."""
    order = np.argsort(-month.amounts, kind="stable")
    large, small = order[:LUMPS], order[LUMPS:]
    chances = kept_given(month.chances, states, shared)
    lumps = _in_cells([amounts[large] for amounts, _ in month.outcomes], unit)
    shares = [share for _, share in month.outcomes]
    table = np.ones((len(states), 1))
    for place in range(len(large) - 1, -1, -1):  # the small ones first, while the table is short
        adds = [(int(cells[place]), share) for cells, share in zip(lumps, shares, strict=True)]
        table = _with(table, adds, chances[:, large[place]])
    if len(small):
        dust = [(amounts[small] / unit, share) for amounts, share in month.outcomes]
        table = _convolved(table, _normal(dust, chances[:, small]))
    return table


def _in_cells(outcomes: Sequence[Whole], unit: float) -> list[Whole]:
    """Amounts as whole cells: the first of them add up to what they add up to, by remainders."""
    exact = outcomes[0] / unit
    cells = np.floor(exact + 1e-9)
    missing = round(float(exact.sum()) - float(cells.sum()))
    cells[np.argsort(cells - exact, kind="stable")[:missing]] += 1
    found = [cells, *(np.minimum(np.round(other / unit), cells) for other in outcomes[1:])]
    return [one.astype(np.int64) for one in found]


def _with(table: Floats, adds: Sequence[tuple[int, float]], chance: Floats) -> Floats:
    """A table of chances with one more contract, which adds so many cells with such shares."""
    length = table.shape[1]
    found = np.zeros((len(table), length + max(cells for cells, _ in adds)))
    found[:, :length] = table * (1 - chance)[:, None]
    for cells, share in adds:
        found[:, cells : cells + length] += table * (chance * share)[:, None]
    return found


def _normal(adds: Sequence[tuple[Floats, float]], chances: Floats) -> Floats:
    """What many small contracts add up to, on the grid, in each state of the world."""
    first: Floats = np.sum([share * cells for cells, share in adds], axis=0)
    second: Floats = np.sum([share * cells**2 for cells, share in adds], axis=0)
    mean = chances @ first
    spread = np.sqrt((chances @ second - chances**2 @ first**2).clip(min=1e-18))
    edges = np.arange(int(np.ceil(max(cells.sum() for cells, _ in adds))) + 1) + 0.5
    below = ndtr((edges[None, :] - mean[:, None]) / spread[:, None])
    below[:, -1] = 1.0
    found: Floats = np.diff(below, axis=1, prepend=0.0)
    return found


def _convolved(one: Floats, other: Floats) -> Floats:
    """The sum of two, state by state."""
    length = one.shape[1] + other.shape[1] - 1
    both = np.fft.rfft(one, length) * np.fft.rfft(other, length)
    found: Floats = np.fft.irfft(both, length).clip(min=0.0)
    return _normalised(found)


def _total(given: Sequence[Floats], states: Floats, shared: Shared) -> Floats:
    """What is kept in all months: alone given what they have in common, then over that."""
    rows, weights = _common_states(given, states, shared)
    length = sum(row.shape[1] - 1 for row in rows) + 1
    product = np.ones((len(weights), length // 2 + 1), dtype=np.complex128)
    for row in rows:
        product = product * np.fft.rfft(row, length)
    found: Floats = (weights @ np.fft.irfft(product, length)).clip(min=0.0)
    return _normalised(found)


def _common_states(
    given: Sequence[Floats], states: Floats, shared: Shared
) -> tuple[list[Floats], Floats]:
    """Each month's table given only what all months have in common, and the weights of that."""
    own = shared.month / shared.all if shared.all else 0.0
    weights = _normalised(np.exp(-(states**2) / 2))
    if own > 1 - 1e-9:
        return [(weights @ table)[None, :] for table in given], np.ones(1)
    if own < STEP**2:  # narrower than the grid: every month is in the common state
        return list(given), weights
    away = states[None, :] - np.sqrt(1 - own) * states[:, None]
    moved = _normalised(np.exp(-(away**2) / (2 * own)))
    return [moved @ table for table in given], weights

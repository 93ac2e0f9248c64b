"""The chance that a contract is renewed, by how often it was before: the curve at its own steps.

A contract can leave at the end of a term and hardly ever between, so its retention curve is a
staircase, and what is asked of a renewal is the height of one step: of those who came to their
k-th renewal, the share that went on. Three steps are told apart, the first renewal, the second,
and all later ones, each drawn towards the rate of all:

    chance of loss(k) = (lost(k) + M × rate) / (due(k) + M).

It is the mean of the Beta-binomial model in which the steps are drawn from a Beta distribution of
mean `rate` and strength M; M is the one under which what was seen is likeliest. Source: the
shrinkage of Efron and Morris (1975), for shares. M is large where the steps are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaln, ndtri
from scipy.stats import norm

Floats = NDArray[np.float64]

LAST = 3  # the third renewal and all later ones are one step
STRENGTHS: Floats = np.array([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024], dtype=np.float64)
LEAST = 20  # renewals that came due, below which nothing is expected of the next


@dataclass(frozen=True)
class Step:
    """One step of the staircase: `rank` renewals, the last of them standing for all later ones."""

    rank: int
    due: int
    lost: int
    chance: float


@dataclass(frozen=True)
class Rates:
    """What past renewals say of one to come: `rate` is the share lost of all."""

    rate: float
    strength: float
    due: int
    steps: tuple[Step, ...]

    def chances(self, ranks: pd.Series) -> Floats:
        """The chance that each is renewed."""
        return self.at(places(ranks))

    def at(self, steps: NDArray[np.int64]) -> Floats:
        """The same by the step of each, from 0."""
        found: Floats = np.array([step.chance for step in self.steps])[steps]
        return found

    @property
    def unsure(self) -> float:
        """The shared part that is due to the rate not being known exactly.

        The variance of the rate, Beta with a half of each added, on the scale on which contracts
        share (:mod:`departures`).
        """
        variance = self.rate * (1 - self.rate) / (self.due + 2)
        latent = variance / norm.pdf(ndtri(self.rate)) ** 2
        return float(latent / (1 + latent))


def rates(past: pd.DataFrame) -> Rates | None:
    """The rates of the renewals that came due; None where there were too few.

    `past` has rank (1 = first renewal) and lost (bool), one row a renewal.

    >>> past = pd.DataFrame({"rank": [1] * 60 + [2] * 40, "lost": [True] * 24 + [False] * 76})
    >>> found = rates(past)
    >>> [round(step.chance, 2) for step in found.steps]
    [0.6, 0.99, 0.76]
    """
    lost = past["lost"].to_numpy(dtype=np.float64)
    place = places(past["rank"])
    due: Floats = np.bincount(place, minlength=LAST).astype(np.float64)
    return of_counts(due, np.bincount(place, weights=lost, minlength=LAST).astype(np.float64))


def of_counts(due: Floats, gone: Floats) -> Rates | None:
    """The same from how many were due and lost at each step."""
    count = int(due.sum())
    if count < LEAST:
        return None
    rate = float((gone.sum() + 0.5) / (count + 1))
    strength = _strength(due, gone, rate)
    chance = 1 - (gone + strength * rate) / (due + strength)
    steps = tuple(
        Step(rank + 1, int(due[rank]), int(gone[rank]), float(chance[rank])) for rank in range(LAST)
    )
    return Rates(rate, strength, count, steps)


def beaten(past: pd.DataFrame, judged: pd.DataFrame) -> bool:
    """Whether chances foresaw better than the rates of their time would have: by mean log loss.

    `past` has rank, due_on and lost; `judged` has rank, observed_on, chance (of being kept) and
    lost. Rates are those of what had come due before the month of `observed_on`; rows before there
    were any are left out, and without any row nothing is beaten.
    """
    month = judged["observed_on"].dt.to_period("M").dt.start_time
    own, by_rates = [], []
    for start, rows in judged.groupby(month):
        known = rates(past[past["due_on"] < start])
        if known is not None:
            kept = 1 - rows["lost"].to_numpy(dtype=np.float64)
            own.append(_log_loss(rows["chance"].to_numpy(dtype=np.float64), kept))
            by_rates.append(_log_loss(known.chances(rows["rank"]), kept))
    return bool(own) and float(sum(map(np.sum, own))) < float(sum(map(np.sum, by_rates)))


def _log_loss(chance: Floats, kept: Floats) -> Floats:
    safe = chance.clip(1e-9, 1 - 1e-9)
    found: Floats = -(kept * np.log(safe) + (1 - kept) * np.log1p(-safe))
    return found


def places(ranks: pd.Series) -> NDArray[np.int64]:
    """The step of each renewal, from 0."""
    found: NDArray[np.int64] = ranks.to_numpy(dtype=np.int64).clip(1, LAST) - 1
    return found


def _strength(due: Floats, gone: Floats, rate: float) -> float:
    """The likeliest strength; of equals the greatest, which tells the steps apart the least."""
    a, b = STRENGTHS[:, None] * rate, STRENGTHS[:, None] * (1 - rate)
    likely = (betaln(a + gone, b + due - gone) - betaln(a, b)).sum(axis=1)
    best = np.flatnonzero(likely >= likely.max() - 1e-9)
    return float(STRENGTHS[best[-1]])

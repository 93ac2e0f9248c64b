"""Bands of cumulative cash, and of the depth, the bottom and the turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from garant.outlook.cash.plan import Plan

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)


@dataclass(frozen=True, kw_only=True)
class Quantiles:
    """Half of the paths are between ``low50`` and ``high50``, 90 in 100 between the others.

    Of months: 0 = no trough at all, None = not within the plan.
    """

    low90: float | None
    low50: float | None
    middle: float | None
    high50: float | None
    high90: float | None


@dataclass(frozen=True, kw_only=True)
class Band:
    """Cumulative cash of one month over the paths, rounded to cents."""

    month: int
    low90: float
    low50: float
    middle: float
    high50: float
    high90: float


@dataclass(frozen=True, kw_only=True)
class Bands:
    """What many paths of chance say of a plan.

    ``never_turns``: the share of paths below 0 at the end of the plan. ``runs_out``: the share in
    which the cash in hand does not last. ``needed_90``: money that 90 paths in 100 do not exceed
    needing beside the cash in hand.
    """

    plan: Plan
    seed: int
    paths: int
    months: tuple[Band, ...]
    depth: Quantiles
    bottom: Quantiles
    turns: Quantiles
    end: Quantiles
    never_turns: float
    runs_out: float
    needed_90: float


def summed_up(plan: Plan, cash: NDArray[np.float64], *, seed: int) -> Bands:
    """The bands of simulated cumulative cash, a row for each month, a column for each path."""
    lowest = cash.min(axis=0)
    depth = np.maximum(0.0, -lowest)
    in_hand = float(plan.cash_in_hand)
    rows = np.quantile(cash, LEVELS, axis=1).round(2).T
    return Bands(
        plan=plan,
        seed=seed,
        paths=cash.shape[1],
        months=tuple(_band(month, row) for month, row in enumerate(rows.tolist(), start=1)),
        depth=_quantiles(np.quantile(depth, LEVELS).round(2).tolist()),
        bottom=_of_months(np.where(depth > 0, cash.argmin(axis=0) + 1, 0), plan.months),
        turns=_of_months(_turns(cash), plan.months),
        end=_quantiles(np.quantile(cash[-1], LEVELS).round(2).tolist()),
        never_turns=float((cash[-1] < 0).mean()),
        runs_out=float((in_hand + lowest < 0).mean()),
        needed_90=round(float(np.quantile(np.maximum(0.0, depth - in_hand), 0.9)), 2),
    )


def _turns(cash: NDArray[np.float64]) -> NDArray[np.int64]:
    """The first month from which each path stays at 0 or above: 0 = always was."""
    below = cash[::-1] < 0
    last = len(cash) - below.argmax(axis=0)
    found: NDArray[np.int64] = np.where(below.any(axis=0), last + 1, 0)
    return found


def _of_months(values: NDArray[np.int64], months: int) -> Quantiles:
    """A month that a path has, not one between two."""
    levels = np.quantile(values, LEVELS, method="inverted_cdf").tolist()
    return _quantiles([None if level > months else int(level) for level in levels])


def _band(month: int, row: Sequence[float]) -> Band:
    low90, low50, middle, high50, high90 = row
    return Band(month=month, low90=low90, low50=low50, middle=middle, high50=high50, high90=high90)


def _quantiles(row: Sequence[float | None]) -> Quantiles:
    low90, low50, middle, high50, high90 = row
    return Quantiles(low90=low90, low50=low50, middle=middle, high50=high50, high90=high90)

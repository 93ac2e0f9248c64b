"""How much of the avoidable loss lies with each department: Shapley's fair split.

One model with every lever of stages 0 to 5 says what would be lost if any set of departments had
brought all its levers to their references. A department's part is what it adds, averaged over
all orders in which departments could come: the parts add up to what all together would avoid.
Levers overlap, so a part is not what the department would avoid alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from garant.study.design import Design, usable
from garant.study.drivers import RENEWAL_NUMBER, with_renewal_number
from garant.study.feature import SYMPTOM_STAGE, Feature
from garant.study.levers import moved, reference_value
from garant.study.logit import Logit, fitted
from garant.study.observations import Observations
from garant.study.standardised import Estimate, standard_error
from garant.study.verdict import OBSERVED, Claim

Floats = NDArray[np.float64]
Group = frozenset[str]


@dataclass(frozen=True)
class Part:
    """What lies with one department: points of loss and money a month; the interval is 90 %.

    ``alone_points`` is what would be avoided if only this department moved.
    """

    department: str
    levers: tuple[str, ...]
    avoidable_points: float
    low: float
    high: float
    alone_points: float
    avoidable_mrr: float | None
    claim: Claim = OBSERVED


@dataclass(frozen=True)
class Departments:
    """The parts, the greatest first, and what all would avoid together."""

    rows: tuple[Part, ...]
    total_points: float
    total_low: float
    total_high: float
    observations: int
    losses: int


def departments(observations: Observations, *, every: bool = False) -> Departments:
    """Split the avoidable loss between the departments that own the levers.

    The value of a group is g-computed. First renewals unless `every`. Source: Shapley (1953).
    """
    table = observations if every else observations.first_renewals()
    owned = _owned(table)
    better = Better.fitted(table, owned)
    mrr = table.rows["mrr"].to_numpy(dtype=np.float64)
    logos = better.avoided(np.ones(len(table)))
    money = {} if np.isnan(mrr).all() else better.avoided(np.nan_to_num(mrr))
    everyone = frozenset(owned)
    asked = {owner: _turns(owner, owned) if better.columns[owner] else {} for owner in owned}
    points = better.estimates(logos, {**asked, "": {g: 1.0 for g in logos if g == everyone}})
    rows = []
    for owner, levers in owned.items():
        turns = asked[owner]
        kept = sum(turns[group] * money[group] for group in turns) if money else None
        alone = logos[frozenset({owner})]
        rows.append(_part(owner, levers, points[owner], alone, _times(kept, mrr)))
    rows.sort(key=lambda part: (-part.avoidable_points, part.department))
    whole = points[""]
    low, high = whole.interval(0.90)
    return Departments(
        tuple(rows), 100 * whole.value, 100 * low, 100 * high, len(table), table.losses
    )


def _owned(table: Observations) -> dict[str, tuple[Feature, ...]]:
    """The levers of each department that has one."""
    levers = [f for f in usable(table.values, table.features) if f.is_lever]
    owners = sorted({f.department for f in levers if f.stage != SYMPTOM_STAGE})
    return {owner: tuple(f for f in levers if f.department == owner) for owner in owners}


@dataclass(frozen=True)
class Better:
    """The model of everything but symptoms, and what changes when a department moves.

    ``columns`` are each department's columns of the model once all its levers are at their
    references, as far as that changes them: no two departments change the same ones, so that a
    group's log-odds are those as they are, plus what each of its departments adds.
    """

    model: Logit
    columns: Mapping[str, tuple[tuple[slice, Floats], ...]]

    @classmethod
    def fitted(cls, table: Observations, owned: Mapping[str, tuple[Feature, ...]]) -> Better:
        """Fit the model, and move the levers of each department."""
        values = with_renewal_number(table)
        features = (RENEWAL_NUMBER, *(f for f in table.features if f.stage != SYMPTOM_STAGE))
        design = Design.learnt(values, usable(values, features))
        x, clusters = design.matrix(values), table.clusters
        model = fitted(x, table.lost, penalties=design.penalties, clusters=clusters)
        columns: dict[str, tuple[tuple[slice, Floats], ...]] = {}
        for owner, levers in owned.items():
            moves = [(design.places(f.code), _better(design, f, values)) for f in levers]
            columns[owner] = tuple((at, to) for at, to in moves if (to != x[:, at]).any())
        return cls(model, columns)

    @cached_property
    def added(self) -> dict[str, Floats]:
        """What each department would add to the log-odds of each row."""
        x, beta = self.model.x, self.model.beta
        start = np.zeros(len(x))
        return {
            owner: sum(((to - x[:, at]) @ beta[at] for at, to in moves), start=start)
            for owner, moves in self.columns.items()
        }

    def chances(self, group: Group) -> Floats:
        """The chance of loss of each row once a group of departments has moved."""
        odds = self.model.x @ self.model.beta
        chances: Floats = expit(sum((self.added[owner] for owner in sorted(group)), start=odds))
        return chances

    def avoided(self, weights: Floats) -> dict[Group, float]:
        """The weighted mean of the loss that each group would avoid."""
        shares, as_is = weights / weights.sum(), self.model.chances
        return {
            group: float(shares @ (as_is - self.chances(group)))
            for group in _groups(tuple(self.columns))
        }

    def estimates(
        self, avoided: Mapping[Group, float], sums: Mapping[str, Mapping[Group, float]]
    ) -> dict[str, Estimate]:
        """Sums over groups of what each avoids, times a number: with their errors.

        Group by group, for there may be a hundred of them and as many rows as customers.
        """
        x, rows = self.model.x, len(self.model.y)
        direct = {name: np.zeros(rows) for name in sums}
        slopes = {name: np.zeros(x.shape[1]) for name in sums}
        as_is = self.model.chances
        start = (as_is * (1 - as_is)) @ x / rows
        for group, value in avoided.items():
            chances = self.chances(group)
            slope = start - self._slope(group, chances * (1 - chances) / rows)
            influence = (as_is - chances - value) / rows
            for name, times in sums.items():
                if group in times:
                    direct[name] += times[group] * influence
                    slopes[name] += times[group] * slope
        return {
            name: self._estimate(avoided, times, direct[name], slopes[name])
            for name, times in sums.items()
        }

    def _slope(self, group: Group, weights: Floats) -> Floats:
        """Weights times the columns of the model once a group of departments has moved."""
        slope: Floats = weights @ self.model.x
        for owner in group:
            for at, to in self.columns[owner]:
                slope[at] = weights @ to
        return slope

    def _estimate(
        self, avoided: Mapping[Group, float], times: Mapping[Group, float],
        direct: Floats, slope: Floats,
    ) -> Estimate:  # fmt: skip
        value = sum(times[group] * avoided[group] for group in times)
        influence = direct + self.model.moves @ slope
        return Estimate(value, standard_error(influence, self.model.clusters), influence)


def _better(design: Design, lever: Feature, values: pd.DataFrame) -> Floats:
    """The columns of a lever moved to its reference."""
    column = values[lever.code]
    return design.term(lever.code).columns(moved(lever, column, reference_value(lever, column)))


def _groups(owners: tuple[str, ...]) -> Iterator[Group]:
    """Every group of departments but the empty one, small ones first."""
    for size in range(1, len(owners) + 1):
        yield from (frozenset(chosen) for chosen in combinations(owners, size))


def _turns(owner: str, owners: Collection[str]) -> dict[Group, float]:
    """How much each group counts in a department's part, by Shapley's formula.

    Over groups S without it, |S|! (k - |S| - 1)! / k! × (v(S with it) - v(S)); of the empty group
    v is 0.
    """
    count = len(owners)
    turns: dict[Group, float] = {}
    for group in _groups(tuple(owners)):
        before = len(group) - (owner in group)
        weight = factorial(before) * factorial(count - before - 1) / factorial(count)
        turns[group] = weight if owner in group else -weight
    return turns


def _part(
    owner: str, levers: tuple[Feature, ...], points: Estimate, alone: float, money: float | None
) -> Part:
    low, high = points.interval(0.90)
    codes = tuple(lever.code for lever in levers)
    return Part(owner, codes, 100 * points.value, 100 * low, 100 * high, 100 * alone, money)


def _times(share: float | None, mrr: Floats) -> float | None:
    """A weighted mean back to the money it is of."""
    return None if share is None else share * float(np.nansum(mrr))

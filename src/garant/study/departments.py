"""How much of the avoidable loss lies with each department: Shapley's fair split.

One model with every lever of stages 0 to 5 says what would be lost if any set of departments had
brought all its levers to their references. A department's part is what it adds, averaged over
all orders in which departments could come: the parts add up to what all together would avoid.
Levers overlap, so a part is not what the department would avoid alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from garant.study.design import Design, usable
from garant.study.drivers import RENEWAL_NUMBER, with_renewal_number
from garant.study.feature import SYMPTOM_STAGE, Feature
from garant.study.levers import moved, reference_value
from garant.study.logit import Logit, fitted
from garant.study.observations import Observations
from garant.study.standardised import Estimate, contrast, standard_error
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
    model, matrices = _model(table, owned)
    mrr = table.rows["mrr"].to_numpy(dtype=np.float64)
    logos = _avoided(model, matrices, None)
    money = None if np.isnan(mrr).all() else _avoided(model, matrices, np.nan_to_num(mrr))
    rows = []
    for owner, levers in owned.items():
        points = _share(logos, owner, tuple(owned), model)
        kept = None if money is None else _share(money, owner, tuple(owned), model).value
        rows.append(
            _part(owner, levers, points, logos[frozenset({owner})].value, _times(kept, mrr))
        )
    rows.sort(key=lambda part: (-part.avoidable_points, part.department))
    whole = logos[frozenset(owned)]
    low, high = whole.interval(0.90)
    return Departments(
        tuple(rows), 100 * whole.value, 100 * low, 100 * high, len(table), table.losses
    )


def _owned(table: Observations) -> dict[str, tuple[Feature, ...]]:
    """The levers of each department that has one."""
    levers = [f for f in usable(table.values, table.features) if f.is_lever]
    owners = sorted({f.department for f in levers if f.stage != SYMPTOM_STAGE})
    return {owner: tuple(f for f in levers if f.department == owner) for owner in owners}


def _model(
    table: Observations, owned: Mapping[str, tuple[Feature, ...]]
) -> tuple[Logit, dict[Group, Floats]]:
    """The model of everything but symptoms, and its columns under each group of departments."""
    values = with_renewal_number(table)
    features = (RENEWAL_NUMBER, *(f for f in table.features if f.stage != SYMPTOM_STAGE))
    design = Design.learnt(values, usable(values, features))
    matrices: dict[Group, Floats] = {frozenset(): design.matrix(values)}
    for group in _groups(tuple(owned)):
        owner = max(group)
        matrix = matrices[group - {owner}]
        for lever in owned[owner]:
            column = values[lever.code]
            better = moved(lever, column, reference_value(lever, column))
            matrix = design.changed(matrix, lever.code, better)
        matrices[group] = matrix
    model = fitted(
        matrices[frozenset()], table.lost, penalties=design.penalties, clusters=table.clusters
    )
    return model, matrices


def _groups(owners: tuple[str, ...]) -> Iterator[Group]:
    """Every group of departments but the empty one, small ones first."""
    for size in range(1, len(owners) + 1):
        yield from (frozenset(chosen) for chosen in combinations(owners, size))


def _avoided(
    model: Logit, matrices: Mapping[Group, Floats], weights: Floats | None
) -> dict[Group, Estimate]:
    """What each group would avoid; weighted by money if weights are given."""
    as_is = matrices[frozenset()]
    return {
        group: contrast(model, as_is, matrix, weights=weights) for group, matrix in matrices.items()
    }


def _share(
    avoided: Mapping[Group, Estimate], owner: str, owners: tuple[str, ...], model: Logit
) -> Estimate:
    """Shapley's share: what a department adds to a group, averaged over all orders of arrival.

    Σ over groups S without it: |S|! (k - |S| - 1)! / k! × (v(S with it) - v(S)).
    """
    count = len(owners)
    value, influence = 0.0, np.zeros(len(model.y))
    for group in avoided:
        if owner in group:
            continue
        weight = factorial(len(group)) * factorial(count - len(group) - 1) / factorial(count)
        with_it, without = avoided[group | {owner}], avoided[group]
        value += weight * (with_it.value - without.value)
        influence += weight * (with_it.influence - without.influence)
    return Estimate(value, standard_error(influence, model.clusters), influence)


def _part(
    owner: str, levers: tuple[Feature, ...], points: Estimate, alone: float, money: float | None
) -> Part:
    low, high = points.interval(0.90)
    codes = tuple(lever.code for lever in levers)
    return Part(owner, codes, 100 * points.value, 100 * low, 100 * high, 100 * alone, money)


def _times(share: float | None, mrr: Floats) -> float | None:
    """A weighted mean back to the money it is of."""
    return None if share is None else share * float(np.nansum(mrr))

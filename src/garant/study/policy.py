"""What a change of policy would do to revenue, to wins and to churn.

Two models: of winning a deal and of losing it at its renewal. A cap on discounts loses deals now
and keeps customers later; both are averaged over all deals, those lost included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from garant.study.adjusting import adjustment
from garant.study.changes import Change, changed, checked
from garant.study.design import Design
from garant.study.feature import Feature
from garant.study.logit import fitted
from garant.study.observations import Observations, Warned
from garant.study.simulation import Churning, Simulated, simulated
from garant.study.standardised import contrast
from garant.study.winning import closed_deals, missing

Measure = Literal["revenue_percent", "wins_percent", "churn_points"]
MEASURES: tuple[Measure, ...] = ("revenue_percent", "wins_percent", "churn_points")

LEVEL = 0.95
DISCOUNT = Feature(
    code="discount", label="Discount at first signature", stage=1, kind="number", role="lever",
    label_fr="Remise à la première signature", department="sales", better="low", reference=0.0,
)  # fmt: skip


@dataclass(frozen=True)
class PolicyRow:
    """One measure under the policy against as is, with its 95 % interval.

    ``revenue_percent`` and ``wins_percent``: in percent of as is. ``churn_points``: percentage
    points of loss at the first renewal, minus = loss avoided.
    """

    measure: Measure
    change: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class PolicyResult:
    """What a policy would do. Revenue and wins are left out while ``missing`` is not empty."""

    changes: tuple[tuple[str, Change], ...]
    months: int
    rows: tuple[PolicyRow, ...]
    missing: tuple[str, ...]
    observations: int
    deals: int
    won: int
    later_renewals: int
    confounders: tuple[str, ...]
    warnings: tuple[Warned, ...]


def policy(
    observations: Observations, changes: Mapping[str, Change], *, seed: int = 0, months: int = 36
) -> PolicyResult:
    """Change some levers, such as ``{"discount": ("<=", 0.10)}``, over so many months.

    With the deals lost and their risk as logged before the discount: revenue, wins, and churn
    among the deals that would be won. Without them: the churn of the customers there are.
    """
    table = observations.first_renewals()
    levers = checked(table.features, table.values, changes)
    confounders, warnings = adjustment(table, levers)
    lacking = missing(observations.opportunities)
    deals = closed_deals(observations.opportunities)
    churn = _churning(observations, levers, confounders)
    if lacking:
        rows: tuple[PolicyRow, ...] = (_retention(churn, changes),)
    else:
        rows = _rows(simulated(churn, deals, changes, seed=seed, months=months))
    return PolicyResult(
        changes=tuple(changes.items()),
        months=months,
        rows=rows,
        missing=lacking,
        observations=len(table),
        deals=len(deals),
        won=int(deals["won"].sum()),
        later_renewals=len(observations) - len(table),
        confounders=tuple(f.code for f in confounders),
        warnings=(*table.warnings, *warnings),
    )


def _churning(
    observations: Observations, levers: tuple[Feature, ...], confounders: tuple[Feature, ...]
) -> Churning:
    """The model of loss at the first renewal, on the confounders, the levers and the discount."""
    table = observations.first_renewals()
    codes = {f.code for f in (*levers, *confounders)}
    own = [f for f in table.features if f.code == DISCOUNT.code and f.code not in codes]
    features = (*confounders, *own, *levers)
    design = Design.learnt(table.values, features)
    matrix = design.matrix(table.values)
    model = fitted(matrix, table.lost, penalties=design.penalties, clusters=table.clusters)
    return Churning(observations, features, design, model)


def _retention(churn: Churning, changes: Mapping[str, Change]) -> PolicyRow:
    """The churn of the customers there are, by g-computation."""
    values = churn.table.values
    after = values.assign(**{code: changed(values[code], to) for code, to in changes.items()})
    estimate = contrast(churn.model, churn.design.matrix(after), churn.model.x)
    low, high = (100 * end for end in estimate.interval(LEVEL))
    return PolicyRow("churn_points", 100 * estimate.value, low, high)


def _rows(found: Simulated) -> tuple[PolicyRow, ...]:
    edges = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    rows = []
    for place, measure in enumerate(MEASURES):
        low, high = np.quantile(found.draws[:, place], edges)
        rows.append(PolicyRow(measure, float(found.change[place]), float(low), float(high)))
    return tuple(rows)

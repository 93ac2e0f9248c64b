"""Deals won and lost: the model of winning, and what must be known for it to be worth anything.

Those who judge a discount by the customers they have see only the deals it won. Without the deals
that were lost, or without the risk of each deal as logged before the discount, ending discounts
looks much better than it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.design import Design, usable
from garant.study.feature import Feature
from garant.study.logit import Logit, fitted

Floats = NDArray[np.float64]

LOST_DEALS = "lost deals"
DEAL_RISK = "deal risk logged before the discount"

LEAST_DEALS = 30  # of those won and of those lost
MOST_UNKNOWN = 0.5  # share of deals without a logged risk
RISK_CODE = "deal_risk"

COLUMNS = (
    Feature(code="segment", label="Segment", stage=0, kind="category", role="context"),
    Feature(code="salesperson", label="Salesperson", stage=0, kind="category", role="context"),
    Feature(code="channel", label="Channel", stage=0, kind="category", role="context"),
    Feature(code="list_amount", label="List amount", stage=0, kind="number", role="context"),
    Feature(code=RISK_CODE, label="Deal risk", stage=0, kind="number", role="context"),
)  # fmt: skip
"""What deals may be known by beyond the contexts that the study declares."""


@dataclass(frozen=True)
class Winning:
    """A model of winning on the closed deals, won or lost."""

    deals: pd.DataFrame
    design: Design
    matrix: Floats
    model: Logit

    def changed(self, code: str, values: pd.Series) -> Floats:
        """The model's columns with one feature changed; the same if it is none of its own."""
        if all(term.code != code for term in self.design.terms):
            return self.matrix
        return self.design.changed(self.matrix, code, values)


def missing(opportunities: pd.DataFrame | None) -> tuple[str, ...]:
    """What is not known that revenue and wins need, by its name."""
    closed = closed_deals(opportunities)
    won = int(closed["won"].sum())
    lacking = []
    if min(won, len(closed) - won) < LEAST_DEALS:
        lacking.append(LOST_DEALS)
    risk = closed[RISK_CODE] if RISK_CODE in closed else pd.Series(dtype="float64")
    if risk.empty or risk.isna().mean() > MOST_UNKNOWN or risk.nunique() < 2:
        lacking.append(DEAL_RISK)  # the same risk for all says nothing either
    return tuple(lacking)


def closed_deals(opportunities: pd.DataFrame | None) -> pd.DataFrame:
    """The deals won or lost, of a known discount and list amount, with ``won`` as 1 or 0."""
    if opportunities is None or "list_amount" not in opportunities:
        return pd.DataFrame({"won": np.zeros(0)})
    if "won" in opportunities:
        won = opportunities["won"].astype("float64")
    else:
        won = opportunities["outcome"].map({"won": 1.0, "lost": 0.0}).astype("float64")
    deals = opportunities.assign(won=won)
    known = won.notna() & (deals["list_amount"] > 0)
    if "discount" in deals:
        known &= deals["discount"].notna()
    return deals[known].reset_index(drop=True)


def contexts(deals: pd.DataFrame, features: tuple[Feature, ...]) -> tuple[Feature, ...]:
    """What is known of every deal before its discount: declared contexts, then the table's own.

    A list amount is left out where a declared context says the same. Salespeople get no heavier
    ridge than others: how well each sells is a confounder of what each grants.
    """
    declared = [
        replace(f, heavy=False)
        for f in features
        if f.stage == 0 and f.role == "context" and f.code in deals
    ]
    codes = {f.code for f in declared}
    sized = any(f.is_number and f.code.startswith("list_") for f in declared)
    own = [
        f
        for f in COLUMNS
        if f.code in deals and f.code not in codes and not (sized and f.code == "list_amount")
    ]
    return usable(deals, [*declared, *own])


def winning(deals: pd.DataFrame, features: tuple[Feature, ...]) -> Winning:
    """Fit the model of winning: ridge logistic, covariance by parent account where it is known."""
    design = Design.learnt(deals, features)
    matrix = design.matrix(deals)
    alone = pd.Series([f"deal {place}" for place in range(len(deals))], dtype="object")
    whose = deals["cluster"].astype("object") if "cluster" in deals else alone
    whose = whose.where(whose.notna(), alone)
    clusters = pd.factorize(whose)[0].astype(np.int64)
    won = deals["won"].to_numpy(dtype=np.float64)
    model = fitted(matrix, won, penalties=design.penalties, clusters=clusters)
    return Winning(deals, design, matrix, model)

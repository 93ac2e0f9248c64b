"""What is held equal when the effect of one lever is judged: what came before it, nothing after.

Conditioning on what a lever brings about (slow onboarding, low usage) removes the very effect
that is looked for, and a net price holds the discount within it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from garant.study.design import usable
from garant.study.feature import SYMPTOM_STAGE, Feature
from garant.study.observations import Observations, Warned

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NET_PRICE = re.compile(r"(^|_)net(_|$)")


@dataclass(frozen=True)
class Columns:
    """What a model is fitted on: columns (n, p), intercept first, their ridge, the clusters."""

    x: Floats
    ridge: Floats
    clusters: Integers

    def beside(self, more: Floats, ridge: Floats) -> Columns:
        """The same with more columns."""
        return Columns(
            np.column_stack([self.x, more]), np.concatenate([self.ridge, ridge]), self.clusters
        )


def adjustment(
    table: Observations, levers: tuple[Feature, ...]
) -> tuple[tuple[Feature, ...], tuple[Warned, ...]]:
    """The confounders of some levers, and what was asked for but may not be used.

    The declared ones and no others; or every context of stage 0 and, for levers of later stages,
    all that is of a stage before the first of them: a discount may slow onboarding and drive away
    by itself.
    Levels of few rows, such as salespeople, get no heavier ridge than others here: a confounder
    that is shrunk is only half held equal.
    """
    codes = {lever.code for lever in levers}
    before = min(lever.stage for lever in levers)
    asked = [f for f in table.features if f.code not in codes and _asked(table, f, before)]
    late = [f for f in asked if f.stage > 0 and f.stage >= before]
    net = [f for f in asked if f not in late and _is_net(f)]
    kept = [replace(f, heavy=False) for f in asked if f not in late and f not in net]
    warnings = (
        *(Warned("late confounder", f"{f.code} comes with the lever or after it; "
                 "it is not held equal") for f in late),
        *(Warned("net price", f"{f.code} holds the discount within it; it is not held equal")
          for f in net),
    )  # fmt: skip
    return usable(table.values, kept), warnings


def _asked(table: Observations, feature: Feature, before: int) -> bool:
    if feature.stage == SYMPTOM_STAGE:
        return table.confounders is not None and feature.code in table.confounders
    if table.confounders is not None:
        return feature.code in table.confounders
    return 0 < feature.stage < before or (feature.stage == 0 and feature.role == "context")


def _is_net(feature: Feature) -> bool:
    names = (feature.code, feature.column)
    return feature.is_number and any(NET_PRICE.search(name.lower()) for name in names)

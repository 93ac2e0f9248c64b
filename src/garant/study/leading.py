"""What can be seen of new customers before any of them renews."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from garant.study.feature import Feature
from garant.study.observations import Observations

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST = 10  # first renewals with a value, before and since


@dataclass(frozen=True)
class Indicator:
    """What can be seen of new customers before any of them renews: a mean, before and since."""

    code: str
    label: str
    label_fr: str
    before: float
    since: float
    p: float


def leading(table: Observations, exposed: Mask) -> tuple[Indicator, ...]:
    """What moved among customers since the change: levers and symptoms, on first renewals."""
    first = (table.rows["renewal_number"] == 1).to_numpy()
    signed = table.rows["signed_on"].notna().to_numpy() & first
    found = []
    for feature in table.features:
        if feature.role == "context" or not feature.is_number:
            continue
        column = table.values[feature.code].to_numpy(dtype=np.float64)
        before, since = column[signed & ~exposed], column[signed & exposed]
        before, since = before[~np.isnan(before)], since[~np.isnan(since)]
        if min(len(before), len(since)) >= LEAST:
            found.append(_indicator(feature, before, since))
    return tuple(sorted(found, key=lambda one: (one.p, one.code)))


def _indicator(feature: Feature, before: Floats, since: Floats) -> Indicator:
    """Two means and Welch's test, by the normal approximation."""
    difference = float(since.mean() - before.mean())
    error = float(np.sqrt(before.var(ddof=1) / len(before) + since.var(ddof=1) / len(since)))
    p = 2 * float(norm.sf(abs(difference) / error)) if error > 0 else float(difference == 0)
    return Indicator(
        feature.code, feature.label, feature.label_fr, float(before.mean()), float(since.mean()), p
    )

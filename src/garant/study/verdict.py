"""The words of a judgement: the same everywhere, with their cut-offs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.stats import norm

Verdict = Literal["clearly matters", "matters", "inconclusive", "protects"]
Claim = Literal[
    "observed link",
    "adjusted association",
    "adjusted association, negative control quiet",
    "effect measured by an intervention",
]

OBSERVED: Claim = "observed link"
ADJUSTED: Claim = "adjusted association"
QUIET: Claim = "adjusted association, negative control quiet"
MEASURED: Claim = "effect measured by an intervention"

ALPHA = 0.05
CLEAR = 0.001
POWER = 0.80


def verdict(p: float, low: float, high: float) -> Verdict:
    """The verdict of a p-value (after Holm) and of the 90 % interval of what could be avoided.

    >>> verdict(0.0001, 2.0, 9.0), verdict(0.01, 1.0, 8.0), verdict(0.01, -1.0, 8.0)
    ('clearly matters', 'matters', 'inconclusive')
    >>> verdict(0.01, -9.0, -2.0)
    'protects'
    """
    if p < ALPHA and high < 0:
        return "protects"
    if p >= ALPHA or low <= 0:
        return "inconclusive"
    return "clearly matters" if p < CLEAR else "matters"


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given. Source: Holm (1979).

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for place, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def detectable(error: float, tests: int) -> float:
    """The effect that would be found in 80 of 100 studies like this one, after Holm.

    (z(1 - α / 2m) + z(0.8)) × the standard error. Source: Bloom (1995).

    >>> round(detectable(0.01, 1), 4)
    0.028
    """
    reach = norm.ppf(1 - ALPHA / (2 * max(tests, 1))) + norm.ppf(POWER)
    return float(reach) * error

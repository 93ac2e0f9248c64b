"""Whether those worse than the reference have anybody like them at the reference.

Where nobody is alike, a model answers by extrapolation; then the study does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from garant.study.bands import LEAST
from garant.study.crossfit import FLOOR, CrossFit

BEYOND = 0.95
MOST_BEYOND = 0.5  # of those worse than the reference
LEAST_EFFECTIVE = 20.0


@dataclass(frozen=True)
class Overlap:
    """How far the two sides are alike.

    ``effective_sample_size``: (Σw)² / Σw² of the rows at the reference, weighted to stand for
    those that are worse (Kish, 1965). ``share_beyond_95``: of those that are worse, the share
    whose chance of being so is above .95. ``trimmed``: the share of all rows whose chance of the
    reference is below .01, and counts as .01.
    """

    ok: bool
    effective_sample_size: float
    share_beyond_95: float
    trimmed: float


NONE = Overlap(ok=False, effective_sample_size=0.0, share_beyond_95=1.0, trimmed=0.0)


def overlap(crossed: CrossFit) -> Overlap:
    """The overlap of the reference and of all that is worse."""
    held = crossed.bands.held
    at, worse = held == 0, held > 0
    if at.sum() < LEAST or worse.sum() < LEAST:
        return NONE
    reference = crossed.chances[:, 0]
    weights = (1 - reference[at]) / np.maximum(reference[at], FLOOR)
    effective = float(weights.sum() ** 2 / (weights**2).sum())
    beyond = float((1 - reference[worse] > BEYOND).mean())
    return Overlap(
        ok=effective >= LEAST_EFFECTIVE and beyond <= MOST_BEYOND,
        effective_sample_size=effective,
        share_beyond_95=beyond,
        trimmed=float((reference < FLOOR).mean()),
    )

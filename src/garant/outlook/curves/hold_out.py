"""What the curve would have foretold: fitted on the first periods, judged on the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from garant.outlook.curves.beta_geometric import best
from garant.outlook.curves.constant import constant
from garant.outlook.curves.evidence import LEAST_LOST, LEAST_PERIODS, Evidence
from garant.outlook.curves.kaplan_meier import kaplan_meier

SHARE = 0.6  # of the periods, to fit on
LEAST_FITTED = 3
LEAST_JUDGED = 2


@dataclass(frozen=True)
class HoldOut:
    """Mean absolute errors, in points of the start, over the periods that were held out."""

    fitted: int
    judged: int
    points: float
    constant_points: float


def hold_out(evidence: Evidence) -> HoldOut | None:
    """The error of a curve fitted on the first three fifths of the periods; None if too few.

    ``mean over the held out k of |Ŝ(k) − S(k)| × 100``, S being what was observed (Kaplan and
    Meier); beside it that of the constant curve fitted on the same periods.

    >>> table = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4]
    >>> found = hold_out(Evidence.of_survivors(table))
    >>> found.fitted, found.judged, round(found.points, 2), round(found.constant_points, 1)
    (7, 5, 1.19, 8.9)
    """
    observed = np.array([step.surviving for step in kaplan_meier(evidence)])
    most = len(observed) - 1
    fitted = max(LEAST_FITTED, round(SHARE * most))
    first = evidence.until(fitted)
    if most - fitted < LEAST_JUDGED or not _told(first):
        return None
    rest = observed[fitted + 1 :]
    foretold = best(first).survivals(most)[fitted + 1 :]
    flat = np.array([constant(first).survival(k) for k in range(fitted + 1, most + 1)])
    errors = [100 * float(np.abs(one - rest).mean()) for one in (foretold, flat)]
    return HoldOut(fitted, most - fitted, *errors)


def _told(first: Evidence) -> bool:
    return first.periods >= LEAST_PERIODS and first.losses >= LEAST_LOST

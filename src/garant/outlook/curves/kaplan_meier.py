"""The share still there that was observed: Kaplan and Meier's curve, with delayed entry.

scikit-survival's estimator walks from life to life in Python, and takes neither counts nor
cohorts; a million lives in whole periods are two counts a period, and the curve is their product.
The tests hold this one against theirs, late entries and intervals included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from garant.outlook.curves.evidence import Evidence

LEVEL = 0.9


@dataclass(frozen=True)
class Step:
    """The share still there at an age, its interval, and the lives it was seen on."""

    period: int
    surviving: float
    low: float
    high: float
    at_risk: float
    lost: float


def kaplan_meier(evidence: Evidence, level: float = LEVEL) -> tuple[Step, ...]:
    """The share still there at age 0, 1, 2 …: ``S(k) = Π_{j ≤ k} (1 − d_j / n_j)``.

    n_j are at risk in the j-th period and d_j are lost in it; who entered late is at risk from
    then on. The interval is that of Greenwood's variance of ln S, on the scale ln(−ln S), so that
    it stays within 0 and 1:

        v(k) = Σ_{j ≤ k} d_j / (n_j (n_j − d_j));  S(k)^exp(± z √v(k) / ln S(k))

    Where nobody has left yet its lower end is that of 0 losses among n_k (Clopper and Pearson):
    ((1 − level) / 2)^(1 / n_k); where nobody is left its upper end is the same, mirrored. The
    curve stops before a period in which nobody was at risk: what comes later is not known.

    Sources: Kaplan and Meier (1958); Greenwood (1926); Kalbfleisch and Prentice (2002), 1.4.

    >>> seen = Evidence.of_survivors([100, 80, 60])
    >>> [(step.period, round(step.surviving, 2)) for step in kaplan_meier(seen)]
    [(0, 1.0), (1, 0.8), (2, 0.6)]
    """
    first = float(evidence.at_risk[0]) if evidence.periods else 0.0
    steps = [Step(0, 1.0, 1.0, 1.0, first, 0.0)]
    share, variance = 1.0, 0.0
    counts = zip(evidence.at_risk.tolist(), evidence.lost.tolist(), strict=True)
    for place, (there, lost) in enumerate(counts):
        if there <= 0:
            break
        before, share = share, share * (1 - lost / there)
        variance += lost / (there * (there - lost)) if lost < there else 0.0
        ends = _ends(share, variance, before=before, there=there, level=level)
        steps.append(Step(place + 1, share, *ends, there, lost))
    return tuple(steps)


def median(steps: tuple[Step, ...]) -> int | None:
    """The age at which half have left; None where more than half are still there.

    >>> median(kaplan_meier(Evidence.of_survivors([100, 60, 50, 40])))
    2
    """
    return next((step.period for step in steps if step.surviving <= 0.5), None)


def _ends(
    share: float, variance: float, *, before: float, there: float, level: float
) -> tuple[float, float]:
    rare = ((1 - level) / 2) ** (1 / there)
    if share >= 1:
        return rare, 1.0
    if share <= 0:
        return 0.0, before * (1 - rare)
    z = NormalDist().inv_cdf((1 + level) / 2)
    reach = math.exp(z * math.sqrt(variance) / -math.log(share))
    return share**reach, share ** (1 / reach)

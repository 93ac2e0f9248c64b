"""What was seen of customers' lives: how many could leave in each period, and how many left.

Time is the age of a customer in whole periods: age 0 is the start, the k-th period leads from age
k − 1 to age k. For a hazard that depends on the age alone these two counts a period are all that
the lives tell (the likelihood is a product of binomials), whoever came late or is still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from garant.metrics.errors import RequestError

Floats = NDArray[np.float64]
_EXACT = 1e-9


@dataclass(frozen=True)
class Evidence:
    """At risk and lost, period by period, from the first on; the last has someone at risk.

    `lives`: how many were watched in all.
    """

    at_risk: Floats
    lost: Floats
    lives: float

    @classmethod
    def of_lives(cls, exits: ArrayLike, lost: ArrayLike, entries: ArrayLike = 0) -> Evidence:
        """From one row a life: the age at which it was last looked at, and whether lost then.

        `entries`: the age from which each was watched (delayed entry); whoever left before is not
        among the rows, so nobody is at risk before having entered. Ages are whole periods. A life
        is at risk in period k when ``entry < k ≤ exit``.

        >>> Evidence.of_lives([1, 2, 2], [True, False, True]).at_risk
        array([3., 2.])
        >>> Evidence.of_lives([3, 3], [True, False], entries=[0, 2]).at_risk
        array([1., 1., 2.])
        """
        last = np.asarray(exits, dtype=np.int64)
        first = np.broadcast_to(np.asarray(entries, dtype=np.int64), last.shape)
        gone = np.asarray(lost, dtype=bool)
        if (first < 0).any() or (first > last).any() or (gone & (first == last)).any():
            raise ValueError("a life ends after it began to be watched, at an age of 0 or more")
        most = int(last.max(initial=0))
        changes = np.bincount(first, minlength=most + 1) - np.bincount(last, minlength=most + 1)
        left = np.bincount(last[gone], minlength=most + 1)
        at_risk = np.cumsum(changes)[:-1].astype(float)
        return cls(at_risk, left[1:].astype(float), float(len(last))).trimmed()

    @classmethod
    def of_survivors(cls, *cohorts: Sequence[float]) -> Evidence:
        """From the numbers still there at age 0, 1, 2 and so on, of one or several cohorts.

        A number above the one before counts as that one: nobody is at risk who had left.

        >>> Evidence.of_survivors([10, 8, 6], [10, 9]).lost
        array([3., 2.])
        """
        most = max(len(cohort) for cohort in cohorts) - 1
        at_risk, lost = np.zeros(most), np.zeros(most)
        for cohort in cohorts:
            there = np.minimum.accumulate(np.asarray(cohort, dtype=float))
            at_risk[: len(there) - 1] += there[:-1]
            lost[: len(there) - 1] -= np.diff(there)
        return cls(at_risk, lost, float(sum(cohort[0] for cohort in cohorts))).trimmed()

    @property
    def periods(self) -> int:
        """How many periods were seen."""
        return len(self.at_risk)

    @property
    def losses(self) -> float:
        """How many left in all."""
        return float(self.lost.sum())

    @property
    def all_gone(self) -> bool:
        """Whether all who were watched have left: nobody is there to foresee anything of."""
        return self.lives > 0 and self.losses >= self.lives * (1 - _EXACT)

    def until(self, periods: int) -> Evidence:
        """What was seen of the first periods alone."""
        return Evidence(self.at_risk[:periods], self.lost[:periods], self.lives).trimmed()

    def trimmed(self) -> Evidence:
        """Without last periods in which nobody was at risk."""
        seen = np.flatnonzero(self.at_risk > 0)
        most = int(seen[-1]) + 1 if len(seen) else 0
        return Evidence(self.at_risk[:most], self.lost[:most], self.lives)


def enough(evidence: Evidence) -> bool:
    """Whether a curve can be told: two periods at least, some losses, and someone still there."""
    seen = evidence.periods >= LEAST_PERIODS and evidence.losses >= LEAST_LOST
    return seen and not evidence.all_gone


def refuse_little(evidence: Evidence) -> None:
    """RequestError where there is too little to tell a curve from, or nobody is left."""
    if evidence.all_gone:
        raise RequestError(
            "everyone had left by the end of period {period}: nothing is left to foresee",
            period=int(np.flatnonzero(evidence.lost)[-1]) + 1,
        )
    if evidence.periods < LEAST_PERIODS:
        raise RequestError(
            "a retention curve needs {least} periods at least; there are {periods}",
            least=LEAST_PERIODS, periods=evidence.periods,
        )  # fmt: skip
    if evidence.losses < LEAST_LOST:
        raise RequestError(
            "a retention curve needs {least} departures at least; there are {losses}",
            least=LEAST_LOST, losses=f"{evidence.losses:.0f}",
        )  # fmt: skip


LEAST_PERIODS = 2
LEAST_LOST = 5

"""How many customers will still be there, and how sure that is.

What was observed (Kaplan and Meier), the shifted beta-geometric curve beyond it, the interval of
its share with the error of the model in it, the constant curve for contrast, how wrong the curve
would have been, and how long a customer stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from garant.outlook.curves.beta_geometric import BetaGeometric, Fit, fitted
from garant.outlook.curves.constant import Constant, constant
from garant.outlook.curves.evidence import Evidence, refuse_little
from garant.outlook.curves.hold_out import HoldOut, hold_out
from garant.outlook.curves.kaplan_meier import LEVEL, Step, kaplan_meier, median
from garant.outlook.curves.lifetime import Life, life
from garant.outlook.curves.model_error import Ensemble, ensemble

ASSUMED = 1000  # customers at the start, where only shares are known
LEAST_AHEAD = 12
TAIL = 60  # periods after which, in what is discounted, the last hazard stays


@dataclass(frozen=True)
class Period:
    """The share of the start that is still there after so many periods: seen, foreseen."""

    period: int
    observed: float | None
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Question:
    """What is asked of a curve.

    `horizon`: the last period; None: as far again as half of what was seen, 12 at least.
    `months`: how long a period is; None where that is not known. `discount`: what money is worth
    less a year later (a period later, where its length is not known). `customers`: at the start,
    where what was seen are shares.
    """

    horizon: int | None = None
    months: int | None = None
    discount: float = 0.10
    level: float = LEVEL
    seed: int = 0

    @property
    def factor(self) -> float:
        """What one unit of money a period later is worth today."""
        return float((1 + self.discount) ** (-(self.months or 12) / 12))

    def last(self, seen: int) -> int:
        """The last period that is asked for, where so many were seen."""
        return self.horizon if self.horizon is not None else max(LEAST_AHEAD, seen + seen // 2)


@dataclass(frozen=True)
class Retention:
    """A retention curve. ``name``: the segment or cohort, or nothing where it is of all."""

    periods: tuple[Period, ...]
    observed: tuple[Step, ...]
    fit: Fit
    constant: Constant
    hold_out: HoldOut | None
    life: Life
    evidence: Evidence
    question: Question
    ensemble: Ensemble = field(repr=False)
    assumed_customers: bool = False
    name: str | None = None

    @property
    def curve(self) -> BetaGeometric:
        """The shifted beta-geometric curve."""
        return self.fit.curve

    @property
    def seen(self) -> int:
        """How many periods were observed."""
        return len(self.observed) - 1

    @property
    def median(self) -> int | None:
        """The age at which half had left, where that was observed."""
        return median(self.observed)

    def hazard(self, period: int) -> float:
        """The share of those there after ``period − 1`` periods that leaves in the next one.

        Counted from 1: ``hazard(1)`` is of the first period, ``hazard(age + 1)`` of a customer
        who is there at an age. Whoever is there at an age renews with ``1 − hazard(age + 1)``.
        """
        return self.curve.hazard(period)

    def hazard_interval(self, period: int) -> tuple[float, float]:
        """The interval of a hazard, with the error of the model in it."""
        tail = (1 - self.question.level) / 2
        column = self.ensemble.hazards[:, min(period, self.ensemble.hazards.shape[1]) - 1]
        low, high = np.quantile(column, [tail, 1 - tail])
        return min(float(low), self.hazard(period)), max(float(high), self.hazard(period))

    def monthly_hazard(self, month: int) -> float:
        """The share of those there after ``month − 1`` months that leaves in the next month.

        Where periods are longer than a month, all of it falls in the last month of a period, as
        departures at the end of a term do: 0 in the others.
        """
        months = self.question.months or 1
        return self.hazard(month // months) if month % months == 0 else 0.0

    @cached_property
    def stays(self) -> tuple[float, float, float]:
        """Periods that a new customer stays of those shown, on average; and the interval.

        ``Σ_{0 ≤ k < last} S(k)``: the first is stayed by all, the next by those who renewed. It is
        the restricted mean of survival analysis (Irwin 1949) of a curve that falls at the ends of
        periods: in plain time, undiscounted, and with an end whatever comes later.
        """
        last = self.periods[-1].period
        tail = (1 - self.question.level) / 2
        whole = float(sum(self.shares[:last]))
        drawn = self.ensemble.survivals[:, :last].sum(axis=1)
        low, high = np.quantile(drawn, [tail, 1 - tail])
        return whole, min(float(low), whole), max(float(high), whole)

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """The share expected to be there at age 0, 1 … of the periods shown."""
        return tuple(period.expected for period in self.periods)


def retention(
    evidence: Evidence,
    question: Question | None = None,
    *,
    name: str | None = None,
    assumed_customers: bool = False,
) -> Retention:
    """The curve of what was seen. RequestError where there is too little to tell one from.

    >>> seen = Evidence.of_survivors([1000, 869, 743, 653, 593, 551, 517, 491])
    >>> found = retention(seen, Question(horizon=12))
    >>> [round(period.expected, 3) for period in found.periods[8:]]
    [0.46, 0.436, 0.414, 0.395, 0.378]
    """
    refuse_little(evidence)
    asked = question or Question()
    last = asked.last(evidence.periods)
    fit = fitted(evidence, asked.level)
    drawn = ensemble(evidence, max(last, evidence.periods) + TAIL, seed=asked.seed)
    steps = kaplan_meier(evidence, asked.level)
    return Retention(
        periods=_periods(fit.curve, steps, drawn, last=last, level=asked.level),
        observed=steps,
        fit=fit,
        constant=constant(evidence),
        hold_out=hold_out(evidence),
        life=life(fit.curve, drawn, asked.factor, asked.level),
        evidence=evidence,
        question=asked,
        ensemble=drawn,
        assumed_customers=assumed_customers,
        name=name,
    )


def _periods(
    curve: BetaGeometric, steps: tuple[Step, ...], drawn: Ensemble, *, last: int, level: float
) -> tuple[Period, ...]:
    expected = curve.survivals(last)
    low, high = (ends[: last + 1] for ends in drawn.interval(level))
    seen = [step.surviving for step in steps]
    rows = zip(expected, np.minimum(low, expected), np.maximum(high, expected), strict=True)
    return tuple(
        Period(place, seen[place] if place < len(seen) else None, *(float(end) for end in row))
        for place, row in enumerate(rows)
    )

"""The shifted beta-geometric curve: each customer leaves at a chance of its own.

A customer leaves in each period with the same probability θ; between customers θ is spread as
Beta(α, β). Those with a high θ leave first, so of those who stay fewer and fewer leave:

    hazard    h(k) = α / (α + β + k − 1)                    k = 1, 2 …
    survival  S(k) = B(α, β + k) / B(α, β) = Π_{j ≤ k} (1 − h(j))
    loss      P(k) = B(α + 1, β + k − 1) / B(α, β) = S(k − 1) h(k)

Written with the loss of the first period μ = α / (α + β) and the spread φ = 1 / (α + β), the
hazard is μ / (1 + φ (k − 1)), and φ = 0 is the constant curve, which α and β reach only at
infinity.

Source: Fader and Hardie (2007), "How to project customer retention".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import betaln, expit, hyp2f1, logit
from scipy.stats import chi2

from garant.outlook.curves.evidence import Evidence, Floats

LEAST_SPREAD = 1e-6  # below it the curve is the constant one to the last figure shown
FARTHEST = 1e6  # an end of α or β beyond it is none
_NEVER, _ALWAYS = 1e-300, 1 - 1e-15  # hazards whose logarithms are numbers


@dataclass(frozen=True)
class BetaGeometric:
    """A curve, by the loss of its first period and by its spread."""

    loss: float
    spread: float

    @classmethod
    def of(cls, alpha: float, beta: float) -> BetaGeometric:
        """The curve of α and β.

        >>> BetaGeometric.of(1, 3)
        BetaGeometric(loss=0.25, spread=0.25)
        """
        return cls(alpha / (alpha + beta), 1 / (alpha + beta))

    @property
    def alpha(self) -> float:
        """α; infinite for the constant curve."""
        return self.loss / self.spread if self.spread else math.inf

    @property
    def beta(self) -> float:
        """β; infinite for the constant curve."""
        return (1 - self.loss) / self.spread if self.spread else math.inf

    def hazard(self, period: int) -> float:
        """The share of those there after ``period − 1`` periods that leaves in the next one."""
        return self.loss / (1 + self.spread * (period - 1))

    def hazards(self, periods: int) -> Floats:
        """The hazards of the first periods."""
        return self.loss / (1 + self.spread * np.arange(periods, dtype=np.float64))

    def survival(self, period: int) -> float:
        """The share of the start that is still there after so many periods.

        >>> round(BetaGeometric.of(0.668, 3.806).survival(12), 3)
        0.378
        """
        if not self.spread:
            return float((1 - self.loss) ** period)
        return float(np.exp(betaln(self.alpha, self.beta + period) - betaln(self.alpha, self.beta)))

    def survivals(self, periods: int) -> Floats:
        """The shares still there at age 0, 1 … ``periods``."""
        return np.concatenate([[1.0], np.cumprod(1 - self.hazards(periods))])

    def residual(self, age: int, discount: float) -> float | None:
        """Renewals still to expect of a customer of an age, discounted.

        ``Σ_{j ≥ 1} S(age + j) / S(age) · δ^(j − 1)``, the next of them not discounted,
        ``= r 2F1(1, β + age + 1; α + β + age + 1; δ)`` with r = 1 − h(age + 1). Undiscounted
        (δ = 1) it is finite only for α > 1: else None. Source: Fader and Hardie (2010),
        "Customer-base valuation in a contractual setting", discounted expected residual lifetime.

        >>> round(BetaGeometric.of(0.668, 3.806).residual(7, 1 / 1.1), 2)
        7.53
        """
        stays = 1 - self.hazard(age + 1)
        if not self.spread:
            left = 1 - stays * discount
            return stays / left if left > 0 else None
        if discount >= 1:
            return (self.beta + age) / (self.alpha - 1) if self.alpha > 1 else None
        start = self.beta + age + 1
        return float(stays * hyp2f1(1, start, self.alpha + start, discount))

    def life(self, discount: float = 1.0) -> float | None:
        """Periods a new customer stays, the first included: ``Σ_{k ≥ 0} S(k) δ^k``."""
        rest = self.residual(0, discount)
        return None if rest is None else 1 + discount * rest

    def log_likelihood(self, evidence: Evidence) -> float:
        """``Σ_k d_k ln h(k) + (n_k − d_k) ln(1 − h(k))``.

        It is the likelihood of lives that were watched from an age on and perhaps not to their
        end, ``ln P(k) − ln S(entry)`` and ``ln S(exit) − ln S(entry)``, summed by period; for a
        single cohort it is the published ``Σ (S(t−1) − S(t)) ln P(t) + S(n) ln S(n)``.

        >>> seen = Evidence.of_survivors([100, 60, 40])
        >>> round(BetaGeometric.of(1, 1).log_likelihood(seen), 2)
        -107.51
        """
        hazards = np.clip(self.hazards(evidence.periods), _NEVER, _ALWAYS)
        stayed = evidence.at_risk - evidence.lost
        return float(evidence.lost @ np.log(hazards) + stayed @ np.log1p(-hazards))


@dataclass(frozen=True)
class Fit:
    """The curve of the highest likelihood, and the profile intervals of α and β.

    An end is None where the likelihood never falls far enough: the data do not bound it. These
    intervals are of sampling alone, were the curve of this kind; see :mod:`model_error`.
    """

    curve: BetaGeometric
    log_likelihood: float
    alpha: tuple[float | None, float | None]
    beta: tuple[float | None, float | None]


def best(evidence: Evidence) -> BetaGeometric:
    """The curve of the highest likelihood."""
    none, every = not evidence.losses, bool((evidence.lost == evidence.at_risk).all())
    if none or every:
        return BetaGeometric(0.0 if none else 1 - 1e-12, 0.0)
    mean = float(np.clip(evidence.lost.sum() / evidence.at_risk.sum(), 1e-9, 1 - 1e-9))
    starts = [(logit(mean), 0.0), (logit(min(2 * mean, 0.9)), -2.0)]
    found = min((_climbed(evidence, start) for start in starts), key=lambda one: one[0])
    flat = BetaGeometric(mean, 0.0)
    curve = BetaGeometric(float(expit(found[1][0])), float(np.exp(found[1][1])))
    gain = curve.log_likelihood(evidence) - flat.log_likelihood(evidence)
    return curve if curve.spread > LEAST_SPREAD and gain > 1e-9 else flat


def fitted(evidence: Evidence, level: float = 0.9) -> Fit:
    """The maximum of the likelihood, with the profile intervals of α and β.

    >>> table = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]
    >>> fit = fitted(Evidence.of_survivors([10 * share for share in table]))
    >>> round(fit.curve.alpha, 3), round(fit.curve.beta, 3), round(fit.log_likelihood, 1)
    (0.668, 3.806, -1611.2)
    """
    curve = best(evidence)
    top = curve.log_likelihood(evidence)
    floor = top - chi2.ppf(level, 1) / 2
    return Fit(
        curve,
        top,
        _profile(evidence, curve.alpha, floor, lambda value, other: (value, other)),
        _profile(evidence, curve.beta, floor, lambda value, other: (other, value)),
    )


def _climbed(evidence: Evidence, start: tuple[float, float]) -> tuple[float, Floats]:
    """Minus the highest log-likelihood from a start, and where: logit of the loss, ln spread."""
    weight = float(evidence.at_risk.sum())
    place = np.arange(evidence.periods)
    stayed = evidence.at_risk - evidence.lost

    def cost(at: Floats) -> tuple[float, Floats]:
        loss, spread = expit(at[0]), np.exp(min(at[1], 30.0))
        fall = 1 + spread * place
        hazards = np.clip(loss / fall, _NEVER, _ALWAYS)
        value = evidence.lost @ np.log(hazards) + stayed @ np.log1p(-hazards)
        by_log = evidence.lost - stayed * hazards / (1 - hazards)  # of ln h
        slope = np.array([(by_log * (1 - loss)).sum(), -(by_log * spread * place / fall).sum()])
        return -value / weight, -slope / weight

    done = minimize(cost, np.array(start), jac=True, method="BFGS", options={"gtol": 1e-11})
    return float(done.fun), done.x


def _profile(
    evidence: Evidence,
    value: float,
    floor: float,
    pair: Callable[[float, float], tuple[float, float]],
) -> tuple[float | None, float | None]:
    """Where the likelihood, at its best over the other parameter, falls to a floor."""

    def above(log_value: float) -> float:
        def cost(log_other: float) -> float:
            curve = BetaGeometric.of(*pair(math.exp(log_value), math.exp(log_other)))
            return -curve.log_likelihood(evidence)

        found = minimize_scalar(cost, bounds=(-12, 18), method="bounded", options={"xatol": 1e-6})
        return float(-found.fun - floor)

    middle = math.log(min(value, FARTHEST)) if value > 0 else -12.0
    return _crossing(above, middle, math.log(1e-5)), _crossing(above, middle, math.log(FARTHEST))


def _crossing(above: Callable[[float], float], middle: float, end: float) -> float | None:
    if above(end) >= 0 or above(middle) <= 0:
        return None
    return math.exp(brentq(above, middle, end, xtol=1e-6))

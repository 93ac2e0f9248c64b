"""The yearly chance of loss, from contracts of any term: proportional hazards in discrete time.

A contract of m months that came due was lost with probability 1 - exp(-e^η m / 12), where
1 - exp(-e^η) is the chance of loss in a year: complementary log-log, with the term as an offset.
A month's contract and a year's thus speak of the same thing.
Source: Prentice and Gloeckler (1978); Singer and Willett (1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from garant.study.standardised import Estimate, standard_error

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STEPS = 50
CLOSE = 1e-9
RAREST = 1e-10


@dataclass(frozen=True)
class Hazard:
    """A fitted model. Shapes: ``x`` (n, p), ``y`` and ``years`` (n,), ``beta`` (p,)."""

    x: Floats
    y: Floats
    years: Floats
    beta: Floats
    penalties: Floats
    clusters: Integers

    @cached_property
    def moves(self) -> Floats:
        """What each row adds to the coefficients: score times the inverse information."""
        slope, _ = _slope(self.x @ self.beta + np.log(self.years), self.y)
        moves: Floats = (self.x * slope[:, None]) @ linalg.inv(self.information)
        return moves

    @cached_property
    def information(self) -> Floats:
        """The expected information of the coefficients, that of the ridge included."""
        _, weight = _slope(self.x @ self.beta + np.log(self.years), self.y)
        found: Floats = (self.x * weight[:, None]).T @ self.x + np.diag(self.penalties + RAREST)
        return found

    @property
    def evidence(self) -> float:
        """The log-likelihood with the penalised coefficients integrated out, up to a constant.

        Laplace's approximation, by which the variance 1 / λ of random effects is chosen.
        Source: Breslow and Clayton (1993).
        """
        eta = self.x @ self.beta + np.log(self.years)
        drawn = self.penalties[self.penalties > 0]
        value = _value(eta, self.y, self.beta, self.penalties) + 0.5 * np.log(drawn).sum()
        return float(value - 0.5 * np.linalg.slogdet(self.information)[1])

    def yearly_contrast(self, first: Floats, second: Floats, *, weights: Floats) -> Estimate:
        """The weighted mean difference of the yearly chance of loss between two worlds.

        Its error is the greater of two. That measured by cluster holds if the model is wrong, but
        is too small where few were lost, and leaves out what random effects may still be: a
        quarter's shock falls on all clusters alike. That of the model, √(g' I⁻¹ g) with the
        gradient g and the penalised information I, holds both.
        Sources: Angrist and Pischke, Mostly Harmless Econometrics, 8.1 (the greater of the two);
        Wood, Generalized Additive Models, 6.10 (the covariance of penalised coefficients).
        """
        shares = weights / weights.sum()
        one, other = first @ self.beta, second @ self.beta
        differences = np.exp(-np.exp(other)) - np.exp(-np.exp(one))
        value = float(shares @ differences)
        slope = (shares * np.exp(one - np.exp(one))) @ first
        slope -= (shares * np.exp(other - np.exp(other))) @ second
        influence = shares * (differences - value) + self.moves @ slope
        error = max(
            standard_error(influence, self.clusters),
            float(np.sqrt(slope @ linalg.solve(self.information, slope, assume_a="pos"))),
        )
        return Estimate(value, error, influence)


def fitted(x: Floats, y: Floats, *, years: Floats, penalties: Floats, clusters: Integers) -> Hazard:
    """Fit by Fisher's scoring, halving a step that does not help. `years` is the term in years."""
    offset = np.log(years)
    beta = np.zeros(x.shape[1])
    share = min(max(float(y.sum() / years.sum()), 1e-6), 5.0)
    beta[0] = np.log(share)
    value = _value(x @ beta + offset, y, beta, penalties)
    for _ in range(STEPS):
        slope, weight = _slope(x @ beta + offset, y)
        information = (x * weight[:, None]).T @ x + np.diag(penalties + RAREST)
        step = linalg.solve(information, x.T @ slope - penalties * beta, assume_a="pos")
        tried = _value(x @ (beta + step) + offset, y, beta + step, penalties)
        halvings = 0
        while tried < value and halvings < STEPS:
            step, halvings = step / 2, halvings + 1
            tried = _value(x @ (beta + step) + offset, y, beta + step, penalties)
        if tried < value:
            break
        beta = beta + step
        if tried - value < CLOSE * len(y):
            break
        value = tried
    return Hazard(x, y, years, beta, penalties, clusters)


def _slope(eta: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The score and the expected information of each row in its η.

    With p = 1 - exp(-e^η) and p' = e^η exp(-e^η): score (y - p) p' / (p (1 - p)), information
    p'² / (p (1 - p)).
    """
    rate = np.exp(np.clip(eta, -30.0, 5.0))
    p = np.clip(-np.expm1(-rate), RAREST, 1 - RAREST)
    change = rate * np.exp(-rate)
    spread = p * (1 - p)
    return (y - p) * change / spread, change**2 / spread


def _value(eta: Floats, y: Floats, beta: Floats, penalties: Floats) -> float:
    rate = np.exp(np.clip(eta, -30.0, 5.0))
    p = np.clip(-np.expm1(-rate), RAREST, 1.0)
    likelihood = float((y * np.log(p) - (1 - y) * rate).sum())
    return likelihood - 0.5 * float(penalties @ beta**2)

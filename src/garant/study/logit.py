"""Ridge logistic regression with covariance by cluster.

On rows that are periods of exposure this is the discrete-time hazard. The ridge keeps rare levels
finite; it is weak enough that what is tested is hardly shrunk.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.special import expit
from scipy.stats import chi2

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STEPS = 50
BLOCK = 4096  # rows weighed at once
CLOSE = 1e-9  # of the penalised log-likelihood, per row


@dataclass(frozen=True)
class Logit:
    """A fitted model: its columns, coefficients, and what each row adds to their uncertainty.

    Shapes: ``x`` (n, p), ``y`` (n,), ``beta`` (p,), ``clusters`` (n,) numbers from 0.
    """

    x: Floats
    y: Floats
    beta: Floats
    penalties: Floats
    clusters: Integers

    @cached_property
    def chances(self) -> Floats:
        """The fitted probability of each row."""
        chances: Floats = expit(self.x @ self.beta)
        return chances

    @cached_property
    def bread(self) -> Floats:
        """The inverse of the penalised information X'WX + diag(λ)."""
        return _inverse(_information(self.x, self.chances, self.penalties))

    @cached_property
    def moves(self) -> Floats:
        """What each row adds to the coefficients: score times bread. Shape (n, p)."""
        return (self.x * (self.y - self.chances)[:, None]) @ self.bread

    @cached_property
    def covariance(self) -> Floats:
        """Sandwich covariance by cluster, with the factor C / (C - 1).

        Source: Liang and Zeger (1986). Shape (p, p).
        """
        return _sandwich(by_cluster(self.moves, self.clusters))

    def _covariance_of(self, places: slice) -> Floats:
        """The covariance of some coefficients, without that of all others."""
        moves = (self.x @ self.bread[:, places]) * (self.y - self.chances)[:, None]
        return _sandwich(by_cluster(moves, self.clusters))

    def predicted(self, x: Floats) -> Floats:
        """The probabilities of other rows."""
        chances: Floats = expit(x @ self.beta)
        return chances

    def wald(self, places: slice) -> float:
        """The p-value of a group of coefficients being all 0: β'V⁻¹β against χ²."""
        beta = self.beta[places]
        block = self._covariance_of(places)
        rank = int(np.linalg.matrix_rank(block, hermitian=True))
        if rank == 0:
            return 1.0
        statistic = float(beta @ np.linalg.pinv(block, hermitian=True) @ beta)
        return float(chi2.sf(statistic, rank))


def fitted(x: Floats, y: Floats, *, penalties: Floats, clusters: Integers) -> Logit:
    """Fit by Newton's method, halving a step that does not help.

    Maximises Σ y log p + (1 - y) log(1 - p) - ½ Σ λ β². Every non-intercept column needs a
    penalty or enough rows; the intercept's is 0. `y` may be a share between 0 and 1.
    """
    share = min(max(float(y.mean()), 1e-6), 1 - 1e-6)
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(share / (1 - share))
    value = _value(x, y, beta, penalties)
    for _ in range(STEPS):
        chances = expit(x @ beta)
        slope = x.T @ (y - chances) - penalties * beta
        step = linalg.solve(_information(x, chances, penalties), slope, assume_a="pos")
        beta, better = _stepped(x, y, penalties, start=beta, step=step)
        if better - value < CLOSE * len(y):
            break
        value = better
    return Logit(x, y, beta, penalties, clusters)


def by_cluster(values: Floats, clusters: Integers) -> Floats:
    """Sums by cluster: shape (clusters, …)."""
    count = int(clusters.max()) + 1
    if values.ndim == 1:
        return np.bincount(clusters, weights=values, minlength=count).astype(np.float64)
    # A matrix of ones at (cluster, row): the rows are added in their order, in one pass.
    every = np.arange(len(clusters) + 1)
    rows = sparse.csc_array((np.ones(len(clusters)), clusters, every), shape=(count, len(clusters)))
    sums: Floats = rows @ values
    return sums


def _sandwich(sums: Floats) -> Floats:
    count = len(sums)
    covariance: Floats = sums.T @ sums * count / max(count - 1, 1)
    return covariance


def _stepped(
    x: Floats, y: Floats, penalties: Floats, *, start: Floats, step: Floats
) -> tuple[Floats, float]:
    value = _value(x, y, start, penalties)
    for _ in range(20):
        tried = _value(x, y, start + step, penalties)
        if tried >= value:
            return start + step, tried
        step = step / 2
    return start, value


def _value(x: Floats, y: Floats, beta: Floats, penalties: Floats) -> float:
    eta = x @ beta
    likelihood = y @ eta - np.logaddexp(0.0, eta).sum()
    return float(likelihood - 0.5 * penalties @ beta**2)


def _information(x: Floats, chances: Floats, penalties: Floats) -> Floats:
    # Both factors are the same array, of which BLAS computes one half; blocks stay in the cache.
    roots = np.sqrt(chances * (1 - chances))[:, None]
    information = np.zeros((x.shape[1], x.shape[1]))
    for start in range(0, len(x), BLOCK):
        weighted = x[start : start + BLOCK] * roots[start : start + BLOCK]
        information += weighted.T @ weighted
    # A column that is the same everywhere and has no penalty would make this singular.
    information[np.diag_indices_from(information)] += penalties + 1e-9
    return information


def _inverse(information: Floats) -> Floats:
    inverse: Floats = linalg.inv(information)
    return (inverse + inverse.T) / 2

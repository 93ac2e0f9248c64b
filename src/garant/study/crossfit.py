"""Cross-fitted augmented inverse-probability weighting over the bands of a lever.

Every row's chances, of loss and of its band, come from models that did not see its cluster: five
folds by cluster. Sources: Robins, Rotnitzky and Zhao (1994); Chernozhukov et al. (2018) for the
cross-fitting; Díaz and van der Laan (2012) for policies of the value itself, such as a cap.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, softmax

from garant.study.adjusting import Columns
from garant.study.bands import Bands
from garant.study.logit import fitted
from garant.study.standardised import Estimate, standard_error

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FOLDS = 5
FLOOR = 0.01  # chances of a band below this count as this
SEARCH = {"maxiter": 300, "gtol": 1e-5}  # a slope this small, per row, moves no figure
INTERCEPT_RIDGE = 1e-3  # a band that a fold does not hold gets a small chance, not none


@dataclass(frozen=True)
class CrossFit:
    """What models of the other folds say of each row.

    ``base`` (n,) is the log-odds of loss without the lever, ``slopes`` (n, q) the coefficients of
    the lever's columns, ``chances`` (n, bands) the probability of each band given the
    confounders.
    """

    lost: Floats
    clusters: Integers
    bands: Bands
    base: Floats
    slopes: Floats
    chances: Floats

    def predicted(self, columns: Floats) -> Floats:
        """The chance of loss with the lever's columns as given, row by row."""
        chances: Floats = expit(self.base + (self.slopes * columns).sum(axis=1))
        return chances

    def band(self, column: int) -> Estimate:
        """Everyone in a band against everyone in the reference."""
        return _mean(self._if_all(column) - self._if_all(0), self.clusters)

    def cap(self, at: float | None = None) -> Estimate:
        """Everyone capped against as is.

        The weight of a row is 1 below the cap's band, P(T ≥ b | W) / P(T = b | W) in it, and 0
        above: those in the band stand for those who would be moved there.
        """
        held, badness, column = self.bands.capped(at)
        moved = self.predicted(self.bands.columns(held, badness))
        asis = self.predicted(self.bands.columns(self.bands.held, self.bands.badness))
        weights = self.cap_weights(column)
        values = moved + weights * (self.lost - asis) - self.lost
        return _mean(values, self.clusters)

    def cap_weights(self, column: int) -> Floats:
        """The weights of a cap at a band, those in the band scaled to the rows they stand for."""
        held = self.bands.held
        above = self.chances[:, column:].sum(axis=1)
        raw = above / np.maximum(self.chances[:, column], FLOOR)
        weights = np.where(held < column, 1.0, np.where(held == column, raw, 0.0))
        here = held == column
        if here.any():
            weights[here] *= (held >= column).sum() / weights[here].sum()
        return weights

    def _if_all(self, column: int) -> Floats:
        """What each row adds to the mean loss were everyone in a band."""
        here = self.bands.held == column
        weights = np.where(here, 1 / np.maximum(self.chances[:, column], FLOOR), 0.0)
        weights *= len(here) / max(weights.sum(), 1.0)
        everyone = np.full(len(here), column, dtype=np.int64)
        model = self.predicted(self.bands.columns(everyone))
        asis = self.predicted(self.bands.columns(self.bands.held, self.bands.badness))
        return model + weights * (self.lost - asis)


def crossfit(bands: Bands, confounders: Columns, lost: Floats, *, seed: int) -> CrossFit:
    """Fit both models on each four fifths of the clusters, and apply them to the fifth."""
    lever = bands.columns(bands.held, bands.badness)
    both = confounders.beside(lever, bands.penalties)
    x, clusters, width = confounders.x, confounders.clusters, confounders.x.shape[1]
    base, slopes = np.zeros(len(lost)), np.zeros(lever.shape)
    chances = np.zeros((len(lost), bands.size))
    weights: Floats | None = None
    for inside, outside in folds(clusters, seed):
        model = fitted(
            both.x[outside], lost[outside], penalties=both.ridge, clusters=clusters[outside]
        )
        base[inside] = x[inside] @ model.beta[:width]
        slopes[inside] = model.beta[width:]
        weights = multinomial(
            x[outside], bands.held[outside], confounders.ridge, classes=bands.size, start=weights
        )
        chances[inside] = softmax(weights @ x[inside].T, axis=0).T
    return CrossFit(lost, clusters, bands, base, slopes, chances)


def folds(clusters: Integers, seed: int) -> list[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Five pairs: the rows of a fold, and all others. A cluster is never split."""
    count = int(clusters.max()) + 1
    order = np.random.default_rng(seed).permutation(count)
    fold = (order % FOLDS)[clusters]
    return [(fold == number, fold != number) for number in range(min(FOLDS, count))]


def multinomial(
    x: Floats, codes: Integers, penalties: Floats, *, classes: int, start: Floats | None = None
) -> Floats:
    """The coefficients of a multinomial ridge logistic regression: shape (classes, p).

    Maximises Σ log softmax(Wx)[code] - ½ Σ λ W². Every class has coefficients; the ridge makes
    them unique. `start` is where to look first.
    """
    rows, width = x.shape
    every = np.arange(rows)
    turned = np.ascontiguousarray(x.T)
    ridge = np.maximum(penalties, INTERCEPT_RIDGE)[None, :]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(classes, width)
        eta = weights @ turned
        eta -= eta.max(axis=0)
        raised = np.exp(eta)
        total = raised.sum(axis=0)
        value = np.log(total).sum() - eta[codes, every].sum() + 0.5 * (ridge * weights**2).sum()
        raised /= total
        raised[codes, every] -= 1
        slope = raised @ x + ridge * weights
        return float(value) / rows, slope.ravel() / rows

    if start is None:
        start = np.zeros((classes, width))
        start[:, 0] = np.log((np.bincount(codes, minlength=classes) + 0.5) / rows)
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options=SEARCH)
    return np.asarray(found.x, dtype=np.float64).reshape(classes, width)


def _mean(values: Floats, clusters: Integers) -> Estimate:
    """The mean of some contributions, with what each adds to its error."""
    value = float(values.mean())
    influence = (values - value) / len(values)
    return Estimate(value, standard_error(influence, clusters), influence)

"""What a change would do to the share lost, averaged over the customers there are (g-computation).

The interval is that of the whole estimate: of the coefficients and of the customers drawn, by
cluster. Source: Hernán and Robins, What If, 13; Tsiatis, Semiparametric Theory, 3.2 (stacked
influence functions).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import norm

from garant.study.logit import Logit, by_cluster

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Estimate:
    """A difference of shares lost, in shares (0.01 is one point), with its standard error.

    ``influence`` is what each row adds to the error of the mean: shape (n,), its sum is 0.
    """

    value: float
    error: float
    influence: Floats

    def interval(self, level: float = 0.90) -> tuple[float, float]:
        """The normal interval of a level."""
        reach = float(norm.ppf(0.5 + level / 2)) * self.error
        return self.value - reach, self.value + reach


def contrast(
    model: Logit, first: Floats, second: Floats, *, weights: Floats | None = None
) -> Estimate:
    """Mean of p(first) - p(second) over the rows the model was fitted on.

    `first` and `second` are matrices of the model's columns, row by row those of the same
    customers. With `weights` (n,) it is the weighted mean: of the rows exposed, or of money.
    """
    shares = np.ones(len(first)) if weights is None else weights
    shares = shares / shares.sum()
    one, other = expit(first @ model.beta), expit(second @ model.beta)
    value = float(shares @ (one - other))
    slope = (shares * one * (1 - one)) @ first - (shares * other * (1 - other)) @ second
    influence = shares * (one - other - value) + model.moves @ slope
    return Estimate(value, standard_error(influence, model.clusters), influence)


def standard_error(influence: Floats, clusters: Integers) -> float:
    """The error of a mean whose rows add `influence`, by cluster."""
    sums = by_cluster(influence, clusters)
    count = len(sums)
    return float(np.sqrt((sums**2).sum() * count / max(count - 1, 1)))

"""An outcome that the lever cannot cause: if the two go together all the same, something hides.

Source: Lipsitch, Tchetgen Tchetgen and Cohen (2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from scipy.stats import chi2

from garant.study.adjusting import Columns
from garant.study.logit import by_cluster, fitted

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ALARM = 0.05
LEAST_EACH = 10  # of ones and of zeros


@dataclass(frozen=True)
class NegativeControl:
    """The test of a control outcome: an alarm means that a confounder is not recorded."""

    column: str
    alarm: bool
    p: float


def negative_control(
    column: str, outcome: Floats, columns: Columns, places: slice
) -> NegativeControl | None:
    """Test the lever's columns (`places`) in a model of the control outcome.

    Logistic for 0/1, linear otherwise; the same confounders as in the model of the loss; Wald
    with covariance by cluster. None where the outcome has too few of either value to say.
    """
    known = ~np.isnan(outcome)
    values, counts = np.unique(outcome[known], return_counts=True)
    if len(values) < 2 or known.sum() - counts.max() < LEAST_EACH:
        return None
    clusters = np.unique(columns.clusters[known], return_inverse=True)[1].astype(np.int64)
    of_known = Columns(columns.x[known], columns.ridge, clusters)
    y = outcome[known]
    if len(values) == 2:
        y = (y == values[1]).astype(np.float64)
        model = fitted(of_known.x, y, penalties=columns.ridge, clusters=clusters)
        p = model.wald(places)
    else:
        p = _linear((y - y.mean()) / y.std(), of_known, places)
    return NegativeControl(column, p < ALARM, p)


def _linear(y: Floats, columns: Columns, places: slice) -> float:
    """The Wald test in a ridge linear model, with covariance by cluster.

    `y` has unit variance, so that a ridge of 1 weighs about as much as one row.
    """
    x = columns.x
    bread = linalg.inv(x.T @ x + np.diag(columns.ridge + 1e-9))
    beta = bread @ (x.T @ y)
    sums = by_cluster((x * (y - x @ beta)[:, None]) @ bread, columns.clusters)
    count = len(sums)
    covariance = (sums.T @ sums * count / max(count - 1, 1))[places, places]
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True))
    if rank == 0:
        return 1.0
    statistic = float(beta[places] @ np.linalg.pinv(covariance, hermitian=True) @ beta[places])
    return float(chi2.sf(statistic, rank))

"""When customers leave, where a table says how long each has been one.

Kaplan and Meier's curve for what was observed, and how well a ridge Cox model orders customers
that it had not seen: Harrell's concordance, in five folds.

Numbers are straight in that model, curves elsewhere. A concordance asks for an order only, and a
line orders as well as any curve that does not turn. Counts that pile up with time (tickets,
e-mails) have long tails in which few are at risk: there a curve turns, and the order with it. On
the vendor of software of the examples: .867 with lines, .857 with curves, on the same folds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.metrics import concordance_index_censored
from sksurv.nonparametric import kaplan_meier_estimator
from sksurv.util import Surv

from garant.study.design import Design, usable
from garant.study.likelihood import FOLDS, folds
from garant.study.observations import Observations
from garant.study.survival_result import Point, Survival

Floats = NDArray[np.float64]

RIDGE = 1.0


def survival(table: Observations, times: Floats, *, seed: int = 0) -> Survival:
    """The curve of a table whose rows were observed for `times`, lost at the end or still there.

    Features that tell the time itself must not be among those of the table.
    Sources: Kaplan and Meier (1958); Cox (1972); Harrell et al. (1982).
    """
    points = curve(table.lost > 0, times)
    scores = [
        score
        for fold in folds(table.clusters, seed=seed)
        if (score := _concordance(table, times, fold)) is not None
    ]
    below = [point.time for point in points if point.surviving <= 0.5]
    full = len(scores) == FOLDS
    return Survival(
        points=points,
        median=below[0] if below else None,
        concordance=float(np.mean(scores)) if full else None,
        concordance_error=float(np.std(scores, ddof=1) / np.sqrt(FOLDS)) if full else None,
        observations=len(table),
        losses=table.losses,
    )


def curve(lost: NDArray[np.bool_], times: Floats) -> tuple[Point, ...]:
    """Kaplan and Meier's curve: one point for each time at which something happened.

    >>> left = np.array([True, True, False])
    >>> [round(point.surviving, 3) for point in curve(left, np.array([1.0, 2.0, 3.0]))]
    [0.667, 0.333, 0.333]
    """
    at, surviving, (low, high) = kaplan_meier_estimator(lost, times, conf_type="log-log")
    return tuple(
        Point(float(t), float(s), float(lo), float(hi), int((times >= t).sum()))
        for t, s, lo, hi in zip(at, surviving, low, high, strict=True)
    )


def _concordance(table: Observations, times: Floats, fold: NDArray[np.bool_]) -> float | None:
    """How well a model of the other folds orders the rows of one."""
    learnt, judged = table.where(~fold), table.where(fold)
    features = usable(learnt.values, learnt.features)
    if not features or not judged.losses:
        return None
    design = Design.learnt(learnt.values, features, straight=True)
    outcome = Surv.from_arrays(learnt.lost > 0, times[~fold])
    model = CoxPHSurvivalAnalysis(alpha=RIDGE).fit(design.matrix(learnt.values)[:, 1:], outcome)
    score = model.predict(design.matrix(judged.values)[:, 1:])
    return float(concordance_index_censored(judged.lost > 0, times[fold], score)[0])

"""How well losses can be foreseen, on rows that the models had not seen.

Forward in time wherever the rows are dated: models learn from what had come due, and are judged
on what came after, as they will be used. Otherwise in five folds.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit
from scipy.stats import norm, rankdata

from garant.study.likelihood import Likelihood, folds
from garant.study.logit import fitted
from garant.study.observations import Observations

Floats = NDArray[np.float64]

FORWARD, FOLDED = "forward", "5-fold"
BLOCKS = 4  # of the later half of the rows, each foreseen from all that came before it
LEAST_LEARNT = 100  # rows, of which 20 lost and 20 kept, without which a block is not foreseen
LEAST_OF_EACH = 20
THREADS = 2


@dataclass(frozen=True)
class Prediction:
    """What was foreseen, against what came.

    Shares are 0 to 1. ``calibration_slope`` is 1 where a chance twice as high comes true twice as
    often; below 1 the chances were too far from the average. ``foreseen`` and ``lost`` are the
    rows judged.
    """

    auc: float
    auc_low: float
    auc_high: float
    log_loss: float
    calibration_slope: float
    mean_predicted: float
    mean_observed: float
    split: str
    observations: int
    foreseen: Floats
    lost: Floats
    observed_on: NDArray[np.datetime64] | None = None


def prediction(table: Observations, *, seed: int = 0) -> Prediction | None:
    """Foresee every row that can be foreseen; None where there are too few to judge."""
    dated = "observed_on" in table.rows and table.rows["observed_on"].notna().all()
    foreseen = _forward(table, seed=seed) if dated else _folded(table, seed=seed)
    judged = ~np.isnan(foreseen)
    lost = table.lost[judged]
    if lost.sum() < 2 or (1 - lost).sum() < 2:
        return None
    if not dated:
        return _judged(foreseen[judged], lost, FOLDED)
    days = table.rows["observed_on"].to_numpy("datetime64[D]")[judged]
    return replace(_judged(foreseen[judged], lost, FORWARD), observed_on=days)


def _forward(table: Observations, *, seed: int) -> Floats:
    """The later half, in four blocks, each from the rows that had come due before it began."""
    observed_on = table.rows["observed_on"]
    due_on = table.rows.get("due_on", observed_on).fillna(observed_on)
    starts = observed_on.quantile(np.linspace(0.5, 1, BLOCKS + 1)).to_list()
    foreseen = np.full(len(table), np.nan)

    def foresee(place: int) -> None:
        start = starts[place]
        learnt = (due_on < start).to_numpy()
        block = _between(observed_on, start, starts[place + 1], last=place == BLOCKS - 1)
        if _enough(table.lost[learnt]) and block.any():
            model = Likelihood.fitted(table.where(learnt), seed=seed)
            foreseen[block] = model.chances(table.values[block])

    # No block needs another, and the answer of each is the same on any number of threads. The
    # last, of the most rows, goes first.
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(foresee, reversed(range(BLOCKS))))
    return foreseen


def _between(
    days: pd.Series, start: pd.Timestamp, stop: pd.Timestamp, *, last: bool
) -> NDArray[np.bool_]:
    inside = (days >= start) & ((days <= stop) if last else (days < stop))
    chosen: NDArray[np.bool_] = inside.to_numpy()
    return chosen


def _enough(lost: Floats) -> bool:
    least = min(lost.sum(), len(lost) - lost.sum())
    return bool(len(lost) >= LEAST_LEARNT and least >= LEAST_OF_EACH)


def _folded(table: Observations, *, seed: int) -> Floats:
    foreseen = np.full(len(table), np.nan)
    for fold in folds(table.clusters, seed=seed):
        if _enough(table.lost[~fold]):
            model = Likelihood.fitted(table.where(~fold), seed=seed)
            foreseen[fold] = model.chances(table.values[fold])
    return foreseen


def _judged(foreseen: Floats, lost: Floats, split: str) -> Prediction:
    value, error = auc(foreseen, lost)
    reach = float(norm.ppf(0.975)) * error
    return Prediction(
        auc=value,
        auc_low=max(value - reach, 0.0),
        auc_high=min(value + reach, 1.0),
        log_loss=log_loss(foreseen, lost),
        calibration_slope=calibration_slope(foreseen, lost),
        mean_predicted=float(foreseen.mean()),
        mean_observed=float(lost.mean()),
        split=split,
        observations=len(lost),
        foreseen=foreseen,
        lost=lost,
    )


def auc(score: Floats, lost: Floats) -> tuple[float, float]:
    """The chance that a lost row scores above a kept one, ties half, and its standard error.

    Source: DeLong, DeLong and Clarke-Pearson (1988), by the ranks of Sun and Xu (2014).

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))[0]
    0.75
    """
    gone, stayed = score[lost > 0], score[lost == 0]
    everyone = rankdata(score)
    above = (everyone[lost > 0] - rankdata(gone)) / len(stayed)
    below = 1 - (everyone[lost == 0] - rankdata(stayed)) / len(gone)
    variance = above.var(ddof=1) / len(gone) + below.var(ddof=1) / len(stayed)
    return float(above.mean()), float(np.sqrt(variance))


def log_loss(foreseen: Floats, lost: Floats) -> float:
    """- mean of y log p + (1 - y) log(1 - p), in nats."""
    safe = np.clip(foreseen, 1e-12, 1 - 1e-12)
    return float(-(lost * np.log(safe) + (1 - lost) * np.log1p(-safe)).mean())


def calibration_slope(foreseen: Floats, lost: Floats) -> float:
    """The slope of the outcome on the log-odds foreseen. Source: Cox (1958)."""
    log_odds = logit(np.clip(foreseen, 1e-6, 1 - 1e-6))
    if np.ptp(log_odds) == 0:
        return 1.0
    columns = np.column_stack([np.ones(len(lost)), log_odds])
    each = np.arange(len(lost), dtype=np.int64)
    model = fitted(columns, lost, penalties=np.zeros(2), clusters=each)
    return float(model.beta[1])

"""How likely a customer is to leave: the mean of two models, calibrated, with reasons that add up.

The mean is taken of the log-odds of a ridge spline logistic and of a small boosted model, then
calibrated on rows that neither had seen (Platt, 1999). Nothing is resampled and no class is
balanced: a chance of 20 % must mean one in five.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from garant.study.boosted import Boosted
from garant.study.design import Design, usable
from garant.study.feature import Feature
from garant.study.logit import Logit, fitted
from garant.study.observations import Observations

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FOLDS = 5
ENOUGH_TO_CALIBRATE = 4000  # rows left out
LARGE = 50_000  # rows, of which a fold is enough to learn from


@dataclass(frozen=True)
class Pair:
    """The two models, fitted on the same rows."""

    design: Design
    logistic: Logit
    boosted: Boosted

    @classmethod
    def fitted(cls, table: Observations, *, seed: int) -> Pair:
        """Fit both, with every feature: a symptom explains nothing, but it warns."""
        features = usable(table.values, table.features)
        design = Design.learnt(table.values, features)
        logistic = fitted(
            design.matrix(table.values),
            table.lost,
            penalties=design.penalties,
            clusters=table.clusters,
        )
        boosted = Boosted.fitted(table.values, table.lost, features, seed=seed)
        return cls(design, logistic, boosted)

    def log_odds(self, values: pd.DataFrame) -> Floats:
        """The mean of both, one a row."""
        straight = self.design.matrix(values) @ self.logistic.beta
        mean: Floats = (straight + self.boosted.log_odds(values)) / 2
        return mean

    def parts(self, values: pd.DataFrame) -> Floats:
        """What each feature adds to the mean log-odds; one column a feature, in their order."""
        matrix = self.design.matrix(values) * self.logistic.beta
        straight = np.column_stack(
            [matrix[:, self.design.places(term.code)].sum(axis=1) for term in self.design.terms]
        )
        return (straight + self.boosted.parts(values)[:, :-1]) / 2


@dataclass(frozen=True)
class Likelihood:
    """A calibrated pair. ``slope`` and ``shift`` turn its log-odds into those that came true."""

    pair: Pair
    slope: float
    shift: float
    table: Observations = field(repr=False)

    @classmethod
    def fitted(cls, table: Observations, *, seed: int) -> Likelihood:
        """Fit the pair on all rows, and calibrate it on rows left out in five folds."""
        pair = Pair.fitted(table, seed=seed)
        slope, shift = _calibration(left_out(table, seed=seed), table)
        return cls(pair, slope, shift, table)

    @cached_property
    def log_odds(self) -> Floats:
        """The calibrated log-odds of the rows it was fitted on."""
        return self.slope * self.pair.log_odds(self.table.values) + self.shift

    @cached_property
    def average(self) -> float:
        """The mean chance of the rows it was fitted on."""
        return float(expit(self.log_odds).mean())

    @cached_property
    def zeros(self) -> Floats:
        """What each feature adds to the log-odds of the average customer: needed for reasons."""
        return _zeros(self.pair, self.table, self.log_odds, self.average, self.slope)

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features it reads, in the order of its reasons."""
        return self.pair.boosted.features

    def chances(self, values: pd.DataFrame) -> Floats:
        """The chance that each row is lost."""
        chances: Floats = expit(self.slope * self.pair.log_odds(values) + self.shift)
        return chances

    def reasons(self, values: pd.DataFrame) -> Floats:
        """What each feature adds to each row's chance: shape (rows, features).

        They add up to chance - average, exactly: each share of the log-odds' distance from the
        average is carried over at the mean slope of the curve between the two (Aumann and
        Shapley, 1974, along a straight line).
        """
        parts = self.slope * self.pair.parts(values) - self.zeros
        distance = parts.sum(axis=1)
        start = float(logit(self.average))
        rise = expit(start + distance) - self.average
        near = np.abs(distance) < 1e-9
        rate = np.where(
            near, self.average * (1 - self.average), rise / np.where(near, 1.0, distance)
        )
        reasons: Floats = parts * rate[:, None]
        return reasons


def left_out(table: Observations, *, seed: int) -> Floats:
    """The pair's log-odds of rows, by models that had not seen their cluster; NaN where not asked.

    Fold by fold, until there are rows enough to calibrate on: two numbers need no more. Of a large
    table one other fold is learnt from, not all four: the slope of 10,000 rows is that of 40,000.
    """
    log_odds = np.full(len(table), np.nan)
    parts = list(folds(table.clusters, seed=seed))
    for place, fold in enumerate(parts):
        learnt = ~fold if len(table) < LARGE else parts[(place + 1) % FOLDS]
        pair = Pair.fitted(table.where(learnt), seed=seed)
        log_odds[fold] = pair.log_odds(table.values[fold])
        if np.count_nonzero(~np.isnan(log_odds)) >= ENOUGH_TO_CALIBRATE:
            break
    return log_odds


def folds(clusters: Integers, *, seed: int, count: int = FOLDS) -> Iterator[NDArray[np.bool_]]:
    """Which rows are left out, fold by fold: whole clusters, drawn at random."""
    draw = np.random.default_rng(seed).permutation(int(clusters.max()) + 1) % count
    for fold in range(count):
        yield draw[clusters] == fold


def _calibration(log_odds: Floats, table: Observations) -> tuple[float, float]:
    """Slope and shift of the outcome on the log-odds of rows left out."""
    asked = ~np.isnan(log_odds)
    columns = np.column_stack([np.ones(asked.sum()), log_odds[asked]])
    each = np.arange(len(columns), dtype=np.int64)
    model = fitted(columns, table.lost[asked], penalties=np.zeros(2), clusters=each)
    # A negative slope would turn the order round: what was learnt did not hold at all.
    return max(float(model.beta[1]), 0.0), float(model.beta[0])


def _zeros(
    pair: Pair, table: Observations, log_odds: Floats, average: float, slope: float
) -> Floats:
    """What each feature adds on average, moved so that all add up to the average chance.

    The mean of the log-odds is not the log-odds of the mean chance; the small rest is shared in
    proportion to how much each feature moves.
    """
    parts = slope * pair.parts(table.values)
    means = parts.mean(axis=0)
    sway = np.abs(parts - means).mean(axis=0)
    shares = sway / sway.sum() if sway.sum() > 0 else np.full(len(sway), 1 / len(sway))
    zeros: Floats = means + (float(logit(average)) - float(log_odds.mean())) * shares
    return zeros

"""A small boosted model beside the logistic one: it sees what no curve was drawn for.

Seven leaves, rate .05, 120 trees, λ 5. Source: Ke et al. (2017); reasons by exact tree SHAP,
Lundberg et al. (2020), which LightGBM computes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.feature import Feature

try:
    import lightgbm
except OSError as error:  # its OpenMP is the system's, which small images lack
    raise ImportError(
        "LightGBM needs OpenMP: install libgomp1 (Debian, Ubuntu), libgomp (Fedora) or libomp"
    ) from error

Floats = NDArray[np.float64]

TREES = 120
# One thread and rows first: the same sums in the same order on any machine.
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 7,
    "learning_rate": 0.05,
    "lambda_l2": 5.0,
    "min_data_in_leaf": 20,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(frozen=True)
class Boosted:
    """A fitted booster, and the levels that its categories had."""

    booster: lightgbm.Booster
    features: tuple[Feature, ...]
    levels: dict[str, tuple[str, ...]]

    @classmethod
    def fitted(
        cls, values: pd.DataFrame, lost: Floats, features: Sequence[Feature], *, seed: int
    ) -> Boosted:
        """Fit on some rows."""
        levels = {f.code: _levels(values[f.code]) for f in features if not f.is_number}
        table = lightgbm.Dataset(
            _numbers(values, features, levels),
            label=lost,
            feature_name=[f"f{place}" for place in range(len(features))],
            categorical_feature=[
                place for place, feature in enumerate(features) if not feature.is_number
            ],
            free_raw_data=True,
        )
        booster = lightgbm.train({**PARAMETERS, "seed": seed}, table, num_boost_round=TREES)
        return cls(booster, tuple(features), levels)

    def log_odds(self, values: pd.DataFrame) -> Floats:
        """The log-odds of a loss, one a row."""
        numbers = _numbers(values, self.features, self.levels)
        return np.asarray(self.booster.predict(numbers, raw_score=True), dtype=np.float64)

    def parts(self, values: pd.DataFrame) -> Floats:
        """What each feature adds to the log-odds, and in the last column the average."""
        numbers = _numbers(values, self.features, self.levels)
        return np.asarray(self.booster.predict(numbers, pred_contrib=True), dtype=np.float64)


def _levels(values: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(str(level) for level in values.dropna().unique()))


def _numbers(
    values: pd.DataFrame, features: Sequence[Feature], levels: dict[str, tuple[str, ...]]
) -> Floats:
    """One column a feature; a category is the place of its level, NaN where unknown or new."""
    columns = []
    for feature in features:
        column = values[feature.code]
        if feature.code in levels:
            columns.append(_places(column, levels[feature.code]))
        else:
            columns.append(column.to_numpy(dtype=np.float64))
    return np.column_stack(columns)


def _places(column: pd.Series, levels: tuple[str, ...]) -> Floats:
    codes, present = pd.factorize(column)
    at = {level: float(place) for place, level in enumerate(levels)}
    places = np.array([*(at.get(str(level), np.nan) for level in present), np.nan])
    found: Floats = places[codes]  # an unknown value has the code -1: the last
    return found

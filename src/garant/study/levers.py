"""Moving a lever to what good would be."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.feature import Feature


def reference_value(feature: Feature, values: pd.Series) -> float | str:
    """What good would be: the declared value, or the declared quantile of the known values.

    >>> lever = Feature(code="days", label="Days", stage=2, kind="number", role="lever",
    ...                 better="low", reference="q25")
    >>> reference_value(lever, pd.Series([10.0, 20.0, 30.0, 40.0, 50.0]))
    20.0
    """
    reference = feature.reference
    if reference is None:
        reference = "q10" if feature.better == "low" else "q90"
    if not feature.is_number:
        return str(reference)
    if isinstance(reference, str):
        return float(values.quantile(float(reference.removeprefix("q")) / 100))
    return float(reference)


def moved(feature: Feature, values: pd.Series, to: float | str) -> pd.Series:
    """The values with those worse than `to` moved to it.

    Those as good or better stay as they are: nobody would onboard more slowly because the
    reference says thirty days. What is unknown stays unknown. A category is moved whole.
    """
    known = values.notna()
    if not feature.is_number:
        return values.astype("object").where(~known, str(to))
    goal = float(to)
    if feature.better == "low":
        worse = known & (values > goal)
    elif feature.better == "high":
        worse = known & (values < goal)
    else:
        worse = known & (values != goal)
    return values.where(~worse, goal)


def is_worse(feature: Feature, values: pd.Series, to: float | str) -> NDArray[np.bool_]:
    """Which rows are worse than a value of the lever."""
    after = moved(feature, values, to)
    worse: NDArray[np.bool_] = ((after != values) & values.notna()).to_numpy()
    return worse

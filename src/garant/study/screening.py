"""Columns that cannot be studied, set aside by name; tables of which nothing can be said, refused.

A column that tells the outcome almost by itself is not a driver but the outcome under another
name, or something written down afterwards. It must be found before it is believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from garant.metrics.errors import RequestError
from garant.study.design import as_text
from garant.study.feature import Feature
from garant.study.observations import Observations, Refused, Warned

Floats = NDArray[np.float64]

TELLING = 0.97  # AUC of one column alone above which it is the outcome under another name
LATE_SHARE = 0.01
MOST_LEVELS = 50
LEAST_RENEWALS = 100
LEAST_OF_EACH = 20
FEW_CELLS = 20  # known or unknown cells below which filling-in tells nothing

REASONS = {
    "all_missing": "every cell is empty",
    "constant": "it has one value only",
    "too_many_levels": "a category of more than 50 levels says who, not why",
    "recorded_too_late": "it was recorded after the day on which a loss could still be prevented",
    "near_copy_of_outcome": "it tells the outcome almost by itself",
    "known_only_of_the_lost": "whether it is filled in tells the outcome almost by itself",
}


def screened(table: Observations) -> Observations:
    """The table without the columns that cannot be studied, which are named in ``refused``.

    Raises RequestError where there is too little to say anything of.
    """
    ensure_enough(table)
    refused = [r for feature in table.features if (r := _refusal(table, feature)) is not None]
    gone = {one.code for one in refused}
    kept = tuple(f for f in table.features if f.code not in gone)
    warnings = (*table.warnings, *_warnings(table))
    shown = replace(table.only(kept), refused=(*table.refused, *refused), warnings=warnings)
    if shown.confounders is not None:
        left = tuple(code for code in shown.confounders if code not in gone)
        shown = replace(shown, confounders=left)
    return shown


def ensure_enough(table: Observations) -> None:
    """Refuse a table of which nothing can be said.

    Raises RequestError: one outcome only, or fewer than 100 renewals, 20 losses or 20 kept.
    """
    count, losses = len(table), table.losses
    if count and losses in {0, count}:
        raise RequestError(
            "the outcome has one value only: {losses} of {count} were lost; a study compares "
            "those who left with those who stayed", losses=losses, count=count,
        )  # fmt: skip
    if count >= LEAST_RENEWALS and min(losses, count - losses) >= LEAST_OF_EACH:
        return
    raise RequestError(
        "too little to study: {losses} losses in {count} renewals due; a study needs {renewals} "
        "renewals, {least} of them lost and {least} kept{pace}",
        losses=losses, count=count, renewals=LEAST_RENEWALS, least=LEAST_OF_EACH,
        pace=_pace(table, count, losses),
    )  # fmt: skip


def _pace(table: Observations, count: int, losses: int) -> str:
    """When there will be enough at the pace so far, if the rows are dated."""
    day = "due_on" if "due_on" in table.rows else "observed_on"
    days = table.rows[day].dropna() if day in table.rows else pd.Series(dtype="datetime64[ns]")
    if len(days) < 2 or days.min() == days.max() or not losses or losses == count:
        return ""
    span = (days.max() - days.min()).days
    scarce = min(losses, count - losses)
    needed = max(LEAST_RENEWALS / count, LEAST_OF_EACH / scarce)
    enough_on = days.min() + pd.Timedelta(days=int(np.ceil(span * needed)))
    return f"; at the present pace that will be in {enough_on:%Y-%m}"


def _refusal(table: Observations, feature: Feature) -> Refused | None:
    values = table.values[feature.code]
    for reason, detail in _tests(table, feature, values):
        return Refused(feature.code, feature.column or feature.code, reason, detail)
    return None


def _tests(table: Observations, feature: Feature, values: pd.Series) -> Iterator[tuple[str, str]]:
    """The reasons against a column, the plainest first."""
    known = values.notna()
    if not known.any():
        yield "all_missing", ""
        return
    late = _late_share(table, feature)
    if late > LATE_SHARE:
        yield "recorded_too_late", f"{100 * late:.0f} %"
    if known.all() and values.nunique() == 1:
        yield "constant", str(values.iloc[0])
    # A column declared heavy (salespeople) may have many levels: they are drawn together.
    if feature.kind == "category" and not feature.heavy and values.nunique() > MOST_LEVELS:
        yield "too_many_levels", str(values.nunique())
    filled = _auc(known.to_numpy(np.float64), table.lost)
    if FEW_CELLS <= known.sum() <= len(known) - FEW_CELLS and max(filled, 1 - filled) > TELLING:
        yield "known_only_of_the_lost", f"AUC {max(filled, 1 - filled):.3f}"
    told = telling(feature, values, table.lost)
    if told > TELLING:
        yield "near_copy_of_outcome", f"AUC {told:.3f}"


def _late_share(table: Observations, feature: Feature) -> float:
    name = f"recorded:{feature.code}"
    if name not in table.rows or table.rows["observed_on"].isna().all():
        return 0.0
    return float((table.rows[name] > table.rows["observed_on"]).mean())


def telling(feature: Feature, values: pd.Series, lost: Floats) -> float:
    """How well one column alone orders the lost before the kept: its AUC, 0.5 to 1.

    A category is ordered by the share lost of its levels.
    """
    known = values.notna().to_numpy()
    y = lost[known]
    if y.min(initial=1) == y.max(initial=0):
        return 0.5
    if feature.is_number:
        auc = _auc(values[known].to_numpy(np.float64), y)
        return max(auc, 1 - auc)
    return _auc(_level_shares(as_text(values[known]), y), y)


def _level_shares(levels: pd.Series, y: Floats) -> Floats:
    """The share lost of each row's level, drawn towards the mean as by two rows more."""
    grouped = pd.Series(y, index=levels.index).groupby(levels.to_numpy())
    total, count = grouped.transform("sum").to_numpy(), grouped.transform("count").to_numpy()
    shares: Floats = (total + 2 * y.mean()) / (count + 2)
    return shares


def _auc(score: Floats, y: Floats) -> float:
    """The chance that a lost row scores above a kept one, ties half: Mann and Whitney (1947).

    >>> _auc(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    1.0
    """
    lost = y.sum()
    kept = len(y) - lost
    if not lost or not kept:
        return 0.5
    above = rankdata(score)[y > 0].sum() - lost * (lost + 1) / 2
    return float(above / (lost * kept))


def _warnings(table: Observations) -> Iterator[Warned]:
    unknown = [
        (feature.label, share)
        for feature in table.features
        if (share := float(table.values[feature.code].isna().mean())) > 0.5
    ]
    for label, share in unknown:
        yield Warned("mostly_unknown", f"{label}: unknown in {100 * share:.0f} % of the rows")

"""Columns that cannot be studied, set aside by name; tables of which nothing can be said, refused.

A column that tells the outcome almost by itself is not a driver but the outcome under another
name, or something written down afterwards. It must be found before it is believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from garant.metrics.errors import RequestError
from garant.study.design import LEAST_IN_LEVEL, REST, as_text
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


def screened(table: Observations, *, today: pd.Timestamp | None = None) -> Observations:
    """The table without the columns that cannot be studied, which are named in ``refused``.

    With `today`, rows of later days are warned: a renewal that is still to come is not due.
    Raises RequestError where there is too little to say anything of.
    """
    ensure_enough(table)
    refused = [r for feature in table.features if (r := _refusal(table, feature)) is not None]
    gone = {one.code for one in refused}
    kept = tuple(f for f in table.features if f.code not in gone)
    warnings = (*table.warnings, *_warnings(table, kept), *_ahead(table, today))
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
    seen = {"losses": losses, "count": count, "renewals": LEAST_RENEWALS, "least": LEAST_OF_EACH}
    month = _enough_in(table, count, losses)
    if month is None:
        raise RequestError(
            "too little to study: {losses} losses in {count} renewals due; a study needs "
            "{renewals} renewals, {least} of them lost and {least} kept", **seen,
        )  # fmt: skip
    raise RequestError(
        "too little to study: {losses} losses in {count} renewals due; a study needs {renewals} "
        "renewals, {least} of them lost and {least} kept; at the present pace that will be in "
        "{month}", **seen, month=month,
    )  # fmt: skip


def _enough_in(table: Observations, count: int, losses: int) -> str | None:
    """The month in which there will be enough at the pace so far, if the rows are dated."""
    days = _days(table, "due_on")
    if days.empty:
        days = _days(table, "observed_on")
    span = (days.max() - days.min()).days if len(days) else 0
    if not span:
        return None
    scarce = min(losses, count - losses)
    needed = max(LEAST_RENEWALS / count, LEAST_OF_EACH / scarce)
    enough_on = days.min() + pd.Timedelta(days=int(np.ceil(span * needed)))
    return f"{enough_on:%Y-%m}"


def _days(table: Observations, name: str) -> pd.Series:
    days = table.rows[name] if name in table.rows else pd.Series(dtype="datetime64[us]")
    return days.dropna()


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
    """The share of rows in which it was recorded after the row was looked at.

    A day without an hour lasts until midnight: what is recorded on it is not late.
    """
    name = f"recorded:{feature.code}"
    if name not in table.rows or table.rows["observed_on"].isna().all():
        return 0.0
    seen = table.rows["observed_on"]
    until = seen.where(seen != seen.dt.normalize(), seen + pd.Timedelta(days=1, microseconds=-1))
    return float((table.rows[name] > until).mean())


def telling(feature: Feature, values: pd.Series, lost: Floats) -> float:
    """How well one column alone orders the lost before the kept: its AUC, 0.5 to 1.

    A category is ordered by the share lost of its levels; those of few rows count as one, as in
    every model: many small levels order any outcome well by chance.
    """
    known = values.notna().to_numpy()
    y = lost[known]
    if y.min(initial=1) == y.max(initial=0):
        return 0.5
    if feature.is_number:
        auc = _auc(values[known].to_numpy(np.float64), y)
        return max(auc, 1 - auc)
    text = as_text(values[known])
    rare = text.groupby(text).transform("size") < LEAST_IN_LEVEL
    return _auc(_level_shares(text.where(~rare, REST), y), y)


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


def _warnings(table: Observations, kept: tuple[Feature, ...]) -> Iterator[Warned]:
    for feature in kept:
        share = float(table.values[feature.code].isna().mean())
        if share > 0.5:
            yield Warned(
                "mostly_unknown", f"{feature.label}: unknown in {100 * share:.0f} % of the rows"
            )
    for feature in table.features:
        if f"recorded:{feature.code}" in table.rows and table.rows["observed_on"].isna().all():
            yield Warned(
                "recorded_at_unchecked",
                f"{feature.code}: when it was recorded cannot be compared, observed_on being "
                "unknown",
            )
    for one, other in combinations(kept, 2):
        if table.values[one.code].equals(table.values[other.code]):
            yield Warned(
                "same_values", f"{one.code} and {other.code} have the same value in every row"
            )


def _ahead(table: Observations, today: pd.Timestamp | None) -> Iterator[Warned]:
    """Rows that were looked at, or came due, on days that are still to come."""
    for name in ("observed_on", "due_on") if today is not None else ():
        count = int((_days(table, name) > today).sum())
        if count:
            yield Warned("after_today", f"{name} is after {today:%Y-%m-%d} in {count} rows")

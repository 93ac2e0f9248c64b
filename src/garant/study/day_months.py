"""Months between days, column by column, as METRICS R4 and R8 count them."""

from __future__ import annotations

import numpy as np
import pandas as pd


def add_months(days: pd.Series, months: pd.Series) -> pd.Series:
    """The same day some months later, clamped to the end of the month.

    >>> add_months(pd.Series([pd.Timestamp("2024-01-31")]), pd.Series([1])).dt.day.tolist()
    [29]
    """
    at = days.to_numpy().astype("datetime64[D]")
    month = at.astype("datetime64[M]")
    target = month + months.to_numpy().astype(np.int64)
    last = (target + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    moved = np.minimum(target.astype("datetime64[D]") + (at - month.astype("datetime64[D]")), last)
    return pd.Series(moved.astype("datetime64[us]"), index=days.index)


def months_between(start: pd.Series, end: pd.Series) -> pd.Series:
    """Months from day to day: whole ones from the start, the rest as a share of one (R8).

    >>> months_between(
    ...     pd.Series(pd.to_datetime(["2024-01-31", "2024-01-01"])),
    ...     pd.Series(pd.to_datetime(["2024-02-29", "2024-01-16"])),
    ... ).round(3).tolist()
    [1.0, 0.484]
    """
    known = (start.notna() & end.notna()).to_numpy()
    result = pd.Series(np.nan, index=start.index)
    first, last = start[known], end[known]
    roughly = _month(last) - _month(first)
    whole = roughly - (add_months(first, roughly) > last.astype("datetime64[us]"))
    full, following = add_months(first, whole), add_months(first, whole + 1)
    result[known] = whole + (last - full) / (following - full)
    return result


def _month(days: pd.Series) -> pd.Series:
    return days.dt.year.astype(np.int64) * 12 + days.dt.month

"""The table a study gets of a drawn company: dates, money, and what was not recorded."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.observations import Observations
from garant.study.worlds.declared import CONFOUNDERS, FEATURES, LEVELS
from garant.study.worlds.equations import Company
from garant.study.worlds.noise import Array, Whole

Days = NDArray[np.datetime64]

FIRST_QUARTER = np.datetime64("2018-01", "M")
QUARTERS = 20
NOTICE_DAYS = 90
AHEAD_DAYS = 75
CONTROL = "invoices_disputed_before"

MISSING = {
    "industry": 0.05,
    "onboarding_days": 0.06,
    "training": 0.08,
    "csm_load": 0.05,
    "resolve_hours": 0.10,
    "price_uplift": 0.05,
    "sponsor_left": 0.05,
    "value_proven": 0.11,
    "usage": 0.05,
    "nps": 0.15,
}
"""The shares that go missing; not at random where nobody asks: see :func:`_silence`."""


def signed_on(rng: np.random.Generator, quarter_end: Array) -> Days:
    """A day of five years, in the last fortnight of its quarter where the deal was."""
    accounts = len(quarter_end)
    quarter = FIRST_QUARTER + 3 * rng.integers(0, QUARTERS, accounts)
    first = quarter.astype("datetime64[D]")
    length = ((quarter + 3).astype("datetime64[D]") - first).astype(np.int64)
    draw = rng.random(accounts)
    day = np.where(quarter_end > 0, length - 14 + 14 * draw, (length - 14) * draw)
    signed: Days = first + np.floor(day).astype(np.int64)
    return signed


def add_months(days: Days, months: Whole) -> Days:
    """The same day of a later month, or that month's last."""
    month = days.astype("datetime64[M]")
    day = (days - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(
        np.int64
    )
    later: Days = target.astype("datetime64[D]") + np.minimum(day, length - 1)
    return later


def outcome_rows(
    company: Company, lost: NDArray[np.bool_], *, signed: Days, number: Whole, ids: Whole
) -> pd.DataFrame:
    """The rows of renewals: ``number`` is each one's place, ``ids`` each one's account."""
    known = company.known
    term = known["term_months"].astype(np.int64)
    due = add_months(signed, term * number)
    begun = add_months(signed, term * (number - 1))
    observed = np.maximum(due - np.timedelta64(NOTICE_DAYS + AHEAD_DAYS, "D"), begun)
    share = np.where(company.noise["kept"] < -1.3, 0.8, 1.0 + 0.02 * np.round(known["usage"] > 70))
    mrr = np.round(np.exp(known["list_size"]) * (1 - known["discount"]), 2)
    return pd.DataFrame(
        {
            "id": [f"A{account:06d}" for account in ids.tolist()],
            "cluster": [f"P{parent:06d}" for parent in company.noise.cluster.tolist()],
            "renewal_number": number,
            "signed_on": signed.astype("datetime64[s]"),
            "observed_on": observed.astype("datetime64[s]"),
            "due_on": due.astype("datetime64[s]"),
            "lost": lost,
            "mrr": mrr,
            "kept": np.where(lost, 0.0, share),
            "negative_control": known["negative_control"],
        }
    )


def feature_values(
    rng: np.random.Generator, known: Mapping[str, Array], missing: float
) -> pd.DataFrame:
    """The declared columns, with gaps: ``missing`` scales the shares of :data:`MISSING`."""
    columns: dict[str, Array | pd.Categorical] = {}
    for feature in FEATURES:
        values = known[feature.code]
        share = missing * MISSING.get(feature.code, 0.0)
        gone = rng.random(len(values)) < share * _silence(feature.code, known)
        if feature.is_number:
            columns[feature.code] = np.where(gone, np.nan, values)
        else:
            positions = np.where(gone, -1, values).astype(np.int8)
            columns[feature.code] = pd.Categorical.from_codes(positions, LEVELS[feature.code])
    return pd.DataFrame(columns)


def _silence(code: str, known: Mapping[str, Array]) -> Array | float:
    """How much more often a value goes missing here than on average: the unhappy do not answer."""
    if code == "nps":
        return np.where(known["nps"] < 6, 2.2, 0.8)
    if code == "value_proven":
        return np.where(known["value_proven"] > 0, 0.7, 1.3)
    if code == "resolve_hours":
        return np.where(known["tickets"] < 2, 1.6, 0.7)
    return 1.0


def observations(
    rows: pd.DataFrame, values: pd.DataFrame, opportunities: pd.DataFrame | None = None
) -> Observations:
    """The table, its negative control named."""
    return Observations(
        rows=rows,
        values=values,
        features=FEATURES,
        negative_control=CONTROL,
        confounders=CONFOUNDERS,
        opportunities=opportunities,
    )

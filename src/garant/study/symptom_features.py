"""Early warnings: use that falls, bills that are paid late. They explain nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from garant.study.asknown import ONE_DAY, AsKnown
from garant.study.first_prices import ELIGIBLE

TREND_DAYS = 84  # twelve weeks, against the twelve before
ACTIVE_DAYS = 28
LONG_AGO = 365
CENT = 0.005


def usage_features(seen: AsKnown) -> pd.DataFrame:
    """Trend, breadth, active users a seat and days since the last use, by case.

    The trend is the logarithm of the events of twelve weeks over those of the twelve before, each
    plus one; unknown without any. What reaches back to before use was kept is unknown.
    """
    observed_on = seen.cases["observed_on"]
    kept_days = (observed_on + ONE_DAY - seen.begins("usage")).dt.days
    found = seen.events("usage", ["user_id", "event"], observed_on - (LONG_AGO - 1) * ONE_DAY)
    on = observed_on.reindex(found["case"]).to_numpy()
    found["ago"] = (on - seen.knowledge.day(found["at"])).dt.days
    recent, users = found[found["ago"] < TREND_DAYS], found[found["ago"] < ACTIVE_DAYS]
    breadth = recent.groupby("case")["event"].nunique() / seen.frames["usage"]["event"].nunique()
    active = seen.by_case(users.groupby("case")["user_id"].nunique(), otherwise=0.0)
    return pd.DataFrame(
        {
            "usage_trend": _trend(seen, found).where(kept_days >= 2 * TREND_DAYS),
            "active_share": (active / _seats(seen)).where(kept_days >= ACTIVE_DAYS),
            "breadth": seen.by_case(breadth, otherwise=0.0).where(kept_days >= TREND_DAYS),
            "last_use_days": _last_use(seen, found).where(kept_days >= LONG_AGO),
        }
    )


def _trend(seen: AsKnown, found: pd.DataFrame) -> pd.Series:
    turns = found["ago"] // TREND_DAYS
    now, before = (
        seen.by_case(found[turns == turn].groupby("case").size(), otherwise=0.0) for turn in (0, 1)
    )
    return np.log((now + 1) / (before + 1)).where(now + before > 0)


def _last_use(seen: AsKnown, found: pd.DataFrame) -> pd.Series:
    """Days since the last use; without any in a year, since the signature, at most a year."""
    since = (seen.cases["observed_on"] - seen.cases["signed_on"]).dt.days.clip(0, LONG_AGO)
    return seen.by_case(found.groupby("case")["ago"].min()).fillna(since.astype(np.float64))


def _seats(seen: AsKnown) -> pd.Series:
    """The seats that the account pays for on the day: lines with a quantity, as then known."""
    columns = ["line_id", "kind", "start_on", "end_on", "price_basis", "quantity"]
    columns += ["predecessor_line_id", "contract_id"]
    lines = seen.rows("contract_line", "account_id", columns)
    on = seen.cases["observed_on"].reindex(lines["case"])
    lines["on"] = on.to_numpy()
    counted = lines["kind"].isin(ELIGIBLE) & (lines["price_basis"] != "flat_per_interval")
    lines = lines[counted & (lines["start_on"] <= lines["on"])]
    succeeded = lines[["case", "predecessor_line_id"]].dropna().assign(taken=True)
    succeeded = succeeded.rename(columns={"predecessor_line_id": "line_id"}).drop_duplicates()
    lines = lines.merge(succeeded, on=["case", "line_id"], how="left")
    lines = lines[lines["taken"].isna() & ~(lines["end_on"] <= lines["on"])]
    if seen.has("contract"):
        lines = lines[~_over(seen, lines)]
    seats = lines["quantity"].fillna(1).groupby(lines["case"]).sum()
    return seen.by_case(seats[seats > 0])


def _over(seen: AsKnown, lines: pd.DataFrame) -> pd.Series:
    """Whether the contract of a line had ended by the day, as then known."""
    columns = ["contract_id", "term_end", "auto_renew", "effective_end"]
    known = seen.rows("contract", "account_id", columns).drop(columns="account_id")
    found = lines[["case", "contract_id", "on"]].merge(
        known.drop_duplicates(["case", "contract_id"]), on=["case", "contract_id"], how="left"
    )
    expired = (found["term_end"] <= found["on"]) & ~found["auto_renew"].isin([True])
    over = expired | (found["effective_end"] <= found["on"])
    return pd.Series(over.to_numpy(), index=lines.index)


def payment_features(seen: AsKnown) -> pd.DataFrame:
    """The share of the invoices due in the last year that were paid late, or are still open."""
    columns = ["invoice_id", "due_on", "amount"]
    bills = seen.rows("invoice", "account_id", columns).dropna(subset=["due_on"])
    bills["on"] = seen.cases["observed_on"].reindex(bills["case"]).to_numpy()
    ago = (bills["on"] - bills["due_on"]).dt.days
    bills = bills[ago.between(1, LONG_AGO)]
    paid = seen.rows("payment", "account_id", ["invoice_id", "paid_on", "amount"])
    paid["on"] = seen.cases["observed_on"].reindex(paid["case"]).to_numpy()
    paid = paid[paid["paid_on"] <= paid["on"]]
    sums = paid.groupby(["case", "invoice_id"]).agg(
        paid=("amount", "sum"), settled_on=("paid_on", "max")
    )
    bills = bills.merge(sums.reset_index(), on=["case", "invoice_id"], how="left")
    open_still = ~(bills["paid"] >= bills["amount"] - CENT)
    late = open_still | (bills["settled_on"] > bills["due_on"])
    return pd.DataFrame({"late_payments": seen.by_case(late.groupby(bills["case"]).mean())})

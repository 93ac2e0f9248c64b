"""What was agreed: the terms of the first deal, and of the term that comes to its end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from garant.study.asknown import ONE_DAY, AsKnown
from garant.study.day_months import months_between
from garant.study.first_prices import first_prices

QUARTER_END_DAYS = 14
PROMISED_WITHIN = 90  # days of the signature, on either side
BILLED = {"day": "day", "week": "week", "month": "month", "year": "year"}


def deal_features(seen: AsKnown) -> pd.DataFrame:
    """The columns of the deal that the book can tell, by case."""
    columns = _prices(seen) | {"quarter_end": quarter_end(seen.cases["signed_on"])}
    if seen.has("opportunity"):
        columns["deal_risk"] = _deal_risk(seen)
    if seen.has("reading"):
        columns["promise"] = _promise(seen)
    return pd.DataFrame(columns, index=seen.cases.index)


def contract_features(seen: AsKnown, *, told: bool) -> pd.DataFrame:
    """Who signed, where, and how long the contract that is due runs, and how.

    Of a book that tells its contracts: of one that does not, the length only.
    """
    if not told:
        due = _contract(seen, "contract_id", ["term_start", "term_end"])
        return pd.DataFrame({"term_months": months_between(due["term_start"], due["term_end"])})
    first = _contract(seen, "first_contract_id", ["salesperson", "channel"])
    due = _contract(seen, "contract_id", ["auto_renew", "term_start", "term_end"])
    term = months_between(due["term_start"], due["term_end"])
    tacit = due["auto_renew"].astype("object").map({True: 1.0, False: 0.0})
    return pd.DataFrame(
        {
            "salesperson": first["salesperson"],
            "deal_channel": first["channel"],
            "term_months": term.round(2),
            "tacit": tacit.astype(np.float64),
        }
    )


def quarter_end(signed_on: pd.Series) -> pd.Series:
    """Whether a day is among the last 14 of a calendar quarter: 1.0, 0.0, or unknown."""
    ends = signed_on.dt.to_period("Q").dt.end_time.dt.normalize()
    late = (ends - signed_on).dt.days < QUARTER_END_DAYS
    return late.astype(np.float64).where(signed_on.notna())


def _contract(seen: AsKnown, of: str, columns: list[str]) -> pd.DataFrame:
    rows = seen.rows("contract", "contract_id", columns, of=of)
    return rows.drop_duplicates("case").set_index("case").reindex(seen.cases.index)[columns]


def _prices(seen: AsKnown) -> dict[str, pd.Series]:
    """Discount, list size and billing of the first deal.

    The discount is 1 - Σ net / Σ list over the lines whose discount is told, so that what is
    unknown of one line never counts as "none"; the size is that of all lines.
    """
    lines = first_prices(seen)
    told = lines[lines["told"]].groupby("case")[["net", "listed"]].sum()
    told = told[told["listed"] > 0]
    size = lines.groupby("case").agg(
        listed=("listed", "sum"), rated=("rated", "all"), told=("told", "any")
    )
    size = size[size["rated"] & size["told"] & (size["listed"] > 0)]["listed"]
    share = (1 - told["net"] / told["listed"]).clip(0, 1).round(6)
    return {
        "discount": seen.by_case(share),
        "list_size": seen.by_case(np.log(size)),
        "billing": _billing(lines, seen),
    }


def _billing(lines: pd.DataFrame, seen: AsKnown) -> pd.Series:
    """How often the dearest line is paid: every so many days, weeks, months, years, or once."""
    dearest = lines.sort_values(["listed", "line_id"], kind="stable").drop_duplicates(
        "case", keep="last"
    )
    dearest = dearest.set_index("case")
    count = dearest["interval_count"].fillna(1).astype(np.int64).astype(str)
    named = dearest["interval_unit"].where(
        count == "1", count + " " + dearest["interval_unit"].astype("str") + "s"
    )
    once = dearest["price_basis"] == "line_total"
    return named.where(~once, "whole term").reindex(seen.cases.index)


def _deal_risk(seen: AsKnown) -> pd.Series:
    """Logged with the opportunity that became the first contract, else the account's first won."""
    columns = ["opportunity_id", "outcome", "opened_on", "closed_on", "deal_risk", "contract_id"]
    own = seen.rows("opportunity", "contract_id", columns, of="first_contract_id").assign(rank=0)
    other = seen.rows("opportunity", "account_id", columns)
    other = other[other["contract_id"].isna()].assign(rank=1)
    found = pd.concat([part for part in (own, other) if len(part)] or [own])
    observed_on = seen.cases["observed_on"].reindex(found["case"]).to_numpy()
    known = (found["outcome"] != "lost") & (found["opened_on"].to_numpy() <= observed_on)
    found = found[known].sort_values(["rank", "closed_on", "opportunity_id"], kind="stable")
    return seen.by_case(found.drop_duplicates("case").set_index("case")["deal_risk"])


def _promise(seen: AsKnown) -> pd.Series:
    """Whether a result was promised that can be read: a reading around the signature."""
    signed_on, near = seen.cases["signed_on"], pd.Timedelta(days=PROMISED_WITHIN)
    found = seen.events("reading", ["indicator"], signed_on - near)
    last = seen.knowledge.midnight(signed_on + near + ONE_DAY).reindex(found["case"])
    cases = found[found["at"].to_numpy() < last.to_numpy()]["case"].unique()
    flag = pd.Series(seen.cases.index.isin(cases), index=seen.cases.index).astype(np.float64)
    return flag.where(signed_on >= seen.begins("reading"))

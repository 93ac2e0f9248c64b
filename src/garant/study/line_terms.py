"""Renewal opportunities of a book that has lines and no contracts.

Without contracts nobody wrote down when a customer had to decide, so it is read from what was
paid for. An account's *run* is the time in which it pays without a gap longer than the days of
grace; its *paid term* is how far the first lines of the run are paid: to their own end where the
book writes each paid period as a line of its own (some line ``renews`` another, or has one total),
else one interval, because there an end says only when the customer left. The account's term is the
smallest whole number of paid terms that reaches ``min_renewable_months`` (three months of a monthly
plan), and its opportunities are the ends of these terms, counted from the start of the run. One is
due when the account paid at the start of the term and some paid period ends within it; it is lost
when the run ended within it or with it. Outcome and day looked at hang on nothing that comes later:
a monthly customer that leaves after one month is a loss of its first quarter, looked at on the day
it would have been had it stayed.

The term that runs today is open while nothing says how it ends: where each paid period has a line
of its own, while the account is not paid beyond the end of the term; else while no end of its
lines is on record at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from garant.study.asknown import FROM_THE_BEGINNING, Knowledge
from garant.study.day_months import add_months, months_between

FOREVER = pd.Timestamp("9999-12-31").as_unit("us")  # the end of a piece that has none
INTERVAL_MONTHS = {"month": 1.0, "year": 12.0, "week": 12 / 52, "day": 12 / 365}


@dataclass(frozen=True)
class Run:
    """What a book without contracts would say if it had them."""

    contracts: pd.DataFrame
    lines: pd.DataFrame
    decisions: pd.DataFrame


def runs(pieces: pd.DataFrame, lines: pd.DataFrame, *, knowledge: Knowledge) -> Run:
    """One contract a run, the lines with the contract they are of, and the ends of its terms.

    `pieces` has account_id, line_id, start_on, end_on (half-open, no null) and mrr, in the
    reporting currency; `lines` are the rows of contract_line.
    """
    stretches = _stretches(pieces, knowledge.grace_days)
    known = knowledge.known(lines)
    contracts = _contracts(stretches, pieces, known, knowledge)
    owned = _owned(lines, contracts)
    ends = _ends(contracts, knowledge.on)
    return Run(contracts, owned, _decisions(ends, _periods(pieces, known), pieces, knowledge))


def open_terms(
    read: Run, pieces: pd.DataFrame, lines: pd.DataFrame, *, knowledge: Knowledge
) -> pd.DataFrame:
    """The terms that run on the day of knowledge and are not decided, as pending decisions.

    ``due_mrr`` is what the account pays on that day; it must pay something.
    """
    known, on = knowledge.known(lines), knowledge.on
    table = read.contracts
    table = table[(table["start_on"] <= on) & (table["end_on"] > on)].reset_index(drop=True)
    today = pd.Series(on, index=table.index, dtype="datetime64[us]")
    before = np.floor(months_between(table["start_on"], today) / table["term"]).astype(np.int64)
    table["term_no"] = before + 1
    table["begin_on"] = add_months(table["start_on"], table["term"] * before)
    table["due_on"] = add_months(table["start_on"], table["term"] * table["term_no"])
    endless = table["end_on"] >= FOREVER
    paid_up = table["end_on"] <= table["due_on"]
    table = table[endless | paid_up] if _by_period(known) else table[endless]
    table = table.reset_index(drop=True)
    table = table[_free(table, _periods(pieces, known))].reset_index(drop=True)
    today = pd.Series(on, index=table.index, dtype="datetime64[us]")
    table["due_mrr"] = _paid_on(table, today, pieces, 0)
    return table.assign(renewed_mrr=0.0, outcome="pending")[table["due_mrr"] > 0]


def _stretches(pieces: pd.DataFrame, grace_days: int) -> pd.DataFrame:
    """The runs: account_id, start_on, end_on."""
    table = pieces.sort_values(["account_id", "start_on"], kind="stable")
    reach = table.groupby("account_id")["end_on"].cummax().groupby(table["account_id"]).shift()
    gap = table["start_on"] - reach > pd.Timedelta(days=grace_days)
    number = (gap | reach.isna()).cumsum()
    grouped = table.groupby(number)
    return grouped.agg(
        account_id=("account_id", "first"), start_on=("start_on", "min"), end_on=("end_on", "max")
    ).reset_index(drop=True)


def _contracts(
    stretches: pd.DataFrame, pieces: pd.DataFrame, lines: pd.DataFrame, knowledge: Knowledge
) -> pd.DataFrame:
    """The runs as contracts; ``term`` is the months of their terms."""
    table = stretches.copy()
    number = table.groupby("account_id").cumcount()
    again = "#" + (number + 1).astype(str)
    table["contract_id"] = table["account_id"].astype(str) + again.where(number > 0, "")
    first = table.merge(
        pieces[["account_id", "start_on", "line_id"]], on=["account_id", "start_on"]
    )
    first = first.merge(_paid_terms(lines), on="line_id")
    grouped = first.groupby("contract_id")
    recorded = grouped["recorded_at"].min()
    months = table["contract_id"].map(grouped["months"].max()).fillna(1.0).clip(lower=1.0).round()
    table["term"] = months * np.ceil(max(knowledge.least_months, 1) / months)
    table["signed_on"] = table["term_start"] = table["start_on"]
    table["term_end"] = add_months(table["start_on"], table["term"])
    table["notice_days"] = 0
    table["renews_contract_id"] = None
    table["recorded_at"] = table["contract_id"].map(recorded)
    table["voided_at"] = pd.Series(pd.NaT, index=table.index, dtype="datetime64[us]")
    return table


def _paid_terms(lines: pd.DataFrame) -> pd.DataFrame:
    """How many months each line is paid for at its start: line_id, months, recorded_at."""
    own = months_between(lines["start_on"], lines["end_on"])
    interval = lines["interval_unit"].map(INTERVAL_MONTHS).astype(np.float64) * lines[
        "interval_count"
    ].fillna(1)
    months = own.fillna(interval) if _by_period(lines) else interval.fillna(own)
    recorded = lines["recorded_at"].fillna(FROM_THE_BEGINNING)
    return lines[["line_id"]].assign(months=months, recorded_at=recorded)


def _by_period(lines: pd.DataFrame) -> bool:
    """Whether each paid period is a line of its own."""
    return bool((lines["link"] == "renews").any() or (lines["price_basis"] == "line_total").any())


def _owned(lines: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    """The lines with the latest run that had begun when they start, else the first."""
    starts = contracts[["account_id", "start_on", "contract_id"]].sort_values("start_on")
    keyed = lines.drop(columns="contract_id").reset_index(names="_place").sort_values("start_on")
    found = pd.merge_asof(keyed, starts, on="start_on", by="account_id", direction="backward")
    return found.sort_values("_place").drop(columns="_place").reset_index(drop=True)


def _ends(contracts: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """The terms of each run that end by a day: begin_on, due_on, term_no."""
    reach = contracts["end_on"].clip(upper=last)
    count = np.ceil(months_between(contracts["start_on"], reach) / contracts["term"])
    count = count.clip(lower=0).astype(np.int64) + 1
    table = contracts.loc[contracts.index.repeat(count)].reset_index(drop=True)
    table["term_no"] = table.groupby("contract_id").cumcount() + 1
    table["begin_on"] = add_months(table["start_on"], table["term"] * (table["term_no"] - 1))
    table["due_on"] = add_months(table["start_on"], table["term"] * table["term_no"])
    return table[(table["due_on"] <= last) & (table["begin_on"] < table["end_on"])]


def _periods(pieces: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """The paid periods: account_id, start_on, months of each, and until when they follow."""
    months = _paid_terms(lines)[["line_id", "months"]]
    return pieces[["account_id", "line_id", "start_on", "end_on"]].merge(months, on="line_id")


def _decisions(
    ends: pd.DataFrame, periods: pd.DataFrame, pieces: pd.DataFrame, knowledge: Knowledge
) -> pd.DataFrame:
    table = ends.reset_index(drop=True)
    table = table[_free(table, periods)].reset_index(drop=True)
    table["due_mrr"] = _paid_on(table, table["begin_on"], pieces, knowledge.grace_days)
    table["renewed_mrr"] = _paid_on(table, table["due_on"], pieces, knowledge.grace_days)
    lost = table["end_on"] <= table["due_on"]
    table.loc[lost, "renewed_mrr"] = 0.0
    table["outcome"] = np.where(lost, "lost", "renewed")
    return table[table["due_mrr"] > 0].reset_index(drop=True)


def _free(table: pd.DataFrame, periods: pd.DataFrame) -> pd.Series:
    """Whether some paid period ends after the start of a term and by its end."""
    pairs = table[["account_id", "begin_on", "due_on"]].reset_index(names="case")
    pairs = pairs.merge(periods, on="account_id")
    pairs = pairs[(pairs["start_on"] < pairs["due_on"]) & (pairs["end_on"] > pairs["begin_on"])]
    until = pairs["due_on"].where(pairs["due_on"] < pairs["end_on"], pairs["end_on"])
    since = pairs["begin_on"].where(pairs["begin_on"] > pairs["start_on"], pairs["start_on"])
    after = np.floor(months_between(pairs["start_on"], until) / pairs["months"] + 1e-6)
    before = np.floor(months_between(pairs["start_on"], since) / pairs["months"] + 1e-6)
    ended = (after > before) | (pairs["end_on"] <= pairs["due_on"])
    free = pairs[ended.to_numpy()]["case"]
    return pd.Series(table.index.isin(free), index=table.index)


def _paid_on(
    table: pd.DataFrame, days: pd.Series, pieces: pd.DataFrame, grace_days: int
) -> pd.Series:
    """What the account pays a month on a day, or when it pays again within the days of grace."""
    pairs = table[["account_id"]].assign(day=days, case=table.index)
    pairs = pairs.merge(pieces[["account_id", "start_on", "end_on", "mrr"]], on="account_id")
    soon = pairs["start_on"] <= pairs["day"] + pd.Timedelta(days=grace_days)
    pairs = pairs[(pairs["end_on"] > pairs["day"]) & soon]
    start = pairs["start_on"].where(pairs["start_on"] > pairs["day"], pairs["day"])
    first = start.groupby(pairs["case"]).transform("min")
    standing = pairs[(start == first) & (pairs["start_on"] <= first)]
    return standing.groupby("case")["mrr"].sum().reindex(table.index).fillna(0.0)

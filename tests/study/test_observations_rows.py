"""Which ends of terms are rows of a study, and how they are numbered, grouped and dated."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from garant.study.asknown import Knowledge
from garant.study.line_terms import runs
from garant.study.observations import Observations
from garant.study.observing import observed
from garant.study.term_ends import clusters
from tests.study.observed_frames import (
    KNOWLEDGE,
    contract,
    decision,
    frame,
    frames,
    line,
    one,
    table,
    value,
)

LOST = {"outcome": "lost", "renewed_mrr": 0.0}


def numbered(found: Observations) -> dict[tuple[str, str], int]:
    rows = found.rows
    keys = zip(rows["contract_id"], rows["due_on"].dt.strftime("%Y-%m-%d"), strict=True)
    return dict(zip(keys, rows["renewal_number"], strict=True))


def book(contracts: list[dict[str, Any]], *rows: dict[str, Any], **more: Any) -> Observations:
    lines = [line(row["contract_id"], row["term_start"]) for row in contracts]
    accounts = [{"account_id": name} for name in sorted({row["account_id"] for row in contracts})]
    made = frames(account=accounts, contract=contracts, contract_line=lines)
    return table(made | more, *rows)


def test_what_is_pending_or_not_yet_due_is_no_row():
    one_year = [contract("A1", "2023-03-01", "2024-03-01"), contract("B1", "2024-01-15", None)]
    found = book(
        one_year,
        decision("A1", "2023-03-01", "2024-03-01", **LOST),
        decision("B1", "2024-01-15", "2024-12-15", outcome="pending"),
        decision("B1", "2024-01-15", "2025-01-15", outcome="secured"),
    )
    assert found.rows["contract_id"].tolist() == ["A1"]
    assert found.rows["lost"].tolist() == [True]


def test_the_first_renewal_is_that_of_the_contract_signed_first_even_if_another_ends_before():
    contracts = [
        contract("A1", "2022-01-01", "2023-01-01"),
        contract("A2", "2022-02-01", "2022-08-01"),
        contract("A3", "2023-01-01", "2024-01-01", renews_contract_id="A1"),
    ]
    found = book(
        contracts,
        decision("A2", "2022-02-01", "2022-08-01"),
        decision("A1", "2022-01-01", "2023-01-01"),
        decision("A3", "2023-01-01", "2024-01-01", **LOST),
    )
    assert numbered(found) == {
        ("A1", "2023-01-01"): 1,
        ("A2", "2022-08-01"): 2,
        ("A3", "2024-01-01"): 3,
    }


def test_terms_before_the_records_begin_are_counted_and_marked():
    # A's tacit contract is met in its third term; B's first contract has no lines on record.
    contracts = [
        contract("A1", "2020-01-01", "2021-01-01", auto_renew=True),
        contract("B1", "2021-01-01", "2022-01-01"),
        contract("B2", "2022-01-01", "2023-01-01", renews_contract_id="B1"),
    ]
    found = book(
        contracts,
        decision("A1", "2022-01-01", "2023-01-01", term_no=3),
        decision("A1", "2023-01-01", "2024-01-01", term_no=4),
        decision("B2", "2022-01-01", "2023-01-01"),
    )
    assert set(numbered(found).values()) == {3, 4, 2}
    assert found.rows["late_entry"].all()


def test_a_short_trial_contract_is_no_renewal_before_the_first():
    contracts = [
        contract("A1", "2022-01-01", "2022-02-01"),
        contract("A2", "2022-02-01", "2023-02-01", renews_contract_id="A1"),
    ]
    found = book(contracts, decision("A2", "2022-02-01", "2023-02-01"))
    assert numbered(found) == {("A2", "2023-02-01"): 1}
    assert found.rows["signed_on"].tolist() == [pd.Timestamp("2022-01-01")]


def test_a_term_shorter_than_notice_and_lead_is_looked_at_on_its_first_day():
    found = book(
        [contract("A1", "2023-01-01", "2023-04-01", notice_days=30)],
        decision("A1", "2023-01-01", "2023-04-01", notice_days=30),
    )
    assert found.rows["observed_on"].tolist() == [pd.Timestamp("2023-01-01")]


def test_a_family_of_accounts_is_one_cluster_under_its_head():
    accounts = frame(
        "account",
        [
            {"account_id": "A"},
            {"account_id": "B", "parent_account_id": "C"},
            {"account_id": "C", "parent_account_id": "A"},
            {"account_id": "D"},
            {"account_id": "F", "parent_account_id": "E"},
            {"account_id": "E", "parent_account_id": "F"},
        ],
    )
    assert clusters(accounts).to_dict() == {
        "A": "A", "B": "A", "C": "A", "D": "D", "E": "E", "F": "E",
    }  # fmt: skip


# --- attributes of accounts ----------------------------------------------------------------------


def accounts(**columns: list[Any]) -> Observations:
    count = len(next(iter(columns.values())))
    ids = [chr(ord("A") + n) for n in range(count)]
    rows = [
        {"account_id": name} | {column: values[n] for column, values in columns.items()}
        for n, name in enumerate(ids)
    ]
    contracts = [contract(f"{name}1", "2022-01-01", "2023-01-01") for name in ids]
    due = [decision(f"{name}1", "2022-01-01", "2023-01-01") for name in ids]
    return book(contracts, *due, account=frame("account", rows))


def test_columns_of_its_own_become_contexts_of_their_kind():
    found = accounts(
        score=["1", "2.5", None, "7"],
        partner=["yes", "no", None, "no"],
        team=["07", "08", "07", "07"],
    )
    kinds = {f.code: (f.stage, f.role, f.kind) for f in found.features if f.stage == 0}
    assert kinds["score"] == (0, "context", "number")
    assert kinds["partner"] == (0, "context", "flag")
    assert kinds["team"] == (0, "context", "category")
    assert found.values["partner"].tolist()[:2] == [1.0, 0.0]


def test_a_column_that_names_accounts_one_by_one_is_refused():
    found = accounts(site=["a.fr", "b.fr", "c.fr", "d.fr"])
    assert ("site", "too_many_levels") in {(one.code, one.reason) for one in found.refused}


def test_a_column_written_down_afterwards_is_refused_by_name():
    first = {"account_id": "A", "voided_at": "2024-02-01"}
    second = {"account_id": "A", "why_left": "price", "recorded_at": "2024-02-01"}
    found = one(account=[first, second])
    assert ("why_left", "account.why_left", "recorded_too_late") in {
        (refused.code, refused.column, refused.reason) for refused in found.refused
    }
    assert "why_left" not in found.values


# --- the first deal ------------------------------------------------------------------------------


def discount(**more: Any) -> dict[str, Any]:
    return {
        "discount_id": "D1", "contract_id": "A1", "kind": "percent", "value": 10,
        "duration": "forever", "start_on": "2023-03-01",
    } | more  # fmt: skip


def test_the_discount_rows_of_the_contract_come_after_the_list_price():
    # 18 of 20 a seat, then a tenth off: 16.2 of 20.
    found = one(
        contract_line=[line("A1", "2023-03-01", amount=18, list_amount=20)], discount=[discount()]
    )
    assert value(found, "discount") == pytest.approx(0.19)


def test_a_discount_of_one_line_is_not_spread_over_lines_of_which_nothing_is_told():
    # Seats at 10 of 20; an option at 300 of which nobody says what it should have cost.
    option = line("A1", "2023-03-01", line_id="option", amount=300, quantity=1)
    found = one(contract_line=[line("A1", "2023-03-01", amount=10, list_amount=20), option])
    assert value(found, "discount") == 0.5


def test_a_fixed_discount_is_shared_by_the_price_of_the_lines():
    # 200 and 100 a month less 30: 270 of 300.
    option = line("A1", "2023-03-01", line_id="option", amount=100, quantity=1)
    fixed = discount(kind="fixed", value=30)
    found = one(contract_line=[line("A1", "2023-03-01"), option], discount=[fixed])
    assert value(found, "discount") == pytest.approx(0.1)


def test_what_is_granted_once_or_later_is_no_part_of_the_first_price():
    rows = [discount(duration="once"), discount(discount_id="D2", start_on="2023-06-01")]
    assert one(discount=rows).values["discount"].isna().all()


def test_lines_of_other_intervals_are_weighed_by_the_month():
    # 1,200 a year, half off, beside 100 a month at list price: a quarter.
    yearly = {"amount": 1200, "list_amount": 2400, "quantity": 1, "interval_unit": "year"}
    monthly = {"line_id": "b", "amount": 200, "list_amount": 200, "quantity": 1}
    lines = [line("A1", "2023-03-01", **yearly), line("A1", "2023-03-01", **monthly)]
    assert value(one(contract_line=lines), "discount") == pytest.approx(0.25)


# --- books without contracts ---------------------------------------------------------------------


def paid(account: str, start: str, end: str, mrr: float = 100.0) -> dict[str, Any]:
    line_id = f"{account}-{start}"
    return {
        "account_id": account, "line_id": line_id, "start_on": pd.Timestamp(start),
        "end_on": pd.Timestamp(end), "mrr": mrr,
    }  # fmt: skip


def lines_only(*rows: dict[str, Any], renews: bool = True, least: int = 3) -> pd.DataFrame:
    lines = [
        line(
            row["account_id"], str(row["start_on"].date()),
            line_id=row["line_id"], end_on=row["end_on"], link="renews" if renews else None,
        ) | {"contract_id": None}
        for row in rows
    ]  # fmt: skip
    known = Knowledge(at=datetime(2024, 12, 31, 23, tzinfo=UTC), least_months=least)
    return runs(pd.DataFrame(rows), frame("contract_line", lines), knowledge=known).decisions


def months_of(account: str, *months: int) -> list[dict[str, Any]]:
    return [paid(account, f"2024-{m:02d}-01", f"2024-{m + 1:02d}-01", 100.0 + m) for m in months]


def shown(found: pd.DataFrame) -> list[tuple[str, date, str]]:
    days = [day.date() for day in found["due_on"]]
    return list(zip(found["contract_id"], days, found["outcome"], strict=True))


def test_monthly_lines_are_renewed_by_the_quarter():
    found = lines_only(*months_of("A", 1, 2, 3, 4, 5))
    assert shown(found) == [
        ("A", date(2024, 4, 1), "renewed"),
        ("A", date(2024, 7, 1), "lost"),
    ]
    # 101 in January, 104 in April.
    assert found["due_mrr"].tolist() == [101.0, 104.0]
    assert found["renewed_mrr"].tolist() == [104.0, 0.0]


def test_the_least_term_is_the_setting_of_the_book():
    assert shown(lines_only(*months_of("A", 1, 2, 3, 4, 5), least=6)) == [
        ("A", date(2024, 7, 1), "lost")
    ]


def test_a_longer_paid_term_is_a_term_of_its_own():
    found = lines_only(paid("A", "2023-01-01", "2024-01-01"), paid("A", "2024-01-01", "2025-01-01"))
    assert shown(found) == [("A", date(2024, 1, 1), "renewed")]


def test_no_renewal_is_due_while_a_longer_term_runs():
    # A quarter's worth of months, then a year: the quarters inside the year decide nothing.
    year = paid("A", "2023-04-01", "2024-04-01")
    start = [paid("A", f"2023-0{m}-01", f"2023-0{m + 1}-01") for m in (1, 2, 3)]
    assert shown(lines_only(*start, year)) == [
        ("A", date(2023, 4, 1), "renewed"),
        ("A", date(2024, 4, 1), "lost"),
    ]


def test_a_customer_that_comes_back_later_starts_anew():
    rows = months_of("A", 1, 2, 3) + months_of("A", 8, 9, 10)
    assert shown(lines_only(*rows)) == [
        ("A", date(2024, 4, 1), "lost"),
        ("A#2", date(2024, 11, 1), "lost"),
    ]


def test_the_end_of_an_open_line_is_when_the_customer_left_not_what_it_agreed():
    # A line with a monthly price that ran for five months: a loss of the second quarter.
    found = lines_only(paid("A", "2024-01-01", "2024-06-01"), renews=False)
    assert shown(found) == [
        ("A", date(2024, 4, 1), "renewed"),
        ("A", date(2024, 7, 1), "lost"),
    ]


def test_a_book_without_contracts_has_no_terms_to_blame():
    rows = months_of("A", 1, 2, 3, 4)
    lines = [
        line("A", str(row["start_on"].date()), line_id=row["line_id"],
             end_on=row["end_on"], link="renews", list_amount=40) | {"contract_id": None}
        for row in rows
    ]  # fmt: skip
    made = frames(account=[{"account_id": "A"}], contract_line=lines)
    found = observed(made, None, knowledge=KNOWLEDGE, pieces=pd.DataFrame(rows))
    assert found.rows["id"].tolist() == ["A", "A"]
    assert found.values["discount"].tolist() == [0.5, 0.5]
    assert [f.code for f in found.features if f.is_lever] == ["discount"]

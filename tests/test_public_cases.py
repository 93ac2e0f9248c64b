"""The engine against numbers that other people's code gave (skipped without their files)."""

from __future__ import annotations

import csv
import json
import os
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from garant import Book
from garant.metrics.errors import DataError

SHARED = Path(os.environ.get("GARANT_SHARED", Path(__file__).parents[2] / "shared"))
CASES = SHARED / "cases"
CRM = SHARED / "data" / "fightchurn_crm6"
CRM_MAPPING = Path(__file__).parents[1] / "examples" / "mappings" / "fightchurn_crm6.toml"
MONTHS = {"MONTHLY": 1, "QUARTERLY": 3, "BIANNUAL": 6, "ANNUAL": 12, "BIENNIAL": 24}

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the public cases are not here")
needs_crm = pytest.mark.skipif(not CRM.is_dir(), reason="the third-party company is not here")


def killbill() -> Any:
    return json.loads((CASES / "killbill_analytics" / "cases.json").read_text())


def flat(line_id: str, account: str, amount: str, **more: Any) -> dict[str, Any]:
    return {
        "line_id": line_id,
        "account_id": account,
        "start_on": "2015-01-01",
        "price_basis": "flat_per_interval",
        "amount": amount,
        "currency": "USD",
        "interval_unit": "month",
        "interval_count": 1,
    } | more


def book(lines: list[dict[str, Any]], **more: Any) -> Book:
    accounts = sorted({line["account_id"] for line in lines})
    tables = {"account": [{"account_id": one} for one in accounts], "contract_line": lines}
    return Book(tables | more.pop("tables", {}), **more)


@pytest.fixture(scope="module")
def playbook() -> Book:
    """The dbt seed without the customers that its calendar leaves out."""
    path = CASES / "dbt_mrr_playbook" / "input_subscription_periods.csv"
    return book(
        [
            flat(
                row["subscription_id"],
                row["customer_id"],
                row["monthly_amount"],
                start_on=row["start_date"],
                end_on=row["end_date"],
            )
            for row in csv.DictReader(path.read_text().splitlines())
            if row["end_date"] > "2018-01-01"
        ],
        as_of="2020-03-31",
    )


@needs_cases
def test_monthly_prices_agree_with_kill_bill() -> None:
    cases = [c for c in killbill()["mrr_normalisation"]["cases"] if c["billing_period"] in MONTHS]
    lines = [
        flat(f"{n:03}", "one", case["price"], interval_count=MONTHS[case["billing_period"]])
        for n, case in enumerate(cases)
    ]
    found = {row["line_id"]: row["mrr"] for row in book(lines).mrr("2024-01-01", "line").rows()}
    assert len(cases) >= 50
    for line, case in zip(lines, cases, strict=True):
        assert found[line["line_id"]] == Decimal(case["expected_mrr"]), case


@needs_cases
def test_rounding_agrees_with_kill_bill() -> None:
    cases = [(str(g), str(e)) for g, e in killbill()["rounding"]["cases"] if g is not None]
    cases = [(given, expected) for given, expected in cases if Decimal(given) > 0]
    lines = [flat(str(n), "one", given) for n, (given, _expected) in enumerate(cases)]
    found = {row["line_id"]: row["mrr"] for row in book(lines).mrr("2024-01-01", "line").rows()}
    assert cases
    for n, (_given, expected) in enumerate(cases):
        assert found.get(str(n), Decimal(0)) == Decimal(expected)


@needs_cases
def test_exchange_agrees_with_kill_bill() -> None:
    given = killbill()["fx"]
    names = ("from_currency", "valid_from", "valid_to", "rate", "to_currency")
    rates = [dict(zip(names, row, strict=True)) for row in given["rates"]]
    asked = [c for c in given["cases"] if c["currency"] and c["date"] and Decimal(c["amount"]) > 0]
    assert asked
    for case in asked:
        line = flat("1", "one", case["amount"], currency=case["currency"], start_on="2012-01-01")
        one = book([line], tables={"fx_rate": rates}, settings={"reporting_currency": "USD"})
        if case["expected"] is None:
            with pytest.raises(DataError, match=case["currency"]):
                one.mrr(case["date"])
        else:
            assert one.mrr(case["date"]).rows()[0]["mrr"] == Decimal(case["expected"])


@needs_cases
def test_the_net_bridge_agrees_with_the_dbt_playbook(playbook: Book) -> None:
    ours = {row["period"].isoformat(): row for row in playbook.bridge(view="net").rows()}
    path = CASES / "dbt_mrr_playbook" / "expected_bridge.csv"
    theirs = [
        row
        for row in csv.DictReader(path.read_text().splitlines())
        if row["date_month"] > "2018-01-01" and row["date_month"] in ours
    ]
    assert len(theirs) >= 24
    for their in theirs:
        row = ours[their["date_month"]]
        assert row["opening"] == Decimal(their["opening_mrr"])
        assert row["closing"] == Decimal(their["closing_mrr"])
        assert row["new"] == Decimal(their["new"])
        assert row["reactivation"] == Decimal(their["reactivation"])
        assert row["expansion"] == Decimal(their["upgrade"])
        assert row["contraction"] == -Decimal(their["downgrade"])
        assert row["churn"] == -Decimal(their["churn"])
        assert row["accounts_closing"] == int(their["active_customers"])
        assert row["accounts_churned"] == int(their["churned_customers"])


@needs_cases
def test_retention_agrees_with_the_fight_churn_queries(playbook: Book) -> None:
    """All dates are firsts of months, so that a first and the end of its month look alike."""
    compared = 0
    for case in json.loads((CASES / "fightchurn_sql" / "expected_chapter2.json").read_text()):
        first, last = date.fromisoformat(case["from"]), date.fromisoformat(case["to"])
        window = (last.year - first.year) * 12 + last.month - first.month
        rows = {row["period_end"].replace(day=1): row for row in playbook.retention(window).rows()}
        net, logos = case["net_retention"], case["churn_rate"]
        row = rows.get(last)
        if row is None:
            continue
        compared += 1
        assert row["opening_mrr"] == Decimal(str(net["start_mrr"]))
        assert float(row["nrr"]) == pytest.approx(net["net_mrr_retention_rate"] or 0, abs=1e-6)
        assert row["accounts_opening"] == logos["n_start"]
        assert row["accounts_lost"] == logos["n_churn"]
    assert compared >= 30


@needs_cases
def test_gross_retention_of_the_thirteen_accounts_is_point_to_point(playbook: Book) -> None:
    rows = {row["period_end"]: row for row in playbook.retention(11).rows()}
    row = rows[date(2019, 12, 31)]
    assert (row["nrr"], row["grr"]) == (Decimal("0.661290"), Decimal("0.548387"))


@needs_crm
def test_the_crm_company_has_the_mrr_that_its_makers_published() -> None:
    crm = Book(CRM, mapping=CRM_MAPPING)
    assert crm.mrr("2023-12-31").rows()[0]["mrr"] == Decimal("1447884.0000")
    products = {row["product_id"]: row["mrr"] for row in crm.mrr("2023-12-31", "product").rows()}
    addons = products.pop("meetings") + products.pop("search_unlimited")
    assert sum(products.values()) == Decimal("802384.0000")
    assert addons == Decimal(1447884) - Decimal(802384)


@needs_crm
def test_the_bridge_of_the_crm_company_closes_on_what_was_known_when_its_data_end() -> None:
    rows = Book(CRM, mapping=CRM_MAPPING).bridge().rows()
    assert (rows[-1]["period"], rows[-1]["closing"]) == (date(2023, 12, 1), Decimal("1447884.0000"))
    for before, after in pairwise(rows):
        assert before["closing"] == after["opening"]

"""The reference against numbers that other people's code gave (skipped without their files)."""

import csv
import json
import os
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.reference import MissingRate, Reference
from tests.reference.ledger import Ledger
from tests.reference.money import Rates, round4
from tests.reference.retention import retention_row
from tests.reference.small import line, mrr, reference

SHARED = Path(os.environ.get("GARANT_SHARED", Path(__file__).parents[3] / "shared"))
CASES = SHARED / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the public cases are not here")
MONTHS = {"MONTHLY": 1, "QUARTERLY": 3, "BIANNUAL": 6, "ANNUAL": 12, "BIENNIAL": 24}


def killbill() -> Any:
    return json.loads((CASES / "killbill_analytics" / "cases.json").read_text())


def playbook() -> Reference:
    """The dbt seed without the customers that its calendar leaves out."""
    path = CASES / "dbt_mrr_playbook" / "input_subscription_periods.csv"
    rows = [
        line(
            row["subscription_id"],
            row["start_date"],
            row["end_date"],
            amount=row["monthly_amount"],
            account_id=row["customer_id"],
        )
        for row in csv.DictReader(path.read_text().splitlines())
        if row["end_date"] > "2018-01-01"
    ]
    return reference(rows, "2020-03-31")


def test_monthly_prices_agree_with_kill_bill() -> None:
    for case in killbill()["mrr_normalisation"]["cases"]:
        months = MONTHS.get(case["billing_period"])
        if months is not None:
            priced = line("1", "2024-01-01", amount=case["price"], interval_count=months)
            assert mrr(reference([priced]), "2024-01-01") == Decimal(case["expected_mrr"])


def test_rounding_agrees_with_kill_bill() -> None:
    for given, expected in killbill()["rounding"]["cases"]:
        assert given is None or round4(Fraction(given)) == Decimal(str(expected))


def test_exchange_agrees_with_kill_bill() -> None:
    cases = killbill()["fx"]
    names = ("from_currency", "valid_from", "valid_to", "rate", "to_currency")
    rows = [dict(zip(names, row, strict=True)) for row in cases["rates"]]
    for row in rows:
        row |= {x: date.fromisoformat(row[x]) for x in ("valid_from", "valid_to")}
        row["rate"] = Decimal(row["rate"])
    rates = Rates(rows, "USD")
    for case in cases["cases"]:
        if case["currency"] is None or case["date"] is None:
            continue
        asked = (Decimal(case["amount"]), case["currency"], date.fromisoformat(case["date"]))
        if case["expected"] is None:
            with pytest.raises(MissingRate):
                rates.convert(*asked)
        else:
            assert rates.convert(*asked) == Decimal(case["expected"])


def test_the_net_bridge_agrees_with_the_dbt_playbook() -> None:
    ours = {row["period"].isoformat(): row for row in playbook().bridge(view="net")}
    path = CASES / "dbt_mrr_playbook" / "expected_bridge.csv"
    compared = 0
    for theirs in csv.DictReader(path.read_text().splitlines()):
        row = ours.get(theirs["date_month"])
        if theirs["date_month"] == "2018-01-01" or row is None:
            continue  # their calendar begins here, so that its opening is 0
        compared += 1
        assert row["opening"] == Decimal(theirs["opening_mrr"])
        assert row["closing"] == Decimal(theirs["closing_mrr"])
        assert row["new"] == Decimal(theirs["new"])
        assert row["reactivation"] == Decimal(theirs["reactivation"])
        assert row["expansion"] == Decimal(theirs["upgrade"])
        assert row["contraction"] == -Decimal(theirs["downgrade"])
        assert row["churn"] == -Decimal(theirs["churn"])
        assert row["accounts_closing"] == int(theirs["active_customers"])
        assert row["accounts_churned"] == int(theirs["churned_customers"])
    assert compared >= 24


def test_rates_agree_with_the_fight_churn_queries() -> None:
    ledger: Ledger = playbook().ledger
    path = CASES / "fightchurn_sql" / "expected_chapter2.json"
    for case in json.loads(path.read_text()):
        first, last = date.fromisoformat(case["from"]), date.fromisoformat(case["to"])
        row = retention_row(ledger, first, last)
        net, logos = case["net_retention"], case["churn_rate"]
        assert row["opening_mrr"] == Decimal(str(net["start_mrr"]))
        theirs = net["net_mrr_retention_rate"] or 0  # their sum over no survivor is null
        assert float(row["nrr"]) == pytest.approx(theirs, abs=1e-6)
        assert (row["accounts_opening"], row["accounts_lost"]) == (
            logos["n_start"],
            logos["n_churn"],
        )


def test_gross_retention_of_the_thirteen_accounts_is_point_to_point() -> None:
    row = retention_row(playbook().ledger, date(2019, 1, 1), date(2019, 12, 1))
    assert (row["nrr"], row["grr"]) == (Decimal("0.661290"), Decimal("0.548387"))

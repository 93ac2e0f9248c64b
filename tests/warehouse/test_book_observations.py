"""The observations of whole books: the small company by hand, random books by a second route."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from math import isnan, log
from random import Random
from typing import Any

import pandas as pd
import pytest

from garant import Book
from garant.study.observations import Observations
from garant.warehouse.observations import observations
from tests import world
from tests.books import random_book
from tests.demo.conftest import _generated, _plain
from tests.warehouse.slow_observations import Slow


@lru_cache(maxsize=1)
def small() -> Observations:
    return observations(Book(world.tables(), settings=world.SETTINGS, as_of=world.AS_OF))


def of(table: Observations, code: str, column: str = "contract_id") -> dict[str, Any]:
    """A feature, or a column of the rows, by contract."""
    values = table.values[code] if code in table.values else table.rows[code]
    return dict(zip(table.rows[column], values, strict=True))


# --- the small company, by hand ------------------------------------------------------------------


def test_a_row_is_a_term_that_was_due_and_is_decided():
    # C8-2 was due on 2024-12-15 and may still be renewed within the days of grace; C6 and C7 have
    # no term; A9 is a test account.
    assert of(small(), "lost") == {
        "C1": False, "C2": False, "C3": True, "C4": False, "C5": True, "C8": False,
    }  # fmt: skip


def test_a_renewal_is_looked_at_75_days_before_the_last_day_of_notice():
    # C1: 2024-01-01 less 60 days of notice and 75; C3 has no notice: 2024-03-01 less 75; C8's
    # quarter ends on 2024-09-15.
    days = {name: day.date().isoformat() for name, day in of(small(), "observed_on").items()}
    assert days == {
        "C1": "2023-08-19", "C2": "2023-11-18", "C3": "2023-12-17",
        "C4": "2023-11-01", "C5": "2023-10-19", "C8": "2024-07-02",
    }  # fmt: skip


def test_money_due_and_the_share_kept():
    # C1: 15 + 8 seats at 20; C4: 6,000 a year, then 6,600; C8: 4 seats at 25, then 3.
    assert of(small(), "mrr") == {
        "C1": 460, "C2": 200, "C3": 500, "C4": 500, "C5": 200, "C8": 100,
    }  # fmt: skip
    assert of(small(), "kept") == {
        "C1": 1.0, "C2": 1.0, "C3": 0.0, "C4": 1.1, "C5": 0.0, "C8": 0.75,
    }  # fmt: skip


def test_only_a_discount_that_is_told_is_known():
    # C3 has 30 % off a list price of 20 × 25; no other line has a list price.
    known = {name: x for name, x in of(small(), "discount").items() if not isnan(x)}
    assert known == {"C3": 0.3}
    assert of(small(), "list_size")["C3"] == pytest.approx(log(500))


def test_the_deal_of_the_small_company():
    assert {name for name, late in of(small(), "quarter_end").items() if late} == {"C5"}
    assert of(small(), "tacit")["C1"] == of(small(), "tacit")["C5"] == 1.0
    assert of(small(), "term_months") == {
        "C1": 12.0, "C2": 12.0, "C3": 12.0, "C4": 12.0, "C5": 12.0, "C8": 3.0,
    }  # fmt: skip
    assert of(small(), "billing")["C4"] == "whole term"
    assert of(small(), "billing")["C8"] == "3 months"
    assert of(small(), "region")["C5"] == "BE"


def test_what_the_book_does_not_tell_is_no_feature():
    codes = {feature.code for feature in small().features}
    assert not codes & {"salesperson", "industry", "employees", "deal_risk", "defects", "promise"}


def test_the_price_asked_is_not_read_from_the_contract_that_follows():
    assert [(one.code, one.reason) for one in small().refused] == [
        ("price_uplift", "read_from_the_successor")
    ]


def test_seats_in_use_on_the_day_of_observation():
    # On 2023-08-19 A1 has 15 seats and used nothing for 28 days; its first use was on 2023-01-09.
    assert of(small(), "active_share")["C1"] == 0.0
    assert isnan(of(small(), "last_use_days")["C1"])


# --- the demo ------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def demo() -> Observations:
    return observations(Book(_generated(7).tables, as_of="2025-12-31"))


def test_the_first_discount_of_each_demo_account_is_the_one_it_was_given():
    plain, first = _plain(7), demo().first_renewals()
    given = {c["account_id"]: float(plain.first_discount(c)) / 100 for c in plain.first_contracts()}
    found = of(first, "discount", "id")
    assert found == pytest.approx({account: given[account] for account in found}, abs=1e-6)


def test_the_first_renewals_of_the_demo_are_those_of_its_first_contracts():
    plain, first = _plain(7), demo().first_renewals()
    expected = {c["contract_id"]: lost for c, lost in plain.first_renewals()}
    found = of(first, "lost")
    known = {name: lost for name, lost in expected.items() if name in found}
    assert {name: found[name] for name in known} == known
    assert len(known) >= 0.95 * len(expected)


def test_the_demo_tells_every_feature_but_those_of_invoices():
    codes = {feature.code for feature in demo().features}
    assert {"deal_risk", "promise", "trained", "outages", "sponsor_left", "breadth"} <= codes
    assert "late_payments" not in codes
    assert {"won", "lost"} == set(demo().opportunities["outcome"])


# --- random books, by a second route -------------------------------------------------------------


def eventful(seed: int) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """A random book with events, families of accounts and late corrections."""
    tables, settings = random_book(seed, size="large")
    r = Random(f"events {seed}")
    ids = [row["account_id"] for row in tables["account"]]
    for place, row in enumerate(tables["account"]):
        if place and r.random() < 0.3:
            row["parent_account_id"] = r.choice(ids[:place])
        row["tier"] = r.choice(["gold", "tin", None])
        row["recorded_at"] = min(moment(r), settings["known_as_of"]) if r.random() < 0.3 else None
    for row in tables["contract_line"]:
        row["list_amount"] = row["amount"] * r.choice([1, 2]) if r.random() < 0.6 else None
    events = [dict(account_id=r.choice(ids), **known(r)) for _ in range(500)]
    tables["touchpoint"] = [touchpoint(r, row) for row in events[:250]]
    tables["ticket"] = [ticket(r, row) for row in events[250:400]]
    tables["reading"] = [
        {**row, "indicator": "hours", "at": moment(r), "value": 1} for row in events[400:]
    ]
    tables["usage"] += [use(r, ids) for _ in range(300)]
    return tables, settings


def moment(r: Random) -> datetime:
    first = datetime(2022, 6, 1, tzinfo=UTC) + timedelta(days=r.randint(0, 1100))
    return datetime.combine(first, r.choice([time(0), time(11), time(22, 30), time(23, 30)]), UTC)


def known(r: Random) -> dict[str, Any]:
    recorded = moment(r) if r.random() < 0.4 else None
    voided = recorded + timedelta(days=r.randint(1, 300)) if recorded and r.random() < 0.3 else None
    return {"recorded_at": recorded, "voided_at": voided}


def touchpoint(r: Random, row: dict[str, Any]) -> dict[str, Any]:
    kinds = ["onboarding_done", "training", "business_review", "sponsor_left", "call"]
    levels = ["user", "operational", "economic", None]
    how = {"kind": r.choice(kinds), "level": r.choice(levels)}
    return {**row, **how, "direction": r.choice(["ours", "theirs"]), "at": moment(r)}


def ticket(r: Random, row: dict[str, Any]) -> dict[str, Any]:
    opened, kinds = moment(r), ["question", "defect", "outage", "request"]
    closed = opened + timedelta(hours=r.randint(1, 2000)) if r.random() < 0.7 else None
    return {**row, "kind": r.choice(kinds), "opened_at": opened, "closed_at": closed}


def use(r: Random, ids: list[str]) -> dict[str, Any]:
    who = {"account_id": r.choice(ids), "user_id": f"U{r.randint(1, 5)}", "at": moment(r)}
    return {**who, "event": r.choice(["saved", "sent"]), "quantity": 1, **known(r)}


@pytest.mark.parametrize("seed", [23, 29])
def test_random_books_agree_with_plain_loops_over_their_rows(seed: int):
    tables, settings = eventful(seed)
    slow = Slow(tables, settings)
    expected = {(row["contract_id"], row["due_on"]): row for row in slow.rows()}
    table = observations(Book(tables, settings=settings))
    places = {
        (row.contract_id, row.due_on.date()): place
        for place, row in enumerate(table.rows.itertuples())
    }
    assert set(places) == set(expected)
    assert len(places) >= 10
    for key, place in places.items():
        agree(table.rows.iloc[place].to_dict(), expected[key], key)
        agree(table.values.iloc[place].to_dict(), slow.features(expected[key]), key)


def agree(found: dict[str, Any], expected: dict[str, Any], key: Any) -> None:
    for name, value in found.items():
        if name not in expected:
            continue
        wanted = expected[name]
        here = (key, name, value, wanted)
        if wanted is None:
            assert value is None or pd.isna(value), here
        elif isinstance(value, pd.Timestamp):
            assert value.date() == wanted, here
        elif isinstance(wanted, str | bool):
            assert value == wanted, here
        else:
            assert value == pytest.approx(float(wanted), abs=2e-6), here

"""The renewals to come of whole books: the small company by hand, random books by plain loops."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest

from garant import Book
from garant.study.observations import Observations
from garant.warehouse.observations import observations, upcoming
from tests import world
from tests.reference.calendar import addmonths
from tests.reference.renewals import decisions
from tests.warehouse.slow_observations import ONE, Row, Slow
from tests.warehouse.test_book_observations import agree, eventful


@cache
def small(as_of: str = "2024-12-31") -> Observations:
    return changed(as_of)


def changed(as_of: str = "2024-12-31", **tables: Any) -> Observations:
    return upcoming(Book(world.tables() | tables, settings=world.SETTINGS, as_of=as_of))


def of(table: Observations, name: str) -> dict[str, Any]:
    """A column of the rows by contract."""
    column = table.rows[name] if name in table.rows else table.values[name]
    if name.endswith("_on"):
        column = column.dt.date.map(date.isoformat)
    return dict(zip(table.rows["contract_id"], column, strict=True))


# --- the small company, by hand ------------------------------------------------------------------


def test_what_is_to_come_is_the_term_that_runs_and_is_not_decided():
    # C6 and C7-2 have no term; C8-2 ended on 2024-12-15 and has only its days of grace left.
    assert of(small(), "due_on") == {"C1": "2025-01-01", "C2-2": "2025-02-01", "C4-2": "2025-02-05"}
    assert of(small(), "renewal_number") == {"C1": 2, "C2-2": 2, "C4-2": 2}
    assert set(of(small(), "observed_on").values()) == {"2024-12-31"}
    assert not small().rows["lost"].any()
    assert small().rows["kept"].isna().all()


def test_money_to_come_is_what_is_paid_at_the_end_of_the_term():
    # A1: 15 seats at 22 and 8 at 18; A2: 10 at 32; A4: 6,600 a year.
    assert of(small(), "mrr") == {"C1": 474.0, "C2-2": 320.0, "C4-2": 550.0}


def test_a_tacit_renewal_past_its_notice_is_secured():
    # C1 could be cancelled until 2024-11-02, 60 days before its end; C8-2 is not tacit.
    assert of(small("2024-11-03"), "secured") == {
        "C1": True, "C2-2": False, "C4-2": False, "C8-2": False,
    }  # fmt: skip


def test_what_is_renewed_or_cancelled_is_decided():
    # On 2024-01-15 C2 is renewed by C2-2, which has not begun; C3 and C5 have given notice.
    assert set(of(small("2024-01-15"), "due_on")) == {"C1"}


def test_the_features_are_those_of_the_past_in_their_order():
    past = observations(Book(world.tables(), settings=world.SETTINGS, as_of=world.AS_OF))
    assert small().features == past.features
    assert list(small().values) == [feature.code for feature in past.features]


def test_use_is_counted_up_to_today():
    # Two of A1's 23 seats were used in the 28 days to the end of 2024 in Paris; u4 came in 2025.
    assert of(small(), "active_share")["C1"] == pytest.approx(2 / 23)
    assert of(small(), "last_use_days")["C1"] == 0


def test_an_instant_within_a_day_ends_what_is_known_of_it():
    noon = datetime(2024, 12, 27, 8, 3, tzinfo=UTC)
    found = upcoming(Book(world.tables(), settings=world.SETTINGS, as_of=noon))
    assert of(found, "breadth")["C1"] == 0.5  # the report was sent at 08:05
    assert of(small("2024-12-27"), "breadth")["C1"] == 1.0


def test_no_rate_is_needed_for_a_day_that_has_none_yet():
    dollars = {**world.tables()["contract_line"][0], "currency": "USD", "line_id": "L6x"}
    line = dollars | {"account_id": "A6", "contract_id": "C6-2", "end_on": None,
                      "start_on": date(2024, 11, 1), "department_id": None}  # fmt: skip
    contract = {**world.tables()["contract"][1], "contract_id": "C6-2", "account_id": "A6"}
    contract |= {"signed_on": date(2024, 11, 1), "term_start": date(2024, 11, 1)}
    contract |= {"term_end": date(2025, 11, 1)}
    rates = [row | {"valid_to": None} for row in world.tables()["fx_rate"]]
    rates[-1]["valid_to"] = date(2024, 12, 31)
    found = changed(
        contract=[*world.tables()["contract"], contract],
        contract_line=[*world.tables()["contract_line"], line],
        fx_rate=rates[-1:] + [row | {"valid_to": date(2024, 6, 30)} for row in rates[:-1]],
    )
    assert of(found, "mrr")["C6-2"] == 10 * 20 * 0.9


# --- a book without contracts --------------------------------------------------------------------


def lines_only(*lines: dict[str, Any], as_of: str = "2024-06-30") -> Observations:
    common = {"quantity": 1, "price_basis": "flat_per_interval", "amount": 100, "currency": "EUR",
              "interval_unit": "month", "interval_count": 1, "kind": "recurring"}  # fmt: skip
    columns = ("account_id", "start_on", "end_on", "predecessor_line_id", "link")
    rows = [
        {**common, **dict.fromkeys(columns), **line, "line_id": f"L{place}"}
        for place, line in enumerate(lines)
    ]
    accounts = [{"account_id": name} for name in sorted({row["account_id"] for row in rows})]
    return upcoming(Book({"account": accounts, "contract_line": rows}, as_of=as_of))


def test_without_contracts_the_run_that_is_paid_today_comes_to_the_end_of_its_term():
    # A monthly plan counts by quarters (three months): from 2024-02-10 the second ends in August.
    found = lines_only(
        {"account_id": "A", "start_on": "2024-02-10"},
        {"account_id": "B", "start_on": "2024-02-10", "end_on": "2024-07-20"},  # leaves: decided
        {"account_id": "C", "start_on": "2024-02-10", "end_on": "2024-06-10"},  # has left
        {"account_id": "D", "start_on": "2024-06-30", "amount": 70},
    )
    assert list(found.rows["id"]) == ["A", "D"]
    assert list(found.rows["due_on"].dt.date) == [date(2024, 8, 10), date(2024, 9, 30)]
    assert list(found.rows["renewal_number"]) == [2, 1]
    assert list(found.rows["mrr"]) == [100.0, 70.0]


def test_where_each_paid_period_is_a_line_its_end_decides_nothing():
    year = {"price_basis": "line_total", "interval_unit": None, "amount": 1200}
    renewed = {"predecessor_line_id": "L1", "link": "renews"}
    found = lines_only(
        {"account_id": "A", "start_on": "2023-09-01", "end_on": "2024-09-01", **year},
        {"account_id": "B", "start_on": "2023-08-01", "end_on": "2024-08-01", **year},
        {"account_id": "B", "start_on": "2024-08-01", "end_on": "2025-08-01", **year, **renewed},
    )
    assert list(found.rows["id"]) == ["A"]  # B has paid beyond the end of its term already
    assert found.rows["due_on"].dt.date.tolist() == [date(2024, 9, 1)]


# --- random books --------------------------------------------------------------------------------


SEED = 29


class Ahead(Slow):
    """The renewals to come, one after the other."""

    def ahead(self) -> list[Row]:
        on = self.last
        found = []
        past = [one for one in decisions(self.reference.ledger, on) if one.due_on <= on]
        cases = [self.case(one) for one in past]
        for one in decisions(self.reference.ledger, addmonths(on, 60)):
            row = self.case(one)
            ended = [r.get("effective_end") for r in self.today("contract")
                     if r["contract_id"] == one.contract_id]  # fmt: skip
            running = row["begin_on"] <= on < one.due_on
            if running and one.outcome in ("pending", "secured") and ended == [None]:
                found.append(row | {"secured": one.outcome == "secured", "kept": None})
        for row in found:
            self.number(row, found, cases)
            row["usual"], row["observed_on"] = row["observed_on"], on
        return found

    def number(self, row: Row, found: list[Row], past: list[Row]) -> None:
        both = [*past, *found]
        own = [one for one in both if one["id"] == row["id"]]
        own.sort(key=lambda one: (one["due_on"], one["contract_id"]))
        first = [one for one in own if one["contract_id"] == one["first"]["contract_id"]][:1]
        order = first + [one for one in own if one not in first]
        row["renewal_number"] = order.index(row) + 1 + self.skipped(order[0], both)

    def seen(self, row: Row) -> Row:
        """Its features, with what an early look cannot tell."""
        on, signed = row["observed_on"], row["signed_on"]
        early, age = on < row["usual"], (on - signed).days
        if early:
            back = on - (row["usual"] - row["begin_on"])
            row = row | {"begin_on": min(row["begin_on"], max(back, signed))}
        values = self.features(row)
        if not early:
            return values
        flags = ["trained", *(f"{n}_covered" for n in ("user", "operational", "economic"))]
        unknown = [name for name in [*flags, "value_read"] if values[name] == 0 and age < 180]
        unknown += ["promise"] if values["promise"] == 0 and age < 90 else []
        unknown += ["onboarding_days"] if age < 180 and values["onboarding_days"] == age else []
        unknown += ["usage_trend"] * (age < 168) + ["breadth"] * (age < 84)
        return values | dict.fromkeys(unknown)


@cache
def random(seed: int) -> Observations:
    tables, settings = eventful(seed)
    return upcoming(Book(tables, settings=settings))


def test_a_random_book_agrees_with_plain_loops_over_its_rows():
    tables, settings = eventful(SEED)
    slow = Ahead(tables, settings)
    expected = {row["contract_id"]: row for row in slow.ahead()}
    found = random(SEED)
    assert set(found.rows["contract_id"]) == set(expected)
    assert len(expected) >= 5
    for place, name in enumerate(found.rows["contract_id"]):
        agree(found.rows.iloc[place].to_dict(), expected[name], name)
        agree(found.values.iloc[place].to_dict(), slow.seen(expected[name]), name)


def test_what_happens_or_is_told_after_today_changes_nothing():
    tables, settings = eventful(SEED)
    known, before = settings["known_as_of"], random(SEED)
    soon, later = known - timedelta(hours=1), known + timedelta(minutes=1)
    for account in tables["account"]:
        who = {"account_id": account["account_id"]}
        for at, recorded in ((later, None), (later, later), (soon, later)):
            dated = {"recorded_at": recorded, "voided_at": None, "at": at}
            left = {"kind": "sponsor_left", "level": "economic", "direction": "theirs"}
            tables["touchpoint"].append({**who, **left, **dated})
            event = tables["usage"][0]["event"]
            tables["usage"].append(
                {**dict.fromkeys(tables["usage"][0]), **who, **dated, "user_id": "U1",
                 "event": event, "quantity": 1}
            )  # fmt: skip
    for row in list(tables["contract"]):
        if row.get("voided_at") is None:
            tables["contract"].append(
                row | {"effective_end": row["term_start"] + ONE, "recorded_at": later}
            )
            row["voided_at"] = later
    after = upcoming(Book(tables, settings=settings))
    pd.testing.assert_frame_equal(before.rows, after.rows)
    pd.testing.assert_frame_equal(before.values, after.values)
    assert before.features == after.features
    assert len(before) >= 5


def test_an_attribute_that_becomes_a_number_no_more_is_unknown():
    accounts = [row | {"size": str(place)} for place, row in enumerate(world.tables()["account"])]
    bigger = accounts[0] | {"size": "big", "recorded_at": datetime(2024, 12, 1, tzinfo=UTC)}
    dated = [row | {"recorded_at": None, "voided_at": None} for row in accounts]
    dated[0]["voided_at"] = bigger["recorded_at"]
    found = changed(account=[*dated, bigger | {"voided_at": None}])
    assert found.feature("size").kind == "number"
    assert pd.isna(of(found, "size")["C1"])
    assert of(found, "size")["C2-2"] == 1.0

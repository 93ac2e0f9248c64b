"""A study sees what was known on the day it looks, to the second, and nothing later."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd
import pytest

from garant.study.observations import Observations
from tests.study.observed_frames import Rows, contract, line, one, value

# One event of another account before all, so that every table begins before the deals.
EARLY: dict[str, dict[str, Any]] = {
    "touchpoint": {
        "account_id": "B", "kind": "call", "level": "user", "direction": "ours", "at": "2020-01-01",
    },
    "ticket": {
        "account_id": "B", "kind": "request", "opened_at": "2020-01-01", "closed_at": "2020-01-02",
    },
    "usage": {"account_id": "B", "user_id": "u", "event": "saved", "at": "2020-01-01"},
    "reading": {"account_id": "B", "indicator": "hours", "at": "2020-01-01", "value": 1},
}  # fmt: skip
LATE: dict[str, Rows] = {
    "touchpoint": [
        {"account_id": "A", "kind": kind, "level": "economic", "direction": "theirs"}
        for kind in ("onboarding_done", "training", "sponsor_left", "business_review")
    ],
    "ticket": [{"account_id": "A", "kind": "defect"}],
    "usage": [{"account_id": "A", "user_id": "v", "event": "saved"}],
    "reading": [{"account_id": "A", "indicator": "hours", "value": 3}],
}


def with_events(happened: str | None = None, recorded: str | None = None) -> Observations:
    tables: dict[str, Rows] = {}
    for name, rows in LATE.items():
        when = "opened_at" if name == "ticket" else "at"
        tables[name] = [EARLY[name]]
        if happened:
            tables[name] += [row | {when: happened, "recorded_at": recorded} for row in rows]
    return one(**tables)


@pytest.mark.parametrize(
    ("happened", "recorded"),
    [
        ("2023-12-17T23:00:00", None),
        ("2023-06-01T10:00:00", "2023-12-17T23:00:00"),
        ("2024-06-01T10:00:00", "2023-06-01T10:00:00"),
    ],
)
def test_what_happens_or_is_recorded_later_changes_nothing(happened: str, recorded: str | None):
    # The day ends at 23:00 UTC, which is midnight in Paris.
    pd.testing.assert_frame_equal(with_events(happened, recorded).values, with_events().values)


def test_what_is_known_by_the_end_of_the_day_counts():
    found = with_events("2023-12-17T22:59:59", "2023-12-17T22:59:59")
    for code in ("trained", "sponsor_left", "economic_covered", "theirs_share", "value_read"):
        assert value(found, code) == 1.0
    # From 2023-03-01 to 2023-12-17 there are 291 days; 292 with the last one.
    assert value(found, "onboarding_days") == 291
    assert value(found, "defects") == pytest.approx(365 / 292)
    assert value(found, "last_use_days") == 0
    assert value(found, "active_share") == 0.1


def test_onboarding_that_is_not_done_has_taken_the_days_so_far():
    assert value(with_events(), "onboarding_days") == 291


def test_events_that_were_not_kept_at_the_time_are_unknown_not_absent():
    first = {"account_id": "A", "kind": "training", "direction": "ours", "at": "2023-12-01"}
    found = one(touchpoint=[first | {"level": "user"}])
    assert isnan(value(found, "trained"))
    assert isnan(value(found, "user_covered"))
    assert isnan(value(found, "business_reviews"))  # 17 days are too few for a rate a year


def test_a_row_corrected_later_is_read_as_it_stood():
    wrong = contract("A1", "2023-03-01", "2024-03-01", salesperson="Ines")
    rows = [wrong | {"voided_at": "2024-01-01"}]
    rows.append(wrong | {"salesperson": "Omar", "recorded_at": "2024-01-01"})
    assert value(one(contract=rows), "salesperson") == "Ines"


def test_a_term_that_ended_before_its_contract_was_on_record_is_left_out():
    late = contract("A1", "2023-03-01", "2024-03-01", recorded_at="2024-03-02")
    found = one(contract=[late])
    assert len(found) == 0
    assert [warned.code for warned in found.warnings] == ["late_entry"]


def test_a_price_that_was_changed_later_is_no_part_of_the_first_discount():
    sold = line("A1", "2023-03-01", amount=18, list_amount=20)
    rows = [sold | {"voided_at": "2024-02-01"}]
    rows.append(sold | {"amount": 10, "recorded_at": "2024-02-01"})
    assert value(one(contract_line=rows), "discount") == pytest.approx(0.1)


def test_an_invoice_is_late_when_it_was_paid_after_it_was_due_or_is_open():
    def bill(number: int, due: str) -> dict[str, Any]:
        return {"invoice_id": f"I{number}", "account_id": "A", "due_on": due, "amount": 100}

    def paid(number: int, on: str, amount: int) -> dict[str, Any]:
        return {"invoice_id": f"I{number}", "account_id": "A", "paid_on": on, "amount": amount}

    dues = ["2023-04-01", "2023-05-01", "2023-06-01", "2023-07-01", "2023-12-17"]
    found = one(
        invoice=[bill(number, due) for number, due in enumerate(dues)],
        # On time; one half late; one never in full; one after the day; one due on the day itself.
        payment=[
            paid(0, "2023-04-01", 100),
            paid(1, "2023-04-20", 50), paid(1, "2023-05-02", 50),
            paid(2, "2023-05-20", 99),
            paid(3, "2023-12-18", 100),
        ],
    )  # fmt: skip
    assert value(found, "late_payments") == 0.75

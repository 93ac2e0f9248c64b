"""Discounts and pauses, by hand (R6, R10): what a line pays on a day, and in what order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from garant import Book


def line(line_id: str = "1", amount: str = "100", **more: Any) -> dict[str, Any]:
    return {
        "line_id": line_id,
        "account_id": "acme",
        "contract_id": "c",
        "start_on": "2024-01-01",
        "price_basis": "flat_per_interval",
        "amount": amount,
        "currency": "EUR",
        "interval_unit": "month",
        "interval_count": 1,
    } | more


def off(discount_id: str, kind: str, value: str, **more: Any) -> dict[str, Any]:
    return {
        "discount_id": discount_id,
        "kind": kind,
        "value": value,
        "currency": "EUR",
        "duration": "repeating",
        "start_on": "2024-01-01",
    } | more


def paid(
    lines: list[dict[str, Any]],
    discounts: list[dict[str, Any]],
    on: str,
    pauses: list[dict[str, Any]] | None = None,
    **settings: str,
) -> dict[str, Decimal]:
    tables: dict[str, Any] = {
        "account": [{"account_id": "acme"}],
        "contract": [{"contract_id": "c", "account_id": "acme", "term_start": "2024-01-01"}],
        "contract_line": lines,
        "discount": discounts,
    }
    if pauses:
        tables["pause"] = pauses
    found = Book(tables, settings=settings).mrr(on, "line").rows()
    return {row["line_id"]: row["mrr"] for row in found}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-02-29", "100"),  # the day before it starts
        ("2024-03-01", "87.50"),  # 100 × (1 − 0.125)
        ("2024-05-31", "87.50"),
        ("2024-06-01", "100"),  # its end is excluded
    ],
)
def test_one_discount_cuts_a_life_in_three(on: str, expected: str) -> None:
    percent = off("d", "percent", "12.5", line_id="1", start_on="2024-03-01", end_on="2024-06-01")
    assert paid([line()], [percent], on) == {"1": Decimal(expected)}


def test_a_discount_longer_than_its_line_ends_with_it() -> None:
    percent = off("d", "percent", "10", line_id="1", start_on="2023-01-01", end_on="2030-01-01")
    short = line(end_on="2024-07-01")
    assert paid([short], [percent], "2024-06-30") == {"1": Decimal(90)}
    assert paid([short], [percent], "2024-07-01") == {}


def test_discounts_apply_by_priority_then_by_id() -> None:
    percent, fixed = ("percent", "50"), ("fixed", "30")
    # (100 − 30) × 0.5 = 35; 100 × 0.5 − 30 = 20
    first_fixed = [off("a", *fixed, line_id="1"), off("b", *percent, line_id="1")]
    by_priority = [off("a", *fixed, line_id="1", priority=1), off("b", *percent, line_id="1")]
    assert paid([line()], first_fixed, "2024-02-01") == {"1": Decimal(35)}
    assert paid([line()], by_priority, "2024-02-01") == {"1": Decimal(20)}


def test_a_fixed_discount_is_of_the_price_of_the_interval_and_stops_at_nothing() -> None:
    # 1200 a year less 240 a year is 960 / 12 = 80 a month; less 2000 it is free, not negative
    year = line(amount="1200", interval_unit="year")
    assert paid([year], [off("d", "fixed", "240", line_id="1")], "2024-02-01") == {"1": Decimal(80)}
    assert paid([year], [off("d", "fixed", "2000", line_id="1")], "2024-02-01") == {}


def test_a_fixed_discount_on_a_contract_is_shared_by_running_monthly_value() -> None:
    # running: 300 and 1200 / 12 = 100, in all 400. Of 40: the first gets 40 × 300/400 = 30, over
    # its 1 month; the second 40 × 100/400 = 10, over its 12 months 0.8333…
    lines = [line("1", "300"), line("2", "1200", interval_unit="year")]
    found = paid(lines, [off("d", "fixed", "40", contract_id="c")], "2024-02-01")
    assert found == {"1": Decimal(270), "2": Decimal("99.1667")}


def test_a_line_that_has_not_started_takes_no_share() -> None:
    lines = [line("1", "300"), line("2", "100", start_on="2024-06-01")]
    shared = [off("d", "fixed", "40", contract_id="c")]
    assert paid(lines, shared, "2024-05-31") == {"1": Decimal(260)}
    assert paid(lines, shared, "2024-06-01") == {"1": Decimal(270), "2": Decimal(90)}


def test_a_pause_stops_the_line_and_not_its_discount() -> None:
    percent = off("d", "percent", "20", line_id="1", start_on="2024-02-01", end_on="2024-08-01")
    pause = [{"line_id": "1", "start_on": "2024-03-01", "end_on": "2024-05-01"}]
    found = [paid([line()], [percent], on, pause) for on in ("2024-02-29", "2024-04-30")]
    assert found == [{"1": Decimal(80)}, {}]
    assert paid([line()], [percent], "2024-05-01", pause) == {"1": Decimal(80)}
    assert paid([line()], [percent], "2024-03-01", pause, pause_policy="keep") == {"1": Decimal(80)}


@pytest.mark.parametrize(
    ("policy", "expected"), [("recurring", "90"), ("all", "72"), ("forever_only", "100")]
)
def test_the_policy_says_which_discounts_count(policy: str, expected: str) -> None:
    once = off("a", "percent", "20", line_id="1", duration="once", end_on="2024-03-01")
    repeating = off("b", "percent", "10", line_id="1")
    found = paid([line()], [once, repeating], "2024-02-01", discount_policy=policy)
    assert found == {"1": Decimal(expected)}


def test_without_any_policy_no_discount_counts() -> None:
    percent = off("d", "percent", "10", line_id="1")
    found = paid([line()], [percent], "2024-02-01", discount_policy="none")
    assert found == {"1": Decimal(100)}

"""The small named company: what garant and the slow reference say is what was worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import pytest

from garant import Book
from garant.metrics.errors import DataError
from tests import world
from tests import world_numbers as numbers
from tests.reference import Reference

Rows = list[dict[str, Any]]
LAST = date(2024, 12, 31)
GAINS = (
    "new",
    "reactivation",
    "upsell_seats",
    "upsell_plan",
    "cross_sell_product",
    "cross_sell_department",
    "price_increase",
)
LOSSES = (
    "contraction_seats",
    "contraction_plan",
    "contraction_price",
    "contraction_drop",
    "churn",
)


class Answers(Protocol):
    """What is asked of the product and of the reference alike."""

    def __call__(self, question: str, *args: Any, **options: Any) -> Rows: ...


def _product() -> Answers:
    book_module = pytest.importorskip("garant.warehouse.book", reason="no engine yet")
    book = book_module.Book(world.tables(), as_of=world.AS_OF, settings=world.SETTINGS)
    return lambda question, *args, **options: getattr(book, question)(*args, **options).rows()


def _reference() -> Answers:
    slow = Reference(world.tables(), world.SETTINGS, as_of=world.AS_OF)
    return lambda question, *args, **options: getattr(slow, question)(*args, **options)


@pytest.fixture(scope="module", params=[_product, _reference], ids=["product", "reference"])
def ask(request: pytest.FixtureRequest) -> Answers:
    make: Callable[[], Answers] = request.param
    return make()


@pytest.fixture(scope="module")
def product() -> Answers:
    return _product()


def by(rows: Rows, *keys: str) -> dict[Any, dict[str, Any]]:
    """Rows by their key: one column, or a tuple of columns."""
    if len(keys) == 1:
        return {row[keys[0]]: row for row in rows}
    return {tuple(row[key] for key in keys): row for row in rows}


def picked(row: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in expected}


# ---------------------------------------------------------------- the hand-worked numbers agree


@pytest.mark.parametrize("bridge", [numbers.MONTHLY, numbers.YEARLY, numbers.QUARTERLY])
def test_every_hand_worked_bridge_adds_up(bridge: dict[date, dict[str, Any]]) -> None:
    for row in bridge.values():
        signed = sum(row[name] for name in GAINS) - sum(row[name] for name in LOSSES)
        assert row["opening"] + signed + row["fx"] == row["closing"]
        came = row["accounts_new"] + row["accounts_reactivated"]
        assert row["accounts_opening"] + came - row["accounts_churned"] == row["accounts_closing"]


def test_the_hand_worked_months_follow_each_other_and_meet_the_dates() -> None:
    months = list(numbers.MONTHLY.values())
    for before, after in pairwise(months):
        assert before["closing"] == after["opening"]
        assert before["accounts_closing"] == after["accounts_opening"]
    for day, accounts in numbers.MRR.items():
        month = numbers.MONTHLY.get(day.replace(day=1))
        if month and day in {date(2023, 6, 30), date(2024, 6, 30), LAST, date(2023, 12, 31)}:
            assert sum(accounts.values()) == month["closing"]
            assert len(accounts) == month["accounts_closing"]


# ---------------------------------------------------------------- the answers


@pytest.mark.parametrize("on", numbers.MRR)
def test_mrr_by_account_on_chosen_days(ask: Answers, on: date) -> None:
    found = {row["account_id"]: row["mrr"] for row in ask("mrr", on, by="account")}
    assert found == numbers.MRR[on]


def test_mrr_arr_and_committed_mrr_at_the_end(ask: Answers) -> None:
    (row,) = ask("mrr", LAST)
    assert row == {"on": LAST} | numbers.TOTALS


def test_mrr_by_product_and_by_department(ask: Answers) -> None:
    products = {row["product_id"]: row["mrr"] for row in ask("mrr", LAST, by="product")}
    departments = {row["department_id"]: row["mrr"] for row in ask("mrr", LAST, by="department")}
    assert products == numbers.BY_PRODUCT
    assert departments == numbers.BY_DEPARTMENT


@pytest.mark.parametrize("period", ["month", "year"])
def test_the_bridge_of_every_month_and_year(ask: Answers, period: str) -> None:
    expected = numbers.MONTHLY if period == "month" else numbers.YEARLY
    found = by(ask("bridge", by=period), "period")
    assert {key: picked(row, expected[key]) for key, row in found.items()} == expected


def test_the_bridge_of_a_quarter(ask: Answers) -> None:
    found = by(ask("bridge", by="quarter"), "period")
    for quarter, expected in numbers.QUARTERLY.items():
        assert picked(found[quarter], expected) == expected


def test_who_left_and_why(ask: Answers) -> None:
    rows = by(ask("bridge", by="month", accounts=True), "account_id", "period")
    left = {key: row["churn_reason"] for key, row in rows.items() if row["churn"] > 0}
    assert left == numbers.CHURN_REASONS


def test_why_a_price_moved(ask: Answers) -> None:
    rows = by(ask("bridge", by="month", accounts=True), "account_id", "period")
    moved = {key: row["price_subtype"] for key, row in rows.items() if row["price_subtype"]}
    assert moved == numbers.PRICE_SUBTYPES


def test_no_line_of_this_company_needs_to_be_inferred(ask: Answers) -> None:
    assert not any(row["inferred"] for row in ask("bridge", by="month", accounts=True))


def test_retention_over_twelve_months(ask: Answers) -> None:
    found = by(ask("retention", window=12), "period_end")
    for day, expected in numbers.RETENTION.items():
        assert picked(found[day], expected) == expected


def test_cohorts_of_accounts(ask: Answers) -> None:
    found: dict[date, list[int]] = {}
    for row in sorted(ask("cohorts", of="logos", by="month"), key=lambda row: row["k"]):
        found.setdefault(row["cohort"], []).append(row["kept"])
        assert row["size"] == numbers.LOGOS[row["cohort"]][0]
    assert found == numbers.LOGOS


def test_cohorts_of_revenue_at_the_rate_of_month_0(ask: Answers) -> None:
    found: dict[date, list[Decimal]] = {}
    for row in sorted(ask("cohorts", of="revenue", by="month"), key=lambda row: row["k"]):
        found.setdefault(row["cohort"], []).append(row["kept"])
    assert {key: found[key] for key in numbers.REVENUE} == numbers.REVENUE


def test_renewals_by_quarter(ask: Answers) -> None:
    found = by(ask("renewals", by="quarter"), "period")
    for quarter, expected in numbers.RENEWALS.items():
        assert picked(found[quarter], expected) == expected
    assert sum(row["due"] for key, row in found.items() if key.year == 2023) == 0


def test_unit_economics_by_month(product: Answers) -> None:
    found = by(product("economics", by="month"), "period")
    for month, expected in numbers.ECONOMICS.items():
        assert picked(found[month], expected) == expected
    for month, ratio in numbers.QUICK_RATIOS.items():
        assert found[month]["quick_ratio"] == ratio


def test_the_company_written_as_files_gives_the_same_numbers(tmp_path: Path) -> None:
    book_module = pytest.importorskip("garant.warehouse.book", reason="no engine yet")
    folder = world.write(tmp_path / "book")
    book = book_module.Book(folder, as_of=world.AS_OF, settings=world.SETTINGS)
    found = by(book.bridge(by="year").rows(), "period")
    assert {key: picked(row, numbers.YEARLY[key]) for key, row in found.items()} == numbers.YEARLY


def test_the_check_names_each_currency_without_a_rate_and_the_first_day_that_needs_it() -> None:
    tables = world.tables()
    for name, row in (
        (
            "contract_line",
            {"line_id": "L6c", "currency": "GBP", "start_on": date(2024, 3, 10), "end_on": None},
        ),
        ("spend", {"currency": "CHF", "month": date(2024, 2, 1)}),
    ):
        tables[name].append(tables[name][0] | row)
    tables["fx_rate"] = [row for row in tables["fx_rate"] if row["valid_from"] >= date(2023, 7, 1)]
    book = Book(tables, as_of=world.AS_OF, settings=world.SETTINGS)
    problems = [one for one in book.check() if one.level == "error"]
    told = [(one.rule, one.values["currency"], one.values["on_day"]) for one in problems]
    assert told == [
        ("R16", "CHF", date(2024, 2, 29)),
        ("R16", "GBP", date(2024, 3, 31)),
        ("R16", "USD", date(2023, 5, 31)),
    ]
    with pytest.raises(DataError, match="no rate from GBP to EUR is valid on 2024-03-31"):
        book.bridge()

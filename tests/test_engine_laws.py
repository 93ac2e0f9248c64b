"""Laws that hold for any book: what must not change a number, and what bounds it (METRICS §6)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from garant import Book
from tests.books import random_book

SEEDS = (8, 12)
ONE_CURRENCY = (0, 6)
"""Books known as of one instant; the first counts returns as new, the second carries gaps."""
NET = ("new", "reactivation", "expansion", "contraction", "churn")


def rows(tables: Any, settings: Any, **asked: Any) -> list[dict[str, Any]]:
    with_settings = Book(tables, settings=settings)
    try:
        return with_settings.bridge(**asked).rows()
    finally:
        with_settings.close()


@pytest.fixture(scope="module", params=SEEDS)
def book(request: pytest.FixtureRequest) -> Iterator[Book]:
    """A book that several laws are asked of."""
    tables, settings = random_book(request.param)
    opened = Book(tables, settings=settings)
    yield opened
    opened.close()


def test_the_order_of_rows_changes_nothing() -> None:
    tables, settings = random_book(SEEDS[0])
    dealt = random.Random(1)
    shuffled = {name: dealt.sample(found, len(found)) for name, found in tables.items()}
    assert rows(shuffled, settings, accounts=True) == rows(tables, settings, accounts=True)


def test_an_account_has_one_movement_at_most_in_a_period_of_the_net_view(book: Book) -> None:
    moved: Counter[tuple[Any, Any]] = Counter()
    for row in book.bridge(view="net", accounts=True).rows():
        moved[row["period"], row["account_id"]] += sum(row[name] != 0 for name in NET)
    assert moved
    assert max(moved.values()) == 1


def test_the_accounts_of_a_period_add_up_to_its_bridge(book: Book) -> None:
    totals = {row["period"]: row for row in book.bridge().rows()}
    by_account = book.bridge(accounts=True).rows()
    for name in ("opening", "new", "upsell_seats", "churn", "fx", "restatement", "closing"):
        for period, total in totals.items():
            parts = [row[name] for row in by_account if row["period"] == period]
            assert sum(parts, Decimal(0)) == total[name], (period, name)


@pytest.mark.parametrize("seed", ONE_CURRENCY)
def test_in_one_currency_the_short_plans_give_what_the_accounts_add_up_to(seed: int) -> None:
    """A bridge of such a book is made without rows by account, and the net one without threads."""
    tables, settings = random_book(seed)
    assert len({row["currency"] for row in tables["contract_line"]}) == 1
    book = Book(tables, settings=settings)
    asked = {"since": "2023-06-01", "until": "2024-06-30"}
    for view in ("net", "full", "event"):
        total = book.bridge(view=view, **asked).rows()
        by_account = book.bridge(view=view, accounts=True, **asked).rows()
        assert any(row["opening"] for row in total)
        for row in total:
            parts = [part for part in by_account if part["period"] == row["period"]]
            sums = {name: sum(part[name] for part in parts) for name in row if name != "period"}
            assert sums | {"period": row["period"]} == row, view
    book.close()


def test_gross_retention_is_a_share_and_never_above_net_retention(book: Book) -> None:
    found = book.retention(3).rows()
    known = [row for row in found if row["grr"] is not None]
    assert known
    for row in known:
        assert 0 <= row["grr"] <= 1
        assert row["grr"] <= row["nrr"]


def test_a_line_split_by_quantity_has_the_bridge_of_the_whole() -> None:
    def line(line_id: str, quantity: int, **more: Any) -> dict[str, Any]:
        return {
            "line_id": line_id,
            "account_id": "acme",
            "start_on": "2024-01-15",
            "end_on": "2024-09-01",
            "price_basis": "per_unit_per_interval",
            "quantity": quantity,
            "amount": "12",
            "currency": "EUR",
            "interval_unit": "month",
            "interval_count": 1,
        } | more

    more = {"start_on": "2024-03-01", "end_on": "2024-06-01"}
    whole = [line("1", 10), line("2", 6, **more)]
    split = [line("1a", 4), line("1b", 6), line("2a", 5, **more), line("2b", 1, **more)]
    account = [{"account_id": "acme"}]
    found = [rows({"account": account, "contract_line": lines}, {}) for lines in (whole, split)]
    assert found[0] == found[1]
    assert [row["upsell_seats"] for row in found[0] if row["upsell_seats"]] == [Decimal("72.0000")]


def test_segments_add_up_to_the_whole_and_one_that_only_stands_is_shown() -> None:
    def line(account: str, start: str, amount: str) -> dict[str, Any]:
        return {
            "line_id": f"{account} {start}",
            "account_id": account,
            "start_on": start,
            "price_basis": "flat_per_interval",
            "amount": amount,
            "currency": "EUR",
            "interval_unit": "month",
            "interval_count": 1,
        }

    tables = {
        "account": [
            {"account_id": "quiet", "segment": "large"},
            {"account_id": "growing", "segment": "small"},
        ],
        "contract_line": [
            line("quiet", "2023-01-01", "500"),
            line("growing", "2023-01-01", "20"),
            line("growing", "2024-02-10", "30"),
        ],
    }
    asked = {"since": "2024-01-01", "until": "2024-03-31"}
    by_segment = rows(tables, {}, segment="segment", **asked)
    whole = {row["period"]: row for row in rows(tables, {}, **asked)}
    large = [row["closing"] for row in by_segment if row["segment"] == "large"]
    assert large == [Decimal(500)] * 3
    for name in ("opening", "upsell_seats", "closing", "accounts_opening", "accounts_closing"):
        for period, total in whole.items():
            parts = [row[name] for row in by_segment if row["period"] == period]
            assert sum(parts) == total[name], (period, name)


@pytest.mark.parametrize(
    ("amount", "mrr"),
    [
        ("90071992547.4099", "90071992547.4099"),
        ("9007199254.74095", "9007199254.7410"),
        ("9007199254.740949", "9007199254.7409"),
    ],
)
def test_an_amount_keeps_all_its_digits(amount: str, mrr: str) -> None:
    """Up to 15 digits are read by way of floating point, more by decimals."""
    line = {
        "line_id": "one",
        "account_id": "acme",
        "start_on": "2024-01-01",
        "price_basis": "per_unit_per_interval",
        "quantity": "1",
        "amount": amount,
        "currency": "EUR",
        "interval_unit": "month",
        "interval_count": 1,
    }
    book = Book({"account": [{"account_id": "acme"}], "contract_line": [line]})
    assert book.mrr("2024-01-31").rows()[0]["mrr"] == Decimal(mrr)
    book.close()

"""`Book.errors`: what `Book.check` calls wrong, without what it calls doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from garant import Book
from garant.metrics.errors import RequestError

LINE = {
    "line_id": "L1", "account_id": "A1", "start_on": "2024-01-01", "end_on": "2025-01-01",
    "price_basis": "flat_per_interval", "amount": "10", "currency": "EUR",
    "interval_unit": "month", "interval_count": "1",
}  # fmt: skip
SOUND = {"account": [{"account_id": "A1"}], "contract_line": [LINE]}
DOLLARS = LINE | {"line_id": "L2", "currency": "USD"}
IN_EUROS = {"reporting_currency": "EUR", "known_as_of": "2025-06-30"}


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ([LINE], []),
        ([LINE | {"amount": "-1", "account_id": "A9"}], ["amount", "account_id"]),
        ([LINE, DOLLARS], ["rate"]),  # no rate of the dollar is known
        ([LINE, LINE | {"line_id": "L2", "start_on": "2025-01-01", "end_on": ""}], []),
    ],
)
def test_errors_are_those_of_the_check_in_their_order(
    lines: list[dict[str, Any]], fields: list[str]
) -> None:
    book = Book(SOUND | {"contract_line": lines}, settings=IN_EUROS)
    found = book.errors()
    assert sorted(str(one.field) for one in found) == sorted(fields)
    again = Book(SOUND | {"contract_line": lines}, settings=IN_EUROS)
    assert found == [one for one in again.check() if one.level == "error"]


@pytest.mark.parametrize("ask", [Book.errors, Book.check])
def test_spend_in_a_currency_without_a_rate_is_told_where_all_lines_are_in_one(ask: Any) -> None:
    spend = {"month": "2024-02-01", "kind": "marketing", "amount": "30", "currency": "CHF"}
    found = ask(Book(SOUND | {"spend": [spend]}, settings=IN_EUROS))
    assert [(one.table, one.field) for one in found if one.level == "error"] == [
        ("fx_rate", "rate")
    ]


def test_a_second_currency_without_one_to_report_in_is_refused_by_both() -> None:
    for ask in (Book.errors, Book.check):
        with pytest.raises(RequestError, match="reporting_currency"):
            ask(Book(SOUND | {"contract_line": [LINE, DOLLARS]}))

"""The outlook of a book: what will be kept, what comes due, and what it does to the cash.

    outlook = garant.Outlook(book)
    outlook.retention()                  # how many customers will still be there
    outlook.renewals(months=6)           # what comes due, and what will be kept of it
    outlook.growth("+30%")               # what must be won to grow in spite of those who leave
    outlook.cash()                       # how deep the trough is, and when it is over

Each method gives a :class:`~garant.warehouse.told_result.ToldResult`, which prints as sentences
and a table and draws itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from garant.metrics.arithmetic import Number
from garant.warehouse import (
    outlook_cash,
    outlook_growth,
    outlook_renewals,
    outlook_retention,
    outlook_worth,
)
from garant.warehouse.outlook_renewals import By
from garant.warehouse.told_result import ToldResult

if TYPE_CHECKING:
    from garant.warehouse.book import Book


class Outlook:
    """What comes next for the company of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def retention(self, **asked: Any) -> ToldResult:
        """The retention curve; options as of :func:`outlook_retention.retention`."""
        return outlook_retention.retention(self.book, **asked)

    def worth(self, **asked: Any) -> ToldResult:
        """What each account is worth, expected, simple and realised."""
        return outlook_worth.account_worth(self.book, **asked)

    def renewals(
        self, months: int = 6, *, calls: str | Path | None = None, by: By = "month"
    ) -> ToldResult:
        """The renewals of the next months: due, secured, open, and what will be kept."""
        return outlook_renewals.renewals_to_come(self.book, months=months, calls=calls, by=by)

    def growth(self, target: Number, **asked: Any) -> ToldResult:
        """What growing by `target` in a year asks for."""
        return outlook_growth.growth(self.book, target, **asked)

    def cash(self, **asked: Any) -> ToldResult:
        """The cash trough, from the book's own contracts and spend."""
        return outlook_cash.cash(self.book, **asked)

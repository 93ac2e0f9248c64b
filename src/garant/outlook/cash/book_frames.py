"""What is read of a book to plan its cash, and where each field of the plan came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

ONE = 10**4
"""Amounts in frames are whole ten-thousandths of the currency, so that sums are exact."""


@dataclass(frozen=True, kw_only=True)
class CashFrames:
    """The facts, as known on one day. Months are numbers: year × 12 + month − 1.

    ``last``: the last month that is over. ``lives``: account_id, begin, end, the months at whose
    end an account pays, half-open, in order of account and month. ``now``: account_id, mrr,
    billed_months, one row a line that pays on the last day of ``last``; ``before``: the same a
    year earlier. ``deals``: account_id, signed_month, started_month, net, listed, told,
    billed_months, term_months, salesperson, one row an account at its first day; ``told`` says
    whether its list price is known. ``months``: month, mrr, accounts at its end. ``spend``: month,
    department, kind, amount; ``payments``: days, amount; None where the book has no such table.
    """

    last: int
    currency: str
    lives: pd.DataFrame
    now: pd.DataFrame
    before: pd.DataFrame
    deals: pd.DataFrame
    months: pd.DataFrame
    spend: pd.DataFrame | None = None
    payments: pd.DataFrame | None = None


@dataclass(frozen=True)
class Origin:
    """Where a field of the plan came from: the book, or a default that is kept for want of facts.

    ``code`` names the sentence that says it, and ``said`` are its values.
    """

    field: str
    value: Any
    code: str
    said: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    derived: bool = True


def assumed(name: str, code: str, **said: Any) -> Origin:
    """A field that the book does not tell: the default of the plan is kept."""
    return Origin(name, None, code, said, derived=False)


def amount(ten_thousandths: int) -> Decimal:
    """An exact amount.

    >>> amount(12345678)
    Decimal('1234.5678')
    """
    return Decimal(int(ten_thousandths)).scaleb(-4)


def rounded(value: Decimal, places: int) -> Decimal:
    """A value with so many decimals, half up.

    >>> rounded(Decimal(2) / 3, 4)
    Decimal('0.6667')
    """
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def within(frame: pd.DataFrame, column: str, last: int, length: int) -> pd.DataFrame:
    """The rows of the `length` months that end with `last`.

    >>> within(pd.DataFrame({"month": [1, 2, 3]}), "month", 3, 2)["month"].tolist()
    [2, 3]
    """
    return frame[(frame[column] > last - length) & (frame[column] <= last)]


def total(frame: pd.DataFrame, column: str) -> Decimal:
    """The exact sum of a column of ten-thousandths."""
    return amount(int(frame[column].sum()))

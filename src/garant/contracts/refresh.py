"""From facts to figures: every table that pages read, computed from one state of the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

import garant
from garant.contracts import facts, snapshots
from garant.contracts.models import AccountFigure, AccountMonth, ContractLine
from garant.metrics.calendar import add_months
from garant.warehouse.result import Result

BATCH = 2000
COUNTS = frozenset({
    "accounts_opening", "accounts_new", "accounts_reactivated", "accounts_churned",
    "accounts_closing", "blips",
})  # fmt: skip
NOT_MOVEMENTS = COUNTS | {"period", "account_id", "opening", "closing", "inferred"}
NOTHING = Decimal(0)
Row = dict[str, Any]


def refresh() -> datetime | None:
    """Compute everything anew; the moment it was known as of, or nothing where there is no line."""
    if not ContractLine.objects.exists():
        return None
    book = facts.book()
    try:
        return _computed(book, timezone.now())
    finally:
        book.close()


def _computed(book: garant.Book, at: datetime) -> datetime:
    tables = _tables(book)
    by_account = book.bridge("month", accounts=True).rows()
    known: datetime = next(iter(tables.values())).settings["known_as_of"]
    with transaction.atomic():
        for code, result in tables.items():
            snapshots.keep(code, result.rows(), settings=result.settings, known=known, at=at)
        _keep_months(by_account)
        _keep_figures(by_account)
    return known


def _tables(book: garant.Book) -> dict[str, Result]:
    """The tables of pages, by code."""
    return {
        "bridge": book.bridge("month"),
        "retention": book.retention(),
        "cohorts": book.cohorts("logos", "quarter"),
        "cohorts.revenue": book.cohorts("revenue", "quarter"),
        "renewals": book.renewals("month"),
        "economics": book.economics("month"),
    }


def _keep_months(rows: Iterable[Row]) -> None:
    """The months in which an account moved; between them it stood where it was."""
    AccountMonth.objects.all().delete()
    moved = (_month(row) for row in rows if row["opening"] != row["closing"] or _moves(row))
    AccountMonth.objects.bulk_create(moved, batch_size=BATCH)


def _month(row: Row) -> AccountMonth:
    return AccountMonth(
        account_id=row["account_id"], month=row["period"],
        opening=row["opening"], closing=row["closing"], movements=_moves(row),
    )  # fmt: skip


def _moves(row: Mapping[str, Any]) -> dict[str, str]:
    """The buckets that are not zero, as text, and what is known of their reason."""
    words = {name: row[name] for name in ("churn_reason", "price_subtype") if row.get(name)}
    amounts = {
        name: format(value, "f")
        for name, value in row.items()
        if name not in NOT_MOVEMENTS and isinstance(value, Decimal) and value
    }
    return amounts | words if amounts else {}


def _keep_figures(rows: Iterable[Row]) -> None:
    """Where each account stands at the last period, and a year before."""
    AccountFigure.objects.all().delete()
    AccountFigure.objects.bulk_create(_figures(rows), batch_size=BATCH)


def _figures(rows: Iterable[Row]) -> Iterator[AccountFigure]:
    lives: dict[str, list[Row]] = defaultdict(list)
    last = date.min
    for row in rows:
        lives[row["account_id"]].append(row)
        last = max(last, row["period"])
    year_ago = add_months(last, -12)
    for account, months in lives.items():
        months.sort(key=lambda row: row["period"])
        yield AccountFigure(
            account_id=account,
            mrr=_standing(months, last),
            mrr_year_ago=_standing(months, year_ago),
            customer_since=next((m["period"] for m in months if m["closing"]), None),
            left_on=months[-1]["period"] if not months[-1]["closing"] else None,
        )


def _standing(months: list[Row], on: date) -> Decimal:
    """What an account paid at the end of a month: the closing of the last one up to it."""
    until = [row for row in months if row["period"] <= on]
    return until[-1]["closing"] if until else NOTHING

"""From facts to figures: every table that pages read, computed from one state of the facts.

All of them change at once: whoever reads meanwhile has the old ones or the new ones. A refresh
that took longer than one that began after it keeps its figures to itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

import garant
from garant.accounts.models import Account
from garant.contracts import account_figures, facts, snapshots
from garant.contracts.account_months import months
from garant.contracts.models import (
    AccountFigure,
    AccountMonth,
    ContractLine,
    Refresh,
    Snapshot,
    TermEnd,
)
from garant.contracts.queries import COHORT_FIELDS, cohort_code
from garant.lib import kept_errors
from garant.metrics.calendar import add_months
from garant.warehouse.result import Result
from garant.warehouse.term_ends import term_ends

BATCH = 2000
ONE = 1  # the key of the one row that says which figures are shown
Row = dict[str, Any]


@dataclass(frozen=True)
class Figures:
    """All that one refresh has computed."""

    known_as_of: datetime
    known_on: date
    settings: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]
    months: Sequence[AccountMonth]
    ends: Sequence[TermEnd]
    running: Mapping[str, int]

    @property
    def last(self) -> date:
        """The last month that is told of."""
        return max((row["period"] for row in self.tables["bridge"]), default=self.known_on)


def refresh() -> datetime | None:
    """Compute everything anew; the moment it was known as of, or nothing where there is no line."""
    began = timezone.now()
    if not ContractLine.objects.exists():
        _forget()
        return None
    try:
        figures = _computed()
    except Exception as error:
        _failed(began, error)
        raise
    _show(figures, began)
    return figures.known_as_of


def _computed() -> Figures:
    book = facts.book()
    try:
        return _figures(book)
    finally:
        book.close()


def _figures(book: garant.Book) -> Figures:
    results = _tables(book)
    settings = book.facts.settings
    return Figures(
        known_as_of=settings.known(),
        known_on=settings.known_on(),
        settings=results["bridge"].settings,
        tables={code: result.rows() for code, result in results.items()},
        months=list(months(book.bridge("month", accounts=True).to_pyarrow())),
        ends=[_end(row) for row in term_ends(book)],
        running=account_figures.running(book),
    )


def _tables(book: garant.Book) -> dict[str, Result]:
    """The tables of pages, by code."""
    cohorts = {
        cohort_code(of, by): book.cohorts(of, by)
        for by in ("quarter", "month", *_told_apart())
        for of in ("logos", "revenue")
    }
    return {
        "bridge": book.bridge("month"),
        "bridge.net": book.bridge("month", "net"),
        "retention": book.retention(),
        "renewals": book.renewals("month"),
        "economics": book.economics("month"),
        **cohorts,
    }


def _told_apart() -> list[str]:
    """The attributes of accounts that have more than one value: those one can compare by."""
    return [name for name in COHORT_FIELDS if account_figures.values_of(name) > 1]


def _end(row: Row) -> TermEnd:
    return TermEnd(decide_on=row["notice_on"] or row["due_on"], **row)


# ---------------------------------------------------------------- keeping


def _show(figures: Figures, began: datetime) -> None:
    """Put the figures in the place of those that are shown, unless these are newer.

    Accounts may have gone while they were computed; the refresh after that leaves them out.
    """
    Refresh.objects.get_or_create(pk=ONE)
    with transaction.atomic():
        shown = Refresh.objects.select_for_update().get(pk=ONE)
        if shown.began_at is not None and shown.began_at > began:
            return
        for code, rows in figures.tables.items():
            snapshots.keep(
                code, rows, settings=figures.settings, known=figures.known_as_of, at=began
            )
        here = set(Account.objects.values_list("account_id", flat=True))
        _replace(AccountMonth, figures.months, here)
        _replace(TermEnd, figures.ends, here)
        _replace(AccountFigure, _accounts(figures), here)
        Refresh.objects.filter(pk=ONE).update(
            began_at=began, known_as_of=figures.known_as_of, known_on=figures.known_on,
            failed_at=None, failure="",
        )  # fmt: skip


@transaction.atomic
def _forget() -> None:
    """Show no figures where there is nothing to compute them from any more."""
    for model in (Snapshot, AccountMonth, TermEnd, AccountFigure, Refresh):
        model.objects.all().delete()


def _replace(model: Any, rows: Iterable[Any], here: set[str]) -> None:
    model.objects.all().delete()
    model.objects.bulk_create((row for row in rows if row.account_id in here), batch_size=BATCH)


def _accounts(figures: Figures) -> Iterator[AccountFigure]:
    return account_figures.of(
        figures.months, figures.ends, running=figures.running,
        last=figures.last, year_ago=add_months(figures.last, -12), today=figures.known_on,
    )  # fmt: skip


def _failed(began: datetime, error: Exception) -> None:
    """Remember that the figures are older than they should be, and why."""
    Refresh.objects.get_or_create(pk=ONE)
    Refresh.objects.filter(pk=ONE).update(failed_at=began, failure=kept_errors.kept(error))

"""Where each account stands: what lists are sorted and filtered by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

import ibis

import garant
from garant.accounts.models import Account
from garant.contracts.models import AccountFigure, AccountMonth, Outcome, TermEnd
from garant.metrics.pieces import pieces
from garant.warehouse import run

NOTHING = Decimal(0)
_ = ibis._


def of(  # noqa: PLR0913 - each is another side of an account
    months: Iterable[AccountMonth], ends: Iterable[TermEnd], *,
    running: Mapping[str, int], last: date, year_ago: date, today: date,
) -> Iterator[AccountFigure]:  # fmt: skip
    """Each account at the end of the last month, and a year before; and what is next decided."""
    upcoming = next_ends(ends, today)
    for account, lived in _lives(months).items():
        end = upcoming.get(account)
        yield AccountFigure(
            account_id=account,
            mrr=_standing(lived, last),
            mrr_year_ago=_standing(lived, year_ago),
            customer_since=next((month.month for month in lived if month.closing), None),
            left_on=lived[-1].month if not lived[-1].closing else None,
            due_on=end.due_on if end else None,
            notice_on=end.notice_on if end else None,
            contracts=running.get(account, 0),
        )


def next_ends(ends: Iterable[TermEnd], today: date) -> dict[str, TermEnd]:
    """Of each account the term that ends next, or that has ended and is still undecided."""
    found: dict[str, TermEnd] = {}
    for end in ends:
        over = end.due_on < today and end.outcome != Outcome.PENDING
        if over or end.outcome == Outcome.LOST:
            continue
        first = found.get(end.account_id)
        if first is None or end.due_on < first.due_on:
            found[end.account_id] = end
    return found


def running(book: garant.Book) -> dict[str, int]:
    """How many contracts of each account are paid for on the day of knowledge."""
    facts = book.prepared
    today = ibis.literal(facts.settings.known_on())
    paid = pieces(facts).filter((_.mrr > 0) & (_.start_on <= today) & (today < _.end_on))
    counted = paid.group_by("account_id").agg(contracts=_.contract_id.nunique())
    rows = run.rows(counted, book.source.backend)
    return {row["account_id"]: row["contracts"] for row in rows}


def values_of(name: str) -> int:
    """How many values an attribute of accounts has, those without it left out."""
    filled = Account.objects.filter(is_test=False).exclude(**{name: ""})
    count: int = filled.order_by().values(name).distinct().count()
    return count


def _lives(months: Iterable[AccountMonth]) -> dict[str, list[AccountMonth]]:
    """The months of each account, in their order."""
    lives: dict[str, list[AccountMonth]] = defaultdict(list)
    for month in months:
        lives[month.account_id].append(month)
    for lived in lives.values():
        lived.sort(key=lambda month: month.month)
    return lives


def _standing(lived: list[AccountMonth], on: date) -> Decimal:
    """What an account paid at the end of a month: the closing of the last one up to it."""
    return next((month.closing for month in reversed(lived) if month.month <= on), NOTHING)

"""The accounts behind a cell of the cohorts, and what the rows of a table come to together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from garant.accounts.queries import scope
from garant.contracts.models import AccountFigure, AccountMonth
from garant.contracts.queries import COHORT_FIELDS
from garant.metrics.calendar import add_months
from garant.users.models import User

PERIODS = {"quarter": 3, "month": 1}
FIELDS = (
    "account_id", "account__pk", "account__name", "account__industry", "account__segment",
    "customer_since",
)  # fmt: skip
NOTHING = Decimal(0)
Row = dict[str, Any]
Cohort = date | str | None


@dataclass(frozen=True)
class Followed:
    """An account of a cohort: since when it pays, what it paid first, and some months on."""

    pk: int
    name: str
    what: str
    since: date
    first: Decimal
    then: Decimal

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Pooled:
    """All cohorts of a table together, some months on."""

    k: int
    size: Decimal
    kept: Decimal

    @property
    def share(self) -> Decimal:
        """What is left of them."""
        return self.kept / self.size


def pooled(rows: Sequence[Row]) -> list[Pooled]:
    """The sums over cohorts of what was there and what is left, month after month."""
    sums: dict[int, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    for row in rows:
        sums[row["k"]][0] += row["size"]
        sums[row["k"]][1] += row["kept"]
    return [Pooled(k, size, kept) for k, (size, kept) in sorted(sums.items()) if size]


def steepest(rows: Sequence[Row]) -> int | None:
    """The month in which most is lost, of the cohorts that are seen before it and after."""
    fell: dict[int, list[Decimal]] = defaultdict(lambda: [NOTHING, NOTHING])
    at = {(row["cohort"], row["k"]): row for row in rows}
    for (cohort, k), row in at.items():
        before = at.get((cohort, k - 1))
        if before is not None and before["size"] == row["size"]:
            fell[k][0] += before["kept"] - row["kept"]
            fell[k][1] += row["size"]
    falls = {k: lost / size for k, (lost, size) in fell.items() if lost > 0}
    return max(falls, key=lambda k: (falls[k], -k), default=None)


def followed(user: User, by: str, cohort: Cohort, k: int, last: date) -> list[Followed]:
    """The accounts of a cohort whose k-th month is over by the month `last`, the largest first."""
    members = _members(user, by, cohort)
    lives = _lives(members)
    found = [
        _followed(row, lives.get(row["account_id"], ()), k)
        for row in members.values(*FIELDS)
        if row["customer_since"] and add_months(row["customer_since"], k) <= last
    ]
    return sorted(found, key=lambda one: (-one.first, one.name))


def _members(user: User, by: str, cohort: Cohort) -> QuerySet[AccountFigure]:
    whole = AccountFigure.objects.filter(account__in=scope(user))
    if by in PERIODS and isinstance(cohort, date):
        until = add_months(cohort, PERIODS[by])
        return whole.filter(customer_since__gte=cohort, customer_since__lt=until)
    if by in COHORT_FIELDS and not isinstance(cohort, date):
        return whole.filter(**{f"account__{by}": cohort or ""})
    return whole.none()


def _lives(members: QuerySet[AccountFigure]) -> Mapping[str, Sequence[tuple[date, Decimal]]]:
    """What each account had at the end of the months in which it moved."""
    lives: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    months = AccountMonth.objects.filter(account__in=members.values("account"))
    told = months.order_by("month").values_list("account_id", "month", "closing")
    for account, month, closing in told.iterator():
        lives[str(account)].append((month, closing))
    return lives


def _followed(row: Row, lived: Sequence[tuple[date, Decimal]], k: int) -> Followed:
    since = row["customer_since"]
    return Followed(
        pk=row["account__pk"],
        name=row["account__name"] or row["account_id"],
        what=row["account__industry"] or row["account__segment"],
        since=since,
        first=_standing(lived, since),
        then=_standing(lived, add_months(since, k)),
    )


def _standing(lived: Sequence[tuple[date, Decimal]], on: date) -> Decimal:
    return next((closing for month, closing in reversed(lived) if month <= on), NOTHING)

"""The accounts behind a bar of the bridge: who moved, by how much, when and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from garant.accounts.queries import scope
from garant.contracts.models import AccountMonth
from garant.metrics.movements import BUCKETS
from garant.users.models import User

NET = ("expansion", "contraction")  # those that only the net bridge has
EITHER = ("fx", "restatement")  # those that can be of either sign
MOVEMENTS = (*BUCKETS, *NET, *EITHER)
GAINS = frozenset(
    {
        "new", "reactivation", "expansion", "upsell_seats", "upsell_plan", "cross_sell_product",
        "cross_sell_department", "price_increase",
    }
)  # fmt: skip
FIELDS = ("account_id", "account__pk", "account__name", "account__industry", "account__segment")
NOTHING = Decimal(0)


@dataclass
class Moved:
    """What one account moved by in some months: the sum, the last of them, and why it left."""

    account_id: str
    pk: int
    name: str
    what: str
    amount: Decimal
    month: date
    reason: str = ""
    mrr: Decimal = NOTHING

    def __str__(self) -> str:
        return self.name or self.account_id


SORTS: Mapping[str, tuple[Callable[[Moved], Any], bool]] = {
    "amount": (lambda one: abs(one.amount), True),
    "name": (lambda one: str(one).casefold(), False),
    "month": (lambda one: one.month, True),
}
SORT = "amount"


def moved(user: User, bucket: str, first: date, last: date, *, sort: str = SORT) -> list[Moved]:
    """The accounts of somebody's scope that moved in a bucket, from one month to another."""
    found: dict[str, Moved] = {}
    for row in _months(user, bucket, first, last):
        amount = row["net_amount"] if bucket in NET else Decimal(row["movements"][bucket])
        before = found.get(row["account_id"])
        found[row["account_id"]] = _moved(row, amount + (before.amount if before else NOTHING))
    return _sorted(list(found.values()), sort)


def _months(
    user: User, bucket: str, first: date, last: date
) -> QuerySet[AccountMonth, dict[str, Any]]:
    asked = {"net": bucket} if bucket in NET else {"movements__has_key": bucket}
    within = AccountMonth.objects.filter(month__range=(first, last), account__in=scope(user))
    amount = "net_amount" if bucket in NET else "movements"
    told: QuerySet[AccountMonth, dict[str, Any]] = (
        within.filter(**asked).order_by("month").values(*FIELDS, "month", "closing", amount)
    )
    return told


def _moved(row: Mapping[str, Any], amount: Decimal) -> Moved:
    return Moved(
        account_id=row["account_id"], pk=row["account__pk"], name=row["account__name"],
        what=row["account__industry"] or row["account__segment"], amount=amount,
        month=row["month"], mrr=row["closing"],
        reason=row.get("movements", {}).get("churn_reason", ""),
    )  # fmt: skip


def _sorted(rows: list[Moved], sort: str) -> list[Moved]:
    """By a sort of the allow list; a minus in the address is the other way round."""
    word = sort.removeprefix("-")
    if word not in SORTS:
        sort = word = SORT
    key, falling = SORTS[word]
    rows.sort(key=lambda one: (one.name, one.account_id))
    return sorted(rows, key=key, reverse=falling != sort.startswith("-"))

"""Which accounts somebody may see, and lists of them, filtered and sorted from allow lists."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, OrderBy, Q, QuerySet
from django.utils import timezone

from garant.accounts.models import Account
from garant.users.models import User
from garant.users.roles import Role

# Every sort of the list: the word in the address, and the field as one reads it first, the largest
# on top where it has a minus. A minus in the address is the other way round.
SORTS: Mapping[str, str] = {
    "name": "name",
    "mrr": "-figure__mrr",
    "due": "figure__due_on",
    "since": "figure__customer_since",
}
SORT = "mrr"
# Every filter of the list: the word in the address, and the field it is about.
FILTERS: Mapping[str, str] = {
    "segment": "segment", "industry": "industry", "region": "region", "country": "country",
    "channel": "channel",
}  # fmt: skip
SEES_OWN = {Role.CSM, Role.SALES}


def scope(user: User) -> QuerySet[Account]:
    """The accounts that somebody may see."""
    if not user.may("accounts.read"):
        return Account.objects.none()
    return Account.objects.filter(is_test=False)


def owned(user: User) -> Q:
    """The accounts that somebody follows today."""
    today = timezone.localdate()
    return Q(ownerships__user=user, ownerships__start_on__lte=today) & (
        Q(ownerships__end_on=None) | Q(ownerships__end_on__gt=today)
    )


def listed(
    user: User, *, filters: Mapping[str, str], words: str = "", sort: str = SORT
) -> QuerySet[Account]:
    """Accounts of somebody's scope, by filters of `FILTERS`, words of their name, and a sort."""
    found = scope(user).select_related("figure")
    chosen = {FILTERS[name]: value for name, value in filters.items() if name in FILTERS and value}
    if words:
        found = found.filter(Q(name__icontains=words) | Q(account_id__iexact=words))
    return found.filter(**chosen).order_by(_ordered(sort), "name", "id")


def _ordered(sort: str) -> OrderBy:
    """A sort of the allow list; accounts without the figure come last, either way."""
    word = sort.removeprefix("-")
    if word not in SORTS:
        sort = word = SORT
    field = F(SORTS[word].removeprefix("-"))
    if SORTS[word].startswith("-") != sort.startswith("-"):
        return field.desc(nulls_last=True)
    return field.asc(nulls_last=True)

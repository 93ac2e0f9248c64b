"""Which accounts somebody may see, and lists of them, filtered and sorted from allow lists."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.utils import timezone

from garant.accounts.models import Account
from garant.users.models import User
from garant.users.roles import Role

SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "id"),
    "mrr": ("-figure__mrr", "name"),
    "due": ("figure__due_on", "name"),
    "since": ("figure__customer_since", "name"),
}
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
    user: User, *, filters: Mapping[str, str], words: str = "", sort: str = "mrr"
) -> QuerySet[Account]:
    """Accounts of somebody's scope, by filters of `FILTERS`, words of their name, and a sort."""
    found = scope(user).select_related("figure")
    chosen = {FILTERS[name]: value for name, value in filters.items() if name in FILTERS and value}
    if words:
        found = found.filter(Q(name__icontains=words) | Q(account_id__iexact=words))
    return found.filter(**chosen).order_by(*SORTS.get(sort, SORTS["mrr"]))

"""Which accounts somebody may see, and lists of them, filtered and sorted from allow lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OrderBy, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from garant.accounts.models import Account, Contact, Note, Ownership, SavedView
from garant.lib.folding import folded
from garant.users import installation
from garant.users.models import User
from garant.users.roles import Role

# Every sort of the list: the word in the address, and the field as one reads it first, the largest
# on top where it has a minus. A minus in the address is the other way round.
SORTS: Mapping[str, str] = {
    "name": "name_folded",
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
# Of which accounts the list is, by where they stand.
STATES: Mapping[str, Q] = {
    "customer": Q(figure__mrr__gt=0), "left": Q(figure__left_on__isnull=False),
}  # fmt: skip
SOON = {"30": 30, "90": 90}  # the next renewal within so many days
MINE, NOBODY = "mine", "none"
ALL_BY_SETTING = "csm_sees_all"
PAGE = "accounts"


def scope(user: User) -> QuerySet[Account]:
    """The accounts that somebody may see: all, or their own for who follows or sells some."""
    if not user.may("accounts.read"):
        return Account.objects.none()
    seen = Account.objects.filter(is_test=False)
    if sees_all(user):
        return seen
    followed = owned(user)
    return seen.filter(followed | _sold(user) if user.role == Role.SALES else followed)


def within(user: User) -> Q:
    """What belongs to an account of somebody's scope, of rows that have an `account`.

    The same accounts as :func:`scope`; for who sees all of them the rows are found by what they say
    themselves, and not account by account.
    """
    if user.may("accounts.read") and sees_all(user):
        return Q(account__is_test=False)
    return Q(account__in=scope(user))


def sees_all(user: User) -> bool:
    """Whether somebody's accounts are all of them; by setting for customer success."""
    if user.role == Role.CSM:
        return installation.kept().get(ALL_BY_SETTING) == "yes"
    return user.role != Role.SALES


def _sold(user: User) -> Q:
    """The accounts with a contract or a deal of somebody's own, by their address or name.

    Salespeople cannot change their own name: they could see the deals of others by it.
    """
    names = Q(salesperson__iexact=user.email)
    if user.name.strip():
        names |= Q(salesperson__iexact=user.name)
    live = Q(voided_at=None) & names
    signed = Account._meta.get_field("signed").related_model
    deals = Account._meta.get_field("deals").related_model
    return Q(account_id__in=signed._default_manager.filter(live).values("account_id")) | Q(
        account_id__in=deals._default_manager.filter(live, account__isnull=False)
        .values("account_id")
    )  # fmt: skip


def following() -> QuerySet[Ownership]:
    """Who follows which account today; one handed over from a later day on is not yet."""
    today = timezone.localdate()
    lasts = Q(end_on=None) | Q(end_on__gt=today)
    return Ownership.objects.filter(lasts, start_on__lte=today)


def owned(user: User) -> Q:
    """The accounts that somebody follows today."""
    return Q(pk__in=following().filter(user=user).values("account_id"))


def contacts(user: User) -> QuerySet[Contact]:
    """The people that somebody may see by name."""
    if not user.may("contacts.read"):
        return Contact.objects.none()
    return Contact.objects.filter(within(user))


def levels(user: User, account: Account) -> dict[str, int]:
    """How many people an account has at each level, without saying who."""
    here = Contact.objects.filter(within(user), account=account, left_on=None)
    return dict(here.order_by().values("level").annotate(n=Count("pk")).values_list("level", "n"))


def notes(user: User) -> QuerySet[Note]:
    """The notes of the accounts that somebody may see."""
    return Note.objects.filter(within(user)).select_related("author")


def ownerships(user: User, account: Account) -> QuerySet[Ownership]:
    """Who follows an account and who did, the latest first."""
    seen = Ownership.objects.filter(within(user), account=account)
    return seen.select_related("user")


def views(user: User, page: str = PAGE) -> QuerySet[SavedView]:
    """The lists that somebody kept."""
    return SavedView.objects.filter(user=user, page=page)


def listed(
    user: User,
    *,
    filters: Mapping[str, str],
    words: str = "",
    sort: str = SORT,
    today: date | None = None,
) -> QuerySet[Account]:
    """Accounts of somebody's scope, by filters of `FILTERS`, words of their name, and a sort.

    More filters: `owner` is `mine`, `none`, or the number of a user; `state` a word of `STATES`;
    `renewal` days of `SOON`, counted from `today`. Each account has the name of who follows it
    now as `owner_name`.
    """
    found = scope(user).select_related("figure").annotate(owner_name=_owner_name())
    chosen = {FILTERS[name]: value for name, value in filters.items() if name in FILTERS and value}
    if words:
        named = Q(name_folded__contains=folded(words))
        found = found.filter(named | Q(account_id__iexact=words))
    followed = _followed(user, filters.get("owner", ""))
    state = STATES.get(filters.get("state", ""), Q())
    soon = _soon(filters.get("renewal", ""), today or timezone.localdate())
    return found.filter(followed, state, soon, **chosen).order_by(
        _ordered(sort), "name_folded", "id"
    )


def _soon(days: str, today: date) -> Q:
    if days not in SOON:
        return Q()
    return Q(figure__due_on__range=(today, today + timedelta(days=SOON[days])))


def standing(found: QuerySet[Account], today: date) -> dict[str, Any]:
    """What accounts pay a month, and how many of them come up for renewal within 90 days."""
    return found.order_by().aggregate(
        mrr=Sum("figure__mrr"), due=Count("pk", filter=_soon("90", today))
    )


def _owner_name() -> Subquery:
    held = following().filter(account=OuterRef("pk"))
    return Subquery(held.values("user__name")[:1])


def _followed(user: User, owner: str) -> Q:
    held = following()
    if owner == MINE:
        return owned(user)
    if owner == NOBODY:
        return ~Q(pk__in=held.values("account_id"))
    if owner.isdecimal() and len(owner) < 19:
        return Q(pk__in=held.filter(user_id=int(owner)).values("account_id"))
    return Q()


def values(user: User, name: str) -> list[str]:
    """The values of a filter's field in somebody's scope."""
    field = FILTERS[name]
    found = scope(user).exclude(**{field: ""}).order_by(field).values_list(field, flat=True)
    return list(found.distinct())


def owners(user: User) -> list[tuple[int, str]]:
    """Who follows an account of somebody's scope."""
    held = following().filter(within(user))
    return list(held.order_by("user__name").values_list("user_id", "user__name").distinct())


def assignable() -> QuerySet[User]:
    """Who can be given accounts to follow."""
    roles = (Role.CSM, Role.MANAGER, Role.ADMIN, Role.SALES)
    return User.objects.filter(is_active=True, role__in=roles).order_by("name", "pk")


def _ordered(sort: str) -> OrderBy:
    """A sort of the allow list; accounts without the figure come last, either way."""
    word = sort.removeprefix("-")
    if word not in SORTS:
        sort = word = SORT
    field = F(SORTS[word].removeprefix("-"))
    if SORTS[word].startswith("-") != sort.startswith("-"):
        return field.desc(nulls_last=True)
    return field.asc(nulls_last=True)

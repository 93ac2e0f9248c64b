"""What every page has around it: where one can go, who one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garant.accounts import queries as accounts_read
from garant.contracts import term_end_queries
from garant.contracts.queries import today
from garant.lib import addresses
from garant.users.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation: its address, the letter after `g`, its icon and its name.

    `counted` says what `count` counts; it is counted where it is shown, since fragments are many.
    """

    route: str
    key: str
    icon: str
    name: str | Promise
    operation: str
    counted: str | Promise = ""
    count: Callable[[], int] | None = None

    @property
    def address(self) -> str:
        """Its address."""
        return addresses.address(self.route)


FIRST = (
    Place("overview", "p", "gauge", _("Overview"), "overview.read"),
    Place("accounts", "c", "building-2", _("Accounts"), "accounts.read"),
    Place("renewals", "r", "calendar-clock", _("Renewals"), "renewals.read"),
)
# What one changes rarely: in the menu of a person.
ADMINISTRATION = (
    Place("imports", "", "file-up", _("Imports"), "imports.read"),
    Place("facts_all", "", "table-properties", _("Facts"), "contracts.edit"),
    Place("settings", "", "settings", _("Settings"), "preferences.own"),
    Place("settings_people", "", "users-round", _("People"), "users.read"),
    Place("audit", "", "scroll-text", _("Audit trail"), "audit.read"),
)
UNDERSTAND = (
    Place("cohorts", "o", "table-2", _("Cohorts"), "cohorts.read"),
    Place("metrics", "d", "book-open", _("Metrics"), "metrics.read"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The navigation that the reader's role allows, and which of its places this page is."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"base_url": settings.BASE_URL}
    match = request.resolver_match
    return {
        "places": [*map(_counting(user), (one for one in FIRST if user.may(one.operation)))],
        "understand": [place for place in UNDERSTAND if user.may(place.operation)],
        "administration": [place for place in ADMINISTRATION if user.may(place.operation)],
        "here": match.url_name if match else "",
        "base_url": settings.BASE_URL,
        "may_repair": user.may("contracts.edit"),
    }


def _counting(user: User) -> Callable[[Place], Place]:
    """Places with what they count, asked in one statement, and only by a page that shows it."""
    counts = cache(lambda: _counts(user))

    def counting(place: Place) -> Place:
        if place.route not in COUNTED:
            return place
        return replace(
            place, count=lambda: counts()[place.route], counted=COUNTED[place.route]
        )  # fmt: skip

    return counting


def _counts(user: User) -> Mapping[str, int]:
    found = {
        "accounts": accounts_read.scope(user),
        "renewals": term_end_queries.to_decide(term_end_queries.ends(user), today()),
    }
    asked = [Subquery(_number(rows)) for rows in found.values()]
    return dict(zip(found, User.objects.filter(pk=user.pk).values_list(*asked).get(), strict=True))


def _number(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    counted: QuerySet[Any, Any] = rows.order_by().annotate(number=number).values("number")
    return counted


# The places that count something, and what that is if not their name.
COUNTED: Mapping[str, str | Promise] = {
    "accounts": "", "renewals": _("to decide within 30 days"),
}  # fmt: skip


def named(user: User, words: str) -> list[Place]:
    """The places that somebody may go to, by some words of their name."""
    among = (place for place in (*FIRST, *UNDERSTAND, *ADMINISTRATION) if user.may(place.operation))
    return [place for place in among if words.casefold() in str(place.name).casefold()]

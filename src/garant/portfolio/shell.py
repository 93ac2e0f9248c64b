"""What every page has around it: where one can go, who one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garant.lib import addresses
from garant.users.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the navigation: its address, the letter after `g`, its icon and its name."""

    route: str
    key: str
    icon: str
    name: str | Promise
    operation: str

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
        "places": [place for place in FIRST if user.may(place.operation)],
        "understand": [place for place in UNDERSTAND if user.may(place.operation)],
        "administration": [place for place in ADMINISTRATION if user.may(place.operation)],
        "here": match.url_name if match else "",
        "base_url": settings.BASE_URL,
        "may_repair": user.may("contracts.edit"),
    }


def named(user: User, words: str) -> list[Place]:
    """The places that somebody may go to, by some words of their name."""
    among = (place for place in (*FIRST, *UNDERSTAND, *ADMINISTRATION) if user.may(place.operation))
    return [place for place in among if words.casefold() in str(place.name).casefold()]

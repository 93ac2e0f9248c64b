"""The filters of the list of renewals, and how each is called where it is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import ngettext

from garant.contracts import term_end_queries
from garant.contracts.models import Outcome
from garant.portfolio import figures_page
from garant.portfolio.templatetags.garant import day
from garant.users.models import User


class Filter(NamedTuple):
    """A filter that is on: its word in the address, what it lets through, what it is called."""

    name: str
    value: str
    label: str


def chosen(words: Mapping[str, str], user: User) -> list[Filter]:
    """The filters that are on, in their own order; what is none of them is left out."""
    given = [(name, words.get(name, ""), call) for name, call in CALLED.items()]
    found = [Filter(name, value, call(value, user)) for name, value, call in given if value]
    return [one for one in found if one.label]


def asked(words: Mapping[str, str]) -> bool:
    """Whether an address asks for some of the list only."""
    return any(words.get(name) for name in CALLED)


def _month(value: str, _user: User) -> str:
    month = figures_page.month_of(value)
    return figures_page.month_name(month) if month else ""


def _day(value: str, _user: User) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return ""


def _owner(value: str, user: User) -> str:
    names = {str(pk): name for pk, name in term_end_queries.owners(user)}
    return names.get(value, value if value.isdecimal() else "")


def _segment(value: str, _user: User) -> str:
    return value


def _status(value: str, _user: User) -> str:
    return str(Outcome(value).label) if value in Outcome.values else ""


def _within(value: str, _user: User) -> str:
    if not value.isdecimal():
        return ""
    n = int(value)
    return ngettext("To decide within {n} day", "To decide within {n} days", n).format(n=n)


CALLED: Mapping[str, Callable[[str, User], str]] = {
    "month": _month, "day": _day, "owner": _owner, "segment": _segment, "status": _status,
    "within": _within,
}  # fmt: skip

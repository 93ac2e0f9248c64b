"""The list of accounts: its filters, those that are on, the views one kept, and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from garant.accounts import queries
from garant.accounts.forms import AssignForm, ViewForm
from garant.accounts.models import Account
from garant.contracts.queries import currency, refreshed, today
from garant.portfolio import figures_page
from garant.users.models import User
from garant.users.permissions import known

ROWS = 50
FIELDS = {field.name: field for field in Account._meta.fields}
# What an address of the list may say.
KEPT = ("q", "owner", "state", "renewal", "sort", *queries.FILTERS)


class Filter(NamedTuple):
    """A filter that is on: its word in the address, what it lets through, what it is called."""

    name: str
    value: str
    label: str


class Choice(NamedTuple):
    """A filter to choose: its word, its name, its values with their names, and the one it has."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


def context(request: HttpRequest) -> dict[str, Any]:
    """What the page shows."""
    user = known(request)
    filters, choosing = chosen(request.GET, user), "filter" in request.GET
    kept = [(view, kept_query(view.query)) for view in queries.views(user)]
    asked, shown = kept_query(request.GET.urlencode()), refreshed()
    day = today(shown)
    listed, own = found(user, request.GET.dict(), day), not queries.sees_all(user)
    return {
        "rows": Paginator(listed, ROWS).get_page(request.GET.get("page")),
        "currency": currency(), "today": day, "filters": filters,
        "chips": _chips(filters, own=own),
        "standing": queries.standing(listed, day),
        "soon": "" if request.GET.get("renewal") else kept_query(f"{asked}&renewal=90"),
        "choices": choices(request.GET, user) if choosing else [],
        "filters_said": ", ".join(one.label for one in filters),
        "open_filters": choosing, "keeps": "keep" in request.GET,
        "views": [(view, query, query == asked) for view, query in kept], "asked": asked,
        "view_form": ViewForm(initial={"query": asked}),
        "assign_form": AssignForm() if user.may("accounts.assign") else None,
        "own": own, "stamp": figures_page.standing(shown),
    }  # fmt: skip


def found(user: User, asked: Mapping[str, str], day: date) -> QuerySet[Account]:
    """The accounts that an address asks for, as seen on a day."""
    return queries.listed(
        user, filters=asked, words=asked.get("q", "").strip(),
        sort=asked.get("sort", queries.SORT), today=day,
    )  # fmt: skip


def kept_query(query: str) -> str:
    """Of an address what the list understands, in an order of its own: two that ask alike match."""
    said = dict(parse_qsl(query))
    return urlencode({name: said[name] for name in KEPT if said.get(name)})


def chosen(asked: QueryDict, user: User) -> list[Filter]:
    """The filters of an address, in their own order."""
    found = [
        Filter(name, value, _("{field}: {value}").format(
            field=FIELDS[field].verbose_name, value=value))
        for name, field in queries.FILTERS.items()
        if (value := asked.get(name, ""))
    ]  # fmt: skip
    for name, said in _standing().items():
        if (value := asked.get(name, "")) in said:
            found.append(Filter(name, value, said[value]))
    if words := asked.get("q", "").strip():
        found.append(Filter("q", words, _("Named “{words}”").format(words=words)))
    if owner := asked.get("owner", ""):
        named = _owners(user).get(owner)
        found += [Filter("owner", owner, named)] if named else []
    return found


def _standing() -> dict[str, dict[str, str]]:
    """The words of where an account stands, and what they are called."""
    return {
        "state": {"customer": _("Customers"), "left": _("Left")},
        "renewal": {"30": _("Renewal within 30 days"), "90": _("Renewal within 90 days")},
    }


def _chips(filters: list[Filter], *, own: bool) -> list[Filter]:
    """The filters that one click sets, then those that are on besides."""
    mine = [] if own else [Filter("owner", queries.MINE, _("My accounts"))]
    standing = _standing()
    at_hand = [
        *mine, Filter("state", "customer", standing["state"]["customer"]),
        Filter("renewal", "90", standing["renewal"]["90"]),
    ]  # fmt: skip
    return [*at_hand, *(one for one in filters if one not in at_hand)]


def _owners(user: User) -> Mapping[str, str]:
    people = {
        str(pk): _("Followed by {name}").format(name=name) for pk, name in queries.owners(user)
    }
    return {queries.MINE: _("My accounts"), queries.NOBODY: _("Followed by nobody"), **people}


def choices(asked: QueryDict, user: User) -> list[Choice]:
    """The filters that one can choose: those with more than one value."""
    offered = [
        Choice(name, str(FIELDS[field].verbose_name),
               [(value, value) for value in queries.values(user, name)], asked.get(name, ""))
        for name, field in queries.FILTERS.items()
    ]  # fmt: skip
    owner = Choice("owner", _("Owner"), list(_owners(user).items()), asked.get("owner", ""))
    states = list(_standing()["state"].items())
    state = Choice("state", _("Standing"), states, asked.get("state", ""))
    days = [(days, _("Within {n} days").format(n=days)) for days in queries.SOON]
    soon = Choice("renewal", _("Renewal"), days, asked.get("renewal", ""))
    return [owner, state, soon, *(one for one in offered if len(one.options) > 1)]

"""The list of accounts: which filters its address holds, and how they are called."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest

from garant.accounts.models import Account
from garant.accounts.queries import FILTERS

FIELDS = {field.name: field for field in Account._meta.fields}


class Filter(NamedTuple):
    """A filter that is on: its word in the address, what it lets through, what it is called."""

    name: str
    value: str
    label: str


def chosen(request: HttpRequest) -> list[Filter]:
    """The filters of an address, in their own order."""
    return [
        Filter(name, value, f"{FIELDS[field].verbose_name}: {value}")
        for name, field in FILTERS.items()
        if (value := request.GET.get(name, ""))
    ]

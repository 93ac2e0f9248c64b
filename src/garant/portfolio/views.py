"""The pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from garant.accounts import queries as accounts_read
from garant.lib.pages import page
from garant.portfolio import overview_page

ROWS = 50


@page("overview.read")
def overview(request: HttpRequest) -> HttpResponse:
    """How the company stands, in one sentence, four figures and two pictures."""
    return render(request, "portfolio/overview.html", overview_page.context(request))


@page("accounts.read")
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts, filtered and sorted by the address."""
    found = accounts_read.listed(
        request.user, filters=request.GET, words=request.GET.get("q", ""),
        sort=request.GET.get("sort", "mrr"),
    )  # fmt: skip
    rows = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "portfolio/accounts.html", {"rows": rows})

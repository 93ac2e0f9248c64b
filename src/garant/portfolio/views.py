"""The pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from garant.accounts import queries as accounts_read
from garant.contracts.queries import currency
from garant.lib.pages import page
from garant.portfolio import accounts_page, overview_page, shell
from garant.users import actions as users_write
from garant.users.permissions import known

ROWS = 50
FOUND = 8
SWITCHES = ("language", "theme")


@page("overview.read")
def overview(request: HttpRequest) -> HttpResponse:
    """How the company stands, in one sentence, four figures and two pictures."""
    return render(request, "portfolio/overview.html", overview_page.context(request))


@page("accounts.read")
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts, filtered and sorted by the address."""
    found = accounts_read.listed(
        known(request), filters=request.GET.dict(), words=request.GET.get("q", ""),
        sort=request.GET.get("sort", accounts_read.SORT),
    )  # fmt: skip
    rows = Paginator(found, ROWS).get_page(request.GET.get("page"))
    filters = accounts_page.chosen(request)
    return render(
        request,
        "portfolio/accounts.html",
        {"rows": rows, "currency": currency(), "filters": filters},
    )


@page("accounts.read")
def search(request: HttpRequest) -> HttpResponse:
    """Accounts, then pages, by some words of their names."""
    words, who = request.GET.get("q", "").strip(), known(request)
    found = {
        "q": words,
        "accounts": accounts_read.listed(who, filters={}, words=words)[:FOUND] if words else (),
        "pages": shell.named(who, words) if words else (),
    }
    asked = "search_results" if request.headers.get("HX-Request") else "search"
    return render(request, f"portfolio/{asked}.html", found)


@page("preferences.own")
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep one's language or theme, and go back to where one was."""
    chosen = {name: request.POST[name] for name in SWITCHES if name in request.POST}
    users_write.prefer(user=known(request), **chosen)
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if ours else "overview")

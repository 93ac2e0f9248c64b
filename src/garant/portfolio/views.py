"""The pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from garant.accounts import queries as accounts_read
from garant.lib.pages import page
from garant.portfolio import shell
from garant.users import actions as users_write
from garant.users.permissions import known

FOUND = 8
SWITCHES = ("language", "theme")


@page("overview.read")
def search(request: HttpRequest) -> HttpResponse:
    """The accounts that one may see, then pages, by some words of their names."""
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

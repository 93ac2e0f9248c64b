"""The list of accounts: read, taken away as CSV, kept as a view, dealt out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from garant.accounts import actions, queries
from garant.accounts.forms import AssignForm, ViewForm
from garant.accounts.models import Account
from garant.contracts.queries import today
from garant.lib import problems
from garant.lib.pages import page
from garant.metrics.errors import RequestError
from garant.portfolio import accounts_page, figures_csv
from garant.users.permissions import known

COLUMNS = (
    "account_id", "name", "segment", "industry", "region", "country", "channel", "employees",
    "owner", "mrr", "mrr_year_ago", "customer_since", "left_on", "due_on", "notice_on",
)  # fmt: skip
MOST = 500


@page("accounts.read")
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts, filtered and sorted by the address."""
    return render(request, "portfolio/accounts.html", accounts_page.context(request))


@page("accounts.export")
def accounts_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same accounts as CSV, all of them."""
    found = accounts_page.found(known(request), request.GET.dict(), today())
    rows = found.iterator(chunk_size=1000)
    return figures_csv.answer("accounts", COLUMNS, _cells(rows))


def _cells(rows: Iterator[Any]) -> Iterator[tuple[Any, ...]]:
    for one in rows:
        figure = getattr(one, "figure", None)
        yield (
            one.account_id, one.name, one.segment, one.industry, one.region, one.country,
            one.channel, one.employees, one.owner_name,
            *(getattr(figure, name, None) for name in COLUMNS[9:]),
        )  # fmt: skip


@page("accounts.assign")
@require_POST
def accounts_assign(request: HttpRequest) -> HttpResponse:
    """Give the accounts that were ticked to somebody, or all of the list."""
    query = request.POST.get("query", "")
    back, found = _back(query), list(_chosen(request, query))
    form = AssignForm(request.POST)
    if not found:
        messages.error(request, _("Tick the accounts first."))
    elif not form.is_valid():
        messages.error(request, _("Choose who follows them, and a day that exists."))
    else:
        _assign(request, found, form)
    return redirect(back)


def _chosen(request: HttpRequest, query: str) -> QuerySet[Account]:
    if "all" in request.POST:
        asked = dict(parse_qsl(accounts_page.kept_query(query)))
        return accounts_page.found(known(request), asked, today())
    ticked = [int(one) for one in request.POST.getlist("account")[:MOST] if one.isdecimal()]
    return queries.scope(known(request)).filter(pk__in=ticked)


def _assign(request: HttpRequest, found: list[Account], form: AssignForm) -> None:
    try:
        n = actions.assign(by=known(request), accounts=found, **form.cleaned_data)
    except RequestError as error:
        messages.error(request, problems.sentence(error))
        return
    said = ngettext(
        "{n} account is now followed by {name}.", "{n} accounts are now followed by {name}.", n
    )
    messages.success(request, said.format(n=n, name=form.cleaned_data["to"]))


@page("views.keep")
@require_POST
def view_keep(request: HttpRequest) -> HttpResponse:
    """Keep the list under a name."""
    form = ViewForm(request.POST)
    query = accounts_page.kept_query(request.POST.get("query", ""))
    if form.is_valid():
        name = form.cleaned_data["name"]
        view = actions.keep_view(by=known(request), page=queries.PAGE, name=name, query=query)
        messages.success(request, _("The view “{name}” is kept.").format(name=view.name),
                         extra_tags=reverse("view_forget", args=[view.pk]))  # fmt: skip
    else:
        messages.error(request, _("Give the view a name of at most 60 letters."))
    return redirect(_back(query))


@page("views.keep")
@require_POST
def view_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of a view of one's own."""
    who = known(request)
    view = get_object_or_404(queries.views(who), pk=pk)
    actions.forget_view(by=who, view=view)
    messages.success(request, _("The view “{name}” is gone.").format(name=view.name))
    return redirect("accounts")


def _back(query: str) -> str:
    asked = accounts_page.kept_query(query)
    return f"{reverse('accounts')}?{asked}" if asked else reverse("accounts")

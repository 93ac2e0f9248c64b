"""Facts changed by hand: contracts, lines, discounts, pauses, deals; products, spend and rates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from garant.accounts.models import Account
from garant.charts import labels
from garant.contracts import actions, fact_queries, settings_actions
from garant.contracts.forms import FactForm, form_of
from garant.contracts.models import Fact
from garant.contracts.rules import DoubtfulError
from garant.contracts.words import NAMES, choice, told
from garant.lib import problems
from garant.lib.pages import page
from garant.metrics.errors import DataError, RequestError
from garant.portfolio.account_views import seen
from garant.portfolio.templatetags.garant import lang
from garant.users.permissions import known
from garant.users.roles import Department

ROWS = 50
# The tables that belong to no account, and the columns that their lists show.
LISTS: dict[str, tuple[str, ...]] = {
    "product": ("product_id", "name", "family"),
    "spend": ("month", "department", "kind", "amount", "currency"),
    "opportunity": ("opportunity_id", "account_id", "outcome", "opened_on", "closed_on"),
    "fx_rate": ("from_currency", "to_currency", "valid_from", "valid_to", "rate"),
}
LATEST = {"spend": "-month", "opportunity": "-opened_on", "fx_rate": "-valid_from"}


@page("contracts.edit")
def facts(request: HttpRequest, table: str) -> HttpResponse:
    """The live rows of a table that belongs to no account."""
    if table not in LISTS:
        raise Http404
    found = fact_queries.live(known(request), table).order_by(LATEST.get(table, "name"), "pk")
    rows = Paginator(found, ROWS).get_page(request.GET.get("page"))
    model = fact_queries.EDITABLE[table]
    names = [str(model._meta.get_field(one.removesuffix("_id") if one == "account_id" else one)
                 .verbose_name) for one in LISTS[table]]  # type: ignore[union-attr]  # fmt: skip
    cells = [(row, [_cell(table, row, one) for one in LISTS[table]]) for row in rows]
    shown = {"table": table, "name": NAMES[table], "columns": names, "cells": cells, "rows": rows,
             "tables": {one: NAMES[one] for one in LISTS}}  # fmt: skip
    return render(request, "portfolio/facts.html", shown)


def _cell(table: str, row: Fact, name: str) -> Any:
    """A cell of a list; a month is written as one, and a word as people read it."""
    value = getattr(row, name)
    if name == "month":
        return labels.whole_month(value, lang())
    if name == "department":
        return dict(Department.choices).get(value, value)
    return choice(table, value) if name in {"kind", "outcome"} else value


@page("contracts.edit")
def fact_new(request: HttpRequest, table: str, account: int | None = None) -> HttpResponse:
    """A new fact, of an account or of none."""
    about = seen(request, account) if account is not None else None
    needs = table in NAMES and table not in LISTS
    if table not in NAMES or (about is None and needs):
        raise Http404
    made = form_of(table, user=known(request), account=about)
    given = {one: request.GET[one] for one in made.base_fields if one in request.GET}
    form = made(request.POST or None, initial=given)
    if request.method == "POST" and (fact := _written(request, form, table, about, None)):
        messages.success(request, _("Recorded. The figures follow with the next refresh."),
                         extra_tags=reverse("fact_void", args=[table, fact.pk]))  # fmt: skip
        return _back(table, about)
    return _form(request, form, table, about, None)


@page("contracts.edit")
def fact(request: HttpRequest, table: str, pk: int) -> HttpResponse:
    """A fact, to change: the old version stays known for the days before."""
    held = _held(request, table, pk)
    about = fact_queries.account_of(held)
    made = form_of(table, user=known(request), account=about, held=held)
    form = made(request.POST or None, initial=_now(held, made))
    if request.method == "POST" and _written(request, form, table, about, held):
        messages.success(request, _("Recorded. The figures follow with the next refresh."))
        return _back(table, about)
    return _form(request, form, table, about, held)


@page("contracts.edit")
@require_POST
def fact_void(request: HttpRequest, table: str, pk: int) -> HttpResponse:
    """Take a fact back; the toast puts it back."""
    held = _held(request, table, pk)
    about = fact_queries.account_of(held)
    try:
        actions.void_fact(by=known(request), table=table, fact=held)
    except RequestError as error:
        messages.error(request, problems.sentence(error))
        return redirect("fact", table, pk)
    messages.success(request, _("Taken back. The figures follow with the next refresh."),
                     extra_tags=reverse("fact_restore", args=[table, pk]))  # fmt: skip
    return _back(table, about)


@page("contracts.edit")
@require_POST
def fact_restore(request: HttpRequest, table: str, pk: int) -> HttpResponse:
    """Put back a fact that was taken back by hand."""
    if table not in NAMES:
        raise Http404
    held = get_object_or_404(fact_queries.EDITABLE[table], pk=pk)
    try:
        actions.restore_fact(by=known(request), table=table, fact=held)
        messages.success(request, _("It is back. The figures follow with the next refresh."))
    except DataError as error:
        messages.error(request, " ".join(told(one, table) for one in error.problems))
    except RequestError as error:
        messages.error(request, problems.sentence(error))
    return _back(table, fact_queries.account_of(held))


def _held(request: HttpRequest, table: str, pk: int) -> Fact:
    """A live fact that the reader may see."""
    if table not in NAMES:
        raise Http404
    held: Fact = get_object_or_404(fact_queries.live(known(request), table), pk=pk)
    return held


def _now(held: Fact, made: type[FactForm]) -> dict[str, Any]:
    """What a fact says now, exact numbers without the zeros behind them."""
    values = {name: getattr(held, name) for name in made.base_fields}
    return {n: _short(v) if hasattr(v, "normalize") else v for n, v in values.items()}


def _short(value: Any) -> str:
    return format(value.normalize(), "f")


def _written(
    request: HttpRequest, form: FactForm, table: str, about: Account | None, held: Fact | None
) -> Fact | None:
    """Write what a form says; what is wrong with it is said beside the fields."""
    if not form.is_valid():
        return None
    values = form.values()
    if about is not None and table in fact_queries.OF_ACCOUNT:
        values["account"] = about
    accepted = request.POST.get("accepted", "")
    try:
        return actions.write_fact(
            by=known(request), table=table, values=values, in_place_of=held, accepted=accepted
        )
    except DoubtfulError as error:
        form.doubt(error, table)
    except (DataError, ValidationError) as error:
        form.refuse(error, table)
    except RequestError as error:
        form.add_error(None, problems.sentence(error))
    return None


def _back(table: str, about: Account | None) -> HttpResponse:
    if about is not None:
        return redirect(f"{reverse('account', args=[about.pk])}#contracts")
    return redirect("facts", table if table in LISTS else "product")


def _form(
    request: HttpRequest, form: FactForm, table: str, about: Account | None, held: Fact | None
) -> HttpResponse:
    settings = settings_actions.in_force()
    shown = {
        "form": form, "table": table, "name": NAMES[table], "account": about, "held": held,
        "pinned": settings.known_on() if settings.known_as_of is not None else None,
    }  # fmt: skip
    return render(request, "portfolio/fact.html", shown)

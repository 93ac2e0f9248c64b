"""The page of an account, and what is changed from it: its fields, people, owner and notes."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from garant.accounts import actions, queries
from garant.accounts.forms import AccountForm, AssignForm, ContactForm, NoteForm
from garant.accounts.models import Account, Contact, Note
from garant.contracts import fact_queries
from garant.lib import problems
from garant.lib.pages import page
from garant.metrics.errors import RequestError
from garant.portfolio import account_page, figures_csv
from garant.users.permissions import known


def seen(request: HttpRequest, pk: int) -> Account:
    """An account that the reader may see; anything else is not there."""
    return get_object_or_404(queries.scope(known(request)).select_related("parent"), pk=pk)


def tried(form: BaseForm, do: Callable[[], object]) -> bool:
    """Do what a form asks for, if it is whole; why not is added to what is wrong with it."""
    if not form.is_valid():
        return False
    try:
        do()
    except RequestError as error:
        form.add_error(getattr(form, "blames", None), problems.sentence(error))
    except ValidationError as error:
        for name, said in problems.by_field(error):
            form.add_error(name if name in form.fields else None, said)
    return not form.errors


@page("accounts.read")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: how it stands, its contracts, its people, what happened."""
    found = seen(request, pk)
    return render(request, "portfolio/account.html", account_page.context(request, found))


@page("accounts.export")
def account_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """What the account paid at each month's end in which it moved, and how it moved."""
    one = seen(request, pk)
    rows = (
        (row.month, row.opening, row.net, row.net_amount, row.closing)
        for row in fact_queries.months(one)
    )
    columns = ("month", "opening", "movement", "amount", "closing")
    return figures_csv.answer(f"account-{pk}", columns, rows)


def _form(request: HttpRequest, one: Account, form: BaseForm, *, said: str) -> HttpResponse:
    """A form about an account, on a page of its own."""
    shown = {"account": one, "form": form, "said": said}
    return render(request, "portfolio/account_form.html", shown)


@page("accounts.edit")
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of an account."""
    one, who = seen(request, pk), known(request)
    form = AccountForm(request.POST or None, instance=seen(request, pk), user=who)
    if request.method == "POST" and tried(
        form, lambda: actions.edit(by=who, account=one, values=form.values())
    ):
        messages.success(request, _("The account is recorded."))
        return redirect("accounts" if form.cleaned_data["is_test"] else "account", *_at(form, one))
    return _form(request, one, form, said=_("Edit the account"))


def _at(form: AccountForm, one: Account) -> list[int]:
    return [] if form.cleaned_data["is_test"] else [one.pk]


@page("accounts.assign")
def account_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Who follows the account, from which day on."""
    one, who = seen(request, pk), known(request)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda: actions.assign(by=who, accounts=[one], **form.cleaned_data)
    ):
        said = _("{name} follows the account.").format(name=form.cleaned_data["to"])
        messages.success(request, said)
        return redirect("account", one.pk)
    return _form(request, one, form, said=_("Change the owner"))


@page("contacts.edit")
def contact_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A person to add."""
    one, who = seen(request, pk), known(request)
    level = request.GET.get("level", "")
    form = ContactForm(request.POST or None, initial={"level": level})
    if request.method == "POST" and tried(
        form, lambda: actions.add_contact(by=who, account=one, values=form.cleaned_data)
    ):
        said = _("{name} is added.").format(name=form.cleaned_data["name"])
        messages.success(request, said)
        return redirect(f"{reverse('account', args=[one.pk])}#people")
    return _form(request, one, form, said=_("Add a person"))


@page("contacts.edit")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of a person; the day they left."""
    who = known(request)
    one = get_object_or_404(queries.contacts(who).select_related("account"), pk=pk)
    form = ContactForm(request.POST or None, instance=Contact.objects.get(pk=one.pk))
    if request.method == "POST" and tried(
        form, lambda: actions.change_contact(by=who, contact=one, values=form.cleaned_data)
    ):
        messages.success(request, _("Recorded: {name}.").format(name=form.cleaned_data["name"]))
        return redirect(f"{reverse('account', args=[one.account_id])}#people")
    return _form(request, one.account, form, said=_("Change {name}").format(name=one.name))


# ---------------------------------------------------------------- notes


@page("notes.write")
def note_write(request: HttpRequest, pk: int) -> HttpResponse:
    """A note about the account."""
    one, who = seen(request, pk), known(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda: actions.write_note(by=who, account=one, text=form.cleaned_data["text"])
    ):
        messages.success(request, _("The note is kept."))
        return redirect(f"{reverse('account', args=[one.pk])}#notes")
    return _form(request, one, form, said=_("Write a note"))


@page("notes.write")
@require_POST
def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a note of one's own; the toast puts it back."""
    note = _note(request, pk)
    actions.delete_note(by=known(request), note=note)
    messages.success(request, _("The note is taken back."),
                     extra_tags=reverse("note_restore", args=[note.pk]))  # fmt: skip
    return redirect(f"{reverse('account', args=[note.account_id])}#notes")


@page("notes.write")
@require_POST
def note_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back a note of one's own."""
    note = _note(request, pk)
    actions.restore_note(by=known(request), note=note)
    messages.success(request, _("The note is back."))
    return redirect(f"{reverse('account', args=[note.account_id])}#notes")


def _note(request: HttpRequest, pk: int) -> Note:
    """A note of one's own, of an account that one may see."""
    who = known(request)
    note = get_object_or_404(Note.every.filter(account__in=queries.scope(who)), pk=pk)
    if note.author_id != who.pk:
        raise PermissionDenied("notes.write")
    return note

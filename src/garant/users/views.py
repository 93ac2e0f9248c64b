"""The pages of one's own settings, and those of people, invitations and the company's log-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from garant.lib import mail, once, problems
from garant.lib.pages import page
from garant.metrics.errors import RequestError
from garant.users import actions, forms, installation, mails, queries
from garant.users.confirming import confirmed
from garant.users.models import ApiToken, IdentityProvider, Invitation, User
from garant.users.permissions import known
from garant.users.roles import Role


def tried(form: Form, do: Callable[[], object]) -> bool:
    """Do what a form asks for, if it is whole; why not is added to what is wrong with it."""
    if not form.is_valid():
        return False
    try:
        do()
    except RequestError as error:
        form.add_error(None, problems.sentence(error))
        return False
    return True


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent; nothing where the page was only asked for."""
    return request.POST if request.method == "POST" else None


# ---------------------------------------------------------------- oneself


@page("preferences.own")
def own(request: HttpRequest) -> HttpResponse:
    """One's own name and preferences."""
    who = known(request)
    now = {name: getattr(who, name) for name in actions.PREFERENCES}
    form = forms.ProfileForm(posted(request), initial=now)
    if request.method == "POST" and tried(
        form, lambda: actions.prefer(user=who, **form.cleaned_data)
    ):
        with translation.override(who.language):
            messages.success(request, _("Your settings are recorded."))
        return redirect("settings")
    return render(request, "users/own.html", {"form": form})


@page("tokens.own")
@confirmed
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a new one; what a program must carry is shown once."""
    who, carried = known(request), ""
    form = forms.TokenForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _token, carried = actions.make_token(
            user=who, label=given["label"], read_only=given["read_only"], days=int(given["days"])
        )
        form = forms.TokenForm()
    shown = {"form": form, "carried": carried, "tokens": queries.tokens_of(who)}
    answer = render(request, "users/tokens.html", shown)
    if carried:
        answer.headers["Cache-Control"] = "no-store"
    return once.done(answer, reverse("settings_people"))


@page("tokens.own")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token of one's own."""
    token = get_object_or_404(ApiToken, pk=pk, user=known(request))
    actions.revoke_token(user=known(request), token=token)
    messages.success(request, _("The token opens nothing any more."))
    return redirect("settings_tokens")


# ---------------------------------------------------------------- people


@page("users.read")
def people(request: HttpRequest) -> HttpResponse:
    """Who logs in here, who is invited."""
    shown = {
        "people": queries.everybody(), "invitations": queries.waiting(),
        "may_edit": known(request).may("users.edit"),
    }  # fmt: skip
    return render(request, "users/people.html", shown)


@page("users.edit", slow=True)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody, by mail."""
    likely = {"language": known(request).language, "role": Role.CSM}
    form = forms.InviteForm(posted(request), initial=likely)
    made: list[tuple[Invitation, str]] = []
    if request.method == "POST" and tried(
        form, lambda: made.append(actions.invite(by=known(request), **form.cleaned_data))
    ):
        return _sent(request, *made[0])
    return render(request, "users/invite.html", {"form": form})


@page("users.edit", slow=True)
@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link for an invitation, by mail."""
    one = get_object_or_404(Invitation, pk=pk)
    try:
        return _sent(request, *actions.invite_again(by=known(request), invitation=one))
    except RequestError as error:
        return _said(request, error, "settings_people")


def _sent(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """Send the mail of an invitation; where none leaves, the link is to be handed over by hand."""
    failed = mails.deliver(mails.invitation(invitation, secret))
    queries.keep_mail_failure(invitation, failed)
    if not failed and mail.leaves():
        messages.success(
            request, _("The invitation is on its way to {email}.").format(email=invitation.email)
        )
        return redirect("settings_people")
    shown = {
        "invitation": invitation, "failed": failed,
        "address": mails.invitation_address(invitation, secret),
    }  # fmt: skip
    answer = render(request, "users/invited.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return once.done(answer, reverse("settings_people"))


@page("users.edit")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    one = get_object_or_404(Invitation, pk=pk)
    try:
        actions.withdraw(by=known(request), invitation=one)
    except RequestError as error:
        return _said(request, error, "settings_people")
    messages.success(request, _("The invitation opens nothing any more."))
    return redirect("settings_people")


@page("users.edit")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's role and department."""
    one = get_object_or_404(User, pk=pk)
    now = {"role": one.role, "department": one.department}
    form = forms.PersonForm(posted(request), initial=now)
    if request.method == "POST" and tried(
        form,
        lambda: actions.change_role(
            by=known(request), user=one, is_active=one.is_active, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Recorded for {name}.").format(name=one))
        return redirect("settings_people")
    return render(request, "users/person.html", {"form": form, "person": one})


@page("users.edit")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep somebody out, at once."""
    return _let(request, pk, may=False, said=_("{name} can no longer log in."))


@page("users.edit")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    return _let(request, pk, may=True, said=_("{name} can log in again."))


@page("users.edit")
@confirmed
@require_POST
def end_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off the second step of somebody who lost it."""
    one = get_object_or_404(User, pk=pk)
    actions.end_second_step(by=known(request), user=one)
    messages.success(request, _("{name} sets up another second step.").format(name=one))
    return redirect("person", pk)


def _let(request: HttpRequest, pk: int, *, may: bool, said: str) -> HttpResponse:
    one = get_object_or_404(User, pk=pk)
    try:
        actions.change_role(by=known(request), user=one, role=one.role, is_active=may)
    except RequestError as error:
        return _said(request, error, "settings_people")
    undo = reverse("person_close" if may else "person_reopen", args=[one.pk])
    messages.success(request, said.format(name=one), extra_tags=undo)
    return redirect("settings_people")


# ---------------------------------------------------------------- how people log in


@page("settings.edit")
def login(request: HttpRequest) -> HttpResponse:
    """Who needs a second step."""
    now = {"mfa_required": installation.mfa_required()}
    form = forms.ProtectionForm(posted(request), initial=now)
    if request.method == "POST" and form.is_valid():
        chosen = {"mfa_required": "yes" if form.cleaned_data["mfa_required"] else "no"}
        actions.configure(by=known(request), values=chosen)
        messages.success(request, _("Recorded: who needs a second step."))
        return redirect("settings_login")
    return _login(request, {"protection": form})


@page("settings.edit")
@require_POST
def provider(request: HttpRequest) -> HttpResponse:
    """The company's own log-in."""
    form = forms.ProviderForm(request.POST)
    if tried(form, lambda: actions.set_provider(by=known(request), **form.cleaned_data)):
        messages.success(request, _("People can come in through your company’s log-in."))
        return redirect("settings_login")
    return _login(request, {"provider_form": form})


@page("settings.edit")
@require_POST
def remove_provider(request: HttpRequest) -> HttpResponse:
    """No company log-in any more."""
    actions.remove_provider(by=known(request))
    messages.success(request, _("Your company’s log-in is taken off."))
    return redirect("settings_login")


def _login(request: HttpRequest, given: Mapping[str, Any]) -> HttpResponse:
    held = IdentityProvider.objects.first()
    now = {"name": held.name, "issuer": held.issuer, "client_id": held.client_id} if held else {}
    back = reverse("openid_connect_callback", args=[held.code]) if held else ""
    shown = {
        "protection": forms.ProtectionForm(initial={"mfa_required": installation.mfa_required()}),
        "provider_form": forms.ProviderForm(initial=now), "provider": held,
        "callback": mail.link(back) if back else "", **given,
    }  # fmt: skip
    return render(request, "users/login.html", shown)


def _said(request: HttpRequest, error: RequestError, route: str) -> HttpResponse:
    messages.error(request, problems.sentence(error))
    return redirect(route)

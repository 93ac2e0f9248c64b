"""Whoever may change much needs a second step at login, and can do nothing else before."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils.translation import gettext as _

from garant.users import installation
from garant.users.models import User
from garant.users.roles import NEEDS_MFA, Role

COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What one needs to set a second step up, or to leave.
ON_THE_WAY = frozenset({
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn",
    "account_reauthenticate", "account_logout", "preferences", "healthz", "readyz",
})  # fmt: skip


class SecondStepMiddleware:
    """Leads administrators and managers without a second step to where they set one up."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or lead there."""
        user = request.user
        if not isinstance(user, User) or _on_the_way(request) or not lacks(user):
            return self.answer(request)
        messages.warning(request, _("Your role needs a second step at login. Set one up to go on."))
        return redirect("mfa_index")


def lacks(user: User) -> bool:
    """Whether somebody needs a second step and has none."""
    if Role(user.role) not in NEEDS_MFA:
        return False
    if Authenticator.objects.filter(user=user, type__in=COUNTS).exists():
        return False
    return installation.mfa_required()


def _on_the_way(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in ON_THE_WAY
    except Resolver404:
        return False

"""Asking again who somebody is, before what opens doors: a browser may have been left alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from garant.users.models import IdentityProvider

View = Callable[..., HttpResponseBase]
# allauth's pages that change what protects a log-in, or show what opens one.
PROTECTING = frozenset({
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_edit_webauthn",
    "mfa_remove_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "account_set_password",
})  # fmt: skip


def lately(request: HttpRequest) -> bool:
    """Whether they logged in, or said again who they are, a short while ago in this browser."""
    known = get_authentication_records(request, request.user)
    newest = max((one["at"] for one in known), default=0)
    return bool(time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT)


def confirmed(view: View) -> View:
    """A page whose forms are heard only from who lately said who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or lately(request):
            return view(request, *args, **kwargs)
        if get_adapter().get_reauthentication_methods(request.user):
            raise ReauthenticationRequired
        return through_company(request)

    return guarded


def through_company(request: HttpRequest) -> HttpResponse:
    """The way of who has neither password nor second step here: the company's log-in, anew."""
    provider = IdentityProvider.objects.first()
    if provider is None:
        raise PermissionDenied("nothing to confirm with")
    messages.info(request, _("Log in again, then ask once more: it protects your account."))
    asked = urlencode({"next": request.path, "auth_params": "prompt=login"})
    return redirect(f"{reverse('openid_connect_login', args=[provider.code])}?{asked}")


class ConfirmMiddleware:
    """Asks who has nothing but the company's log-in, where allauth would ask for a password."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Nothing to say, or the way to the company's log-in."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name not in PROTECTING or not request.user.is_authenticated or lately(request):
            return None
        if get_adapter().get_reauthentication_methods(request.user):
            return None
        return through_company(request)

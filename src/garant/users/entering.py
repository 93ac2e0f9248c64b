"""The pages of who is invited, before they have a place here; and allauth's that stay closed."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.utils import perform_login
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from requests.exceptions import RequestException

from garant.lib.pages import anyone
from garant.users import actions, forms, invited
from garant.users.models import IdentityProvider, Invitation, User
from garant.users.views import posted, tried

GONE = 404
UNANSWERED = 502
log = logging.getLogger(__name__)


@anyone
@never_cache
def invitation(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Take a place: a name and a password, or the company's log-in."""
    one = Invitation.objects.filter(pk=pk).select_related("by").first()
    if one is None or not actions.opens(one, secret):
        return _refused(request)
    with translation.override(_language(request, one)):
        return _take(request, one, secret)


def _take(request: HttpRequest, one: Invitation, secret: str) -> HttpResponse:
    form = forms.AcceptForm(one.email, posted(request), initial={"name": one.name})
    made: list[User] = []
    if request.method == "POST" and tried(
        form,
        lambda: made.append(actions.accept(invitation=one, secret=secret, **form.cleaned_data)),
    ):
        answer: HttpResponse = perform_login(request, made[0])
        return answer
    shown = {
        "form": form, "invitation": one, "provider": IdentityProvider.objects.first(),
        "provider_address": reverse("invitation_provider", args=[one.pk, secret]),
    }  # fmt: skip
    return render(request, "users/invitation.html", shown)


@anyone
@require_POST
def invitation_provider(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Take a place through the company's log-in."""
    one, provider = Invitation.objects.filter(pk=pk).first(), IdentityProvider.objects.first()
    if one is None or provider is None or not actions.opens(one, secret):
        return _refused(request)
    invited.remember(request, one, secret)
    return redirect("openid_connect_login", provider.code)


@anyone
def company_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On the way to the company's log-in; told plainly where it does not answer."""
    return _asking(request, openid_connect.login, provider_id)


@anyone
def company_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On the way back from the company's log-in."""
    return _asking(request, openid_connect.callback, provider_id)


def _asking(request: HttpRequest, view: Any, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view(request, provider_id)
    except RequestException as error:
        log.warning("the company's log-in did not answer", extra={"reason": str(error)})
        return render(request, "socialaccount/authentication_error.html", status=UNANSWERED)
    return answer


@anyone
def closed(_request: HttpRequest, **_asked: str) -> HttpResponse:
    """A page of allauth that is no page here: addresses are changed by an administrator."""
    raise Http404


def _language(request: HttpRequest, one: Invitation) -> str:
    """The language asked for, else that of the invitation."""
    return request.GET.get("lang") or request.session.get("lang") or one.language


def _refused(request: HttpRequest) -> HttpResponse:
    return render(request, "users/invitation_refused.html", status=GONE)

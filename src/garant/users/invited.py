"""An invitation between its link and the way back from the company's log-in."""

from __future__ import annotations

from django.http import HttpRequest

from garant.users import actions
from garant.users.models import Invitation, User

KEPT = "invitation"


def remember(request: HttpRequest, invitation: Invitation, secret: str) -> None:
    """Keep in the session which invitation somebody holds, until they come back."""
    request.session[KEPT] = [invitation.pk, secret]


def joined(request: HttpRequest) -> User | None:
    """The user that a kept invitation makes, once; nobody where there is none that still opens."""
    pk, secret = request.session.pop(KEPT, (None, ""))
    invitation = Invitation.objects.filter(pk=pk).first()
    if invitation is None or not actions.opens(invitation, secret):
        return None
    return actions.accept(invitation=invitation, secret=secret, password=None)

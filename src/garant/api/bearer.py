"""Who asks: the token that a program carries. Cookies of a browser mean nothing here."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from garant.api.allowance import OURS
from garant.lib.problems import Problem
from garant.users.models import ApiToken, User
from garant.users.permissions import require

SHAPE = re.compile(r"gar_([0-9]{1,15})_([A-Za-z0-9_-]{1,100})")
SAFE = frozenset({"GET", "HEAD"})
NOTED_EVERY = timedelta(minutes=1)


class Bearer(HttpBearer):
    """The holder of a token, who may do one operation of the matrix."""

    def __init__(self, operation: str) -> None:
        super().__init__()
        self.operation = operation

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The token, if it holds and its user may."""
        held = _held(token)
        if held is None:
            raise Problem("unknown")
        request.user = held.user
        OURS.spend(held)
        require(held.user, self.operation)
        if held.read_only and request.method not in SAFE:
            raise Problem("refused", _("This token may only read. Make one that may write."))
        return held


def asking(request: HttpRequest) -> User:
    """Who asks."""
    if not isinstance(request.user, User):
        raise Problem("unknown")
    return request.user


def _held(carried: str) -> ApiToken | None:
    shape = SHAPE.fullmatch(carried)
    if shape is None:
        return None
    found = ApiToken.objects.select_related("user").filter(pk=int(shape[1])).first()
    if found is None or not found.opens_with(shape[2]) or not found.user.is_active:
        return None
    _note_use(found)
    return found


def _note_use(token: ApiToken) -> None:
    """Keep when a token was last used, to the minute: reading must not write each time."""
    now = timezone.now()
    if token.used_at is None or token.used_at < now - NOTED_EVERY:
        due = Q(used_at=None) | Q(used_at__lt=now - NOTED_EVERY)
        ApiToken.objects.filter(due, pk=token.pk).update(used_at=now)

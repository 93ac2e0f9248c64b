"""Asking whether somebody may; a refusal changes nothing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from garant.users.models import User


def require(user: User, operation: str) -> None:
    """Refuse an operation that the role of a user does not allow."""
    if not user.may(operation):
        raise PermissionDenied(operation)


def known(request: HttpRequest) -> User:
    """Who asks, on a page that only people who are logged in can see."""
    if not isinstance(request.user, User):
        raise PermissionDenied("login")
    return request.user

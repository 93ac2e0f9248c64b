"""Asking whether somebody may; a refusal changes nothing."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from garant.users.models import User


def require(user: User, operation: str) -> None:
    """Refuse an operation that the role of a user does not allow."""
    if not user.may(operation):
        raise PermissionDenied(operation)

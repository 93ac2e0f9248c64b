"""Secrets that we must be able to use again: sealed with the key of the installation."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from garant.metrics.errors import RequestError

PURPOSE = b"garant: sealed secrets"


def seal(secret: str) -> str:
    """A secret as it is stored."""
    return _box().encrypt(secret.encode()).decode("ascii")


def unseal(stored: str) -> str:
    """The secret again."""
    try:
        return _box().decrypt(stored.encode("ascii")).decode()
    except InvalidToken:
        raise RequestError(
            "a stored secret does not open with this installation's key; enter it again"
        ) from None


def _box() -> Fernet:
    """The box that the installation's key opens; the key itself is never used for two purposes."""
    key = hmac.new(settings.SECRET_KEY.encode(), PURPOSE, hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))

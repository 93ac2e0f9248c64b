"""Whose request it is: the address that the proxy saw, never one that a browser wrote."""

from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from garant.users.models import User
from tests.app.walk import PASSWORD

pytestmark = pytest.mark.django_db
FORGED = "6.6.6.6"


def log_in(admin: User, forwarded: str) -> str:
    """Log in by a request that was forwarded so; the address that is kept."""
    cache.clear()
    UserSession.objects.all().delete()
    Client().post(
        "/login/", {"login": admin.email, "password": PASSWORD},
        REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forwarded,
    )  # fmt: skip
    return UserSession.objects.get().ip


@pytest.mark.parametrize("forwarded", ["10.1.2.3", f"{FORGED}, 10.1.2.3", f"{FORGED}, x, 10.1.2.3"])
def test_behind_a_proxy_the_last_address_is_who_asks(forwarded: str, admin: User, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert log_in(admin, forwarded) == "10.1.2.3"


@pytest.mark.parametrize("forwarded", [FORGED, f"{FORGED}, {FORGED}"])
def test_without_a_proxy_what_is_written_there_does_not_count(forwarded: str, admin: User) -> None:
    assert log_in(admin, forwarded) == "127.0.0.1"


def test_wrong_passwords_are_limited_by_the_address_that_the_proxy_saw(
    admin: User, settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    cache.clear()
    tried = [
        Client().post(
            "/login/", {"login": "nobody@ardoise.example", "password": "wrong"},
            HTTP_X_FORWARDED_FOR=f"9.9.9.{n}, {seen}",
        ).status_code
        for n, seen in enumerate(("10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"))
    ]  # fmt: skip
    assert tried == [200, 200, 429, 200]

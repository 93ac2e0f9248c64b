"""Passkeys and security keys, with a real browser and an authenticator made by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page

from garant.lib import audit
from garant.users.models import User
from garant.users.roles import Role
from tests.pages.conftest import Open, Opened
from tests.pages.test_every_page import faults, looked_at

PASSWORD = "a long enough password"  # noqa: S105 - of nobody
INTERNAL = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ada(transactional_db: None) -> User:
    return User.objects.create_user(
        "ada@ardoise.example", PASSWORD, name="Ada Vautrin", role=Role.ADMIN
    )


@pytest.fixture(params=["en", "fr"])
def told(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


class Device:
    """What a browser asks for keys: it can be touched, or not."""

    def __init__(self, page: Page) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": INTERNAL})
        self.which: dict[str, Any] = {"authenticatorId": made["authenticatorId"]}

    def verifies(self, may: bool) -> None:
        self.cdp.send("WebAuthn.setUserVerified", {**self.which, "isUserVerified": may})

    def forget(self) -> None:
        self.cdp.send("WebAuthn.clearCredentials", self.which)


def reaches(opened: Opened, path: str) -> None:
    opened.page.wait_for_url(lambda address: urlsplit(address).path == path)


def inside(opened: Opened) -> None:
    """Wait until neither the log-in nor the second step is asked any more."""
    opened.page.wait_for_url(lambda address: urlsplit(address).path in {"/", "/2fa/"})


def type_password(opened: Opened, user: User) -> None:
    page = opened.page
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=gettext("Log in"), exact=True).click()


def log_out(opened: Opened) -> None:
    go(opened, "/logout/")
    opened.page.get_by_role("button", name=gettext("Log out")).click()
    reaches(opened, "/login/")


def go(opened: Opened, path: str) -> None:
    opened.page.goto(urljoin(opened.page.url, path))


def add_key(opened: Opened, name: str, *, alone: bool = True) -> None:
    go(opened, "/2fa/webauthn/add/")
    opened.page.locator("[name=name]").fill(name)
    opened.page.locator("[name=passwordless]").set_checked(alone)
    opened.page.get_by_role("button", name=gettext("Add it")).click()


def with_key(opened: Opened, user: User, **how: bool) -> None:
    """Log in, and add a key."""
    Device(opened.page)
    type_password(opened, user)
    inside(opened)
    add_key(opened, "Mon portable", **how)
    reaches(opened, "/2fa/recovery-codes/")


def test_a_passkey_is_added_logs_in_alone_and_is_a_second_step(
    told: str, ada: User, open_page: Open
) -> None:
    User.objects.update(language=told)
    opened = open_page("/login/", language=told)
    page = opened.page
    with_key(opened, ada)
    assert page.locator(".codes li").count() == 10
    assert page.get_by_text(gettext("The passkey or security key is added.")).count() == 1
    seen = [faults(opened)]

    log_out(opened)
    go(opened, "/login/?next=/settings/people/")
    page.get_by_role("button", name=gettext("Use a passkey")).click()
    reaches(opened, "/settings/people/")

    log_out(opened)
    type_password(opened, ada)
    reaches(opened, "/2fa/authenticate/")
    seen.append(faults(opened))
    page.get_by_role("button", name=gettext("Use a passkey or a security key")).click()
    inside(opened)
    assert seen == [[], []]


def test_a_recovery_code_opens_once_and_a_removed_passkey_takes_the_others_along(
    ada: User, open_page: Open
) -> None:
    opened = open_page("/login/")
    page = opened.page
    with_key(opened, ada)
    code = page.locator(".codes li").first.inner_text()
    log_out(opened)
    type_password(opened, ada)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Log in", exact=True).click()
    inside(opened)
    go(opened, "/2fa/recovery-codes/")
    assert page.locator(".codes li").count() == 9
    go(opened, "/2fa/webauthn/")
    assert faults(opened) == []
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    reaches(opened, "/2fa/webauthn/")
    assert page.get_by_text("The passkey or security key is removed.").count() == 1
    assert not Authenticator.objects.exists()
    assert audit.AuditEntry.objects.filter(verb="user.protect").count() == 2


def test_a_security_key_comes_after_the_password_and_not_in_its_place(
    ada: User, open_page: Open
) -> None:
    opened = open_page("/login/")
    page = opened.page
    with_key(opened, ada, alone=False)
    log_out(opened)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("No key was given.").wait_for()
    type_password(opened, ada)
    page.get_by_role("button", name="Use a passkey or a security key").click()
    inside(opened)


def test_a_key_that_is_not_given_is_said_beside_its_button_and_nothing_is_kept(
    told: str, ada: User, open_page: Open
) -> None:
    User.objects.update(language=told)
    opened = open_page(f"/login/?lang={told}", language=told)
    page = opened.page
    device = Device(page)
    page.get_by_role("button", name=gettext("Use a passkey")).click()
    page.locator("[role=alert]:not(:empty)").wait_for()
    assert faults(opened) == []
    type_password(opened, ada)
    inside(opened)
    device.verifies(False)
    add_key(opened, "Mon portable")
    page.locator("[role=alert]:not(:empty)").wait_for()
    for theme, width in looked_at(opened):
        assert faults(opened) == [], (theme, width)
    assert not Authenticator.objects.exists()


def test_a_passkey_that_was_removed_here_is_refused_in_plain_words(
    ada: User, open_page: Open
) -> None:
    opened = open_page("/login/")
    page = opened.page
    with_key(opened, ada)
    log_out(opened)
    Authenticator.objects.all().delete()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("This key opens nothing here").wait_for()
    assert page.url.partition("?")[0].endswith("/login/")


def test_a_passkey_of_somebody_who_left_opens_nothing(ada: User, open_page: Open) -> None:
    opened = open_page("/login/")
    page = opened.page
    with_key(opened, ada)
    log_out(opened)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    page.get_by_role("button", name="Use a passkey").click()
    reaches(opened, "/inactive/")
    go(opened, "/settings/")
    reaches(opened, "/login/")


def test_who_was_left_alone_confirms_with_a_passkey(ada: User, open_page: Open, settings) -> None:
    opened = open_page("/login/")
    page = opened.page
    with_key(opened, ada)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    go(opened, "/settings/tokens/")
    page.locator("[name=label]").fill("Nightly export")
    page.get_by_role("button", name="Make a token").click()
    page.wait_for_url("**/reauthenticate/**")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    for theme, width in looked_at(opened):
        assert faults(opened) == [], (theme, width)
    page.get_by_role("link", name="Use a passkey or a security key").click()
    page.get_by_role("button", name="Use a passkey or a security key").click()
    page.locator("#carried").wait_for()
    assert page.locator("#carried").input_value().startswith("gar_")

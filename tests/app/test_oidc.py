"""The company's own log-in, with a real provider: issuer and subject say who it is, no address."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer
from requests import PreparedRequest, Response, Session
from requests.exceptions import ConnectionError as NotConnectedError

from garant.lib import outgoing
from garant.metrics.errors import RequestError
from garant.users import actions
from garant.users.models import IdentityProvider, Invitation, User
from garant.users.roles import Role
from tests.app.oidc_provider import CLIENT, PASSWORD, PEOPLE, SECRET
from tests.app.walk import PASSWORD as OURS
from tests.app.walk import client_of

pytestmark = pytest.mark.slow

PROVIDER = Path(__file__).with_name("oidc_provider.py")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(scope="module")
def provider(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The issuer of a provider that runs in a process of its own."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = int(free.getsockname()[1])
    issuer = f"http://localhost:{port}/o"
    back = f"{live_server.url}/oidc/{actions.provider_code(issuer)}/login/callback/"
    folder = tmp_path_factory.mktemp("provider")
    process = subprocess.Popen([sys.executable, str(PROVIDER), str(folder), str(port), back])
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("localhost", port), 1).close()
            break
        except OSError:
            assert process.poll() is None, "the provider did not start"
            time.sleep(0.2)
    yield issuer
    process.terminate()
    process.wait()


@pytest.fixture
def ada(transactional_db: None) -> User:
    return User.objects.create_user("ada@ardoise.example", OURS, name="Ada", role=Role.ADMIN)


@pytest.fixture
def configured(provider: str, ada: User, settings, monkeypatch: pytest.MonkeyPatch) -> str:
    cache.clear()
    monkeypatch.setattr(outgoing, "SECONDS", 60)  # a busy machine may take its time
    settings.ALLOW_PRIVATE_HOSTS = ("localhost",)
    given = {"name": "Ardoise", "issuer": provider, "client_id": CLIENT, "secret": SECRET}
    answer = client_of(ada).post("/settings/login/provider/", given)
    assert answer.status_code == 302, answer.content.decode()
    return actions.provider_code(provider)


class Browser(Session):
    """A browser that sends forms."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self.trust_env, self.server = False, server

    def send(self, request: PreparedRequest, **how: Any) -> Response:
        """Each request has a connection of its own: the test server has a thread for each."""
        answer = super().send(request, **how)
        for adapter in self.adapters.values():
            adapter.close()
        return answer

    def send_form(self, path: str, **given: str) -> Response:
        return self.sent(self.get(self.server + path), given)

    def sent(self, page: Response, given: dict[str, str], to: str = "") -> Response:
        """Send a form of a page, to its own address or another."""
        found = TOKEN.search(page.text)
        assert found is not None, page.text
        whole = {**given, "csrfmiddlewaretoken": found[1]}
        return self.post(to or page.url, data=whole, headers={"Referer": page.url})

    def through_the_provider(self, at_the_provider: Response, name: str) -> Response:
        """Say at the provider who one is, and come back."""
        assert "/login/?next=/o/authorize/" in at_the_provider.url, at_the_provider.text
        said = {"username": name, "password": PASSWORD}
        return self.sent(at_the_provider, said)

    def inside(self) -> str:
        """The address with which one is logged in, if one is."""
        page = self.get(f"{self.server}/settings/")
        found = re.search(r'class="address">([^<]+)<', page.text)
        return found[1] if found else ""


@pytest.fixture
def browser(live_server: LiveServer, configured: str) -> Browser:
    return Browser(live_server.url)


def enter(browser: Browser, code: str, name: str, process: str = "login") -> Response:
    asked = browser.send_form(f"/oidc/{code}/login/?process={process}")
    return browser.through_the_provider(asked, name)


@pytest.fixture
def lea(ada: User) -> User:
    return User.objects.create_user("l.m@elsewhere.example", OURS, name="Léa", role=Role.CSM)


def test_somebody_connects_the_provider_and_comes_in_by_it_whatever_the_address_there(
    browser: Browser, configured: str, lea: User
) -> None:
    browser.send_form("/login/", login=lea.email, password=OURS)
    assert browser.inside() == lea.email
    enter(browser, configured, "lea", "connect")
    [linked] = SocialAccount.objects.all()
    assert (linked.user, linked.provider) == (lea, configured)
    other = Browser(browser.server)
    enter(other, configured, "lea")
    assert other.inside() == lea.email
    assert User.objects.count() == 2


def test_the_log_in_page_offers_it_by_its_name(browser: Browser, configured: str) -> None:
    page = browser.get(f"{browser.server}/login/").text
    assert "Log in with Ardoise" in page
    assert f"/oidc/{configured}/login/" in page


@pytest.mark.parametrize("name", list(PEOPLE))
def test_whom_nobody_invited_does_not_come_in_even_with_the_address_of_a_user(
    name: str, browser: Browser, configured: str, ada: User
) -> None:
    answer = enter(browser, configured, name)
    assert "By invitation" in answer.text
    assert browser.inside() == ""
    assert not SocialAccount.objects.exists()
    assert list(User.objects.all()) == [ada]


def test_who_was_invited_takes_the_place_through_the_provider_once(
    browser: Browser, configured: str, ada: User
) -> None:
    invitation, secret = actions.invite(
        by=ada, email="other@ardoise.example", name="Léa", role="sales", department="sales"
    )
    path = f"/invitation/{invitation.pk}/{secret}/"
    page = browser.get(browser.server + path)
    assert "Come in with Ardoise" in page.text
    asked = browser.sent(page, {}, f"{browser.server}{path}provider/")
    there = browser.sent(asked, {})
    browser.through_the_provider(there, "lea")
    assert browser.inside() == "other@ardoise.example"
    made = User.objects.get(email="other@ardoise.example")
    assert (made.role, made.has_usable_password()) == (Role.SALES, False)
    assert Invitation.objects.get().used_at is not None
    assert browser.get(browser.server + path).status_code == 404
    other = Browser(browser.server)
    enter(other, configured, "lea")
    assert other.inside() == "other@ardoise.example"


def test_another_issuer_with_the_same_subjects_lets_nobody_in(
    browser: Browser, configured: str, lea: User, ada: User
) -> None:
    browser.send_form("/login/", login=lea.email, password=OURS)
    enter(browser, configured, "lea", "connect")
    linked = SocialAccount.objects.get()
    other = {"name": "Other", "issuer": "https://other.example", "client_id": "x", "secret": "y"}
    actions.set_provider(by=ada, **other)
    code = IdentityProvider.objects.get().code
    assert code != configured
    assert not SocialAccount.objects.filter(provider=code, uid=linked.uid).exists()
    assert Browser(browser.server).get(
        f"{browser.server}/oidc/{configured}/login/"
    ).status_code == 404  # fmt: skip


def test_the_secret_is_sealed_and_never_shown(browser: Browser, configured: str, ada: User) -> None:
    kept = IdentityProvider.objects.get().secret
    assert SECRET not in kept
    assert SECRET not in client_of(ada).get("/settings/login/").content.decode()
    given = {"name": "Renamed", "issuer": IdentityProvider.objects.get().issuer,
             "client_id": CLIENT, "secret": ""}  # fmt: skip
    assert client_of(ada).post("/settings/login/provider/", given).status_code == 302
    assert IdentityProvider.objects.get().secret == kept
    with pytest.raises(RequestError, match="give the secret"):
        actions.set_provider(
            by=ada, name="N", issuer="https://other.example", client_id="x", secret=""
        )


def test_a_provider_inside_the_network_is_not_asked_unless_it_is_allowed(
    browser: Browser, configured: str, settings
) -> None:
    settings.ALLOW_PRIVATE_HOSTS = ()
    with pytest.raises(NotConnectedError, match="inside a network"):
        outgoing.session().get(IdentityProvider.objects.get().issuer)
    asked = browser.send_form(f"/oidc/{configured}/login/?process=login")
    assert asked.status_code == 502
    assert "did not confirm who you are" in asked.text


@pytest.mark.parametrize("issuer", ["http://example.com", "ftp://x", "x", "https://"])
def test_an_issuer_is_reached_by_https(issuer: str, admin: User) -> None:
    given = {"name": "N", "issuer": issuer, "client_id": "x", "secret": "y"}
    answer = client_of(admin).post("/settings/login/provider/", given)
    assert answer.status_code == 200
    assert "begins with https" in answer.content.decode()
    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("2606:4700::1111", True), ("10.0.0.1", False),
     ("127.0.0.1", False), ("169.254.169.254", False), ("100.64.1.1", False), ("::1", False),
     ("fe80::1%eth0", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
     ("::ffff:10.0.0.1", False), ("224.0.0.1", False)],
)  # fmt: skip
def test_an_address_inside_a_network_is_known_for_what_it_is(address: str, public: bool) -> None:
    assert outgoing.public(address) is public

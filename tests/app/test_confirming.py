"""What opens doors is made only by who lately said who they are."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from garant.lib import audit
from garant.users.models import ApiToken, IdentityProvider, User
from garant.users.roles import Role
from tests.app.walk import BACKEND, PASSWORD, client_of, logged_in

pytestmark = pytest.mark.django_db
LONG_AGO = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
GIVEN = {"label": "Nightly export", "days": "30", "read_only": "on"}
KEYS = ("/2fa/totp/activate/", "/2fa/webauthn/add/")


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def csm(db: None) -> User:
    return User.objects.create_user("c@ardoise.example", PASSWORD, name="Cyril", role=Role.CSM)


@pytest.fixture
def idle(csm: User) -> Client:
    """A browser that was left alone since its login."""
    client = client_of(csm)
    logged_in(client, csm, ago=LONG_AGO)
    return client


def test_a_token_is_made_at_once_by_who_has_just_logged_in(csm: User) -> None:
    client = Client()
    client.post("/login/", {"login": csm.email, "password": PASSWORD})
    assert client.post("/settings/tokens/", GIVEN).status_code == 200
    assert ApiToken.objects.count() == 1


def test_a_token_is_made_after_the_password_is_given_again_without_typing_the_form_again(
    idle: Client,
) -> None:
    asked = idle.post("/settings/tokens/", GIVEN)
    assert asked.headers["Location"] == "/reauthenticate/?next=%2Fsettings%2Ftokens%2F"
    assert not ApiToken.objects.exists()
    wrong = idle.post(asked.headers["Location"], {"password": "a wrong password", "next": ""})
    assert wrong.status_code == 200
    assert not ApiToken.objects.exists()
    made = idle.post(asked.headers["Location"], {"password": PASSWORD, "next": "/settings/tokens/"})
    assert re.search(r'value="gar_\d+_', made.content.decode())
    assert ApiToken.objects.get().label == GIVEN["label"]
    assert made.headers["Cache-Control"] == "no-store"
    assert idle.post("/settings/tokens/", {**GIVEN, "label": "Another"}).status_code == 200


def test_tokens_are_seen_and_ended_without_asking_again(idle: Client) -> None:
    assert idle.get("/settings/tokens/").status_code == 200


@pytest.mark.parametrize("page", KEYS)
def test_a_second_step_is_set_up_only_by_who_lately_said_who_they_are(
    page: str, csm: User, idle: Client
) -> None:
    assert idle.get(page).headers["Location"].startswith("/reauthenticate/")
    logged_in(idle, csm)
    assert idle.get(page).status_code == 200


def test_what_protects_a_log_in_is_taken_off_only_by_who_lately_said_who_they_are(
    csm: User, idle: Client
) -> None:
    TOTP.activate(csm, generate_totp_secret())
    for page in ("/2fa/totp/deactivate/", "/2fa/recovery-codes/generate/"):
        assert idle.post(page).headers["Location"].startswith("/reauthenticate/")
    assert Authenticator.objects.count() == 1


def test_an_administrator_is_asked_again_before_taking_off_somebodys_second_step(
    admin: User, csm: User
) -> None:
    TOTP.activate(csm, generate_totp_secret())
    client = client_of(admin)
    logged_in(client, admin, ago=LONG_AGO)
    path = f"/settings/people/{csm.pk}/second-step/"
    asked = client.post(path)
    assert asked.headers["Location"].startswith("/reauthenticate/")
    assert Authenticator.objects.count() == 1
    done = client.post(asked.headers["Location"], {"password": PASSWORD, "next": path})
    assert done.headers["Location"] == f"/settings/people/{csm.pk}/"
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("page", ["/settings/tokens/", *KEYS])
def test_who_has_only_the_companys_log_in_goes_through_it_again(page: str, csm: User) -> None:
    IdentityProvider.objects.create(
        code="oidc-x", name="Ardoise", issuer="https://id.example", client_id="c"
    )
    csm.set_unusable_password()
    csm.save()
    client = Client()
    client.force_login(csm, backend=BACKEND)
    before = audit.AuditEntry.objects.count()
    answer = client.post(page, GIVEN)
    assert answer.headers["Location"].startswith("/oidc/oidc-x/login/?next=")
    assert "prompt%3Dlogin" in answer.headers["Location"]
    assert not ApiToken.objects.exists()
    assert audit.AuditEntry.objects.count() == before
    logged_in(client, csm)
    assert client.get(page).status_code == 200


def test_a_token_is_refused_to_a_role_without_asking_anything(idle: Client) -> None:
    assert idle.post("/settings/people/1/second-step/").status_code == 403

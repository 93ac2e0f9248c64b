"""Logging in: wrong passwords, second steps, what a new password ends, and what is not told."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.test import Client

import garant.settings
from garant.lib import audit
from garant.users import actions
from garant.users.models import ApiToken, User
from garant.users.roles import NEEDS_MFA, Role
from tests.app.walk import PASSWORD, client_of

pytestmark = pytest.mark.django_db
Mails = list[EmailMultiAlternatives]
NEW = "another long password"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def lea(db: None) -> User:
    return User.objects.create_user("lea@ardoise.example", PASSWORD, name="Léa", language="fr")


def log_in(client: Client, email: str, password: str) -> bool:
    answer = client.post("/login/", {"login": email, "password": password})
    return answer.status_code == 302


def inside(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_an_address_logs_in_however_it_is_capitalised(lea: User) -> None:
    client = Client()
    assert log_in(client, "LEA@ardoise.example", PASSWORD)
    assert inside(client)


def test_five_wrong_passwords_lock_the_sixth_try_out_even_with_the_right_one(lea: User) -> None:
    for _time in range(5):
        assert not log_in(Client(), lea.email, "a wrong password")
    assert not log_in(Client(), lea.email, PASSWORD)
    answer = Client().post("/login/", {"login": lea.email, "password": PASSWORD})
    assert "Too many failed login attempts" in answer.content.decode()


def test_a_lock_of_one_address_does_not_lock_another(lea: User, admin: User) -> None:
    for _time in range(6):
        log_in(Client(), lea.email, "a wrong password")
    assert log_in(Client(), admin.email, PASSWORD)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(lea: User) -> None:
    said = [
        re.sub(r"value=\"[^\"]*\"", "", Client().post(
            "/login/", {"login": email, "password": "wrong"}).content.decode())
        for email in (lea.email, "nobody@ardoise.example")
    ]  # fmt: skip
    assert said[0] == said[1]


def test_the_session_has_another_key_after_the_login(lea: User) -> None:
    client = Client()
    client.get("/login/?lang=fr")
    before = client.cookies["garant_session"].value
    assert log_in(client, lea.email, PASSWORD)
    assert client.cookies["garant_session"].value != before


def test_a_login_does_not_lead_to_another_site(lea: User) -> None:
    answer = Client().post(
        "/login/?next=https://evil.example/",
        {"login": lea.email, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer.headers["Location"] == "/"


def test_a_new_password_ends_the_other_sessions_and_every_token_at_once(lea: User) -> None:
    here, there = Client(), Client()
    assert log_in(here, lea.email, PASSWORD)
    assert log_in(there, lea.email, PASSWORD)
    actions.make_token(user=lea, label="export")
    given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/password/change/", given).status_code == 302
    assert inside(here)
    assert not inside(there)
    assert not ApiToken.objects.exists()
    assert audit.AuditEntry.objects.filter(verb="user.password").count() == 1


def test_the_person_is_told_by_mail_of_a_new_password(lea: User, mailoutbox: Mails) -> None:
    client = Client()
    log_in(client, lea.email, PASSWORD)
    client.post("/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    [mail] = mailoutbox
    assert mail.subject == "Votre mot de passe a été changé"
    assert mail.to == [lea.email]


def asked(mailoutbox: Mails, email: str, **headers: str) -> str:
    answer = Client().post("/password/reset/", {"email": email}, **headers)
    assert answer.headers["Location"] == "/password/reset/done/"
    found = re.search(r"http\S+/password/reset/key/\S+", str(mailoutbox[-1].body))
    assert found is not None
    return found[0]


def test_a_forgotten_password_is_chosen_again_by_a_link_of_the_base_url(
    lea: User, mailoutbox: Mails, settings
) -> None:
    link = asked(mailoutbox, lea.email, HTTP_HOST="localhost:6666")
    assert link.startswith(f"{settings.BASE_URL}/password/reset/key/")
    assert mailoutbox[-1].subject == "Choisir un nouveau mot de passe"
    client = Client()
    form = client.get(link.removeprefix(settings.BASE_URL), follow=True)
    where = form.redirect_chain[-1][0]
    client.post(where, {"password1": NEW, "password2": NEW})
    assert log_in(Client(), lea.email, NEW)
    again = Client().get(link.removeprefix(settings.BASE_URL), follow=True)
    assert "used already" in again.content.decode()


def test_a_forgotten_password_of_an_unknown_address_is_answered_alike_and_mails_nobody(
    lea: User, mailoutbox: Mails
) -> None:
    for email in ("nobody@ardoise.example", lea.email):
        answer = Client().post("/password/reset/", {"email": email})
        assert answer.headers["Location"] == "/password/reset/done/"
    assert [mail.to for mail in mailoutbox] == [[lea.email]]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", ""])
def test_a_request_for_another_host_is_refused(host: str, client: Client) -> None:
    assert client.get("/login/", HTTP_HOST=host).status_code == 400


def test_passwords_are_kept_by_argon2id_and_have_twelve_characters_or_more() -> None:
    stored = Argon2PasswordHasher().encode(PASSWORD, "somesaltsomesalt")
    first = garant.settings.PASSWORD_HASHERS[0].rpartition(".")[2]
    assert first == Argon2PasswordHasher.__name__
    assert stored.startswith("argon2$argon2id$")
    assert garant.settings.AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] == {"min_length": 12}


# ---------------------------------------------------------------- the second step


@pytest.fixture
def needed(settings) -> None:
    settings.INSTALLATION = {**settings.INSTALLATION, "mfa_required": "yes"}


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06}"


@pytest.mark.parametrize("role", list(Role))
def test_administrators_and_managers_reach_nothing_before_they_have_a_second_step(
    role: Role, needed: None
) -> None:
    user = User.objects.create_user("u@ardoise.example", PASSWORD, name="U", role=role)
    client = client_of(user)
    for path in ("/", "/settings/", "/accounts/", "/audit/", "/sessions/", "/nowhere/"):
        answer = client.get(path)
        led = answer.status_code == 302 and answer.headers["Location"] == "/2fa/"
        assert led is (role in NEEDS_MFA), (role, path)
    assert client.get("/2fa/").status_code == 200
    assert client.post("/settings/", {"name": "X"}).status_code == (
        302 if role in NEEDS_MFA else 200
    )


def test_a_second_step_is_set_up_after_who_it_is_was_confirmed_and_asked_from_then_on(
    admin: User, needed: None, mailoutbox: Mails, django_capture_on_commit_callbacks
) -> None:
    client = Client()
    assert log_in(client, admin.email, PASSWORD)
    assert client.get("/").headers["Location"] == "/2fa/"
    page = client.get("/2fa/totp/activate/")
    if page.status_code == 302:
        assert page.headers["Location"].startswith("/reauthenticate/")
        client.post(page.headers["Location"], {"password": PASSWORD})
        page = client.get("/2fa/totp/activate/")
    found = re.search(r'id="authenticator_secret" value="(\w+)"', page.content.decode())
    assert found is not None
    with django_capture_on_commit_callbacks(execute=True):
        set_up = client.post("/2fa/totp/activate/", {"code": code_of(found[1])})
    assert set_up.status_code == 302
    assert client.get("/").status_code == 200
    assert any("code" in mail.subject for mail in mailoutbox)
    assert audit.AuditEntry.objects.filter(verb="user.protect").exists()
    cache.clear()
    other = Client()
    assert log_in(other, admin.email, PASSWORD)
    assert other.get("/").headers["Location"].startswith("/login/")
    assert other.post("/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert other.post("/2fa/authenticate/", {"code": code_of(found[1])}).status_code == 302
    assert other.get("/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(admin: User, needed: None) -> None:
    Authenticator.objects.create(user=admin, type="recovery_codes", data={"seed": "x"})
    assert client_of(admin).get("/").headers["Location"] == "/2fa/"


def test_whoever_has_a_second_step_is_led_nowhere(admin: User, needed: None) -> None:
    TOTP.activate(admin, generate_totp_secret())
    assert client_of(admin).get("/").status_code == 200


def test_a_trial_may_do_without(admin: User, needed: None) -> None:
    TOTP.activate(admin, generate_totp_secret())
    assert client_of(admin).post("/settings/login/", {}).status_code == 302
    Authenticator.objects.all().delete()
    assert client_of(admin).get("/").status_code == 200
    entry = audit.AuditEntry.objects.get(verb="settings.change")
    assert (entry.before, entry.after) == ({"mfa_required": "yes"}, {"mfa_required": "no"})

"""Mails through a real server, in both languages; a failure is said, and tried again."""

from __future__ import annotations

import email
import logging
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django_tasks_db.models import DBTaskResult

from garant.lib import mail, sealing
from garant.lib.jobs import may_pass
from garant.lib.mail import Letter, MailError
from garant.users import jobs, mails
from garant.users.models import Invitation, User
from garant.users.roles import Role
from tests.app.walk import PASSWORD, client_of

GIVEN = {
    "name": "Léa Martin", "email": "lea@ardoise.example", "role": "csm",
    "department": "customer_success", "language": "fr",
}  # fmt: skip


@dataclass
class Sink:
    """A mail server that keeps what it is given, or refuses it."""

    port: int = 0
    refuses: str = ""
    kept: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return self.refuses
        self.kept.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 kept"


@pytest.fixture
def sink(settings, free_port: int) -> Iterator[Sink]:
    handler = Sink()
    logging.getLogger("mail.log").setLevel("CRITICAL")
    server = Controller(handler, hostname="127.0.0.1", port=free_port)
    server.start()
    handler.port = server.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "garant@ardoise.example"
    yield handler
    server.stop()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return str(text.get_content()), str(html.get_content())


LETTER = Letter(
    to="lea@ardoise.example", language="fr", subject="Une vue\nd’été",
    words=("Première phrase.", "<b>Deuxième</b> phrase."), action="Ouvrir",
    address="http://localhost:8000/x/?a=1&b=2", small="En petit.",
)  # fmt: skip


def test_a_letter_says_the_same_as_text_and_as_html(sink: Sink) -> None:
    mail.send(LETTER)
    [message] = sink.kept
    text, html = parts(message)
    assert message["Subject"] == "Une vue d’été"
    assert message["From"] == "garant@ardoise.example"
    assert message["Content-Language"] == "fr"
    for said in ("Première phrase.", "Ouvrir", "En petit."):
        assert said in text
        assert said in html
    assert LETTER.address in text
    assert 'href="http://localhost:8000/x/?a=1&amp;b=2"' in html
    assert "&lt;b&gt;Deuxième&lt;/b&gt;" in html
    assert "Si le bouton ne fait rien" in html


def test_the_html_needs_no_sheet_and_no_script(sink: Sink) -> None:
    html = LETTER.html()
    assert "class=" not in html
    assert "var(--" not in html
    assert "<script" not in html
    assert "max-width:600px" in html


def test_a_letter_that_is_kept_is_the_same_letter(db: None) -> None:
    assert Letter.from_json(LETTER.as_json()) == LETTER
    sealed = sealing.seal(LETTER.as_json())
    assert "phrase" not in sealed
    assert Letter.from_json(sealing.unseal(sealed)) == LETTER


@pytest.mark.parametrize(
    ("language", "subject", "button"),
    [("en", "Ada Vautrin invites you to garant", "Take your place"),
     ("fr", "Ada Vautrin vous invite sur garant", "Prendre votre place")],
)  # fmt: skip
def test_an_invitation_arrives_in_the_language_of_who_is_invited(
    language: str, subject: str, button: str, admin: User, sink: Sink
) -> None:
    client_of(admin).post("/settings/people/invite/", {**GIVEN, "language": language})
    [message] = sink.kept
    text, html = parts(message)
    assert message["Subject"] == subject
    assert message["To"] == GIVEN["email"]
    assert button in text
    assert button in html
    assert "Role.CSM" not in text


def test_every_notice_is_written_in_both_languages(db: None) -> None:
    english, french = (
        {
            told: mails.notice(User(email="l@a.example", language=language), told).subject
            for told in mails.NOTICES
        }
        for language in ("en", "fr")
    )
    assert all(english.values())
    assert not set(english.values()) & set(french.values())


def failures(admin: User, client: Any) -> str:
    answer = client.post("/settings/people/invite/", GIVEN)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("harm", ["refused", "away"])
def test_a_mail_that_does_not_leave_is_said_with_its_reason_and_tried_again(
    harm: str, admin: User, sink: Sink, settings
) -> None:
    if harm == "refused":
        sink.refuses = "554 no such user here"
    else:
        settings.EMAIL_PORT = 1
    client = client_of(admin)
    page = failures(admin, client)
    assert "did not leave" in page
    assert ("no such user here" in page) is (harm == "refused")
    assert f'value="{settings.BASE_URL}/invitation/' in page
    one = Invitation.objects.get()
    assert "did not leave" in one.mail_failed
    assert "did not leave" in client.get("/settings/people/").content.decode()
    job = DBTaskResult.objects.get()
    assert job.task_path == "garant.users.jobs.send_mail"
    assert "lea@" not in str(job.args_kwargs)
    sink.refuses, settings.EMAIL_PORT = "", sink.port
    jobs.send_mail.func(*job.args_kwargs["args"])
    assert [message["To"] for message in sink.kept] == [GIVEN["email"]]
    assert "did not leave" not in client.get("/settings/people/").content.decode()


def test_a_worker_tries_a_mail_again_that_failed(db: None, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(MailError, match="did not leave") as caught:
        mail.send(LETTER)
    assert may_pass(caught.value)


def test_a_password_is_changed_even_when_the_mail_that_tells_of_it_does_not_leave(
    db: None, settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    user = User.objects.create_user("l@a.example", PASSWORD, name="L", role=Role.CSM)
    new = "another long password"
    answer = client_of(user).post(
        "/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new},
        follow=True,
    )  # fmt: skip
    assert "did not leave" in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(new)

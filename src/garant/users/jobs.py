"""Mails that are sent by a worker, late or again; what is over is cleared at night."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task

from garant.lib import jobs, mail, sealing
from garant.lib.mail import Letter
from garant.users import queries
from garant.users.models import Invitation

FORGOTTEN = timedelta(days=30)  # after that nobody asks any more who was invited


@task()
def send_mail(sealed: str) -> None:
    """Send a letter; a failure is tried again, later each time."""
    letter = Letter.from_json(sealing.unseal(sealed))
    mail.send(letter)
    queries.forget_mail_failures(letter.to)


def send_later(letter: Letter) -> None:
    """Leave a letter to a worker; what it says is sealed in the queue, since it may open a door."""
    send_mail.enqueue(sealing.seal(letter.as_json()))


@jobs.daily(hour=4, minute=20)
@task()
def clear_users() -> None:
    """Remove the sessions that are over, and the invitations that nobody took."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    held = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=held).delete()
    Invitation.objects.filter(used_at=None, made_at__lt=now - FORGOTTEN).delete()

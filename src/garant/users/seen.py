"""Which session was seen when, for the page of one's sessions; written down once a minute.

allauth's own middleware writes with every page: each would wait for the disk, and for each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

EVERY = timedelta(minutes=1)


class SeenMiddleware:
    """Remembers that a session is used; at once where it is new, or used from somewhere else."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note it, and answer."""
        if request.user.is_authenticated and request.session.session_key and not _noted(request):
            UserSession.objects.create_from_request(request)
        return self.answer(request)


def _noted(request: HttpRequest) -> bool:
    """Whether it was seen just now, with the same browser at the same address."""
    longest = UserSession._meta.get_field("user_agent").max_length
    return bool(
        UserSession.objects.filter(
            session_key=request.session.session_key, user=request.user.pk,
            ip=get_adapter().get_client_ip(request),
            user_agent=request.headers.get("User-Agent", "")[:longest],
            last_seen_at__gt=timezone.now() - EVERY,
        ).exists()
    )  # fmt: skip

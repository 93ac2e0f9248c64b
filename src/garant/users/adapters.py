"""How allauth lets people in here: nobody signs up by themselves, they are invited."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from garant.users.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords and codes; no open door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody signs up without an invitation."""
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names, only addresses."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A company's own identity provider: known by issuer and subject, never by e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Whoever the company's provider knows may come in only if connected or invited."""
        return False

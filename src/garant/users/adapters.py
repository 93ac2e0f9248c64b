"""How allauth lets people in here: nobody signs up by themselves, they are invited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from requests import Session

from garant.lib import outgoing, sealing
from garant.users import actions, confirming, invited, mails
from garant.users.models import IdentityProvider, User

WAYS: Mapping[str, str | Promise] = {
    "reauthenticate": gettext_lazy("Use the password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey or a security key"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords and codes; no open door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody signs up without an invitation."""
        return False

    def is_reauthentication_required(self, *, app: str, **_told: Any) -> bool:  # noqa: ARG002
        """Whoever logged in a moment ago is not asked again."""
        return not confirming.lately(self.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to say again who one is, in our words."""
        known = super().get_reauthentication_methods(user)
        return [{**one, "description": WAYS[one["id"]]} for one in known]

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names, only addresses."""

    def set_password(self, user: User, password: str) -> None:
        """A new password ends the other sessions and every token."""
        session = context.request.session.session_key if context.request else None
        actions.set_password(user=user, password=password, session=session)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The path only: the mail puts the base URL before it, whatever host was asked for."""
        route = "account_reset_password_from_key"
        return reverse(route, args=["UID", "KEY"]).replace("UID-KEY", key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002 - allauth's
        """To the address that we know, in the language of the user."""
        mails.deliver_quietly(mails.new_password(user, context["password_reset_url"]))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: Any = None,  # noqa: ARG002 - allauth's signature
        email: str | None = None,  # noqa: ARG002 - same
    ) -> None:
        """Tell somebody, and the audit trail, that what protects their account was changed."""
        actions.told(user=user, what=template_prefix)
        failed = mails.deliver(mails.notice(user, template_prefix))
        if failed:
            messages.warning(self.request, failed)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A company's own identity provider: known by issuer and subject, never by e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002
        """Whoever the company's provider knows may come in only if connected or invited."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Whoever came by an invitation's link takes its place now."""
        if "id_token" not in sociallogin.account.extra_data:
            raise PermissionDenied("the provider did not say who it is by an identity token")
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        user = invited.joined(request)
        if user is not None:
            sociallogin.connect(request, user)

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """The provider that an administrator set, if there is one."""
        known = (_app(one) for one in IdentityProvider.objects.all())
        return [
            app
            for app in known
            if provider in {None, app.provider, app.provider_id}
            and client_id in {None, app.client_id}
        ]

    def get_requests_session(self) -> Session:
        """Connections to the provider pass the guard of outgoing ones."""
        return outgoing.session()

    def send_notification_mail(self, template_prefix: str, user: User, context: Any = None) -> None:
        """As for everything that protects an account."""
        AccountAdapter(self.request).send_notification_mail(template_prefix, user, context)


def _app(one: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider="openid_connect", provider_id=one.code, name=one.name, client_id=one.client_id,
        secret=sealing.unseal(one.secret),
        settings={
            "server_url": one.issuer, "uid_field": "sub", "fetch_userinfo": False,
            "openid_configuration_overrides": {"issuer": one.issuer}, "oauth_pkce_enabled": True,
        },
    )  # fmt: skip

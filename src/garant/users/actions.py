"""What changes users: each verb checks the right, writes in one transaction, and is audited."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from garant.lib import audit, sealing
from garant.metrics.errors import RequestError
from garant.users import installation
from garant.users.models import (
    ApiToken,
    IdentityProvider,
    InstallationSetting,
    Invitation,
    User,
)
from garant.users.permissions import require
from garant.users.roles import Role

TOKEN_DAYS = 365
PREFERENCES = ("language", "theme", "shortcuts", "name")


@transaction.atomic
def create_first_administrator(*, email: str, password: str, language: str = "en") -> User:
    """The administrator of a new installation; refused once there is anybody."""
    if User.objects.exists():
        raise RequestError("this installation has its people already")
    user = User.objects.create_user(
        email, password, name=email.partition("@")[0], role=Role.ADMIN, language=language
    )
    audit.record("user.create", by=None, of=user, after={"email": email, "role": Role.ADMIN})
    return user


@transaction.atomic
def invite(  # noqa: PLR0913 - each is a field of the invitation
    *, by: User, email: str, name: str, role: str, department: str, language: str = ""
) -> tuple[Invitation, str]:
    """Hold a place for somebody; the secret is for the link of the mail, and is not kept."""
    require(by, "users.edit")
    if User.objects.filter(email__iexact=email).exists():
        raise RequestError("{email} is already here", email=email)
    if any(one.open for one in Invitation.objects.filter(email__iexact=email)):
        raise RequestError("{email} is invited already; send that invitation again", email=email)
    invitation = Invitation(
        email=email.lower(), name=name, role=role, department=department,
        language=language or by.language, by=by,
    )  # fmt: skip
    secret = _new_secret(invitation)
    audit.record(
        "user.invite", by=by, of=invitation, after={"email": invitation.email, "role": role}
    )
    return invitation, secret


def _new_secret(invitation: Invitation) -> str:
    secret = secrets.token_urlsafe(32)
    invitation.secret, invitation.made_at = make_password(secret, hasher="token"), timezone.now()
    invitation.save()
    return secret


@transaction.atomic
def invite_again(*, by: User, invitation: Invitation) -> tuple[Invitation, str]:
    """A new link for an invitation that nobody took, for seven days more; the old one ends."""
    require(by, "users.edit")
    held = _waiting(invitation)
    secret = _new_secret(held)
    audit.record("user.invite_again", by=by, of=held, after={"email": held.email})
    return held, secret


@transaction.atomic
def withdraw(*, by: User, invitation: Invitation) -> None:
    """Take an invitation back; its link opens nothing any more."""
    require(by, "users.edit")
    held = _waiting(invitation)
    _end_invitation(held, by=by)


def _end_invitation(held: Invitation, *, by: User) -> None:
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    audit.record("user.withdraw", by=by, of=held, before={"email": held.email})


def _end_invitations(user: User, *, by: User) -> None:
    """End the places held by who may no longer invite, and those held for who is kept out."""
    gone = Q() if user.may("users.edit") else Q(by=user)
    gone |= Q() if user.is_active else Q(email__iexact=user.email)
    if gone:
        held = Invitation.objects.select_for_update().filter(gone)
        for one in held.filter(used_at=None, withdrawn_at=None):
            _end_invitation(one, by=by)


def _waiting(invitation: Invitation) -> Invitation:
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.used_at is not None or held.withdrawn_at is not None:
        raise RequestError("the invitation of {email} was taken or withdrawn", email=held.email)
    return held


def opens(invitation: Invitation | None, secret: str) -> bool:
    """Whether an invitation can be taken with a secret."""
    return invitation is not None and invitation.open and check_password(secret, invitation.secret)


@transaction.atomic
def accept(*, invitation: Invitation, secret: str, password: str | None, name: str = "") -> User:
    """Take the place that an invitation holds, once; without a password by the company's log-in."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not opens(held, secret):
        raise RequestError("this invitation was used or is older than 7 days; ask for another one")
    user = User.objects.create_user(
        held.email, password, name=_name_of(held, name), role=held.role,
        department=held.department, language=held.language,
    )  # fmt: skip
    held.used_at = timezone.now()
    held.save(update_fields=["used_at"])
    audit.record("user.create", by=user, of=user, after={"email": user.email, "role": user.role})
    return user


def _name_of(held: Invitation, chosen: str) -> str:
    """The name that somebody chooses; who sells keeps the one they were invited under."""
    return held.name if held.role == Role.SALES else chosen.strip() or held.name


@transaction.atomic
def change_role(
    *, by: User, user: User, role: str, is_active: bool = True, department: str = ""
) -> User:
    """Give somebody another role or department, or keep them out; the last administrator stays."""
    require(by, "users.edit")
    held = User.objects.select_for_update().get(pk=user.pk)
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True)
    leaves = held.role == Role.ADMIN and (role != Role.ADMIN or not is_active)
    if leaves and [one.pk for one in admins] == [held.pk]:
        raise RequestError("{name} is the only administrator; name another one first", name=held)
    after = {
        "role": str(Role(role)), "is_active": is_active, "department": department or held.department
    }  # fmt: skip
    before = {name: getattr(held, name) for name in after}
    changed = {name for name in after if before[name] != after[name]}
    for name in changed:
        setattr(held, name, after[name])
    if not changed:
        return held
    held.save(update_fields=sorted(changed))
    if not is_active:
        end_access(held)
    _end_invitations(held, by=by)
    audit.record("user.change", by=by, of=held, before={name: before[name] for name in changed},
                 after={name: after[name] for name in changed})  # fmt: skip
    return held


def end_access(user: User, *, but: str | None = None) -> None:
    """End the sessions of somebody, but for one, and all their tokens, at once."""
    kept = UserSession.objects.filter(user=user).exclude(session_key=but)
    Session.objects.filter(session_key__in=kept.values("session_key")).delete()
    kept.delete()
    user.tokens.all().delete()


@transaction.atomic
def end_second_step(*, by: User, user: User) -> None:
    """Take off the second step of somebody who lost it; they set up another one."""
    require(by, "users.edit")
    Authenticator.objects.filter(user=user).delete()
    end_access(user)
    audit.record("user.second_step", by=by, of=user)


@transaction.atomic
def set_password(*, user: User, password: str, session: str | None = None) -> None:
    """Give somebody the password they chose; their other sessions and all tokens end."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_access(user, but=session)
    audit.record("user.password", by=user, of=user)


def told(*, user: User, what: str) -> None:
    """Keep that something which protects an account was changed; `what` is allauth's word."""
    audit.record("user.protect", by=user, of=user, after={"what": what.rpartition("/")[2]})


@transaction.atomic
def prefer(*, user: User, **chosen: object) -> None:
    """Keep somebody's own preferences: language, theme, shortcuts."""
    require(user, "preferences.own")
    unknown = chosen.keys() - set(PREFERENCES)
    if unknown:
        raise RequestError("there is no preference {names}", names=", ".join(sorted(unknown)))
    if user.role == Role.SALES and chosen.get("name", user.name) != user.name:
        raise RequestError("your deals are found by your name; it stays as you were invited")
    before = str(user)
    for name, value in chosen.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=list(chosen))
    if str(user) != before:
        audit.record("user.rename", by=user, of=user, before={"name": before},
                     after={"name": str(user)})  # fmt: skip


@transaction.atomic
def make_token(
    *, user: User, label: str, read_only: bool = True, days: int = TOKEN_DAYS
) -> tuple[ApiToken, str]:
    """A token of a user's own, and what the program must carry; it is shown once."""
    require(user, "tokens.own")
    if not 0 < days <= TOKEN_DAYS:
        raise RequestError("a token holds from 1 to {most} days, not {days}",
                           most=TOKEN_DAYS, days=days)  # fmt: skip
    token = ApiToken(
        user=user, label=label, read_only=read_only,
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    token.save()
    carried = token.sealed()
    audit.record("token.make", by=user, of=token, after={"label": label, "read_only": read_only})
    return token, carried


@transaction.atomic
def revoke_token(*, user: User, token: ApiToken) -> None:
    """End a token of a user's own."""
    require(user, "tokens.own")
    if token.user_id != user.pk:
        raise RequestError("that token is somebody else's")
    audit.record("token.revoke", by=user, of=token, before={"label": token.label})
    token.delete()


@transaction.atomic
def configure(*, by: User, values: Mapping[str, str]) -> None:
    """Change what holds for everybody in this installation."""
    require(by, "settings.edit")
    wanted = {key: installation.checked(key, value) for key, value in values.items()}
    held = installation.kept()
    changed = {key: value for key, value in wanted.items() if held[key] != value}
    for key, value in changed.items():
        InstallationSetting.objects.update_or_create(key=key, defaults={"value": value})
    if changed:
        audit.record("settings.change", by=by, before={key: held[key] for key in changed},
                     after=changed)  # fmt: skip


def provider_code(issuer: str) -> str:
    """The word for an issuer in what is kept of a person."""
    return "oidc-" + sha256(issuer.rstrip("/").encode()).hexdigest()[:20]


@transaction.atomic
def set_provider(*, by: User, name: str, issuer: str, client_id: str, secret: str) -> None:
    """Let people come in through the company's own log-in; an empty secret leaves it as it was."""
    require(by, "settings.edit")
    issuer = issuer.rstrip("/")
    held = IdentityProvider.objects.select_for_update().first()
    before = {"name": held.name, "issuer": held.issuer, "client_id": held.client_id} if held else {}
    if not secret and (held is None or held.issuer != issuer):
        raise RequestError("give the secret that goes with {issuer}", issuer=issuer)
    one = held or IdentityProvider()
    one.name, one.issuer, one.client_id = name, issuer, client_id
    one.code = provider_code(issuer)
    one.secret = sealing.seal(secret) if secret else one.secret
    one.full_clean()
    one.save()
    after = {"name": name, "issuer": issuer, "client_id": client_id}
    audit.record("settings.login", by=by, before=before, after=after)


@transaction.atomic
def remove_provider(*, by: User) -> None:
    """No longer let people in through the company's log-in."""
    require(by, "settings.edit")
    held = IdentityProvider.objects.select_for_update().first()
    if held is not None:
        audit.record("settings.login", by=by, before={"name": held.name, "issuer": held.issuer})
        held.delete()

"""What changes users: each verb checks the right, writes in one transaction, and is audited."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.users.models import ApiToken, Invitation, User
from garant.users.permissions import require
from garant.users.roles import Role

TOKEN_DAYS = 365
PREFERENCES = ("language", "theme", "shortcuts")


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
def invite(
    *, by: User, email: str, name: str, role: str, department: str
) -> tuple[Invitation, str]:
    """Hold a place for somebody; the secret is for the link of the mail, and is not kept."""
    require(by, "users.edit")
    if User.objects.filter(email__iexact=email).exists():
        raise RequestError("{email} is already here", email=email)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.lower(), name=name, role=role, department=department, language=by.language,
        secret=make_password(secret, hasher="token"), by=by,
    )  # fmt: skip
    audit.record(
        "user.invite", by=by, of=invitation, after={"email": invitation.email, "role": role}
    )
    return invitation, secret


@transaction.atomic
def accept(*, invitation: Invitation, secret: str, password: str) -> User:
    """Take the place that an invitation holds; once."""
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not held.open or not check_password(secret, held.secret):
        raise RequestError("this invitation was used or is older than 7 days; ask for another one")
    user = User.objects.create_user(
        held.email, password, name=held.name, role=held.role, department=held.department,
        language=held.language,
    )  # fmt: skip
    held.used_at = timezone.now()
    held.save(update_fields=["used_at"])
    audit.record("user.create", by=user, of=user, after={"email": user.email, "role": user.role})
    return user


@transaction.atomic
def change_role(*, by: User, user: User, role: str, is_active: bool = True) -> None:
    """Give somebody another role, or keep them out; the last administrator stays one."""
    require(by, "users.edit")
    admins = User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True)
    leaves = user.role == Role.ADMIN and (role != Role.ADMIN or not is_active)
    if leaves and list(admins) == [user]:
        raise RequestError("{name} is the only administrator; name another one first", name=user)
    before = {"role": user.role, "is_active": user.is_active}
    user.role, user.is_active = role, is_active
    user.save(update_fields=["role", "is_active"])
    audit.record("user.change", by=by, of=user, before=before,
                 after={"role": role, "is_active": is_active})  # fmt: skip


@transaction.atomic
def prefer(*, user: User, **chosen: object) -> None:
    """Keep somebody's own preferences: language, theme, shortcuts."""
    require(user, "preferences.own")
    unknown = chosen.keys() - set(PREFERENCES)
    if unknown:
        raise RequestError("there is no preference {names}", names=", ".join(sorted(unknown)))
    for name, value in chosen.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=list(chosen))


@transaction.atomic
def make_token(*, user: User, label: str, read_only: bool = True) -> tuple[ApiToken, str]:
    """A token of a user's own, and what the program must carry; it is shown once."""
    require(user, "tokens.own")
    token = ApiToken(
        user=user, label=label, read_only=read_only,
        expires_at=timezone.now() + timedelta(days=TOKEN_DAYS),
    )  # fmt: skip
    token.save()
    carried = token.sealed()
    audit.record("token.make", by=user, of=token, after={"label": label, "read_only": read_only})
    return token, carried


@transaction.atomic
def revoke_token(*, user: User, token: ApiToken) -> None:
    """End a token of a user's own."""
    if token.user_id != user.pk:
        raise RequestError("that token is somebody else's")
    audit.record("token.revoke", by=user, of=token, before={"label": token.label})
    token.delete()

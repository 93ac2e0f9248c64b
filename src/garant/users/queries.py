"""Who is here, who is invited, which tokens there are."""

from __future__ import annotations

from django.db.models import QuerySet

from garant.users.models import ApiToken, Invitation, User


def everybody() -> QuerySet[User]:
    """Everybody who has a place, those who may log in first."""
    return User.objects.order_by("-is_active", "name", "pk")


def waiting() -> QuerySet[Invitation]:
    """The invitations that nobody took or withdrew; too old ones too, to be sent again."""
    found = Invitation.objects.filter(used_at=None, withdrawn_at=None)
    return found.select_related("by").order_by("-made_at")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The tokens of somebody, the newest first."""
    return user.tokens.order_by("-made_at")


def keep_mail_failure(invitation: Invitation, failed: str) -> None:
    """Note beside an invitation why its mail did not leave, or that it did."""
    Invitation.objects.filter(pk=invitation.pk).update(mail_failed=failed[:300])


def forget_mail_failures(address: str) -> None:
    """Note that a mail left for an address at last: who is invited there gets it."""
    waiting().filter(email=address).update(mail_failed="")

"""The mails that users get: each in the language of who reads it, its link from the base URL."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.lib import job_reading, mail, problems
from garant.lib.mail import Letter, MailError
from garant.users import installation, jobs
from garant.users.models import Invitation, User
from garant.users.roles import Role

# What allauth tells somebody of, by its own name for the mail.
NOTICES: Mapping[str, str | Promise] = {
    "account/email/password_changed": gettext_lazy("Your password was changed"),
    "account/email/password_set": gettext_lazy("Your password was set"),
    "account/email/password_reset": gettext_lazy("Your password was changed"),
    "mfa/email/totp_activated": gettext_lazy("An application with codes was set up"),
    "mfa/email/totp_deactivated": gettext_lazy("Your application with codes is no longer asked"),
    "mfa/email/webauthn_added": gettext_lazy("A passkey or security key was added"),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey or security key was removed"),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made"),
    "socialaccount/email/account_connected": gettext_lazy("Your company’s log-in was connected"),
    "socialaccount/email/account_disconnected": gettext_lazy("Your company’s log-in was taken off"),
}

log = logging.getLogger(__name__)


def deliver(letter: Letter) -> str:
    """Send a letter now; what failed, as a sentence for the page, or nothing. It is tried again."""
    try:
        mail.send(letter)
    except MailError as error:
        log.warning("mail not sent", extra={"reason": str(error)})
        jobs.send_later(letter)
        return problems.sentence(error)
    return ""


def deliver_quietly(letter: Letter) -> None:
    """Send a letter of which the page tells nothing, so that it does not tell who is known here.

    A worker sends it, if there is one: an answer then takes as long for an unknown address.
    """
    if job_reading.worker_at_work():
        jobs.send_later(letter)
    else:
        deliver(letter)


def invitation_address(invitation: Invitation, secret: str) -> str:
    """The link that an invitation's mail carries."""
    return mail.link(reverse("invitation", args=[invitation.pk, secret]))


def invitation(invitation: Invitation, secret: str) -> Letter:
    """You are invited; take your place within seven days."""
    company = installation.kept()["company_name"]
    with translation.override(invitation.language):
        values = {"name": str(invitation.by), "company": company,
                  "role": str(Role(invitation.role).label)}  # fmt: skip
        where = _("There, {company} follows what it promised its customers.").format(**values)
        return Letter(
            to=invitation.email,
            language=invitation.language,
            subject=_("{name} invites you to garant").format(**values),
            words=(
                *((where,) if company else ()),
                _("Your role will be: {role}. Choose a password, and you are in.").format(**values),
            ),
            action=_("Take your place"),
            address=invitation_address(invitation, secret),
            small=_("The link works once, for 7 days. If you expect no invitation, do nothing."),
        )


def new_password(user: User, path: str) -> Letter:
    """The link to choose another password."""
    with translation.override(user.language):
        return Letter(
            to=user.email,
            language=user.language,
            subject=_("Choose a new password"),
            words=(_("Somebody asked for a new password for your account at garant."),),
            action=_("Choose a new password"),
            address=mail.link(path),
            small=_("If it was not you, do nothing: your password stays as it is."),
        )


def notice(user: User, told: str) -> Letter:
    """Something that protects an account was changed."""
    with translation.override(user.language):
        said = str(NOTICES[told])
        return Letter(
            to=user.email,
            language=user.language,
            subject=said,
            words=(
                _("This was done just now on your account at garant: {what}.").format(what=said),
            ),
            action=_("See where you are logged in"),
            address=mail.link(reverse("usersessions_list")),
            small=_("If it was not you, tell whoever administers garant in your company at once."),
        )

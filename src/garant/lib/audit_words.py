"""What each verb of the audit trail means, in a few words; a test finds one that is missing."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: Mapping[str, Promise] = {
    "account.assign": _("Gave an account to somebody"),
    "account.edit": _("Changed an account"),
    "contact.add": _("Added a person"),
    "contact.change": _("Changed what is said of a person"),
    "fact.change": _("Changed a fact"),
    "fact.void": _("Took a fact back"),
    "fact.write": _("Wrote a fact"),
    "import.apply": _("Applied an import"),
    "import.undo": _("Undid an import"),
    "job.retry": _("Had a job tried again"),
    "mapping.forget": _("Forgot a mapping of imports"),
    "mapping.keep": _("Kept a mapping of imports"),
    "note.delete": _("Took a note back"),
    "note.restore": _("Put a note back"),
    "note.write": _("Wrote a note"),
    "settings.change": _("Changed a setting"),
    "settings.login": _("Changed the company’s log-in"),
    "settings.metrics": _("Changed a setting of the metrics"),
    "token.make": _("Made a token"),
    "token.revoke": _("Ended a token"),
    "user.change": _("Changed somebody’s role or access"),
    "user.create": _("Took a place"),
    "user.invite": _("Invited somebody"),
    "user.invite_again": _("Sent an invitation again"),
    "user.password": _("Changed a password"),
    "user.second_step": _("Took off a second step"),
    "user.protect": _("Changed what protects a log-in"),
    "user.rename": _("Changed a name"),
    "user.withdraw": _("Withdrew an invitation"),
}


def words_of(verb: str) -> str:
    """The words of a verb; the verb itself where it is one of another version."""
    return str(WORDS.get(verb, verb))

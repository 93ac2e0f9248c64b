"""The group of commands that look ahead; each part of the outlook declares its own in it."""

from __future__ import annotations

from garant.cli.commands import application
from garant.cli.language import _

app = application(_("Look ahead: cash, retention, renewals to come."))

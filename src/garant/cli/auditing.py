"""`garant audit verify`: whether the audit trail is whole."""

from __future__ import annotations

from importlib import import_module

import typer

from garant.cli.commands import application, command
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake
from garant.metrics.errors import RequestError

app = application(_("Verify the audit trail."))


@command(app, "verify", _("Find any entry that was edited, removed or moved."))
def verify(speech: Speech) -> None:
    del speech
    awake()
    trail = import_module("garant.lib.audit")
    found = list(trail.faults())
    for fault in found:
        typer.echo(fault, err=True)
    if found:
        raise RequestError("the audit trail is broken in {n} places", n=len(found))
    count = trail.AuditEntry.objects.count()
    typer.echo(_("The audit trail is whole: {n} entries.").format(n=count))

"""`garant worker`: the jobs of the queue, and the schedule."""

from __future__ import annotations

from importlib import import_module

import typer

from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "worker", _("Do the jobs of the queue, and keep the schedule."))
def worker(speech: Speech) -> None:
    awake()
    import_module("garant.lib.schema").require()
    if not speech.quiet:
        typer.echo(_("Doing jobs, Ctrl-C to stop"))
    import_module("garant.lib.worker").Doer().run()

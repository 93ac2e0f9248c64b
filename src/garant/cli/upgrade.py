"""`garant upgrade`: bring the tables of an installation to this version."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from garant.cli.commands import command
from garant.cli.init import migrate
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake
from garant.cli.waiting import waiting

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "upgrade", _("Bring the tables of the installation to this version."))
def upgrade(
    speech: Speech,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Do it; without it, say what is due."))
    ] = False,
) -> None:
    awake()
    due = import_module("garant.lib.schema").due()
    for name in due:
        typer.echo(name)
    if not due:
        typer.echo(_("The tables are of this version."))
    elif not yes:
        typer.echo(_("Copy the data folder first, then run this again with --yes."))
    else:
        with waiting(_("Changing the tables …"), quiet=speech.quiet):
            migrate()
        typer.echo(_("Done."))

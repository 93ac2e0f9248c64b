"""`garant refresh`: from facts to the figures that pages show."""

from __future__ import annotations

from importlib import import_module

import typer

from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake
from garant.cli.waiting import waiting

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "refresh", _("Compute every figure of the pages anew."))
def refresh(speech: Speech) -> None:
    awake()
    with waiting(_("Reading the facts and computing …"), quiet=speech.quiet):
        known = import_module("garant.contracts.refresh").refresh()
    if known is None:
        typer.echo(_("There is no contract line yet: import a book first."))
    else:
        typer.echo(_("Every figure is computed, as known on {moment}.").format(moment=known))

"""`garant count`: how many rows the installation holds."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated, Any

import typer

from garant.cli.commands import command
from garant.cli.exporting import ALL, known
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.project import awake

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "count", _("Say how many rows of a kind the installation holds."))
def count(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=_("all, or a table: accounts, lines …"))
    ],
    speech: Speech,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Say it as JSON."))] = False,
) -> None:
    del speech
    awake()
    known(kind, (ALL,))
    tables: Any = import_module("garant.sources.tables")
    kinds = tables.KINDS if kind == ALL else {kind: tables.KINDS[kind]}
    found = {one: tables.live(name) for one, name in kinds.items()}
    if as_json:
        typer.echo(json.dumps(found))
        return
    for one, rows in found.items():
        typer.echo(rows if kind != ALL else f"{one}: {rows}")

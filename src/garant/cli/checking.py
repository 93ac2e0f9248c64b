"""`garant check`: whether the installation is in order."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated

import typer

from garant.cli.commands import command
from garant.cli.language import _, spoken
from garant.cli.options import Speech
from garant.cli.project import awake

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@command(app, "check", _("Say whether the installation is in order."))
def check(
    speech: Speech,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Say it as JSON."))] = False,
) -> None:
    awake()
    with import_module("django.utils.translation").override(spoken()):
        report = import_module("garant.portfolio.checkup").report()
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        _tell(report["findings"], quiet=speech.quiet)
    if not report["ok"]:
        raise typer.Exit(1)


def _tell(findings: list[dict[str, str]], *, quiet: bool) -> None:
    for one in findings:
        typer.echo(f"{one['level']}: {one['message']}")
    if not findings and not quiet:
        typer.echo(_("All is in order."))

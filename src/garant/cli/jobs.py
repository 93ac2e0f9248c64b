"""`garant jobs list`: what waits, runs, was done, and what was given up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from garant.cli.commands import application, command
from garant.cli.language import N_, _, spoken
from garant.cli.options import Speech
from garant.cli.project import awake

if TYPE_CHECKING:
    from garant.lib.job_reading import Told

app = application(N_("Look at the queue of jobs."))


@command(app, "list", _("List the jobs, the newest first."))
def list_(
    speech: Speech,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Say it as JSON."))] = False,
) -> None:
    del speech
    awake()
    with import_module("django.utils.translation").override(spoken()):
        found = import_module("garant.lib.job_reading").newest()
        if as_json:
            typer.echo(json.dumps({"rows": [asdict(one) for one in found]}, default=str))
            return
        _tell(found)


def _tell(found: Sequence[Told]) -> None:
    for one in found:
        typer.echo("  ".join((
            f"{one.enqueued_at:%Y-%m-%d %H:%M:%S}", f"{one.name:38}", f"{one.state_words:12}",
            str(one.tries), one.says,
        )).rstrip())  # fmt: skip

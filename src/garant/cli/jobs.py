"""`garant jobs list`: what waits, runs, was done, and what was given up."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Annotated, Any

import typer

from garant.cli.commands import application, command
from garant.cli.language import N_, _
from garant.cli.options import Speech
from garant.cli.project import awake

app = application(N_("Look at the queue of jobs."))
SHOWN = 50
STATES = {
    "READY": N_("waiting"), "RUNNING": N_("running"), "SUCCESSFUL": N_("done"),
    "FAILED": N_("given up"),
}  # fmt: skip


@command(app, "list", _("List the jobs, the newest first."))
def list_(
    speech: Speech,
    *,
    as_json: Annotated[bool, typer.Option("--json", help=_("Say it as JSON."))] = False,
) -> None:
    del speech
    awake()
    rows = [_row(one) for one in _newest()]
    if as_json:
        typer.echo(json.dumps({"rows": rows}, default=str))
        return
    for row in rows:
        typer.echo("  ".join((
            f"{row['enqueued_at']:%Y-%m-%d %H:%M:%S}", f"{row['job']:40}",
            f"{_(STATES[row['state']]):10}", str(row["tries"]), row["error"],
        )).rstrip())  # fmt: skip


def _newest() -> Any:
    model = import_module("django_tasks_db.models").DBTaskResult
    return model.objects.order_by("-enqueued_at")[:SHOWN]


def _row(one: Any) -> dict[str, Any]:
    return {
        "id": str(one.pk), "job": one.task_path, "state": one.status,
        "tries": len(one.worker_ids), "enqueued_at": one.enqueued_at,
        "started_at": one.started_at, "finished_at": one.finished_at,
        "error": one.traceback.strip().rpartition("\n")[2],
    }  # fmt: skip

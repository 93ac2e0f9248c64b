"""`garant serve`: the pages, by a server made for it."""

from __future__ import annotations

import os
import sys
import threading
import time
from importlib import import_module
from typing import Annotated, Any

import typer

from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Speech, whole
from garant.cli.ports import HOST, answers, usable
from garant.cli.project import awake
from garant.lib import environment

app = typer.Typer(rich_markup_mode=None, add_completion=False)
THREADS = 8  # of one process
# A process computes on one processor at a time. A second one halves how long people wait for each
# other, and takes its own memory; those who have more of both give a number.
MOST = 2
PAUSE = 0.05  # seconds between two looks whether it answers
GRACE = 10  # seconds in which a request that has begun may end


def _count(text: str) -> int:
    count = whole(text)
    if count < 1:
        raise typer.BadParameter(_("{n} processes cannot serve: give 1 or more").format(n=count))
    return count


Port = Annotated[int, typer.Option(parser=whole, metavar="PORT", help=_("The port to listen on."))]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help=_("The address to listen on."))]

Processes = Annotated[
    int | None,
    typer.Option(
        parser=_count, metavar="N",
        help=_("How many processes serve; without it two, or one on a machine of one processor."),
    ),
]  # fmt: skip


@command(app, "serve", _("Serve the pages."))
def serve(
    speech: Speech, port: Port = 8000, host: Host = HOST, processes: Processes = None
) -> None:
    prepared(host, port, processes, quiet=speech.quiet).serve()


def prepared(host: str, port: int, processes: int | None, *, quiet: bool) -> Any:
    """The server, ready to be started; it says its address then."""
    awake()
    import_module("garant.lib.schema").require()
    usable(port, host)
    import_module("garant.lib.collected").collect()
    server = import_module("granian.server").Server(
        "garant.wsgi:application", address=host, port=port, interface="wsgi",
        workers=processes or usual(), blocking_threads=THREADS, log_enabled=False,
        respawn_failed_workers=True, workers_kill_timeout=GRACE,
    )  # fmt: skip
    os.environ["GARANT_SERVER_PROCESS"] = str(os.getpid())
    if not quiet:
        said = _("garant is at {address}, Ctrl-C to stop")
        sentence = said.format(address=environment.read().base_url)
        announcing = threading.Thread(target=_announce, args=(host, port, sentence), daemon=True)
        server.on_startup(announcing.start)
    return server


def usual() -> int:
    """How many processes serve where nobody says."""
    return min(MOST, os.cpu_count() or 1)


def _announce(host: str, port: int, sentence: str) -> None:
    """Say where garant is, once it answers."""
    while not answers(host, port):
        time.sleep(PAUSE)
    typer.echo(sentence)
    sys.stdout.flush()

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
THREADS = 8  # requests wait for the database more than they compute
PAUSE = 0.05  # seconds between two looks whether it answers
GRACE = 10  # seconds in which a request that has begun may end

Port = Annotated[int, typer.Option(parser=whole, metavar="PORT", help=_("The port to listen on."))]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help=_("The address to listen on."))]


@command(app, "serve", _("Serve the pages."))
def serve(speech: Speech, port: Port = 8000, host: Host = HOST) -> None:
    prepared(host, port, quiet=speech.quiet).serve()


def prepared(host: str, port: int, *, quiet: bool) -> Any:
    """The server, ready to be started; it says its address then."""
    awake()
    import_module("garant.lib.schema").require()
    usable(port, host)
    import_module("garant.lib.collected").collect()
    server = import_module("granian.server").Server(
        "garant.wsgi:application", address=host, port=port, interface="wsgi",
        blocking_threads=THREADS, log_enabled=False, respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )  # fmt: skip
    os.environ["GARANT_SERVER_PROCESS"] = str(os.getpid())
    if not quiet:
        said = _("garant is at {address}, Ctrl-C to stop")
        sentence = said.format(address=environment.read().base_url)
        announcing = threading.Thread(target=_announce, args=(host, port, sentence), daemon=True)
        server.on_startup(announcing.start)
    return server


def _announce(host: str, port: int, sentence: str) -> None:
    """Say where garant is, once it answers."""
    while not answers(host, port):
        time.sleep(PAUSE)
    typer.echo(sentence)
    sys.stdout.flush()

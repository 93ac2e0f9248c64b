"""`garant serve`: the pages, by a server made for it."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Speech, whole
from garant.cli.project import awake
from garant.lib import environment

app = typer.Typer(rich_markup_mode=None, add_completion=False)
THREADS = 8  # requests wait for the database more than they compute


@command(app, "serve", _("Serve the pages."))
def serve(
    speech: Speech,
    port: Annotated[
        int, typer.Option(parser=whole, metavar="PORT", help=_("The port to listen on."))
    ] = 8000,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help=_("The address to listen on."))
    ] = "127.0.0.1",
) -> None:
    awake()
    import_module("django.core.management").call_command(
        "collectstatic", interactive=False, verbosity=0
    )
    server = import_module("granian.server").Server(
        "garant.wsgi:application", address=host, port=port, interface="wsgi",
        blocking_threads=THREADS, log_enabled=False,
    )  # fmt: skip
    if not speech.quiet:
        typer.echo(_("garant is at {address}").format(address=environment.read().base_url))
    server.serve()

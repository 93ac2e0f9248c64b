"""`garant up`: the server and one worker, the default way on one machine."""

from __future__ import annotations

import subprocess
import sys
import threading

import typer

from garant.cli.commands import command
from garant.cli.language import _
from garant.cli.options import Speech
from garant.cli.ports import HOST
from garant.cli.serving import Host, Port, Processes, prepared

app = typer.Typer(rich_markup_mode=None, add_completion=False)
WORKER = (sys.executable, "-m", "garant.cli", "worker", "--quiet")
AGAIN = 3.0  # seconds until a worker that ended is started again
GRACE = 30  # seconds in which the worker may end its job; then another run takes it over


@command(app, "up", _("Serve the pages and do the jobs, both in one."))
def up(speech: Speech, port: Port = 8000, host: Host = HOST, processes: Processes = None) -> None:
    server = prepared(host, port, processes, quiet=speech.quiet)
    over = threading.Event()
    keeper = threading.Thread(target=_keep_working, args=(over,))
    server.on_startup(keeper.start)
    try:
        server.serve()
    finally:
        over.set()
        if keeper.ident is not None:
            keeper.join()


def _keep_working(over: threading.Event) -> None:
    """Have a worker run until all is over; one that ends before is started again."""
    while not over.is_set():
        with _worker() as worker:
            while worker.poll() is None and not over.wait(0.5):
                pass
            _end(worker)
        over.wait(AGAIN)


def _worker() -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C reaches it through us, once.
    return subprocess.Popen(WORKER, start_new_session=True)  # noqa: S603 - our own command


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(GRACE)
    except subprocess.TimeoutExpired:
        worker.kill()

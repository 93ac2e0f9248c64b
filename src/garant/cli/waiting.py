"""A sign of life on standard error, for whatever takes longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import Any

PATIENCE = 1.0  # seconds


class _Bar:
    """A bar that starts by itself, once, unless it was stopped before."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.lock = Lock()
        self.progress: Any = None
        self.over = False

    def start(self) -> None:
        # Slow to load, and most commands end before it is needed.
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with self.lock:
            if not self.over:
                console = Console(file=sys.stderr)
                columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
                self.progress = Progress(*columns, console=console, transient=True)
                self.progress.add_task(self.doing, total=None)
                self.progress.start()

    def stop(self) -> None:
        with self.lock:
            self.over = True
            if self.progress is not None:
                self.progress.stop()


@contextmanager
def waiting(doing: str, *, quiet: bool) -> Iterator[None]:
    """Show `doing` and the time that passes, if it takes long, on a terminal, and not `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    bar = _Bar(doing)
    timer = Timer(PATIENCE, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        bar.stop()

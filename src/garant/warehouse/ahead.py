"""A folder read ahead: DuckDB reads it while Python loads Ibis and the metrics.

Each takes about as long as the other at a hundred thousand lines, and they do not wait for each
other: DuckDB works outside Python's lock.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from os import PathLike
from pathlib import Path

from garant.warehouse import folder
from garant.warehouse.address import is_url
from garant.warehouse.mapping import FILE
from garant.warehouse.reading import Reading, duckdb_in_memory
from garant.warehouse.source import Scratch


class Ahead(PathLike[str]):
    """A folder that is being read. It stands where its path does, for one book."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scratch = Scratch()
        self._book = Reading(duckdb_in_memory(self.scratch), self.scratch, str(path), {})
        with_one_thread = ThreadPoolExecutor(1)
        self._read = with_one_thread.submit(folder.read, path, self._book)
        with_one_thread.shutdown(wait=False)

    def __fspath__(self) -> str:
        return str(self.path)

    def result(self) -> Reading:
        """What was read, once it is; what stopped the reading is raised here."""
        return self._read.result()

    def stop(self) -> None:
        """Stop reading, where nobody waits for it any more: Python does not end before it does."""
        while not self._read.done():
            self._book.con.interrupt()
            # Between two queries there is nothing to interrupt: try again.
            wait([self._read], timeout=0.05)


def begun(book: str) -> Ahead | None:
    """The folder of that name, being read; none if there is none, or it has a mapping.

    Only files that are read as they are can do without Ibis.
    """
    path = Path(book)
    if is_url(book) or not path.is_dir() or (path / FILE).exists():
        return None
    return Ahead(path)

"""The statements of one DuckDB connection, carried out in turn while Python writes the next.

Writing a plan down as SQL takes Python about as long as carrying it out takes DuckDB at a hundred
thousand lines, and DuckDB works outside Python's lock: on two cores neither need wait for the
other. A connection takes one statement at a time, so one thread hands it all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary, ref

import duckdb

Row = tuple[Any, ...]
First = Callable[[], object]

_KEPT = re.compile(r'"(_kept_\d+)"')


class Statements:
    """What is asked of one connection, in the order of asking.

    ``first`` is what must be done before a statement, in its turn.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = ref(con)  # weakly, so that a connection that nobody holds any more closes
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="duckdb")
        self._pending: set[Future[Any]] = set()
        self._promised: dict[str, tuple[str, First]] = {}
        self._numbers = count()

    def ask(self, sql: str, first: First) -> Callable[[], list[Row]]:
        """Begin to answer; what is returned waits for the rows."""
        asked = self._begin(self._answer, sql, first)
        return lambda: self._waited(asked)

    def keep(self, sql: str, first: First) -> str:
        """Begin to make a temporary table of those rows; its name.

        What stops it is raised to whoever reads the table, and then it is tried again.
        """
        name = f"_kept_{next(self._numbers)}"
        self._promised[name] = sql, first
        self._begin(self._make, name)
        return name

    def settle(self, names: list[str]) -> None:
        """Wait until all that was begun is done, and those kept tables can be read."""
        self._waited(self._begin(self._make_all, names))

    def stop(self) -> None:
        """Drop what nobody waits for any more."""
        self._promised.clear()
        left = [one for one in list(self._pending) if not one.cancel()]
        while wait(left, timeout=0).not_done:
            self._interrupt()
            # Between two steps of a statement there is nothing to interrupt: try again.
            wait(left, timeout=0.05)

    def _begin(self, work: Callable[..., Any], *given: Any) -> Future[Any]:
        begun = self._thread.submit(work, self._con(), *given)
        self._pending.add(begun)
        begun.add_done_callback(self._pending.discard)
        return begun

    def _waited(self, begun: Future[Any]) -> Any:
        try:
            return begun.result()
        except KeyboardInterrupt:
            self._interrupt()
            raise

    def _interrupt(self) -> None:
        con = self._con()
        if con is not None:
            con.interrupt()

    def _answer(self, con: duckdb.DuckDBPyConnection, sql: str, first: First) -> list[Row]:
        self._make_all(con, _KEPT.findall(sql))
        first()
        return con.execute(sql).fetchall()

    def _make_all(self, con: duckdb.DuckDBPyConnection, names: list[str]) -> None:
        for name in names:
            self._make(con, name)

    def _make(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        """Keep a promise, and before it those that it rests on."""
        if name in self._promised:
            sql, first = self._promised[name]
            self._make_all(con, _KEPT.findall(sql))
            first()
            con.execute(f'CREATE TEMP TABLE "{name}" AS {sql}')
            self._promised.pop(name, None)


_OF: WeakKeyDictionary[duckdb.DuckDBPyConnection, Statements] = WeakKeyDictionary()


def of(con: duckdb.DuckDBPyConnection) -> Statements:
    """The statements of a connection."""
    return _OF.get(con) or _OF.setdefault(con, Statements(con))

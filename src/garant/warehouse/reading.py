# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""A book being read on DuckDB: each of its tables typed under its name, or what is wrong with it.

Ibis is not needed for it, so that a folder can be read while Ibis is being loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field

import duckdb

from garant.metrics.errors import Problem
from garant.metrics.schema import TABLES, Table
from garant.warehouse import typed
from garant.warehouse.cells import quoted
from garant.warehouse.csvfile import CsvFile
from garant.warehouse.mapping import TableMapping
from garant.warehouse.relation import Relation, told_columns
from garant.warehouse.source import Origin, Scratch
from garant.warehouse.typed import Typed

# Ten million lines are checked in it; the rest of the process takes about 200. A process that reads
# for another one sets less.
MEMORY_MB = ContextVar("MEMORY_MB", default=1800)

# Our rows made of theirs by a mapping, with their columns that nothing reads; or what is wrong.
Derived = tuple[Relation, tuple[str, ...]] | list[Problem]
Derive = Callable[[duckdb.DuckDBPyConnection, Relation, TableMapping], Derived]


@dataclass
class Reading:
    """What was read so far. Without ``derive``, no table may have a mapping."""

    con: duckdb.DuckDBPyConnection
    scratch: Scratch
    name: str
    mapping: Mapping[str, TableMapping]
    derive: Derive | None = None
    tables: dict[str, Typed] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def duckdb_in_memory(scratch: Scratch) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory. What does not fit spills to the temporary folder, not beside the user."""
    spill = str(scratch.path / "spill")
    con = duckdb.connect(config={"temp_directory": spill, "memory_limit": f"{MEMORY_MB.get()}MB"})
    con.execute("SET timezone = 'UTC'")
    # It would print over the answer; the command line has a bar of its own.
    con.execute("SET enable_progress_bar = false")
    return con


def take(book: Reading, name: str, found: CsvFile | Relation | list[Problem]) -> None:
    """Type what was found under its name, or keep what is wrong with it."""
    if isinstance(found, list):
        book.problems += [_renamed(problem, name) for problem in found]
        return
    if isinstance(found, CsvFile):
        _take_csv(book, name, found)
    else:
        _type(book, name, found)


def _renamed(problem: Problem, name: str) -> Problem:
    """The problem of a file that bears another name than the table it becomes."""
    return Problem(problem.level, problem.rule, name, problem.row, problem.field,
                   problem.message, problem.values)  # fmt: skip


def _take_csv(book: Reading, name: str, file: CsvFile) -> None:
    """Read a file as it is; and once more, cleaned row by row, if DuckDB cannot take it so."""
    before = len(book.problems)
    try:
        _type(book, name, file.relation(book.scratch))
        if _numbered(book, name, file):
            return
    except duckdb.InterruptException:  # the user is leaving
        raise
    except duckdb.Error:  # reading row by row tells which row it is
        pass
    del book.problems[before:]
    book.tables.pop(name, None)
    relation, problems = file.clean_relation(book.scratch)
    if relation is None:
        book.problems += [_renamed(problem, name) for problem in problems]
        book.origins[name] = Origin(file.path.name, file.columns)
        return
    try:
        _type(book, name, relation)
    except duckdb.Error as error:
        book.problems.append(
            Problem("error", "R26", name, None, None, "{file} cannot be read: {reason}",
                    {"file": file.path.name, "reason": str(error).splitlines()[0]})
        )  # fmt: skip


def _numbered(book: Reading, name: str, file: CsvFile) -> bool:
    """Whether the rows that were read bear the numbers that a spreadsheet shows."""
    if name not in book.tables:
        return True
    stored = quoted(f"_raw_{name}" if name in book.mapping else f"_typed_{name}")
    return file.plain(typed.number(book.con, f"SELECT count(*) FROM {stored}"))


def _type(book: Reading, name: str, relation: Relation) -> None:
    """The canonical table, after the mapping if there is one."""
    table = TABLES[name]
    columns = tuple(relation.columns)
    unused = _unused(table, columns)
    if book.derive is not None and name in book.mapping:
        derived = book.derive(book.con, relation, book.mapping[name])
        if isinstance(derived, list):
            book.problems += derived
            book.origins[name] = Origin(relation.name, columns)
            return
        relation, unused = derived
    book.tables[name], cells = typed.make(book.con, table, relation=relation)
    book.origins[name] = Origin(relation.name, columns, unused)
    book.problems += told_columns(table, relation.columns, name=relation.name) + cells


def _unused(table: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    return () if table.open else tuple(name for name in columns if table.column(name) is None)

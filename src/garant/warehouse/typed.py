# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""From rows that DuckDB can read to a canonical table, and the cells that do not convert."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import duckdb

from garant.metrics.errors import Problem
from garant.metrics.schema import Column, Table
from garant.warehouse.cells import SAME_AS, Cell, cell, decimals, literal, quoted, sql_type
from garant.warehouse.relation import MOST_TOLD, Relation, and_more
from garant.warehouse.told import told

ROW = "_row"
_HIDDEN = "_unnamed_"


@dataclass(frozen=True, slots=True)
class Typed:
    """The SQL that types one relation: each declared column that it has, and its attributes."""

    table: Table
    relation: Relation

    def cells(self) -> dict[Column, Cell]:
        """What each declared column that is there becomes."""
        held = self.relation.columns
        return {
            column: cell(
                self.table.name, column, source=quoted(column.name), physical=held[column.name]
            )
            for column in self.table.columns
            if column.name in held
        }

    def schema(self) -> dict[str, str]:
        """The names and types of the canonical table, as Ibis names them."""
        types = {column.name: ibis_type(self.table.name, column) for column in self.table.columns}
        return {**types, **dict.fromkeys(self.attributes(), "string"), ROW: "int64"}

    def attributes(self) -> tuple[str, ...]:
        """The further columns that an open table keeps."""
        if not self.table.open:
            return ()
        declared = {column.name for column in self.table.columns} | {ROW}
        return tuple(
            name
            for name in self.relation.columns
            if name.lower() not in declared and not name.startswith(_HIDDEN)
        )


def make(
    con: duckdb.DuckDBPyConnection, table: Table, *, relation: Relation
) -> tuple[Typed, list[Problem]]:
    """The canonical table as a view on ``con`` that bears its name, and its unreadable cells."""
    typed = Typed(table, relation)
    stored = f"_typed_{table.name}"
    if relation.stays:
        problems = _told_where(con, typed, typed.relation.sql, _any_bad(typed))
        held = f"(SELECT {_selected(typed)} FROM {relation.sql})"
        row = ROW if relation.row else "NULL"
    else:
        order = f" ORDER BY {ROW}" if relation.row else ""
        con.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(stored)} AS "
                    f"SELECT {_selected(typed)} FROM {relation.sql}{order}")  # fmt: skip
        problems = _told_where(con, typed, quoted(stored), "_bad")
        held, row = quoted(stored), ROW if relation.row else "rowid + 2"
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {quoted(table.name)} AS "
        f"SELECT {_canonical(typed, row)} FROM {held}"
    )
    return typed, problems


def _selected(typed: Typed) -> str:
    """The typed columns, the attributes as text, the row where it is known, the bad mark."""
    cells = typed.cells()
    parts = [f"{one.value} AS {quoted(column.name)}" for column, one in cells.items()]
    held = typed.relation.columns
    parts += [f"{_attribute(name, held[name])} AS {quoted(name)}" for name in typed.attributes()]
    if typed.relation.row:
        parts.append(f"CAST({typed.relation.row} AS BIGINT) AS {ROW}")
    if not typed.relation.stays:
        parts.append(f"({_any_bad(typed)}) AS _bad")
    return ", ".join(parts)


def _attribute(name: str, physical: str) -> str:
    return cell("account", Column(name), source=quoted(name), physical=physical).value


def _any_bad(typed: Typed) -> str:
    bad = [f"({one.bad})" for one in typed.cells().values() if one.bad]
    return " OR ".join(bad) or "false"


def _canonical(typed: Typed, row: str) -> str:
    """Every declared column in order: with its default where empty, null where missing."""
    held = typed.relation.columns
    parts = [
        f"{_filled(typed.table, column, held)} AS {quoted(column.name)}"
        for column in typed.table.columns
    ]
    parts += [quoted(name) for name in typed.attributes()]
    return ", ".join([*parts, f"CAST({row} AS BIGINT) AS {ROW}"])


def _filled(table: Table, column: Column, held: Container[str]) -> str:
    kind = sql_type(table.name, column)
    value = quoted(column.name) if column.name in held else f"CAST(NULL AS {kind})"
    if column.default is not None:
        return f"coalesce({value}, CAST({literal(str(column.default))} AS {kind}))"
    other = SAME_AS.get((table.name, column.name))
    return f"coalesce({value}, {quoted(other)})" if other and other in held else value


def ibis_type(table: str, column: Column) -> str:
    """The canonical type of a column, as Ibis names it."""
    scale = decimals(table, column.name)
    return {
        "text": "string",
        "date": "date",
        "month": "date",
        "instant": "timestamp(6)",
        "integer": "int64",
        "decimal": f"decimal({scale + 16}, {scale})",
        "flag": "boolean",
    }[column.kind]


def _told_where(con: duckdb.DuckDBPyConnection, typed: Typed, held: str, bad: str) -> list[Problem]:
    """The unreadable cells, told one by one; looked for only where a row is marked bad."""
    if bad == "false" or not number(con, f"SELECT count(*) FROM {held} WHERE {bad}"):
        return []
    counted = "NULL" if typed.relation.stays else "row_number() OVER () + 1"
    row = typed.relation.row or counted
    rows = f"(SELECT *, CAST({row} AS BIGINT) AS _at FROM {typed.relation.sql})"
    return [
        problem
        for column, one in typed.cells().items()
        if one.bad
        for problem in _told_column(con, typed.table, column, (rows, one.bad))
    ]


def _told_column(
    con: duckdb.DuckDBPyConnection, table: Table, column: Column, where: tuple[str, str]
) -> list[Problem]:
    rows, bad = where
    total = number(con, f"SELECT count(*) FROM {rows} WHERE {bad}")
    if not total:
        return []
    found = con.execute(
        f"SELECT _at, CAST({quoted(column.name)} AS VARCHAR) FROM {rows} "
        f"WHERE {bad} ORDER BY _at LIMIT {MOST_TOLD}"
    ).fetchall()
    problems = [_problem(table, column, row, text) for row, text in found]
    return and_more(problems, total, like=problems[-1])


def _problem(table: Table, column: Column, row: int | None, text: str) -> Problem:
    message, values = told(table.name, column, text=text)
    return Problem("error", "R26", table.name, row, column.name, message, values)


def number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The one number that a query gives."""
    return int(con.execute(sql).fetchall()[0][0])

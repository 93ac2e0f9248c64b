# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""A Parquet file, read where it lies: nothing is copied, so ten million rows fit in memory."""

from __future__ import annotations

from pathlib import Path

import duckdb

from garant.metrics.errors import Problem
from garant.warehouse.cells import literal
from garant.warehouse.relation import Relation, plain_path
from garant.warehouse.source import Scratch

_ROW = "file_row_number"


def look(
    con: duckdb.DuckDBPyConnection, path: Path, *, table: str, scratch: Scratch
) -> Relation | list[Problem]:
    """The rows of a file as DuckDB reads them, or why it cannot."""
    sql = f"read_parquet({literal(plain_path(path, scratch))}, {_ROW} = true)"
    try:
        columns = described(con, sql)
    except duckdb.Error as error:
        return [
            Problem(
                "error", "R26", table, None, None,
                "{file} cannot be read as Parquet: {reason}",
                {"file": path.name, "reason": str(error).splitlines()[0]},
            )
        ]  # fmt: skip
    columns.pop(_ROW, None)
    return Relation(sql, columns, path.name, f"{_ROW} + 2", stays=True)


def described(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, str]:
    """The names and types of the columns of what stands after FROM."""
    rows = con.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}

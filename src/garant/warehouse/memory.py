"""Tables that Python holds: lists of dicts, pandas, polars and pyarrow tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from garant.metrics.errors import Problem, RequestError
from garant.metrics.schema import TABLES
from garant.warehouse.cells import quoted
from garant.warehouse.csvfile import CsvFile, look
from garant.warehouse.parquet import described
from garant.warehouse.relation import Relation
from garant.warehouse.source import Scratch


def relation(
    con: duckdb.DuckDBPyConnection, table: str, *, held: Any, scratch: Scratch
) -> Relation | CsvFile | list[Problem]:
    """The rows of one table that Python holds, as DuckDB reads them."""
    if _is_rows(held):
        return _written(table, held, scratch)
    frame = _arrow(table, held)
    if not hasattr(frame, "schema"):
        return _written(table, frame, scratch)
    name = f"_given_{table}"
    con.register(name, frame)
    return Relation(quoted(name), described(con, quoted(name)), table)


def _is_rows(held: Any) -> bool:
    return isinstance(held, list | tuple) and all(isinstance(row, Mapping) for row in held)


def _arrow(table: str, held: Any) -> Any:
    """A pyarrow table; or rows, where a column of objects has no one type."""
    module = type(held).__module__.partition(".")[0]
    if module == "pyarrow":
        return held
    if module == "polars":
        return (held.collect() if hasattr(held, "collect") else held).to_arrow()
    if module == "pandas":
        # Slow to load, and only data frames need it.
        import pyarrow as pa

        try:
            return pa.Table.from_pandas(held, preserve_index=False)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            return held.astype(object).where(held.notna(), None).to_dict("records")
    raise RequestError(
        "the table {table} is a {kind}; give a list of dicts or a pandas, polars or pyarrow table",
        table=table,
        kind=type(held).__name__,
    )


def _written(
    table: str, rows: Iterable[Mapping[str, Any]], scratch: Scratch
) -> CsvFile | list[Problem]:
    """Rows as a CSV file, so that they are read, checked and told about as a file is."""
    rows = list(rows)
    names = list(dict.fromkeys(str(name) for row in rows for name in row)) or _declared(table)
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    lines.writerow(names)
    lines.writerows([_text(row.get(name)) for name in names] for row in rows)
    path = scratch.path / f"{table}.given.csv"
    path.write_bytes(text.getvalue().encode("utf-8", errors="surrogatepass"))
    return look(path, table)


def _declared(table: str) -> list[str]:
    """The header of a table that has no row yet."""
    return [column.name for column in TABLES[table].columns] if table in TABLES else []


def _text(value: Any) -> str:
    """A value as a file would hold it."""
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f") if abs(value) < float("inf") else str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)

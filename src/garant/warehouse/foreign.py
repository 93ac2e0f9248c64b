# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""Books on engines other than DuckDB: any database that Ibis reaches, and Spark.

There a table is canonicalised by Ibis casts and stays where it is. Rows have no order, so no
problem has a row number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
from ibis.expr.types import BooleanValue, Value

from garant.metrics.errors import Problem
from garant.metrics.schema import CURRENCIES, REQUIRED_TABLES, TABLES, Column, Table
from garant.warehouse import connect, derive, postgres
from garant.warehouse.address import is_spark
from garant.warehouse.cells import FLAGS, SAME_AS, literal, quoted
from garant.warehouse.mapping import TableMapping
from garant.warehouse.relation import told_columns
from garant.warehouse.run import rows
from garant.warehouse.source import Origin, Scratch, Source
from garant.warehouse.typed import ROW, ibis_type


def open_database(url: str, declared: Mapping[str, TableMapping], *, scratch: Scratch) -> Source:
    """The tables or views of a database that bear our names, or those that a mapping names."""
    if is_spark(url):
        backend, _, end = connect.spark(url)
    else:
        backend, end = connect.database(url), _nothing
    held = set(backend.list_tables())
    wanted = {name: one.origin for name, one in declared.items()}
    wanted |= {name: name for name in TABLES if name in held and name not in declared}
    problems, tables, origins = [], {}, {}
    for name, origin in wanted.items():
        theirs = _theirs(backend, name, origin, held)
        if isinstance(theirs, Problem):
            problems.append(theirs)
            continue
        table, found = _canonical(TABLES[name], theirs, declared.get(name))
        problems += found
        origins[name] = _origin(origin, theirs, TABLES[name], declared.get(name))
        if table is not None:
            tables[name] = table
    problems += [_no_table(url, name, held) for name in REQUIRED_TABLES if name not in wanted]
    ignored = tuple(sorted(held - {*wanted.values()}))
    closing = (end, backend.disconnect, scratch.close)
    return Source(backend, tables, tuple(problems), url, origins, ignored, closing)


def on_spark(opened: Source, url: str, *, scratch: Scratch) -> Source:
    """A book read and typed by DuckDB, handed to Spark as Parquet in the temporary folder."""
    backend, session, end = connect.spark(url, apart=True)
    tables = {}
    for name in opened.tables:
        folder = scratch.path / "canonical" / name
        folder.mkdir(parents=True)
        file = folder / "part.parquet"
        opened.backend.raw_sql(
            f"COPY (SELECT * FROM temp.main.{quoted(name)}) "
            f"TO {literal(str(file))} (FORMAT parquet)"
        )
        session.read.parquet(str(file)).createOrReplaceTempView(name)
        tables[name] = backend.table(name)
    return Source(
        backend, tables, opened.problems, opened.name, opened.origins, opened.ignored,
        (end, opened.close), local=opened.tables,
    )  # fmt: skip


def _nothing() -> None:
    """A database needs no more than to be disconnected."""


def _theirs(backend: Any, name: str, origin: str, held: set[str]) -> ibis.Table | Problem:
    schema, _, table = origin.rpartition(".")
    if not schema and table not in held:
        return Problem("error", "mapping", name, None, "from",
                       "there is no table {file}; there are {found}",
                       {"file": origin, "found": ", ".join(sorted(held)) or "none"})  # fmt: skip
    try:
        theirs = backend.table(table, database=schema or None)
    except Exception as error:  # noqa: BLE001 - each driver has errors of its own
        return Problem("error", "R26", name, None, None, "{file} cannot be read: {reason}",
                       {"file": origin, "reason": str(error).splitlines()[0]})  # fmt: skip
    return theirs


def _no_table(url: str, name: str, held: set[str]) -> Problem:
    return Problem(
        "error", "R26", name, None, None, "{book} has no table {table}; it has {found}",
        {"book": url, "table": name, "found": ", ".join(sorted(held)) or "none"},
    )  # fmt: skip


def _origin(origin: str, theirs: ibis.Table, table: Table, mapping: TableMapping | None) -> Origin:
    if mapping is not None:
        return Origin(origin, theirs.columns, derive.unused(theirs.columns, mapping))
    unused = () if table.open else tuple(n for n in theirs.columns if table.column(n) is None)
    return Origin(origin, theirs.columns, unused)


def _canonical(
    table: Table, theirs: ibis.Table, mapping: TableMapping | None
) -> tuple[ibis.Table | None, list[Problem]]:
    if ROW not in theirs.columns:
        theirs = theirs.mutate(**{ROW: ibis.null("int64")})
    if mapping is not None:
        problems = derive.absent(theirs.columns, mapping)
        if problems:
            return None, problems
        theirs = derive.mapped(theirs, mapping)
    names = tuple(name for name in theirs.columns if name != ROW)
    problems = told_columns(table, names, name=mapping.origin if mapping else table.name)
    made = {column.name: _made(table, theirs, column) for column in table.columns}
    if table.open:
        made |= {n: theirs[n].cast(str) for n in names if table.column(n) is None}
    canonical = theirs.select(**made, **{ROW: theirs[ROW].cast("int64")})
    return canonical, problems + _unread(table, theirs)


def _made(table: Table, theirs: ibis.Table, column: Column) -> Value:
    kind = ibis_type(table.name, column)
    if column.name not in theirs.columns:
        value: Value = ibis.null(kind)
    else:
        value = _read(column, kind, theirs[column.name])
    if column.default is not None:
        return ibis.coalesce(value, ibis.literal(column.default).cast(kind))
    other = SAME_AS.get((table.name, column.name))
    return ibis.coalesce(value, theirs[other].cast(kind)) if other in theirs.columns else value


def _read(column: Column, kind: str, value: Value) -> Value:
    theirs = value.type()
    if not theirs.is_string():
        moment = column.kind == "instant" and theirs.is_timestamp() and theirs.timezone is not None
        if moment and theirs.timezone != "UTC":
            value = value.cast("timestamp('UTC')")
        return value.cast(kind)
    text = value.nullif("")
    if column.kind == "text":
        return text.upper() if column.name in CURRENCIES else text
    if column.kind == "flag":
        pairs = [(word, ibis.literal(flag)) for word, flag in FLAGS.items()]
        return text.lower().cases(*pairs, else_=ibis.null("boolean"))
    return _tried(column, kind, text)


def _tried(column: Column, kind: str, text: Value) -> Value:
    """A cast that leaves null what does not read."""
    if ibis.get_backend(text).name == "postgres":
        text = postgres.readable(text, column.kind)
    return text.try_cast(kind)


def _unread(table: Table, theirs: ibis.Table) -> list[Problem]:
    """How many texts of each column do not read as what the column holds."""
    texts = [
        column
        for column in table.columns
        if column.kind != "text"
        and column.name in theirs.columns
        and theirs[column.name].type().is_string()
    ]
    if not texts:
        return []
    counts = {c.name: _fails(table, theirs, c).cast("int64").sum() for c in texts}
    found = rows(theirs.aggregate(**counts))[0]
    return [
        Problem(
            "error", "R26", table.name, None, column.name,
            "{count} values are no {kind}", {"count": found[column.name], "kind": column.kind},
        )
        for column in texts
        if found[column.name]
    ]  # fmt: skip


def _fails(table: Table, theirs: ibis.Table, column: Column) -> BooleanValue:
    value = theirs[column.name]
    read = _read(column, ibis_type(table.name, column), value)
    return read.isnull() & (value.nullif("").notnull())

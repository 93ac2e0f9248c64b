# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""Open a book: a folder, a database or tables in memory in, canonical tables out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops

from garant.metrics.errors import Problem, RequestError
from garant.metrics.schema import REQUIRED_TABLES, TABLES
from garant.warehouse import connect, derive, folder, foreign, memory, parquet, run
from garant.warehouse.address import is_spark, is_url
from garant.warehouse.ahead import Ahead
from garant.warehouse.cells import literal, quoted
from garant.warehouse.mapping import FILE, TableMapping, load
from garant.warehouse.reading import Derived, Reading, duckdb_in_memory, take
from garant.warehouse.relation import Relation
from garant.warehouse.source import Origin, Scratch, Source
from garant.warehouse.typed import Typed

Given = str | PathLike[str] | Mapping[str, Any]


def open_source(
    source: Given,
    *,
    mapping: Path | None = None,
    engine: str | None = None,
) -> Source:
    """The tables of a book, and everything about them that cannot be read.

    ``source`` is a folder, the URL of a database, or tables in memory; ``mapping`` overrides the
    book's own ``mapping.toml``; ``engine`` is the Spark that should compute on a folder.
    """
    on_spark = engine is not None and is_spark(engine)
    if engine is not None and not (on_spark or engine.startswith("duckdb")):
        raise RequestError(
            "{engine} cannot be the engine of a book; give duckdb or spark://host:port, "
            "or make the address of a database the book itself",
            engine=engine,
        )
    declared = load(mapping) if mapping is not None else {}
    scratch = source.scratch if isinstance(source, Ahead) else Scratch()
    try:
        opened = _open(source, declared, scratch)
        return foreign.on_spark(opened, str(engine), scratch=scratch) if on_spark else opened
    except BaseException:
        scratch.close()
        raise


def _open(source: Given, declared: Mapping[str, TableMapping], scratch: Scratch) -> Source:
    if isinstance(source, Ahead) and not declared:
        return _closed(source.result())
    if isinstance(source, str) and is_url(source):
        if not source.startswith("duckdb://"):
            return foreign.open_database(source, declared, scratch=scratch)
        return _closed(_database(source, declared, scratch))
    if isinstance(source, Mapping):
        return _closed(_memory(source, declared, scratch))
    return _closed(_folder(Path(source), declared, scratch))


def _closed(book: Reading) -> Source:
    """The book as a source, with what is wrong in the order of the tables and rows."""
    for name in REQUIRED_TABLES:
        if name not in book.origins:
            found = ", ".join(sorted([*book.origins, *book.ignored])) or "nothing"
            book.problems.append(_no_table(name, book.name, found))
    order = list(TABLES)
    problems = sorted(book.problems, key=lambda one: (one.level, order.index(one.table)))
    backend = connect.over(book.con)
    tables = {name: _canonical(backend, typed) for name, typed in book.tables.items()}
    closing = (partial(run.stop, backend), backend.disconnect, book.scratch.close)
    written = {
        name: _written(backend, name, book.mapping[name])
        for name, typed in book.tables.items()
        if name in book.mapping and not typed.relation.stays
    }
    return Source(backend, tables, tuple(problems), book.name, book.origins, book.ignored, closing,
                  written=written)  # fmt: skip


def _written(backend: Any, name: str, mapping: TableMapping) -> ibis.Table:
    """The cells of their rows that our columns were made from, as text and as they wrote them."""
    theirs = {ours: how.column for ours, how in mapping.columns.items() if how.column}
    types = dict.fromkeys(theirs.values(), "string") | {"_row": "int64"}
    raw = temporary(backend, f"_raw_{name}", types)
    return raw.select("_row", **{ours: raw[column] for ours, column in theirs.items()})


def _canonical(backend: Any, typed: Typed) -> ibis.Table:
    """A canonical table. Its types are known: asking the engine would load pyarrow."""
    return temporary(backend, typed.table.name, typed.schema())


def temporary(backend: Any, name: str, types: Mapping[str, Any]) -> ibis.Table:
    """A temporary table or view of DuckDB."""
    place = ops.Namespace(catalog="temp", database="main")
    schema = ibis.schema(types)
    return ops.DatabaseTable(name, schema=schema, source=backend, namespace=place).to_expr()


def is_absence(problem: Problem) -> bool:
    """Whether all that is wrong is that the book has no such table."""
    return problem.message == _no_table(problem.table, "", "").message


def _no_table(name: str, book: str, found: str) -> Problem:
    return Problem(
        "error", "R26", name, None, None,
        "{book} has no table {table} (a file {table}.csv or {table}.parquet, or a table of that "
        "name); it has {found}",
        {"book": book, "table": name, "found": found},
    )  # fmt: skip


# ---------------------------------------------------------------- a folder, a DuckDB file, memory


def _folder(path: Path, declared: Mapping[str, TableMapping], scratch: Scratch) -> Reading:
    own = path / FILE
    declared = declared or (load(own) if own.is_file() else {})
    return folder.read(path, _begun(str(path), declared, scratch))


def _begun(name: str, declared: Mapping[str, TableMapping], scratch: Scratch) -> Reading:
    return Reading(duckdb_in_memory(scratch), scratch, name, declared, _derived)


def _database(url: str, declared: Mapping[str, TableMapping], scratch: Scratch) -> Reading:
    path = _database_file(url)
    book = _begun(url, declared, scratch)
    try:
        book.con.execute(f"ATTACH {literal(str(path))} AS book (READ_ONLY)")
    except duckdb.Error as error:
        raise RequestError(
            "{path} cannot be opened as a DuckDB database: {reason}",
            path=path, reason=str(error).splitlines()[0],
        ) from error  # fmt: skip
    rows = book.con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'book' UNION "
        "SELECT schema_name, view_name FROM duckdb_views() "
        "WHERE database_name = 'book' AND NOT internal"
    ).fetchall()
    held = {str(name): str(schema) for schema, name in sorted(rows)}
    for name, origin in _wanted(held, book).items():
        schema, _, table = origin.rpartition(".")
        sql = f"book.{quoted(schema or held[table])}.{quoted(table)}"
        take(book, name, Relation(sql, parquet.described(book.con, sql), origin, None, stays=True))
    return book


def _database_file(url: str) -> Path:
    """The file of ``duckdb:///file.db``: by its full path, or else beside the user."""
    text = url.removeprefix("duckdb://").partition("?")[0]
    for path in (Path(text), Path(text.lstrip("/"))):
        if path.is_file():
            return path
    raise RequestError("there is no database file {path}", path=text)


def _memory(
    held: Mapping[str, Any], declared: Mapping[str, TableMapping], scratch: Scratch
) -> Reading:
    book = _begun("tables in memory", declared, scratch)
    for name, origin in _wanted(held, book).items():
        book.origins[name] = Origin(origin, ())
        take(book, name, memory.relation(book.con, origin, held=held[origin], scratch=scratch))
    return book


def _wanted(held: Mapping[str, Any], book: Reading) -> dict[str, str]:
    """For each of our tables, the name of theirs."""
    wanted = {name: table.origin for name, table in book.mapping.items()}
    for name, origin in wanted.copy().items():
        if origin not in held and origin.rpartition(".")[2] not in held:
            del wanted[name]
            book.origins[name] = Origin(origin, ())
            book.problems.append(
                Problem("error", "mapping", name, None, "from",
                        "there is no table {file}; there are {found}",
                        {"file": origin, "found": ", ".join(sorted(held)) or "none"})
            )  # fmt: skip
    used = {*wanted.values()}
    wanted |= {n: n for n in TABLES if n in held and n not in book.mapping and n not in used}
    book.ignored = tuple(sorted(set(held) - {*wanted.values()}))
    return wanted


# ---------------------------------------------------------------- a mapping


def _derived(con: duckdb.DuckDBPyConnection, relation: Relation, mapping: TableMapping) -> Derived:
    """Our rows, made of theirs, and their columns that are not read; or what is wrong."""
    columns = tuple(relation.columns)
    problems = derive.absent(columns, mapping)
    return problems or (_mapped(con, relation, mapping), derive.unused(columns, mapping))


def _mapped(con: duckdb.DuckDBPyConnection, relation: Relation, mapping: TableMapping) -> Relation:
    """The mapping as rows that DuckDB reads: kept with their row, then derived."""
    raw = f"_raw_{mapping.table}"
    row = relation.row or ("NULL" if relation.stays else "row_number() OVER () + 1")
    kind = "VIEW" if relation.stays else "TABLE"
    con.execute(
        f"CREATE OR REPLACE TEMP {kind} {quoted(raw)} AS "
        f"SELECT *, CAST({row} AS BIGINT) AS _row FROM {relation.sql}"
    )
    backend = connect.over(con)
    named = backend.compiler.type_mapper
    types = {
        name: named.from_string(kind) for name, kind in parquet.described(con, quoted(raw)).items()
    }
    ours = derive.mapped(temporary(backend, raw, types), mapping)
    sql = f"({backend.compile(ours)})"
    # DuckDB describes what differs in capitals only (`"Amount" AS "amount"`) by the former name.
    kinds = parquet.described(con, sql).values()
    columns = {name: kind for name, kind in zip(ours.columns, kinds, strict=True) if name != "_row"}
    stays = relation.stays and not (mapping.distinct or mapping.predecessor)
    return Relation(sql, columns, relation.name, "_row", stays)

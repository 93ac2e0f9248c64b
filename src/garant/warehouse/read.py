# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""Open a book: a folder, a database or tables in memory in, canonical tables out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops

from garant.metrics.errors import Problem, RequestError
from garant.metrics.schema import REQUIRED_TABLES, TABLES, Table
from garant.warehouse import connect, derive, foreign, memory, parquet, typed
from garant.warehouse.cells import literal, quoted
from garant.warehouse.csvfile import CsvFile, look
from garant.warehouse.mapping import FILE, TableMapping, load
from garant.warehouse.relation import Relation, told_columns
from garant.warehouse.source import Origin, Scratch, Source

KINDS = (".csv", ".parquet")


@dataclass
class _Book:
    """A book being read on DuckDB."""

    con: Any
    scratch: Scratch
    name: str
    mapping: Mapping[str, TableMapping]
    tables: dict[str, ibis.Table] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    origins: dict[str, Origin] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()


def open_source(
    source: str | Path | Mapping[str, Any],
    *,
    mapping: Path | None = None,
    engine: str | None = None,
) -> Source:
    """The tables of a book, and everything about them that cannot be read.

    ``source`` is a folder, the URL of a database, or tables in memory; ``mapping`` overrides the
    book's own ``mapping.toml``; ``engine`` is the Spark that should compute on a folder.
    """
    on_spark = engine is not None and connect.is_spark(engine)
    if engine is not None and not (on_spark or engine.startswith("duckdb")):
        raise RequestError(
            "{engine} cannot be the engine of a book; give duckdb or spark://host:port, "
            "or make the address of a database the book itself",
            engine=engine,
        )
    declared = load(mapping) if mapping is not None else {}
    scratch = Scratch()
    try:
        opened = _open(source, declared, scratch)
        return foreign.on_spark(opened, str(engine), scratch=scratch) if on_spark else opened
    except BaseException:
        scratch.close()
        raise


def _open(
    source: str | Path | Mapping[str, Any], declared: Mapping[str, TableMapping], scratch: Scratch
) -> Source:
    if isinstance(source, str) and connect.is_url(source):
        if not source.startswith("duckdb://"):
            return foreign.open_database(source, declared, scratch=scratch)
        return _closed(_database(source, declared, scratch))
    if isinstance(source, Mapping):
        return _closed(_memory(source, declared, scratch))
    return _closed(_folder(Path(source), declared, scratch))


def _closed(book: _Book) -> Source:
    """The book as a source, with what is wrong in the order of the tables and rows."""
    for name in REQUIRED_TABLES:
        if name not in book.origins:
            book.problems.append(_no_table(name, book))
    order = list(TABLES)
    problems = sorted(book.problems, key=lambda one: (one.level, order.index(one.table)))
    closing = (book.con.disconnect, book.scratch.close)
    return Source(
        book.con, book.tables, tuple(problems), book.name, book.origins, book.ignored, closing
    )


def _no_table(name: str, book: _Book) -> Problem:
    found = ", ".join(sorted([*book.origins, *book.ignored])) or "nothing"
    return Problem(
        "error", "R26", name, None, None,
        "{book} has no table {table} (a file {table}.csv or {table}.parquet, or a table of that "
        "name); it has {found}",
        {"book": book.name, "table": name, "found": found},
    )  # fmt: skip


# ---------------------------------------------------------------- a folder


def _folder(folder: Path, declared: Mapping[str, TableMapping], scratch: Scratch) -> _Book:
    files = _files(folder)
    own = folder / FILE
    declared = declared or (load(own) if own.is_file() else {})
    book = _Book(connect.duckdb(scratch), scratch, str(folder), declared)
    chosen = _chosen(files, book)
    if not chosen and not book.problems:
        raise RequestError(
            "{folder} holds no table that garant knows, only {found}; name the files account.csv "
            "and contract_line.csv, or propose a mapping with: garant facts map FILE",
            folder=folder,
            found=", ".join(file.name for file in files),
        )
    for name, file in chosen.items():
        _take_file(book, name, file)
    book.ignored = tuple(file.name for file in files if file not in chosen.values())
    return book


def _files(folder: Path) -> list[Path]:
    if not folder.exists():
        raise RequestError("there is no folder {folder}", folder=folder)
    if not folder.is_dir():
        raise RequestError(
            "{folder} is a file; a book is a folder that holds account.csv and contract_line.csv",
            folder=folder,
        )
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in KINDS)
    if not files:
        raise RequestError(
            "the folder {folder} holds no CSV or Parquet file; a book needs at least "
            "account.csv and contract_line.csv",
            folder=folder,
        )
    return files


def _chosen(files: list[Path], book: _Book) -> dict[str, Path]:
    """The file of each table; a mapping chooses first."""
    chosen: dict[str, Path] = {}
    by_name = {file.name: file for file in files}
    for name, table in book.mapping.items():
        file = by_name.get(table.origin) or _by_stem(files, table.origin)
        if file is None:
            book.origins[name] = Origin(table.origin, ())
            book.problems.append(_no_file(name, table.origin, files))
        else:
            chosen[name] = file
    for name in TABLES:
        if name in book.mapping:
            continue
        found = [file for file in files if file.stem == name]
        if len(found) > 1:
            book.problems.append(_two_files(name, found))
            book.origins[name] = Origin(found[0].name, ())
        elif found and found[0] not in chosen.values():
            chosen[name] = found[0]
    return chosen


def _by_stem(files: list[Path], name: str) -> Path | None:
    return next((file for file in files if file.stem == name), None)


def _no_file(table: str, name: str, files: list[Path]) -> Problem:
    found = ", ".join(file.name for file in files)
    return Problem("error", "mapping", table, None, "from",
                   "there is no file {file} in the book; it has {found}",
                   {"file": name, "found": found})  # fmt: skip


def _two_files(table: str, files: list[Path]) -> Problem:
    return Problem("error", "R26", table, None, None,
                   "{files} are two files for one table; keep one of them",
                   {"files": " and ".join(file.name for file in files)})  # fmt: skip


def _take_file(book: _Book, name: str, file: Path) -> None:
    book.origins[name] = Origin(file.name, ())
    if file.suffix.lower() == ".csv":
        _take(book, name, look(file, name))
    else:
        _take(book, name, parquet.look(book.con, file, table=name, scratch=book.scratch))


# ---------------------------------------------------------------- a DuckDB file, and memory


def _database(url: str, declared: Mapping[str, TableMapping], scratch: Scratch) -> _Book:
    path = _database_file(url)
    book = _Book(connect.duckdb(scratch), scratch, url, declared)
    try:
        book.con.raw_sql(f"ATTACH {literal(str(path))} AS book (READ_ONLY)")
    except duckdb.Error as error:
        raise RequestError(
            "{path} cannot be opened as a DuckDB database: {reason}",
            path=path, reason=str(error).splitlines()[0],
        ) from error  # fmt: skip
    rows = book.con.raw_sql(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'book' UNION "
        "SELECT schema_name, view_name FROM duckdb_views() "
        "WHERE database_name = 'book' AND NOT internal"
    ).fetchall()
    held = {str(name): str(schema) for schema, name in sorted(rows)}
    for name, origin in _wanted(held, book).items():
        schema, _, table = origin.rpartition(".")
        sql = f"book.{quoted(schema or held[table])}.{quoted(table)}"
        _take(book, name, Relation(sql, parquet.described(book.con, sql), origin, None, stays=True))
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
) -> _Book:
    book = _Book(connect.duckdb(scratch), scratch, "tables in memory", declared)
    for name, origin in _wanted(held, book).items():
        book.origins[name] = Origin(origin, ())
        _take(book, name, memory.relation(book.con, origin, held=held[origin], scratch=scratch))
    return book


def _wanted(held: Mapping[str, Any], book: _Book) -> dict[str, str]:
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


# ---------------------------------------------------------------- one table


def _take(book: _Book, name: str, found: CsvFile | Relation | list[Problem]) -> None:
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


def _take_csv(book: _Book, name: str, file: CsvFile) -> None:
    """Read a file as it is; and once more, cleaned row by row, if DuckDB cannot take it so."""
    before = len(book.problems)
    try:
        _type(book, name, file.relation(book.scratch))
        if _numbered(book, name, file):
            return
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


def _numbered(book: _Book, name: str, file: CsvFile) -> bool:
    """Whether the rows that were read bear the numbers that a spreadsheet shows."""
    if name not in book.tables:
        return True
    stored = quoted(f"_raw_{name}" if name in book.mapping else f"_typed_{name}")
    return file.plain(int(book.con.raw_sql(f"SELECT count(*) FROM {stored}").fetchall()[0][0]))


def _type(book: _Book, name: str, relation: Relation) -> None:
    """The canonical table, after the mapping if there is one."""
    table = TABLES[name]
    columns = tuple(relation.columns)
    mapping = book.mapping.get(name)
    problems = derive.absent(columns, mapping) if mapping else []
    if problems:
        book.problems += problems
        book.origins[name] = Origin(relation.name, columns)
        return
    if mapping:
        relation = _mapped(book, relation, mapping)
        rest = derive.unused(columns, mapping)
    else:
        rest = _unused(table, columns)
    canonical, cells = typed.make(book.con, table, relation=relation)
    book.tables[name] = canonical
    book.origins[name] = Origin(relation.name, columns, rest)
    book.problems += told_columns(table, relation.columns, name=relation.name) + cells


def _unused(table: Table, columns: tuple[str, ...]) -> tuple[str, ...]:
    return () if table.open else tuple(name for name in columns if table.column(name) is None)


def _mapped(book: _Book, relation: Relation, mapping: TableMapping) -> Relation:
    """The mapping as rows that DuckDB reads: kept with their row, then derived."""
    raw = f"_raw_{mapping.table}"
    row = relation.row or ("NULL" if relation.stays else "row_number() OVER () + 1")
    kind = "VIEW" if relation.stays else "TABLE"
    book.con.raw_sql(
        f"CREATE OR REPLACE TEMP {kind} {quoted(raw)} AS "
        f"SELECT *, CAST({row} AS BIGINT) AS _row FROM {relation.sql}"
    )
    types = parquet.described(book.con, quoted(raw))
    named = book.con.compiler.type_mapper
    schema = ibis.schema({name: named.from_string(kind) for name, kind in types.items()})
    place = ops.Namespace(catalog="temp", database="main")
    theirs = ops.DatabaseTable(raw, schema=schema, source=book.con, namespace=place).to_expr()
    ours = derive.mapped(theirs, mapping)
    sql = f"({book.con.compile(ours)})"
    columns = {name: kind for name, kind in parquet.described(book.con, sql).items()
               if name != "_row"}  # fmt: skip
    stays = relation.stays and not (mapping.distinct or mapping.predecessor)
    return Relation(sql, columns, relation.name, "_row", stays)

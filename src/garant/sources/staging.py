# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""Files read as tables of facts, checked together with ours, and written out. In the child only.

What is wrong is looked for in the book as it would be: a line may name an account of ours, and
two files may each be right and not fit together.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

import garant
from garant.metrics.errors import Problem
from garant.metrics.schema import TABLES
from garant.sources import merging, repeated
from garant.sources.decoding import Request
from garant.sources.merging import Given
from garant.sources.problems import told
from garant.warehouse import read as reading
from garant.warehouse.cells import quoted
from garant.warehouse.csvfile import look
from garant.warehouse.mapping import PRICED, load, stated_settings
from garant.warehouse.source import Source
from garant.warehouse.typed import ibis_type

PASSES = 8  # leaving a row out may leave others without what they name
LINKED = {"predecessor_line_id", "link", "renews_contract_id"}  # what `predecessor` says
Report = dict[str, Any]


def read(request: Request, files: Path) -> Report:
    """Read, check, compare, write out; what there is to say of it."""
    ragged = list(_without_ragged(files, request)) if request.skips else []
    stated = dict(stated_settings(request.mapping)) if request.mapping else {}
    settings = {**request.settings, **stated}
    book = garant.Book(files, mapping=request.mapping, settings=settings)
    try:
        return _read(book, request, ragged) | {"settings": stated}
    finally:
        book.close()


def _read(book: garant.Book, request: Request, ragged: list[Problem]) -> Report:
    source = book.source
    con = source.backend.con
    given = _given(source, request)
    merging.begin(con)
    passes, refused = 0, list(ragged)
    while True:
        problems = _problems(book, source, given, request)
        wrong = [one for one in problems if one.level == "error"]
        rows = {(one.table, one.row) for one in wrong if one.row is not None and one.table in given}
        if not wrong or not request.skips or not rows or passes == PASSES:
            break
        merging.refuse(con, sorted(rows))
        _refuse_unnamed(con, given, request)
        refused += [one for one in wrong if one.row is not None]
        source = replace(source, problems=tuple(p for p in source.problems if p.row is None))
        passes += 1
    report: Report = {"problems": told(problems), "refused": told(refused), "tables": {}}
    if wrong:
        return report
    report["tables"] = _with_refused(_staged(con, source, given, request), refused)
    report["ignored"] = [*source.ignored, *request.unused]
    report["unkept"] = [name for name in source.tables if name not in given]
    return report | {"after": _after(book)}


def _refuse_unnamed(
    con: duckdb.DuckDBPyConnection, given: Mapping[str, Given], request: Request
) -> None:
    """Leave out what lines make of themselves where only rows that are left out name it."""
    mapping = load(request.mapping) if request.mapping else {}
    lines = mapping.get("contract_line")
    for name in ("account", "product", "contract"):
        made = mapping.get(name)
        if made is None or lines is None or not made.distinct or made.origin != lines.origin:
            continue
        if {name, "contract_line"} <= given.keys():
            merging.refuse_unnamed(con, TABLES[name])


def _with_refused(tables: Report, refused: list[Problem]) -> Report:
    rows = Counter(table for table, _row in {(one.table, one.row) for one in refused})
    return {name: table | {"refused": rows[name]} for name, table in tables.items()}


# ---------------------------------------------------------------- what was given


def _given(source: Source, request: Request) -> dict[str, Given]:
    mapping = load(request.mapping) if request.mapping else {}
    given = {}
    for name, table in source.tables.items():
        if name not in request.limits:
            continue
        origin = source.origins[name]
        held = set(origin.columns) - set(origin.unused)
        if name in mapping:
            held -= set(mapping[name].ignore)
            held |= mapping[name].columns.keys()
            held |= set(PRICED) if mapping[name].amount_is else set()
            held |= LINKED if mapping[name].predecessor else set()
        declared = {column.name for column in TABLES[name].columns}
        attributes = tuple(n for n in table.columns if n not in declared and n != merging.ROW)
        said = merging.provided(TABLES[name], held)
        made = name in mapping and mapping[name].distinct
        one = Given(TABLES[name], said, attributes, _live(request, name), made=made)
        if {*one.key} <= {*said}:  # else that is what is wrong with it
            given[name] = one
    return given


def _live(request: Request, name: str) -> Path | None:
    file = request.live / f"{name}.parquet" if request.live else None
    return file if file is not None and file.exists() else None


def _without_ragged(files: Path, request: Request) -> Iterator[Problem]:
    """Empty the rows that have too few or too many fields: the others keep their numbers."""
    mapping = load(request.mapping) if request.mapping else {}
    tables = {Path(one.origin).stem: name for name, one in mapping.items() if not one.distinct}
    for path in sorted(files.glob("*.csv")):
        found = look(path, path.stem)
        if isinstance(found, list):
            continue
        told = list(_ragged(path, found.delimiter, len(found.columns)))
        yield from (replace(one, table=tables.get(path.stem, path.stem)) for one in told)


def _ragged(path: Path, delimiter: str, width: int) -> Iterator[Problem]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=delimiter)
        wrong = {
            number: len(row) for number, row in enumerate(rows, 1)
            if any(cell.strip() for cell in row) and number > 1 and len(row) != width
            and any(row[width:] or ["short"])
        }  # fmt: skip
    if not wrong:
        return
    kept = path.with_suffix(".kept")
    with (
        path.open(encoding="utf-8-sig", newline="") as file,
        kept.open("w", encoding="utf-8", newline="") as out,
    ):
        lines = csv.writer(out, delimiter=delimiter, lineterminator="\n")
        for number, row in enumerate(csv.reader(file, delimiter=delimiter), 1):
            lines.writerow([] if number in wrong else row)
    path.unlink()  # it is a link to what was given, which stays
    kept.rename(path)
    for number, found in wrong.items():
        yield Problem(
            "error", "R26", path.stem, number, None,
            "this row has {found} fields and the header {expected}; "
            "a field that holds the separator must stand in quotes",
            {"found": found, "expected": width},
        )  # fmt: skip


# ---------------------------------------------------------------- what is wrong with it


def _problems(
    book: garant.Book, source: Source, given: Mapping[str, Given], request: Request
) -> list[Problem]:
    """What is wrong with the book as it would be, and with what our columns cannot keep."""
    con = source.backend.con
    names = {}
    for name, one in given.items():
        merging.compare(con, one)
        names[name] = merging.merge(con, one)
    for name, table in TABLES.items():
        live = _live(request, name)
        if name not in given and live is not None:
            names[name] = merging.only_ours(con, table, live)
    told_of = [
        problem for problem in source.problems
        if not (problem.table in names and reading.is_absence(problem))
    ]  # fmt: skip
    unkept = [problem for one in given.values() for problem in _unkept(con, one, request.limits)]
    book.source = replace(source, tables=_tables(source, names), problems=(*told_of, *unkept))
    mapping = load(request.mapping) if request.mapping else {}
    return list(repeated.explained(con, book.check(), mapping))


def _tables(source: Source, names: Mapping[str, str]) -> dict[str, Any]:
    """The tables as they would be, in the order of the schema."""
    return {
        name: reading.temporary(source.backend, names[name], _types(name))
        for name in TABLES if name in names
    }  # fmt: skip


def _types(name: str) -> dict[str, Any]:
    types = {c.name: ibis_type(name, c) for c in TABLES[name].columns}
    return {**types, merging.ROW: "int64"}


def _unkept(
    con: duckdb.DuckDBPyConnection, one: Given, limits: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    """Texts that are longer, and numbers that are larger or finer, than what we keep."""
    for name, limit in limits.get(one.name, {}).items():
        if name not in one.said:
            continue
        cell = quoted(name)
        test = f"length({cell}) > {int(limit.get('length', 0))}"
        if "places" in limit:
            places = int(limit["places"])
            test = f"abs({cell}) >= 1e{int(limit['whole'])} OR {cell} <> round({cell}, {places})"
        found = con.execute(
            f"SELECT {merging.ROW}, CAST({cell} AS VARCHAR) FROM {one.sql('given')} "
            f"WHERE {test} ORDER BY 1 LIMIT 1000"
        ).fetchall()
        for row, text in found:
            values = {**limit, "text": text[:60]}
            make = _too_long if "length" in limit else _too_fine
            yield make(one, row, name, values)


def _too_long(one: Given, row: int, name: str, values: Mapping[str, Any]) -> Problem:
    return Problem(
        "error", "", one.name, row, name,
        "{text} … is longer than the {length} characters that are kept here", values,
    )  # fmt: skip


def _too_fine(one: Given, row: int, name: str, values: Mapping[str, Any]) -> Problem:
    return Problem(
        "error", "", one.name, row, name,
        "{text} is kept with {whole} digits before the decimal sign and {places} after it at "
        "most; round it, or split it", values,
    )  # fmt: skip


# ---------------------------------------------------------------- what there is to say of it


def _staged(
    con: duckdb.DuckDBPyConnection, source: Source, given: Mapping[str, Given], request: Request
) -> Report:
    mapping = load(request.mapping) if request.mapping else {}
    made = {name for name, one in mapping.items() if one.distinct}
    tables = {}
    for name, one in given.items():
        merging.write(con, one, request.staged)
        counts = merging.counted(con, one)
        tables[name] = {
            "file": source.origins[name].name,
            **counts,
            "changes": merging.changes(con, one),
            "unused": [] if name in made else list(source.origins[name].unused),
        }
    return {name: tables[name] for name in TABLES if name in tables}


def _after(book: garant.Book) -> Report | None:
    """Where recurring revenue would stand at the end of the last month that is over."""
    result = book.bridge("month")
    rows = result.rows()
    if not rows:
        return None
    last = rows[-1]
    return {
        "month": last["period"].isoformat(),
        "mrr": format(last["closing"], "f"),
        "accounts": last["accounts_closing"],
        "currency": result.settings.get("reporting_currency"),
    }

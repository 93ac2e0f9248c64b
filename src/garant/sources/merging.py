# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""What a book would be with what was given, and what that changes. Runs in the child only.

In the engine there is, of each table NAME that was given: `given_NAME`, its rows as they would be
written; `live_NAME`, ours; `fate_NAME`, whether a given row is new, changed or the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from garant.metrics.schema import Column, Table
from garant.warehouse.cells import SAME_AS, literal, quoted, sql_type

# Tables whose rows have no id: what a file says of one of these replaces what was said of it.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "pause": ("line_id",),
    "fx_rate": ("from_currency", "to_currency"),
    "spend": ("month",),
}
# Tables whose rows are changed in place: what a file does not say of one stays.
IN_PLACE = ("account", "contact")
KNOWLEDGE = ("recorded_at", "voided_at")
ROW = "_row"
SHOWN = 50
NOW = "CAST(now() AS TIMESTAMP)"


@dataclass(frozen=True)
class Given:
    """A table that was given: the columns that the file says something of, and its attributes.

    What lines make of themselves (``made``) says nothing of ours where it is empty.
    """

    table: Table
    said: tuple[str, ...]
    attributes: tuple[str, ...]
    live: Path | None
    made: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return self.table.name

    @property
    def key(self) -> tuple[str, ...]:
        """What its rows are told apart by, or grouped by."""
        return GROUPS.get(self.name) or self.table.key

    def sql(self, kind: str) -> str:
        """The name of one of its tables in the engine."""
        return quoted(f"{kind}_{self.name}")


def provided(table: Table, columns: Iterable[str]) -> tuple[str, ...]:
    """The columns that a file says something of, of those that it has."""
    held = set(columns)
    held |= {ours for (name, ours), as_ in SAME_AS.items() if name == table.name and as_ in held}
    said = (column.name for column in table.columns if column.name in held)
    return tuple(name for name in said if name not in KNOWLEDGE)


def begin(con: duckdb.DuckDBPyConnection) -> None:
    """Make room for the rows that are refused."""
    con.execute("CREATE OR REPLACE TEMP TABLE refused (of_table VARCHAR, of_row BIGINT)")


def refuse(con: duckdb.DuckDBPyConnection, rows: Sequence[tuple[str, int]]) -> None:
    """Leave rows out, from now on."""
    if rows:
        con.executemany("INSERT INTO refused VALUES (?, ?)", rows)


def refuse_unnamed(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Leave out what some lines name, all of which are left out."""
    out = f"{ROW} IN (SELECT of_row FROM refused WHERE of_table = 'contract_line')"
    name, key = quoted(table.name), quoted(table.key[0])
    con.execute(
        f"INSERT INTO refused SELECT {literal(table.name)}, {ROW} FROM {name} WHERE {key} IN "
        f"(SELECT {key} FROM contract_line WHERE {out} EXCEPT "
        f"SELECT {key} FROM contract_line WHERE NOT {out}) "
        f"AND {ROW} NOT IN (SELECT of_row FROM refused WHERE of_table = {literal(table.name)})"
    )


def compare(con: duckdb.DuckDBPyConnection, one: Given) -> None:
    """Declare what was given, what there is, and the fate of each row."""
    columns = [*one.said, *KNOWLEDGE, *one.attributes, ROW]
    text = {c.name for c in one.table.columns if c.kind == "text"} | set(one.attributes)
    cells = ", ".join(_plain(name) if name in text else quoted(name) for name in columns)
    con.execute(f"CREATE OR REPLACE TEMP VIEW {one.sql('live')} AS {_live(con, one)}")
    rows = (
        f"SELECT {cells} FROM {quoted(one.name)} WHERE {ROW} NOT IN "
        f"(SELECT of_row FROM refused WHERE of_table = {literal(one.name)})"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {one.sql('given')} AS {_completed(one, columns, rows)}"
    )
    fate = _group_fate(one) if one.name in GROUPS else _fate(one)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {one.sql('fate')} AS {fate}")


def _completed(one: Given, columns: Sequence[str], rows: str) -> str:
    """The given rows; cells that are empty and may not say so are those of ours."""
    if not one.made or one.name not in IN_PLACE:
        return rows
    ours = {*one.said, *one.attributes} - {*one.key}
    cells = (f"coalesce(x.{quoted(n)}, l.{quoted(n)}) AS {quoted(n)}"
             if n in ours else f"x.{quoted(n)}" for n in columns)  # fmt: skip
    key = quoted(one.key[0])
    return (
        f"SELECT {', '.join(cells)} FROM ({rows}) x LEFT JOIN {one.sql('live')} l "
        f"ON l.{key} = x.{key}"
    )


def _plain(name: str) -> str:
    """Text without the apostrophe that an export sets before what a spreadsheet would compute."""
    return f"regexp_replace({quoted(name)}, '^''([=+@\\t\\r-])', '\\1') AS {quoted(name)}"


def _live(con: duckdb.DuckDBPyConnection, one: Given) -> str:
    held: set[str] = set()
    source = "(SELECT 1 WHERE false)"
    if one.live is not None:
        source = f"read_parquet({literal(str(one.live))})"
        held = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    cells = [_held(column, one.name, held) for column in one.table.columns]
    cells += [
        f"{quoted(name) if name in held else 'CAST(NULL AS VARCHAR)'} AS {quoted(name)}"
        for name in one.attributes
    ]
    return f"SELECT {', '.join(cells)} FROM {source}"


def _held(column: Column, table: str, held: set[str]) -> str:
    kind = sql_type(table, column)
    value = quoted(column.name) if column.name in held else "NULL"
    return f"CAST({value} AS {kind}) AS {quoted(column.name)}"


def _same_key(one: Given) -> str:
    return " AND ".join(f"l.{quoted(k)} = g.{quoted(k)}" for k in one.key)


def _says(one: Given) -> str:
    names = [*one.said, *(one.attributes if one.name in IN_PLACE else ())]
    return " AND ".join(f"l.{quoted(n)} IS NOT DISTINCT FROM g.{quoted(n)}" for n in names)


def _fate(one: Given) -> str:
    """The fate of rows with an id; one that says what ours says, and is as live, is the same."""
    live = f"FROM {one.sql('live')} l WHERE {_same_key(one)}"
    since = "(g.recorded_at IS NULL OR l.recorded_at IS NOT DISTINCT FROM g.recorded_at)"
    if one.name in IN_PLACE:
        since = "true"
    twin = f"EXISTS (SELECT 1 {live} AND {_says(one)} AND {since} AND "
    return (
        f"SELECT g.{ROW}, CASE "
        f"WHEN {twin} (l.voided_at IS NULL) = (g.voided_at IS NULL)) THEN 'same' "
        f"WHEN g.voided_at IS NOT NULL AND {twin} l.voided_at IS NULL) THEN 'void' "
        f"WHEN g.voided_at IS NOT NULL OR NOT EXISTS "
        f"(SELECT 1 {live} AND l.voided_at IS NULL) THEN 'new' "
        f"ELSE 'changed' END AS fate FROM {one.sql('given')} g"
    )


def _group_fate(one: Given) -> str:
    """The fate of rows without an id: those that say what one of ours says are the same."""
    names = ", ".join(quoted(name) for name in one.said)
    counted = f"row_number() OVER (PARTITION BY {names}) AS nth"
    return (
        f"SELECT g.{ROW}, CASE WHEN l.nth IS NULL THEN 'new' ELSE 'same' END AS fate "
        f"FROM (SELECT *, {counted} FROM {one.sql('given')}) g LEFT JOIN "
        f"(SELECT *, {counted} FROM {one.sql('live')} WHERE voided_at IS NULL) l "
        f"ON {_says(one)} AND l.nth = g.nth"
    )


# ---------------------------------------------------------------- the book as it would be


def merge(con: duckdb.DuckDBPyConnection, one: Given) -> str:
    """Declare the table as it would be; its name in the engine."""
    whole = f"SELECT {_all(one)}, {ROW} FROM {quoted(one.name)} WHERE {ROW} IN (SELECT {ROW} FROM "
    whole += f"{one.sql('given')})"
    if one.live is not None:
        merged = _in_place(one) if one.name in IN_PLACE else _versions(one)
        whole = _groups(one, whole) if one.name in GROUPS else merged
    con.execute(f"CREATE OR REPLACE TEMP VIEW {one.sql('merged')} AS {whole}")
    return f"merged_{one.name}"


def only_ours(con: duckdb.DuckDBPyConnection, table: Table, live: Path) -> str:
    """Declare a table of ours that nothing was given of; its name in the engine."""
    one = Given(table, (), (), live)
    con.execute(f"CREATE OR REPLACE TEMP VIEW {one.sql('live')} AS {_live(con, one)}")
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {one.sql('merged')} AS "
        f"SELECT {_all(one)}, CAST(NULL AS BIGINT) AS {ROW} FROM {one.sql('live')}"
    )
    return f"merged_{table.name}"


def _all(one: Given, **instead: str) -> str:
    return ", ".join(
        f"{instead[c.name]} AS {quoted(c.name)}" if c.name in instead else quoted(c.name)
        for c in one.table.columns
    )


def _in_place(one: Given) -> str:
    """Ours that were not given, and the given ones, with what ours say where the file does not."""
    cells = ", ".join(
        f"{_kept(one, column.name)} AS {quoted(column.name)}" for column in one.table.columns
    )
    key = quoted(one.key[0])
    return (
        f"SELECT {_all(one)}, CAST(NULL AS BIGINT) AS {ROW} FROM {one.sql('live')} "
        f"WHERE {key} NOT IN (SELECT {key} FROM {one.sql('given')} WHERE {key} IS NOT NULL) "
        f"UNION ALL SELECT {cells}, x.{ROW} FROM {_canonical(one)} x "
        f"LEFT JOIN {one.sql('live')} l ON l.{key} = x.{key}"
    )


def _kept(one: Given, name: str) -> str:
    cell, ours = f"x.{quoted(name)}", f"l.{quoted(name)}"
    if name not in one.said:
        return f"coalesce({ours}, {cell})"
    return f"coalesce({cell}, {ours})" if one.made else cell


def _canonical(one: Given) -> str:
    return (
        f"(SELECT * FROM {quoted(one.name)} WHERE {ROW} IN (SELECT {ROW} FROM {one.sql('given')}))"
    )


def _versions(one: Given) -> str:
    """Facts: ours, voided where they change; the new ones; the new versions of the changed."""
    key = quoted(one.key[0])
    moment = (
        f"CASE WHEN x.recorded_at > coalesce(l.recorded_at, TIMESTAMP '0001-01-01') "
        f"THEN x.recorded_at ELSE {NOW} END"
    )
    changes = (
        f"(SELECT x.{key} AS id, "
        f"CASE f.fate WHEN 'void' THEN x.voided_at ELSE {moment} END AS moment "
        f"FROM {quoted(one.name)} x JOIN {one.sql('fate')} f USING ({ROW}) "
        f"LEFT JOIN {one.sql('live')} l ON l.{key} = x.{key} AND l.voided_at IS NULL "
        f"WHERE f.fate IN ('changed', 'void'))"
    )
    ours = _all(one, voided_at="coalesce(l.voided_at, c.moment)")
    carried = ", ".join(
        f"{_carried(one, c, moment)} AS {quoted(c.name)}" for c in one.table.columns
    )
    return (
        f"SELECT {ours}, CAST(NULL AS BIGINT) AS {ROW} FROM {one.sql('live')} l "
        f"LEFT JOIN {changes} c ON c.id = l.{key} AND l.voided_at IS NULL "
        f"UNION ALL SELECT {carried}, x.{ROW} FROM {quoted(one.name)} x "
        f"JOIN {one.sql('fate')} f USING ({ROW}) "
        f"LEFT JOIN {one.sql('live')} l ON l.{key} = x.{key} AND l.voided_at IS NULL "
        f"WHERE f.fate IN ('new', 'changed')"
    )


def _carried(one: Given, column: Column, moment: str) -> str:
    """A cell of a given row: ours where the file says nothing of that column."""
    name = quoted(column.name)
    if column.name == "recorded_at":
        return f"CASE f.fate WHEN 'changed' THEN {moment} ELSE x.recorded_at END"
    if column.name in one.said or column.name in KNOWLEDGE:
        return f"x.{name}"
    return f"CASE f.fate WHEN 'changed' THEN l.{name} ELSE x.{name} END"


def _groups(one: Given, whole: str) -> str:
    named = " AND ".join(f"g.{quoted(k)} IS NOT DISTINCT FROM l.{quoted(k)}" for k in one.key)
    return (
        f"{whole} UNION ALL SELECT {_all(one)}, CAST(NULL AS BIGINT) AS {ROW} "
        f"FROM {one.sql('live')} l WHERE voided_at IS NOT NULL OR NOT EXISTS "
        f"(SELECT 1 FROM {one.sql('given')} g WHERE {named})"
    )


# ---------------------------------------------------------------- what is said of it


def counted(con: duckdb.DuckDBPyConnection, one: Given) -> dict[str, int]:
    """How many rows are new, changed, the same."""
    found = dict(con.execute(f"SELECT fate, count(*) FROM {one.sql('fate')} GROUP BY 1").fetchall())
    changed = found.get("changed", 0) + found.get("void", 0)
    if one.name in GROUPS and one.live is not None:
        changed = con.execute(f"SELECT count(*) FROM ({_gone(one)})").fetchall()[0][0]
    return {"new": found.get("new", 0), "changed": changed, "same": found.get("same", 0)}


def _gone(one: Given) -> str:
    """Ours that a file replaces: of the groups that it names, and that it does not say again."""
    names = ", ".join(quoted(name) for name in one.said)
    group = " AND ".join(f"g.{quoted(k)} IS NOT DISTINCT FROM l.{quoted(k)}" for k in one.key)
    given = one.sql("given")
    return (
        f"SELECT {names} FROM {one.sql('live')} l WHERE voided_at IS NULL AND EXISTS "
        f"(SELECT 1 FROM {given} g WHERE {group}) EXCEPT ALL SELECT {names} FROM {given}"
    )


def changes(con: duckdb.DuckDBPyConnection, one: Given) -> list[dict[str, Any]]:
    """The first cells that change: of which row, from what, to what."""
    if one.live is None or one.name in GROUPS:
        return []
    key = quoted(one.key[0])
    names = [n for n in (*one.said, *one.attributes) if n != one.key[0]]
    cells = " UNION ALL ".join(
        f"SELECT g.{ROW}, {place} AS place, g.{key} AS id, {literal(n)} AS field, "
        f"CAST(l.{quoted(n)} AS VARCHAR) AS before, CAST(g.{quoted(n)} AS VARCHAR) AS after "
        f"FROM {one.sql('given')} g JOIN {one.sql('fate')} f USING ({ROW}) "
        f"JOIN {one.sql('live')} l ON l.{key} = g.{key} AND l.voided_at IS NULL "
        f"WHERE f.fate = 'changed' AND l.{quoted(n)} IS DISTINCT FROM g.{quoted(n)}"
        for place, n in enumerate(names)
    )
    if not cells:
        return []
    found = con.execute(f"SELECT * FROM ({cells}) ORDER BY 1, 2 LIMIT {SHOWN}").fetchall()
    return [
        {"row": row, "id": key_, "field": name, "before": _short(before), "after": _short(after)}
        for row, _place, key_, name, before, after in found
    ]


def _short(text: str | None) -> str | None:
    """A decimal as one would write it."""
    whole, point, decimals = (text or "").partition(".")
    if point and len(decimals) in {8, 12} and (whole.lstrip("-") + decimals).isdigit():
        return f"{whole}.{decimals}".rstrip("0").rstrip(".")
    return text


def write(con: duckdb.DuckDBPyConnection, one: Given, into: Path) -> None:
    """Write the given rows out, in their order."""
    columns = ", ".join(quoted(name) for name in (*one.said, *KNOWLEDGE, *one.attributes))
    con.execute(
        f"COPY (SELECT {columns} FROM {one.sql('given')} ORDER BY {ROW}) "
        f"TO {literal(str(into / f'{one.name}.parquet'))} (FORMAT parquet)"
    )

"""Checks that follow from the declaration of a table alone: :mod:`garant.metrics.schema`."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from garant.metrics.checks.check import ROW, Check
from garant.metrics.schema import CURRENCIES, TABLES, Column, Table

PREDECESSOR = "predecessor_line_id"

# Columns of which the second must not lie before the first.
ORDERED = (
    ("start_on", "end_on"),
    ("term_start", "term_end"),
    ("valid_from", "valid_to"),
    ("opened_on", "closed_on"),
    ("opened_at", "closed_at"),
    ("recorded_at", "voided_at"),
)


def of_cells(table: Table) -> list[Check]:
    """What each column says of its cells: required, among choices, within its bounds."""
    checks = [_required(table, column) for column in table.columns if column.required]
    checks += [_choice(table, column) for column in table.columns if column.choices]
    checks += [_minimum(table, column) for column in table.columns if column.minimum is not None]
    checks += [_maximum(table, column) for column in table.columns if column.maximum is not None]
    checks += [_currency(table, name) for name in CURRENCIES if table.column(name)]
    checks += [_order(table, *pair) for pair in ORDERED if all(map(table.column, pair))]
    return checks


def referring(table: Table, tables: Mapping[str, ir.Table]) -> list[Column]:
    """The columns that name a row of a table of the book.

    Predecessors are not among them: lines are joined to theirs for more than this.
    """
    named = [column for column in table.columns if column.refers_to in tables]
    return [column for column in named if column.name != PREDECESSOR]


def of_references(table: Table, tables: Mapping[str, ir.Table]) -> list[Check]:
    """Ids that no row bears; each check has a part of the rows, which bears the column's name."""
    return [_dangling(table, column) for column in referring(table, tables)]


def unfound(
    rows: ir.Table, column: Column, *, table: Table, tables: Mapping[str, ir.Table]
) -> ir.Table:
    """The rows that name an id that no row bears: their key, their number and that id.

    A row that is only known later, or no longer, is still a row: only an id that was never
    written is at fault.
    """
    ids = tables[str(column.refers_to)].select(_id=TABLES[str(column.refers_to)].key[0])
    named = rows.filter(rows[column.name].notnull()).select(*table.key, column.name, ROW)
    return named.anti_join(ids, named[column.name] == ids["_id"])


def _required(table: Table, column: Column) -> Check:
    return Check(
        "error", "R26", table.name, column.name,
        "{column} is empty; every row of {table} needs it",
        lambda rows: rows[column.name].isnull(),
        known={"column": column.name, "table": table.name},
    )  # fmt: skip


def _choice(table: Table, column: Column) -> Check:
    return Check(
        "error", "R26", table.name, column.name,
        "{word} is not known here; write one of {choices}",
        lambda rows: rows[column.name].notin(column.choices),
        (column.name,), {"choices": ", ".join(column.choices)}, near=column.choices,
        called={"word": column.name},
    )  # fmt: skip


def _minimum(table: Table, column: Column) -> Check:
    if column.minimum == 0:
        return Check(
            "error", "R26", table.name, column.name,
            "{number} is negative; write 0 or more",
            lambda rows: rows[column.name] < 0,
            (column.name,), called={"number": column.name},
        )  # fmt: skip
    return Check(
        "error", "R26", table.name, column.name,
        "{number} is too small; write {minimum} or more",
        lambda rows: rows[column.name] < column.minimum,
        (column.name,), {"minimum": column.minimum}, called={"number": column.name},
    )  # fmt: skip


def _maximum(table: Table, column: Column) -> Check:
    return Check(
        "error", "R26", table.name, column.name,
        "{number} is too large; write {maximum} or less",
        lambda rows: rows[column.name] > column.maximum,
        (column.name,), {"maximum": column.maximum}, called={"number": column.name},
    )  # fmt: skip


def _currency(table: Table, name: str) -> Check:
    return Check(
        "error", "R26", table.name, name,
        "{word} is not a currency; write its ISO 4217 code, such as EUR",
        lambda rows: ~rows[name].re_search("^[A-Z]{3}$"),
        (name,), called={"word": name},
    )  # fmt: skip


def _order(table: Table, first: str, last: str) -> Check:
    return Check(
        "error", "R26", table.name, last,
        "{last} {last_day} is before {first} {first_day}",
        lambda rows: rows[last] < rows[first],
        (first, last), {"first": first, "last": last},
        called={"first_day": first, "last_day": last},
    )  # fmt: skip


def _dangling(table: Table, column: Column) -> Check:
    return Check(
        "error", "R26", table.name, column.name,
        "there is no {other} {id}; correct it, or add that {other} first",
        lambda rows: rows[column.name].notnull(),
        (column.name,), {"other": column.refers_to}, part=column.name, called={"id": column.name},
    )  # fmt: skip


def lives(rows: ir.Table) -> ir.Table:
    """Rows with the instants from which and until which they are live; those that never are go."""
    first, last = ibis.timestamp("0001-01-01 00:00:00"), ibis.timestamp("9999-12-31 00:00:00")
    spans = rows.mutate(_from=rows.recorded_at.fill_null(first), _to=rows.voided_at.fill_null(last))
    return spans.filter(spans["_from"] < spans["_to"])


def live_twice(table: Table, rows: ir.Table) -> tuple[ir.Table, Check] | None:
    """Rows of one id of which one was recorded before the other was voided."""
    if not table.key:
        return None
    key = table.key[0]
    spans = lives(rows.filter(rows[key].notnull()))
    window = ibis.window(group_by=key, order_by=["_from", "_row"], preceding=(None, 1))
    spans = spans.mutate(
        _until=spans["_to"].max().over(window), _other=spans["_row"].min().over(window)
    )
    check = Check(
        "error", "R26", table.name, key,
        "the id {id} is borne by another row that is live at the same time (row {_other}); "
        "void the one or give it another id",
        lambda found: found["_until"] > found["_from"],
        (key, "_other"), called={"id": key},
    )  # fmt: skip
    return spans, check

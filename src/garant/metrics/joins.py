"""Joins by columns of the same name, with those columns once in the result."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.operations as ops
import ibis.expr.types as ir


def inner(left: ir.Table, right: ir.Table, by: Sequence[str]) -> ir.Table:
    """Rows of ``left`` with the columns of each row of ``right`` that agrees with it."""
    return _once(left, right, _apart(left).inner_join(right, list(by)), by)


def left(rows: ir.Table, right: ir.Table, by: Sequence[str]) -> ir.Table:
    """All rows of ``rows``, with the columns of ``right`` where one agrees, else null."""
    return _once(rows, right, _apart(rows).left_join(right, list(by)), by)


def _apart(table: ir.Table) -> ir.Table:
    """A table that a join can begin with: Ibis folds a join of a join, and loses renamed columns.

    A selection of all columns keeps the two apart. Where there is nothing to fold it is left out,
    for each column of each step takes its time to be written down.
    """
    return table.select(table.columns) if isinstance(table.op(), ops.JoinChain) else table


def _once(first: ir.Table, second: ir.Table, joined: ir.Table, by: Sequence[str]) -> ir.Table:
    added = [name for name in second.columns if name not in by]
    both = set(added) & set(first.columns)
    if both:
        raise ValueError(f"both sides of a join have {sorted(both)}")
    return joined.select(*first.columns, *added)

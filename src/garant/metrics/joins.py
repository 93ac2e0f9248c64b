"""Joins by columns of the same name, with those columns once in the result."""

from __future__ import annotations

from collections.abc import Sequence

import ibis.expr.types as ir


def inner(left: ir.Table, right: ir.Table, by: Sequence[str]) -> ir.Table:
    """Rows of ``left`` with the columns of each row of ``right`` that agrees with it."""
    return _once(left, right, left.inner_join(right, list(by)), by)


def left(rows: ir.Table, right: ir.Table, by: Sequence[str]) -> ir.Table:
    """All rows of ``rows``, with the columns of ``right`` where one agrees, else null."""
    return _once(rows, right, rows.left_join(right, list(by)), by)


def _once(first: ir.Table, second: ir.Table, joined: ir.Table, by: Sequence[str]) -> ir.Table:
    """Selected twice: Ibis folds a join of a join into one, and then loses renamed columns."""
    added = [name for name in second.columns if name not in by]
    both = set(added) & set(first.columns)
    if both:
        raise ValueError(f"both sides of a join have {sorted(both)}")
    names = [*first.columns, *added]
    return joined.select(names).select(names)

"""What Ibis writes for PostgreSQL in a way that PostgreSQL does not take, said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir

from garant.metrics.schema import Kind


def sayable(expression: ir.Table) -> ir.Table:
    """The same rows, by a plan that PostgreSQL takes."""
    return expression.op().replace(_said).to_expr()


def readable(text: ir.StringValue, kind: Kind) -> ir.StringValue:
    """Text that PostgreSQL can cast, and null in place of the rest.

    It has no cast that leaves null what does not read: one such text stops the whole query.
    """
    return text.re_search(f"^(?:{_SHAPES[kind]})$").ifelse(text, ibis.null(str))


_EVERY_YEAR = (
    r"\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
    r"|(?:0[13578]|1[02])-31)"
)
_LEAP_DAY = r"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
_DAY = f"(?:{_EVERY_YEAR}|{_LEAP_DAY})"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-][01]\d(?::?[0-5]\d)?)?"
_SHAPES: Mapping[Kind, str] = {
    "date": _DAY,
    "month": _DAY,
    "instant": f"{_DAY}(?:[T ]{_TIME})?",
    "integer": r"[+-]?\d{1,15}",
    "decimal": r"[+-]?(?:\d{1,15}(?:\.\d*)?|\.\d+)",
}


def _said(node: ops.Node, changed: Mapping[str, Any] | None) -> ops.Node:
    new = node.__recreate__(changed) if changed else node
    if isinstance(new, ops.Cast) and new.arg.dtype.is_boolean() and new.to.is_integer():
        # A boolean becomes an integer of 32 bits, and no other.
        return ops.Cast(ops.Cast(new.arg, dt.int32), new.to)
    return new

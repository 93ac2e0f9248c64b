"""Attributes of accounts that a result is split by."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.errors import RequestError
from garant.metrics.facts import Facts

_ = ibis._

_NOT_SEGMENTS = {"account_id", "name", "recorded_at", "voided_at"}


def with_segment(facts: Facts, table: ir.Table, column: str | None) -> ir.Table:
    """Rows by account with ``segment``, the account's value in a column; unchanged without one."""
    if column is None:
        return table
    accounts = facts.known("account")
    choices = [c for c in accounts.columns if c not in _NOT_SEGMENTS and not c.startswith("_")]
    if column not in choices:
        raise RequestError(
            "accounts have no column {column} to split by; they have: {choices}",
            column=column,
            choices=", ".join(choices),
        )
    values = accounts.select(*facts.keys, "account_id", segment=_[column].cast("string"))
    return joins.left(table, values, [*facts.keys, "account_id"])

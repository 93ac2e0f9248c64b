"""The months in which an account moved; between them it stood where it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from garant.contracts.models import AccountMonth
from garant.metrics.account_rows import CONTRACTIONS, EXPANSIONS

COUNTS = (
    "accounts_opening", "accounts_new", "accounts_reactivated", "accounts_churned",
    "accounts_closing", "blips",
)  # fmt: skip
WORDS = ("churn_reason", "price_subtype")
NOT_MOVEMENTS = {*COUNTS, *WORDS, "period", "account_id", "opening", "closing", "inferred"}
ALONE = ("new", "reactivation", "churn")  # buckets that are the same in the net bridge
NOTHING = Decimal(0)
Row = dict[str, Any]


def months(rows: pa.Table) -> Iterator[AccountMonth]:
    """The rows by account of the bridge in which something moved."""
    buckets = [name for name in rows.column_names if name not in NOT_MOVEMENTS]
    still = {name: pc.equal(rows[name], 0) for name in buckets}
    moved = pc.invert(reduce(pc.and_, still.values(), pc.equal(rows["opening"], rows["closing"])))
    for name, zero in still.items():  # nulls, which Python need not make numbers of
        place, column = rows.column_names.index(name), rows[name]
        told = pc.if_else(zero, pa.scalar(None, type=column.type), column)
        rows = rows.set_column(place, name, told)
    wanted = [*buckets, *WORDS, "period", "account_id", "opening", "closing"]
    for row in rows.select(wanted).filter(moved).to_pylist():
        yield _month(row, buckets)


def _month(row: Row, buckets: list[str]) -> AccountMonth:
    amounts = {name: value for name in buckets if (value := row[name])}
    words = {name: row[name] for name in WORDS if row[name]}
    net, amount = net_movement(amounts)
    return AccountMonth(
        account_id=row["account_id"], month=row["period"],
        opening=row["opening"], closing=row["closing"],
        movements={name: format(value, "f") for name, value in amounts.items()} | words,
        net=net, net_amount=amount,
    )  # fmt: skip


def net_movement(amounts: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    """The bucket of the net bridge that a month of an account is in, and its amount (R18).

    What moved within an account that stayed counts as one: what it gained less what it gave up.
    """
    for bucket in ALONE:
        if amounts.get(bucket):
            return bucket, amounts[bucket]
    gained = sum((amounts.get(name, NOTHING) for name in EXPANSIONS), NOTHING)
    given_up = sum((amounts.get(name, NOTHING) for name in CONTRACTIONS), NOTHING)
    change = gained - given_up
    if not change:
        return "", NOTHING
    return ("expansion", change) if change > 0 else ("contraction", -change)

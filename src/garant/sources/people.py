"""Staged accounts into ours. An account is no fact but somebody: it is changed in place.

What was there before is kept, so that an import can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from garant.accounts.models import Account
from garant.metrics.schema import TABLES
from garant.sources.staged import BATCH, KNOWLEDGE, Counted, Row, fields, rows_of

DECLARED = frozenset(column.name for column in TABLES["account"].columns)
Before = dict[str, Row]


def write(staged: Path, *, import_id: int) -> tuple[Counted, Before]:
    """Write the accounts, then their parents; what it was, and the former values of the changed."""
    counted, before, parents = Counted(), Before(), dict[str, str]()
    for batch in rows_of(staged, "account"):
        parents |= {row["account_id"]: row["parent_account_id"] for row in batch}
        new = _batch(batch, counted, before)
        Account.objects.bulk_create(
            [Account(**row, import_id=import_id) for row in new], batch_size=BATCH
        )
    _keep_parents({child: parent for child, parent in parents.items() if parent}, before)
    return counted, before


def restore(before: Before) -> None:
    """Give changed accounts their former values."""
    for account_id, values in before.items():
        Account.objects.filter(account_id=account_id).update(**values)


def _batch(batch: list[Row], counted: Counted, before: Before) -> list[Row]:
    ids = [row["account_id"] for row in batch]
    known = Account.objects.in_bulk(ids, field_name="account_id")
    new = []
    for row in batch:
        values = _values(row)
        held = known.get(row["account_id"])
        if held is None:
            new.append(values)
            counted.new += 1
        elif changed := _changed(held, values):
            before[held.account_id] = changed
            counted.changed += 1
        else:
            counted.same += 1
    return new


def _values(row: Row) -> Row:
    own = {k: v for k, v in row.items() if k in DECLARED - {"parent_account_id", "voided_at"}}
    found = fields(Account, own)
    rest = {k: str(v) for k, v in row.items() if k not in DECLARED and v is not None}
    return found | {"name": found["name"] or found["account_id"], "attributes": rest}


def _changed(held: Account, values: Mapping[str, Any]) -> Row:
    """Change an account; its former values where they differ."""
    former = {
        name: getattr(held, name)
        for name, value in values.items()
        if name not in KNOWLEDGE and getattr(held, name) != value
    }
    for name in former:
        setattr(held, name, values[name])
    if former:
        held.save(update_fields=list(former))
    return former


def _keep_parents(parents: Mapping[str, str], before: Before) -> None:
    ids = dict(Account.objects.values_list("account_id", "pk"))
    moved = [
        child for child in Account.objects.filter(account_id__in=parents)
        if child.parent_id != ids[parents[child.account_id]]
    ]  # fmt: skip
    for child in moved:
        if child.import_id is None or child.parent_id is not None:
            before.setdefault(child.account_id, {})["parent_id"] = child.parent_id
        child.parent_id = ids[parents[child.account_id]]
    Account.objects.bulk_update(moved, ["parent"], batch_size=BATCH)

"""Staged tables into our rows: what is new, what changed, and writing both.

A changed fact is voided and written again under its id; an account, which is no fact but somebody,
is changed in place. A row that an import does not mention stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db.models import Model

from garant.accounts.models import Account
from garant.contracts.facts import MODELS
from garant.metrics.schema import TABLES

BATCH = 5000
TEXT_FIELDS = ("CharField", "TextField")
Row = dict[str, Any]


@dataclass
class Counted:
    """What an import does to one table."""

    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: dict[str, int] = field(default_factory=dict)


def staged_rows(staged: Path, name: str) -> Iterator[list[Row]]:
    """The rows of a staged table, some thousands at a time; none where there is no such table."""
    file = staged / f"{name}.parquet"
    if file.exists():
        with pq.ParquetFile(file) as table:
            for batch in table.iter_batches(BATCH):
                yield batch.to_pylist()


def write_facts(staged: Path, name: str, *, import_id: int, at: datetime) -> Counted:
    """Write one table of facts; what it was."""
    model, counted = MODELS[name], Counted()
    key = TABLES[name].key
    for rows in staged_rows(staged, name):
        fresh = [_fields(model, row) for row in rows]
        live = _live(model, key, fresh)
        changed, new = [], []
        for one in fresh:
            before = live.get(tuple(one[part] for part in key))
            if before is None:
                new.append(one)
            elif _differs(model, before, one):
                changed.append((before, one))
            else:
                counted.same += 1
        _void([before.pk for before, _ in changed], model, import_id=import_id, at=at)
        written = [*new, *(one | {"recorded_at": at} for _, one in changed)]
        model._default_manager.bulk_create(
            [model(**one, import_id=import_id) for one in written], batch_size=BATCH
        )
        counted.new += len(new)
        counted.changed += len(changed)
    return counted


def _fields(model: type[Model], row: Row) -> Row:
    """The cells of a row as fields: text that is missing is empty, the account goes by its id."""
    found = {}
    for name, value in row.items():
        kind = model._meta.get_field(_field(name)).get_internal_type()
        found[name] = "" if value is None and kind in TEXT_FIELDS else _aware(value)
    return found


def _aware(value: Any) -> Any:
    """Instants of facts are in UTC, and staged without saying so."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _field(name: str) -> str:
    return "account" if name == "account_id" else name


def _live(model: type[Model], key: tuple[str, ...], rows: list[Row]) -> Mapping[Any, Any]:
    """The live rows that these would replace, by their key."""
    if not key:
        return {}
    (name,) = key
    wanted = {f"{name}__in": [row[name] for row in rows]}
    found = model._default_manager.filter(voided_at=None, **wanted)
    return {(getattr(one, name),): one for one in found}


def _differs(model: type[Model], before: Any, after: Row) -> bool:
    del model
    kept = {"recorded_at", "voided_at"}
    return any(getattr(before, name) != value for name, value in after.items() if name not in kept)


def _void(ids: list[int], model: type[Model], *, import_id: int, at: datetime) -> None:
    model._default_manager.filter(pk__in=ids).update(voided_at=at, voided_by=import_id)


def write_accounts(staged: Path, *, import_id: int, at: datetime) -> Counted:
    """Write the accounts; parents when all of them are there."""
    counted, parents = Counted(), {}
    for rows in staged_rows(staged, "account"):
        known = Account.objects.in_bulk(
            [row["account_id"] for row in rows], field_name="account_id"
        )
        new = []
        for row in rows:
            parents[row["account_id"]] = row.pop("parent_account_id")
            fields = _account_fields(row, at)
            before = known.get(row["account_id"])
            if before is None:
                new.append(Account(**fields, import_id=import_id))
            else:
                _change(before, fields, counted)
        Account.objects.bulk_create(new, batch_size=BATCH)
        counted.new += len(new)
    _keep_parents({child: parent for child, parent in parents.items() if parent})
    return counted


def _account_fields(row: Row, at: datetime) -> Row:
    declared = {column.name for column in TABLES["account"].columns}
    attributes = {k: str(v) for k, v in row.items() if k not in declared and v is not None}
    fields = _fields(Account, {k: v for k, v in row.items() if k in declared - {"voided_at", "account_id"}})
    name = fields.pop("name") or row["account_id"]
    recorded = fields.pop("recorded_at") or at
    return fields | {
        "account_id": row["account_id"], "name": name, "attributes": attributes,
        "recorded_at": recorded,
    }  # fmt: skip


def _change(account: Account, fields: Row, counted: Counted) -> None:
    fields = {name: value for name, value in fields.items() if name != "recorded_at"}
    changed = [name for name, value in fields.items() if getattr(account, name) != value]
    for name in changed:
        setattr(account, name, fields[name])
    if changed:
        account.save(update_fields=changed)
        counted.changed += 1
    else:
        counted.same += 1


def _keep_parents(parents: Mapping[str, str]) -> None:
    ids = dict(Account.objects.values_list("account_id", "pk"))
    children = Account.objects.filter(account_id__in=parents)
    changed = [child for child in children if child.parent_id != ids[parents[child.account_id]]]
    for child in changed:
        child.parent_id = ids[parents[child.account_id]]
    Account.objects.bulk_update(changed, ["parent"], batch_size=BATCH)

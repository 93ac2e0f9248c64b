"""Staged facts into our rows. A changed fact is voided and written again under its id.

A file may carry history of its own: rows that were voided, and when. What a file does not mention
stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Model

from garant.contracts.facts import MODELS
from garant.metrics.schema import TABLES
from garant.sources.merging import GROUPS
from garant.sources.staged import BATCH, Counted, Row, fields, rows_of, said


@dataclass
class Written:
    """Rows to write and rows to void at which moment, gathered from one batch."""

    new: list[Row] = field(default_factory=list)
    void: dict[datetime, list[int]] = field(default_factory=lambda: defaultdict(list))


def write(staged: Path, name: str, *, import_id: int, at: datetime) -> Counted:
    """Write one table of facts; what was new, changed and the same."""
    model, counted = MODELS[name], Counted()
    batches = rows_of(staged, name)
    if name in GROUPS:
        batches = iter([[row for batch in batches for row in batch]])
    for batch in batches:
        rows = [fields(model, row) for row in batch]
        written = (
            _replaced(name, rows, counted, at) if name in GROUPS
            else _versions(name, rows, counted, at)
        )  # fmt: skip
        _keep(model, written, import_id)
    return counted


def _keep(model: type[Model], written: Written, import_id: int) -> None:
    for moment, ids in written.void.items():
        for start in range(0, len(ids), BATCH):
            rows = model._default_manager.filter(pk__in=ids[start : start + BATCH])
            rows.update(voided_at=moment, voided_by=import_id)
    made = (model(**row, import_id=import_id) for row in written.new)
    model._default_manager.bulk_create(made, batch_size=BATCH)


def _versions(name: str, rows: list[Row], counted: Counted, at: datetime) -> Written:
    """Rows with an id: each is a version of a fact, live or voided."""
    (key,) = TABLES[name].key
    written = Written()
    known: dict[str, list[Any]] = defaultdict(list)
    for one in _found(MODELS[name], key, rows):
        known[getattr(one, key)].append(one)
    for row in rows:
        _version(row, known[row[key]], written, counted, at)
    return written


def _version(row: Row, known: list[Any], written: Written, counted: Counted, at: datetime) -> None:
    twins = [one for one in known if _is(one, row)]
    if any((one.voided_at is None) == (row["voided_at"] is None) for one in twins):
        counted.same += 1
        return
    if twins and row["voided_at"] is not None:
        written.void[row["voided_at"]].append(twins[0].pk)
        counted.changed += 1
        return
    live = next((one for one in known if one.voided_at is None), None)
    if live is None or row["voided_at"] is not None:
        written.new.append(row)
        counted.new += 1
        return
    moment = _later(row["recorded_at"], live.recorded_at) or at
    written.void[moment].append(live.pk)
    written.new.append(_carried(live, row) | {"recorded_at": moment})
    counted.changed += 1


def _carried(live: Any, row: Row) -> Row:
    """A new version of a row of ours: what the file says nothing of stays."""
    columns = (column.name for column in TABLES[_table(live)].columns)
    return {name: getattr(live, name) for name in columns} | row


def _table(one: Model) -> str:
    return next(name for name, model in MODELS.items() if isinstance(one, model))


def _is(one: Any, row: Row) -> bool:
    """Whether a row of ours is this version: it says the same, known since the same moment."""
    since = row["recorded_at"]
    return (since is None or one.recorded_at == since) and _says(one, row)


def _says(one: Any, row: Row) -> bool:
    return all(getattr(one, name) == value for name, value in said(row).items())


def _later(moment: datetime | None, than: datetime | None) -> datetime | None:
    return moment if moment is not None and (than is None or moment > than) else None


def _found(model: type[Model], key: str, rows: Iterable[Row]) -> Iterable[Any]:
    ids = list({row[key] for row in rows})
    return model._default_manager.filter(**{f"{key}__in": ids})


def _replaced(name: str, rows: list[Row], counted: Counted, at: datetime) -> Written:
    """Rows without an id: those of a group that the file names no longer are voided."""
    written, group = Written(), GROUPS[name]
    live = MODELS[name]._default_manager.filter(voided_at=None)
    ours: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for one in live.iterator(chunk_size=BATCH):
        ours[tuple(getattr(one, part) for part in group)].append(one)
    replaced = {place for place, held in ours.items() if held}
    for row in rows:
        place = tuple(row[part] for part in group)
        held = ours[place]
        twin = next((one for one in held if _says(one, row)), None)
        if twin is None:
            since = (row["recorded_at"] or at) if place in replaced else row["recorded_at"]
            written.new.append(row | {"recorded_at": since})
            counted.new += 1
        else:
            held.remove(twin)
            counted.same += 1
    named = {tuple(row[part] for part in group) for row in rows}
    for place in named:
        written.void[at] += [one.pk for one in ours[place]]
        counted.changed += len(ours[place])
    return written

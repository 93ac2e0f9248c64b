"""Staged tables, read in parts, and their cells as fields of our models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db.models import Model

BATCH = 5000
TEXT = frozenset({"CharField", "TextField"})
KNOWLEDGE = frozenset({"recorded_at", "voided_at"})
Row = dict[str, Any]


@dataclass
class Counted:
    """What an import does to one table."""

    new: int = 0
    changed: int = 0
    same: int = 0


def rows_of(staged: Path, name: str) -> Iterator[list[Row]]:
    """The rows of a staged table, some thousands at a time; none where there is no such table."""
    file = staged / f"{name}.parquet"
    if file.exists():
        with pq.ParquetFile(file) as table:
            for batch in table.iter_batches(BATCH):
                yield batch.to_pylist()


def fields(model: type[Model], row: Row) -> Row:
    """Cells as fields: missing text is empty, and instants, which are in UTC, say so."""
    return {name: _field(model, name, value) for name, value in row.items()}


def _field(model: type[Model], name: str, value: Any) -> Any:
    if value is None:
        kind = model._meta.get_field(name.removesuffix("_id") if _is_key(model, name) else name)
        return "" if kind.get_internal_type() in TEXT else None
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _is_key(model: type[Model], name: str) -> bool:
    """Whether a column is our reference to an account, which Django calls without `_id`."""
    return name == "account_id" and any(one.name == "account" for one in model._meta.fields)


def said(row: Row) -> Row:
    """What a row says, apart from since when it is known."""
    return {name: value for name, value in row.items() if name not in KNOWLEDGE}

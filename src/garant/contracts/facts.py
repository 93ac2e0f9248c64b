"""Our rows as the tables of facts that the metrics read; live and voided ones alike.

The metrics see what a folder of files would have shown them: the same columns, the same digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import pyarrow as pa
from django.db.models import Model, QuerySet

import garant
from garant.accounts.models import Account
from garant.contracts import models
from garant.contracts.queries import settings_kept
from garant.metrics.schema import TABLES, Column, Table

MODELS: Mapping[str, type[Model]] = {
    "account": Account,
    "product": models.Product,
    "contract": models.Contract,
    "contract_line": models.ContractLine,
    "discount": models.Discount,
    "opportunity": models.Opportunity,
    "pause": models.Pause,
    "fx_rate": models.FxRate,
    "spend": models.Spend,
}
# Where a field of ours is not called as the column is.
FIELDS = {("account", "parent_account_id"): "parent__account_id"}
NEVER_VOIDED = {"account"}
TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "date": pa.date32(),
    "month": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}
BATCH = 20_000


def book(**settings: object) -> garant.Book:
    """The book of this installation, with the settings it keeps and those given."""
    return garant.Book(tables(), settings={**settings_kept(), **settings})


def tables() -> dict[str, pa.Table]:
    """Every table that has a row, and the two that a book needs."""
    found = {name: table(name) for name in MODELS}
    return {
        name: rows
        for name, rows in found.items()
        if rows.num_rows or name in {"account", "contract_line"}
    }


def table(name: str) -> pa.Table:
    """One table of facts."""
    whole = pa.Table.from_batches(parts(name), schema=schema(name))
    return _with_attributes(whole) if TABLES[name].open else whole


def schema(name: str) -> pa.Schema:
    """The columns of a table of facts that every row has."""
    return pa.schema([(one.name, _type(MODELS[name], one)) for one in _columns(TABLES[name])])


def parts(name: str) -> Iterator[pa.RecordBatch]:
    """A table of facts, some thousands of rows at a time."""
    fields = [FIELDS.get((name, one.name), one.name) for one in _columns(TABLES[name])]
    rows, wanted = MODELS[name]._default_manager.order_by("pk").values_list(*fields), schema(name)
    for batch in _batches(rows):
        yield pa.record_batch(_arrays(batch, wanted), schema=wanted)


def _columns(declared: Table) -> list[Column]:
    absent = {"voided_at"} if declared.name in NEVER_VOIDED else set()
    return [one for one in declared.columns if one.name not in absent]


def _type(model: type[Model], column: Column) -> pa.DataType:
    if column.kind == "decimal":
        field: Any = model._meta.get_field(column.name)
        return pa.decimal128(field.max_digits, field.decimal_places)
    return TYPES[column.kind]


def _batches(rows: QuerySet[Any, Any]) -> Iterator[list[tuple[Any, ...]]]:
    cursor = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(cursor, BATCH)):
        yield batch


def _arrays(batch: list[tuple[Any, ...]], schema: pa.Schema) -> list[pa.Array]:
    columns = zip(*batch, strict=True)
    return [
        pa.array([None if value == "" else value for value in values], type=field.type)
        for values, field in zip(columns, schema, strict=True)
    ]


def _with_attributes(accounts: pa.Table) -> pa.Table:
    """The further columns that an import brought, as text."""
    kept = list(Account.objects.order_by("pk").values_list("attributes", flat=True))
    for name in sorted({key for attributes in kept for key in attributes}):
        values = [attributes.get(name) for attributes in kept]
        accounts = accounts.append_column(name, pa.array(values, type=pa.string()))
    return accounts

"""The tables that are imported, how they are called, and what their columns can keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garant.accounts.models import Contact, Ownership
from garant.contracts import facts
from garant.metrics.schema import TABLES
from garant.sources.choices import OWNER

CONTACT = "contact"
MODELS: Mapping[str, type[models.Model]] = {**facts.MODELS, CONTACT: Contact}
# What a table is called on the command line and on pages.
KINDS: Mapping[str, str] = {
    "accounts": "account", "contacts": CONTACT, "products": "product", "contracts": "contract",
    "lines": "contract_line", "discounts": "discount", "opportunities": "opportunity",
    "pauses": "pause", "fx": "fx_rate", "spend": "spend",
}  # fmt: skip
NAMES: Mapping[str, str | Promise] = {
    "account": _("Accounts"), CONTACT: _("Contacts"), "product": _("Products"),
    "contract": _("Contracts"), "contract_line": _("Contract lines"),
    "discount": _("Discounts"), "opportunity": _("Deals"), "pause": _("Pauses"),
    "fx_rate": _("Exchange rates"), "spend": _("Spend"),
}  # fmt: skip
CONTACTS = pa.schema([
    ("contact_id", pa.string()), ("account_id", pa.string()), ("name", pa.string()),
    ("email", pa.string()), ("job", pa.string()), ("level", pa.string()),
    ("is_sponsor", pa.bool_()), ("left_on", pa.date32()),
])  # fmt: skip
BATCH = 20_000
WHOLE = frozenset({"account", CONTACT})  # who follows them is added to them


def limits() -> dict[str, dict[str, Any]]:
    """For each table, the longest texts and the largest numbers that its columns keep."""
    return {name: dict(_limits(name, model)) for name, model in MODELS.items()}


def _limits(name: str, model: type[models.Model]) -> Iterator[tuple[str, dict[str, Any]]]:
    fields = {field.name: field for field in model._meta.fields}
    for column in TABLES[name].columns:
        field = fields.get(column.name)
        if isinstance(field, models.DecimalField):
            whole = field.max_digits - field.decimal_places
            yield column.name, {"whole": whole, "places": field.decimal_places}
        elif isinstance(field, models.CharField) and not column.choices and field.max_length:
            yield column.name, {"length": field.max_length}


def is_empty() -> bool:
    """Whether nothing was imported yet."""
    return not any(model._default_manager.exists() for model in MODELS.values())


def write_live(into: Path) -> None:
    """Our tables as files, for the child to compare with."""
    into.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        if name in WHOLE:
            _kept(table(name), into, name)
        else:
            _keep_in_parts(into, name)


def table(name: str) -> pa.Table:
    """One of our tables: as the metrics read it, accounts with who follows them."""
    if name == CONTACT:
        return contacts()
    rows = facts.table(name)
    return _with_owners(rows) if name == "account" else rows


def _with_owners(accounts: pa.Table) -> pa.Table:
    current = Ownership.objects.filter(end_on=None)
    owners = dict(current.values_list("account__account_id", "user__email"))
    if OWNER in accounts.column_names or not owners:
        return accounts
    cells = [owners.get(one) for one in accounts.column("account_id").to_pylist()]
    return accounts.append_column(OWNER, pa.array(cells, type=pa.string()))


def _keep_in_parts(into: Path, name: str) -> None:
    """A long table, which is never in memory as a whole; a missing file says that it is empty."""
    if name == "contract_line" or MODELS[name]._default_manager.exists():
        with pq.ParquetWriter(into / f"{name}.parquet", facts.schema(name)) as out:
            for part in facts.parts(name):
                out.write_batch(part)


def _kept(rows: pa.Table, into: Path, name: str) -> None:
    if rows.num_rows or name in {"account", "contract_line"}:
        pq.write_table(rows, into / f"{name}.parquet")


def contacts() -> pa.Table:
    """The people at the accounts; one without an id of its own is called by ours."""
    names = [field if field != "account_id" else "account__account_id" for field in CONTACTS.names]
    rows = list(Contact.objects.order_by("pk").values_list("pk", *names))
    columns = zip(*rows, strict=True) if rows else ([] for _name in ("pk", *names))
    pks, ids, *rest = (list(column) for column in columns)
    called = [own or f"c{pk}" for own, pk in zip(ids, pks, strict=True)]
    cells = [[None if cell == "" else cell for cell in column] for column in (called, *rest)]
    arrays = [pa.array(column, type=one.type) for column, one in zip(cells, CONTACTS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=CONTACTS)


def live(name: str) -> int:
    """How many rows of a table hold now."""
    rows = MODELS[name]._default_manager.all()
    voided = any(field.name == "voided_at" for field in MODELS[name]._meta.fields)
    return rows.filter(voided_at=None).count() if voided else rows.count()

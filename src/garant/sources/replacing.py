"""A company in place of another: what was there is put away in a file, and can be fetched back.

The file lies beside the import's own for thirty days, as long as the import can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any

from django.core import serializers
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet
from django.db.models.deletion import Collector

from garant.accounts.models import Account, Contact, Note
from garant.contracts import facts
from garant.sources.staged import rows_of

FILE = "replaced.jsonl"
BATCH = 2000
TOLD: tuple[type[Model], ...] = (Contact, Note)  # what people said of accounts
FIGURES = "contracts"  # what else that app knows of an account is computed again
Parents = dict[str, int]


def gone(staged: Path) -> dict[str, int]:
    """How many rows of each kind would be taken out; what others say of accounts that go, too."""
    held = {
        name: model._default_manager.filter(voided_at=None).count()
        for name, model in facts.MODELS.items()
        if name != "account"
    }
    accounts = _unnamed(_named(staged))
    told = {
        str(model._meta.model_name): model._default_manager.filter(account__in=accounts).count()
        for model in TOLD
    }
    return {"account": accounts.count(), **held, **told}


def put_away(folder: Path, staged: Path) -> Parents:
    """Take out every fact, and every account that what was given does not name.

    What comes back are the parents that accounts lost which stay.
    """
    named = _named(staged)
    with (folder / FILE).open("w", encoding="utf-8") as file:
        for name, model in facts.MODELS.items():
            if name != "account":
                rows = model._default_manager.order_by("pk")
                _write(rows.iterator(chunk_size=BATCH), file)
                model._default_manager.all().delete()  # facts have no dependents: one statement
        return _accounts(named, file)


def _named(staged: Path) -> set[str]:
    """The accounts that what was given names."""
    return {row["account_id"] for batch in rows_of(staged, "account") for row in batch}


def _unnamed(named: set[str]) -> QuerySet[Account]:
    ids = dict(Account.objects.values_list("pk", "account_id"))
    return Account.objects.filter(pk__in=[pk for pk, one in ids.items() if one not in named])


def _accounts(named: set[str], file: IO[str]) -> Parents:
    gone = _unnamed(named)
    _write(gone.order_by("pk").iterator(chunk_size=BATCH), file)
    staying = Account.objects.filter(parent__in=gone).exclude(pk__in=gone)
    parents = {one: pk for one, pk in staying.values_list("account_id", "parent_id") if pk}
    Account.objects.filter(parent__in=gone).update(parent=None)
    collector = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect(list(gone))
    for rows in _dependents(collector):
        _write(rows, file)
    collector.delete()
    return parents


def _dependents(collector: Collector) -> Iterator[Iterable[Any]]:
    """What goes with accounts and nobody can compute: people, notes, who followed them."""
    for model, rows in collector.data.items():
        if model is not Account and model._meta.app_label != FIGURES:
            yield rows
    for fast in collector.fast_deletes:
        if fast.model._meta.app_label != FIGURES:
            yield fast


def _write(rows: Iterable[Any], file: IO[str]) -> None:
    serializers.serialize("jsonl", rows, stream=file)


def fetch_back(folder: Path, parents: Parents) -> None:
    """Put back what was put away."""
    file = folder / FILE
    if not file.exists():
        return
    with file.open(encoding="utf-8") as lines:
        found = (one.object for one in serializers.deserialize("jsonl", lines))
        for model, rows in groupby(found, key=type):
            _put_back(model, rows)
    for account_id, parent in parents.items():
        Account.objects.filter(account_id=account_id).update(parent_id=parent)


def _put_back(model: type[Model], rows: Iterator[Model]) -> None:
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)

"""What was written by hand since an import and rests on it: with that, it cannot be undone."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from garant.accounts.models import Account
from garant.contracts.facts import MODELS as FACTS
from garant.metrics.errors import RequestError
from garant.metrics.schema import TABLES
from garant.sources.models import Import

NAMED = 5
# Which table a column of another one names rows of.
NAMES = {"contract_id": "contract", "product_id": "product", "line_id": "contract_line"}


def refuse(held: Import) -> None:
    """Refuse to undo an import while facts written by hand since rest on what it wrote."""
    found = [
        f"{name} {one}"
        for name, model in FACTS.items() if name != "account"
        for one in _by_hand(held, model).filter(_rests(held, name, model))[:NAMED]
    ]  # fmt: skip
    if found:
        raise RequestError(
            "facts were written by hand since that rest on this import; take them back first: "
            "{names}", names=", ".join(found[:NAMED]),
        )  # fmt: skip


def _by_hand(held: Import, model: type[Model]) -> Any:
    return model._default_manager.filter(
        import_id=None, voided_at=None, recorded_at__gt=held.applied_at
    )


def _rests(held: Import, name: str, model: type[Model]) -> Q:
    """Newer versions of its rows, and rows that name its rows or its accounts."""
    fields = {field.name for field in model._meta.fields}
    found = Q(pk__in=[])
    if "account" in fields:
        theirs = Account.objects.filter(import_id=held.pk)
        found |= Q(account_id__in=theirs.values("account_id"))
    for column in fields & {*NAMES, *TABLES[name].key}:
        table = NAMES.get(column, name)
        ours = FACTS[table]._default_manager.filter(import_id=held.pk)
        found |= Q(**{f"{column}__in": ours.values(column)})
    return found

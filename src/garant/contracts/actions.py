"""What changes facts by hand. A fact is never changed: its row is voided and written again.

What is written is checked by the same rules as a file: with the other facts of its account.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from garant.accounts.models import Account
from garant.accounts.queries import scope
from garant.contracts import fact_queries, jobs, rules, words
from garant.contracts.models import Fact
from garant.lib import audit
from garant.metrics.errors import DataError, Problem, RequestError
from garant.metrics.schema import TABLES
from garant.users.models import User
from garant.users.permissions import require

KNOWLEDGE = ("id", "recorded_at", "voided_at", "import_id", "voided_by")


def key_of(table: str) -> str | None:
    """The column that names a row of a table; pauses, spend and rates have none."""
    key = TABLES[table].key
    return key[0] if key else None


def fields_of(table: str) -> list[str]:
    """What one may say of a fact."""
    model = fact_queries.EDITABLE[table]
    return [field.name for field in model._meta.fields if field.name not in KNOWLEDGE]


@transaction.atomic
def write_fact(
    *,
    by: User,
    table: str,
    values: Mapping[str, Any],
    in_place_of: Fact | None = None,
    accepted: str | None = None,
) -> Fact:
    """Write a fact, new or in place of a live one, whose id it keeps.

    Refused with every problem at once (`DataError`) when the rules of the facts are broken. Who
    passes `accepted` is told of doubts (`DoubtfulError`), until it is the token of these doubts.
    """
    require(by, "contracts.edit")
    model, now = fact_queries.EDITABLE[table], timezone.now()
    held = _held(by, table, in_place_of) if in_place_of is not None else None
    said = _said(table, values, held)
    fact = model(**said, recorded_at=now)
    _known_account(by, fact)
    fact.full_clean(validate_constraints=False)
    _one_of_its_id(table, fact, held)
    _weighed(table, fact, held, accepted)
    if held is not None:
        _void(held, now)
    _saved(table, fact)
    before = _plain(table, held) if held is not None else {}
    audit.record(f"fact.{'change' if held else 'write'}", by=by, of=fact, before=before,
                 after=_plain(table, fact))  # fmt: skip
    jobs.refresh_soon()
    return fact


@transaction.atomic
def void_fact(*, by: User, table: str, fact: Fact) -> None:
    """Take a fact back: from now on it is not known; earlier figures can still be had."""
    require(by, "contracts.edit")
    held = _held(by, table, fact)
    _nothing_left_over(table, held)
    _void(held, timezone.now())
    audit.record("fact.void", by=by, of=held, before=_plain(table, held))
    jobs.refresh_soon()


@transaction.atomic
def restore_fact(*, by: User, table: str, fact: Fact) -> None:
    """Put back a fact that was taken back by hand, where none of its id lives now."""
    require(by, "contracts.edit")
    model = fact_queries.EDITABLE[table]
    held: Any = model._default_manager.select_for_update().get(pk=fact.pk)
    _known_account(by, held)
    if held.voided_at is None or held.voided_by is not None:
        return
    values = {name: getattr(held, name) for name in fields_of(table)}
    if model._default_manager.filter(voided_at=None, **values).exists():
        return  # somebody was impatient, and it is back already
    write_fact(by=by, table=table, values=values)


def _held(by: User, table: str, fact: Fact) -> Any:
    """A live fact that somebody may see, locked."""
    rows = fact_queries.live(by, table).filter(pk=fact.pk)
    if not rows.exists():
        raise RequestError("somebody else changed this meanwhile; open it again")
    return fact_queries.EDITABLE[table]._default_manager.select_for_update().get(pk=fact.pk)


def _said(table: str, values: Mapping[str, Any], held: Any) -> dict[str, Any]:
    """The values of a fact; its id stays, and one without gets one."""
    fields = fields_of(table)
    unknown = values.keys() - set(fields)
    if unknown:
        raise RequestError(
            "a {table} has no field {names}", table=table, names=", ".join(sorted(unknown))
        )
    kept = {name: getattr(held, name) for name in fields} if held is not None else {}
    said, key = kept | dict(values), key_of(table)
    for column in TABLES[table].columns:
        if column.kind == "month" and said.get(column.name):
            said[column.name] = said[column.name].replace(day=1)
    if key is not None:
        said[key] = getattr(held, key) if held is not None else said.get(key) or _new_id()
    return said


def _new_id() -> str:
    return f"g-{uuid4().hex[:12]}"


def _known_account(by: User, fact: Fact) -> None:
    """Refuse a fact of an account that somebody may not see."""
    about = fact_queries.account_of(fact)
    if about is not None and not scope(by).filter(pk=about.pk).exists():
        raise PermissionDenied("contracts.edit")


def _one_of_its_id(table: str, fact: Fact, held: Any) -> None:
    key = key_of(table)
    if key is None or held is not None:
        return
    if type(fact)._default_manager.filter(voided_at=None, **{key: getattr(fact, key)}).exists():
        raise _taken(table, key, fact)


def _saved(table: str, fact: Fact) -> None:
    """Keep a fact; somebody may have written one of its id a moment before."""
    try:
        with transaction.atomic():
            fact.save(force_insert=True)
    except IntegrityError:
        key = key_of(table)
        if key is None:
            raise
        raise _taken(table, key, fact) from None


def _taken(table: str, key: str, fact: Fact) -> DataError:
    told = Problem(
        "error", "R2", table, None, key,
        "there is a {table} {value} already; give another id",
        {"table": table, "value": getattr(fact, key)},
    )  # fmt: skip
    return DataError([told])


def _void(held: Any, at: datetime) -> None:
    held.voided_at = at
    held.save(update_fields=["voided_at"])


def _weighed(table: str, fact: Fact, held: Any, accepted: str | None) -> None:
    """Refuse what a file would be refused for, and doubts that nobody has accepted."""
    found = rules.weighed(table, fact, held)
    if found.errors:
        raise DataError(found.errors)
    doubtful = rules.DoubtfulError(found.doubts)
    if found.doubts and accepted is not None and accepted != doubtful.token:
        raise doubtful


def _nothing_left_over(table: str, held: Any) -> None:
    """Refuse to take back what other facts rest on."""
    if table == "product" and fact_queries.sold(held.product_id):
        raise RequestError("a line names it; take that back first")
    after = rules.resting(table, held)
    if after:
        said = words.told(after[0], table)
        raise RequestError("something rests on it; change that first: {what}", what=said)


def _plain(table: str, fact: Fact) -> dict[str, Any]:
    """What the trail keeps of a fact."""
    said = {name: getattr(fact, name) for name in fields_of(table)}
    return {
        name: value.account_id if isinstance(value, Account) else value
        for name, value in said.items() if value not in (None, "")
    } | {"table": table}  # fmt: skip

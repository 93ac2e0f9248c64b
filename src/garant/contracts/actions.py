"""What changes facts by hand. A fact is never changed: its row is voided and written again.

What is written is checked by the same rules as a file: with the other facts of its account.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

import garant
from garant.accounts.models import Account
from garant.accounts.queries import scope
from garant.contracts import fact_queries, jobs
from garant.contracts.facts import FIELDS, NEVER_VOIDED
from garant.contracts.models import ContractLine, Fact
from garant.contracts.queries import settings_kept
from garant.lib import audit
from garant.metrics.errors import DataError, Problem, RequestError
from garant.metrics.schema import TABLES
from garant.users.models import User
from garant.users.permissions import require

KNOWLEDGE = ("id", "recorded_at", "voided_at", "import_id", "voided_by")
FIRST = 2  # the row under the header
OPTIONAL = frozenset({"product"})  # a company may name products in lines alone


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
    *, by: User, table: str, values: Mapping[str, Any], in_place_of: Fact | None = None
) -> Fact:
    """Write a fact, new or in place of a live one, whose id it keeps.

    Refused with every problem at once (`DataError`) when the rules of the facts are broken.
    """
    require(by, "contracts.edit")
    model, now = fact_queries.EDITABLE[table], timezone.now()
    held = _held(by, table, in_place_of) if in_place_of is not None else None
    said = _said(table, values, held)
    fact = model(**said, recorded_at=now)
    _known_account(by, fact)
    fact.full_clean(validate_constraints=False)
    _one_of_its_id(table, fact, held)
    _checked(table, fact, held)
    if held is not None:
        _void(held, now)
    fact.save(force_insert=True)
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
    value = getattr(fact, key)
    if type(fact)._default_manager.filter(voided_at=None, **{key: value}).exists():
        message = "there is a {table} {value} already; give another id"
        problem = Problem(
            "error", "R2", table, None, key, message, {"table": table, "value": value}
        )
        raise DataError([problem])


def _void(held: Any, at: datetime) -> None:
    held.voided_at = at
    held.save(update_fields=["voided_at"])


# ---------------------------------------------------------------- the same rules as files


def _checked(table: str, fact: Fact, held: Any) -> None:
    """Refuse what a file would be refused for."""
    rows = _around(fact)
    others = [row for row in rows.get(table, []) if held is None or row.pk != held.pk]
    rows[table] = [fact, *others]
    problems = [one for one in _problems(rows) if one.table == table and one.row == FIRST]
    problems += _another_currency(table, fact, held)
    if problems:
        raise DataError(problems)


def _another_currency(table: str, fact: Any, held: Any) -> list[Problem]:
    """Refuse a second currency while nobody said in which one figures are."""
    if table != "contract_line" or settings_kept().get("reporting_currency"):
        return []
    lines = ContractLine.objects.filter(voided_at=None)
    if held is not None:
        lines = lines.exclude(pk=held.pk)
    known = sorted(set(lines.values_list("currency", flat=True)))
    if not known or fact.currency in known:
        return []
    message = (
        "the other lines are in {known}; an administrator must first say in which currency the "
        "figures are, in the settings of the metrics"
    )
    return [Problem("error", "R8", table, None, "currency", message, {"known": ", ".join(known)})]


def _nothing_left_over(table: str, held: Any) -> None:
    """Refuse to take back what other facts rest on."""
    if table == "product" and _sold(held.product_id):
        raise RequestError("{what} rests on it; take that back first", what="contract_line")
    rows = _around(held)
    before = {_told(one) for one in _problems(rows)}
    rows[table] = [row for row in rows.get(table, []) if row.pk != held.pk]
    after = [
        one for one in _problems(rows) if (one.table, one.message, str(one.values)) not in before
    ]
    if after:
        raise RequestError(
            "{what} rests on it; take that back first", what=f"{after[0].table}: {after[0].text()}"
        )


def _sold(product_id: str) -> bool:
    return ContractLine.objects.filter(voided_at=None, product_id=product_id).exists()


def _told(one: Problem) -> tuple[str, str, str]:
    return one.table, one.message, str(one.values)


def _around(fact: Any) -> dict[str, list[Any]]:
    """The facts that one is checked with: those of its account."""
    about = fact_queries.account_of(fact)
    return fact_queries.rows_of(about) if about is not None else {}


def _problems(rows: Mapping[str, list[Any]]) -> list[Problem]:
    needed = {"account": [], "contract_line": [], **rows}
    tables = {name: [_row(name, row) for row in held] for name, held in needed.items()}
    filled = {n: held for n, held in tables.items() if held or n in needed.keys() - OPTIONAL}
    book = garant.Book(filled, settings=_settings())
    try:
        return book.errors()
    finally:
        book.close()


def _settings() -> dict[str, str]:
    """The settings kept; facts are checked as of now, whatever day figures are looked at."""
    return {name: value for name, value in settings_kept().items() if name != "known_as_of"}


def _row(name: str, row: Model) -> dict[str, Any]:
    """A row as the metrics read it."""
    declared = TABLES[name]
    skipped = {"voided_at"} if name in NEVER_VOIDED else set()
    columns = [one.name for one in declared.columns if one.name not in skipped]
    return {column: _cell(row, FIELDS.get((name, column), column)) for column in columns}


def _cell(row: Any, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part, None)
    return None if row == "" else row


def _plain(table: str, fact: Fact) -> dict[str, Any]:
    """What the trail keeps of a fact."""
    said = {name: getattr(fact, name) for name in fields_of(table)}
    return {
        name: value.account_id if isinstance(value, Account) else value
        for name, value in said.items() if value not in (None, "")
    } | {"table": table}  # fmt: skip

"""Staged accounts and contacts into ours. They are no facts but somebody: changed in place.

What was there before is kept, so that an import can be undone. What a file does not say of
somebody stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.utils import timezone

from garant.accounts.models import Account, Contact, Level, Note, Ownership
from garant.metrics.schema import TABLES
from garant.sources.choices import OWNER
from garant.sources.staged import BATCH, KNOWLEDGE, Counted, Row, fields, rows_of
from garant.users.models import User

DECLARED = frozenset(column.name for column in TABLES["account"].columns)
PARENT = "parent_account_id"


@dataclass
class Before:
    """What undoing needs: the former values of whom we knew, and whom we did not know."""

    accounts: dict[str, Row] = field(default_factory=dict)
    contacts: dict[str, Row] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)
    handed: list[int] = field(default_factory=list)
    ended: dict[str, str | None] = field(default_factory=dict)


def write(staged: Path, before: Before, *, import_id: int) -> Counted:
    """Write the accounts, then their parents and who follows them."""
    counted, parents = Counted(), dict[str, str | None]()
    owners: dict[str, str] = {}
    for batch in rows_of(staged, "account"):
        parents |= {row["account_id"]: row[PARENT] for row in batch if PARENT in row}
        owners |= {row["account_id"]: row[OWNER] for row in batch if row.get(OWNER)}
        new = _batch(batch, counted, before)
        Account.objects.bulk_create(
            (Account(**row, import_id=import_id) for row in new), batch_size=BATCH
        )
    _keep_parents(parents, before)
    _keep_owners(owners, before)
    return counted


def write_contacts(staged: Path, before: Before) -> Counted:
    """Write the people of accounts; each is known by its id within the company."""
    counted = Counted()
    for batch in rows_of(staged, "contact"):
        at = _keys(row["account_id"] for row in batch)
        rows = [
            fields(Contact, _without_knowledge(row)) | {"account_id": at[row["account_id"]]}
            for row in batch
        ]
        known = _known_contacts(row["contact_id"] for row in rows)
        new = []
        for row in rows:
            held = known.get(row["contact_id"])
            if held is None:
                new.append(Contact(**{"level": Level.USER} | row))
                counted.new += 1
            elif former := _changed(held, row):
                before.contacts[str(held.pk)] = _plain(former)
                counted.changed += 1
            else:
                counted.same += 1
        made = Contact.objects.bulk_create(new, batch_size=BATCH)
        before.made += [one.pk for one in made]
    return counted


def _keys(ids: Iterable[str]) -> dict[str, int]:
    """Our own numbers of accounts, by their ids."""
    named = Account.objects.filter(account_id__in=set(ids))
    return dict(named.values_list("account_id", "pk"))


def restore(before: Before) -> None:
    """Give back what was there before."""
    Contact.objects.filter(pk__in=before.made).delete()
    for pk, values in before.contacts.items():
        Contact.objects.filter(pk=pk).update(**values)
    Ownership.objects.filter(pk__in=before.handed).delete()
    for pk, end_on in before.ended.items():
        Ownership.objects.filter(pk=pk).update(end_on=end_on)
    for account_id, values in before.accounts.items():
        Account.objects.filter(account_id=account_id).update(**values)


def leave(import_id: int) -> None:
    """Take back the accounts that an import brought, but for those of which somebody noted."""
    made = Account.objects.filter(import_id=import_id)
    noted = Note.objects.filter(account__in=made).values("account")
    Account.objects.filter(parent__in=made).update(parent=None)
    made.exclude(pk__in=noted).delete()


def _known_contacts(ids: Iterable[str]) -> dict[str, Contact]:
    """Contacts by their own id, or, where they have none, by the one that an export gives them."""
    asked = set(ids)
    ours = {f"c{pk}": pk for pk in _numbers(asked)}
    own = {one.contact_id: one for one in Contact.objects.filter(contact_id__in=asked)}
    found = Contact.objects.filter(pk__in=ours.values(), contact_id="")
    return {f"c{one.pk}": one for one in found} | own


def _numbers(ids: Iterable[str]) -> list[int]:
    return [int(one[1:]) for one in ids if one[:1] == "c" and one[1:].isdecimal()]


def _without_knowledge(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in KNOWLEDGE}


def _batch(batch: list[Row], counted: Counted, before: Before) -> list[Row]:
    ids = [row["account_id"] for row in batch]
    known = Account.objects.in_bulk(ids, field_name="account_id")
    new = []
    for row in batch:
        held = known.get(row["account_id"])
        values = _values(row, held)
        if held is None:
            new.append({"name": values["account_id"]} | values)
            counted.new += 1
        elif former := _changed(held, values):
            before.accounts[held.account_id] = former
            counted.changed += 1
        else:
            counted.same += 1
    return new


def _values(row: Row, held: Account | None) -> Row:
    own = {k: v for k, v in row.items() if k in DECLARED - {PARENT, "voided_at"}}
    found = fields(Account, own)
    if not found.get("name", True):
        found["name"] = found["account_id"]
    rest = {k: str(v) for k, v in row.items() if k not in DECLARED | {OWNER} and v is not None}
    kept = held.attributes if held is not None else {}
    return found | ({"attributes": {**kept, **rest}} if rest else {})


def _changed(held: Model, values: Mapping[str, Any]) -> Row:
    """Change somebody; their former values where they differ."""
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


def _plain(values: Row) -> Row:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _keep_parents(parents: Mapping[str, str | None], before: Before) -> None:
    if not any(parents.values()):
        return
    ids = dict(Account.objects.values_list("account_id", "pk"))
    named = {child: ids[parent] for child, parent in parents.items() if parent}
    moved = [
        child
        for child in Account.objects.filter(account_id__in=named)
        if child.parent_id != named[child.account_id]
    ]
    for child in moved:
        if child.import_id is None or child.parent_id is not None:
            before.accounts.setdefault(child.account_id, {})["parent_id"] = child.parent_id
        child.parent_id = named[child.account_id]
    Account.objects.bulk_update(moved, ["parent"], batch_size=BATCH)


def _keep_owners(owners: Mapping[str, str], before: Before) -> None:
    """Hand accounts to whom the file names, where somebody here has that address."""
    users = {user.email.lower(): user for user in User.objects.filter(is_active=True)}
    named = {one: users[text.lower()] for one, text in owners.items() if text.lower() in users}
    current = {
        one.account.account_id: one
        for one in Ownership.objects.filter(end_on=None).select_related("account")
    }
    today, made = timezone.localdate(), []
    for account in Account.objects.filter(account_id__in=named).iterator():
        user, held = named[account.account_id], current.get(account.account_id)
        if held is not None and held.user_id == user.pk:
            continue
        if held is not None:
            before.ended[str(held.pk)] = None
            held.end_on = max(today, held.start_on)
            held.save(update_fields=["end_on"])
        made.append(Ownership(account=account, user=user, start_on=today))
    before.handed += [one.pk for one in Ownership.objects.bulk_create(made, batch_size=BATCH)]

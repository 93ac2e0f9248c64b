"""What changes accounts: each verb checks the right, writes in one transaction, and is audited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from garant.accounts import queries
from garant.accounts.models import Account, Contact, Note, Ownership, SavedView
from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.users.models import User
from garant.users.permissions import require

FIELDS = (
    "name", "segment", "industry", "region", "country", "channel", "employees", "is_test", "parent",
)  # fmt: skip
CONTACT = ("name", "email", "job", "level", "is_sponsor", "left_on")


def _seen(by: User, account: Account) -> Account:
    """An account, locked, if it is one that somebody may see."""
    found = queries.scope(by).select_for_update().filter(pk=account.pk).first()
    if found is None:
        raise PermissionDenied("accounts.read")
    return found


@transaction.atomic
def edit(*, by: User, account: Account, values: Mapping[str, Any]) -> Account:
    """Change what is said of an account."""
    require(by, "accounts.edit")
    held = _seen(by, account)
    unknown = values.keys() - set(FIELDS)
    if unknown:
        raise RequestError("an account has no field {names}", names=", ".join(sorted(unknown)))
    before = {name: getattr(held, name) for name in values}
    for name, value in values.items():
        setattr(held, name, value)
    _no_round(held)
    held.full_clean(validate_unique=False)
    held.save(update_fields=list(values))
    audit.record("account.edit", by=by, of=held, before=before, after=values)
    return held


def _no_round(account: Account) -> None:
    """Refuse a parent that the account is above."""
    above, seen = account.parent, set[int]()
    while above is not None and above.pk not in seen:
        if above.pk == account.pk:
            raise RequestError(
                "{account} is above {parent}; it cannot be below it too",
                account=account, parent=account.parent,
            )  # fmt: skip
        seen.add(above.pk)
        above = above.parent


@transaction.atomic
def assign(*, by: User, accounts: Iterable[Account], to: User, on: date | None = None) -> int:
    """Give accounts to somebody to follow, from a day on; how many changed hands."""
    require(by, "accounts.assign")
    day, changed = on or timezone.localdate(), 0
    for account in accounts:
        held = _seen(by, account)
        current = held.ownerships.filter(end_on=None).first()
        if current is not None and current.user_id == to.pk:
            continue
        _hand_over(held, current, to, day)
        before = {"owner": str(current.user)} if current is not None else {}
        audit.record("account.assign", by=by, of=held, before=before, after={"owner": str(to)})
        changed += 1
    return changed


def _hand_over(account: Account, current: Ownership | None, to: User, day: date) -> None:
    if current is not None and current.start_on > day:
        raise RequestError(
            "{account} is followed by {user} from {day} on; choose that day or a later one",
            account=account, user=current.user, day=current.start_on,
        )  # fmt: skip
    if current is not None:
        current.end_on = day
        current.save(update_fields=["end_on"])
    Ownership.objects.create(account=account, user=to, start_on=day)


@transaction.atomic
def add_contact(*, by: User, account: Account, values: Mapping[str, Any]) -> Contact:
    """Add a person of an account."""
    require(by, "contacts.edit")
    held = _seen(by, account)
    contact = Contact(account=held, **{name: values[name] for name in CONTACT if name in values})
    contact.full_clean()
    contact.save()
    audit.record("contact.add", by=by, of=held, after={"contact": contact.pk})
    return contact


@transaction.atomic
def change_contact(*, by: User, contact: Contact, values: Mapping[str, Any]) -> Contact:
    """Change what is said of a person; `left_on` says that they are there no more."""
    require(by, "contacts.edit")
    account = _seen(by, contact.account)
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    unknown = values.keys() - set(CONTACT)
    if unknown:
        raise RequestError("a contact has no field {names}", names=", ".join(sorted(unknown)))
    changed = sorted(name for name, value in values.items() if getattr(held, name) != value)
    for name in changed:
        setattr(held, name, values[name])
    held.full_clean()
    held.save(update_fields=changed)
    if changed:  # the trail outlives people: it says which fields, not what they held
        audit.record(
            "contact.change", by=by, of=account, after={"contact": held.pk, "fields": changed}
        )
    return held


@transaction.atomic
def write_note(*, by: User, account: Account, text: str) -> Note:
    """Note something about an account."""
    require(by, "notes.write")
    held = _seen(by, account)
    if not text.strip():
        raise RequestError("the note is empty; write something, or leave it")
    note = Note(account=held, author=by, text=text.strip())
    note.full_clean()
    note.save()
    audit.record("note.write", by=by, of=held, after={"note": note.pk})
    return note


@transaction.atomic
def delete_note(*, by: User, note: Note) -> None:
    """Take back a note of one's own."""
    held = _own(by, note)
    if held.deleted_at is None:
        audit.record("note.delete", by=by, of=held.account, before={"note": held.pk})
        Note.every.filter(pk=held.pk).update(deleted_at=timezone.now())


@transaction.atomic
def restore_note(*, by: User, note: Note) -> None:
    """Put back a note of one's own that one took back."""
    held = _own(by, note)
    if held.deleted_at is not None:
        audit.record("note.restore", by=by, of=held.account, after={"note": held.pk})
        Note.every.filter(pk=held.pk).update(deleted_at=None)


def _own(by: User, note: Note) -> Note:
    """A note of somebody's own, locked, of an account that they may see."""
    require(by, "notes.write")
    held = Note.every.select_for_update().get(pk=note.pk)
    _seen(by, held.account)
    if held.author_id != by.pk:
        raise PermissionDenied("notes.write")
    return held


@transaction.atomic
def keep_view(*, by: User, page: str, name: str, query: str) -> SavedView:
    """Keep a list under a name, in place of an earlier one of that name."""
    require(by, "views.keep")
    if not name.strip():
        raise RequestError("give the view a name")
    view, _new = SavedView.objects.update_or_create(
        user=by, page=page, name=name.strip()[:60], defaults={"query": query[:500]}
    )
    return view


@transaction.atomic
def forget_view(*, by: User, view: SavedView) -> None:
    """Let go of a list of one's own."""
    require(by, "views.keep")
    if view.user_id != by.pk:
        raise PermissionDenied("views.keep")
    view.delete()

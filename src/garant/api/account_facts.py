"""What belongs to accounts: the people in them, who follows them, what is noted about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import AliasPath, BaseModel, Field

from garant.accounts import actions, queries
from garant.accounts.models import Account, Level, Note, Ownership
from garant.api.bearer import asking
from garant.api.operations import Declared, operation
from garant.api.people_named import PersonOut
from garant.api.resources import Filter, Resource
from garant.api.values import (
    Day,
    Email,
    Flag,
    Given,
    Id,
    IdInAddress,
    Name,
    Short,
    Text,
    Told,
    Writing,
)
from garant.api.versions import expected
from garant.users.models import User

router = Router()
LevelWord = Literal["economic", "operational", "user"]
YesNo = Literal["true", "false"]


class OfAccount(Told):
    """Something that belongs to an account."""

    id: int
    account_id: str = Field(validation_alias=AliasPath("account", "account_id"))


class ContactOut(OfAccount):
    """A person at an account."""

    contact_id: str
    name: str
    email: str
    job: str
    level: Level
    is_sponsor: bool
    left_on: date | None


class OwnershipOut(OfAccount):
    """Who follows an account, from when until when; the day of the end is not in it."""

    user: PersonOut
    start_on: date
    end_on: date | None


class NoteOut(OfAccount):
    """Something noted about an account, in Markdown."""

    author: PersonOut
    text: str
    written_at: datetime
    changed_at: datetime | None


class NewContact(Given):
    """A person to add to an account."""

    account_id: Text
    name: Name
    level: LevelWord
    email: Email | Literal[""] = ""
    job: Short = ""
    is_sponsor: Flag = False
    left_on: Day | None = None


class ContactChange(Given):
    """What is said of a person; what is left out stays."""

    name: Name = ""
    level: LevelWord = "user"
    email: Email | Literal[""] = ""
    job: Short = ""
    is_sponsor: Flag = False
    left_on: Day | None = None


class NewNote(Given):
    """A note to write."""

    account_id: Text
    text: Writing


class Assignment(Given):
    """Accounts to give to somebody to follow; from today on unless a day is given."""

    account_ids: Annotated[list[Text], Field(min_length=1, max_length=500)]
    user_id: Id
    start_on: Day | None = None


class Assigned(Told):
    """How many accounts changed hands."""

    changed: int


def _contacts(user: User) -> QuerySet[Any]:
    return queries.contacts(user).select_related("account")


def _notes(user: User) -> QuerySet[Any]:
    return queries.notes(user).select_related("account")


def _ownerships(user: User) -> QuerySet[Any]:
    seen = Ownership.objects.filter(account__in=queries.scope(user))
    return seen.select_related("account", "user")


def seen(request: HttpRequest, account_id: str) -> Account:
    """The account of that id, if the asker may see it."""
    found = queries.scope(asking(request)).filter(account_id=account_id).first()
    if found is None:
        raise Http404
    return found


OF_ACCOUNT = {"account_id": Filter("account__account_id")}
CONTACTS = Resource(
    name="contacts", one="contact", may="contacts.read", out=ContactOut, rows=_contacts,
    key_values=IdInAddress, sorts={"name": "name", "id": "pk"}, sort="id",
    filters={**OF_ACCOUNT, "level": Filter("level", LevelWord), "email": Filter("email__iexact")},
).mount(router)  # fmt: skip
OWNERSHIPS = Resource(
    name="ownerships", one="ownership", may="accounts.read", out=OwnershipOut,
    rows=_ownerships, key_values=IdInAddress,
    sorts={"start_on": "-start_on", "id": "pk"}, sort="id",
    filters={**OF_ACCOUNT, "user_id": Filter("user_id", IdInAddress)},
).mount(router)  # fmt: skip
NOTES = Resource(
    name="notes", one="note", may="accounts.read", out=NoteOut, rows=_notes,
    key_values=IdInAddress, sorts={"written_at": "-written_at", "id": "pk"}, sort="written_at",
    filters={**OF_ACCOUNT, "author_id": Filter("author_id", IdInAddress)},
).mount(router)  # fmt: skip


@operation(
    router,
    Declared(
        method="POST",
        path="/contacts",
        may="contacts.edit",
        says=gettext_noop("Add a person of an account."),
        gives=ContactOut,
        created=True,
    ),
)
def add_contact(request: HttpRequest, said: NewContact) -> BaseModel:
    made = actions.add_contact(
        by=asking(request), account=seen(request, said.account_id),
        values=said.model_dump(exclude={"account_id"}),
    )  # fmt: skip
    return CONTACTS.shown(CONTACTS.found(request, made.pk))


@operation(
    router,
    Declared(
        method="PATCH",
        path="/contacts/{key}",
        may="contacts.edit",
        says=gettext_noop("Change what is said of a person."),
        gives=ContactOut,
    ),
)
def change_contact(request: HttpRequest, key: IdInAddress, said: ContactChange) -> BaseModel:
    row = CONTACTS.found(request, key)
    expected(request, CONTACTS.shown(row))
    values = said.model_dump(exclude_unset=True)
    actions.change_contact(by=asking(request), contact=row, values=values)
    return CONTACTS.shown(CONTACTS.found(request, key))


@operation(
    router,
    Declared(
        method="POST",
        path="/ownerships",
        may="accounts.assign",
        says=gettext_noop("Give accounts to somebody to follow."),
        gives=Assigned,
        created=False,
    ),
)
def assign(request: HttpRequest, said: Assignment) -> BaseModel:
    accounts = [seen(request, one) for one in dict.fromkeys(said.account_ids)]
    to = queries.assignable().filter(pk=said.user_id).first()
    if to is None:
        raise Http404
    changed = actions.assign(by=asking(request), accounts=accounts, to=to, on=said.start_on)
    return Assigned(changed=changed)


@operation(
    router,
    Declared(
        method="POST",
        path="/notes",
        may="notes.write",
        says=gettext_noop("Note something about an account."),
        gives=NoteOut,
        created=True,
    ),
)
def write_note(request: HttpRequest, said: NewNote) -> BaseModel:
    made = actions.write_note(
        by=asking(request), account=seen(request, said.account_id), text=said.text
    )  # fmt: skip
    return NOTES.shown(NOTES.found(request, made.pk))


@operation(
    router,
    Declared(
        method="DELETE",
        path="/notes/{key}",
        may="notes.write",
        says=gettext_noop("Take back a note of one's own."),
    ),
)
def delete_note(request: HttpRequest, key: IdInAddress) -> None:
    row = NOTES.found(request, key)
    expected(request, NOTES.shown(row))
    actions.delete_note(by=asking(request), note=row)


@operation(
    router,
    Declared(
        method="POST",
        path="/notes/{key}/restore",
        may="notes.write",
        says=gettext_noop("Put back a note of one's own that was taken back."),
        gives=NoteOut,
    ),
)
def restore_note(request: HttpRequest, key: IdInAddress) -> BaseModel:
    row = Note.every.filter(account__in=queries.scope(asking(request)), pk=key).first()
    if row is None:
        raise Http404
    actions.restore_note(by=asking(request), note=row)
    return NOTES.shown(NOTES.found(request, key))

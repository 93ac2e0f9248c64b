"""The people who log in, and the places that wait for somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel

from garant.api.bearer import asking
from garant.api.operations import Declared, operation
from garant.api.people_named import PersonOut
from garant.api.resources import Filter, Resource
from garant.api.values import Email, Flag, Given, IdInAddress, Name, Told
from garant.api.versions import expected
from garant.lib import mail
from garant.users import actions, mails, queries
from garant.users.models import Invitation, User
from garant.users.roles import Department, Role

router = Router()
LanguageWord = Literal["en", "fr"]


class UserOut(Told):
    """Somebody who logs in."""

    id: int
    name: str
    email: str
    role: Role
    department: Department
    language: str
    is_active: bool
    joined_at: datetime


class InvitationOut(Told):
    """A place that waits for somebody."""

    id: int
    email: str
    name: str
    role: Role
    department: Department
    language: str
    by: PersonOut
    made_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None


class InvitationMade(InvitationOut):
    """An invitation whose mail has left; else its link, to be handed over by hand, this once."""

    mail_failed: str
    link: str | None


class UserChange(Given):
    """Another role or department for somebody, or whether they may log in."""

    role: Role = Role.CSM
    department: Department = Department.CUSTOMER_SUCCESS
    is_active: Flag = True


class NewInvitation(Given):
    """Somebody to invite."""

    email: Email
    name: Name
    role: Role
    department: Department
    language: LanguageWord = "en"


def _users(_user: User) -> QuerySet[Any]:
    return queries.everybody()


def _invitations(_user: User) -> QuerySet[Any]:
    return queries.waiting()


USERS = Resource(
    name="users", one="user", may="users.read", out=UserOut, rows=_users, key_values=IdInAddress,
    sorts={"name": "name", "id": "pk"}, sort="id",
    filters={"role": Filter("role", Role), "department": Filter("department", Department)},
).mount(router)  # fmt: skip
INVITATIONS = Resource(
    name="invitations", one="invitation", may="users.read", out=InvitationOut, rows=_invitations,
    key_values=IdInAddress, sorts={"made_at": "-made_at", "id": "pk"}, sort="id",
).mount(router)  # fmt: skip


@operation(
    router,
    Declared(
        method="PATCH",
        path="/users/{key}",
        may="users.edit",
        says=gettext_noop("Give somebody another role, or keep them out."),
        gives=UserOut,
    ),
)
def change_user(request: HttpRequest, key: IdInAddress, said: UserChange) -> BaseModel:
    row = USERS.found(request, key)
    expected(request, USERS.shown(row))
    now = {"role": row.role, "is_active": row.is_active}
    actions.change_role(by=asking(request), user=row, **(now | said.model_dump(exclude_unset=True)))
    return USERS.shown(USERS.found(request, key))


SENDS = frozenset({"link"})


@operation(
    router,
    Declared(
        method="POST",
        path="/invitations",
        may="users.edit",
        says=gettext_noop("Invite somebody; the link goes to them by mail."),
        gives=InvitationMade,
        created=True,
        once=SENDS,
        slow=True,
    ),
)
def invite(request: HttpRequest, said: NewInvitation) -> BaseModel:
    return _sent(*actions.invite(by=asking(request), **said.model_dump()))


@operation(
    router,
    Declared(
        method="POST",
        path="/invitations/{key}/send",
        may="users.edit",
        says=gettext_noop("Send a new link for an invitation that nobody took; the old one ends."),
        gives=InvitationMade,
        once=SENDS,
        slow=True,
    ),
)
def send_invitation_again(request: HttpRequest, key: IdInAddress) -> BaseModel:
    one = INVITATIONS.found(request, key)
    return _sent(*actions.invite_again(by=asking(request), invitation=one))


@operation(
    router,
    Declared(
        method="DELETE",
        path="/invitations/{key}",
        may="users.edit",
        says=gettext_noop("Take an invitation back; its link opens nothing any more."),
    ),
)
def withdraw_invitation(request: HttpRequest, key: IdInAddress) -> None:
    one = INVITATIONS.found(request, key)
    expected(request, INVITATIONS.shown(one))
    actions.withdraw(by=asking(request), invitation=one)


def _sent(invitation: Invitation, secret: str) -> BaseModel:
    failed = mails.deliver(mails.invitation(invitation, secret))
    queries.keep_mail_failure(invitation, failed)
    link = mails.invitation_address(invitation, secret) if failed or not mail.leaves() else None
    told = InvitationOut.of(invitation).model_dump()
    return InvitationMade(**told, mail_failed=failed, link=link)

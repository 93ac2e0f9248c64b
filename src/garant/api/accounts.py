"""Accounts: listed, read, changed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, StringConstraints

from garant.accounts import actions, queries
from garant.accounts.models import Account
from garant.api.bearer import asking
from garant.api.operations import Declared, operation
from garant.api.people_named import PersonOut
from garant.api.resources import Filter, Resource
from garant.api.values import Count, Flag, Given, LongName, Revenue, Short, Text, Told
from garant.api.versions import expected
from garant.contracts.queries import today
from garant.users.models import User

router = Router()
OWNED = "owned_now"
StateWord = Literal["customer", "left"]
Days = Literal["30", "90"]
OwnerWord = Annotated[str, StringConstraints(pattern=r"^(mine|none|[0-9]{1,15})$")]
OWN = (
    "account_id", "name", "segment", "industry", "region", "country", "channel", "employees",
    "attributes",
)  # fmt: skip
FIGURE = ("mrr", "mrr_year_ago", "customer_since", "left_on", "due_on")


class AccountOut(Told):
    """An account, who follows it, and where it stands."""

    account_id: str
    name: str
    parent_account_id: str | None
    segment: str
    industry: str
    region: str
    country: str
    channel: str
    employees: int | None
    attributes: dict[str, Any]
    owner: PersonOut | None
    mrr: Revenue | None
    mrr_year_ago: Revenue | None
    customer_since: date | None
    left_on: date | None
    due_on: date | None

    @classmethod
    def of(cls, row: Any) -> Self:
        """An account, told."""
        figure = getattr(row, "figure", None)
        now = next(iter(getattr(row, OWNED)), None)
        said = {name: getattr(row, name) for name in OWN}
        said |= {name: getattr(figure, name, None) for name in FIGURE}
        said["parent_account_id"] = row.parent.account_id if row.parent is not None else None
        said["owner"] = PersonOut.of(now.user) if now is not None else None
        return cls.model_validate(said)


class AccountChange(Given):
    """What is said of an account; what is left out stays."""

    name: LongName = ""
    segment: Short = ""
    industry: Short = ""
    region: Short = ""
    country: Short = ""
    channel: Short = ""
    employees: Count | None = None
    is_test: Flag = False
    parent_account_id: Text | None = None


def rows(user: User) -> QuerySet[Account]:
    """The accounts that somebody may see, with what the answer says of each."""
    now = Prefetch("ownerships", queries.following().select_related("user"), OWNED)
    return queries.scope(user).select_related("figure", "parent").prefetch_related(now)


def _words(user: User, words: str) -> Q:
    return _among(queries.listed(user, filters={}, words=words))


def _owner(user: User, owner: str) -> Q:
    return _among(queries.listed(user, filters={"owner": owner}))


def _state(user: User, state: str) -> Q:
    return _among(queries.listed(user, filters={"state": state}))


def _renewal(user: User, days: str) -> Q:
    return _among(queries.listed(user, filters={"renewal": days}, today=today()))


def _among(found: QuerySet[Account]) -> Q:
    return Q(pk__in=found.order_by().values("pk"))


ACCOUNTS = Resource(
    name="accounts", one="account", may="accounts.read", out=AccountOut, rows=rows,
    key="account_id", sorts=queries.SORTS, sort=queries.SORT,
    filters={name: Filter(lookup) for name, lookup in queries.FILTERS.items()}
    | {"q": Filter(_words), "owner": Filter(_owner, OwnerWord)}
    | {"state": Filter(_state, StateWord), "renewal": Filter(_renewal, Days)},
).mount(router)  # fmt: skip


@operation(
    router,
    Declared(
        method="PATCH",
        path="/accounts/{path:key}",
        may="accounts.edit",
        says=gettext_noop("Change what is said of an account."),
        gives=AccountOut,
    ),
)
def change_account(request: HttpRequest, key: Text, said: AccountChange) -> BaseModel:
    row = ACCOUNTS.found(request, key)
    expected(request, ACCOUNTS.shown(row))
    values = said.model_dump(exclude_unset=True)
    if "parent_account_id" in values:
        above = values.pop("parent_account_id")
        values["parent"] = ACCOUNTS.found(request, above) if above is not None else None
    actions.edit(by=asking(request), account=row, values=values)
    return ACCOUNTS.shown(ACCOUNTS.found(request, key))

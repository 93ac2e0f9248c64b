"""Tokens: what programs carry; each sees, makes and ends their own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from garant.api.bearer import asking
from garant.api.operations import Declared, operation
from garant.api.resources import Resource
from garant.api.values import WORDS, Flag, Given, IdInAddress, Told, whole
from garant.api.versions import expected
from garant.users import actions, queries
from garant.users.models import User

router = Router()


Days = Annotated[int, Field(ge=1, le=actions.TOKEN_DAYS, strict=True), BeforeValidator(whole)]


class TokenOut(Told):
    """A token: what it is for, what it may, until when."""

    id: int
    label: str
    read_only: bool
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


class TokenMade(TokenOut):
    """A new token, with what the program must carry: it is shown this once."""

    token: str | None = Field(description="Null where the request was repeated.")


class NewToken(Given):
    """A token to make."""

    label: Annotated[str, StringConstraints(pattern=WORDS, min_length=1, max_length=80)]
    read_only: Flag = True
    days: Days = actions.TOKEN_DAYS


def _own(user: User) -> QuerySet[Any]:
    return queries.tokens_of(user)


TOKENS = Resource(
    name="tokens", one="token", may="tokens.own", out=TokenOut, rows=_own, key_values=IdInAddress,
    sorts={"made_at": "-made_at", "id": "pk"}, sort="id",
).mount(router)  # fmt: skip


@operation(
    router,
    Declared(
        method="POST",
        path="/tokens",
        may="tokens.own",
        says=gettext_noop("Make a token of one's own."),
        gives=TokenMade,
        created=True,
        once=frozenset({"token"}),
    ),
)
def make_token(request: HttpRequest, said: NewToken) -> BaseModel:
    made, carried = actions.make_token(user=asking(request), **said.model_dump())
    return TokenMade(**TOKENS.shown(made).model_dump(), token=carried)


@operation(
    router,
    Declared(
        method="DELETE",
        path="/tokens/{key}",
        may="tokens.own",
        says=gettext_noop("End a token of one's own."),
    ),
)
def revoke_token(request: HttpRequest, key: IdInAddress) -> None:
    row = TOKENS.found(request, key)
    expected(request, TOKENS.shown(row))
    actions.revoke_token(user=asking(request), token=row)

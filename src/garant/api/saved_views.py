"""Lists that somebody keeps under a name; each sees their own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router
from pydantic import BaseModel, StringConstraints

from garant.accounts import actions
from garant.accounts.models import SavedView
from garant.api.bearer import asking
from garant.api.operations import Declared, operation
from garant.api.resources import Filter, Resource
from garant.api.values import NO_NUL, WORDS, Given, IdInAddress, Told
from garant.api.versions import expected
from garant.users.models import User

router = Router()
PageName = Literal["accounts", "renewals"]


class SavedViewOut(Told):
    """A list under a name: the page, and what its address asks."""

    id: int
    name: str
    page: str
    query: str


class NewView(Given):
    """A list to keep; one of the same name is replaced."""

    page: PageName
    name: Annotated[str, StringConstraints(pattern=WORDS, min_length=1, max_length=60)]
    query: Annotated[str, StringConstraints(pattern=NO_NUL, max_length=500)]


def _own(user: User) -> QuerySet[Any]:
    return SavedView.objects.filter(user=user)


VIEWS = Resource(
    name="saved-views", one="saved_view", may="views.keep", out=SavedViewOut, rows=_own,
    key_values=IdInAddress, sorts={"name": "name", "id": "pk"}, sort="name",
    filters={"page": Filter("page")},
).mount(router)  # fmt: skip


@operation(
    router,
    Declared(
        method="POST",
        path="/saved-views",
        may="views.keep",
        says=gettext_noop("Keep a list under a name."),
        gives=SavedViewOut,
        created=True,
    ),
)
def keep_view(request: HttpRequest, said: NewView) -> BaseModel:
    made = actions.keep_view(by=asking(request), **said.model_dump())
    return VIEWS.shown(made)


@operation(
    router,
    Declared(
        method="DELETE",
        path="/saved-views/{key}",
        may="views.keep",
        says=gettext_noop("Let go of a list of one's own."),
    ),
)
def forget_view(request: HttpRequest, key: IdInAddress) -> None:
    row = VIEWS.found(request, key)
    expected(request, VIEWS.shown(row))
    actions.forget_view(by=asking(request), view=row)

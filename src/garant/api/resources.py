"""Resources: what can be listed and read one by one, with its filters and sorts by allow list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router
from pydantic import BaseModel, Field, StringConstraints, create_model

from garant.api.bearer import asking
from garant.api.operations import Declared, operation
from garant.api.paging import Page, order, some
from garant.api.values import NO_NUL, Text, Told
from garant.users.models import User

LIMIT, MOST = 50, 200
IN_QUERY: Any = Query  # to mypy they are words of annotations alone
IN_PATH: Any = Path
Cursor = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=2000)]
Limit = Annotated[int, Field(ge=1, le=MOST)]


@dataclass(frozen=True)
class Filter:
    """One filter of a list: the lookup in the database and the values that it takes."""

    lookup: str | Callable[[User, Any], Q]
    values: Any = Text

    def condition(self, user: User, value: Any) -> Q:
        """The rows that a value lets through, for somebody."""
        if isinstance(self.lookup, str):
            return Q(**{self.lookup: value})
        return self.lookup(user, value)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A kind of thing: its list and its items, as somebody may see them.

    `rows` is the scope of a user; `key` the field by which the address names an item.
    """

    name: str
    one: str
    may: str
    out: type[Told]
    rows: Callable[[User], QuerySet[Any]]
    sorts: Mapping[str, str]
    sort: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    key: str = "pk"
    key_values: Any = Text

    @property
    def item(self) -> str:
        """The address of an item; an id of the company's own may hold a /."""
        return f"/{self.name}/{{{'path:' if self.key_values is Text else ''}key}}"

    def found(self, request: HttpRequest, key: Any) -> Any:
        """The item of that key, if the asker may see it."""
        row = self.rows(asking(request)).filter(**{self.key: key}).first()
        if row is None:
            raise Http404
        return row

    def shown(self, row: Any) -> Told:
        """An item as the API says it."""
        return self.out.of(row)

    def asked(self) -> type[BaseModel]:
        """What the address of the list may ask."""
        words = tuple(way for word in self.sorts for way in (word, f"-{word}"))
        fields: dict[str, Any] = {
            "cursor": (Cursor | None, Field(None, description="Where the page before ended.")),
            "limit": (Limit, Field(LIMIT, description="How many items at most.")),
            "sort": (Literal[words], Field(self.sort, description="A minus turns it round.")),
        }
        filters = {name: (one.values | None, None) for name, one in self.filters.items()}
        taken: dict[str, Any] = {**filters, **fields}
        made: type[BaseModel] = create_model(f"{self.one.title()}Asked", **taken)
        return made

    def page(self, request: HttpRequest, asked: Any) -> Page[Any]:
        """The next items of the list, as the address asks for them."""
        user = asking(request)
        given = [
            one.condition(user, value)
            for name, one in self.filters.items()
            if (value := getattr(asked, name)) is not None
        ]
        rows, following = some(
            self.rows(user).filter(*given), order(self.name, asked.sort, self.sorts),
            cursor=asked.cursor, limit=asked.limit,
        )  # fmt: skip
        return Page[self.out](items=[self.shown(row) for row in rows], next=following)  # type: ignore[name-defined]

    def mount(self, router: Router, *, items: bool = True) -> Resource:
        """Take the list and, where things have a key, the items into the API."""
        asked = self.asked()

        def many(request: HttpRequest, asked: Any) -> BaseModel:
            return self.page(request, asked)

        many.__name__ = f"list_{self.name}"
        many.__annotations__["asked"] = IN_QUERY[asked]
        many.asked = asked  # type: ignore[attr-defined]
        operation(
            router,
            Declared(
                method="GET",
                path=f"/{self.name}",
                may=self.may,
                says=gettext_noop("The list, page by page."),
                gives=Page[self.out],  # type: ignore[name-defined]
            ),
        )(many)
        if items:
            self._mount_item(router)
        return self

    def _mount_item(self, router: Router) -> None:
        def item(request: HttpRequest, key: Any) -> BaseModel:
            return self.shown(self.found(request, key))

        item.__name__ = f"read_{self.one}"
        item.__annotations__["key"] = IN_PATH[self.key_values]
        declared = Declared(
            method="GET", path=self.item, may=self.may, gives=self.out,
            says=gettext_noop("One of them, by its id."),
        )  # fmt: skip
        operation(router, declared)(item)

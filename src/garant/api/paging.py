"""Pages of a list by cursor: where the last page ended, not how many rows came before.

So rows that are added or taken away meanwhile shift nothing. A cursor is signed and holds the
list, the sort, and the last row's place in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, OrderBy, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from garant.lib.problems import Problem

SALT = "garant.api.cursor"
PLACE = "place_in_list"
Item = TypeVar("Item", bound=BaseModel)


class Page(BaseModel, Generic[Item]):
    """Some items of a list, and the cursor of the next ones: nothing where these are the last."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True)
class Order:
    """A sort of a list: the field, from the smallest or the largest; the key settles draws."""

    list_name: str
    word: str
    field: str

    @property
    def name(self) -> str:
        """The field alone."""
        return self.field.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the largest comes first."""
        return self.field.startswith("-")

    def terms(self) -> tuple[OrderBy, str]:
        """The sort for the database; rows without the field come last, either way."""
        field = F(PLACE)
        by = field.desc(nulls_last=True) if self.descending else field.asc(nulls_last=True)
        return by, "pk"

    def after(self, value: Any, key: int) -> Q:
        """The rows that come after one."""
        ties = Q(pk__gt=key)
        if value is None:
            return Q(**{f"{PLACE}__isnull": True}) & ties
        way = "lt" if self.descending else "gt"
        beyond = Q(**{f"{PLACE}__{way}": value}) | Q(**{f"{PLACE}__isnull": True})
        return beyond | (Q(**{PLACE: value}) & ties)


def order(list_name: str, word: str, sorts: Mapping[str, str]) -> Order:
    """The sort that a word of the address names; a minus is the other way round."""
    field = sorts[word.removeprefix("-")]
    if word.startswith("-"):
        field = field.removeprefix("-") if field.startswith("-") else f"-{field}"
    return Order(list_name, word, field)


def some(
    rows: QuerySet[Any], by: Order, *, cursor: str | None, limit: int
) -> tuple[Sequence[Model], str | None]:
    """The next rows of a list, and the cursor after them."""
    placed = rows.annotate(**{PLACE: F(by.name)}).order_by(*by.terms())
    if cursor is not None:
        placed = placed.filter(by.after(*_read(cursor, by)))
    found = list(placed[: limit + 1])
    return found[:limit], _cursor(found[limit - 1], by) if len(found) > limit else None


def _cursor(row: Any, by: Order) -> str:
    place = [by.list_name, by.word, getattr(row, PLACE), row.pk]
    return signing.dumps(place, salt=SALT, serializer=_Json)


def _read(cursor: str, by: Order) -> tuple[Any, int]:
    try:
        name, word, value, key = signing.loads(cursor, salt=SALT, serializer=_Json)
    except (signing.BadSignature, ValueError):
        name = word = value = key = None
    if (name, word) != (by.list_name, by.word):
        raise Problem("missing", _("No page begins there: the cursor is of another list or sort."))
    return value, key


class _Json(signing.JSONSerializer):
    """JSON that writes days and decimals as text, which the database reads again."""

    def dumps(self, obj: Any) -> bytes:
        """As bytes."""
        return DjangoJSONEncoder(separators=(",", ":")).encode(obj).encode("latin-1")

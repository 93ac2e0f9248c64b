"""Tables of figures, kept as they were computed: written by the refresh, read by pages and API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from garant.contracts.models import Snapshot

KEPT = 30  # of one code; older ones go
READ = 24  # tables that a server has at hand: reading one takes longer than many a page
Row = dict[str, Any]
READERS: Mapping[str, Callable[[Any], Any]] = {"decimal": Decimal, "date": date.fromisoformat}


@dataclass(frozen=True, eq=False)
class Figures:
    """The newest table of one code: its rows, and what they were computed with and when.

    Each is itself and equal to no other, so that what was drawn of it can be found again.
    """

    rows: tuple[Row, ...]
    settings: Mapping[str, Any]
    computed_at: datetime
    known_as_of: datetime


def keep(
    code: str, rows: Sequence[Row], *, settings: Mapping[str, Any], known: datetime, at: datetime
) -> None:
    """Store a table under its code, and let go of the oldest ones."""
    names = list(rows[0]) if rows else []
    kinds = [_kind(row[name] for row in rows) for name in names]
    Snapshot.objects.create(
        code=code, computed_at=at, known_as_of=known,
        settings={key: _plain(value) for key, value in settings.items()},
        columns=list(zip(names, kinds, strict=True)),
        rows=[[_plain(row[name]) for name in names] for row in rows],
    )  # fmt: skip
    newest = Snapshot.objects.filter(code=code).values_list("pk", flat=True)[:KEPT]
    Snapshot.objects.filter(code=code).exclude(pk__in=list(newest)).delete()


def newest(code: str) -> Figures | None:
    """The newest table of a code, or nothing where none was computed yet."""
    found = Snapshot.objects.filter(code=code).values_list("pk", "computed_at").first()
    return _whole(code, *found) if found is not None else None


@lru_cache(maxsize=READ)
def _whole(code: str, pk: int, at: datetime) -> Figures:  # noqa: ARG001 - which table it is
    """A table is never changed once it is kept: whoever has read it need not do so again."""
    found = Snapshot.objects.get(pk=pk)
    readers = [(name, partial(_read, kind)) for name, kind in found.columns]
    rows = tuple(
        {name: read(cell) for (name, read), cell in zip(readers, cells, strict=True)}
        for cells in found.rows
    )
    return Figures(rows, found.settings, found.computed_at, found.known_as_of)


def _kind(values: Iterable[Any]) -> str:
    first = next((value for value in values if value is not None), None)
    if isinstance(first, Decimal):
        return "decimal"
    return "date" if isinstance(first, date) else ""


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: str, cell: Any) -> Any:
    return cell if cell is None or not kind else READERS[kind](cell)

"""The rules of files, put to a fact that is written by hand, with the facts around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_noop

import garant
from garant.contracts import fact_queries
from garant.contracts.facts import FIELDS, NEVER_VOIDED
from garant.contracts.models import ContractLine
from garant.contracts.queries import settings_kept
from garant.lib.days import FIRST_DAY, LAST_DAY
from garant.metrics.errors import DataError, Problem
from garant.metrics.schema import TABLES
from garant.metrics.settings import Settings

FIRST = 2  # the row under the header: the fact that is written stands there
GREATEST = 2**31 - 1
OPTIONAL = frozenset({"product"})  # a company may name products in lines alone
CURRENCY = re.compile(r"[A-Z]{3}\Z", re.ASCII)
# The columns in which two facts without an id of their own, or of another id, say the same.
SAME: Mapping[str, tuple[tuple[str, ...], str]] = {
    "spend": (
        ("month", "department", "kind"),
        gettext_noop("spend of this kind is recorded for this department and month already; "
                     "both count"),
    ),
    "product": (
        ("name",), gettext_noop("another product bears this name; the two count apart"),
    ),
    "fx_rate": (
        ("from_currency", "to_currency", "valid_from"),
        gettext_noop("this rate is recorded from this day on already"),
    ),
    "pause": (
        ("line_id", "start_on"), gettext_noop("a pause of this line starts on this day already"),
    ),
}  # fmt: skip


class DoubtfulError(DataError):
    """A fact that may be written, by who has read what is doubtful about it: they say `token`."""

    @property
    def token(self) -> str:
        """What stands for these doubts, and for no others."""
        return sha256(str(sorted(map(_told, self.problems))).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Weighed:
    """What keeps a fact from being written, and what one should know before it is."""

    errors: list[Problem]
    doubts: list[Problem]


def weighed(table: str, fact: Any, held: Any) -> Weighed:
    """What a file with this fact would be told, of what it would not be told without it."""
    if outside := list(_outside(table, fact, held)):
        return Weighed(outside, [])
    around = fact_queries.rows_around(fact)
    others = [row for row in around.get(table, []) if held is None or row.pk != held.pk]
    foreign = _another_currency(table, fact, held)
    meant = fact.currency if foreign and CURRENCY.match(fact.currency) else None
    found = _problems({**around, table: [fact, *others]}, meant)
    known = {_told(one) for one in _problems(around, None)} if found else set()
    new = [one for one in found if _told(one) not in known or _own(one, table, "error")]
    doubtful = [one for one in new if one.level == "warning" or _no_rate(one)]
    errors = foreign + [one for one in new if one not in doubtful]
    doubts = [] if foreign else doubtful + list(_said_already(table, fact, others))
    return Weighed(errors, doubts)


def resting(table: str, held: Any) -> list[Problem]:
    """What would be wrong without a fact that is not wrong with it."""
    rows = fact_queries.rows_around(held)
    before = {_told(one) for one in _problems(rows, None, doubts=False)}
    rows[table] = [row for row in rows.get(table, []) if row.pk != held.pk]
    after = [one for one in _problems(rows, None, doubts=False) if not _no_rate(one)]
    return [one for one in after if _told(one) not in before]


def _own(one: Problem, table: str, level: str) -> bool:
    return one.level == level and one.table == table and one.row == FIRST


def _no_rate(one: Problem) -> bool:
    """A rate that is missing: whoever writes a line may be about to write the rate."""
    return one.table == "fx_rate" and one.rule == "R16" and one.row is None


def _told(one: Problem) -> tuple[str, str, str]:
    return one.table, one.message, str(one.values)


def _outside(table: str, fact: Any, held: Any) -> Iterator[Problem]:
    """Days that no figure can be had of, and numbers that no engine counts with.

    A file may have brought such a day, such as 9999-12-31: what is not changed stays.
    """
    for column in TABLES[table].columns:
        value = getattr(fact, column.name, None)
        if value is None or value == getattr(held, column.name, None):
            continue
        if column.kind in {"date", "month"} and not FIRST_DAY <= value <= LAST_DAY:
            yield Problem(
                "error", "R26", table, FIRST, column.name,
                "{day} is too far away; write a day from {first} to {last}",
                {"day": value, "first": FIRST_DAY, "last": LAST_DAY},
            )  # fmt: skip
        elif column.kind == "integer" and value > (column.maximum or GREATEST):
            yield Problem(
                "error", "R26", table, FIRST, column.name,
                "{number} is too large; write {maximum} or less",
                {"number": value, "maximum": column.maximum or GREATEST},
            )  # fmt: skip


def _another_currency(table: str, fact: Any, held: Any) -> list[Problem]:
    """Refuse a second currency while nobody said in which one figures are."""
    if table != "contract_line" or settings_kept().get("reporting_currency"):
        return []
    lines = ContractLine.objects.filter(voided_at=None)
    if held is not None:
        lines = lines.exclude(pk=held.pk)
    known = sorted(set(lines.values_list("currency", flat=True)))
    if not known or fact.currency in known:
        return []
    told = Problem(
        "error", "R8", table, None, "currency",
        "the other lines are in {known}; an administrator must first say in which currency the "
        "figures are, in the settings of the metrics",
        {"known": ", ".join(known)},
    )  # fmt: skip
    return [told]


def _said_already(table: str, fact: Any, others: list[Any]) -> Iterator[Problem]:
    """A second fact that says the same: it may be meant."""
    if table not in SAME:
        return
    fields, message = SAME[table]
    said = [getattr(fact, name) for name in fields]
    if all(said[:1]) and any([getattr(row, name) for name in fields] == said for row in others):
        yield Problem("warning", "R26", table, FIRST, fields[0], message)


def _problems(
    rows: Mapping[str, list[Any]], currency: str | None, *, doubts: bool = True
) -> list[Problem]:
    needed = {"account": [], "contract_line": [], **rows}
    tables = {name: [_row(name, row) for row in held] for name, held in needed.items()}
    filled = {n: held for n, held in tables.items() if held or n in needed.keys() - OPTIONAL}
    book = garant.Book(filled, settings=_settings(currency))
    try:
        return book.check() if doubts else book.errors()
    finally:
        book.close()


def _settings(currency: str | None) -> dict[str, str]:
    """The settings kept; facts are checked as of now, whatever day figures are looked at.

    The end of today does for now, and makes what is asked the same all day.
    """
    kept = {name: value for name, value in settings_kept().items() if name != "known_as_of"}
    kept["known_as_of"] = Settings.parse(kept).known_on().isoformat()
    said = kept.get("reporting_currency") or currency or fact_queries.currency_of_lines()
    return kept | ({"reporting_currency": said} if said else {})


def _row(name: str, row: Model) -> dict[str, Any]:
    """A row as the metrics read it."""
    declared = TABLES[name]
    skipped = {"voided_at"} if name in NEVER_VOIDED else set()
    columns = [one.name for one in declared.columns if one.name not in skipped]
    return {column: _cell(row, FIELDS.get((name, column), column)) for column in columns}


def _cell(row: Any, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part, None)
    return None if row == "" else row

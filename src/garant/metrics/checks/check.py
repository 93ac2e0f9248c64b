"""One check, and the question that puts many of them to one table at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as of
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import ibis
import ibis.expr.types as ir

from garant.metrics.errors import Level, Problem

ROW = "_row"
MOST_TOLD = 1000  # rows told one by one for each check; the rest are counted

When = Callable[[ir.Table], ir.BooleanValue]


@dataclass(frozen=True, slots=True)
class Check:
    """Rows that must not be, or are doubtful.

    ``when`` is true of the rows at fault; ``values`` are the columns that the message names.
    ``part`` names the part of the rows that can be at fault, where that is not all of them.
    ``called`` says how the message calls some of ``values``, so that one sentence serves columns.
    """

    level: Level
    rule: str
    table: str
    field: str | None
    message: str
    when: When
    values: tuple[str, ...] = ()
    known: Mapping[str, object] = of(default_factory=dict)
    near: tuple[str, ...] = ()
    part: str | None = None
    called: Mapping[str, str] = of(default_factory=dict)

    def told(self, row: Mapping[str, Any], key: str | None) -> Problem:
        """The problem that one row of the details is.

        A source without an order has no row numbers; there the sentence names the row by ``key``.
        """
        named = {**{name: name for name in self.values}, **self.called}
        values: dict[str, object] = {**self.known, **{n: _shown(row[c]) for n, c in named.items()}}
        problem = Problem(
            self.level, self.rule, self.table, row[ROW], self.field, *self._worded(values)
        )
        if problem.row is not None or key is None or row.get(key) is None:
            return problem
        whole = {"what": problem.text(), "key": key, "id": row[key]}
        return Problem(
            self.level, self.rule, self.table, None, self.field, "{what} ({key} {id})", whole
        )

    def _worded(self, values: dict[str, object]) -> tuple[str, dict[str, object]]:
        """The message; for an unknown word, with the known one that it looks like."""
        near = difflib.get_close_matches(str(values.get(self.field or "")).lower(), self.near, n=1)
        if near:
            text = values[self.field or ""]
            return _sentence("{text} is not known here; write {near}", text=text, near=near[0])
        return self.message, values

    def more(self, count: int) -> Problem:
        """The line that counts the rows that are not told."""
        return Problem(
            self.level, self.rule, self.table, None, self.field,
            "and {count} more rows like the last one", {"count": count},
        )  # fmt: skip


def _shown(value: object) -> object:
    """A number as it would be written by hand."""
    if not isinstance(value, Decimal):
        return value
    return format(value.normalize(), "f")


@dataclass(frozen=True, slots=True)
class Question:
    """Checks of one table, asked together: ``table`` holds its rows.

    ``parts`` are the rows that some checks look at in place of all: only those that can be at
    fault, with what they need of other tables, so that what is sound is joined to nothing.
    ``key`` names the rows, and if ``unique`` no two rows that are live at once. ``turning``
    marks the links, by part and condition, of which every cycle has at least one.
    """

    table: ir.Table
    checks: tuple[Check, ...]
    key: str | None = None
    unique: bool = False
    parts: Mapping[str, ir.Table] = of(default_factory=dict)
    turning: tuple[str, When] | None = None

    def doubts(self) -> ir.Table:
        """Rows of one count ``doubts``, all zero where every count would be.

        Whether any of many conditions holds anywhere is one filter, which costs the engine less
        than counting by each condition; of a sound book no more need be asked.
        """
        asked = [
            rows.filter(reduce(or_, conditions.values())).agg(doubts=ibis._.count())
            for rows, conditions in self._conditions()
        ]
        if self.unique and self.key is not None:
            asked.append(self.table.aggregate(doubts=_repeats(self.table[self.key])))
        return ibis.union(*asked) if len(asked) > 1 else asked[0]

    def counts(self) -> ir.Table:
        """One row; column ``c<n>`` counts the rows that check n finds at fault.

        ``repeats`` counts rows whose key another row bears, ``turns`` the marked links.
        """
        asked = [
            rows.aggregate(**{name: rows.count(where=one) for name, one in conditions.items()})
            for rows, conditions in self._conditions()
        ]
        if self.unique and self.key is not None:
            asked.append(self.table.aggregate(repeats=_repeats(self.table[self.key])))
        return reduce(ir.Table.cross_join, asked)

    def _conditions(self) -> list[tuple[ir.Table, dict[str, ir.BooleanValue]]]:
        """The conditions of the checks by the rows that they are put to."""
        found: dict[str | None, dict[str, ir.BooleanValue]] = {}
        for number, check in enumerate(self.checks):
            condition = check.when(self._rows(check.part))
            found.setdefault(check.part, {})[f"c{number}"] = condition
        if self.turning is not None:
            part, marked = self.turning
            found.setdefault(part, {})["turns"] = marked(self._rows(part))
        return [(self._rows(part), conditions) for part, conditions in found.items()]

    def details(self, number: int) -> ir.Table:
        """The rows at fault of one check: ``_row``, the key and the values of its message."""
        check = self.checks[number]
        rows = self._rows(check.part)
        rows = rows.filter(check.when(rows))
        names = dict.fromkeys([ROW, *([self.key] if self.key else []), *check.values])
        return rows.select(*names).distinct().order_by([ibis.asc(ROW), *list(names)[1:]])

    def _rows(self, part: str | None) -> ir.Table:
        return self.table if part is None else self.parts[part]


def _repeats(keys: ir.Column) -> ir.IntegerScalar:
    return keys.count() - keys.nunique()


def _sentence(message: str, **values: object) -> tuple[str, dict[str, object]]:
    """A message and what it is filled with, where neither is that of the check."""
    return message, values

"""One check, and the question that puts many of them to one table at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as of
from decimal import Decimal
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
    ``exactly`` narrows the rows down where ``when`` may let through more than are at fault.
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
    exactly: Callable[[ir.Table], ir.Table] | None = None

    def told(self, row: Mapping[str, Any], key: str | None) -> Problem:
        """The problem that one row of the details is.

        A source without an order has no row numbers; there the sentence names the row by ``key``.
        """
        values: dict[str, object] = {**self.known, **{n: _shown(row[n]) for n in self.values}}
        problem = Problem(
            self.level, self.rule, self.table, row[ROW], self.field, *self._worded(values)
        )
        if problem.row is not None or key is None or row.get(key) is None:
            return problem
        named = {"what": problem.text(), "key": key, "id": row[key]}
        return Problem(
            self.level, self.rule, self.table, None, self.field, "{what} ({key} {id})", named
        )

    def _worded(self, values: dict[str, object]) -> tuple[str, dict[str, object]]:
        """The message; for an unknown word, with the known one that it looks like."""
        near = difflib.get_close_matches(str(values.get(self.field or "")).lower(), self.near, n=1)
        if near:
            return "{text} is not known here; write {near}", {
                "text": values[self.field or ""],
                "near": near[0],
            }
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
    """Checks of one table, asked together: ``table`` holds the columns that they read.

    ``key`` names its rows, and if ``unique`` no two rows that are live at once. ``turning``
    marks the links of which every cycle has at least one.
    """

    table: ir.Table
    checks: tuple[Check, ...]
    key: str | None = None
    unique: bool = False
    turning: When | None = None

    def counts(self) -> ir.Table:
        """One row; column ``c<n>`` counts the rows that check n may find at fault.

        ``repeats`` counts rows whose key another row bears, ``turns`` the marked links.
        """
        counted = {
            f"c{number}": self.table.count(where=check.when(self.table))
            for number, check in enumerate(self.checks)
        }
        if self.unique and self.key is not None:
            keys = self.table[self.key]
            counted["repeats"] = keys.count() - keys.nunique()
        if self.turning is not None:
            counted["turns"] = self.table.count(where=self.turning(self.table))
        return self.table.aggregate(**counted)

    def details(self, number: int) -> ir.Table:
        """The rows at fault of one check: ``_row``, the key and the values of its message."""
        check = self.checks[number]
        rows = self.table.filter(check.when(self.table))
        if check.exactly is not None:
            rows = check.exactly(rows)
        names = dict.fromkeys([ROW, *([self.key] if self.key else []), *check.values])
        return rows.select(*names).distinct().order_by([ibis.asc(ROW), *list(names)[1:]])

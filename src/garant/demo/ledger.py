"""The rows of the tables, written as a real system writes them: known at an instant, never edited.

A correction voids the row and writes it again under the same id, so that the book can be read as
it was known on any day.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = dict[str, Any]


@dataclass
class Ledger:
    """Rows by table, and the last number given to each kind of id."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)

    def add(self, table: str, row: Row) -> Row:
        """Append a row that carries no instant of recording."""
        self.tables.setdefault(table, []).append(row)
        return row

    def record(self, table: str, row: Row, *, at: datetime) -> Row:
        """Append a row that became known at that instant."""
        return self.add(table, {**row, "recorded_at": at, "voided_at": None})

    def correct(self, table: str, row: Row, *, at: datetime, **changes: object) -> Row:
        """Void `row` and write it again, changed, under the same id."""
        row["voided_at"] = at
        return self.add(table, {**row, **changes, "recorded_at": at, "voided_at": None})

    def next_id(self, letter: str, *, digits: int) -> str:
        """The next readable id of that letter: C0001, then C0002."""
        self.numbers[letter] += 1
        return f"{letter}{self.numbers[letter]:0{digits}d}"

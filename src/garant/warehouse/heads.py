"""The first rows of a CSV text: what separates its cells, and which of them names the columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

DELIMITERS = ",;\t|"
LOOKED = 60  # rows from the first on
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Head:
    """A row taken for the header; ``above`` counts the rows before it.

    Of the ``rows`` after it ``alike`` have as many cells. It ``follows`` rows of another width
    where it is not the first, and those before it are no lines of a table.
    """

    delimiter: str
    columns: tuple[str, ...]
    above: int
    rows: int
    alike: int
    follows: bool

    def rank(self) -> tuple[bool, bool, int, int]:
        """What makes it likelier than the same text split otherwise."""
        wide = len(self.columns) > 1
        sound = wide and not self.follows and 2 * self.alike >= self.rows
        return sound, wide, len(self.columns) * self.alike, len(self.columns)


def head(opened: Callable[[], TextIO], header_at: Callable[[Rows], int]) -> Head | None:
    """The likeliest header of a text; None where no row holds anything.

    A header alone can hold more commas than separators, so the rows after it are counted too.
    """
    found = [one for sign in DELIMITERS if (one := _head(opened, sign, header_at)) is not None]
    return max(found, key=Head.rank, default=None)


def first(rows: Rows) -> int:
    """The place of the first row that holds something; past the end where none does."""
    return next((place for place, row in enumerate(rows) if holds(row)), len(rows))


def holds(row: Iterable[str]) -> bool:
    """Whether a row holds anything but blanks."""
    return any(cell.strip() for cell in row)


def _head(opened: Callable[[], TextIO], sign: str, header_at: Callable[[Rows], int]) -> Head | None:
    with opened() as text:
        rows = _top(text, sign)
    place = header_at(rows)
    if place >= len(rows):
        return None
    after = [row for row in rows[place + 1 :] if holds(row)]
    width = len(rows[place])
    return Head(
        sign, tuple(name.strip() for name in rows[place]), place, len(after),
        sum(_is_alike(row, width) for row in after), len(rows[first(rows)]) != width,
    )  # fmt: skip


def _top(text: TextIO, sign: str) -> list[list[str]]:
    """The first rows, up to one whose quotes are wrong."""
    rows: list[list[str]] = []
    try:
        for row in islice(csv.reader(text, delimiter=sign, strict=True), LOOKED):
            rows.append(row)  # noqa: PERF402 - those before a broken one are kept
    except csv.Error:
        pass  # whoever reads on tells it with its row
    return rows


def _is_alike(row: Sequence[str], width: int) -> bool:
    return len(row) == width or (len(row) == width + 1 and not row[-1])

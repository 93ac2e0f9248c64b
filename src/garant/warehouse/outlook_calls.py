"""What people expect of the renewals to come: a file of calls, one a row.

Columns: contract_id, call (renew, lost or open), and if wanted amount (what it will be kept at,
a month), by (who says so) and on (when). Of several calls of one contract the latest counts, so
that the file can keep their history. A book may hold them as its table `forecast`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, cast

from garant.metrics.errors import DataError, Problem
from garant.outlook.renewals.result import CALLS, Call, Said
from garant.warehouse.study_flat import table

if TYPE_CHECKING:
    import pandas as pd

    from garant.warehouse.book import Book

OWN = ("forecast.csv", "forecast.parquet")
COLUMNS = ("contract_id", "call", "amount", "by", "on")
REQUIRED = COLUMNS[:2]
RULE = "outlook"
FIRST_ROW = 2
MOST_TOLD = 20

_Row = dict[str, str]


def own_calls(book: Book) -> Path | None:
    """The file of calls in the folder of a book, if it holds one."""
    held = next((name for name in OWN if name in book.source.ignored), None)
    path = Path(book.source.name) / held if held is not None else None
    return path if path is not None and path.is_file() else None


def calls(path: str | Path, *, contracts: Collection[str], on: date) -> Mapping[str, Call]:
    """The latest call of each contract by a day; DataError with all that is wrong.

    `contracts` are those that the book has: a call of any other is a mistake.
    """
    return calls_and_later(path, contracts=contracts, on=on)[0]


def calls_and_later(
    path: str | Path, *, contracts: Collection[str], on: date
) -> tuple[Mapping[str, Call], tuple[str, ...]]:
    """The same, and the contracts of the calls that were made after that day."""
    source = Path(path)
    cells = table(source)
    problems = list(_missing(source, cells))
    if problems:
        raise DataError(problems)
    rows = [_cells(row) for row in cells.to_dict("records")]
    known = set(contracts)
    problems = [one for number, row in enumerate(rows, FIRST_ROW)
                for one in _wrong(source, number, row, known)]  # fmt: skip
    if not problems:
        problems = list(_repeated(source, rows))
    if problems:
        raise DataError(problems[:MOST_TOLD])
    said = [(row["contract_id"], _call(row)) for row in rows]
    made = [(contract, one) for contract, one in said if one.on is None or one.on <= on]
    later = dict.fromkeys(contract for contract, one in said if one.on is not None and one.on > on)
    return dict(sorted(made, key=lambda pair: pair[1].on or date.min)), tuple(later)


def _cells(row: Mapping[str, object]) -> _Row:
    """The cells of the columns that are read; empty where there is no such column."""
    return {name: str(row.get(name, "")).strip() for name in COLUMNS}


def _missing(path: Path, cells: pd.DataFrame) -> Iterator[Problem]:
    for name in REQUIRED:
        if name not in cells.columns:
            yield _problem(
                path, 1, name, "there is no column {name}; the columns are: {columns}",
                name=name, columns=", ".join(map(str, cells.columns)),
            )  # fmt: skip


def _wrong(path: Path, number: int, row: _Row, contracts: Collection[str]) -> Iterator[Problem]:
    """Everything that is wrong with one row."""
    contract, call = row["contract_id"], row["call"]
    if contract not in contracts:
        yield _problem(path, number, "contract_id", "there is no contract {contract} in the book",
                       contract=repr(contract))  # fmt: skip
    if call not in CALLS:
        yield _problem(path, number, "call", "{value} is not one of: {choices}",
                       value=repr(call), choices=", ".join(CALLS))  # fmt: skip
    if row["amount"] and not _is_amount(row["amount"]):
        yield _problem(
            path, number, "amount", "{value} is not an amount of 0 or more, such as 1250.50",
            value=repr(row["amount"]),
        )  # fmt: skip
    if row["on"] and not _is_day(row["on"]):
        yield _problem(path, number, "on", "{text} is not a date; write it as 2024-12-31",
                       text=repr(row["on"]))  # fmt: skip


def _repeated(path: Path, rows: list[_Row]) -> Iterator[Problem]:
    """Two calls of one contract of which neither is the later."""
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows, FIRST_ROW):
        first = seen.setdefault((row["contract_id"], row["on"]), number)
        if first != number:
            yield _problem(
                path, number, "on",
                "row {first} is a call of contract {contract} too, and neither is the later; "
                "give each its day in the column on, or keep one of them",
                first=first, contract=repr(row["contract_id"]),
            )  # fmt: skip


def _call(row: _Row) -> Call:
    return Call(
        call=cast("Said", row["call"]),
        amount=Decimal(row["amount"]) if row["amount"] else None,
        by=row["by"] or None,
        on=date.fromisoformat(row["on"]) if row["on"] else None,
    )


def _is_amount(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and value >= 0


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _problem(
    path: Path, row: int | None, field: str | None, message: str, **values: object
) -> Problem:
    return Problem("error", RULE, path.name, row, field, message, values)

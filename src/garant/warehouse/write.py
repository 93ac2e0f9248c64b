"""Rows to files: JSON, CSV, Parquet, a plain HTML page; a file appears whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from garant.metrics.errors import RequestError

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]

# A spreadsheet runs a cell that begins so.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_json(
    to: IO[str],
    rows: Iterable[Row],
    *,
    settings: Mapping[str, Any],
    beside: Mapping[str, Any] | None = None,
) -> None:
    """One object: decimals as strings, dates ISO, null, booleans and integers as they are.

    What stands `beside` the rows follows them, each under its own key.
    """
    to.write('{"settings": ')
    to.write(json.dumps(dict(settings), default=as_text, ensure_ascii=False))
    to.write(', "rows": [')
    for number, row in enumerate(rows):
        to.write(",\n" if number else "\n")
        to.write(json.dumps(dict(row), default=as_text, ensure_ascii=False))
    to.write("\n]")
    for name, value in (beside or {}).items():
        told = json.dumps(value, default=as_text, ensure_ascii=False)
        to.write(f",\n{json.dumps(name)}: {told}")
    to.write("}\n")


def write_csv(to: IO[str], rows: Iterable[Row], *, columns: Sequence[str]) -> None:
    """A header and a line per row. Text that a spreadsheet would run is led by an apostrophe."""
    lines = csv.writer(_Lines(to))
    lines.writerow([_harmless(column) for column in columns])
    lines.writerows([_cell(row[column]) for column in columns] for row in rows)


def write_parquet(to: IO[bytes], rows: Sequence[Row], *, columns: Sequence[str]) -> None:
    """A Parquet file: dates as dates, and decimals with the precision of their column.

    Files of two months have the same types, whatever amounts they hold.
    """
    # Slow to load, and only this format needs it.
    import pyarrow as pa
    import pyarrow.parquet

    arrays = [_typed([row[column] for row in rows]) for column in columns]
    pa.parquet.write_table(pa.Table.from_arrays(arrays, names=list(columns)), to)


def _typed(cells: list[Any]) -> pa.Array:
    # Slow to load, and only Parquet needs it.
    import pyarrow as pa

    places = {len(as_text(cell).partition(".")[2]) for cell in cells if isinstance(cell, Decimal)}
    return pa.array(cells, pa.decimal128(38, max(places)) if places else None)


def html_table(cells: Iterable[Sequence[str]], *, header: Sequence[str], left: set[int]) -> str:
    """A table of cells that are text already; those of the columns `left` read from the left."""
    heads = "".join(
        f'<th scope="col"{_side(n in left)}>{escape(name)}</th>' for n, name in enumerate(header)
    )
    lines = "".join(f"<tr>{_html_cells(line, left)}</tr>\n" for line in cells)
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}</tbody>\n</table>"


def whole_file(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Let `write` fill a sibling of `path`, then put it in place of `path`.

    A failure leaves what was there before, and nothing beside it. A device, such as
    ``/dev/null``, is written to and not replaced.
    """
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as device:
                write(device)
        else:
            _by_sibling(target, write)
    except OSError as error:
        raise RequestError(
            "{path} cannot be written: {reason}", path=path, reason=error.strerror or str(error)
        ) from error


def _by_sibling(target: Path, write: Callable[[IO[bytes]], None]) -> None:
    sibling = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with sibling.open("xb") as file:
            write(file)
        sibling.replace(target)
    except BaseException:
        sibling.unlink(missing_ok=True)
        raise


def as_text(value: object) -> str:
    """A value as every file writes it.

    >>> as_text(Decimal("0E-4")), as_text(date(2024, 1, 31))
    ('0.0000', '2024-01-31')
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Ends lines with a line feed; the writer above it, which ends them with both, quotes both."""

    to: IO[str]

    def write(self, line: str) -> int:
        return self.to.write(line.removesuffix("\r\n") + "\n")


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = "; ".join(map(as_text, value))
    return _harmless(value) if isinstance(value, str) else as_text(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _html_cells(line: Sequence[str], left: set[int]) -> str:
    rest = (f"<td{_side(n in left)}>{escape(text)}</td>" for n, text in enumerate(line) if n)
    return f'<th scope="row">{escape(line[0])}</th>' + "".join(rest)


def _side(left: bool) -> str:  # noqa: FBT001 - one flag, said by its name
    return ' class="left"' if left else ""

# ruff: noqa: S608 - every name and text in the SQL goes through quoted() and literal()
"""A CSV file: its bytes looked at, its header read, its rows handed to DuckDB as text.

DuckDB reads fast and says little of a broken file, so a file that it refuses is read again with
the standard library, which tells every row that is wrong, or writes the file out cleanly.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from garant.metrics.errors import Problem
from garant.warehouse.cells import literal, quoted
from garant.warehouse.heads import Head, first, head, holds
from garant.warehouse.relation import MOST_TOLD, Relation, and_more, plain_path
from garant.warehouse.source import Scratch

TOO_LARGE = 2_000_000_000
_CHUNK = 1 << 22
_ROW = "_row"


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file whose bytes and header are sound.

    ``lines`` counts its lines after the first, ``above`` the empty rows before the header.
    """

    path: Path
    table: str
    columns: tuple[str, ...]
    delimiter: str
    lines: int
    above: int = 0

    def plain(self, rows: int) -> bool:
        """Whether each of so many rows stands on a line of its own, blank lines at the end apart.

        Only then are rows numbered right by counting them.
        """
        if self.above:
            return False  # DuckDB takes the first line for the header, even an empty one
        return rows == self.lines or (
            len(self.columns) > 1 and not _has_gaps(self.path, self.delimiter)
        )

    def relation(self, scratch: Scratch) -> Relation:
        """Its rows, as DuckDB reads them."""
        return _relation(self, plain_path(self.path, scratch), self.delimiter, self.columns)

    def clean_relation(self, scratch: Scratch) -> tuple[Relation | None, list[Problem]]:
        """Its rows written out once more with their row numbers, or what is wrong with them."""
        clean = scratch.path / f"{self.table}.clean.csv"
        problems = self._rewrite(clean)
        if problems:
            return None, problems
        found = _relation(self, str(clean), ",", (_ROW, *self.columns))
        row = f'CAST("{_ROW}" AS BIGINT)'
        columns = {name: kind for name, kind in found.columns.items() if name != _ROW}
        return Relation(found.sql, columns, found.name, row), []

    def _rewrite(self, clean: Path) -> list[Problem]:
        """Write the file out; the ragged and unreadable rows met on the way."""
        problems: list[Problem] = []
        total = 0
        with (
            self.path.open(encoding="utf-8-sig", newline="") as rows,
            clean.open("w", encoding="utf-8", newline="") as out,
        ):
            lines = csv.writer(out, lineterminator="\n")
            lines.writerow([_ROW, *self.columns])
            for number, fields in _records(rows, self.delimiter):
                problem = self._wrong(number, fields)
                if problem is not None:
                    total += 1
                    problems += [problem] if total <= MOST_TOLD else []
                elif not isinstance(fields, csv.Error):
                    lines.writerow([number, *fields[: len(self.columns)]])
        return and_more(problems, total, like=problems[-1]) if problems else []

    def _wrong(self, number: int, fields: list[str] | csv.Error) -> Problem | None:
        if isinstance(fields, csv.Error):
            return _broken(
                self.table, number,
                "a quote in this row is not closed, or is followed by more text; "
                "write a quote inside a quoted field twice",
            )  # fmt: skip
        width = len(self.columns)
        if len(fields) == width or (len(fields) == width + 1 and not fields[-1]):
            return None
        return _broken(
            self.table, number,
            "this row has {found} fields and the header {expected}; "
            "a field that holds the separator must stand in quotes",
            found=len(fields), expected=width,
        )  # fmt: skip


def look(path: Path, table: str) -> CsvFile | list[Problem]:
    """A file ready to be read, or why it cannot be."""
    size = path.stat().st_size
    if size >= TOO_LARGE:
        return [
            _broken(
                table, None,
                "{file} has {size} bytes; a CSV file must have fewer than {limit}. Convert it to "
                "Parquet, for example with duckdb: `COPY (FROM '{file}') TO '{name}.parquet'`",
                file=path.name, size=size, limit=TOO_LARGE, name=table,
            )
        ]  # fmt: skip
    found = _look_at_bytes(path, table)
    if isinstance(found, Problem):
        return [found]
    header = _header(path)
    if header is None:
        return [_broken(table, None, "{file} is empty; its first row must name the columns",
                    file=path.name)]  # fmt: skip
    problems = _wrong_names(header, table, path.name)
    return problems or CsvFile(
        path, table, header.columns, header.delimiter, found - 1, header.above
    )  # fmt: skip


def first_rows(path: Path, count: int) -> list[list[str]]:
    """The first rows below the header that hold something, of a file that can be read."""
    header = _header(path)
    if header is None:
        return []
    with path.open(encoding="utf-8-sig", newline="") as rows:
        found = [fields for _, fields in islice(_records(rows, header.delimiter), count)]
    return [fields for fields in found if not isinstance(fields, csv.Error)]


def _look_at_bytes(path: Path, table: str) -> Problem | int:
    """What makes the bytes no UTF-8 text, or the number of lines."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, offset, last = 1, 0, b"\n"
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if offset == 0 and (wide := _wide(chunk)):
                return _broken(table, None, "{file} is {encoding} text; save it as UTF-8",
                           file=path.name, encoding=wide)  # fmt: skip
            if (zero := chunk.find(b"\0")) >= 0:
                return _broken(table, line + _lines(chunk[:zero]),
                           "{file} holds a zero byte at byte {byte}; it is not a text file",
                           file=path.name, byte=offset + zero)  # fmt: skip
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return _not_utf8(path, table, (chunk, line, offset), error)
            line += _lines(chunk)
            offset += len(chunk)
            last = chunk[-1:]
    if decoder.getstate()[0]:
        return _broken(table, line, "{file} ends in the middle of a character; save it as UTF-8",
                   file=path.name)  # fmt: skip
    return line - (last in b"\r\n")


def _has_gaps(path: Path, delimiter: str) -> bool:
    """Whether blank lines stand before or between lines that are not, or lines of empty cells."""
    sign = re.escape(delimiter.encode())
    empty = re.compile(rb'[\r\n][" %b]*[" %b](?=[\r\n]|\Z)' % (sign, sign))
    tail = b"\n"
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            text = tail + chunk
            body = text.rstrip(b"\r\n")
            if any(gap in body for gap in (b"\n\n", b"\n\r\n", b"\r\r")) or empty.search(body):
                return True
            tail = text[len(body) - 1 :][-4:] if body else text[-4:]
    return False


def _wide(start: bytes) -> str | None:
    """The name of an encoding of more than one byte a character, where it shows."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    sample = start[:200]
    return "UTF-16" if len(sample) >= 8 and sample.count(0) >= len(sample) // 3 else None


def _lines(chunk: bytes) -> int:
    return chunk.count(b"\n") or chunk.count(b"\r")


def _not_utf8(
    path: Path, table: str, place: tuple[bytes, int, int], error: UnicodeDecodeError
) -> Problem:
    chunk, line, offset = place
    # The decoder may hold the start of a character of the previous chunk.
    at = max(error.start - (len(error.object) - len(chunk)), 0)
    start = max(chunk.rfind(b"\n", 0, at), chunk.rfind(b",", 0, at), chunk.rfind(b";", 0, at)) + 1
    word = chunk[start : at + 12].split(b"\n")[0].strip()
    return _broken(
        table, line + _lines(chunk[:at]),
        "{file} is not UTF-8: byte {byte} is {value}. It looks like Windows-1252 (Latin-1), "
        "where this reads {guess}; save the file as UTF-8",
        file=path.name, byte=offset + at, value=f"0x{chunk[at]:02X}",
        guess=repr(word.decode("cp1252", errors="replace")),
    )  # fmt: skip


def _header(path: Path) -> Head | None:
    """The first row that holds something, split as it and the rows after it are likeliest meant."""
    return head(lambda: path.open(encoding="utf-8-sig", newline=""), first)


def _records(rows: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """The records below the header with their rows; those without any text are counted only."""
    reader = csv.reader(rows, delimiter=delimiter, strict=True)
    number, header_seen = 0, False
    while True:
        number += 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, error
            return  # what follows an open quote cannot be told from what is inside it
        if not holds(fields):
            continue
        if not header_seen:
            header_seen = True
            continue
        yield number, fields


def _wrong_names(header: Head, table: str, file: str) -> list[Problem]:
    problems = []
    seen: dict[str, int] = {}
    for place, name in enumerate(header.columns, start=1):
        lower = name.lower()
        if name and lower in seen:
            problems.append(
                _broken(
                    table, header.above + 1,
                    "{file} has two columns named {column}: columns {first} and {second}",
                    file=file, column=name, first=seen[lower], second=place,
                )
            )  # fmt: skip
        seen.setdefault(lower, place)
    return problems


def _relation(file: CsvFile, path: str, delimiter: str, names: tuple[str, ...]) -> Relation:
    columns = {name or f"_unnamed_{place}": "VARCHAR" for place, name in enumerate(names)}
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    read = (
        f"read_csv({literal(path)}, header = true, auto_detect = false, "
        f"columns = {{{types}}}, delim = {literal(delimiter)}, quote = '\"', escape = '\"')"
    )
    # Spreadsheets write lines of nothing but separators where cells were emptied.
    cells = ", ".join(f"nullif(trim({quoted(name)}), '')" for name in columns)
    sql = f"(SELECT * FROM {read} WHERE coalesce({cells}) IS NOT NULL)"
    return Relation(sql, columns, file.path.name)


def _broken(table: str, row: int | None, message: str, **values: object) -> Problem:
    return Problem("error", "R26", table, row, None, message, values)

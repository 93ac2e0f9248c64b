"""Workbooks of a spreadsheet as CSV files, a file for each sheet. Runs in the child only."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from garant.metrics.errors import Problem
from garant.sources.texts import named
from garant.warehouse.heads import LOOKED, first

UNFOLDED = 2 * 1024**3  # bytes that the parts of a workbook may say they have
SUFFIXES = {".xlsx", ".xlsm"}
OLD = {".xls", ".ods", ".numbers"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet written to a file, and whether no other one of its workbook holds anything."""

    path: Path
    book: str
    title: str
    alone: bool


def is_book(file: Path) -> bool:
    """Whether a file is a workbook by its name, of a kind that is read or not."""
    return file.suffix.lower() in SUFFIXES | OLD


def unfold(files: Iterable[Path], into: Path) -> tuple[list[Sheet], list[Problem]]:
    """Every sheet that holds something, written into a folder; what cannot be read."""
    sheets: list[Sheet] = []
    problems = []
    for number, file in enumerate(files):
        if file.suffix.lower() in OLD:
            problems.append(_unfit(
                "{file} is not a file that garant reads; save it as .xlsx or as CSV in UTF-8",
                file=file.name,
            ))  # fmt: skip
        elif file.suffix.lower() in SUFFIXES:
            folder = into / str(number)
            folder.mkdir()
            found = _workbook(file, folder)
            sheets += [] if isinstance(found, Problem) else found
            problems += [found] if isinstance(found, Problem) else []
    return sheets, problems


def _workbook(file: Path, into: Path) -> list[Sheet] | Problem:
    bytes_said = _unfolded(file)
    if bytes_said is None:
        return _unfit("{file} is damaged, or is not an Excel workbook (.xlsx)", file=file.name)
    if bytes_said > UNFOLDED:
        return _unfit(
            "{file} would unfold to {size} megabytes; a workbook may hold {limit}. Save its "
            "sheets as CSV", file=file.name, size=bytes_said >> 20, limit=UNFOLDED >> 20,
        )  # fmt: skip
    try:
        sheets = _sheets(file, into)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged part can break the library anywhere
        told = (str(error) or type(error).__name__).splitlines()[0][:120]
        return _unfit("{file} cannot be read as an Excel workbook: {reason}",
                      file=file.name, reason=told)  # fmt: skip
    return sheets or _unfit("{file} is empty; its first row must name the columns", file=file.name)


def _unfolded(file: Path) -> int | None:
    try:
        with zipfile.ZipFile(file) as parts:
            return sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None


def _sheets(file: Path, into: Path) -> list[Sheet]:
    book = load_workbook(file, read_only=True, data_only=True)
    try:
        # What is hidden are lists and sums that serve the others.
        shown = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
        files = [(into / f"{number}.csv", sheet) for number, sheet in enumerate(shown)]
        held = [(target, sheet.title) for target, sheet in files if _write(sheet, target)]
    finally:
        book.close()
    return [Sheet(target, file.stem, title, len(held) == 1) for target, title in held]


def _write(sheet: Any, target: Path) -> bool:
    """Write a sheet as a CSV file, where it holds something; its rows keep their numbers."""
    sheet.reset_dimensions()
    rows = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    held = _without_tail(rows)
    top = _top(held)
    if first(top) == len(top):
        return False
    place = named(top)
    width = max(at for at, cell in enumerate(top[place], 1) if cell)
    with target.open("x", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerows([] for _ in range(place))
        for row in chain(top[place:], held):
            cells = (row + [""] * width)[:width]
            out.writerow(cells if any(cells) else [])
    return True


def _top(rows: Iterator[list[str]]) -> list[list[str]]:
    """The first rows that hold something, and the empty ones before and between them."""
    top, held = [], 0
    while held < LOOKED and (row := next(rows, None)) is not None:
        top.append(row)
        held += bool(row and any(row))
    return top


def _without_tail(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows up to the last one that holds something."""
    empty = 0
    for row in rows:
        if not any(row):
            empty += 1
            continue
        yield from ([] for _ in range(empty))
        empty = 0
        yield row


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _unfit(message: str, **values: object) -> Problem:
    return Problem("error", "", "", None, None, message, values)

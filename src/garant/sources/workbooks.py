"""Workbooks of a spreadsheet as CSV files, a file for each sheet. Runs in the child only."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from garant.metrics.errors import Problem

UNFOLDED = 2 * 1024**3  # bytes that the parts of a workbook may say they have
SUFFIXES = {".xlsx", ".xlsm"}
OLD = {".xls", ".ods", ".numbers"}


def unfold(given: Path, into: Path) -> list[Problem]:
    """Copy every sheet that holds something into a folder; what cannot be read."""
    problems = []
    for file in sorted(given.iterdir()):
        if file.suffix.lower() in OLD:
            problems.append(_unfit(
                "{file} is not a file that garant reads; save it as .xlsx or as CSV in UTF-8",
                file=file.name,
            ))  # fmt: skip
        elif file.suffix.lower() in SUFFIXES:
            problems += _workbook(file, into)
    return problems


def _workbook(file: Path, into: Path) -> list[Problem]:
    bytes_said = _unfolded(file)
    if bytes_said is None:
        return [_unfit("{file} is damaged, or is not an Excel workbook (.xlsx)", file=file.name)]
    if bytes_said > UNFOLDED:
        return [_unfit(
            "{file} would unfold to {size} megabytes; a workbook may hold {limit}. Save its "
            "sheets as CSV", file=file.name, size=bytes_said >> 20, limit=UNFOLDED >> 20,
        )]  # fmt: skip
    try:
        _sheets(file, into)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged part can break the library anywhere
        told = (str(error) or type(error).__name__).splitlines()[0][:120]
        return [_unfit("{file} cannot be read as an Excel workbook: {reason}",
                       file=file.name, reason=told)]  # fmt: skip
    return []


def _unfolded(file: Path) -> int | None:
    try:
        with zipfile.ZipFile(file) as parts:
            return sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None


def _sheets(file: Path, into: Path) -> None:
    book = load_workbook(file, read_only=True, data_only=True)
    try:
        written = [
            target for sheet in book.worksheets
            if (target := _sheet(sheet, into / f"{_name(sheet.title)}.csv")) is not None
        ]  # fmt: skip
    finally:
        book.close()
    if len(written) == 1 and (alone := into / f"{file.stem}.csv") != written[0]:
        written[0].rename(alone)


def _name(title: str) -> str:
    return title.strip().replace("/", "-").replace("\\", "-") or "sheet"


def _sheet(sheet: Any, target: Path) -> Path | None:
    """A sheet as a CSV file; its rows keep their numbers. Nothing for an empty sheet."""
    sheet.reset_dimensions()
    rows = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    held, width = False, 0
    with target.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for row in _without_tail(rows):
            if not held:
                width = max((k + 1 for k, cell in enumerate(row) if cell), default=0)
                held = width > 0
            cells = (row + [""] * width)[: max(width, 1)]
            out.writerow(cells if any(cells) else [])
    if not held:
        target.unlink()
    return target if held else None


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

"""A folder of CSV and Parquet files, read on DuckDB."""

from __future__ import annotations

from pathlib import Path

from garant.metrics.errors import Problem, RequestError
from garant.metrics.schema import TABLES
from garant.warehouse import parquet
from garant.warehouse.csvfile import look
from garant.warehouse.reading import Reading, take
from garant.warehouse.source import Origin

KINDS = (".csv", ".parquet")
# What an import reads as CSV: a mapping may name such a file as it was given.
AS_CSV = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def read(folder: Path, book: Reading) -> Reading:
    """The book with the tables of that folder."""
    files = files_of(folder)
    chosen = _chosen(files, book)
    if not chosen and not book.problems:
        raise RequestError(
            "{folder} holds no table that garant knows, only {found}; name the files account.csv "
            "and contract_line.csv, or propose a mapping with: garant facts map FILE",
            folder=folder,
            found=", ".join(file.name for file in files),
        )
    for name, file in chosen.items():
        _take_file(book, name, file)
    book.ignored = tuple(file.name for file in files if file not in chosen.values())
    return book


def files_of(folder: Path) -> list[Path]:
    """The files of a book; a folder that can be none is refused."""
    if not folder.exists():
        raise RequestError("there is no folder {folder}", folder=folder)
    if not folder.is_dir():
        raise RequestError(
            "{folder} is a file; a book is a folder that holds account.csv and contract_line.csv",
            folder=folder,
        )
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in KINDS)
    if not files:
        raise RequestError(
            "the folder {folder} holds no CSV or Parquet file; a book needs at least "
            "account.csv and contract_line.csv",
            folder=folder,
        )
    return files


def _chosen(files: list[Path], book: Reading) -> dict[str, Path]:
    """The file of each table; a mapping chooses first."""
    chosen: dict[str, Path] = {}
    by_name = {file.name: file for file in files}
    for name, table in book.mapping.items():
        file = by_name.get(table.origin) or _otherwise_called(files, table.origin)
        if file is None:
            book.origins[name] = Origin(table.origin, ())
            book.problems.append(_no_file(name, table.origin, files))
        else:
            chosen[name] = file
    for name in TABLES:
        if name in book.mapping:
            continue
        found = [file for file in files if file.stem == name]
        if len(found) > 1:
            book.problems.append(_two_files(name, found))
            book.origins[name] = Origin(found[0].name, ())
        elif found and found[0] not in chosen.values():
            chosen[name] = found[0]
    return chosen


def _otherwise_called(files: list[Path], name: str) -> Path | None:
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    given = (file for file in files if file.stem == stem and suffix in AS_CSV)
    by_stem = (file for file in files if file.stem == name)
    return next(by_stem, next((file for file in given if file.suffix.lower() == ".csv"), None))


def _no_file(table: str, name: str, files: list[Path]) -> Problem:
    found = ", ".join(file.name for file in files)
    return Problem("error", "mapping", table, None, "from",
                   "there is no file {file} in the book; it has {found}",
                   {"file": name, "found": found})  # fmt: skip


def _two_files(table: str, files: list[Path]) -> Problem:
    return Problem("error", "R26", table, None, None,
                   "{files} are two files for one table; keep one of them",
                   {"files": " and ".join(file.name for file in files)})  # fmt: skip


def _take_file(book: Reading, name: str, file: Path) -> None:
    book.origins[name] = Origin(file.name, ())
    if file.suffix.lower() == ".csv":
        take(book, name, look(file, name))
    else:
        take(book, name, parquet.look(book.con, file, table=name, scratch=book.scratch))

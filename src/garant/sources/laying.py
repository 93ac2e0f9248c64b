"""What was given, laid out as the CSV and Parquet files that are read. Runs in the child only.

Each table gets a name of its own, and nothing is written through a link to what was given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from garant.metrics.errors import Problem
from garant.sources import texts
from garant.sources.workbooks import Sheet, is_book, unfold

TEXTS = {".csv", ".tsv", ".txt"}
CSV = ".csv"
LONGEST = 80  # letters of a name that is made: file systems bound them
FREE = "\\/\0"  # what stands in no name of a file


def lay_out(given: Path, into: Path) -> list[Problem]:
    """Every table that was given, as a file that can be read; what cannot be."""
    files = sorted(given.iterdir())
    for file in sorted(files, key=_is_renamed):
        if not is_book(file):
            _lay(file, into)
    with TemporaryDirectory(dir=into.parent) as folder:
        sheets, problems = unfold(files, Path(folder))
        for sheet, name in _named(sheets, into):
            sheet.path.rename(into / name)
    return problems


def _is_renamed(file: Path) -> bool:
    return file.name != f"{file.stem}{_read_as(file)}"


def _read_as(file: Path) -> str:
    return CSV if file.suffix.lower() in TEXTS else file.suffix.lower()


def _lay(file: Path, into: Path) -> None:
    suffix = _read_as(file)
    target = into / f"{file.stem}{suffix}"
    if target.exists():  # one of another suffix: ventes.txt beside ventes.csv
        target = into / _free(f"{file.stem} ({file.suffix[1:]})", suffix, _taken(into))
    if suffix == CSV:
        texts.lay(file, target)
    else:
        target.symlink_to(file.resolve())


def _named(sheets: Sequence[Sheet], into: Path) -> Iterator[tuple[Sheet, str]]:
    """Each sheet with the name of its file.

    The only one of a workbook is called like it, one of several by its title; where another table
    is called so, both names are in it.
    """
    taken = _taken(into)
    wanted = [_safe(sheet.book if sheet.alone else sheet.title) for sheet in sheets]
    count = Counter(name.casefold() for name in wanted)
    for sheet, name in zip(sheets, wanted, strict=True):
        both = f"{_safe(sheet.book)} – {_safe(sheet.title)}"
        clashes = count[name.casefold()] > 1 or f"{name}{CSV}".casefold() in taken
        free = _free(both if clashes else name, CSV, taken)
        taken.add(free.casefold())
        yield sheet, free


def _safe(name: str) -> str:
    """A title as the name of a file."""
    without = "".join("-" if letter in FREE else letter for letter in name)
    return " ".join(without.split())[:LONGEST] or "sheet"


def _taken(into: Path) -> set[str]:
    return {file.name.casefold() for file in into.iterdir()}


def _free(stem: str, suffix: str, taken: set[str]) -> str:
    """A name that no file has, numbered where it has to be."""
    name, number = f"{stem}{suffix}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}){suffix}"
    return name

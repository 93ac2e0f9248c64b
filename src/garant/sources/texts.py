"""Text files as spreadsheets write them, made plain: UTF-8, with nothing above the header.

Runs in the child only. What was given stays as it was; what has to be changed is a copy.
"""

from __future__ import annotations

import csv
import re
import shutil
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from garant.warehouse.heads import Head, Rows, first, head, holds

TITLES = 20  # rows above the header that are looked at
CHUNK = 1 << 22
LINE = 40  # letters: more stand in no line that names the separator
UTF8, UTF16, WINDOWS = "utf-8-sig", "utf-16", "cp1252"
SAYS_SEPARATOR = re.compile(r'"?sep=.?"?[;,|\s]*', re.IGNORECASE)
BARE = re.compile(r"[\d\s.,:/€$£%+-]*\d[\d\s.,:/€$£%+-]*")
YEAR = re.compile(r"(19|20)\d\d")
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HIGH = re.compile(rb"[\x80-\xff]+")
UTF8_LETTERS = re.compile(rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})+")


def lay(source: Path, target: Path) -> None:
    """Put a text file where it is read: a link to it, or a copy where it is not plain."""
    encoding = encoding_of(source)
    if encoding is None:  # whoever reads it says what is wrong
        target.symlink_to(source.resolve())
        return
    found = _head(source, encoding)
    above = found.above if found is not None else 0
    if encoding == UTF8 and not _has_more(source, above, found):
        target.symlink_to(source.resolve())
        return
    delimiter = found.delimiter if found is not None else ","
    # Never through a link to what was given: "x" takes no name that is there.
    with _text(source, encoding) as text, target.open("x", encoding="utf-8", newline="") as out:
        rows = csv.reader(text, delimiter=delimiter)
        for _ in range(above):
            next(rows)
            out.write("\n")  # so that the others keep their numbers
        shutil.copyfileobj(text, out, CHUNK)


def named(rows: Rows) -> int:
    """The place of the row that names the columns.

    Titles stand in few cells: it is the first row that fills most of the width of those after it.
    One that holds numbers or days, years aside, is no header, and then nothing is a title.
    """
    held = [place for place, row in enumerate(rows) if holds(row)]
    for place in held[:TITLES]:
        widths = sorted(_width(rows[after]) for after in held if after > place)
        if widths and 2 * _filled(rows[place]) > widths[len(widths) // 2]:
            return place if place == held[0] or not _has_values(rows[place]) else held[0]
    return first(rows)


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _width(row: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)


def _has_values(row: Sequence[str]) -> bool:
    return any(BARE.fullmatch(cell) and not YEAR.fullmatch(cell.strip()) for cell in row)


# ---------------------------------------------------------------- what stands above the header


def _head(source: Path, encoding: str) -> Head | None:
    return head(lambda: _text(source, encoding), named)


def _has_more(source: Path, above: int, found: Head | None) -> bool:
    """Whether more than empty rows stand above the header."""
    if found is None:
        return False
    with source.open(encoding=UTF8, newline="") as text:
        if SAYS_SEPARATOR.fullmatch(text.readline(LINE)):
            return True
        text.seek(0)
        rows = csv.reader(text, delimiter=found.delimiter)
        return any(holds(next(rows)) for _ in range(above))


def _text(source: Path, encoding: str) -> TextIO:
    """The text, without the line for Excel that names the separator: it shows no row for it."""
    text = source.open(encoding=encoding, newline="")
    if not SAYS_SEPARATOR.fullmatch(text.readline(LINE)):
        text.seek(0)
    return text


# ---------------------------------------------------------------- what its bytes are


def encoding_of(source: Path) -> str | None:
    """UTF-8, what Excel writes otherwise, or nothing that is known."""
    with source.open("rb") as file:
        start = file.read(3)
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return UTF16 if _decodes(source, UTF16) else None
    if _decodes(source, UTF8):
        return UTF8
    return WINDOWS if start != BOM_UTF8 and _is_windows(source) else None


def _decodes(source: Path, encoding: str) -> bool:
    try:
        with source.open(encoding=encoding, newline="") as text:
            while text.read(CHUNK):
                pass
    except UnicodeError:
        return False
    return True


def _is_windows(source: Path) -> bool:
    """Whether it is text in the Windows-1252 of Western Europe.

    Any bytes nearly are. Control characters are no text, and where most letters would be UTF-8
    the file is that, and broken.
    """
    high = utf8 = 0
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            if CONTROLS.search(chunk) or not _has_windows_letters(chunk):
                return False
            high += sum(map(len, HIGH.findall(chunk)))
            utf8 += sum(map(len, UTF8_LETTERS.findall(chunk)))
    return 2 * utf8 < high


def _has_windows_letters(chunk: bytes) -> bool:
    try:
        chunk.decode(WINDOWS)
    except UnicodeDecodeError:
        return False
    return True

"""How the numbers of a file are written: what their cells show, and what they leave open.

`1.200` is one and two tenths, or twelve hundred. Other cells decide which, or a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from garant.metrics.schema import TABLES

OPEN = "?"  # what nothing in a file decides, until somebody says it
# Stands after a cell that is no number as its file writes them, before the file's decimal mark.
UNREAD = "\u2060"
SPACES = " \u00a0\u202f"
_SIGNS = "€$£¥"
_CERTAIN = 9  # of ten cells that show their decimal mark
_OTHER = {".": ",", ",": "."}
BETWEEN = {"": "", ",": ",", ".": r"\.", " ": f"[{SPACES}]", "'": "['’]"}
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:(?:([{SPACES}])\d{{3}})+|(?:['’]\d{{3}})+)(?:([.,])\d*)?")
_ONE_MARK = re.compile(r"(\d*)([.,])(\d*)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(,)\d{3}(?:,\d{3})*|(\.)\d{3}(?:\.\d{3})*)(?:([.,])\d*)?")
BEFORE = rf"^[\s{SPACES}]*[-+]?[\s{SPACES}]*(?:[{_SIGNS}][\s{SPACES}]*)?"
AFTER = rf"[\s{SPACES}]*[{_SIGNS}]?[\s{SPACES}]*$"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of one column show.

    So many have a decimal mark that can be nothing else, by mark; so many have a mark between
    thousands that can be nothing else; and of those that can be both, the first cell of each mark.
    `signed` says that a cell has the sign of a currency.
    """

    decimals: Mapping[str, int] = field(default_factory=dict)
    between: Mapping[str, int] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The marks of a file; `doubt` is a cell that no other cell explains."""

    decimal: str = "."
    thousands: str = ""
    doubt: str = ""


def marks_of(numbers: Iterable[str]) -> Marks:
    """What the cells of a column show of the marks in them."""
    decimals: Counter[str] = Counter()
    between: Counter[str] = Counter()
    doubts: dict[str, str] = {}
    signed = False
    for text in numbers:
        bare = re.sub(AFTER, "", re.sub(BEFORE, "", text))
        signed = signed or (bool(re.search(f"[{_SIGNS}]", text)) and bare[:1].isdigit())
        decimal, mark = _cell(bare)
        if decimal == mark:
            doubts.setdefault(mark, bare) if mark else None
            continue
        decimals[decimal] += bool(decimal)
        between[mark] += bool(mark)
    return Marks(dict(+decimals), dict(+between), doubts, signed)


def _cell(text: str) -> tuple[str, str]:
    """The decimal mark of a number and that of its thousands; the same one where it can be both.

    >>> _cell("1.200,50"), _cell("99.50"), _cell("1,200,000"), _cell("1.200"), _cell("0,125")
    ((',', '.'), ('.', ''), ('.', ','), ('.', '.'), (',', ''))
    """
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        return grouped[2] or "", " " if grouped[1] else "'"
    one = _ONE_MARK.fullmatch(text)
    if one:
        before, mark, after = one.groups()
        could_be_both = len(after) == 3 and re.fullmatch(r"[1-9]\d{0,2}", before)
        return mark, mark if could_be_both else ""
    several = _THOUSANDS.fullmatch(text)
    if several is None:
        return "", ""
    mark, last = several[1] or several[2], several[3]
    return ("", "") if last == mark else (_OTHER[mark], mark)


def marks_in(table: str, name: str, marks: Marks) -> Marks:
    """What a column of theirs shows where it is taken for this one of ours."""
    column = TABLES[table].column(name)
    kind = column.kind if column is not None else ""
    if kind == "integer":
        return _whole(marks)
    if kind != "decimal":
        return Marks()
    return _rates(marks) if (table, name) == ("fx_rate", "rate") else marks


def _whole(marks: Marks) -> Marks:
    """The same for a column of whole numbers: there a mark stands between thousands."""
    told = dict.fromkeys(marks.doubts, 1)
    decimals = {_OTHER[mark]: 1 for mark in told} if len(told) == 1 else {}
    return Marks({**decimals, **marks.decimals}, {**told, **marks.between}, {}, marks.signed)


def _rates(marks: Marks) -> Marks:
    """The same for rates of exchange, of which a mark stands before the decimals."""
    told = dict.fromkeys(marks.doubts, 1)
    return Marks({**told, **marks.decimals}, marks.between, {}, marks.signed)


def settled(columns: Sequence[Marks]) -> Written:
    """How a file writes its numbers, by all its columns of numbers."""
    votes = _sum(one.decimals for one in columns)
    marks = _sum(one.between for one in columns)
    # Numbers of a workbook have points; the texts among them have spaces and commas.
    mixed = marks[" "] and not marks[","]
    decimal = "," if votes[","] and (mixed or votes[","] >= votes["."]) else "."
    for one in columns:
        own = Counter(one.decimals) or votes
        if one.doubts and not _agree(own, decimal):
            return Written(OPEN, "", next(iter(one.doubts.values())))
    return Written(decimal, between(columns, decimal))


def between(columns: Sequence[Marks], decimal: str) -> str:
    """What stands between thousands, once it is known what stands before decimals."""
    other = _OTHER[decimal]
    found = _sum(one.between for one in columns)
    found[other] += sum(other in one.doubts for one in columns)
    able = [mark for mark in (" ", "'", other) if found[mark]]
    if able:
        return max(able, key=lambda mark: found[mark])
    # A cell with the sign of a currency is read as the file writes its numbers, or not at all.
    return other if decimal == "." and any(one.signed for one in columns) else ""


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in counts:
        found.update(one)
    return found


def _agree(votes: Mapping[str, int], decimal: str) -> bool:
    of = sum(votes.values())
    return of > 0 and 10 * votes.get(decimal, 0) >= _CERTAIN * of

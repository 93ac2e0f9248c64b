"""What to say of a cell that does not read: what is there, and what would be right."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from garant.metrics.schema import Column
from garant.warehouse.cells import decimals
from garant.warehouse.marks import UNREAD

Told = tuple[str, dict[str, object]]


def _sentence(text: str) -> str:
    """A sentence that is translated where it is said; its name marks it for the catalogue."""
    return text


_NO_NUMBER = _sentence("{text} is not a number; write it in digits, such as 1234.50")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SERIAL = re.compile(r"[2-7]\d{4}(\.0+)?")  # the days of 1954 to 2119
_EXCEL = date(1899, 12, 30)
_SWAPPED = str.maketrans(",.", ".,")
_LONGEST_SHOWN = 80


def told(table: str, column: Column, *, text: str) -> Told:
    """The sentence, as a template and its values, for one cell."""
    text, comma = _as_written(text)
    shown: dict[str, object] = {"text": _short(text)}
    if column.kind in {"date", "month"}:
        return _date(column, text, shown)
    if column.kind == "instant":
        return (
            _sentence(
                "{text} is not an instant; write a date and a time such as 2024-12-31T14:30:00Z"
            ),
            shown,
        )
    if column.kind == "integer":
        return _sentence("{text} is not a whole number; write it in digits, such as 30"), shown
    if column.kind == "flag":
        return _sentence("{text} is neither true nor false; write true or false"), shown
    if comma:
        return _with_comma(text, shown, decimals(table, column.name))
    return _decimal(text, shown, decimals(table, column.name))


def _as_written(text: str) -> tuple[str, bool]:
    """A cell as its file has it, and whether the file writes a comma before decimals."""
    written = re.sub(f"{UNREAD}[.,]", "", text)
    return written.strip(), f"{UNREAD}," in text


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _date(column: Column, text: str, shown: dict[str, object]) -> Told:
    if column.kind == "month":
        return _sentence("{text} is not a month; write its year and month, such as 2024-12"), shown
    if _SERIAL.fullmatch(text):
        right = (_EXCEL + timedelta(days=int(text[:5]))).isoformat()
        message = _sentence(
            "{text} looks like the number that Excel keeps for the day {right}; format the column "
            "as a date"
        )
        return message, {**shown, "right": right}
    found = _day_first(text)
    if found is None or not (1 <= found[1] <= 12 and found[0] >= 1900):
        return _sentence(
            "{text} is not a date; write year, month and day, such as 2024-12-31"
        ), shown
    year, month, day = found
    last = monthrange(year, month)[1]
    right = date(year, month, min(max(day, 1), last)).isoformat()
    values = {**shown, "right": right}
    if day > last:
        message = _sentence("{text} is not a date: that month has {days} days; write {right}")
        return message, {**values, "days": last}
    if _YEAR_LAST.fullmatch(text) and day <= 12 and day != month:
        message = _sentence(
            "{text} is not a date that can be read in one way only; write {right} or {other}, "
            "or say how days are written, with the columns or as dates in a mapping"
        )
        return message, {**values, "other": date(year, day, month).isoformat()}
    return _sentence("{text} is not a date as it must be written; write {right}"), values


def _day_first(text: str) -> tuple[int, int, int] | None:
    """Year, month and day where the order can be seen; the day first where it cannot."""
    found = _ISO_DAY.match(text) or _YEAR_FIRST.match(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
        return year, month, day
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    return (year, day, month) if month > 12 >= day else (year, month, day)


def _with_comma(text: str, shown: dict[str, object], scale: int) -> Told:
    """What is wrong in a file that writes a comma before decimals, told in its own way."""
    message, values = _decimal(text.translate(_SWAPPED), shown, scale)
    for name in {"right", "other"} & values.keys():
        values[name] = str(values[name]).translate(_SWAPPED)
    if message == _NO_NUMBER:
        message = _sentence("{text} is not a number; write it in digits, such as 1234,50")
    return message, values


def _decimal(text: str, shown: dict[str, object], scale: int) -> Told:
    number = _number(text)
    if number is not None:
        return _out_of_range(number, shown, scale)
    plain = re.sub(r"[\s\u00a0\u202f'’_]|[$€£¥]|\b[A-Z]{3}\b", "", text)
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})", plain):
        thousands, decimal = plain.replace(",", ""), plain.replace(",", ".")
        return (
            _sentence(
                "{text} is not a number that can be read in one way only; write {right} or {other}"
            ),
            {**shown, "right": thousands, "other": decimal},
        )
    if "," in plain and plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "")
        plain = plain.replace(",", "." if plain.count(",") == 1 else "")
    plain = plain.replace(",", "").removesuffix("%")
    if _number(plain) is not None:
        return (
            _sentence("{text} is not a number that can be read; write {right}"),
            {**shown, "right": plain},
        )
    return _NO_NUMBER, shown


def _number(text: str) -> Decimal | None:
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", text, re.ASCII):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the shape above excludes it
        return None


def _out_of_range(number: Decimal, shown: dict[str, object], scale: int) -> Told:
    if abs(number) >= 10**15:
        return _sentence("{text} has more than 15 digits before the point"), shown
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > scale:
        return (
            _sentence("{text} has more than {scale} decimals; round it to {scale}"),
            {**shown, "scale": scale},
        )
    return _sentence("{text} is not written in plain digits; write {right}"), {
        **shown,
        "right": format(number, "f"),
    }

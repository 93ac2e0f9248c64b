"""Numbers as a file writes them, read in the engine: with a point before their decimals alone."""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.operations as ops
from ibis.expr.types import StringValue

from garant.warehouse.marks import AFTER, BEFORE, BETWEEN, SPACES, UNREAD


def plain(decimal: str, thousands: str) -> Callable[[StringValue], StringValue]:
    """A number as its file writes it to one with a point before its decimals alone.

    What is written in another way stays as it is, and is no number.
    """

    def made(value: StringValue) -> StringValue:
        held = value.op()
        if isinstance(held, ops.Cast) and held.arg.dtype.is_numeric():
            return value  # a number of a database, or of Parquet: nobody wrote it
        # Engines write what a group held in different ways: the sign is put back by itself.
        minus = ibis.ifelse(value.re_search(rf"^[\s{SPACES}]*-"), "-", "")
        bare = minus.concat(value.re_replace(BEFORE, "").re_replace(AFTER, ""))
        number = bare.re_replace(BETWEEN[thousands], "") if thousands else bare
        number = number.replace(",", ".") if decimal == "," else number
        told = value
        if decimal in {",", thousands}:
            other = ibis.literal(UNREAD + decimal)
            told = ibis.ifelse(value.strip() == "", value, value.concat(other))
        if decimal == "," and thousands != ".":
            told = _or_point(bare, told)
        return ibis.ifelse(bare.re_search(_shape(decimal, thousands)), number, told)

    return made


def _shape(decimal: str, thousands: str) -> str:
    if decimal == thousands:
        return r"^[-+]?\d+$"  # one mark cannot be both
    mark = BETWEEN[decimal]
    whole = rf"\d+|[1-9]\d{{0,2}}(?:{BETWEEN[thousands]}\d{{3}})+" if thousands else r"\d+"
    return rf"^[-+]?(?:(?:{whole})(?:{mark}\d*)?|{mark}\d+)$"


def _or_point(bare: StringValue, otherwise: StringValue) -> StringValue:
    """Workbooks hold numbers among texts; their point can be read in one way but for thousands."""
    fraction = r"\d*\.\d{1,2}|\d*\.\d{4,}|\d{4,}\.\d{3}|0\d*\.\d{3}"
    return ibis.ifelse(bare.re_search(rf"^[-+]?(?:{fraction})$"), bare, otherwise)

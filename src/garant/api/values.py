"""The kinds of values that requests and answers hold, each the same in every resource.

What comes in is checked before anything else sees it, and the OpenAPI document says the same as
the check. What goes out has exact decimals as strings, days and instants in ISO.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

NO_NUL = r"^[^\x00]*$"
WORDS = r"^[^\x00]*[^\s\x00][^\x00]*$"  # at least one letter or sign
DAY = r"^\d{4}-\d{2}-\d{2}$"
AMOUNT = r"^[0-9]{1,9}(\.[0-9]{1,6})?$"
# No more digits than every database keeps exactly, as many behind the point as a rate needs.
RATE = r"^([0-9]{1,9}(\.[0-9]{1,6})?|[0-9]{1,3}\.[0-9]{7,12})$"
ADDRESS = (
    r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?\.)+[A-Za-z]{2,12}$"
)
LARGEST_ID = 2**53 - 1  # the largest whole number that every JSON reader keeps exactly
CENTS = Decimal("0.0001")


class Told(BaseModel):
    """What an answer says of a row."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, row: Any) -> Self:
        """A row, told."""
        return cls.model_validate(row)


class Given(BaseModel):
    """What a request says; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


def _day(value: Any) -> Any:
    if not isinstance(value, str) or len(value) != len("2026-01-31"):
        raise PydanticCustomError("day", "not a day")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", "not a day") from None


def whole(value: Any) -> Any:
    """A whole number, however JSON wrote it: 3.0 is 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _written_as(form: str) -> Callable[[Any], Decimal]:
    """A decimal, written in a text of that form."""

    def read(value: Any) -> Decimal:
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "not a text")
        if re.fullmatch(form, value) is None:
            raise PydanticCustomError("string_pattern_mismatch", "not an amount")
        return Decimal(value)

    return read


def _exact(value: Decimal) -> str:
    """A decimal without zeros that say nothing.

    >>> _exact(Decimal("20.000000")), _exact(Decimal("1200")), _exact(Decimal("0.5"))
    ('20', '1200', '0.5')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _revenue(value: Decimal) -> str:
    """An amount with the four places of every figure."""
    return format(value.quantize(CENTS), "f")


Text = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=200)]
Short = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=120)]
Name = Annotated[str, StringConstraints(pattern=WORDS, min_length=1, max_length=120)]
LongName = Annotated[str, StringConstraints(pattern=WORDS, min_length=1, max_length=200)]
Writing = Annotated[str, StringConstraints(pattern=WORDS, min_length=1, max_length=20_000)]
Email = Annotated[str, StringConstraints(pattern=ADDRESS, max_length=254)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID, strict=True), BeforeValidator(whole)]
IdInAddress = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(ge=0, le=2_147_483_647, strict=True), BeforeValidator(whole)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Amount = Annotated[
    Decimal, BeforeValidator(_written_as(AMOUNT)),
    WithJsonSchema({"type": "string", "pattern": AMOUNT}),
]  # fmt: skip
Rate = Annotated[
    Decimal, BeforeValidator(_written_as(RATE)),
    WithJsonSchema({"type": "string", "pattern": RATE}),
]  # fmt: skip
Exact = Annotated[
    Decimal, PlainSerializer(_exact, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}),
]  # fmt: skip
Revenue = Annotated[
    Decimal, PlainSerializer(_revenue, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{4}$"}),
]  # fmt: skip

"""What makes a plan contradict itself: every contradiction, field by field, all at once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from garant.metrics.errors import Problem
from garant.outlook.cash.plan_fields import Spec
from garant.outlook.cash.plan_rows import Existing, Hire

RULE = "PLAN"
TABLE = "plan"
DECIMALS = {"number", "share", "money"}
OF_SHARES = {"share", "share a year", "shares", "relative"}
FIRST_YEAR, LAST_YEAR = 1900, 2999
LONG = 30  # digits of a number that a person does not want to read


def numbers(plan: Any) -> dict[str, object]:
    """The fields given as int, float or text of a number, as the plan keeps them; nothing else.

    A float is read as it is written: 0.1 is one tenth.
    """
    found: dict[str, object] = {}
    for field in dataclasses.fields(plan):
        value, kind = getattr(plan, field.name), field.metadata["spec"].kind
        of_shares = field.metadata["spec"].unit in OF_SHARES
        if kind in DECIMALS:
            found[field.name] = _read(value, of_shares=of_shares)
        elif kind == "list" and isinstance(value, tuple | list):
            found[field.name] = tuple(_read(item, of_shares=of_shares) for item in value)
        elif kind == "table" and isinstance(value, tuple | list):
            found[field.name] = tuple(_row(row) for row in value)
    return found


def exact(value: object) -> Any:
    """A number as the Decimal that it is written as, a percentage as a share; else as it is.

    >>> exact(0.1), exact(3), exact("12.5 %"), exact("x"), exact(True)
    (Decimal('0.1'), Decimal('3'), Decimal('0.125'), 'x', True)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    written = str(value).strip()
    try:
        if written.endswith("%"):
            return Decimal(written[:-1].strip()).scaleb(-2)
        return Decimal(written)
    except InvalidOperation:
        return value


def _read(value: object, *, of_shares: bool) -> Any:
    """A number; a percentage only where the field is a share, else it stays text."""
    return value if is_percentage(value) and not of_shares else exact(value)


def is_percentage(value: object) -> bool:
    """Whether a text ends with the sign of a percentage."""
    return isinstance(value, str) and value.strip().endswith("%")


def _row(row: object) -> object:
    if isinstance(row, Hire):
        return dataclasses.replace(row, people=_read(row.people, of_shares=False))
    if isinstance(row, Existing):
        return dataclasses.replace(row, rent=_read(row.rent, of_shares=False))
    return row


def problems(plan: Any, specs: Mapping[str, Spec]) -> list[Problem]:
    """Everything that is wrong with a plan, in the order of its fields.

    Whether fields fit each other is asked only of fields that are each right by themselves.
    """
    found: list[Problem] = []
    for name, spec in specs.items():
        found += _field(name, spec, getattr(plan, name))
    wrong = {(problem.field or "").split(".")[1].partition("[")[0] for problem in found}
    for names, problem in _contradictions(plan):
        if not names & wrong:
            found.append(problem)
    return found


def _mistake(table: str, place: str, message: str, **values: object) -> Problem:
    """A problem at ``group.field``."""
    return Problem("error", RULE, table, None, place, message, values)


def _field(name: str, spec: Spec, value: object) -> Iterator[Problem]:
    place = f"{spec.group}.{name}"
    if spec.kind in DECIMALS or spec.kind == "whole":
        yield from _number(place, spec, value)
    elif spec.kind == "list":
        yield from _numbers(place, spec, value)
    elif spec.kind == "table":
        yield from _rows(place, value)
    elif spec.kind == "flag" and not isinstance(value, bool):
        yield _mistake(TABLE, place, "{value} is neither true nor false", value=repr(value))
    elif spec.kind == "word" and value not in spec.choices:
        yield _mistake(
            TABLE,
            place,
            "{value} is not one of: {allowed}",
            value=repr(value),
            allowed=", ".join(spec.choices),
        )
    elif spec.kind == "month" and value != "":
        yield from _month(place, str(value))
    elif spec.kind == "text" and not re.fullmatch(r"[A-Z]{3}", str(value)):
        yield _mistake(
            TABLE, place, "{value} is not the code of a currency: write EUR", value=repr(value)
        )


def is_month(value: object) -> bool:
    """Whether a text is a month such as 2027-01."""
    return re.fullmatch(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", str(value)) is not None


def _month(place: str, value: str) -> Iterator[Problem]:
    """A month of a year whose plan, however long, ends within the calendar."""
    if not is_month(value):
        yield _mistake(TABLE, place, '{value} is not a month: write "2027-01"', value=value)
    elif not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        yield _mistake(TABLE, place, "{value} is not a month from {low} to {high}", value=value,
                       low=f"{FIRST_YEAR}-01", high=f"{LAST_YEAR}-12")  # fmt: skip


def _number(place: str, spec: Spec, value: object) -> Iterator[Problem]:
    if spec.kind == "whole" and not is_whole(value):
        yield _mistake(TABLE, place, "{value} is not a whole number", value=_shown(value))
    elif spec.kind != "whole" and not (isinstance(value, Decimal) and value.is_finite()):
        yield _no_number(place, value)
    elif isinstance(value, int | Decimal):
        yield from _bounds(place, spec, value)


def _no_number(place: str, value: object) -> Problem:
    if is_percentage(value):
        return _mistake(TABLE, place, "{value} is a percentage, and this field is not a share: "
                        "write the number it should have", value=_shown(value))  # fmt: skip
    return _mistake(TABLE, place, "{value} is not a number", value=_shown(value))


def is_whole(value: object) -> bool:
    """Whether it is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def _bounds(place: str, spec: Spec, value: int | Decimal) -> Iterator[Problem]:
    low, high = spec.low, spec.high
    if low is None or high is None or low <= value <= high:
        return
    if spec.unit in {"share", "shares"} and 1 < value <= 100:
        yield _mistake(
            TABLE,
            place,
            "{value} is above 1, that is above 100%; for {value}% write {share}",
            value=_shown(value),
            share=_shown(Decimal(value) / 100),
        )
    elif value < low == 0:
        yield _mistake(TABLE, place, "{value} is below 0", value=_shown(value))
    else:
        yield _mistake(
            TABLE,
            place,
            "{value} is not between {low} and {high}",
            value=_shown(value),
            low=_shown(low),
            high=_shown(high),
        )


def _numbers(place: str, spec: Spec, value: object) -> Iterator[Problem]:
    if not isinstance(value, tuple):
        yield _mistake(
            TABLE,
            place,
            "{value} is not a list of numbers such as [0.20, 0.10]",
            value=_shown(value),
        )
        return
    for index, item in enumerate(value, start=1):
        yield from _number(f"{place}[{index}]", spec, item)


def _rows(place: str, value: object) -> Iterator[Problem]:
    example = ROW_EXAMPLES[place]
    if not isinstance(value, tuple):
        yield _mistake(
            TABLE,
            place,
            "{value} is not a list of rows such as {example}",
            value=_shown(value),
            example=example,
        )
        return
    for index, row in enumerate(value, start=1):
        if isinstance(row, Hire | Existing):
            yield from _row_fields(f"{place}[{index}]", row)
            if isinstance(row, Existing) and row.accounts == 0 != row.rent:
                yield _mistake(TABLE, f"{place}[{index}].accounts",
                               "0 accounts pay a rent of {rent}; write how many they are",
                               rent=_shown(row.rent))  # fmt: skip
        else:
            yield _mistake(
                TABLE,
                f"{place}[{index}]",
                "{value} is not a row such as {example}",
                value=_shown(row),
                example=example,
            )


def _row_fields(place: str, row: Hire | Existing) -> Iterator[Problem]:
    for name, spec in ROW_SPECS[type(row)].items():
        item = getattr(row, name)
        if not (name == "term_months" and item is None):
            yield from _number(f"{place}.{name}", spec, item)


ROW_EXAMPLES = {
    "sales.hires": "{ month = 3, people = 1 }",
    "customers.existing": "{ age_months = 10, rent = 9000, accounts = 10, billing_months = 1 }",
}


def _spec(kind: Any, low: int, high: int) -> Spec:
    return Spec(
        group="plan", kind=kind, unit="rows", en="", fr="", low=Decimal(low), high=Decimal(high)
    )


ROW_SPECS: dict[type, dict[str, Spec]] = {
    Hire: {"month": _spec("whole", 1, 240), "people": _spec("number", 0, 10**5)},
    Existing: {
        "age_months": _spec("whole", 0, 1200),
        "rent": _spec("money", 0, 10**12),
        "accounts": _spec("whole", 0, 10**7),
        "billing_months": _spec("whole", 1, 36),
        "term_months": _spec("whole", 1, 240),
    },
}
"""The bounds of the columns of each table of a plan."""


def _contradictions(plan: Any) -> Iterator[tuple[set[str], Problem]]:
    """Pairs of fields that cannot both be so: the fields, and what is wrong."""
    yield from _ramp(plan)
    yield from _billing(plan)
    yield from _losses(plan)


def _ramp(plan: Any) -> Iterator[tuple[set[str], Problem]]:
    ramp, months = plan.ramp_months, plan.months
    if is_whole(ramp) and is_whole(months) and ramp > months:
        yield (
            {"ramp_months", "months"},
            _mistake(
                TABLE,
                "sales.ramp_months",
                "a ramp of {ramp} months is longer than the plan of {months}",
                ramp=ramp,
                months=months,
            ),
        )


def _billing(plan: Any) -> Iterator[tuple[set[str], Problem]]:
    billed = [("price.billing_months", plan.billing_months, plan.term_months)]
    for index, row in enumerate(plan.existing if isinstance(plan.existing, tuple) else (), start=1):
        if isinstance(row, Existing):
            place = f"customers.existing[{index}].billing_months"
            term = plan.term_months if row.term_months is None else row.term_months
            billed.append((place, row.billing_months, term))
    for place, months, term in billed:
        if all(is_whole(n) and n > 0 for n in (months, term)) and term % months:
            own = "existing" if "existing" in place else "billing_months"
            yield (
                {own, "term_months"},
                _mistake(
                    TABLE,
                    place,
                    "{billing} months billed in advance do not fit into a term of {term}: the term "
                    "must be a multiple of the months billed, as nothing is paid back to those who "
                    "leave",
                    billing=months,
                    term=term,
                ),
            )


def _losses(plan: Any) -> Iterator[tuple[set[str], Problem]]:
    if plan.loss_by_year == ():
        yield (
            {"loss_by_year"},
            _mistake(
                TABLE, "customers.loss_by_year", "the list is empty; write [0] when nobody leaves"
            ),
        )


def _shown(value: object) -> str:
    """A number as a person writes it: 0.30, not Decimal('0.30') nor 3E+1."""
    if not isinstance(value, Decimal):
        return repr(value)
    long = value.is_finite() and abs(value.adjusted()) > LONG
    return str(value) if long else f"{value.normalize():f}"

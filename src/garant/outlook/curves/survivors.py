"""The numbers still there, as someone types them: counts, percentages or shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from garant.metrics.errors import DataError, Problem, RequestError
from garant.outlook.curves.curve import ASSUMED
from garant.outlook.curves.evidence import Evidence

Kind = Literal["counts", "percentages", "shares"]
LEAST = 3
MOST = 1_200
TABLE = "survivors"


@dataclass(frozen=True)
class Survivors:
    """Who was still there at the start and after each period, as typed.

    `scale` is what the start is written as; `customers` how many it stands for, `assumed` where
    nobody said. `risen` are the periods at whose end there are more than before.
    """

    values: tuple[float, ...]
    kind: Kind
    customers: float
    assumed: bool

    @property
    def shares(self) -> tuple[float, ...]:
        """The shares of the start, as typed."""
        return tuple(value / self.values[0] for value in self.values)

    @property
    def risen(self) -> tuple[int, ...]:
        """The periods at whose end there are more than at any time since an earlier one."""
        pairs = enumerate(zip(self.values, self.values[1:], strict=False), start=1)
        return tuple(place for place, (before, after) in pairs if after > before)

    def evidence(self) -> Evidence:
        """What they tell: who is there again after having left is left out."""
        return Evidence.of_survivors([self.customers * share for share in self.shares])


def survivors(given: str | Sequence[float], customers: int | None = None) -> Survivors:
    """Read survivors from period 0 on; DataError names every value that cannot be, by its place.

    A first value of 1 means shares, of 100 (or a ``%``) percentages, another whole number counts
    of customers. Values are separated by commas; by semicolons or spaces where the comma is a
    decimal one. Of shares and percentages nobody knows of how many customers they are: `customers`
    says it, else a thousand are assumed, as published tables do.

    >>> survivors("100, 86.9, 74.3").kind, survivors("1;0,869;0,743").kind
    ('percentages', 'shares')
    >>> survivors("1000, 869, 743").customers
    1000.0
    """
    cells = _cells(given) if isinstance(given, str) else [str(value) for value in given]
    values = _values(cells)
    kind = _kind(values[0], percent=any(cell.rstrip().endswith("%") for cell in cells))
    _refuse(values, kind)
    if customers is not None and customers < 1:
        raise RequestError("customers is {customers}; it must be 1 or more", customers=customers)
    if kind == "counts":
        _refuse_two_counts(values[0], customers)
        return Survivors(tuple(values), kind, values[0], assumed=False)
    return Survivors(tuple(values), kind, float(customers or ASSUMED), assumed=customers is None)


def _cells(text: str) -> list[str]:
    """The values as they were typed, with points for decimals."""
    text = re.sub(r"\s+%", "%", text.strip())
    if ";" in text:
        return [part.strip().replace(",", ".") for part in text.split(";")]
    if re.search(r"[^\s,]\s+[^\s,]", text) and not re.search(r",\s", text):
        return text.replace(",", ".").split()
    return [part.strip() for part in text.split(",")]


def _values(cells: Sequence[str]) -> list[float]:
    """The numbers; every cell that is none, or below zero, is named."""
    values, problems = [], []
    for place, cell in enumerate(cells):
        value = _number(cell)
        if value is None:
            message = "period {place}: {given} is not a number"
            problems.append(_problem(place, message, given=repr(cell)))
        elif value < 0:
            message = "period {place}: {given} is below zero"
            problems.append(_problem(place, message, given=f"{value:g}"))
        values.append(0.0 if value is None else value)
    if problems:
        raise DataError(problems)
    if not LEAST <= len(values) <= MOST:
        raise RequestError(
            "{count} numbers are given; there must be from {least} to {most}, from period 0 on",
            count=len(values), least=LEAST, most=MOST,
        )  # fmt: skip
    return values


def _number(cell: str) -> float | None:
    bare = cell.removesuffix("%").strip()
    return float(bare) if re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)", bare) else None


def _kind(first: float, *, percent: bool) -> Kind:
    if percent or first == 100:
        return "percentages"
    return "shares" if first == 1 else "counts"


def _refuse(values: Sequence[float], kind: Kind) -> None:
    """Refuse what cannot be of the kind, all of it at once."""
    problems = _wrong_start(values[0], kind)
    for place, value in enumerate(values[1:], start=1):
        if kind == "counts" and value != int(value):
            message = "period {place}: {given} is not a whole number of customers"
            problems.append(_problem(place, message, given=f"{value:g}"))
    if problems:
        raise DataError(problems)


def _wrong_start(first: float, kind: Kind) -> list[Problem]:
    given = f"{first:g}"
    if kind == "counts" and (first <= 0 or first != int(first)):
        message = (
            "period {place}: {given} is no start; it is 100 for percentages, 1 for shares, "
            "or the number of customers"
        )
        return [_problem(0, message, given=given)]
    if kind == "percentages" and first != 100:
        return [_problem(0, "period {place}: {given}% is no start; it is 100%", given=given)]
    return []


def _refuse_two_counts(first: float, customers: int | None) -> None:
    if customers is not None and customers != first:
        raise RequestError(
            "the survivors start with {first} customers, and --customers says {customers}: "
            "leave one of them out",
            first=f"{first:g}", customers=customers,
        )  # fmt: skip


def _problem(place: int, message: str, **values: object) -> Problem:
    said = {"place": place, **values}
    return Problem("error", "", TABLE, None, None, message, said)

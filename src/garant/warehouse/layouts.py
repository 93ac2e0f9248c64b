"""How the days of a file are written: what their cells show of the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MONTHS = 12
CERTAIN = 9  # of ten days that show their order
ENOUGH = 3  # first days of different months: fewer may be days of one January
# An hour that says no more than the day does.
MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?| 12:00(?::00)? ?[Aa][Mm])?"
# Where the day stands first, and the same with the month first. A point is never American.
_LAYOUTS = (
    ("%d/%m/%Y", "%m/%d/%Y"), ("%d.%m.%Y", ""), ("%d-%m-%Y", "%m-%d-%Y"),
    ("%d/%m/%y", "%m/%d/%y"), ("%d.%m.%y", ""), ("%Y/%m/%d", ""),
)  # fmt: skip
# Two digits are a year of this century; 98 may be 1998, or an end that is none: it is not read.
_SHAPES = {"%Y": r"(\d{4})", "%y": r"([0-6]\d)", "%m": r"(\d{1,2})", "%d": r"(\d{1,2})"}


@dataclass(frozen=True, slots=True)
class Days:
    """How the days of one column are written, day first where nothing tells.

    `layout` is empty where they stand year, month, day with hyphens, or are no days. `shown`
    says that the order is certain. `firsts` are the orders in which each is the first of a month;
    `alike` says that each is the same day in both orders; so many of them are `different`.
    """

    layout: str = ""
    shown: bool = True
    firsts: tuple[str, ...] = ()
    alike: bool = False
    different: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """How the days of a file are written: one layout, or two between which nothing decides."""

    layout: str = ""
    other: str = ""


def shape_of(layout: str) -> str:
    """What a day in that layout looks like, its parts being groups."""
    parts = re.split(r"(%[Yymd])", layout)
    return "".join(_SHAPES.get(part) or re.escape(part) for part in parts)


def days_of(texts: Sequence[str]) -> Days:
    """How the days in these texts are written."""
    for layout, other in _LAYOUTS:
        shape = re.compile(shape_of(layout) + MIDNIGHT)
        found = [match.groups() for text in texts if (match := shape.fullmatch(text))]
        if found:
            return _ordered(layout, other, [tuple(map(int, one)) for one in found])
    return Days()


def _ordered(layout: str, other: str, found: Sequence[tuple[int, ...]]) -> Days:
    if not other:
        return Days(layout)
    able = [one for one in found if min(one[:2]) <= MONTHS]  # the others are days in no order
    day_first = sum(first > MONTHS for first, _second, _year in able)
    month_first = sum(second > MONTHS for _first, second, _year in able)
    if 10 * max(day_first, month_first) >= CERTAIN * (day_first + month_first) > 0:
        return Days(layout if day_first > month_first else other)
    if day_first or not able:
        return Days(layout, shown=False)
    both = enumerate((layout, other))
    firsts = tuple(order for at, order in both if all(one[at] == 1 for one in able))
    alike = all(first == second for first, second, _year in able)
    return Days(firsts[0] if len(firsts) == 1 else layout, False, firsts, alike, len(set(able)))


def order_of(columns: Iterable[Days]) -> Order:
    """How a file writes its days, by all its columns of days.

    Where no column shows it, it is the order in which all of them are first days of a month, if
    there is one and enough of them differ; where it makes no difference, the day stands first.
    """
    dated = [one for one in columns if one.layout]
    certain = [one for one in dated if one.shown]
    if not dated:
        return Order()
    both = next(pair for pair in _LAYOUTS if dated[0].layout in pair)
    if certain:
        return (
            Order(*both) if {one.layout for one in certain} == {*both} else Order(certain[0].layout)
        )
    if all(one.alike for one in dated):
        return Order(dated[0].layout)
    likely = [layout for layout in both if all(layout in one.firsts for one in dated)]
    enough = max(one.different for one in dated) >= ENOUGH
    return Order(likely[0]) if enough and len(likely) == 1 else Order(*both)

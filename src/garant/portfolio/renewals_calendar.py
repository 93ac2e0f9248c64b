"""A month of renewals, day by day: until when each must be decided, and when its term ends."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from garant.contracts import term_end_queries
from garant.contracts.models import TermEnd
from garant.metrics.calendar import add_months

if TYPE_CHECKING:
    from garant.portfolio.renewals_page import Asked

MOST = 3  # of one day that are named; the others are counted
MONDAY = 0
FAR = 3660  # days


@dataclass(frozen=True)
class Mark:
    """Something that falls on a day: the last day to give notice, or the end of a term."""

    end: TermEnd
    notice: bool


@dataclass
class Day:
    """A day, and what falls on it."""

    on: date
    inside: bool
    today: bool
    marks: list[Mark] = field(default_factory=list)

    @property
    def named(self) -> Sequence[Mark]:
        """The largest."""
        return sorted(self.marks, key=lambda mark: -mark.end.due_mrr)[:MOST]

    @property
    def more(self) -> int:
        """How many are not named."""
        return max(0, len(self.marks) - MOST)

    @property
    def due(self) -> Decimal:
        """What falls on it, in all."""
        return sum((mark.end.due_mrr for mark in self.marks), Decimal(0))


@dataclass(frozen=True)
class Month:
    """A month in weeks, and the months beside it."""

    first: date
    weeks: Sequence[Sequence[Day]]
    before: date
    after: date


def month(wanted: Asked, first: date) -> Month:
    """The month of the day `first`, with what the other filters let through."""
    until = add_months(first, 1)
    words = {name: text for name, text in wanted.words.items() if name not in ("month", "day")}
    found = term_end_queries.narrowed(wanted.whole, words, wanted.today).filter(
        Q(due_on__gte=first, due_on__lt=until) | Q(notice_on__gte=first, notice_on__lt=until)
    )
    marks: dict[date, list[Mark]] = defaultdict(list)
    for end in term_end_queries.told(found):
        marks[end.due_on].append(Mark(end, notice=False))
        if end.notice_on is not None:
            marks[end.notice_on].append(Mark(end, notice=True))
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        weeks=[[_day(on, first, wanted.today, marks) for on in week] for week in weeks],
        before=add_months(first, -1),
        after=until,
    )


def next_month(wanted: Asked) -> date:
    """The month in which the next decision falls; this one where there is none."""
    pending = term_end_queries.to_decide(wanted.whole, wanted.today, FAR)
    to_come = pending.filter(decide_on__gte=wanted.today).order_by("decide_on")
    first = to_come.values_list("decide_on", flat=True).first()
    return (first or wanted.today).replace(day=1)


def _day(on: date, first: date, today: date, marks: dict[date, list[Mark]]) -> Day:
    inside = on.month == first.month
    return Day(on, inside, on == today, marks.get(on, []) if inside else [])

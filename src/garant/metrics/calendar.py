"""Days, months and periods, as expressions that every engine computes alike.

Intervals are half-open. A period is known by its number: months since year 0, quarters since
year 0, years, or days since 1970-01-01; so that a bridge needs no join with a calendar.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import ibis
import ibis.expr.types as ir

from garant.metrics.deferring import of_columns
from garant.metrics.errors import RequestError

By = Literal["day", "month", "quarter", "year"]

FOREVER = date(9999, 12, 31)
"""The end of what has no end. Inside the engine an end is never null, so that it compares."""

_EPOCH = date(1970, 1, 1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def add_months(day: date, months: int) -> date:
    """The same day some months later, clamped to the end of the month.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@of_columns
def month_number(day: ir.DateValue) -> ir.IntegerValue:
    """Months since year 0: January 2024 is 24288."""
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


@of_columns
def plus_months(day: ir.DateValue, months: ir.IntegerValue) -> ir.DateValue:
    """:func:`add_months` in the engine, from columns."""
    return _as_date(day + months.as_interval("M"))


@of_columns
def whole(numerator: ir.IntegerValue, denominator: ir.IntegerValue | int) -> ir.IntegerValue:
    """Integer division, downwards, of small numbers that are not negative (dates, counts)."""
    return ((numerator - numerator % denominator) / denominator).round().cast("int64")


@of_columns
def days_between(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Days from ``start`` to ``end``."""
    return end.delta(start, unit="day").cast("int64")


@of_columns
def plus_days(day: ir.DateValue, days: ir.IntegerValue | int) -> ir.DateValue:
    """The day some days later."""
    count = ibis.literal(days, "int64") if isinstance(days, int) else days
    return _as_date(day + count.as_interval("D"))


def _as_date(moment: ir.DateValue) -> ir.DateValue:
    """A date again: engines answer date + interval with a timestamp, and Ibis does not know."""
    return moment.cast("timestamp").cast("date")


@dataclass(frozen=True, slots=True)
class Grain:
    """How long a period is. Numbers of periods grow by one from each period to the next.

    >>> month = Grain("month")
    >>> month.number(date(2024, 2, 29)), month.first(24289), month.last(24289)
    (24289, datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """

    by: By

    def __post_init__(self) -> None:
        if self.by not in ("day", *_MONTHS):
            raise RequestError(
                "{by} is not a period; it must be one of: {choices}",
                by=repr(self.by),
                choices="month, quarter, year",
            )

    def number(self, day: date) -> int:
        """The number of the period that holds a day."""
        if self.by == "day":
            return (day - _EPOCH).days
        return (day.year * 12 + day.month - 1) // _MONTHS[self.by]

    def first(self, number: int) -> date:
        """The first day of a period."""
        if self.by == "day":
            return _EPOCH + timedelta(days=number)
        year, month = divmod(number * _MONTHS[self.by], 12)
        return date(year, month + 1, 1)

    def last(self, number: int) -> date:
        """The last day of a period."""
        return self.first(number + 1) - timedelta(days=1)

    def number_of(self, day: ir.DateValue) -> ir.IntegerValue:
        """:meth:`number` in the engine."""
        if self.by == "day":
            return days_between(ibis.literal(_EPOCH), day)
        months = month_number(day)
        return months if self.by == "month" else whole(months, _MONTHS[self.by])

    def first_of(self, number: ir.IntegerValue) -> ir.DateValue:
        """:meth:`first` in the engine."""
        if self.by == "day":
            return plus_days(ibis.literal(_EPOCH), number)
        months = number * _MONTHS[self.by] - _EPOCH.year * 12
        return plus_months(ibis.literal(_EPOCH), months)

    def last_of(self, number: ir.IntegerValue) -> ir.DateValue:
        """:meth:`last` in the engine."""
        return plus_days(self.first_of(number + 1), -1)


@dataclass(frozen=True, slots=True)
class Span:
    """A run of periods, first and last included."""

    grain: Grain
    first: int
    last: int

    @classmethod
    def of(cls, by: By, since: date, until: date) -> Span:
        """All periods that meet [since, until]."""
        grain = Grain(by)
        if until < since:
            raise RequestError(
                "the range ends on {until}, before it starts on {since}", until=until, since=since
            )
        return cls(grain, grain.number(since), grain.number(until))

    def daily(self) -> Span:
        """The days of these periods."""
        day = Grain("day")
        return Span(
            day, day.number(self.grain.first(self.first)), day.number(self.grain.last(self.last))
        )

    def numbers(self) -> ir.Table:
        """One row a period: ``period_no``."""
        return ibis.range(self.first, self.last + 1).unnest().name("period_no").as_table()

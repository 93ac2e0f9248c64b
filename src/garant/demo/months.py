"""Calendar arithmetic of the demo: whole months, working days, instants of the day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

WORKDAY_OPENS, WORKDAY_CLOSES = 8, 18


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, clamped to the end of a shorter month.

    >>> add_months(date(2021, 1, 31), 1)
    datetime.date(2021, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, _days_in(first)))


def month_of(day: date) -> date:
    """First day of the month of `day`."""
    return day.replace(day=1)


def months(first: date, last: date) -> Iterator[date]:
    """First day of every month that meets [first, last].

    >>> len(list(months(date(2020, 7, 1), date(2021, 6, 30))))
    12
    """
    month = month_of(first)
    while month <= last:
        yield month
        month = add_months(month, 1)


def quarter_end(day: date) -> bool:
    """Whether `day` is among the last 14 days of a calendar quarter."""
    next_quarter = add_months(date(day.year, day.month - (day.month - 1) % 3, 1), 3)
    return (next_quarter - day).days <= 14


def workday(day: date) -> date:
    """`day`, or the Friday before it when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def instant(day: date, rng: Random) -> datetime:
    """A moment of the working day, in UTC, to the minute."""
    return datetime.combine(
        day, time(rng.randrange(WORKDAY_OPENS, WORKDAY_CLOSES), rng.randrange(60)), UTC
    )


def _days_in(first: date) -> int:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (following - first).days

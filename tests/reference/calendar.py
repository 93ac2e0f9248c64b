"""Days, months, periods and knowledge instants (R1, R2, R12)."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}

Row = dict[str, Any]


def addmonths(day: date, months: int) -> date:
    """The same day `months` later, clamped to the end of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def days_after(first: date, last: date) -> Iterator[date]:
    """Every day of (first, last]."""
    day = first + ONE_DAY
    while day <= last:
        yield day
        day += ONE_DAY


def local_date(instant: datetime, zone: str) -> date:
    """R1: the local calendar date of an instant."""
    return instant.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, zone: str) -> datetime:
    """R2: the last instant of a local day."""
    midnight = datetime.combine(day + ONE_DAY, time(0), tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def known_rows(rows: list[Row], at: datetime) -> list[Row]:
    """R2: recorded by then and not voided by then."""
    kept = []
    for row in rows:
        recorded, voided = row.get("recorded_at"), row.get("voided_at")
        if (recorded is None or recorded <= at) and (voided is None or voided > at):
            kept.append(row)
    return kept


def period_start(day: date, by: str) -> date:
    """First day of the month, quarter or year that holds `day`."""
    length = MONTHS_OF[by]
    month = (day.month - 1) // length * length + 1
    return date(day.year, month, 1)


def periods(first: date, last: date, by: str) -> list[tuple[date, date, date]]:
    """R12: (first day, d0, d1) of all periods that meet [first, last]."""
    found = []
    start = period_start(first, by)
    while start <= last:
        following = addmonths(start, MONTHS_OF[by])
        found.append((start, start - ONE_DAY, following - ONE_DAY))
        start = following
    return found


def whole_months(start: date, end: date) -> int | None:
    """n >= 1 with end = addmonths(start, n), or None."""
    n = (end.year - start.year) * 12 + end.month - start.month
    return n if n >= 1 and addmonths(start, n) == end else None


def term_boundary(contract: Row, k: int) -> date | None:
    """D2: term_start + k terms, in whole months when the term is, else in days."""
    start, end = contract["term_start"], contract.get("term_end")
    if end is None or end <= start:
        return None
    months = whole_months(start, end)
    if months is not None:
        return addmonths(start, months * k)
    return start + k * (end - start)


def anniversary_after(contract: Row, day: date) -> date | None:
    """D2: the first term boundary strictly after `day`."""
    k = 1
    boundary = term_boundary(contract, k)
    while boundary is not None and boundary <= day:
        k += 1
        boundary = term_boundary(contract, k)
    return boundary

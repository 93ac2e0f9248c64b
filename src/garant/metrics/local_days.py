"""From instants to dates on the calendar of a place (R1), without an engine's time zones.

Engines carry time-zone tables of different years, and some read a date in the zone of the
session. So the changes of the offset are taken from Python's own tables, once, and each instant
is shifted by the offset of its stretch: a tree of comparisons, as deep as the number of halvings.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir

EARLIEST = date(1990, 1, 1)
"""Instants before this day get the offset of this day."""

Stretch = tuple[datetime, int]


def offsets(tz: str, *, since: date, until: date) -> list[Stretch]:
    """The stretches of one offset: the instant each starts at (UTC, no zone) and its seconds.

    >>> offsets("Europe/Paris", since=date(2024, 1, 1), until=date(2024, 12, 31))[1:]
    [(datetime.datetime(2024, 3, 31, 1, 0), 7200), (datetime.datetime(2024, 10, 27, 1, 0), 3600)]
    """
    zone = ZoneInfo(tz)
    start, end = _instant(since), _instant(until + timedelta(days=2))
    found = [(start, _offset(zone, start))]
    day = start
    while day < end:
        following = day + timedelta(days=1)
        if _offset(zone, following) != _offset(zone, day):
            found.append(_change(zone, day, following))
        day = following
    return found


def local_date(at: ir.TimestampValue, tz: str, *, until: date) -> ir.DateValue:
    """The date in ``tz`` of an instant in UTC (a timestamp without a zone), up to ``until``.

    >>> import ibis
    >>> at = ibis.timestamp("2024-12-31 23:30:00")
    >>> str(local_date(at, "Europe/Paris", until=date(2025, 1, 1)).type())
    'date'
    """
    stretches = offsets(tz, since=EARLIEST, until=max(until, EARLIEST))
    return _shifted(at, stretches)


def _shifted(at: ir.TimestampValue, stretches: list[Stretch]) -> ir.DateValue:
    if len({seconds for _, seconds in stretches}) == 1:
        return (at + ibis.interval(seconds=stretches[0][1])).date()
    middle = len(stretches) // 2
    border = ibis.literal(stretches[middle][0]).cast("timestamp")
    before, after = _shifted(at, stretches[:middle]), _shifted(at, stretches[middle:])
    return ibis.ifelse(at < border, before, after)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> Stretch:
    """The second at which the offset changes, by halving. A day has at most one change."""
    old = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after, _offset(zone, after)


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    shift = instant.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())


def _instant(day: date) -> datetime:
    return datetime.combine(day, time.min)

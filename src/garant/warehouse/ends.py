"""Whether the day on which a line ends is still paid for: what the days of a file say of it.

An end such as 31/12/2025 is a last day, one such as 01/01/2026 a first day without. Taken the
wrong way, whoever renews seems to leave and to come back a day later.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from garant.metrics.calendar import add_months
from garant.warehouse.layouts import MIDNIGHT, shape_of

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]([0-9:.]+)( ?UTC|Z|[+-]00(:?00)?)?")
Line = tuple[str, date, date]


@dataclass(frozen=True, slots=True)
class Ends:
    """Of so many ends, those that look like a last day, and those like a first day without.

    ``moments`` are those with an hour: there the line ends. ``followed`` are those after which
    the account's next line starts at once. ``latest`` is the last of them.
    """

    of: int = 0
    last: int = 0
    without: int = 0
    moments: int = 0
    followed: int = 0
    latest: date | None = None

    @property
    def inclusive(self) -> bool | None:
        """Whether the last day counts; None where half of the ends or more do not show it."""
        if 2 * self.moments > self.of:
            return False
        most = max(self.last, self.without)
        if not most or 2 * most < self.of or 10 * most < 9 * (self.last + self.without):
            return None
        return self.last > self.without


def ends(
    rows: Sequence[Sequence[str]], at: tuple[int | None, int, int], *, layout: str = ""
) -> Ends:
    """What the rows of a file say, whose account, start and end stand at these places."""
    account, start, end = at
    told = [row for row in rows if max(start, end, account or 0) < len(row) and row[end].strip()]
    whose = ["" if account is None else row[account].strip() for row in told]
    days = [(day(row[start], layout), day(row[end], layout)) for row in told]
    lines = [
        (who, began, ended)
        for who, (began, ended) in zip(whose, days, strict=True)
        if began is not None and ended is not None and began <= ended
    ]
    starts = _starts(rows, account, start, layout) if account is not None else {}
    signs = [_sign(line, starts.get(line[0], frozenset())) for line in lines]
    found = Counter(sign for sign, _ in signs)
    moments = sum(_has_hour(row[end]) for row in told)
    followed = sum(one for _, one in signs)
    latest = max((ended for _who, _began, ended in lines), default=None)
    return Ends(len(lines), found["last"], found["without"], moments, followed, latest)


def _starts(
    rows: Iterable[Sequence[str]], account: int, start: int, layout: str
) -> Mapping[str, set[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    for row in rows:
        began = day(row[start], layout) if max(start, account) < len(row) else None
        if began is not None:
            found[row[account].strip()].add(began)
    return found


def _sign(line: Line, starts: Container[date]) -> tuple[str, bool]:
    """What one end looks like, and whether a line of the account starts there.

    The account's next line goes before the place of the end in its month.
    """
    _who, start, end = line
    after = end + timedelta(days=1)
    as_last, as_without = after in starts, end in starts and end > start
    followed = as_last or as_without
    if as_last == as_without:
        as_last, as_without = _closes(start, after), _closes(start, end)
    if as_last == as_without:
        return "", followed
    return "last" if as_last else "without", followed


def _closes(start: date, on: date) -> bool:
    """Whether a month, or a number of months from the start, is over on that day."""
    months = 12 * (on.year - start.year) + on.month - start.month
    return on > start and (on.day == 1 or (months > 0 and add_months(start, months) == on))


@lru_cache(maxsize=8192)
def day(text: str, layout: str) -> date | None:
    """The day that a cell names, written in that order or year first."""
    text = text.strip()
    moment = _MOMENT.fullmatch(text)
    if moment or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _made(*map(int, text[:10].split("-")))
    parts = re.fullmatch(shape_of(layout) + MIDNIGHT, text) if layout else None
    if parts is None:
        return None
    order = re.findall(r"%([Yymd])", layout)
    named = dict(zip(order, map(int, parts.groups()), strict=True))
    return _made(named["Y"] if "Y" in named else 2000 + named["y"], named["m"], named["d"])


def _made(*parts: int) -> date | None:
    try:
        made = date(*parts)
    except ValueError:
        return None
    return made if made.year < date.max.year else None


def _has_hour(text: str) -> bool:
    moment = _MOMENT.fullmatch(text.strip())
    return moment is not None and bool(re.search("[1-9]", moment[2]))


def is_moment(text: str) -> bool:
    """Whether a cell is an instant in UTC."""
    return _MOMENT.fullmatch(text) is not None

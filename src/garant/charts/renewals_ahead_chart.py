"""The renewals to come by month: secured, open and lost, and beside them what will be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from garant.charts import labels, renewals_ahead_drawing
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.errors import ChartError
from garant.charts.labels import NONE, Lang, MoneyUnit, Number
from garant.charts.renewals_ahead_drawing import Bar, Reach
from garant.charts.renewals_words import say

MOST_BARS: Final = 24


@dataclass(frozen=True)
class DueMonth:
    """A month (any day of it) and the MRR due in it: secured, open or lost.

    `kept` is what is expected to be kept of it, with its 90 % interval; `called` what is kept by
    the calls of people. `None` where nobody says.
    """

    month: date
    secured: Number = 0
    open: Number = 0
    lost: Number = 0
    kept: Number | None = None
    low: Number | None = None
    high: Number | None = None
    called: Number | None = None
    count: int | None = None
    href: str | None = None

    @property
    def due(self) -> Number:
        """All of it."""
        return sum((labels.decimal(part) for part in (self.secured, self.open, self.lost)), 0)


def renewals_ahead(
    months: Sequence[DueMonth],
    *,
    lang: Lang,
    currency: str | None = None,
    heading: Heading | None = None,
) -> Chart:
    """A bar a month, from zero: secured, then open, then lost; beside it what will be kept.

    Open is pale, because it is not decided yet. The first 24 months are drawn; the table has all.

    >>> months = [DueMonth(date(2026, 1, 1), 30000, 9000, 1000, 36000, 30000, 39000)]
    >>> renewals_ahead(months, lang="en", currency="EUR").label
    'What comes due, and what will be kept: €40.0k due from Jan 26 to Jan 26, of which €30.0k
    secured, €9,000 open and €1,000 lost; €36.0k expected to be kept.'
    """
    labels.language(lang)
    ordered = sorted(months, key=_first_day)
    unit = labels.money_unit([row.due for row in ordered], currency, lang)
    heading = heading or _heading(ordered, unit, lang)
    if not ordered:
        return no_data(heading, _columns(ordered, lang), lang)
    bars = [_bar(row, unit, lang, long=len(ordered) > 12) for row in ordered[:MOST_BARS]]
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, ordered, (currency, lang)),
        wide=renewals_ahead_drawing.draw(bars, unit, WIDE, lang=lang),
        narrow=renewals_ahead_drawing.draw(bars, unit, NARROW, lang=lang),
        table=Table(
            _columns(ordered, lang), tuple(_table_row(row, ordered, unit) for row in ordered)
        ),
        lang=lang,
    )


def _first_day(row: DueMonth) -> date:
    return row.month


def _reach(row: DueMonth) -> Reach | None:
    if row.kept is None or row.low is None or row.high is None:
        return None
    low, kept, high = (float(labels.decimal(end)) for end in (row.low, row.kept, row.high))
    if not low <= high:
        raise ChartError(
            f"What will be kept in {row.month} goes from {row.low} to {row.high}: the low end must "
            "not be above the high one."
        )
    return Reach(low, kept, high)


def _bar(row: DueMonth, unit: MoneyUnit, lang: Lang, *, long: bool) -> Bar:
    name = labels.month_year if long else labels.month
    return Bar(
        name=name(row.month, lang),
        full_name=labels.month_year(row.month, lang),
        parts=tuple(float(labels.decimal(part)) for part in (row.secured, row.open, row.lost)),
        due=unit.figure(row.due),
        reach=_reach(row),
        called=None if row.called is None else float(labels.decimal(row.called)),
        details=tuple(_details(row, unit, lang)),
        href=row.href,
    )


def _details(row: DueMonth, unit: MoneyUnit, lang: Lang) -> list[str]:
    """At most three lines: what is due, its parts, what will be kept of it."""
    said = [say("due", lang, amount=unit.amount(row.due))]
    parts = {name: unit.amount(getattr(row, name)) for name in ("secured", "open", "lost")}
    said.append(say("parts", lang, **parts))
    values = {
        name: unit.amount(value)
        for name in ("kept", "low", "high", "called")
        if (value := getattr(row, name)) is not None
    }
    if {"kept", "low", "high"} <= values.keys():
        said.append(say("between_called" if "called" in values else "between", lang, **values))
    elif "called" in values:
        said.append(say("only_called", lang, **values))
    return said


def _heading(rows: Sequence[DueMonth], unit: MoneyUnit, lang: Lang) -> Heading:
    if len(rows) > MOST_BARS:
        shown, total = str(MOST_BARS), str(len(rows))
        capped = say("capped", lang, unit=unit.name or "MRR", shown=shown, total=total)
        return Heading(say("title", lang), capped)
    foreseen = any(_reach(row) for row in rows)
    key = ("unit" if unit.name else "plain") + ("" if foreseen else "_only")
    return Heading(say("title", lang), say(key, lang, unit=unit.name))


def _label(heading: Heading, rows: Sequence[DueMonth], how: tuple[str | None, Lang]) -> str:
    currency, lang = how
    kept = [row.kept for row in rows]
    told = {
        name: labels.money(_sum([getattr(row, name) for row in rows]), currency, lang)
        for name in ("due", "secured", "open", "lost")
    }
    known = [value for value in kept if value is not None]
    return say(
        "label" if len(known) == len(kept) else "label_plain",
        lang,
        title=heading.title,
        first=labels.month_year(rows[0].month, lang),
        last=labels.month_year(rows[-1].month, lang),
        kept=labels.money(_sum(known), currency, lang),
        **told,
    )


def _sum(values: Sequence[Number]) -> Number:
    return sum((labels.decimal(value) for value in values), labels.decimal(0))


def _columns(rows: Sequence[DueMonth], lang: Lang) -> tuple[str, ...]:
    called = ("called",) if any(row.called is not None for row in rows) else ()
    keys = ("month", "due", "secured", "open", "lost", "kept", "low", "high", *called)
    return tuple(say(f"column.{key}", lang) for key in keys)


def _table_row(row: DueMonth, rows: Sequence[DueMonth], unit: MoneyUnit) -> tuple[str, ...]:
    called = (row.called,) if any(one.called is not None for one in rows) else ()
    amounts = (row.due, row.secured, row.open, row.lost, row.kept, row.low, row.high, *called)
    return (
        labels.month_year(row.month, unit.lang),
        *(NONE if amount is None else unit.amount(amount) for amount in amounts),
    )

"""Drivers side by side: what each one weighs, how sure that is, and which department can act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Final

from garant.charts import forest_drawing, intervals, labels
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.errors import ChartError
from garant.charts.forest_drawing import Row
from garant.charts.labels import NONE, Lang, Number
from garant.charts.rows_drawing import Words
from garant.charts.words import say

MOST_DRIVERS: Final = 20


@dataclass(frozen=True)
class Driver:
    """One driver: its avoidable loss in points (0 to 100), with its 50 % and 90 % intervals.

    `department` is a code (`sales`) or a name; `verdict` one of the study's, or words of your own.
    """

    label: str
    points: Number
    low90: Number
    high90: Number
    low50: Number | None = None
    high50: Number | None = None
    conclusive: bool = False
    department: str = ""
    verdict: str = ""
    href: str | None = None

    @property
    def has_half(self) -> bool:
        """Whether both ends of the 50 % interval are known."""
        return self.low50 is not None and self.high50 is not None


def forest(drivers: Sequence[Driver], *, lang: Lang, heading: Heading | None = None) -> Chart:
    """One row a driver, in the order given, on one axis of points around zero.

    A driver that is not conclusive has a hollow point and no colour. The first 20 are drawn; the
    table has them all.

    >>> rows = [Driver("Discount", 7.2, 4.1, 10.3, conclusive=True, department="sales")]
    >>> forest(rows, lang="en").label.replace(labels.NBSP, " ")
    'What weighs most: Discount comes first, +7.2 pt, between +4.1 pt and +10.3 pt;
    conclusive: 1 of 1.'
    """
    labels.language(lang)
    if not drivers:
        return no_data(heading or _heading(drivers, lang), _columns(drivers, lang), lang)
    heading = heading or _heading(drivers, lang)
    rows = [_row(driver, lang) for driver in drivers]
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, drivers, lang),
        wide=forest_drawing.draw(rows[:MOST_DRIVERS], WIDE, lang=lang, narrow=False),
        narrow=forest_drawing.draw(rows[:MOST_DRIVERS], NARROW, lang=lang, narrow=True),
        table=Table(_columns(drivers, lang), tuple(_table_rows(drivers, lang))),
        lang=lang,
    )


def drivers_of(rows: Sequence[Mapping[str, object]]) -> tuple[Driver, ...]:
    """The drivers of the rows of `garant study drivers`.

    `low` and `high` are the 90 % interval; `low50` and `high50` are drawn when the rows have them.
    Rows without an estimate are left out.

    >>> row = {"avoidable_points": 7, "low": 4, "high": 9, "verdict": "matters"}
    >>> drivers_of([row])[0].conclusive
    True
    """
    return tuple(_driver(row) for row in rows if row.get("avoidable_points") is not None)


def _driver(row: Mapping[str, object]) -> Driver:
    verdict = str(row.get("verdict") or "")
    half = (row.get("low50"), row.get("high50"))
    low50, high50 = half if None not in half else (None, None)
    return Driver(
        label=str(row.get("label") or row.get("code") or NONE),
        points=_number(row, "avoidable_points"),
        low90=_number(row, "low"),
        high90=_number(row, "high"),
        low50=None if low50 is None else _number(row, "low50"),
        high50=None if high50 is None else _number(row, "high50"),
        conclusive=verdict not in ("", "inconclusive"),
        department=str(row.get("department") or ""),
        verdict=verdict,
    )


def _number(row: Mapping[str, object], column: str) -> Number:
    value = row.get(column)
    if isinstance(value, Decimal | int | float):
        return value
    raise ChartError(f"A driver needs a number in column {column!r}; this row has {value!r}.")


def _row(driver: Driver, lang: Lang) -> Row:
    written = partial(intervals.points, lang=lang)
    whole = intervals.interval(driver.label, driver.points, driver.low90, driver.high90)
    half = None
    if driver.low50 is not None and driver.high50 is not None:
        half = intervals.interval(driver.label, driver.points, driver.low50, driver.high50)
    department = intervals.department_name(driver.department, lang)
    between = intervals.between(driver.low90, driver.high90, written, lang)
    said = " · ".join(part for part in (department, _verdict(driver, lang)) if part)
    return Row(
        words=Words(driver.label, written(driver.points), department),
        whole=whole,
        half=half,
        sure=driver.conclusive,
        details=(between, said) if said else (between,),
        href=driver.href,
    )


def _verdict(driver: Driver, lang: Lang) -> str:
    if not driver.verdict and not driver.conclusive:
        return say("inconclusive", lang)
    return intervals.verdict_name(driver.verdict, lang)


def _heading(drivers: Sequence[Driver], lang: Lang) -> Heading:
    title = say("forest.title", lang)
    if len(drivers) > MOST_DRIVERS:
        counts = {"shown": str(MOST_DRIVERS), "total": str(len(drivers))}
        return Heading(title, say("forest.capped", lang, **counts))
    half = any(driver.has_half for driver in drivers)
    return Heading(title, say("forest.subtitle_50" if half else "forest.subtitle", lang))


def _label(heading: Heading, drivers: Sequence[Driver], lang: Lang) -> str:
    sure = [driver for driver in drivers if driver.conclusive]
    count = str(len(drivers))
    if not sure:
        return say("forest.label_none", lang, title=heading.title, count=count)
    written = partial(intervals.points, lang=lang)
    return say(
        "forest.label",
        lang,
        title=heading.title,
        name=sure[0].label,
        points=written(sure[0].points),
        interval=intervals.between(sure[0].low90, sure[0].high90, written, lang),
        sure=str(len(sure)),
        count=count,
    )


def _columns(drivers: Sequence[Driver], lang: Lang) -> tuple[str, ...]:
    half = ("forest.low50", "forest.high50") if any(d.has_half for d in drivers) else ()
    keys = ("forest.driver", "study.department", "study.points", "study.low", "study.high", *half)
    return tuple(say(key, lang) for key in (*keys, "verdict"))


def _table_rows(drivers: Sequence[Driver], lang: Lang) -> list[tuple[str, ...]]:
    with_half = any(driver.has_half for driver in drivers)
    return [
        (
            driver.label,
            intervals.department_name(driver.department, lang) or NONE,
            *(
                NONE if value is None else intervals.points(value, lang)
                for value in _values(driver, with_half=with_half)
            ),
            _verdict(driver, lang) or NONE,
        )
        for driver in drivers
    ]


def _values(driver: Driver, *, with_half: bool) -> tuple[Number | None, ...]:
    whole = (driver.points, driver.low90, driver.high90)
    return (*whole, driver.low50, driver.high50) if with_half else whole

"""What each department could avoid: bars with their interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from garant.charts import departments_drawing, intervals, labels
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.departments_drawing import Bar
from garant.charts.intervals import Written
from garant.charts.labels import Lang, Number
from garant.charts.rows_drawing import Words
from garant.charts.words import say


@dataclass(frozen=True)
class Department:
    """A department (a code such as `sales`, or a name) and what it could avoid (90 % interval)."""

    department: str
    points: Number
    low: Number
    high: Number
    detail: str = ""
    href: str | None = None


def department_bars(
    departments: Sequence[Department],
    *,
    lang: Lang,
    heading: Heading | None = None,
    written: Written | None = None,
) -> Chart:
    """A bar a department, in the order given, from zero; a bar that could be zero is hollow.

    Values are points of loss (0 to 100) unless `written` says how else they are written (money).

    >>> chart = department_bars([Department("sales", 4.2, 2.1, 6.3)], lang="en")
    >>> chart.label.replace(labels.NBSP, " ")
    'Which department can act: Sales first, 4.2 pt, between 2.1 pt and 6.3 pt.'
    """
    labels.language(lang)
    heading = heading or Heading(say("departments.title", lang), say("departments.subtitle", lang))
    if not departments:
        return no_data(heading, _columns(lang), lang)
    written = written or partial(intervals.points, lang=lang, signed=False)
    bars = [_bar(row, written, lang) for row in departments]
    first = bars[0]
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=say(
            "departments.label",
            lang,
            title=heading.title,
            name=first.words.name,
            value=first.words.figure,
            interval=first.details[0],
        ),
        wide=departments_drawing.draw(bars, WIDE, narrow=False),
        narrow=departments_drawing.draw(bars, NARROW, narrow=True),
        table=Table(_columns(lang), tuple(_table_row(row, written, lang) for row in departments)),
        lang=lang,
    )


def _bar(row: Department, written: Written, lang: Lang) -> Bar:
    name = intervals.department_name(row.department, lang)
    between = intervals.between(row.low, row.high, written, lang)
    span = intervals.interval(name, row.points, row.low, row.high)
    doubt = () if span.sure else (say("inconclusive", lang),)
    said = " · ".join(part for part in (row.detail, *doubt) if part)
    return Bar(
        words=Words(name, written(row.points)),
        span=span,
        details=(between, said) if said else (between,),
        href=row.href,
    )


def _columns(lang: Lang) -> tuple[str, ...]:
    keys = ("study.department", "departments.avoidable", "study.low", "study.high")
    return tuple(say(key, lang) for key in keys)


def _table_row(row: Department, written: Written, lang: Lang) -> tuple[str, ...]:
    name = intervals.department_name(row.department, lang)
    return (name, *(written(value) for value in (row.points, row.low, row.high)))

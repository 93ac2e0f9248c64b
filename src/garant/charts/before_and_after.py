"""Before and after an intervention: the share lost, against what was expected without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from garant.charts import before_after_drawing, labels
from garant.charts.before_after_drawing import Line, Point
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.errors import ChartError
from garant.charts.labels import NONE, Lang, Number
from garant.charts.words import say


@dataclass(frozen=True)
class Quarter:
    """A quarter of signature (any day of it): the share lost (0 to 1), out of `n` renewals.

    `observed` is `None` where nothing has come due yet; `expected_low` and `expected_high` are the
    90 % interval of what would have been lost without the change.
    """

    quarter: date
    observed: Number | None = None
    n: int | None = None
    expected_low: Number | None = None
    expected_high: Number | None = None
    href: str | None = None


@dataclass(frozen=True)
class Change:
    """The day of the change, in a few words, and the first day on which a verdict can come."""

    on: date
    words: str = ""
    first_verdict_on: date | None = None


def before_after(
    quarters: Sequence[Quarter],
    *,
    lang: Lang,
    change: Change,
    heading: Heading | None = None,
) -> Chart:
    """The observed line, hollow before the change and solid after it, and the expected band.

    The day of the change is a line across the plot; the first possible verdict is a dashed one,
    and the axis reaches to it even when it is still to come.

    >>> rows = [Quarter(date(2025, 1, 1), 0.3), Quarter(date(2025, 4, 1), 0.12, 80, 0.22, 0.34)]
    >>> before_after(rows, lang="en", change=Change(date(2025, 4, 1))).label
    'Before and after the change: 12.0% lost in Q2 25, below the 22.0% to 34.0% expected without
    it.'
    """
    labels.language(lang)
    heading = heading or Heading(say("before.title", lang), say("before.subtitle", lang))
    ordered = sorted(quarters, key=_first_day)
    observed = [row for row in ordered if row.observed is not None]
    if not observed:
        return no_data(heading, _columns(lang), lang)
    points = [_point(row, change, lang) for row in ordered]
    lines = _lines(change, lang)
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, observed[-1], lang),
        wide=before_after_drawing.draw(points, lines, WIDE, lang=lang),
        narrow=before_after_drawing.draw(points, lines, NARROW, lang=lang),
        table=Table(_columns(lang), tuple(_table_row(row, lang) for row in ordered)),
        lang=lang,
    )


def _first_day(row: Quarter) -> date:
    return row.quarter


def _middle(day: date) -> float:
    """The middle of the quarter of a day, on the axis of days."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first.toordinal() + 45.5


def _point(row: Quarter, change: Change, lang: Lang) -> Point:
    low, high = _expected(row)
    return Point(
        place=_middle(row.quarter),
        name=labels.quarter(row.quarter, lang),
        value=None if row.observed is None else float(labels.decimal(row.observed)),
        low=low,
        high=high,
        after=_middle(row.quarter) > change.on.toordinal(),
        said=_said(row, lang),
        href=row.href,
    )


def _expected(row: Quarter) -> tuple[float | None, float | None]:
    if row.expected_low is None or row.expected_high is None:
        return (None, None)
    low, high = (float(labels.decimal(edge)) for edge in (row.expected_low, row.expected_high))
    if low > high:
        raise ChartError(
            f"What was expected in {row.quarter} goes from {row.expected_low} to "
            f"{row.expected_high}: the low end must not be above the high one."
        )
    return (low, high)


def _said(row: Quarter, lang: Lang) -> tuple[str, ...]:
    said = [] if row.observed is None else [labels.percent(row.observed, lang)]
    if row.expected_low is not None and row.expected_high is not None:
        ends = (labels.percent(edge, lang) for edge in (row.expected_low, row.expected_high))
        said.append(say("before.without", lang, **dict(zip(("low", "high"), ends, strict=True))))
    if row.n is not None:
        one = row.n == 1 or (row.n == 0 and lang == "fr")
        key = "renewals.one" if one else "renewals.many"
        said.append(say(key, lang, count=labels.number(row.n, lang)))
    return tuple(said) or (NONE,)


def _lines(change: Change, lang: Lang) -> list[Line]:
    day = labels.full_date(change.on, lang)
    key = "before.change" if change.words else "before.plain_change"
    lines = [Line(change.on.toordinal(), say(key, lang, words=change.words, day=day))]
    if change.first_verdict_on is not None:
        day = labels.full_date(change.first_verdict_on, lang)
        words = say("before.verdict", lang, day=day)
        lines.append(Line(change.first_verdict_on.toordinal(), words, dashed=True))
    return lines


def _label(heading: Heading, last: Quarter, lang: Lang) -> str:
    said = {"title": heading.title, "quarter": labels.quarter(last.quarter, lang)}
    value, (low, high) = labels.decimal(last.observed or 0), _expected(last)
    said["last"] = labels.percent(value, lang)
    if low is None or high is None:
        return say("before.label_plain", lang, **said)
    side = "below" if value < low else "above" if value > high else "within"
    ends = {"low": labels.percent(low, lang), "high": labels.percent(high, lang)}
    return say(f"before.label_{side}", lang, **said, **ends)


def _columns(lang: Lang) -> tuple[str, ...]:
    keys = ("quarter", "lost", "expected_low", "expected_high")
    return (*(say(f"before.{key}", lang) for key in keys), say("renewals", lang))


def _table_row(row: Quarter, lang: Lang) -> tuple[str, ...]:
    shares = (row.observed, row.expected_low, row.expected_high)
    return (
        labels.quarter(row.quarter, lang),
        *(NONE if share is None else labels.percent(share, lang) for share in shares),
        NONE if row.n is None else labels.number(row.n, lang),
    )

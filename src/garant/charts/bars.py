"""Monthly bars against a limit: what is over it turns to the colour of a loss."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from garant.charts import bars_drawing, labels
from garant.charts.bars_drawing import Column, Rule
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.labels import Lang, Number
from garant.charts.words import say

MOST_BARS: Final = 60
Written = Callable[[Number], str]


@dataclass(frozen=True)
class Month:
    """A month (any day of it), its value, the fact behind it and where that is listed."""

    month: date
    value: Number
    detail: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Limit:
    """What the value should not pass, in the unit of the values; `words` say it on the chart."""

    value: Number
    words: str = ""


def bars_with_limit(
    months: Sequence[Month],
    *,
    lang: Lang,
    limit: Limit | None = None,
    heading: Heading | None = None,
    written: Written | None = None,
) -> Chart:
    """A bar a month, from zero; the limit is a dashed line with words.

    Values are shares (0 to 1) unless `written` says how else they are written. The last 60 months
    are drawn; the table has them all.

    >>> months = [Month(date(2026, 5, 1), 0.031), Month(date(2026, 6, 1), 0.012)]
    >>> bars_with_limit(months, lang="en", limit=Limit(0.02)).label
    'Month by month: 1.2% in Jun 26, at most 3.1%; 1 month above the limit (2%).'
    """
    labels.language(lang)
    if not months:
        return no_data(heading or _heading(0, limit, lang), _columns(lang), lang)
    written = written or partial(labels.percent, lang=lang)
    ordered = sorted(months, key=_first_day)
    heading = heading or _heading(len(ordered), limit, lang)
    columns = _bars(ordered[-MOST_BARS:], limit, written, lang)
    ticks = partial(_trimmed, written=written, lang=lang)
    rule = _rule(limit, ticks, lang)
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, ordered, limit, (written, lang)),
        wide=bars_drawing.draw(columns, rule, ticks, width=WIDE),
        narrow=bars_drawing.draw(columns, rule, ticks, width=NARROW),
        table=Table(_columns(lang), tuple(_table_rows(ordered, written, lang))),
        lang=lang,
    )


def _first_day(month: Month) -> date:
    return month.month


def _trimmed(value: Number, *, written: Written, lang: Lang) -> str:
    return labels.trimmed(written(value), lang)


def _over(month: Month, limit: Limit | None) -> bool:
    return limit is not None and month.value > limit.value


def _bars(
    months: Sequence[Month], limit: Limit | None, written: Written, lang: Lang
) -> tuple[Column, ...]:
    extreme = max(range(len(months)), key=lambda i: (abs(months[i].value), i))
    name = labels.month if len(months) <= 12 else labels.month_year
    return tuple(
        Column(
            name=name(month.month, lang),
            full_name=labels.month_year(month.month, lang),
            value=float(month.value),
            written=written(month.value),
            details=tuple(_details(month, limit, lang)),
            over=_over(month, limit),
            labelled=i in (extreme, len(months) - 1),
            href=month.href,
        )
        for i, month in enumerate(months)
    )


def _details(month: Month, limit: Limit | None, lang: Lang) -> list[str]:
    above = [say("bars.above", lang)] if _over(month, limit) else []
    return [month.detail, *above] if month.detail else above


def _rule(limit: Limit | None, written: Written, lang: Lang) -> Rule | None:
    if limit is None:
        return None
    words = limit.words or say("bars.limit", lang, value=written(limit.value))
    return Rule(float(limit.value), words)


def _heading(count: int, limit: Limit | None, lang: Lang) -> Heading:
    title = say("bars.title", lang)
    if count > MOST_BARS:
        return Heading(title, say("bars.capped", lang, shown=str(MOST_BARS), total=str(count)))
    return Heading(title, say("bars.limited" if limit else "bars.plain", lang))


def _label(
    heading: Heading, months: Sequence[Month], limit: Limit | None, how: tuple[Written, Lang]
) -> str:
    written, lang = how
    over = sum(_over(month, limit) for month in months)
    key = "bars.label"
    if over:
        key = "bars.label_limit_one" if over == 1 else "bars.label_limit_many"
    return say(
        key,
        lang,
        title=heading.title,
        last=written(months[-1].value),
        month=labels.month_year(months[-1].month, lang),
        highest=written(max(month.value for month in months)),
        count=str(over),
        limit=_trimmed(limit.value, written=written, lang=lang) if limit else "",
    )


def _columns(lang: Lang) -> tuple[str, ...]:
    return tuple(say(f"bars.{name}", lang) for name in ("month", "value", "detail"))


def _table_rows(
    months: Sequence[Month], written: Written, lang: Lang
) -> list[tuple[str, str, str]]:
    return [
        (labels.month_year(month.month, lang), written(month.value), month.detail)
        for month in months
    ]

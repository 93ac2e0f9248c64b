"""The reasons of one account: from the average risk to its own, in points that add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise
from typing import Final

from garant.charts import intervals, labels, reasons_drawing
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.errors import ChartError
from garant.charts.labels import Lang, Number
from garant.charts.reasons_drawing import Bar
from garant.charts.rows_drawing import Words
from garant.charts.words import say

MOST_REASONS: Final = 8
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class Reason:
    """One reason: its contribution in points (above zero: more risk), and the fact behind it."""

    name: str
    points: Number
    fact: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Risk:
    """Risks as shares (0 to 1): the average of all accounts, and that of this account."""

    average: Number
    account: Number


def reasons(
    contributions: Sequence[Reason],
    *,
    lang: Lang,
    risk: Risk,
    heading: Heading | None = None,
) -> Chart:
    """A small waterfall from the average to the account, in the order given.

    The contributions must add up to the difference, within 0.05 points. What is printed adds up
    too: each figure is the difference of two levels rounded to a tenth of a point. The first eight
    are drawn, the rest as one bar; the table has them all.

    >>> given = [Reason("Silent economic sponsor", 11), Reason("Savings never confirmed", 7)]
    >>> chart = reasons(given, lang="en", risk=Risk(Decimal("0.12"), Decimal("0.30")))
    >>> chart.label.replace(labels.NBSP, " ")
    'Why this risk: from 12.0% on average to 30.0%; most of all Silent economic sponsor,
    +11.0 pt.'
    """
    labels.language(lang)
    heading = heading or Heading(say("reasons.title", lang), say("reasons.subtitle", lang))
    _check(contributions, risk)
    bars = _bars(_grouped(contributions, lang), risk, lang)
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(heading, bars, lang),
        wide=reasons_drawing.draw(bars, WIDE, narrow=False),
        narrow=reasons_drawing.draw(bars, NARROW, narrow=True),
        table=Table(_columns(lang), tuple(_table_rows(_bars(contributions, risk, lang), lang))),
        lang=lang,
    )


def no_reasons(*, lang: Lang, heading: Heading | None = None) -> Chart:
    """The chart of an account whose risk is not known.

    >>> no_reasons(lang="en").label
    'Why this risk: no data for this period.'
    """
    labels.language(lang)
    heading = heading or Heading(say("reasons.title", lang), say("reasons.subtitle", lang))
    return no_data(heading, _columns(lang), lang)


def _check(contributions: Sequence[Reason], risk: Risk) -> None:
    wanted = (labels.decimal(risk.account) - labels.decimal(risk.average)) * 100
    found = sum((labels.decimal(reason.points) for reason in contributions), Decimal(0))
    if abs(found - wanted) > Decimal("0.05"):
        raise ChartError(
            f"The reasons of an account add up to its risk: these add up to {found:.2f} points, "
            f"the risk is {wanted:.2f} points from the average."
        )


def _grouped(contributions: Sequence[Reason], lang: Lang) -> list[Reason]:
    """The first reasons, and the others as one."""
    if len(contributions) <= MOST_REASONS:
        return list(contributions)
    kept, rest = contributions[: MOST_REASONS - 1], contributions[MOST_REASONS - 1 :]
    total = sum((labels.decimal(reason.points) for reason in rest), Decimal(0))
    return [*kept, Reason(say("reasons.others", lang), total)]


def _bars(contributions: Sequence[Reason], risk: Risk, lang: Lang) -> list[Bar]:
    average, account = (labels.decimal(share) * 100 for share in (risk.average, risk.account))
    steps = [labels.decimal(reason.points) for reason in contributions]
    levels = list(accumulate(steps, initial=average))
    printed = [level.quantize(_TENTH, ROUND_HALF_UP) for level in [*levels[:-1], account]]
    middle = [
        Bar(
            words=Words(reason.name, intervals.points(after - before, lang), reason.fact),
            start=float(before),
            end=float(after),
            total=False,
            href=reason.href,
        )
        for reason, (before, after) in zip(contributions, pairwise(printed), strict=True)
    ]
    first = _total(say("reasons.average", lang), printed[0] if steps else average, lang)
    return [first, *middle, _total(say("reasons.risk", lang), printed[-1], lang)]


def _total(name: str, level: Decimal, lang: Lang) -> Bar:
    words = Words(name, labels.percent(level / 100, lang))
    return Bar(words=words, start=0.0, end=float(level), total=True, href=None)


def _label(heading: Heading, bars: Sequence[Bar], lang: Lang) -> str:
    said = {
        "title": heading.title,
        "average": bars[0].words.figure,
        "risk": bars[-1].words.figure,
    }
    if len(bars) == 2:
        return say("reasons.label_none", lang, **said)
    most = max(bars[1:-1], key=_size)
    return say("reasons.label", lang, name=most.words.name, points=most.words.figure, **said)


def _size(bar: Bar) -> float:
    return abs(bar.end - bar.start)


def _columns(lang: Lang) -> tuple[str, ...]:
    return tuple(say(key, lang) for key in ("reasons.reason", "study.points", "reasons.running"))


def _table_rows(bars: Sequence[Bar], lang: Lang) -> list[tuple[str, ...]]:
    return [
        (
            bar.words.name,
            labels.NONE if bar.total else bar.words.figure,
            labels.percent(labels.decimal(bar.end) / 100, lang),
        )
        for bar in bars
    ]

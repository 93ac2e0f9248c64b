"""The bridge: from one total to another through what was gained and lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from garant.charts import labels, waterfall_drawing
from garant.charts.chart import NARROW, WIDE, Chart, Heading, Table, no_data
from garant.charts.errors import ChartError
from garant.charts.labels import Lang, MoneyUnit, Number
from garant.charts.waterfall_drawing import Bar, Frame
from garant.charts.words import say

Kind = Literal["total", "movement"]
By = Literal["month", "quarter", "year"]

_GAINS: Final = (
    "new",
    "reactivation",
    "expansion",
    "upsell_seats",
    "upsell_plan",
    "cross_sell_product",
    "cross_sell_department",
    "price_increase",
)
_LOSSES: Final = (
    "contraction",
    "contraction_seats",
    "contraction_plan",
    "contraction_price",
    "contraction_drop",
    "churn",
)
_EITHER: Final = ("fx", "restatement")
_MONTHS: Final[dict[By, int]] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Step:
    """One bar: a total (the level itself) or a movement (what is added to the level, signed)."""

    name: str
    value: Number
    kind: Kind = "movement"
    href: str | None = None


def bridge(
    steps: Sequence[Step],
    *,
    lang: Lang,
    currency: str | None = None,
    heading: Heading | None = None,
) -> Chart:
    """A waterfall of `steps`, in the order given: totals, gains up, losses down.

    Amounts are in units of `currency` (ISO code; `None` when unknown). When every level is far from
    zero the axis is cut and each total shows it by a zigzag; otherwise bars start at zero.

    >>> steps = [Step("1 January", Decimal(412400), "total"), Step("New", Decimal(28200)),
    ...          Step("30 June", Decimal(440600), "total")]
    >>> chart = bridge(steps, lang="en", currency="EUR")
    >>> chart.label
    'Recurring revenue from €412.4k to €440.6k: €28.2k gained, €0 lost.'
    """
    labels.language(lang)
    if not steps:
        return no_data(heading or _plain_heading(lang), _columns(lang), lang)
    unit = labels.money_unit(_levels(steps), currency, lang)
    bars = tuple(_bars(steps, unit))
    frame = waterfall_drawing.frame(bars)
    heading = heading or _heading(unit, frame)
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=_label(steps, currency, lang),
        wide=waterfall_drawing.wide(bars, frame, WIDE),
        narrow=waterfall_drawing.horizontal(bars, frame, NARROW),
        table=Table(_columns(lang), tuple(_table_rows(steps, currency, lang))),
        lang=lang,
    )


def bridge_steps(
    rows: Sequence[Mapping[str, object]], *, lang: Lang, by: By = "month"
) -> tuple[Step, ...]:
    """The steps of `bridge` from the rows of `garant metrics bridge`, all periods put together.

    Rows have `period` (first day), `opening`, `closing` and the movements as positive amounts, but
    `fx` and `restatement`, which are signed. Movements that the rows do not have are left out, and
    so are those that come to zero over all the periods.

    >>> row = {"period": date(2026, 1, 1), "opening": 10, "new": 3, "churn": 2, "closing": 11}
    >>> [(step.name, int(step.value)) for step in bridge_steps([row], lang="en")]
    [('1 January 2026', 10), ('New', 3), ('Churn', -2), ('31 January 2026', 11)]
    """
    if not rows:
        return ()
    ordered = sorted(rows, key=_period)
    first, last = ordered[0], ordered[-1]
    movements = [_movement(code, ordered, lang) for code in _codes(first)]
    return (
        Step(_day(_period(first), lang), _amount(first, "opening"), "total"),
        *(step for step in movements if step is not None),
        Step(_day(_last_day(_period(last), by), lang), _amount(last, "closing"), "total"),
    )


def _codes(row: Mapping[str, object]) -> list[str]:
    return [code for code in (*_GAINS, *_LOSSES, *_EITHER) if code in row]


def _movement(code: str, rows: Sequence[Mapping[str, object]], lang: Lang) -> Step | None:
    total = sum((_amount(row, code) for row in rows), Decimal(0))
    if not total:
        return None
    return Step(say(code, lang), -total if code in _LOSSES else total)


def _amount(row: Mapping[str, object], code: str) -> Decimal:
    value = row.get(code)
    if isinstance(value, Decimal | int | float):
        return labels.decimal(value)
    if value is None and code in row:
        return Decimal(0)
    raise ChartError(f"A bridge needs a number in column {code!r}; this row has {value!r}.")


def _period(row: Mapping[str, object]) -> date:
    period = row.get("period")
    if not isinstance(period, date):
        raise ChartError(f"A bridge needs a date in column 'period'; this row has {period!r}.")
    return period


def _last_day(period: date, by: By) -> date:
    months = period.year * 12 + period.month - 1 + _MONTHS[by]
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _day(day: date, lang: Lang) -> str:
    return f"{labels.day_month(day, lang)} {day.year}"


def _levels(steps: Sequence[Step]) -> list[Decimal]:
    return [level for pair in _spans(steps) for level in pair]


def _amounts(steps: Sequence[Step]) -> list[Decimal]:
    return [labels.decimal(step.value) for step in steps]


def _spans(steps: Sequence[Step]) -> list[tuple[Decimal, Decimal]]:
    """For each step, the level it starts from (zero for a total) and the level it reaches."""
    spans: list[tuple[Decimal, Decimal]] = []
    level = Decimal(0)
    for step, amount in zip(steps, _amounts(steps), strict=True):
        start = Decimal(0) if step.kind == "total" else level
        level = start + amount
        spans.append((start, level))
    return spans


def _bars(steps: Sequence[Step], unit: MoneyUnit) -> list[Bar]:
    return [
        Bar(
            name=step.name,
            start=float(start),
            end=float(end),
            total=step.kind == "total",
            figure=unit.figure(step.value, signed=step.kind != "total"),
            amount=_own_amount(step, unit),
            href=step.href,
        )
        for step, (start, end) in zip(steps, _spans(steps), strict=True)
    ]


def _own_amount(step: Step, unit: MoneyUnit) -> str:
    """The amount in the unit of the chart, or to the cent when that would round it to zero."""
    signed = step.kind != "total"
    too_small = unit.prefix and 0 < abs(labels.decimal(step.value)) * 20 < unit.divisor
    shown = MoneyUnit(unit.lang, unit.symbol, "", 1, decimals=2) if too_small else unit
    return shown.amount(step.value, signed=signed)


def _label(steps: Sequence[Step], currency: str | None, lang: Lang) -> str:
    movements = _amounts([step for step in steps if step.kind == "movement"])
    levels = _spans(steps)
    return say(
        "bridge.label",
        lang,
        opening=labels.money(levels[0][1], currency, lang),
        closing=labels.money(levels[-1][1], currency, lang),
        gained=labels.money(sum((m for m in movements if m > 0), Decimal(0)), currency, lang),
        lost=labels.money(-sum((m for m in movements if m < 0), Decimal(0)), currency, lang),
    )


def _plain_heading(lang: Lang) -> Heading:
    return Heading(say("bridge.title", lang), say("bridge.plain", lang))


def _heading(unit: MoneyUnit, frame: Frame) -> Heading:
    key = {
        (False, False): "bridge.plain",
        (False, True): "bridge.unit",
        (True, False): "bridge.cut_plain",
        (True, True): "bridge.cut",
    }[frame.cut, bool(unit.name)]
    return Heading(say("bridge.title", unit.lang), say(key, unit.lang, unit=unit.name))


def _columns(lang: Lang) -> tuple[str, ...]:
    return tuple(say(f"bridge.{name}", lang) for name in ("step", "amount", "running"))


def _table_rows(
    steps: Sequence[Step], currency: str | None, lang: Lang
) -> list[tuple[str, str, str]]:
    return [
        (
            step.name,
            labels.exact_money(step.value, currency, lang, signed=step.kind != "total"),
            labels.exact_money(end, currency, lang),
        )
        for step, (_, end) in zip(steps, _spans(steps), strict=True)
    ]

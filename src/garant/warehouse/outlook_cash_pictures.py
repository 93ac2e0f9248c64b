"""The pictures of an answer about cash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from garant.charts import Chart, Lang
from garant.charts.cash_chart import cash_curves
from garant.charts.cash_lines import CashLine, CashPoint
from garant.charts.tornado_chart import Swing
from garant.charts.tornado_chart import tornado as tornado_chart
from garant.outlook.cash.answer import CashAnswer, beside, by_weight, differences, digs
from garant.outlook.cash.monte_carlo_result import Band
from garant.outlook.cash.projection_result import Projection
from garant.outlook.cash.scenarios import Scenario
from garant.outlook.cash.sensitivity import Tornado
from garant.outlook.cash.words import lever_value

MOST = 4  # scenarios that one picture can tell apart


def picture(answer: CashAnswer, lang: Lang) -> Chart:
    """The curves of cash; of a plan without a trough what each scenario changes; or the tornado."""
    if answer.tornado is not None:
        return _hanging(answer.tornado, lang)
    currency = answer.plan.plan.currency
    rows = answer.comparison.rows
    others = rows[1:]
    if others and answer.plan.trough.bottom is None:
        lines = [_against(row, answer.plan, lang) for row in others[:MOST]]
        return cash_curves(lines, lang=lang, currency=currency, against=True)
    bands = answer.bands.months if answer.bands is not None else ()
    lines = [_line(row, bands if row is answer.shown else (), lang) for row in rows[:MOST]]
    return cash_curves(lines, lang=lang, currency=currency)


def _line(row: Scenario, bands: Sequence[Band], lang: Lang) -> CashLine:
    """The cumulative cash of a scenario, from nothing before its first month."""
    path = row.projection
    points = [CashPoint(_at(path, 0), Decimal(0))]
    if bands:
        points = [CashPoint(_at(path, 0), Decimal(0), Decimal(0), Decimal(0))]
    edges = {band.month: (band.low90, band.high90) for band in bands}
    for month in path.months:
        low, high = edges.get(month.month, (None, None))
        points.append(CashPoint(_at(path, month.month), month.cumulative, low, high))
    return CashLine(
        row.told(lang),
        tuple(points),
        bottom=_perhaps(path, row.trough.bottom),
        turns=_perhaps(path, row.trough.turns),
    )


def _against(row: Scenario, plan: Scenario, lang: Lang) -> CashLine:
    """The cumulative cash of a scenario less that of the plan."""
    path, found = row.projection, beside(row.projection, plan.projection)
    points = [CashPoint(_at(path, 0), Decimal(0))]
    for month, gap in enumerate(differences(path, plan.projection), start=1):
        points.append(CashPoint(_at(path, month), gap))
    return CashLine(
        row.told(lang),
        tuple(points),
        bottom=_perhaps(path, found.behind_month),
        turns=_perhaps(path, found.ahead_from),
    )


def _at(path: Projection, month: int) -> int | date:
    day = path.month_on(month)
    return month if day is None else day


def _perhaps(path: Projection, month: int | None) -> int | date | None:
    return None if month is None else _at(path, month)


def _hanging(tornado: Tornado, lang: Lang) -> Chart:
    """The bottom that each lever makes; where nothing digs, the cash at the end."""
    plan = tornado.plan
    deep = digs(tornado)
    swings = [
        Swing(
            row.told(lang),
            lever_value(row.unit, row.low_value, plan, lang),
            lever_value(row.unit, row.high_value, plan, lang),
            -row.low.depth if deep else row.low.end,
            -row.high.depth if deep else row.high.end,
        )
        for row in by_weight(tornado)
    ]
    found = tornado.as_planned
    return tornado_chart(
        swings,
        base=-found.depth if deep else found.end,
        lang=lang,
        currency=plan.currency,
        of="bottom" if deep else "end",
    )

"""The rows of an answer about cash, and what stands beside them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from garant.charts import Lang
from garant.outlook.cash.answer import CashAnswer, beside, by_weight
from garant.outlook.cash.book_frames import Origin
from garant.outlook.cash.monte_carlo_result import Bands
from garant.outlook.cash.projection_result import PARTS
from garant.outlook.cash.scenarios import Scenario
from garant.outlook.cash.sensitivity import Tornado
from garant.outlook.cash.words import how
from garant.warehouse.told_result import Found

MONTHLY = ("scenario", "month", "period", *PARTS, "net", "cumulative", "cash")
HANGING = (
    *("code", "label", "unit", "low_value", "high_value", "low_depth", "high_depth"),
    *("low_turns_positive_month", "high_turns_positive_month", "low_end", "high_end", "span"),
)


def laid(answer: CashAnswer, lang: Lang) -> Found:
    """One row a scenario and month; or one row a lever where that was asked for."""
    if answer.tornado is not None:
        return Found(HANGING, list(_levers(answer.tornado, lang)), _beside(answer, lang))
    rows = [row for one in answer.comparison.rows for row in _months(one)]
    return Found(MONTHLY, rows, _beside(answer, lang))


def _months(scenario: Scenario) -> Iterator[dict[str, Any]]:
    path = scenario.projection
    for month in path.months:
        parts = {name: getattr(month, name) for name in (*PARTS, "net", "cumulative", "cash")}
        day = path.month_on(month.month)
        yield {"scenario": scenario.code, "month": month.month, "period": day, **parts}


def _levers(tornado: Tornado, lang: Lang) -> Iterator[dict[str, Any]]:
    for row in by_weight(tornado):
        yield {
            "code": row.code,
            "label": row.told(lang),
            "unit": row.unit,
            "low_value": row.low_value,
            "high_value": row.high_value,
            "low_depth": row.low.depth,
            "high_depth": row.high.depth,
            "low_turns_positive_month": row.low.turns,
            "high_turns_positive_month": row.high.turns,
            "low_end": row.low.end,
            "high_end": row.high.end,
            "span": row.span,
        }


def _beside(answer: CashAnswer, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = {
        "scenarios": [_scenario(row, answer.plan, lang) for row in answer.comparison.rows]
    }
    if answer.origins:
        told["fields"] = [_field(one, answer, lang) for one in answer.origins]
    if answer.bands is not None:
        told["bands"] = _bands(answer.bands)
    return told


def _scenario(row: Scenario, plan: Scenario, lang: Lang) -> dict[str, Any]:
    found, against = row.trough, beside(row.projection, plan.projection)
    return {
        "scenario": row.code,
        "name": row.told(lang),
        "depth": found.depth,
        "bottom_month": found.bottom,
        "turns_positive_month": found.turns,
        "end": found.end,
        "payback_months": found.payback,
        "payback_with_selling_months": found.payback_with_selling,
        "runway_months": found.runway,
        "needed": found.needed,
        "deeper": row.deeper,
        "higher": row.higher,
        "behind": against.behind,
        "behind_month": against.behind_month,
        "ahead_from_month": against.ahead_from,
    }


def _field(origin: Origin, answer: CashAnswer, lang: Lang) -> dict[str, Any]:
    plan = answer.plan.plan
    return {
        "field": origin.field,
        "value": _plain(getattr(plan, origin.field)),
        "derived": origin.derived,
        "how": how(origin, plan, lang),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value  # type: ignore[arg-type]


def _bands(bands: Bands) -> dict[str, Any]:
    told = dataclasses.asdict(bands)
    return {name: value for name, value in told.items() if name != "plan"}

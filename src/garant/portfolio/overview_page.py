"""The overview: which figures it shows, of which months, and the sentence above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from garant import charts
from garant.contracts.queries import figures
from garant.portfolio.templatetags.garant import lang

PERIODS = {"1": 1, "6": 6, "12": 12}
DEFAULT = "6"
Row = dict[str, Any]


def context(request: HttpRequest) -> dict[str, Any]:
    """What the page needs; nothing but that it is empty before the first refresh."""
    bridge = figures("bridge")
    if bridge is None or not bridge.rows:
        return {"empty": True}
    chosen = request.GET.get("months", DEFAULT)
    months = PERIODS.get(chosen, PERIODS[DEFAULT])
    rows = bridge.rows[-months:]
    currency = bridge.settings.get("reporting_currency")
    return {
        "currency": currency,
        "computed_at": bridge.computed_at,
        "months": months,
        "mrr": rows[-1]["closing"],
        "opening": rows[0]["opening"],
        "bridge": _bridge(rows, currency),
        "churn": _churn(bridge.rows[-12:]),
    }


def _bridge(rows: Sequence[Row], currency: str | None) -> charts.Chart:
    return charts.bridge(charts.bridge_steps(rows, lang=lang()), lang=lang(), currency=currency)


def _churn(rows: Sequence[Row]) -> charts.Chart:
    months = [
        charts.Month(row["period"], row["churn"] / row["opening"]) for row in rows if row["opening"]
    ]
    return charts.bars_with_limit(months, lang=lang())

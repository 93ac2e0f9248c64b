"""The overview: which figures it shows, of which months, and the sentence above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from garant import charts
from garant.contracts.queries import figures
from garant.contracts.snapshots import Figures
from garant.metrics.calendar import add_months
from garant.portfolio.templatetags.components import Kpi
from garant.portfolio.templatetags.garant import lang, money, share

PERIODS = {"1": 1, "6": 6, "12": 12}
DEFAULT = "6"
YEAR = 12
Row = dict[str, Any]


def context(request: HttpRequest) -> dict[str, Any]:
    """What the page needs; nothing but that it is empty before the first refresh."""
    bridge = figures("bridge")
    if bridge is None or not bridge.rows:
        return {"empty": True}
    months = PERIODS.get(request.GET.get("months", DEFAULT), PERIODS[DEFAULT])
    rows = bridge.rows[-months:]
    currency = bridge.settings.get("reporting_currency")
    return {
        "currency": currency,
        "computed_at": bridge.computed_at,
        "months": len(rows),
        "since": rows[0]["period"],
        "until": add_months(rows[-1]["period"], 1) - timedelta(days=1),
        "mrr": rows[-1]["closing"],
        "opening": rows[0]["opening"],
        "kpis": list(_key_figures(bridge, rows, currency)),
        "bridge": _bridge(rows, currency),
        "churn": _churn(bridge.rows[-YEAR:]),
    }


def _key_figures(bridge: Figures, rows: Sequence[Row], currency: str | None) -> Iterator[Kpi]:
    opening, closing = rows[0]["opening"], rows[-1]["closing"]
    grown = closing / opening - 1 if opening else None
    yield Kpi(
        _("Monthly recurring revenue"),
        money(closing, currency),
        change=charts.labels.percent(grown, lang(), signed=True) if grown is not None else "",
        good=None if not grown else grown > 0,
        trend=[row["closing"] for row in bridge.rows[-YEAR:]],
    )
    yield from _kept()
    accounts = rows[-1]["accounts_closing"]
    yield Kpi(_("Accounts"), charts.labels.number(accounts, lang()),
              trend=[row["accounts_closing"] for row in bridge.rows[-YEAR:]])  # fmt: skip


def _kept() -> Iterator[Kpi]:
    """Net and gross retention of the last twelve months."""
    retention = figures("retention")
    known = [row for row in retention.rows if row["nrr"] is not None] if retention else []
    for name, label in (("nrr", _("NRR")), ("grr", _("GRR"))):
        trend = [row[name] for row in known[-YEAR:]]
        yield Kpi(label, share(trend[-1]) if trend else "—", trend=trend)


def _bridge(rows: Sequence[Row], currency: str | None) -> charts.Chart:
    return charts.bridge(charts.bridge_steps(rows, lang=lang()), lang=lang(), currency=currency)


def _churn(rows: Sequence[Row]) -> charts.Chart:
    months = [
        charts.Month(row["period"], row["churn"] / row["opening"]) for row in rows if row["opening"]
    ]
    heading = charts.Heading(_("Churn by month"), _("Share of opening revenue lost."))
    return charts.bars_with_limit(months, lang=lang(), heading=heading)

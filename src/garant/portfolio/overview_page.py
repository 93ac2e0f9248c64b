"""The overview: which figures it shows, of which months, and the sentence above them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant import charts
from garant.charts.words import say
from garant.contracts import queries, term_end_queries
from garant.contracts.movement_queries import MOVEMENTS
from garant.contracts.snapshots import Figures
from garant.metrics.calendar import add_months
from garant.portfolio import figures_page
from garant.portfolio.overview_lede import Words, sentence, standing
from garant.portfolio.templatetags.components import Kpi
from garant.portfolio.templatetags.garant import day, growth, lang, money, points, share
from garant.users import installation
from garant.users.models import User
from garant.users.permissions import known

PERIODS = {"1": 1, "6": 6, "12": 12}
DEFAULT = "6"
VIEWS = {"net": "bridge.net", "full": "bridge"}
YEAR = 12
MOST_SOON = 6
Row = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """The months that the page is about, and what it needs to write their figures."""

    bridge: Figures
    rows: Sequence[Row]
    currency: str | None
    opens: bool  # whether the reader may open the accounts behind a figure

    @property
    def first(self) -> date:
        """The first of its months."""
        first: date = self.rows[0]["period"]
        return first

    @property
    def last(self) -> date:
        """The last of its months."""
        last: date = self.rows[-1]["period"]
        return last


def context(request: HttpRequest) -> dict[str, Any]:
    """What the page needs; nothing but that it is empty before the first refresh."""
    bridge = queries.figures("bridge.net")
    if bridge is None or not bridge.rows:
        return figures_page.empty(request)
    user, shown = known(request), queries.refreshed()
    months = PERIODS.get(request.GET.get("months", DEFAULT), PERIODS[DEFAULT])
    view = request.GET.get("view", "net") if request.GET.get("view") in VIEWS else "net"
    period = Period(
        bridge, bridge.rows[-months:], bridge.settings.get("reporting_currency"),
        user.may("accounts.read"),
    )  # fmt: skip
    return {
        "currency": period.currency,
        "stamp": figures_page.stamp(bridge, shown),
        "months": months,
        "view": view,
        "said": figures_page.months_said(period.first, period.last),
        **_told(period, user, queries.today(shown)),
        "bridge": _bridge(period, view),
        "bridge_csv": reverse("figures_csv", args=[VIEWS[view]]),
        "churn": _churn(period),
    }


def _told(period: Period, user: User, today: date) -> dict[str, Any]:
    """The sentence, the key figures and the table of what is soon to be decided."""
    retention = queries.figures("retention")
    kept = [row for row in retention.rows if row["nrr"] is not None] if retention else []
    soon = _soon(user, today) if user.may("renewals.read") else None
    return {
        "lede": _lede(period, kept[-1]["nrr"] if kept else None, soon),
        "kpis": [_revenue(period), *_kept(period, kept), _next(period, soon)],
        "soon": soon,
    }


# ---------------------------------------------------------------- what is to be decided


@dataclass(frozen=True)
class Soon:
    """The renewals whose decision comes within some days."""

    rows: Sequence[Any]
    sums: term_end_queries.Sums
    today: date
    until: date
    address: str


def _soon(user: User, today: date) -> Soon:
    found = term_end_queries.to_decide(term_end_queries.ends(user), today)
    rows = term_end_queries.told(term_end_queries.ordered(found, "decide")[:MOST_SOON])
    address = f"{reverse('renewals')}?{urlencode({'within': term_end_queries.SOON})}"
    until = today + timedelta(days=term_end_queries.SOON)
    return Soon(rows, term_end_queries.sums_of(found), today, until, address)


def _lede(period: Period, nrr: Decimal | None, soon: Soon | None) -> SafeString:
    opening, closing = period.rows[0]["opening"], period.rows[-1]["closing"]
    words = Words(
        opening=money(opening, period.currency),
        closing=money(closing, period.currency),
        less=share(1 - nrr) if nrr is not None else "",
        due=money(soon.sums.open, period.currency) if soon else "",
        day=day(soon.until) if soon else "",
        address=soon.address if soon else "",
        n=soon.sums.count if soon else 0,
    )
    return sentence(standing(opening, closing, nrr), words)


# ---------------------------------------------------------------- key figures


def _revenue(period: Period) -> Kpi:
    opening, closing = period.rows[0]["opening"], period.rows[-1]["closing"]
    grown = closing / opening - 1 if opening else None
    n = len(period.rows)
    return Kpi(
        _("Monthly recurring revenue"),
        money(closing, period.currency),
        change=growth(grown) if grown is not None else "",
        good=None if not grown else grown > 0,
        note=ngettext("in {n} month", "in {n} months", n).format(n=n),
        trend=[row["closing"] for row in period.bridge.rows[-YEAR:]],
        address=reverse("metric", args=["mrr"]),
    )


def _kept(period: Period, kept: Sequence[Row]) -> Iterator[Kpi]:
    """Net and gross retention of the last twelve months, and how they changed over the period."""
    for name, label in (("nrr", _("NRR")), ("grr", _("GRR"))):
        values = [row[name] for row in kept]
        before = values[-1 - len(period.rows)] if len(values) > len(period.rows) else None
        moved = values[-1] - before if before is not None else None
        yield Kpi(
            label,
            share(values[-1]) if values else "—",
            change=points(moved) if moved is not None else "",
            good=None if not moved else moved > 0,
            note=_kept_note(period, values, moved),
            trend=values[-YEAR:] if len(values) > 1 else (),
            address=reverse("metric", args=[name]),
        )


def _kept_note(period: Period, values: Sequence[Decimal], moved: Decimal | None) -> str:
    if not values:
        known_from = add_months(period.bridge.rows[0]["period"], YEAR)
        return _("known from {month} on").format(month=figures_page.month_name(known_from))
    if moved is None:
        return _("over 12 months")
    n = len(period.rows)
    return ngettext("in {n} month", "in {n} months", n).format(n=n)


def _next(period: Period, soon: Soon | None) -> Kpi:
    """What is to be decided soon; for who may not see renewals, how many accounts there are."""
    if soon is None:
        return Kpi(_("Accounts"), charts.labels.number(period.rows[-1]["accounts_closing"], lang()))
    n = soon.sums.count
    return Kpi(
        _("To decide within 30 days"),
        money(soon.sums.open, period.currency),
        note=ngettext("{n} renewal", "{n} renewals", n).format(n=charts.labels.number(n, lang())),
        address=soon.address,
    )


# ---------------------------------------------------------------- pictures


def drill(bucket: str, first: date, last: date) -> str:
    """The address of the accounts behind a bar."""
    months = urlencode({"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"})
    return f"{reverse('figure_bridge', args=[bucket])}?{months}"


def _bridge(period: Period, view: str) -> charts.Chart:
    rows = period.rows
    if view == "full":
        full = queries.figures("bridge")
        rows = full.rows[-len(rows) :] if full is not None else rows
    codes = {say(code, lang()): code for code in MOVEMENTS}
    steps = charts.bridge_steps(rows, lang=lang())
    if period.opens:
        steps = tuple(_linked(step, period, codes) for step in steps)
    return charts.bridge(steps, lang=lang(), currency=period.currency)


def _linked(step: charts.Step, period: Period, codes: Mapping[str, str]) -> charts.Step:
    if step.kind == "total":
        return step
    return replace(step, href=drill(codes[step.name], period.first, period.last))


def _churn(period: Period) -> charts.Chart:
    """The share of the opening revenue that left with its accounts, month by month."""
    months = [
        _churned(row, opens=period.opens) for row in period.bridge.rows[-YEAR:] if row["opening"]
    ]
    heading = charts.Heading(
        _("Churn by month"), _("Share of opening revenue lost. In red: above the limit.")
    )
    limit = charts.Limit(installation.churn_limit())
    return charts.bars_with_limit(months, lang=lang(), heading=heading, limit=limit)


def _churned(row: Row, *, opens: bool) -> charts.Month:
    month, left = row["period"], row["accounts_churned"]
    return charts.Month(
        month,
        row["churn"] / row["opening"],
        detail=ngettext("{n} account left", "{n} accounts left", left).format(n=left),
        href=drill("churn", month, month) if opens and left else None,
    )

"""Unit economics of each period: what an account brings in, costs to win, and is worth.

Grain: one row a period. Amounts in the reporting currency with four decimals, rates and months
with six; every figure is rounded once, from exact parts. Source: METRICS §3.

=================  =============================================================================
``arpa``           closing MRR / accounts at the close
``quick_ratio``    (new + reactivation + expansion) / (contraction + churn) of the period; a
                   price increase is expansion
``cac``            sales and marketing spend of the period / accounts won in it
``gross_margin``   1 − cost of service / MRR of the same months, the twelve that end here
``payback_months`` CAC / (MRR of an account won in the period × gross margin); null where the
                   margin is not positive, since nothing is ever earned back
``ltv_simple``     ARPA × gross margin / logo churn of a month
=================  =============================================================================

*Logo churn of a month* is the mean of the last twelve months, each weighted by its accounts:
accounts that churned in these months / the sum of the accounts that opened them. Months before
the first one of the book have neither. A kind of spend that the book never mentions is missing,
and so is what depends on it; once mentioned, a month without it has spent nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import ibis
import ibis.expr.types as ir

from garant.metrics.calendar import month_number, plus_days, plus_months
from garant.metrics.errors import RequestError
from garant.metrics.facts import Facts
from garant.metrics.fx import converted, rates_on, reporting_currency, with_rate
from garant.metrics.rates import WHOLE, money, ratio, whole_ratio

_ = ibis._

GAINED = (
    "new",
    "reactivation",
    "upsell_seats",
    "upsell_plan",
    "cross_sell_product",
    "cross_sell_department",
    "price_increase",
)
LOST = (
    "contraction_seats",
    "contraction_plan",
    "contraction_price",
    "contraction_drop",
    "churn",
)
COLUMNS = (
    "period",
    "mrr",
    "arr",
    "accounts",
    "arpa",
    "quick_ratio",
    "cac",
    "payback_months",
    "ltv_simple",
    "gross_margin",
)
_LENGTHS = {"month": 1, "quarter": 3, "year": 12}
_ACQUISITION = ("sales", "marketing")
_TRAILING = 12
_MILLION = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long a period is, and what a company may know better than its books.

    ``gross_margin`` (a share) replaces the one computed from spend; ``lag_months`` sets the
    spend of so many months earlier against the accounts won.

    >>> Terms(by="quarter").months
    3
    """

    by: Literal["month", "quarter", "year"] = "month"
    gross_margin: Decimal | None = None
    lag_months: int = 0

    def __post_init__(self) -> None:
        if self.by not in _LENGTHS:
            raise RequestError(
                "{by} is not a period; it must be one of: {choices}",
                by=repr(self.by),
                choices=", ".join(_LENGTHS),
            )
        if self.gross_margin is not None and self.gross_margin > 1:
            raise RequestError(
                "the gross margin is {share}; it must be at most 1", share=self.gross_margin
            )
        if self.lag_months < 0:
            raise RequestError(
                "the lag is {months} months; it must not be negative", months=self.lag_months
            )

    @property
    def months(self) -> int:
        """Months in a period."""
        return _LENGTHS[self.by]


def economics(
    bridge: ir.Table, monthly: ir.Table, *, costs: ir.Table | None, terms: Terms
) -> ir.Table:
    """One row of :data:`COLUMNS` for each row of ``bridge``, in order of period.

    ``bridge`` and ``monthly`` are bridges in the full view, by ``terms.by`` and by month;
    ``monthly`` reaches from eleven months before the first period (or the start of the book) to
    the end of the last. ``costs`` comes from :func:`costs`. Amounts of the bridges are whole
    ten-thousandths or decimals.
    """
    rows = _periods(bridge, terms)
    rows = _joined(rows, _trailing(rows, monthly))
    rows = _joined(rows, _spent(rows, costs, terms))
    return _shown(_with_margin(rows, terms)).order_by("period")


def costs(facts: Facts) -> ir.Table | None:
    """The spend of the book: ``month_no``, ``kind``, ``amount`` in ten-thousandths.

    In the reporting currency, each row converted at the rate of the last day of its month (R16).
    None when the book has no spend.
    """
    if not facts.has("spend"):
        return None
    spend = _dated_spend(facts)
    if reporting_currency(facts) is not None:
        spend = with_rate(facts, spend, "on_day")
        spend = spend.mutate(amount=_signed(_.amount, converted(_.amount.abs(), _.rate)))
    return spend.select("month_no", "kind", "amount")


def missing_spend_rates(facts: Facts) -> ir.Table | None:
    """R16: (currency, on_day) of spend that no rate converts. None when there is no spend."""
    target = reporting_currency(facts)
    if target is None or not facts.has("spend"):
        return None
    abroad = _dated_spend(facts).filter((_.currency != target) & (_.amount != 0))
    needed = abroad.select("currency", "on_day").distinct()
    lacking = needed.anti_join(rates_on(facts, needed, "on_day"), ["currency", "on_day"])
    return lacking.order_by("currency", "on_day")


def _dated_spend(facts: Facts) -> ir.Table:
    spend = facts.known("spend")
    first = plus_days(spend.month, 1 - spend.month.day().cast("int64"))
    return spend.select(
        "kind",
        "currency",
        month_no=month_number(spend.month),
        on_day=plus_days(plus_months(first, ibis.literal(1, "int64")), -1),
        amount=_scaled(spend.amount),
    )


def _signed(like: ir.IntegerValue, size: ir.IntegerValue) -> ir.IntegerValue:
    """A size with the sign of another number: a credit note is spend below zero."""
    return ibis.ifelse(like < 0, -size, size)


def _scaled(value: ir.NumericValue) -> ir.IntegerValue:
    """An amount in ten-thousandths, if it is not already."""
    return (
        value.cast("int64") if value.type().is_integer() else (value * 10_000).round().cast("int64")
    )


def _total(table: ir.Table, names: tuple[str, ...]) -> ir.IntegerValue:
    first, *others = (_scaled(table[name]) for name in names)
    return sum(others, first)


def _periods(bridge: ir.Table, terms: Terms) -> ir.Table:
    """What the period itself says; ``last_no`` is its last month."""
    return bridge.select(
        "period",
        last_no=month_number(bridge.period) + terms.months - 1,
        mrr=_scaled(bridge.closing),
        accounts=bridge.accounts_closing.cast("int64"),
        won=bridge.accounts_new.cast("int64"),
        won_mrr=_scaled(bridge.new),
        gained=_total(bridge, GAINED),
        lost=_total(bridge, LOST),
    )


def _trailing(rows: ir.Table, monthly: ir.Table) -> ir.Table:
    """By period, over its last month and the eleven before: MRR, accounts opening and churned."""
    months = monthly.select(
        month_no=month_number(monthly.period),
        closing=_scaled(monthly.closing),
        opened=monthly.accounts_opening.cast("int64"),
        churned=monthly.accounts_churned.cast("int64"),
    )
    return _within(rows, months, _TRAILING, 0).aggregate(
        earned=_.closing.sum().cast("int64"),
        opened=_.opened.sum().cast("int64"),
        churned=_.churned.sum().cast("int64"),
    )


def _within(rows: ir.Table, months: ir.Table, length: int, lag: int) -> ir.GroupedTable:
    """Months beside each period among whose ``length`` last months (less a lag) they are."""
    spans = rows.select("period", until_no=rows.last_no - lag)
    joined = spans.inner_join(
        months,
        [spans.until_no >= months.month_no, spans.until_no - length < months.month_no],
    )
    return joined.group_by("period")


def _spent(rows: ir.Table, costs: ir.Table | None, terms: Terms) -> ir.Table:
    """By period: ``acquisition`` of the period and ``service`` of the twelve months."""
    if costs is None:
        nothing = ibis.null("int64")
        return rows.select("period", acquisition=nothing, service=nothing)
    acquisition = costs.filter(_.kind.isin(_ACQUISITION))
    service = costs.filter(_.kind == "cogs")
    spans = ((acquisition, terms.months, terms.lag_months), (service, _TRAILING, 0))
    sums = [
        _within(rows, table, length, lag).aggregate(spent=_.amount.sum().cast("int64"))
        for table, length, lag in spans
    ]
    known = costs.aggregate(
        knows_acquisition=_.kind.isin(_ACQUISITION).sum() > 0,
        knows_service=(_.kind == "cogs").sum() > 0,
    )
    joined = _joined(
        _joined(rows.select("period"), sums[0].rename(acquisition="spent")),
        sums[1].rename(service="spent"),
    ).cross_join(known)
    return joined.select(
        "period",
        acquisition=_.knows_acquisition.ifelse(_.acquisition.fill_null(0), ibis.null("int64")),
        service=_.knows_service.ifelse(_.service.fill_null(0), ibis.null("int64")),
    )


def _joined(rows: ir.Table, more: ir.Table) -> ir.Table:
    joined = rows.left_join(more, "period")
    return joined.drop("period_right")


def _with_margin(rows: ir.Table, terms: Terms) -> ir.Table:
    """The gross margin as ``margin_top / margin_bottom``."""
    if terms.gross_margin is None:
        return rows.mutate(margin_top=_.earned - _.service, margin_bottom=_.earned)
    millionths = int((terms.gross_margin * _MILLION).to_integral_value())
    return rows.mutate(
        margin_top=ibis.literal(millionths, "int64"),
        margin_bottom=ibis.literal(_MILLION, "int64"),
    )


def _shown(rows: ir.Table) -> ir.Table:
    top, bottom = rows.margin_top.cast(WHOLE), rows.margin_bottom.cast(WHOLE)
    worth = rows.mrr.cast(WHOLE) * top * rows.opened.cast(WHOLE)
    leaving = rows.accounts.cast(WHOLE) * bottom * rows.churned.cast(WHOLE)
    earning = rows.won_mrr.cast(WHOLE) * ibis.ifelse(top > 0, top, ibis.null(WHOLE))
    return rows.select(
        "period",
        "accounts",
        mrr=money(rows.mrr),
        arr=money(rows.mrr * 12),
        arpa=money(whole_ratio(rows.mrr, rows.accounts)),
        quick_ratio=ratio(rows.gained, rows.lost),
        cac=money(whole_ratio(rows.acquisition, rows.won)),
        payback_months=ratio(rows.acquisition.cast(WHOLE) * bottom, earning),
        ltv_simple=money(whole_ratio(worth, leaving)),
        gross_margin=ratio(top, bottom),
    ).select(*COLUMNS)

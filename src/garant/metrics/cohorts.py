"""Accounts followed from their first month end with revenue (R24)."""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import Grain, Span
from garant.metrics.deals import with_deal
from garant.metrics.errors import RequestError
from garant.metrics.facts import Facts
from garant.metrics.gaps import carried
from garant.metrics.months import MONTH, account_months, rates_of, valued
from garant.metrics.pieces import pieces
from garant.metrics.rates import money, ratio

_ = ibis._

Of = Literal["logos", "revenue"]


def cohorts(facts: Facts, span: Span, *, of: Of = "logos", by: str = "month") -> ir.Table:
    """The share of accounts, or of revenue, that each cohort has kept ``k`` months on.

    ``by`` is ``month`` or ``quarter`` (of the first month end with revenue), or a column of the
    account or of its first deal. ``span``: the complete months of the book. ``size`` and ``kept``
    are of the accounts whose k-th month lies within them, so a rate never compares different
    accounts; revenue is at the rate of the first month. Grain: a cohort and k.
    """
    if of not in ("logos", "revenue"):
        raise RequestError("cohorts are of logos or of revenue, not of {of}", of=repr(of))
    parts = carried(facts, pieces(facts))
    months = account_months(facts, parts, span)
    firsts = months.group_by("account_id").agg(first_no=_.month_no.min())
    named = _named(facts, parts, firsts, by)
    rows = _standing(facts, months, named, span)
    if of == "logos":
        rows = rows.mutate(start=ibis.ifelse(_.start > 0, 1, 0), kept=ibis.ifelse(_.kept > 0, 1, 0))
    sums = rows.group_by(["cohort", "k"]).agg(
        size=_.start.sum().cast("int64"), kept=_.kept.sum().cast("int64")
    )
    return _shown(sums, of)


def needed_rates(facts: Facts, span: Span) -> ir.Table:
    """The (currency, on_day) that :func:`cohorts` converts."""
    months = account_months(facts, carried(facts, pieces(facts)), span)
    firsts = months.group_by("account_id").agg(first_no=_.month_no.min())
    return rates_of(joins.inner(months, firsts, ["account_id"]), "first_no")


def _named(facts: Facts, parts: ir.Table, firsts: ir.Table, by: str) -> ir.Table:
    """account_id, first_no and cohort: the first day of a month or quarter, or a text."""
    if by in ("month", "quarter"):
        grain = Grain("quarter" if by == "quarter" else "month")
        day = MONTH.first_of(_.first_no)
        return (
            firsts.mutate(first_on=day)
            .mutate(cohort=grain.first_of(grain.number_of(_.first_on)))
            .drop("first_on")
        )
    return with_deal(facts, parts, firsts, by)


def _standing(facts: Facts, months: ir.Table, named: ir.Table, span: Span) -> ir.Table:
    """Each account and k within the months of the book: what it had first, and has then."""
    by = ["account_id", "first_no"]
    followed = joins.inner(months, named.select(*by), ["account_id"])
    followed = followed.mutate(k=_.month_no - _.first_no).drop("month_no")
    values = valued(facts, followed, "first_no")
    start = values.filter(_.k == 0).select(*by, start="mrr")
    base = joins.inner(named, start, by).mutate(after=-_.first_no + (span.last + 1))
    zero = base.mutate(zero=ibis.literal(0, "int64"))
    ks = ibis.range(zero["zero"], zero["after"], 1).unnest().cast("int64")
    frame = zero.select(*by, "cohort", "start", k=ks)
    kept = values.rename(kept="mrr")
    return joins.left(frame, kept, [*by, "k"]).mutate(kept=_.kept.fill_null(0))


def _shown(sums: ir.Table, of: Of) -> ir.Table:
    shown = sums.mutate(retention=ratio(_.kept, _.size))
    if of == "revenue":
        shown = shown.mutate(size=money(_.size), kept=money(_.kept))
    return shown.select("cohort", "k", "size", "kept", "retention").order_by("cohort", "k")

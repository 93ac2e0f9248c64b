"""The MRR of each account at the end of each month, for what is followed month by month."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics.calendar import Grain, Span
from garant.metrics.facts import Facts
from garant.metrics.fx import converted, foreign, with_rate
from garant.metrics.scope import Scope
from garant.metrics.states import seen

_ = ibis._

MONTH = Grain("month")


def account_months(facts: Facts, parts: ir.Table, span: Span) -> ir.Table:
    """``account_id``, ``month_no``, ``currency``, ``mrr`` wherever an account has some revenue.

    In the currencies of the lines; one currency a row. The months are those of ``span``.
    """
    scope = Scope.of(facts, span, daily=False)
    if foreign(facts):
        lines = seen(facts, parts, scope).filter(_.step >= span.first)
        return lines.select("account_id", "currency", "mrr", month_no=_.step)
    return _runs(parts, scope, span)


def _runs(parts: ir.Table, scope: Scope, span: Span) -> ir.Table:
    """Runs of months in which an account has the same MRR, written out."""
    placed = scope.placed(parts.filter(_.mrr > 0), "account_id", "currency", "mrr").filter(
        _.enters < _.leaves
    )
    sides = placed.mutate(side=ibis.array([1, -1]).cast("array<int64>").unnest())
    sides = sides.mutate(month_no=ibis.ifelse(_.side == 1, _.enters, _.leaves))
    by = ["account_id", "month_no"]
    changes = sides.group_by([*by, "currency"]).agg(change=(_.mrr * _.side).sum().cast("int64"))
    changes = changes.filter(_.change != 0)
    running = ibis.cumulative_window(group_by="account_id", order_by="month_no")
    following = ibis.window(group_by="account_id", order_by="month_no")
    runs = changes.mutate(
        mrr=_.change.sum().over(running).cast("int64"),
        until_no=_.month_no.lead().over(following).fill_null(span.last + 1),
    ).filter(_.mrr > 0)
    runs = runs.mutate(
        from_no=ibis.greatest(_.month_no, span.first),
        until_no=ibis.least(_.until_no, span.last + 1),
    ).filter(_.from_no < _.until_no)
    months = ibis.range(runs["from_no"], runs["until_no"], 1).unnest().cast("int64")
    return runs.select("account_id", "currency", "mrr", month_no=months)


def valued(facts: Facts, table: ir.Table, month: str) -> ir.Table:
    """Amounts at the rate of the last day of the month in a column, summed by the other columns."""
    if foreign(facts):
        dated = table.mutate(on_day=MONTH.last_of(_[month]))
        table = with_rate(facts, dated, "on_day").mutate(mrr=converted(_.mrr, _.rate))
        table = table.drop("on_day", "rate")
    by = [name for name in table.columns if name not in ("mrr", "currency")]
    return table.group_by(by).agg(mrr=_.mrr.sum().cast("int64"))


def rates_of(table: ir.Table, month: str) -> ir.Table:
    """The (currency, on_day) that :func:`valued` converts."""
    return table.select("currency", on_day=MONTH.last_of(_[month])).distinct()

"""How much of what came to the end of its term was kept, period by period (R22).

Grain: one row a period. Amounts in the reporting currency with four decimals, rates with six.

====================  ==========================================================================
``due, due_mrr``      contracts whose term ended in the period, and their MRR just before
``renewed``           those kept, secured ones included
``kept_mrr``          their MRR after, each at most what was due
``renewed_mrr``       their MRR after
``pending`` …         due, but undecided yet: nothing of it is kept so far
``secured``           tacit contracts whose notice deadline has passed, and that run on
``gross, net, logo``  kept_mrr / due_mrr, renewed_mrr / due_mrr, renewed / due
====================  ==========================================================================
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import Span
from garant.metrics.decisions import decided
from garant.metrics.facts import Facts
from garant.metrics.rates import money, ratio

_ = ibis._

COLUMNS = (
    "period",
    "due",
    "due_mrr",
    "renewed",
    "kept_mrr",
    "renewed_mrr",
    "pending",
    "pending_mrr",
    "secured",
    "gross",
    "net",
    "logo",
)
_SUMS = COLUMNS[1:9]


def renewals(facts: Facts, span: Span) -> ir.Table:
    """One row of :data:`COLUMNS` for each period of a span; rates of a period without are null.

    A contract belongs to the period in which its term ends, however early or late it was
    renewed. Source: METRICS R22, R25.
    """
    periods = span.numbers().select(period_no=_.period_no.cast("int64"))
    if facts.has("contract"):
        rows = joins.left(periods, _by_period(facts, span), ["period_no"])
        rows = rows.mutate(**{name: _[name].fill_null(0) for name in _SUMS})
    else:
        rows = periods.mutate(**{name: ibis.literal(0, "int64") for name in _SUMS})
    return _shown(span, rows).order_by("period")


def _by_period(facts: Facts, span: Span) -> ir.Table:
    rows = decided(facts, span).mutate(
        period_no=span.grain.number_of(_.due_on),
        due=ibis.literal(1, "int64"),
        renewed=(_.renewed_mrr > 0).cast("int64"),
        kept_mrr=ibis.least(_.renewed_mrr, _.due_mrr),
        pending=(_.outcome == "pending").cast("int64"),
        secured=(_.outcome == "secured").cast("int64"),
    )
    rows = rows.mutate(pending_mrr=_.pending * _.due_mrr)
    return rows.group_by("period_no").agg(**{n: _[n].sum().cast("int64") for n in _SUMS})


def _shown(span: Span, rows: ir.Table) -> ir.Table:
    amounts = {n: money(rows[n]) for n in _SUMS if n.endswith("_mrr")}
    return rows.mutate(
        **amounts,
        period=span.grain.first_of(rows.period_no),
        gross=ratio(rows.kept_mrr, rows.due_mrr),
        net=ratio(rows.renewed_mrr, rows.due_mrr),
        logo=ratio(rows.renewed, rows.due),
    ).select(*COLUMNS)

"""What is kept of the accounts that were there (R20, R21).

Point to point and account by account: summed monthly movements would say something else, since
an account that shrinks and grows again has lost nothing.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import Span
from garant.metrics.facts import Facts
from garant.metrics.gaps import carried
from garant.metrics.months import MONTH, account_months, rates_of, valued
from garant.metrics.pieces import pieces
from garant.metrics.rates import money, ratio
from garant.metrics.segments import with_segment

_ = ibis._


def retention(
    facts: Facts, span: Span, *, window: int = 12, segment: str | None = None
) -> ir.Table:
    """Net and gross retention and logo churn over the ``window`` months to each month end.

    ``span``: the months of the book; there is a row for each whose opening month is one of them.
    Rates are null when no account had revenue at the opening. Grain: a month (and a segment).
    """
    months = account_months(facts, carried(facts, pieces(facts)), span)
    pairs = _pairs(facts, months, window)
    by = ["segment", "month_no"] if segment else ["month_no"]
    rows = with_segment(facts, pairs, segment)
    rows = rows.filter(_.month_no <= span.last - window)
    sums = rows.group_by(by).agg(
        opening_mrr=_.opening.sum().cast("int64"),
        closing=_.later.sum().cast("int64"),
        kept=ibis.least(_.opening, _.later).sum().cast("int64"),
        accounts_opening=_.count(),
        accounts_lost=(_.later == 0).cast("int64").sum().cast("int64"),
    )
    return _shown(_on_every_month(sums, span, window), window)


def needed_rates(facts: Facts, span: Span, *, window: int = 12) -> ir.Table:
    """The (currency, on_day) that :func:`retention` converts."""
    months = account_months(facts, carried(facts, pieces(facts)), span)
    later = _later(months, window)
    return rates_of(months, "month_no").union(rates_of(later, "month_no"), distinct=True)


def _later(months: ir.Table, window: int) -> ir.Table:
    """What accounts have ``window`` months after a month in which they had something."""
    moved = months.mutate(month_no=_.month_no - window)
    return moved.semi_join(months, ["account_id", "month_no"])


def _pairs(facts: Facts, months: ir.Table, window: int) -> ir.Table:
    """Each account and opening month, with what it had then and ``window`` months later.

    Both at the rate of the opening month.
    """
    opening = valued(facts, months, "month_no").rename(opening="mrr")
    closing = valued(facts, _later(months, window), "month_no").rename(later="mrr")
    pairs = joins.left(opening, closing, ["account_id", "month_no"])
    return pairs.mutate(later=_.later.fill_null(0))


def _on_every_month(sums: ir.Table, span: Span, window: int) -> ir.Table:
    """A row for each month, and each segment, with zeros where no account had revenue."""
    names = [name for name in sums.columns if name not in ("segment", "month_no")]
    months = Span(MONTH, span.first, span.last - window).numbers()
    months = months.select(month_no=_.period_no.cast("int64"))
    by = ["month_no"]
    if "segment" in sums.columns:
        months = months.cross_join(sums.select("segment").distinct()).select("segment", "month_no")
        by = ["segment", "month_no"]
    nothing = {name: ibis.literal(0, "int64") for name in names}
    frame = months.mutate(**nothing)
    both = frame.union(sums.select(*frame.columns), distinct=False)
    return both.group_by(by).agg(**{name: _[name].sum().cast("int64") for name in names})


def _shown(sums: ir.Table, window: int) -> ir.Table:
    by = ["segment"] if "segment" in sums.columns else []
    rows = sums.select(
        *by,
        period_end=MONTH.last_of(_.month_no + window),
        opening_mrr=money(_.opening_mrr),
        nrr=ratio(_.closing, _.opening_mrr),
        grr=ratio(_.kept, _.opening_mrr),
        logo_churn=ratio(_.accounts_lost, _.accounts_opening),
        accounts_opening=_.accounts_opening,
        accounts_lost=_.accounts_lost,
    )
    rest = [name for name in rows.columns if name not in ("period_end", *by)]
    return rows.select("period_end", *by, *rest).order_by("period_end", *by)

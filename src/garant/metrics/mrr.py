"""MRR on a day, ARR and committed MRR (R10, R16, R23)."""

from __future__ import annotations

from datetime import date
from typing import Literal

import ibis
import ibis.expr.types as ir

from garant.metrics.errors import RequestError
from garant.metrics.facts import Facts
from garant.metrics.fx import converted, foreign, with_rate
from garant.metrics.gaps import carried
from garant.metrics.pieces import pieces
from garant.metrics.rates import money
from garant.metrics.threads import inferred_links, threaded_lines

_ = ibis._

By = Literal["account", "line", "product", "department"]
_GRAINS = ("account", "line", "product", "department")


def mrr(facts: Facts, on: date, by: By | None = None) -> ir.Table:
    """MRR at the end of a day; without ``by`` one row with ``arr`` and ``cmrr`` beside it.

    ARR is 12 × MRR. Committed MRR (R23) leaves out lines whose end is decided and adds lines that
    have yet to start, at what they pay on their first paying day; a line that a linked line
    takes over does not count, its successor does.
    """
    if by is None:
        return _totals(facts, on)
    if by not in _GRAINS:
        raise RequestError(
            "MRR cannot be shown by {by}; it can be by: {choices}",
            by=repr(by),
            choices=", ".join(_GRAINS),
        )
    key = f"{by}_id"
    standing_now = standing(carried(facts, pieces(facts)), on)
    found = _in_reporting_currency(facts, standing_now, on)
    sums = found.group_by(key).agg(mrr=_.mrr.sum().cast("int64")).filter(_.mrr > 0)
    return sums.select(on=ibis.literal(on), **{key: _[key].nullif("")}, mrr=money(_.mrr)).order_by(
        key
    )


def needed_rates(facts: Facts, on: date) -> ir.Table:
    """The (currency, on_day) that :func:`mrr` converts."""
    table = threaded_lines(facts)
    parts = pieces(facts)
    now = standing(carried(facts, parts), on).filter(_.mrr > 0).select("currency")
    both = now.union(committed(facts, table, parts, on).select("currency"), distinct=True)
    return both.mutate(on_day=ibis.literal(on))


def standing(parts: ir.Table, on: date) -> ir.Table:
    """The pieces that stand on a day."""
    return parts.filter((_.start_on <= on) & (_.end_on > on))


def committed(facts: Facts, table: ir.Table, parts: ir.Table, on: date) -> ir.Table:
    """The pieces that committed MRR counts on a day (R23).

    A line that another takes over does not count, whether the link is stated or inferred (R15).
    """
    taken = inferred_links(facts, table).select(line_id="before_id")
    open_lines = parts.filter(~_.continued).anti_join(taken, "line_id")
    running = open_lines.filter((_.start_on <= on) & (_.end_on > on) & ~_.decided)
    first = ibis.row_number().over(group_by="line_id", order_by="start_on")
    started = open_lines.filter((_.start_on <= on) & (_.mrr > 0)).select("line_id")
    ahead = open_lines.filter((_.mrr > 0) & (_.start_on > on))
    coming = ahead.anti_join(started, "line_id").mutate(place=first).filter(_.place == 0)
    return running.union(coming.select(*running.columns), distinct=False)


def _totals(facts: Facts, on: date) -> ir.Table:
    table = threaded_lines(facts)
    parts = pieces(facts)
    standing_now = standing(carried(facts, parts), on)
    now = _summed(_in_reporting_currency(facts, standing_now, on), "mrr")
    sure = _summed(_in_reporting_currency(facts, committed(facts, table, parts, on), on), "cmrr")
    both = now.cross_join(sure)
    return both.select(
        on=ibis.literal(on), mrr=money(_.mrr), arr=money(_.mrr * 12), cmrr=money(_.cmrr)
    )


def _summed(table: ir.Table, name: str) -> ir.Table:
    return table.aggregate(**{name: _.mrr.sum().cast("int64").fill_null(0)})


def _in_reporting_currency(facts: Facts, table: ir.Table, on: date) -> ir.Table:
    if not foreign(facts):
        return table
    dated = table.mutate(on_day=ibis.literal(on))
    return with_rate(facts, dated, "on_day").mutate(mrr=converted(_.mrr, _.rate))

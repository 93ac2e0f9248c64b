"""Short gaps in the revenue of an account, carried through (R7)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import days_between
from garant.metrics.facts import Facts

_ = ibis._


def carried(facts: Facts, parts: ir.Table) -> ir.Table:
    """Pieces in which a short gap of an account shows what stood on the day before it.

    A gap is a stretch between two days with revenue on which the account has none; it is carried
    through when it lasts at most ``gap_tolerance_days``.
    """
    if facts.settings.gap_tolerance_days == 0:
        return parts
    gaps = _gaps(facts, parts)
    longer = _moved(facts, parts, gaps, "new_end", starting=False)
    later = _moved(facts, parts, gaps, "new_start", starting=True)
    by = [*facts.keys, "line_id", "start_on"]
    both = joins.left(joins.left(parts, longer, by), later, by)
    shifted = both.mutate(
        end_on=ibis.coalesce(_.new_end, _.end_on), start_on=ibis.coalesce(_.new_start, _.start_on)
    )
    return shifted.filter(_.start_on < _.end_on).select(*parts.columns)


def _gaps(facts: Facts, parts: ir.Table) -> ir.Table:
    """account_id, gap_from, gap_to of the gaps that are short enough."""
    by = [*facts.keys, "account_id"]
    paying = parts.filter(_.mrr > 0).group_by([*by, "start_on"]).agg(end_on=_.end_on.max())
    earlier = ibis.window(group_by=by, order_by="start_on", rows=(None, -1))
    runs = paying.mutate(gap_from=_.end_on.max().over(earlier))
    tolerance = facts.settings.gap_tolerance_days
    return runs.filter(
        (_.gap_from < _.start_on) & (days_between(_.gap_from, _.start_on) <= tolerance)
    ).select(*by, "gap_from", gap_to="start_on")


def _moved(facts: Facts, parts: ir.Table, gaps: ir.Table, name: str, *, starting: bool) -> ir.Table:
    """Pieces that stood on the eve of a gap and end in it, or that start in one.

    The first last until the gap is over; the others, which are free, wait until it is.
    """
    by = [*facts.keys, "account_id"]
    met = joins.inner(parts.select(*by, "line_id", "start_on", "end_on"), gaps, by)
    if starting:
        inside = (_.gap_from <= _.start_on) & (_.start_on < _.gap_to)
    else:
        inside = (_.start_on < _.gap_from) & (_.gap_from <= _.end_on) & (_.end_on < _.gap_to)
    return met.filter(inside).select(*facts.keys, "line_id", "start_on", **{name: "gap_to"})

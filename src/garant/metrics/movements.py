"""MRR movements: what kind of change each change is (R13, R14, R18).

A movement is judged by account: a second subscription of a customer is never new, and one of
several that ended is never churn. What happens inside an account that stays is judged by thread.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.events import (
    THREAD,
    mixed_units,
    plan_changes,
    thread_changes,
    with_states,
)
from garant.metrics.exact import WIDE, half_away
from garant.metrics.facts import Facts
from garant.metrics.returns import forgotten
from garant.metrics.scope import Scope

_ = ibis._

GAINS = (
    "new",
    "reactivation",
    "upsell_seats",
    "upsell_plan",
    "cross_sell_product",
    "cross_sell_department",
    "price_increase",
)
LOSSES = (
    "contraction_seats",
    "contraction_plan",
    "contraction_price",
    "contraction_drop",
    "churn",
)
BUCKETS = GAINS + LOSSES

_GROSS_SLACK = 8
"""Two undiscounted prices are the same when they differ by no more than the rounding of their
sums to 8 decimals can explain."""


def thread_movements(
    facts: Facts, pieces: ir.Table, lines: ir.Table, scope: Scope, *, detail: bool
) -> ir.Table:
    """Movements by thread and step, in the currency of the thread.

    Besides the keys, ``step`` and the buckets (ten-thousandths, positive): ``account_0`` and
    ``account_1``, ``ever``, ``inside``, ``mrr`` (the whole change), and with ``detail`` whether a
    price changed by ``listed`` or by ``discounted`` price (R14 e).
    """
    changes = thread_changes(facts, pieces, scope, gross=detail)
    states = with_states(facts, changes)
    if facts.profile.switching:
        states = _marked(facts, states, plan_changes(facts, lines, scope))
    else:
        states = states.mutate(plan=ibis.literal(False))
    states = _with_mixing(facts, states, pieces, changes, scope)
    if facts.settings.reactivation_window_days is not None:
        states = forgotten(facts, states, pieces, scope)
    inside = states.filter(_.step > scope.floor)
    return _bucketed(_split(_classified(inside)), detail=detail)


def _marked(facts: Facts, states: ir.Table, marks: ir.Table) -> ir.Table:
    joined = joins.left(
        states, marks.mutate(plan=ibis.literal(True)), [*facts.keys, *THREAD, "step"]
    )
    return joined.mutate(plan=_.plan.fill_null(False))


def _with_mixing(
    facts: Facts, states: ir.Table, pieces: ir.Table, changes: ir.Table, scope: Scope
) -> ir.Table:
    """``unpriced``: the thread has no unit price, so its whole change is one of price (R14)."""
    none_sold = (_.count_0 == 0) | (_.count_1 == 0)
    if not facts.profile.mixed_units:
        return states.mutate(unpriced=none_sold)
    mixed = mixed_units(facts, pieces, changes, scope).mutate(mixed=ibis.literal(True))
    joined = joins.left(states, mixed, [*facts.keys, *THREAD, "step"])
    return joined.mutate(unpriced=none_sold | _.mixed.fill_null(False)).drop("mixed")


def _classified(states: ir.Table) -> ir.Table:
    """R13, R14 a to c: ``kind``, one bucket, or ``split`` between seats and price."""
    return states.mutate(
        kind=ibis.cases(
            (_.mrr == 0, "none"),
            ((_.account_0 == 0) & ~_.ever, "new"),
            (_.account_0 == 0, "reactivation"),
            (_.account_1 == 0, "churn"),
            ((_.mrr_0 == 0) & (_.product_0 == 0), "cross_sell_product"),
            ((_.mrr_0 == 0) & (_.place_0 == 0), "cross_sell_department"),
            (_.mrr_0 == 0, "upsell_seats"),
            (_.mrr_1 == 0, "contraction_drop"),
            (_.plan & (_.mrr > 0), "upsell_plan"),
            (_.plan, "contraction_plan"),
            else_="split",
        )
    )


def _split(states: ir.Table) -> ir.Table:
    """R14 d: ``seats`` and ``price``, the signed parts of a change that is split."""
    sold = (_.count_1 - _.count_0).cast(WIDE) * _.mrr_0.cast(WIDE)
    splits = (_.kind == "split") & ~_.unpriced
    by_seats = ibis.ifelse(splits, half_away(sold, _.count_0.cast(WIDE).nullif(0)), 0)
    table = states.mutate(by_seats=by_seats.fill_null(0)).mutate(by_price=_.mrr - _.by_seats)
    opposed = ((_.by_seats > 0) & (_.by_price < 0)) | ((_.by_seats < 0) & (_.by_price > 0))
    seats_win = (_.by_seats > 0) == (_.mrr > 0)
    return table.mutate(
        seats=ibis.ifelse(opposed, ibis.ifelse(seats_win, _.mrr, 0), _.by_seats),
        price=ibis.ifelse(opposed, ibis.ifelse(seats_win, 0, _.mrr), _.by_price),
    ).drop("by_seats", "by_price")


def _bucketed(table: ir.Table, *, detail: bool) -> ir.Table:
    """One column a bucket."""
    split = _.kind == "split"
    shares = {
        "upsell_seats": ibis.greatest(_.seats, 0),
        "contraction_seats": ibis.greatest(-_.seats, 0),
        "price_increase": ibis.greatest(_.price, 0),
        "contraction_price": ibis.greatest(-_.price, 0),
    }
    columns = {}
    for bucket in BUCKETS:
        whole = ibis.ifelse(_.kind == bucket, _.mrr if bucket in GAINS else -_.mrr, 0)
        share = ibis.ifelse(split, shares[bucket], 0) if bucket in shares else 0
        columns[bucket] = whole + share
    if detail:
        priced = split & (_.price != 0)
        same = _same_undiscounted_price()
        columns |= {"discounted": priced & same, "listed": priced & ~same}
    return table.mutate(**columns)


def _same_undiscounted_price() -> ir.Value:
    """R14 e: whether the unit price before discounts is what it was."""
    one = ibis.literal(1, "int64")
    count_0 = ibis.ifelse(_.unpriced, one, _.count_0).cast(WIDE)
    count_1 = ibis.ifelse(_.unpriced, one, _.count_1).cast(WIDE)
    apart = (_.gross_0.cast(WIDE) * count_1 - _.gross_1.cast(WIDE) * count_0).abs()
    return apart <= (count_0 + count_1) * _GROSS_SLACK

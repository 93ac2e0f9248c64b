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
    account_changes,
    mixed_units,
    plan_changes,
    thread_changes,
    with_states,
)
from garant.metrics.exact import WIDE, half_away
from garant.metrics.facts import Facts
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
    """Movements of threads by step, in the currency of the thread: one bucket and amount a row.

    ``bucket`` is a place in :data:`BUCKETS`, or ``NOTHING``; ``amount`` is in ten-thousandths, not
    negative. A change that seats and price share has two rows. ``moved`` is the whole change and
    ``inside`` the pieces seen only inside the step, both on one of the rows only; ``account_0``,
    ``account_1`` and ``ever`` are those of the account; with ``detail``, ``listed`` and
    ``discounted`` say which price changed (R14 e). The floor is one of the steps.
    """
    changes = thread_changes(facts, pieces, scope, gross=detail)
    states = with_states(facts, changes, account_changes(facts, changes, pieces, scope))
    if facts.profile.switching:
        states = _marked(facts, states, plan_changes(facts, lines, scope), "plan")
    if facts.profile.mixed_units:
        states = _marked(facts, states, mixed_units(facts, pieces, changes, scope), "mixed")
    return _in_buckets(facts, _classified(facts, states, detail=detail), detail=detail)


def _marked(facts: Facts, states: ir.Table, marks: ir.Table, name: str) -> ir.Table:
    """States of which those of some threads and steps are marked; the others are null there."""
    marks = marks.mutate(ibis.literal(True).name(name))
    return joins.left(states, marks, [*facts.keys, *THREAD, "step"])


SPLIT = len(BUCKETS)
"""The kind of a change that seats and price share; any other kind is the place of its bucket."""

NOTHING = -1


_OF_ACCOUNT = ("account_id", "currency", "step", "account_0", "account_1", "ever")


def _classified(facts: Facts, states: ir.Table, *, detail: bool) -> ir.Table:
    """What is still needed of the states, and what kind of change each is.

    ``unpriced``: the thread has no unit price, so its whole change is one of price (R14).
    """
    unpriced = (_.count_0 == 0) | (_.count_1 == 0)
    if facts.profile.mixed_units:
        unpriced = unpriced | _.mixed.fill_null(False)
    changed: tuple[str, ...] = ("inside", "mrr", "mrr_0", "count", "count_0")
    changed += ("count_1", "gross_0", "gross_1") if detail else ()
    return states.select(*facts.keys, *_OF_ACCOUNT, *changed, unpriced=unpriced, kind=_kind(facts))


def _kind(facts: Facts) -> ir.IntegerValue:
    """R13, R14 a to c: the place of a bucket in ``BUCKETS``, or ``SPLIT``."""
    place = BUCKETS.index
    kinds = [
        (_.mrr == 0, NOTHING),
        ((_.account_0 == 0) & ~_.ever, place("new")),
        (_.account_0 == 0, place("reactivation")),
        (_.account_1 == 0, place("churn")),
        ((_.mrr_0 == 0) & (_.product_0 == 0), place("cross_sell_product")),
        ((_.mrr_0 == 0) & (_.place_0 == 0), place("cross_sell_department")),
        (_.mrr_0 == 0, place("upsell_seats")),
        (_.mrr_1 == 0, place("contraction_drop")),
    ]
    if facts.profile.switching:
        kinds.append((_.plan & (_.mrr > 0), place("upsell_plan")))
        kinds.append((_.plan, place("contraction_plan")))
    return ibis.cases(*kinds, else_=SPLIT)


def _in_buckets(facts: Facts, states: ir.Table, *, detail: bool) -> ir.Table:
    columns = [*facts.keys, *_OF_ACCOUNT]
    none = ibis.literal(0, "int64")
    calm = {"listed": ibis.literal(False), "discounted": ibis.literal(False)} if detail else {}
    whole = states.filter(_.kind != SPLIT).select(
        *columns, bucket=_.kind, amount=_.mrr.abs(), moved=_.mrr, inside=_.inside, **calm
    )
    shared = _split(facts, states.filter(_.kind == SPLIT))
    seats = shared.select(
        *columns,
        bucket=_place_of(_.seats, "upsell_seats", "contraction_seats"),
        amount=_.seats.abs(),
        moved=_.mrr,
        inside=_.inside,
        **calm,
    )
    same = _same_undiscounted_price() if detail else ibis.literal(True)
    prices = shared.filter(_.price != 0).select(
        *columns,
        bucket=_place_of(_.price, "price_increase", "contraction_price"),
        amount=_.price.abs(),
        moved=none,
        inside=none,
        **({"listed": ~same, "discounted": same} if detail else {}),
    )
    return ibis.union(whole, seats, prices, distinct=False)


def _place_of(change: ir.Value, gain: str, loss: str) -> ir.Value:
    return ibis.ifelse(change > 0, BUCKETS.index(gain), BUCKETS.index(loss))


def _split(facts: Facts, states: ir.Table) -> ir.Table:
    """R14 d: ``seats`` and ``price``, the signed parts of a change that they share."""
    number = WIDE if facts.profile.wide_seats else "int64"
    sold = ibis.ifelse(_.unpriced, 0, _["count"].cast(number) * _.mrr_0)
    per = ibis.ifelse(_.unpriced, 1, _.count_0).cast(number)
    by_price = _.mrr - _.by_seats
    opposed = ((_.by_seats > 0) & (by_price < 0)) | ((_.by_seats < 0) & (by_price > 0))
    seats_win = (_.by_seats > 0) == (_.mrr > 0)
    return states.mutate(by_seats=half_away(sold, per)).mutate(
        seats=ibis.ifelse(opposed, ibis.ifelse(seats_win, _.mrr, 0), _.by_seats),
        price=ibis.ifelse(opposed, ibis.ifelse(seats_win, 0, _.mrr), by_price),
    )


def _same_undiscounted_price() -> ir.Value:
    """R14 e: whether the unit price before discounts is what it was."""
    one = ibis.literal(1, "int64")
    count_0 = ibis.ifelse(_.unpriced, one, _.count_0).cast(WIDE)
    count_1 = ibis.ifelse(_.unpriced, one, _.count_1).cast(WIDE)
    apart = (_.gross_0.cast(WIDE) * count_1 - _.gross_1.cast(WIDE) * count_0).abs()
    return apart <= (count_0 + count_1) * _GROSS_SLACK

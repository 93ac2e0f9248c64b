"""What changes, and when: pieces turned into changes of threads, without ever listing months.

A piece adds its value in the step in which it starts and takes it away in the step in which it
ends. Summed by thread and step, renewals at the same price cancel out; what is left is small, and
running sums over it give the state of a thread, a product or an account on both sides of a step.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.facts import Facts
from garant.metrics.scope import Scope
from garant.metrics.threads import links

_ = ibis._

THREAD = ("account_id", "thread_product", "thread_department", "currency")


def thread_changes(facts: Facts, pieces: ir.Table, scope: Scope, *, gross: bool) -> ir.Table:
    """Changes by thread and step, those that change nothing left out.

    Columns: the thread, ``step``, ``mrr``, ``count`` and (with ``gross``) ``gross`` as changes;
    ``inside``: pieces seen only between two ends of steps; ``before``: pieces with revenue that
    started at or before the floor.
    """
    by = [*facts.keys, *THREAD, "step"]
    placed = scope.placed(pieces).mutate(floor=scope.floor, last=scope.last)
    sides = placed.mutate(side=ibis.array([1, -1]).cast("array<int64>").unnest())
    entering = _.side == 1
    sides = sides.mutate(reached=ibis.ifelse(entering, _.enters, _.leaves))
    sides = sides.filter(_.reached <= _.last)
    paid = _.mrr > 0
    sides = sides.mutate(
        step=ibis.greatest(_.reached, _.floor),
        hidden=entering & paid & (_.enters == _.leaves) & (_.enters > _.floor),
        past=entering & paid & (_.enters <= _.floor),
    )
    sums = {
        "mrr": (_.mrr * _.side).sum().cast("int64"),
        "count": (_["count"] * _.side).sum().cast("int64"),
        "inside": _.hidden.cast("int64").sum().cast("int64"),
        "before": _.past.cast("int64").sum().cast("int64"),
    }
    if gross:
        sums["gross"] = (_.gross * _.side).sum().cast("int64")
    changes = sides.group_by(by).agg(**sums)
    moved = [changes[name] != 0 for name in sums]
    return changes.filter(ibis.or_(*moved))


def with_states(facts: Facts, changes: ir.Table) -> ir.Table:
    """Changes with the state on both sides of the step.

    Adds ``mrr_0, mrr_1, count_0, count_1`` of the thread; ``product_0`` and ``place_0``, what the
    account had in that product, and in that product and department; ``account_0, account_1``;
    ``ever``, whether the account had revenue before this step.
    """
    account = [*facts.keys, "account_id"]
    product = [*account, "thread_product"]

    def until(by: list[str], last: int) -> ir.Value:
        window = ibis.window(group_by=by, order_by="step", range=(None, last))
        return _.mrr.sum().over(window).cast("int64").fill_null(0)

    thread = ibis.cumulative_window(group_by=[*facts.keys, *THREAD], order_by="step")
    earlier = ibis.window(group_by=account, order_by="step", range=(None, -1))
    rises = ((_.mrr > 0) | (_.inside > 0) | (_.before > 0)).cast("int64")
    running = {
        f"{name}_1": _[name].sum().over(thread).cast("int64")
        for name in ("mrr", "count", "gross")
        if name in changes.columns
    }
    own = _.mrr_1 - _.mrr
    one_currency = len(facts.profile.currencies) < 2
    alone = one_currency and not facts.profile.departments
    states = changes.mutate(**running)
    states = states.mutate(
        product_0=own if alone else until(product, -1),
        place_0=own if one_currency else until([*product, "thread_department"], -1),
        account_0=until(account, -1),
        account_1=until(account, 0),
        ever=rises.max().over(earlier).fill_null(0) > 0,
    )
    return states.mutate(
        **{f"{name.removesuffix('_1')}_0": _[name] - _[name.removesuffix("_1")] for name in running}
    )


def plan_changes(facts: Facts, lines: ir.Table, scope: Scope) -> ir.Table:
    """Threads and steps in which a ``replaces`` link changes the product (R14 c)."""
    threads = lines.filter(_.end_on > _.start_on).select(*facts.keys, "line_id", *THREAD)
    found = links(facts, lines).filter(_.replaces & (_.product_id != _.product_before))
    joined = joins.inner(
        found.select(*facts.keys, "line_id", "start_on"), threads, [*facts.keys, "line_id"]
    )
    steps = joined.mutate(step=scope.grain.number_of(_.start_on))
    return steps.select(*facts.keys, *THREAD, "step").distinct()


def mixed_units(facts: Facts, pieces: ir.Table, changes: ir.Table, scope: Scope) -> ir.Table:
    """Changes whose thread mixes units on either side of the step (R14): the thread and step."""
    thread = [*facts.keys, *THREAD]
    mixed = pieces.group_by(thread).agg(units=_.unit.nunique()).filter(_.units > 1)
    placed = scope.placed(pieces.semi_join(mixed, thread))
    seen = placed.select(*thread, "unit", "enters", "leaves")
    joined = joins.inner(changes.select(*thread, "step"), seen, thread)
    at_either_end = (_.enters <= _.step) & (_.leaves >= _.step)
    visible = (_.enters < _.leaves) & ((_.enters < _.step) | (_.leaves > _.step))
    return (
        joined.filter(at_either_end & visible)
        .group_by([*thread, "step"])
        .agg(units=_.unit.nunique())
        .filter(_.units > 1)
        .drop("units")
    )

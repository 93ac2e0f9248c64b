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
from garant.metrics.returns import forgotten
from garant.metrics.scope import Scope
from garant.metrics.threads import links

_ = ibis._

THREAD = ("account_id", "thread_product", "thread_department", "currency")


def thread_changes(facts: Facts, pieces: ir.Table, scope: Scope, *, gross: bool) -> ir.Table:
    """Changes by thread and step, those that change nothing left out.

    Columns: the thread, ``step``, ``mrr``, ``count`` and (with ``gross``) ``gross`` as changes;
    ``inside``: pieces with revenue that no end of a step shows, and on the floor all that ever
    were there.
    """
    by = [*facts.keys, *THREAD, "step"]
    amounts = ("mrr", "count", "gross") if gross else ("mrr", "count")
    placed = scope.placed(pieces, *facts.keys, *THREAD, *amounts)
    sides = placed.mutate(
        floor=scope.floor,
        last=scope.last,
        side=ibis.array([1, -1]).cast("array<int64>").unnest(),
    )
    entering = _.side == 1
    sides = sides.mutate(reached=ibis.ifelse(entering, _.enters, _.leaves))
    hidden = entering & (_.mrr > 0) & ((_.enters == _.leaves) | (_.enters <= _.floor))
    sides = sides.filter(_.reached <= _.last).select(
        *facts.keys,
        *THREAD,
        step=ibis.greatest(_.reached, _.floor),
        inside=hidden.cast("int64"),
        **{name: _[name] * _.side for name in amounts},
    )
    sums = {name: _[name].sum().cast("int64") for name in (*amounts, "inside")}
    changes = sides.group_by(by).agg(**sums)
    moved = [changes[name] != 0 for name in sums]
    return changes.filter(ibis.or_(*moved))


def account_changes(facts: Facts, changes: ir.Table, pieces: ir.Table, scope: Scope) -> ir.Table:
    """Changes of threads summed by account and step, with the account :func:`on_both_sides`."""
    sums = {"moved": _.mrr.sum().cast("int64"), "inside": _.inside.sum().cast("int64")}
    return on_both_sides(
        facts, changes.group_by([*facts.keys, "account_id", "step"]).agg(**sums), pieces, scope
    )


def on_both_sides(facts: Facts, changes: ir.Table, pieces: ir.Table, scope: Scope) -> ir.Table:
    """Changes of accounts (``moved``, ``inside``) with the account before and after.

    Adds ``account_0, account_1`` and ``ever``, whether the account had revenue before this step.
    """
    until = ibis.cumulative_window(group_by=[*facts.keys, "account_id"], order_by="step")
    rises = (_.moved > 0) | (_.inside > 0)
    states = changes.mutate(
        account_1=_.moved.sum().over(until).cast("int64"),
        first=ibis.ifelse(rises, _.step, None).min().over(until),
    )
    # Named one by one: Ibis writes a step that drops columns once for each of its readers.
    states = states.select(
        *changes.columns,
        "account_1",
        account_0=_.account_1 - _.moved,
        ever=(_.first < _.step).fill_null(False),
    )
    if facts.settings.reactivation_window_days is None:
        return states
    return forgotten(facts, states, pieces, scope)


def with_states(facts: Facts, changes: ir.Table, accounts: ir.Table) -> ir.Table:
    """Changes of threads with the state on both sides of the step.

    Adds ``mrr_0, mrr_1, count_0, count_1`` of the thread; ``product_0`` and ``place_0``, what the
    account had in that product, and in that product and department; and ``account_0``,
    ``account_1`` and ``ever`` of :func:`account_changes`.
    """
    product = [*facts.keys, "account_id", "thread_product"]

    def before(by: list[str]) -> ir.Value:
        window = ibis.window(group_by=by, order_by="step", range=(None, -1))
        return _.mrr.sum().over(window).cast("int64").fill_null(0)

    thread = ibis.cumulative_window(group_by=[*facts.keys, *THREAD], order_by="step")
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
        product_0=own if alone else before(product),
        place_0=own if one_currency else before([*product, "thread_department"]),
        **{
            f"{name.removesuffix('_1')}_0": _[name] - _[name.removesuffix("_1")] for name in running
        },
    )
    by = [*facts.keys, "account_id", "step"]
    sides = accounts.select(*by, "account_0", "account_1", "ever")
    return joins.inner(states, sides, by)


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
    seen = scope.placed(pieces.semi_join(mixed, thread), *thread, "unit")
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

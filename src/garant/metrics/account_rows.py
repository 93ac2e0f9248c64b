"""Movements by account and step, and what is told beside them (R13, R16, R19)."""

from __future__ import annotations

from functools import reduce
from operator import add

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.events import account_changes, thread_changes
from garant.metrics.facts import Facts
from garant.metrics.fx import converted, foreign, with_rate
from garant.metrics.movements import BUCKETS, GAINS, LOSSES, thread_movements
from garant.metrics.scope import Scope
from garant.metrics.threads import inferred_links

_ = ibis._

EXPANSIONS = tuple(bucket for bucket in GAINS if bucket not in ("new", "reactivation"))
CONTRACTIONS = tuple(bucket for bucket in LOSSES if bucket != "churn")


def signed(buckets: tuple[str, ...]) -> ir.Value:
    """The sum of some movements, losses negative."""
    terms = [-_[name] if name in LOSSES or name == "contraction" else _[name] for name in buckets]
    return reduce(add, terms)


def account_steps(
    facts: Facts, pieces: ir.Table, lines: ir.Table, scope: Scope, *, detail: bool
) -> ir.Table:
    """Buckets by account and step, in the reporting currency, with what happened to the account.

    On the floor stands what was there before, as if it were new. ``moved`` is the change in the
    currency of the lines; ``accounts_new``, ``accounts_reactivated``, ``accounts_churned`` and
    ``blips`` are 0 or 1.
    """
    table = thread_movements(facts, pieces, lines, scope, detail=detail)
    if foreign(facts):
        dated = table.mutate(on_day=scope.grain.last_of(_.step))
        table = with_rate(facts, dated, "on_day").mutate(amount=converted(_.amount, _.rate))
    sums = bucket_sums()
    if detail:
        sums |= {name: _[name].cast("int64").max() for name in ("listed", "discounted")}
    steps = table.group_by([*facts.keys, "account_id", "step"]).agg(
        **sums,
        moved=_.moved.sum().cast("int64"),
        account_0=_.account_0.max(),
        account_1=_.account_1.max(),
        ever=_.ever.cast("int64").max() > 0,
        inside=_.inside.sum(),
    )
    return with_events(steps)


def bucket_sums() -> dict[str, ir.Value]:
    """The sum of each bucket, of rows with ``bucket`` and ``amount``."""
    return {
        name: _.amount.sum(where=_.bucket == place).fill_null(0).cast("int64")
        for place, name in enumerate(BUCKETS)
    }


def with_events(steps: ir.Table) -> ir.Table:
    """Steps with what happened to the account, in place of the states that tell it."""
    starts = (_.account_0 == 0) & (_.account_1 > 0)
    return steps.mutate(
        accounts_new=(starts & ~_.ever).cast("int64"),
        accounts_reactivated=(starts & _.ever).cast("int64"),
        accounts_churned=((_.account_0 > 0) & (_.account_1 == 0)).cast("int64"),
        blips=((_.account_0 == 0) & (_.account_1 == 0) & (_.inside > 0)).cast("int64"),
    ).drop("account_0", "account_1", "ever", "inside")


def blips(facts: Facts, pieces: ir.Table, scope: Scope) -> ir.Table:
    """R19: accounts without revenue on both ends of a step, and with some inside it."""
    found = account_events(facts, pieces, scope)
    hidden = found.filter((_.blips > 0) & (_.step > scope.floor))
    return hidden.select(*facts.keys, "account_id", "step")


def account_events(facts: Facts, pieces: ir.Table, scope: Scope) -> ir.Table:
    """What happened to each account, by step: :func:`account_steps` without the buckets."""
    changes = thread_changes(facts, pieces, scope, gross=False)
    return with_events(account_changes(facts, changes, pieces, scope))


def churn_reasons(
    facts: Facts, pieces: ir.Table, lines: ir.Table, steps: ir.Table, scope: Scope
) -> ir.Table:
    """Why an account left: the reason of the last of its lines to end (R13).

    Columns: account_id, step, churn_reason; only of the steps in which the account left.
    """
    by = [*facts.keys, "account_id"]
    lost = steps.filter(_.accounts_churned > 0).select(*by, "step")
    ends = lines.select(*facts.keys, "line_id", line_end="end_on")
    placed = scope.placed(pieces.filter(_.mrr > 0), *by, "line_id", "end_reason")
    had = joins.inner(placed, ends, [*facts.keys, "line_id"])
    had = had.select(*by, "line_id", "line_end", "end_reason", "enters", "leaves")
    ended = joins.inner(lost, had, by).filter(
        (_.enters < _.step) & (_.leaves >= _.step) & (scope.grain.number_of(_.line_end) <= _.step)
    )
    last = ibis.row_number().over(
        group_by=[*by, "step"], order_by=[ibis.desc("line_end"), ibis.desc("line_id")]
    )
    return (
        ended.mutate(place=last).filter(_.place == 0).select(*by, "step", churn_reason="end_reason")
    )


def inferred_periods(facts: Facts, lines: ir.Table, scope: Scope) -> ir.Table:
    """Accounts and periods in which a link was inferred (R15)."""
    period = scope.report.grain.number_of(_.start_on)
    found = inferred_links(facts, lines).select(*facts.keys, "account_id", period_no=period)
    if facts.vintages:
        found = found.filter(_.vintage == _.period_no)
    return found.distinct()

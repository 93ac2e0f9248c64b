"""How long an account was away before it came back (R13, ``reactivation_window_days``)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import days_between
from garant.metrics.facts import Facts
from garant.metrics.scope import Scope

_ = ibis._


def forgotten(facts: Facts, states: ir.Table, pieces: ir.Table, scope: Scope) -> ir.Table:
    """States in which ``ever`` is false for an account that was away longer than the window.

    Away: from its first day without revenue to its first day with revenue in the step.
    """
    window = facts.settings.reactivation_window_days
    away = _away(facts, pieces, scope).filter(_.away > window)
    joined = joins.left(states, away, [*facts.keys, "account_id", "step"])
    return joined.mutate(ever=_.ever & _.away.isnull()).drop("away")


def _away(facts: Facts, pieces: ir.Table, scope: Scope) -> ir.Table:
    """Days between the last revenue before a step and the first in it, by account and step."""
    by = [*facts.keys, "account_id"]
    placed = scope.placed(pieces.filter(_.mrr > 0), *by, "start_on", "end_on")
    steps = placed.group_by([*by, "enters"]).agg(back_on=_.start_on.min(), end_on=_.end_on.max())
    earlier = ibis.window(group_by=by, order_by="enters", range=(None, -1))
    steps = steps.mutate(gone_on=_.end_on.max().over(earlier))
    return steps.filter(_.gone_on <= _.back_on).select(
        *by, step="enters", away=days_between(_.gone_on, _.back_on)
    )

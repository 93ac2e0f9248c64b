"""The net view of a book in one currency, judged by account alone (R13, R18, R19).

What a thread adds to a bridge is the kind of a change inside an account that stays. The net view
does not tell kinds, and in one currency the parts of a change add up to the change exactly. So
this plan never looks at threads: one group and one running sum by account give it all, in a
fraction of the time that :func:`garant.metrics.account_rows.account_steps` takes to the same rows.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics.account_rows import with_events
from garant.metrics.events import on_both_sides
from garant.metrics.facts import Facts
from garant.metrics.scope import Scope

_ = ibis._

NET_BUCKETS = ("new", "reactivation", "expansion", "contraction", "churn")


def net_steps(facts: Facts, pieces: ir.Table, scope: Scope) -> ir.Table:
    """The movement of each account and step, the floor included, and what happened to the account.

    Columns: account_id, step, :data:`NET_BUCKETS`, moved, accounts_new, accounts_reactivated,
    accounts_churned and blips, as in :func:`garant.metrics.account_rows.account_steps`.
    """
    states = on_both_sides(facts, _changes(pieces, scope), pieces, scope)
    none = ibis.literal(0, "int64")
    return with_events(
        states.mutate(
            new=ibis.ifelse((_.account_0 == 0) & ~_.ever, _.moved, none),
            reactivation=ibis.ifelse((_.account_0 == 0) & _.ever, _.moved, none),
            expansion=ibis.ifelse(_.account_0 > 0, ibis.greatest(_.moved, none), none),
            contraction=ibis.ifelse(
                (_.account_0 > 0) & (_.account_1 > 0), ibis.greatest(-_.moved, none), none
            ),
            churn=ibis.ifelse(_.account_1 == 0, -_.moved, none),
        )
    )


def _changes(pieces: ir.Table, scope: Scope) -> ir.Table:
    """Changes by account and step, those that cancel out left without a row.

    ``inside`` counts the pieces that no end of a step shows, and on the floor all that were there.
    """
    placed = scope.placed(pieces.filter(_.mrr > 0), "account_id", "mrr")
    unseen = (_.enters == _.leaves) | (_.enters <= scope.floor)
    entering = placed.filter(_.enters <= scope.last).select(
        "account_id",
        step=ibis.greatest(_.enters, scope.floor),
        moved=_.mrr,
        inside=unseen.cast("int64"),
    )
    leaving = placed.filter(_.leaves <= scope.last).select(
        "account_id",
        step=ibis.greatest(_.leaves, scope.floor),
        moved=-_.mrr,
        inside=ibis.literal(0, "int64"),
    )
    both = entering.union(leaving, distinct=False)
    sums = {name: _[name].sum().cast("int64") for name in ("moved", "inside")}
    return both.group_by(["account_id", "step"]).agg(**sums).filter((_.moved != 0) | (_.inside > 0))

"""The MRR of every account at the end of every step, in the reporting currency (R16).

Only needed where an account must be seen in steps in which nothing of it changes: when rates
move, when knowledge does (``closes=frozen``), and when a row is wanted for every account.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics.facts import Facts
from garant.metrics.fx import converted, foreign, with_rate
from garant.metrics.scope import Scope

_ = ibis._


def account_states(facts: Facts, pieces: ir.Table, scope: Scope) -> ir.Table:
    """``opening`` and ``closing`` of each account and step in which one of them is not 0."""
    by = [*facts.keys, "account_id", "step"]
    values = _valued(facts, seen(facts, pieces, scope), scope)
    ends = values.group_by(by).agg(mrr=_.mrr.sum().cast("int64"))
    nothing = ibis.literal(0, "int64")
    closings = ends.select(*by, opening=nothing, closing=_.mrr, last=scope.last)
    openings = ends.select(
        *facts.keys, "account_id", step=_.step + 1, opening=_.mrr, closing=nothing, last=scope.last
    )
    both = closings.union(openings.select(*closings.columns), distinct=False)
    return (
        both.filter((_.step > scope.floor) & (_.step <= _.last))
        .group_by(by)
        .agg(opening=_.opening.sum().cast("int64"), closing=_.closing.sum().cast("int64"))
        .filter((_.opening != 0) | (_.closing != 0))
    )


def seen(facts: Facts, pieces: ir.Table, scope: Scope) -> ir.Table:
    """Pieces with revenue, once for each step at whose end they are active, the floor included."""
    columns = ("account_id", "line_id", "currency", "mrr")
    placed = scope.placed(pieces.filter(_.mrr > 0), *facts.keys, *columns)
    placed = placed.mutate(floor=scope.floor, last=scope.last)
    inside = placed.filter((_.enters <= _.last) & (_.leaves > _.floor))
    first, after = ibis.greatest(_.enters, _.floor), ibis.least(_.leaves, _.last + 1)
    some = inside.mutate(first=first, after=after).filter(_.first < _.after)
    steps = ibis.range(some["first"], some["after"], 1).unnest().cast("int64")
    return some.select(*facts.keys, *columns, step=steps)


def _valued(facts: Facts, table: ir.Table, scope: Scope) -> ir.Table:
    if not foreign(facts):
        return table
    dated = table.mutate(on_day=scope.grain.last_of(_.step))
    return with_rate(facts, dated, "on_day").mutate(mrr=converted(_.mrr, _.rate))

"""Pieces: the stretches of a line's life over which its monthly value does not change (R6, R10).

Everything that garant counts, it counts from pieces.

====================  ==========================================================================
``line_id`` …         the line, its account, contract, product, department and currency
``thread_product``    with ``thread_department``: the thread it belongs to (R11)
``start_on, end_on``  the stretch, half-open; ``FOREVER`` when it has no end
``mrr``               monthly value in ten-thousandths of its currency, 0 when it is free
``gross``             the same before discounts, in units of 10**-8
``count``             quantity, see :func:`garant.metrics.money.priced`; ``unit`` says of what
``decided``           whether the end of the line is decided; ``continued`` whether a linked line
                      takes over (R23)
====================  ==========================================================================
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.discounts import applied, net_scale, pauses, stretches, thirds
from garant.metrics.exact import WIDE
from garant.metrics.facts import Facts
from garant.metrics.money import monthly, paying, price_scale
from garant.metrics.threads import threaded_lines

_ = ibis._

GROSS_PLACES = 8

_COLUMNS = (
    "line_id",
    "account_id",
    "contract_id",
    "product_id",
    "department_id",
    "thread_product",
    "thread_department",
    "currency",
    "start_on",
    "end_on",
    "mrr",
    "gross",
    "count",
    "unit",
    "end_reason",
    "decided",
    "continued",
)


def pieces(facts: Facts) -> ir.Table:
    """All pieces of the book. Grain: a line and a stretch (and a vintage)."""
    if facts.pieces is not None:
        return facts.pieces
    return pieces_of(facts, threaded_lines(facts))


def pieces_of(facts: Facts, table: ir.Table) -> ir.Table:
    """The pieces of some lines that carry their thread."""
    lives = paying(table)
    if not (facts.profile.stack or facts.profile.pauses):
        return _whole(facts, lives)
    if facts.profile.stack == 1 and not facts.profile.pauses and facts.spread is None:
        return _valued(facts, thirds(facts, lives), net_scale(facts))
    by = [*facts.keys, "line_id"]
    parts = []
    if facts.spread is not None:
        parts.append(_spread(facts, lives, facts.spread))
        lives = lives.anti_join(facts.spread, by)
    touched = _touched(facts, lives)
    parts.append(_whole(facts, lives.anti_join(touched, by)))
    parts.append(_stretches(facts, lives.semi_join(touched, by)))
    return ibis.union(*parts, distinct=False)


def _whole(facts: Facts, lives: ir.Table) -> ir.Table:
    """Lines without discount or pause: one piece each."""
    return _valued(facts, lives.mutate(start_on=_.paid_from, net=_.price), price_scale(facts))


def _stretches(facts: Facts, lives: ir.Table) -> ir.Table:
    return _valued(facts, stretches(facts, lives), net_scale(facts))


def _spread(facts: Facts, lives: ir.Table, spread: ir.Table) -> ir.Table:
    """Lines whose discounts were shared out beforehand (see :mod:`garant.metrics.spread`)."""
    shared = spread.rename(piece_from="start_on", piece_to="end_on", mrr_shared="mrr")
    joined = joins.inner(lives, shared, [*facts.keys, "line_id"])
    return _worth(facts, joined, start_on=_.piece_from, end_on=_.piece_to, mrr=_.mrr_shared)


def _valued(facts: Facts, table: ir.Table, scale: int) -> ir.Table:
    return _worth(facts, table, mrr=monthly(_.net, scale))


def _worth(facts: Facts, table: ir.Table, **columns: ir.Value) -> ir.Table:
    """The columns of pieces, some of them given."""
    price = _.price.cast(WIDE) if facts.profile.wide_gross else _.price
    columns |= {"gross": monthly(price, price_scale(facts), GROSS_PLACES)}
    return table.select(*facts.keys, **{n: columns.get(n, _[n]) for n in _COLUMNS})


def _touched(facts: Facts, lives: ir.Table) -> ir.Table:
    """Lines that some discount or pause may cut."""
    tables = []
    if facts.profile.stack:
        tables.append(applied(facts, lives))
    if facts.profile.pauses:
        tables.append(pauses(facts))
    ids = [table.select(*facts.keys, "line_id") for table in tables]
    return ibis.union(*ids, distinct=True) if len(ids) > 1 else ids[0].distinct()

"""Discounts and pauses: what cuts the life of a line into pieces (R6, R10).

Discounts on a line and on its contract apply in one order. A percent multiplies the running
price; a fixed one is taken off it; the price never falls below 0. All of that happens on the
exact price, before the interval divides it, so nothing is rounded on the way.

A fixed discount on a contract with several lines is shared in proportion to their running
monthly values, which no fixed number of digits holds; :mod:`garant.metrics.spread` does those
lines with fractions and hands the result back as a table.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import FOREVER
from garant.metrics.exact import WIDE, power_of_ten
from garant.metrics.facts import Facts
from garant.metrics.money import price_scale
from garant.metrics.profile import counted

_ = ibis._


def percent_places(facts: Facts) -> int:
    """Decimals that one percent discount adds to a price: 12.5 % leaves 0.875 of it."""
    return 2 + facts.profile.discount_decimals if facts.profile.percents else 0


def net_scale(facts: Facts) -> int:
    """Decimals of a price after every discount that a line can have."""
    return price_scale(facts) + percent_places(facts) * facts.profile.stack


def applied(facts: Facts, paying: ir.Table) -> ir.Table:
    """The discounts of each line, its own and those of its contract.

    Columns: line_id, discount_id, priority, percent (whether), value, from_on, to_on, and
    shared_in: the contract that a discount on a contract is shared in.
    """
    terms = _terms(facts)
    members = paying.select(*facts.keys, "line_id", "contract_id")
    own = terms.filter(_.line_id.notnull()).rename(shared_in="contract_id")
    by_line = own.semi_join(members, [*facts.keys, "line_id"])
    if not facts.profile.shared:
        return by_line
    shared = terms.filter(_.contract_id.notnull()).drop("line_id")
    by_contract = joins.inner(members, shared, [*facts.keys, "contract_id"])
    by_contract = by_contract.rename(shared_in="contract_id")
    return by_line.union(by_contract.select(*by_line.columns), distinct=False)


def _terms(facts: Facts) -> ir.Table:
    """The discounts that count, with an end: see :func:`applied`, by line_id or contract_id."""
    discounts = counted(facts.known("discount"), facts.settings)
    to_on = _.end_on.fill_null(FOREVER)
    return discounts.filter(_.start_on < to_on).select(
        *facts.keys,
        "line_id",
        "contract_id",
        "discount_id",
        "priority",
        "value",
        to_on=to_on,
        percent=_.kind == "percent",
        from_on="start_on",
    )


def pauses(facts: Facts) -> ir.Table:
    """Pauses that count, with an end: line_id, from_on, to_on (R6)."""
    return (
        facts.known("pause")
        .select(*facts.keys, "line_id", from_on=_.start_on, to_on=_.end_on.fill_null(FOREVER))
        .filter(_.from_on < _.to_on)
    )


def stretches(facts: Facts, paying: ir.Table) -> ir.Table:
    """The life of each line cut wherever a discount or a pause starts or ends, pauses left out.

    Each stretch carries ``net``, its price after discounts, at :func:`net_scale`.
    """
    cut = _stretched(facts, paying, _edges(facts, paying))
    if facts.profile.pauses:
        cut = _without_pauses(facts, cut)
    if not facts.profile.stack:
        return cut.mutate(net=_.price)
    return _discounted(facts, cut, applied(facts, paying))


def thirds(facts: Facts, paying: ir.Table) -> ir.Table:
    """:func:`stretches` where no line has more than one discount and none is paused.

    A life is then cut in at most three: before, during and after. One join does it.
    """
    lives = _with_one_term(facts, paying)
    from_on = ibis.greatest(_.paid_from, ibis.least(_.from_on.fill_null(FOREVER), _.end_on))
    to_on = ibis.greatest(from_on, ibis.least(_.to_on.fill_null(FOREVER), _.end_on))
    whole, cut = (ibis.array(list(range(n))).cast("array<int64>") for n in (1, 3))
    part = ibis.ifelse(_.value.isnull(), whole, cut).unnest()
    third = lives.mutate(from_on=from_on, to_on=to_on, part=part)
    during = _after(facts, price_scale(facts), net=_.price, value=_.value, percent=_.percent)
    plain = _.price * 10 ** percent_places(facts)
    return third.mutate(
        start_on=ibis.cases((_.part == 0, _.paid_from), (_.part == 1, _.from_on), else_=_.to_on),
        end_on=ibis.cases((_.part == 0, _.from_on), (_.part == 1, _.to_on), else_=_.end_on),
        net=ibis.ifelse(_.part == 1, during, plain),
    ).filter(_.start_on < _.end_on)


def _with_one_term(facts: Facts, paying: ir.Table) -> ir.Table:
    """Lines with the only discount that they have, their own or that of their contract."""
    terms = _terms(facts)
    what = ("value", "percent", "from_on", "to_on")
    table = joins.left(
        paying, terms.select(*facts.keys, "line_id", *what), [*facts.keys, "line_id"]
    )
    if not facts.profile.shared:
        return table
    theirs = terms.select(
        *facts.keys, "contract_id", **{f"shared_{name}": _[name] for name in what}
    )
    table = joins.left(table, theirs, [*facts.keys, "contract_id"])
    either = {name: ibis.coalesce(_[name], _[f"shared_{name}"]) for name in what}
    return table.mutate(**either).drop(*(f"shared_{name}" for name in what))


def _edges(facts: Facts, paying: ir.Table) -> ir.Table:
    """Days on which something starts or ends: line_id, on_day."""
    tables = []
    if facts.profile.stack:
        tables.append(applied(facts, paying))
    if facts.profile.pauses:
        tables.append(pauses(facts))
    columns = [
        table.select(*facts.keys, "line_id", on_day=name)
        for table in tables
        for name in ("from_on", "to_on")
    ]
    return ibis.union(*columns, distinct=True) if len(columns) > 1 else columns[0]


def _stretched(facts: Facts, paying: ir.Table, edges: ir.Table) -> ir.Table:
    by = [*facts.keys, "line_id"]
    bounds = paying.select(*by, "paid_from", "end_on")
    inner = joins.inner(edges, bounds, by).filter((_.paid_from < _.on_day) & (_.on_day < _.end_on))
    starts = bounds.select(*by, on_day="paid_from").union(inner.select(*by, "on_day"))
    following = _.on_day.lead().over(ibis.window(group_by=by, order_by="on_day"))
    cut = starts.mutate(next_day=following)
    whole = joins.inner(paying, cut, by)
    return whole.mutate(start_on=_.on_day, end_on=_.next_day.fill_null(_.end_on)).drop(
        "on_day", "next_day"
    )


def _without_pauses(facts: Facts, cut: ir.Table) -> ir.Table:
    breaks = pauses(facts).rename(pause_from="from_on", pause_to="to_on", paused_id="line_id")
    inside = [
        *(cut[key] == breaks[key] for key in facts.keys),
        cut.line_id == breaks.paused_id,
        breaks.pause_from <= cut.start_on,
        cut.start_on < breaks.pause_to,
    ]
    return cut.anti_join(breaks, inside)


def _discounted(facts: Facts, cut: ir.Table, terms: ir.Table) -> ir.Table:
    """``net`` of each stretch: its discounts side by side, then applied one after another."""
    by = [*facts.keys, "line_id", "start_on"]
    stack = _stacked(facts, cut.select(*by, "end_on"), terms)
    joined = joins.left(cut, stack, by)
    scale = price_scale(facts)
    joined = joined.mutate(net=_.price)
    for place in range(facts.profile.stack):
        percent, value = _[f"percent_{place}"] == 1, _[f"value_{place}"]
        joined = joined.mutate(net=_after(facts, scale, net=_.net, value=value, percent=percent))
        scale += percent_places(facts)
    return joined.drop(*(f"{what}_{n}" for n in range(facts.profile.stack) for what in _WHAT))


_WHAT = ("percent", "value")


def _stacked(facts: Facts, cut: ir.Table, terms: ir.Table) -> ir.Table:
    """One row a stretch: ``percent_0, value_0, percent_1 …`` in order of application."""
    by = [*facts.keys, "line_id", "start_on"]
    active = joins.inner(cut, terms, [*facts.keys, "line_id"]).filter(
        (_.from_on <= _.start_on) & (_.start_on < _.to_on)
    )
    order = ibis.window(group_by=by, order_by=["priority", "discount_id"])
    ranked = active.mutate(place=ibis.row_number().over(order))
    columns = {
        f"{what}_{n}": ibis.ifelse(ranked.place == n, value, None).max()
        for n in range(facts.profile.stack)
        for what, value in (("percent", ranked.percent.cast("int64")), ("value", ranked.value))
    }
    return ranked.group_by(by).agg(**columns)


def _after(
    facts: Facts, scale: int, *, net: ir.Value, value: ir.Value, percent: ir.Value
) -> ir.Value:
    """A running price after one discount, if there is one; scaled up either way."""
    grown = 10 ** percent_places(facts)
    decimals = facts.profile.discount_decimals
    left = (100 * 10**decimals - _scaled(value, decimals)) if facts.profile.percents else 0
    fixed = _scaled(value, scale)
    return ibis.cases(
        (value.isnull(), net * grown),
        (percent, net * left),
        else_=ibis.greatest(net - fixed, 0) * grown,
    )


def _scaled(value: ir.Value, decimals: int) -> ir.NumericValue:
    """A decimal as a whole number of units of 10**-decimals."""
    held = min(decimals, _VALUE_PLACES)
    whole = (value * 10**held).cast("int64")
    rest = decimals - held
    return whole.cast(WIDE) * power_of_ten(rest) if rest else whole


_VALUE_PLACES = 8
"""Decimals that a canonical amount has."""

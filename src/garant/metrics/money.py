"""What a line is worth a month before discounts (R6, R8, R9).

The price of a line is kept exact until its single rounding: a whole number ``price`` of units of
10**-scale, and an interval of ``months_top / months_bottom`` months. Discounts change the price
and never the interval, so a monthly value is always ``price × months_bottom / months_top``,
rounded half up to 4 decimals once, at the end.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from garant.metrics.calendar import days_between, month_number, plus_months
from garant.metrics.exact import MONEY_PLACES, WIDE, half_up, power_of_ten
from garant.metrics.facts import Facts

_ = ibis._

_UNIT_MONTHS: Mapping[str, tuple[int, int]] = {
    "month": (1, 1),
    "year": (12, 1),
    "week": (12, 52),
    "day": (12, 365),
}


def price_scale(facts: Facts) -> int:
    """Decimals of a price: enough for amount × quantity, and for a fixed discount."""
    profile = facts.profile
    decimals = profile.amount_decimals + profile.quantity_decimals
    return max(decimals, profile.discount_decimals) if profile.stack else decimals


def priced(facts: Facts, lines: ir.Table) -> ir.Table:
    """Lines that pay at some time, with their price, interval and first paying day.

    Adds ``price``, ``months_top``, ``months_bottom``, ``paid_from`` (the first day out of trial)
    and ``count``: the quantity in units of 10**-quantity_decimals, which is the number of seats
    of a line priced per unit, the stated quantity of a line total and 1 for a flat line.
    """
    trials = facts.profile.trials and facts.settings.trial_policy == "zero"
    trial_over = ibis.greatest(_.start_on, _.trial_end.fill_null(_.start_on))
    table = lines.mutate(paid_from=trial_over if trials else _.start_on)
    table = table.filter(_.paid_from < _.end_on)
    table = _with_price(facts, _with_months(facts, table))
    return table.drop("amount", "quantity", "price_basis", "interval_unit", "interval_count")


def monthly(price: ir.NumericValue, scale: int, places: int = MONEY_PLACES) -> ir.IntegerValue:
    """``price`` (units of 10**-scale) a month, in units of 10**-places, rounded half up (R9, R10).

    To be used on rows that have ``months_top`` and ``months_bottom``.
    """
    up, down = max(places - scale, 0), max(scale - places, 0)
    top = _.months_top.cast(WIDE) if down > _INT64_SPARE else _.months_top
    return half_up(price * _.months_bottom * 10**up, top * power_of_ten(down))


_INT64_SPARE = 12
"""Digits that an int64 has left beside twice the months of an interval."""


def _with_price(facts: Facts, table: ir.Table) -> ir.Table:
    profile = facts.profile
    amount = _scaled(_.amount, profile.amount_decimals)
    count = _scaled(_.quantity, profile.quantity_decimals)
    one = 10**profile.quantity_decimals
    number = WIDE if profile.wide else "int64"
    per_unit = _.price_basis == "per_unit_per_interval"
    spare = 10 ** (price_scale(facts) - profile.amount_decimals - profile.quantity_decimals)
    return table.mutate(
        count=ibis.ifelse(_.price_basis == "flat_per_interval", one, count),
        price=amount.cast(number) * ibis.ifelse(per_unit, count, one) * spare,
    )


def _with_months(facts: Facts, table: ir.Table) -> ir.Table:
    unit = _.interval_unit
    top = ibis.cases(*((unit == name, n) for name, (n, _d) in _UNIT_MONTHS.items()), else_=1)
    bottom = ibis.cases(*((unit == name, d) for name, (_n, d) in _UNIT_MONTHS.items()), else_=1)
    table = table.mutate(
        months_top=top.cast("int64") * _.interval_count, months_bottom=bottom.cast("int64")
    )
    return _with_total_months(facts, table) if facts.profile.totals else table


def _with_total_months(facts: Facts, table: ir.Table) -> ir.Table:
    """The months of a line total: whole months from its start, and the rest as a share of one."""
    is_total = _.price_basis == "line_total"
    if facts.settings.annual_basis == "days":
        top = 12 * days_between(_.start_on, _.stated_end_on)
        bottom = ibis.literal(365, "int64")
    else:
        table = table.mutate(whole=_whole_months())
        table = table.mutate(
            full_until=plus_months(_.start_on, _.whole),
            next_full=plus_months(_.start_on, _.whole + 1),
        )
        bottom = days_between(_.full_until, _.next_full)
        top = _.whole * bottom + days_between(_.full_until, _.stated_end_on)
    return table.mutate(
        months_top=ibis.ifelse(is_total, top, _.months_top),
        months_bottom=ibis.ifelse(is_total, bottom, _.months_bottom),
    )


def _whole_months() -> ir.Value:
    """The largest k with start + k months ≤ end, always counted from the original start."""
    roughly = month_number(_.stated_end_on) - month_number(_.start_on)
    beyond = plus_months(_.start_on, roughly) > _.stated_end_on
    return roughly - beyond.cast("int64")


def _scaled(value: ir.Value, decimals: int) -> ir.IntegerValue:
    return (value * 10**decimals).cast("int64")

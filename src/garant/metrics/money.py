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


def price_terms(facts: Facts) -> dict[str, ir.Value]:
    """What a line costs and from when, as columns of a row of ``contract_line``.

    ``price``, ``months_top``, ``months_bottom``, ``paid_from`` (the first day out of trial) and
    ``count``: the quantity in units of 10**-quantity_decimals, which is the number of seats of a
    line priced per unit, the stated quantity of a line total and 1 for a flat line. To be used on
    rows :func:`with_whole_months`.
    """
    trials = facts.profile.trials and facts.settings.trial_policy == "zero"
    trial_over = ibis.greatest(_.start_on, _.trial_end.fill_null(_.start_on))
    top, bottom = _months(facts)
    return {
        "paid_from": trial_over if trials else _.start_on,
        "count": ibis.ifelse(
            _.price_basis == "flat_per_interval", 10**facts.profile.quantity_decimals, _count(facts)
        ),
        "price": _price(facts),
        "months_top": top,
        "months_bottom": bottom,
    }


def with_whole_months(facts: Facts, table: ir.Table) -> ir.Table:
    """Rows of ``contract_line`` with the whole months of a line total, if there are any (R8)."""
    if not facts.profile.totals or facts.settings.annual_basis == "days":
        return table
    table = table.mutate(whole=_whole_months())
    return table.mutate(
        full_until=plus_months(_.start_on, _.whole),
        next_full=plus_months(_.start_on, _.whole + 1),
    )


def paying(lines: ir.Table) -> ir.Table:
    """Lines that pay at some time."""
    return lines.filter(_.paid_from < _.end_on)


def monthly(price: ir.NumericValue, scale: int, places: int = MONEY_PLACES) -> ir.IntegerValue:
    """``price`` (units of 10**-scale) a month, in units of 10**-places, rounded half up (R9, R10).

    To be used on rows that have ``months_top`` and ``months_bottom``.
    """
    up, down = max(places - scale, 0), max(scale - places, 0)
    top = _.months_top.cast(WIDE) if down > _INT64_SPARE else _.months_top
    return half_up(price * _.months_bottom * 10**up, top * power_of_ten(down))


_INT64_SPARE = 12
"""Digits that an int64 has left beside twice the months of an interval."""


def _price(facts: Facts) -> ir.NumericValue:
    profile = facts.profile
    amount = _scaled(_.amount, profile.amount_decimals, profile.amount_digits)
    per_unit = _.price_basis == "per_unit_per_interval"
    spare = 10 ** (price_scale(facts) - profile.amount_decimals - profile.quantity_decimals)
    one = 10**profile.quantity_decimals
    number = WIDE if profile.wide else "int64"
    return amount.cast(number) * ibis.ifelse(per_unit, _count(facts), one) * spare


def _count(facts: Facts) -> ir.IntegerValue:
    profile = facts.profile
    return _scaled(_.quantity, profile.quantity_decimals, profile.quantity_digits)


def _months(facts: Facts) -> tuple[ir.Value, ir.Value]:
    """The interval of a line in months, as a fraction."""
    unit = _.interval_unit
    top = ibis.cases(*((unit == name, n) for name, (n, _d) in _UNIT_MONTHS.items()), else_=1)
    bottom = ibis.cases(*((unit == name, d) for name, (_n, d) in _UNIT_MONTHS.items()), else_=1)
    top, bottom = top.cast("int64") * _.interval_count.fill_null(1), bottom.cast("int64")
    if not facts.profile.totals:
        return top, bottom
    is_total = _.price_basis == "line_total"
    total_top, total_bottom = _total_months(facts)
    return ibis.ifelse(is_total, total_top, top), ibis.ifelse(is_total, total_bottom, bottom)


def _total_months(facts: Facts) -> tuple[ir.Value, ir.Value]:
    """The months of a line total: whole months from its start, and the rest as a share of one."""
    if facts.settings.annual_basis == "days":
        return 12 * days_between(_.start_on, _.end_on), ibis.literal(365, "int64")
    days = days_between(_.full_until, _.next_full)
    return _.whole * days + days_between(_.full_until, _.end_on), days


def _whole_months() -> ir.Value:
    """The largest k with start + k months ≤ end, always counted from the original start."""
    roughly = month_number(_.end_on) - month_number(_.start_on)
    beyond = plus_months(_.start_on, roughly) > _.end_on
    return roughly - beyond.cast("int64")


def _scaled(value: ir.Value, decimals: int, digits: int) -> ir.IntegerValue:
    """A decimal that has no more than some decimals as a whole number of units of 10**-decimals.

    ``digits``: those of the greatest of these numbers. Engines multiply decimals of many digits
    slowly. Where floating point finds the whole number to within half a unit, rounding makes it
    exact, and that takes a twentieth of the time.
    """
    if digits <= _FLOAT_DIGITS:
        return (value.cast("float64") * 10**decimals).round().cast("int64")
    return (value * 10**decimals).cast("int64")


_FLOAT_DIGITS = 15
"""Digits that a floating point has to spare: 10**15 is below 2**51, where a unit is four steps."""

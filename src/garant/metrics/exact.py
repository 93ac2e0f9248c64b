"""Exact arithmetic on whole numbers, the same on every engine.

Ibis compiles integer division to a floating-point one and not every engine divides decimals
exactly, so quotients are taken of numbers that divide without remainder: a quotient below 2**52
then comes out of any engine exactly.
"""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from garant.metrics.deferring import of_columns

WIDE = "decimal(38, 0)"
"""Whole numbers of up to 38 digits, for products that an int64 cannot hold."""

MONEY_PLACES = 4
MONEY_ONE = 10**MONEY_PLACES
"""Money is counted in ten-thousandths."""


def power_of_ten(places: int) -> ir.NumericValue | int:
    """10**places, as a number that every engine holds exactly."""
    if places <= _INT64_PLACES:
        return 10**places
    return ibis.literal(Decimal(10) ** places, type=WIDE)


_INT64_PLACES = 18


@of_columns
def quotient(numerator: ir.NumericValue, denominator: ir.NumericValue | int) -> ir.IntegerValue:
    """Numerator ÷ denominator without the remainder; both not negative, the result below 2**52.

    The remainder is taken away first. The division that is left has a whole result, which
    floating point finds to within half a unit as long as it is below 2**52; rounding makes it
    exact.
    """
    return ((numerator - numerator % denominator) / denominator).round().cast("int64")


@of_columns
def half_up(numerator: ir.NumericValue, denominator: ir.NumericValue | int) -> ir.IntegerValue:
    """Numerator ÷ denominator, rounded half up; both not negative."""
    return quotient(numerator * 2 + denominator, denominator * 2)


@of_columns
def half_away(numerator: ir.NumericValue, denominator: ir.NumericValue | int) -> ir.IntegerValue:
    """Numerator ÷ denominator, rounded half away from zero; the denominator is positive."""
    size = half_up(numerator.abs(), denominator)
    return ibis.ifelse(numerator < 0, -size, size)

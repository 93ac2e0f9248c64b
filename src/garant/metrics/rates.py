"""Exact quotients on any engine: rates with six decimals, money per head, money out of the engine.

Engines divide decimals in floating point, or with a scale of their own. So a quotient is taken
here in whole numbers: ``round(a / b)`` is the whole part of ``(2a + b) / 2b``, and what floating
point gets wrong in the last digits of a whole part is taken up by a second division.

Units: everything that goes in is a whole number (counts, or money in 1/10000). Source: R25 (six
decimals, a zero denominator gives null) and R10 (HALF_UP, ties away from zero).
"""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from garant.metrics.deferring import of_columns

WHOLE = dt.Decimal(38, 0)
RATE = dt.Decimal(18, 6)
MONEY = dt.Decimal(38, 4)


@of_columns
def ratio(
    numerator: ir.NumericValue, denominator: ir.NumericValue, *, places: int = 6
) -> ir.DecimalValue:
    """``numerator / denominator``, rounded HALF_UP to ``places`` decimals, as decimal(18, places).

    Null where the denominator is zero, or either is null. Exact for whole numbers of up to 31
    digits; a result of more than 18 digits in all is refused by the engine, never truncated.

    >>> import ibis
    >>> str(ratio(ibis.literal(2), ibis.literal(3)).type())
    'decimal(18, 6)'
    """
    quotient = whole_ratio(numerator, denominator, places=places)
    step = ibis.literal(Decimal(1).scaleb(-places), type=dt.Decimal(38, places))
    return (quotient.cast(dt.Decimal(18, 0)) * step).cast(dt.Decimal(18, places))


@of_columns
def whole_ratio(
    numerator: ir.NumericValue, denominator: ir.NumericValue, *, places: int = 0
) -> ir.IntegerValue:
    """``numerator × 10**places / denominator``, rounded HALF_UP to a whole number, as int64.

    With ``places=0`` and a numerator in 1/10000, it is money divided by a number, in 1/10000.

    >>> import ibis
    >>> str(whole_ratio(ibis.literal(7), ibis.literal(2)).type())
    'int64'
    """
    top, bottom = _whole(numerator), _whole(denominator).nullif(_number(0))
    doubled = top.abs() * _number(2 * 10**places) + bottom.abs()
    size = _quotient(doubled, bottom.abs() * _number(2))
    same_sign = (top < _number(0)) == (bottom < _number(0))
    return same_sign.ifelse(size, -size).cast("int64")


@of_columns
def money(scaled: ir.NumericValue) -> ir.DecimalValue:
    """An amount kept as whole 1/10000, as a decimal with four decimals.

    >>> import ibis
    >>> str(money(ibis.literal(12_345)).type())
    'decimal(38, 4)'
    """
    step = ibis.literal(Decimal("0.0001"), type=MONEY)
    return (scaled.cast(dt.Decimal(28, 0)) * step).cast(MONEY)


def _quotient(top: ir.DecimalValue, bottom: ir.DecimalValue) -> ir.DecimalValue:
    """The whole part of ``top / bottom``, both at least zero.

    A multiple of ``bottom`` is divided, so the engine's quotient is a whole number but for the
    last binary digits of a floating point; what these leave is a small multiple, and its
    quotient is exact.
    """
    multiple = top - top % bottom
    guess = _whole((multiple / bottom).round())
    return guess + _whole(((multiple - guess * bottom) / bottom).round())


def _whole(value: ir.NumericValue) -> ir.DecimalValue:
    return value.cast(WHOLE)


def _number(value: int) -> ir.DecimalValue:
    return ibis.literal(value).cast(WHOLE)

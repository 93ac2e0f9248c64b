"""The arithmetic of leaving and replacing, on plain numbers.

Everything here is exact: numbers are read as fractions, and rounded once, at the end, HALF_UP:
amounts to four decimals, rates and months to six. A quotient whose denominator is zero is None:
never 0, never infinity. Shares may be written ``0.5``, ``"50%"`` or ``"50 %"``; amounts are in
one currency, whichever it is. What cannot be is refused with a sentence that says what could.

Source: METRICS, sections 2 (R21, R25) and 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from fractions import Fraction
from typing import NamedTuple

from garant.metrics.errors import RequestError

Number = int | Decimal | Fraction | str
"""What may be given for a number. A float is refused: it is not the number that was typed."""

MONEY_PLACES = 4
RATE_PLACES = 6
LICENCE_AT_SIGNATURE = Fraction(9, 10)
MOST_MONTHS = 1_200


class ShareOfLifetime(NamedTuple):
    """What has come in by the end of a month, as shares of all that ever will."""

    month: int
    licence: Decimal
    rent: Decimal


def cost_of_departure(monthly: Number, expected_months: Number, kept_months: Number) -> Decimal:
    """What a departure costs: ``(expected months − months kept) × monthly amount``.

    Amount, in the currency of ``monthly``. Below zero when the customer stayed longer than was
    expected. Source: METRICS §3, and the essay's customer of 500 a month, expected for 20 months
    and gone after 2.

    >>> cost_of_departure(500, 20, 2)
    Decimal('9000.0000')
    """
    expected = _at_least_zero("expected months", expected_months)
    kept = _at_least_zero("months kept", kept_months)
    return _money((expected - kept) * _at_least_zero("monthly amount", monthly))


def replacement(customers: Number, growth: Number, lost: Number = 0) -> int:
    """Customers to win, to grow by ``growth`` while losing ``lost``: ``customers × growth + lost``.

    A whole number, rounded up: half a customer cannot be won. Never below zero. Source:
    METRICS §3, and the essay's two customers.

    >>> replacement(2, "50%"), replacement(2, "50%", lost=1)
    (1, 2)
    """
    own = _at_least_zero("customers", customers)
    gone = _at_most("customers lost", lost, own)
    needed = own * _growth(growth) + gone
    return max(0, -(-needed.numerator // needed.denominator))


def replacement_amount(amount: Number, growth: Number, *, lost: Number = 0) -> Decimal:
    """The same in money: ``amount × growth + lost``. Never below zero.

    ``amount`` and ``lost`` are recurring amounts of the same length (both a month, or both a
    year), and so is the result.

    >>> replacement_amount(1_000, "50%", lost=250)
    Decimal('750.0000')
    """
    own = _at_least_zero("amount", amount)
    gone = _at_most("amount lost", lost, own)
    return _money(max(Fraction(0), own * _growth(growth) + gone))


def replacement_per_month(start: Number, growth: Number, *, monthly_churn: Number) -> Decimal:
    """What to win each month, to be ``growth`` higher after twelve months of ``monthly_churn``.

    ``start`` counts customers, or is a monthly amount; the result is in the same unit, with six
    decimals. Each month first loses its churn, then wins w, and what is won churns from the
    next month on: ``start × k¹² + w × (k¹¹ + … + k + 1) = start × (1 + growth)``, k = 1 − churn.
    Never below zero.

    >>> replacement_per_month(120, "50%", monthly_churn=0)
    Decimal('5.000000')
    >>> replacement_per_month(100, 0, monthly_churn="2%")
    Decimal('2.000000')
    """
    own = _at_least_zero("start", start)
    kept = 1 - _share("monthly churn", monthly_churn)
    weight = sum((kept**month for month in range(12)), Fraction(0))
    missing = own * (1 + _growth(growth)) - own * kept**12
    return _rate(max(Fraction(0), missing / weight))


def licence_against_rent(months: Number) -> list[ShareOfLifetime]:
    """Cumulative share of lifetime value received: a licence beside a rent of equal months.

    One row per month from 0, the signature, to ``months``. The licence has 90 % at month 0 and
    the rest (installation, maintenance) in equal parts by the last month; the rent has nothing
    at month 0 and ``1 / months`` more at the end of each month. Shares with six decimals.
    Source: METRICS §3.

    >>> rows = licence_against_rent(20)
    >>> rows[0].licence, rows[0].rent, rows[1].rent, rows[20].rent
    (Decimal('0.900000'), Decimal('0.000000'), Decimal('0.050000'), Decimal('1.000000'))
    """
    given = number("months", months)
    if given.denominator != 1 or not 1 <= given <= MOST_MONTHS:
        raise RequestError(
            "months is {months}; it must be a whole number from 1 to {most}",
            months=months,
            most=MOST_MONTHS,
        )
    count = int(given)
    shares = (Fraction(month, count) for month in range(count + 1))
    rest = 1 - LICENCE_AT_SIGNATURE
    return [
        ShareOfLifetime(month, _rate(LICENCE_AT_SIGNATURE + rest * share), _rate(share))
        for month, share in enumerate(shares)
    ]


def annual_rate(churn: Number, days: Number) -> Decimal:
    """A churn seen over ``days`` days, for a year: ``1 − (1 − churn)^(365 / days)``.

    Share with six decimals. Never churn × 12: who has left cannot leave again. Source: R21.

    >>> annual_rate("5%", 365), annual_rate("10%", "182.5")
    (Decimal('0.050000'), Decimal('0.190000'))
    """
    kept = 1 - _share("churn", churn)
    span = _above_zero("days", days)
    if kept == 0:
        return _rate(Fraction(1))
    with localcontext() as context:
        context.prec = 60
        power = _decimal(Fraction(365) / span)
        return (1 - _decimal(kept) ** power).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def arpa(mrr: Number, accounts: Number) -> Decimal | None:
    """Average recurring revenue per account and month: ``MRR / accounts``.

    >>> arpa(900, 4)
    Decimal('225.0000')
    """
    return _quotient(_at_least_zero("MRR", mrr), _at_least_zero("accounts", accounts), MONEY_PLACES)


def quick_ratio(
    *, new: Number, reactivation: Number, expansion: Number, contraction: Number, churn: Number
) -> Decimal | None:
    """What came in over what went out.

    ``(new + reactivation + expansion) / (contraction + churn)``.
    All five are positive amounts of one period, a price increase being part of the expansion.
    None when nothing went out.

    >>> quick_ratio(new=300, reactivation=0, expansion=100, contraction=50, churn=150)
    Decimal('2.000000')
    """
    gained = {"new": new, "reactivation": reactivation, "expansion": expansion}
    lost = {"contraction": contraction, "churn": churn}
    return _quotient(_sum(gained), _sum(lost), RATE_PLACES)


def cac(spend: Number, new_accounts: Number) -> Decimal | None:
    """Cost of winning an account: ``sales and marketing spend / new accounts``.

    >>> cac(12_000, 4), cac(12_000, 0)
    (Decimal('3000.0000'), None)
    """
    won = _at_least_zero("new accounts", new_accounts)
    return _quotient(_at_least_zero("spend", spend), won, MONEY_PLACES)


def gross_margin(cogs: Number, mrr: Number) -> Decimal | None:
    """Share of revenue left after the cost of service: ``1 − cogs / MRR`` of the same months.

    >>> gross_margin(200, 1_000)
    Decimal('0.800000')
    """
    cost, revenue = _at_least_zero("cogs", cogs), _at_least_zero("MRR", mrr)
    return _quotient(revenue - cost, revenue, RATE_PLACES)


def payback_months(
    acquisition_cost: Number | None, new_arpa: Number | None, *, margin: Number | None
) -> Decimal | None:
    """Months until an account has paid for its acquisition: ``CAC / (ARPA of new × margin)``.

    None when one of the three is missing, or when nothing is earned on an account.

    >>> payback_months(3_000, 250, margin="80%")
    Decimal('15.000000')
    """
    if acquisition_cost is None or new_arpa is None or margin is None:
        return None
    earned = _at_least_zero("ARPA", new_arpa) * _margin(margin)
    return _quotient(_at_least_zero("CAC", acquisition_cost), earned, RATE_PLACES)


def ltv_simple(
    monthly_arpa: Number | None, margin: Number | None, *, monthly_churn: Number | None
) -> Decimal | None:
    """Lifetime value at a constant churn: ``ARPA × margin / logo churn of a month``.

    >>> ltv_simple(250, "80%", monthly_churn="2%"), ltv_simple(250, "80%", monthly_churn=0)
    (Decimal('10000.0000'), None)
    """
    if monthly_arpa is None or margin is None or monthly_churn is None:
        return None
    earned = _at_least_zero("ARPA", monthly_arpa) * _margin(margin)
    return _quotient(earned, _share("churn", monthly_churn), MONEY_PLACES)


def ltv_expected(
    survival: Sequence[Number], monthly_arpa: Number, *, margin: Number, discount: Number = 1
) -> Decimal | None:
    """Lifetime value over a retention curve: ``Σ S(k) × ARPA × margin × discount^k``.

    k = 0, 1, 2 and so on; ``survival`` is the share still there in month k, from month 0 on;
    ``discount`` is what one unit of money a month later is worth today. With the lower and the
    upper curve of an interval it gives the interval of the value. None for an empty curve.

    >>> ltv_expected([1, "0.9", "0.8"], 100, margin="80%")
    Decimal('216.0000')
    """
    if not survival:
        return None
    curve = [_share("survival", share) for share in survival]
    factor = _share("discount", discount)
    earned = _at_least_zero("ARPA", monthly_arpa) * _margin(margin)
    return _money(sum((s * factor**k for k, s in enumerate(curve)), Fraction(0)) * earned)


def ltv_realised(monthly_amounts: Iterable[Number], margin: Number) -> Decimal:
    """Lifetime value earned so far: ``Σ monthly amounts × margin``.

    >>> ltv_realised([500, 500], "80%")
    Decimal('800.0000')
    """
    amounts = (_at_least_zero("monthly amount", amount) for amount in monthly_amounts)
    return _money(sum(amounts, Fraction(0)) * _margin(margin))


# ---------------------------------------------------------------- reading and rounding


def number(name: str, given: Number) -> Fraction:
    """A number as it was typed, exactly; ``%`` divides by 100.

    >>> number("growth", "12.5 %")
    Fraction(1, 8)
    """
    if isinstance(given, str):
        return _typed(name, given)
    if isinstance(given, bool | float) or not isinstance(given, int | Decimal | Fraction):
        raise _unreadable(name, given)
    if isinstance(given, Decimal) and not given.is_finite():
        raise _unreadable(name, given)
    return Fraction(given)


def _typed(name: str, text: str) -> Fraction:
    bare = "".join(text.split()).replace("\N{MINUS SIGN}", "-")
    percent = bare.endswith("%")
    try:
        value = Decimal(bare.removesuffix("%"))
    except InvalidOperation:
        raise _unreadable(name, text) from None
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise _unreadable(name, text)
    return Fraction(value) / (100 if percent else 1)


def _unreadable(name: str, given: object) -> RequestError:
    return RequestError(
        "{name} is {given}; it must be a number such as 20, 0.5 or 50%",
        name=name,
        given=repr(given),
    )


def _at_least_zero(name: str, given: Number) -> Fraction:
    value = number(name, given)
    if value < 0:
        raise RequestError("{name} is {given}; it must not be negative", name=name, given=given)
    return value


def _above_zero(name: str, given: Number) -> Fraction:
    value = _at_least_zero(name, given)
    if value == 0:
        raise RequestError("{name} is {given}; it must be more than zero", name=name, given=given)
    return value


def _at_most(name: str, given: Number, most: Fraction) -> Fraction:
    value = _at_least_zero(name, given)
    if value > most:
        raise RequestError(
            "{name} is {given}; there are only {most} to lose",
            name=name,
            given=given,
            most=_rate(most).normalize(),
        )
    return value


def _share(name: str, given: Number) -> Fraction:
    value = number(name, given)
    if not 0 <= value <= 1:
        raise RequestError(
            "{name} is {given}; it must be from 0 to 1, or from 0% to 100%", name=name, given=given
        )
    return value


def _growth(given: Number) -> Fraction:
    value = number("growth", given)
    if value < -1:
        raise RequestError("growth is {given}; it must be at least -100%", given=given)
    return value


def _margin(given: Number) -> Fraction:
    value = number("margin", given)
    if value > 1:
        raise RequestError("margin is {given}; it must be at most 1, or 100%", given=given)
    return value


def _sum(amounts: dict[str, Number]) -> Fraction:
    return sum((_at_least_zero(*item) for item in amounts.items()), Fraction(0))


def _quotient(top: Fraction, bottom: Fraction, places: int) -> Decimal | None:
    return None if bottom == 0 else _rounded(top / bottom, places)


def _money(value: Fraction) -> Decimal:
    return _rounded(value, MONEY_PLACES)


def _rate(value: Fraction) -> Decimal:
    return _rounded(value, RATE_PLACES)


def _rounded(value: Fraction, places: int) -> Decimal:
    """HALF_UP, ties away from zero, in whole numbers."""
    size = (abs(value) * 10**places + Fraction(1, 2)).__floor__()
    with localcontext() as context:
        context.prec = max(28, len(str(size)))
        return Decimal(size if value >= 0 else -size).scaleb(-places)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)

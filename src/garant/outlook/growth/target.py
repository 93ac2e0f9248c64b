"""What a year's growth asks for, when some leave every month, and what those who leave cost.

Everything is exact: numbers are read as fractions, as :mod:`garant.metrics.arithmetic` reads
them, and rounded once, at the end. Source of the definitions: METRICS 3 (replacement, cost of a
departure).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from garant.metrics.arithmetic import Number, cost_of_departure, number
from garant.metrics.errors import RequestError

MONTHS = 12
MOST_GROWTH = 10  # times what there is, in a year: more is a slip of the pen
Measure = Literal["customers", "mrr"]


@dataclass(frozen=True)
class Stock:
    """What there is of something, and the share of it that leaves each month.

    Customers, or what they pay a month; ``churn`` is a share.
    """

    measure: Measure
    now: Number
    churn: Number


@dataclass(frozen=True)
class Effort:
    """What reaching the target asks for.

    now - lost + 12 × per_month = target, where ``lost`` leaves within the year, of what there is
    and of what is won. ``to_win`` is what is won in the year: an amount, or a whole number of
    customers, rounded up. ``per_salesperson`` is the part of one of them, each month.
    ``without_churn`` is what it would take if nobody left.
    """

    measure: Measure
    now: Decimal
    target: Decimal
    churn: Decimal
    lost: Decimal
    to_win: Decimal
    per_month: Decimal
    per_salesperson: Decimal | None
    without_churn: Decimal

    @property
    def replacing(self) -> Decimal | None:
        """The share of what is won that only replaces what leaves; None where nothing is won."""
        if self.to_win <= 0:
            return None
        return (1 - self.without_churn / self.to_win).quantize(Decimal("0.000001"))


@dataclass(frozen=True)
class Departed:
    """A customer that left: what it paid a month, and for how many months."""

    monthly: Number
    kept_months: Number


@dataclass(frozen=True)
class Departures:
    """What departures cost.

    ``monthly`` is what those who left paid a month, ``cost`` what will not come in of what was
    expected: Σ (expected months - months kept) × monthly amount. Who stayed longer than expected
    counts against it.
    """

    count: int
    monthly: Decimal
    expected_months: Decimal
    kept_months: Decimal | None
    cost: Decimal

    @property
    def kept_by_money(self) -> Decimal | None:
        """The months kept, each customer weighed by what it paid a month.

        With these, cost = monthly × (expected − kept), which the plain mean of customers who pay
        unlike amounts does not give.
        """
        return self.expected_months - self.cost / self.monthly if self.monthly else self.kept_months


@dataclass(frozen=True)
class ToCome:
    """What will have left within so many months at the present pace, and what it will not pay.

    ``lost`` is a monthly amount; ``missing`` what those who leave do not pay within these months.
    """

    months: int
    lost: Decimal
    missing: Decimal


@dataclass(frozen=True)
class Growth:
    """What a target asks for, in customers and in money, and what departures cost."""

    target: Decimal
    efforts: tuple[Effort, ...]
    salespeople: int | None
    so_far: Departures | None = None
    to_come: ToCome | None = None


def growth(
    stocks: Sequence[Stock],
    target: Number,
    *,
    salespeople: int | None = None,
    so_far: Departures | None = None,
) -> Growth:
    """What growing by `target` within twelve months asks for; what is to come is of the money.

    >>> found = growth([Stock("customers", 100, "2%")], "30%", salespeople=2)
    >>> effort = found.efforts[0]
    >>> effort.to_win, effort.lost, effort.without_churn, effort.per_salesperson
    (Decimal('58'), Decimal('27.4443'), Decimal('30'), Decimal('2.393513'))
    """
    if salespeople is not None and salespeople < 1:
        raise RequestError("{count} salespeople: it must be 1 or more", count=salespeople)
    money = next((stock for stock in stocks if stock.measure == "mrr"), None)
    return Growth(
        target=_rounded(_wanted(target), 6),
        efforts=tuple(effort(stock, target, salespeople=salespeople) for stock in stocks),
        salespeople=salespeople,
        so_far=so_far,
        to_come=None if money is None else to_come(money.now, money.churn),
    )


def effort(stock: Stock, target: Number, *, salespeople: int | None = None) -> Effort:
    """What one stock asks for; ``now × k¹² + w × (k¹¹ + … + 1) = now × (1 + target)``, k = 1 - c.

    Each month first loses its share, then wins w; what is won can leave from the next month on.
    Never below zero: a target that departures alone undershoot asks for nothing.

    >>> effort(Stock("customers", 2, 0), "50%").to_win
    Decimal('1')
    """
    now, churn, grown = _read(stock, target)
    kept = 1 - churn
    wanted = now * (1 + grown)
    weight = sum((kept**month for month in range(MONTHS)), Fraction(0))
    monthly = max(Fraction(0), (wanted - now * kept**MONTHS) / weight)
    won = MONTHS * monthly
    reached = now * kept**MONTHS + monthly * weight
    return Effort(
        measure=stock.measure,
        now=_exact(now),
        target=_exact(wanted),
        churn=_rounded(churn, 6),
        lost=_exact(now + won - reached),
        to_win=_whole(won) if stock.measure == "customers" else _exact(won),
        per_month=_rounded(monthly, 6),
        per_salesperson=_rounded(monthly / salespeople, 6) if salespeople else None,
        without_churn=_without(stock.measure, max(Fraction(0), wanted - now)),
    )


def departures(gone: Sequence[Departed], expected_months: Number) -> Departures:
    """What those who left cost, each expected for as many months.

    >>> departures([Departed(500, 2)], 20).cost
    Decimal('9000.0000')
    """
    costs = [cost_of_departure(one.monthly, expected_months, one.kept_months) for one in gone]
    kept = [number("months kept", one.kept_months) for one in gone]
    return Departures(
        count=len(gone),
        monthly=_exact(sum((number("monthly amount", one.monthly) for one in gone), Fraction(0))),
        expected_months=_rounded(number("expected months", expected_months), 6),
        kept_months=_rounded(sum(kept, Fraction(0)) / len(kept), 6) if kept else None,
        cost=sum(costs, Decimal("0.0000")),
    )


def to_come(monthly: Number, churn: Number, *, months: int = MONTHS) -> ToCome:
    """What leaves at this pace, of what there is now, and what it does not pay by the end.

    Month t loses ``monthly × kᵗ⁻¹ × c``, which is a departure after t of the months looked at.

    >>> to_come(1000, "10%", months=2)
    ToCome(months=2, lost=Decimal('190.0000'), missing=Decimal('100.0000'))
    """
    amount, share = number("monthly amount", monthly), _share(churn)
    leaving = [amount * (1 - share) ** (month - 1) * share for month in range(1, months + 1)]
    costs = [cost_of_departure(lost, months, month) for month, lost in enumerate(leaving, 1)]
    return ToCome(months, _exact(sum(leaving, Fraction(0))), sum(costs, Decimal("0.0000")))


def _read(stock: Stock, target: Number) -> tuple[Fraction, Fraction, Fraction]:
    now, grown = number("now", stock.now), _wanted(target)
    if now < 0:
        raise RequestError("{name} is {given}; it must not be negative",
                           name=stock.measure, given=stock.now)  # fmt: skip
    if stock.measure == "customers" and (not now or now.denominator > 1):
        raise RequestError(
            "customers is {given}; it must be a whole number, 1 or more", given=stock.now
        )
    return now, _share(stock.churn), grown


def _wanted(target: Number) -> Fraction:
    """The growth wanted, as a share: above 100 % only where a ``%`` says that it is meant."""
    try:
        grown = number("target", target)
    except RequestError:
        raise RequestError(
            "the target is {given}; write it as +30% or 0.3", given=repr(target)
        ) from None
    if grown < -1:
        raise RequestError("the target is {given}; it must be at least -100%", given=target)
    if grown > 1 and isinstance(target, str) and "%" not in target:
        raise RequestError(
            "the target is {given}, which could be +{given}% or +{percent}%: write it with a %",
            given=str(target).strip().removeprefix("+"), percent=f"{float(grown * 100):g}",
        )  # fmt: skip
    if grown > MOST_GROWTH:
        raise RequestError(
            "the target is {given}; it must be +{most}% at most", given=target,
            most=MOST_GROWTH * 100,
        )  # fmt: skip
    return grown


def _share(given: Number) -> Fraction:
    value = number("churn", given)
    if not 0 <= value < 1:
        raise RequestError(
            "the monthly churn is {given}; it must be from 0% to less than 100%", given=given
        )
    return value


def _without(measure: Measure, value: Fraction) -> Decimal:
    return _whole(value) if measure == "customers" else _exact(value)


def _whole(value: Fraction) -> Decimal:
    """Rounded up: half a customer cannot be won."""
    return Decimal(-(-value.numerator // value.denominator))


def _exact(value: Fraction) -> Decimal:
    """To the ten-thousandth.

    >>> _exact(Fraction(1, 3))
    Decimal('0.3333')
    """
    return _rounded(value, 4)


def _rounded(value: Fraction, places: int) -> Decimal:
    """HALF_UP, ties away from zero."""
    size = (abs(value) * 10**places + Fraction(1, 2)).__floor__()
    return Decimal(size if value >= 0 else -size).scaleb(-places)

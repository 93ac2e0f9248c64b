"""What one deal brings in and costs at each age of its contract, expected and exact.

A deal is signed, onboarded and first billed at age 0. Its rent grows at each anniversary, and a
bill is for the rent as it is that month, for all the months billed in advance. Those who leave
are paid nothing back.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from garant.outlook.cash.kept_shares import kept_shares
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.series import Series

YEAR = 12


@dataclass(frozen=True)
class Course:
    """What some customers bring in and cost, by age from 0 or by month from month 1.

    ``rent`` is for the month; ``receipts`` are what has been billed and paid.
    """

    accounts: Series
    rent: Series
    receipts: Series
    commissions: Series
    service: Series


def deal_course(plan: Plan, months: int) -> Course:
    """One deal, by age.

    >>> course = deal_course(Plan(price=100, discount=0, billing_months=3), 4)
    >>> [int(x) for x in course.receipts.fractions()]  # paid a month after the bill
    [0, 300, 0, 0]
    """
    shares, rises = kept_shares(plan, months), rent_rises(plan, months)
    net = Fraction(plan.price) * (1 - Fraction(plan.discount))
    rent = shares.each(rises.numbers, rises.one).times(net)
    billed = [plan.billing_months * (age % plan.billing_months == 0) for age in range(months)]
    return Course(
        accounts=shares,
        rent=rent,
        receipts=rent.each(billed).later(plan.payment_delay_months),
        commissions=_commissions(plan, shares).times(Fraction(plan.commission) * net),
        service=service(plan, shares, rent),
    )


def rent_rises(plan: Plan, months: int) -> Series:
    """The rent at each age, as a multiple of the rent at signature."""
    top, bottom = (1 + Fraction(plan.expansion)).as_integer_ratio()
    last = max(months - 1, 0) // YEAR
    by_year = [top**year * bottom ** (last - year) for year in range(last + 1)]
    return Series(bottom**last, [by_year[age // YEAR] for age in range(months)])


def service(plan: Plan, accounts: Series, rent: Series) -> Series:
    """The cost of serving some customers."""
    return rent.times(plan.service_share) + accounts.times(plan.service_per_account)


def _commissions(plan: Plan, shares: Series) -> Series:
    """When the commission of a deal is paid, in months of its first rent."""
    months = len(shares)
    if plan.commission_paid == "signature":
        return Series(1, [YEAR, *[0] * (months - 1)])
    if plan.commission_paid == "spread":
        return shares.each([int(age < YEAR) for age in range(months)])
    billed = shares.each([first_year(plan.billing_months, age) for age in range(months)])
    return billed.later(plan.payment_delay_months)


def first_year(billing_months: int, age: int) -> int:
    """How many months of the first year are billed at an age."""
    return 0 if age % billing_months else max(0, min(billing_months, YEAR - age))

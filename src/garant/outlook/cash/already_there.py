"""What the customers already there bring in and cost, month by month, expected and exact."""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

from garant.outlook.cash.deal_ages import YEAR, Course, rent_rises, service
from garant.outlook.cash.kept_shares import ONE, kept, staying
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Existing
from garant.outlook.cash.series import Series, constant, listed


def existing_course(plan: Plan) -> Course:
    """All groups together, by month of the plan, with the invoices sent before it.

    In month t a group is age_months + t − 1 old. Of those there just before month 1, the share
    that has stayed at every age since remains; their rent has grown at each anniversary since.
    """
    months = plan.months
    rises = rent_rises(plan, months + 2 * YEAR)
    one = lcm(*(group.rent.as_integer_ratio()[1] for group in plan.existing))
    accounts, rents, bills = [0] * months, [0] * months, [0] * months
    for group in plan.existing:
        scaled = int(group.rent * one)
        for t, age, share in _shares(plan, group):
            rise = rises.numbers[YEAR * _anniversaries(group, age)]
            amount = scaled * share * rise
            accounts[t] += group.accounts * share
            rents[t] += amount
            if age % group.billing_months == 0:
                bills[t] += group.billing_months * amount
    there, rent = Series(ONE, accounts), Series(one * ONE * rises.one, rents)
    billed = Series(rent.one, bills).later(plan.payment_delay_months)
    return Course(
        accounts=there,
        rent=rent,
        receipts=billed + listed(plan.receivables, months),
        commissions=constant(0, months),
        service=service(plan, there, rent),
    )


def _shares(plan: Plan, group: Existing) -> Iterator[tuple[int, int, int]]:
    """For each month from 0: the age, and the share still there in 10⁻¹²."""
    first = group.age_months
    stays = staying(plan, first + plan.months, term=group.term_months)
    shares = kept(stays, first=first, months=plan.months)
    return ((t, first + t, share) for t, share in enumerate(shares))


def _anniversaries(group: Existing, age: int) -> int:
    """How many are passed since today, the month before month 1."""
    return age // YEAR - max(group.age_months - 1, 0) // YEAR

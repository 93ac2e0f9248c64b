"""The months of a projection, and what each is made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from garant.outlook.cash.plan import Plan

PARTS = ("receipts", "commissions", "salaries", "onboarding", "service", "fixed")
"""What the net of a month is made of: the first comes in, the others go out."""


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month. Costs are positive amounts; every amount has four decimals.

    ``net`` = receipts − commissions − salaries − onboarding − service − fixed, exactly.
    ``cumulative`` is the sum of the nets since month 1; ``cash`` is that plus the cash in hand.
    ``salespeople``, ``deals`` and ``accounts`` are expected numbers, with six decimals;
    ``rent`` is what the customers present pay for the month, whenever it is billed.
    """

    month: int
    salespeople: Decimal
    deals: Decimal
    accounts: Decimal
    rent: Decimal
    receipts: Decimal
    commissions: Decimal
    salaries: Decimal
    onboarding: Decimal
    service: Decimal
    fixed: Decimal
    net: Decimal
    cumulative: Decimal
    cash: Decimal


@dataclass(frozen=True, kw_only=True)
class Projection:
    """The exact path of a plan, month by month from month 1."""

    plan: Plan
    months: tuple[Month, ...]

    def month_on(self, month: int) -> dt.date | None:
        """The first day of a month of the plan; None when the plan has no start."""
        return month_on(self.plan, month)


def month_on(plan: Plan, month: int) -> dt.date | None:
    """The first day of a month of a plan; None when the plan has no start."""
    if not plan.start:
        return None
    year, first = plan.start.split("-")
    years, index = divmod(int(first) - 1 + month - 1, 12)
    return dt.date(int(year) + years, index + 1, 1)

"""The rows within a plan: people to hire, and customers already there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Hire:
    """Salespeople who start in a month, and are paid from then on.

    >>> Hire(month=3, people=Decimal(1)).month
    3
    """

    month: int
    people: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Existing:
    """Customers already there who started in the same month.

    ``age_months``: whole months since they started, in month 1: 1 = their first month was the
    last before the plan. ``rent``: what they pay a month together, today. ``accounts``: how many.
    ``billing_months``: months billed in advance; the next bill is due when their age is next a
    multiple of it. ``term_months``: length of their terms; None = as the plan's. They leave, grow
    and cost as new ones of their age do; their commissions are taken as paid.
    """

    age_months: int
    rent: Decimal
    accounts: int = 1
    billing_months: int = 1
    term_months: int | None = None

"""The cash trough of a projection: how deep, until when, and what one deal does.

With C(t) the cumulative cash of month t and C(0) = 0: depth = max(0, −min C), bottom = the first
month where C is lowest, turns = the first month from which C stays at 0 or above to the end.
What selling more does to it is in :mod:`selling`, with its proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from garant.outlook.cash.deal_ages import deal_course
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection_result import Projection
from garant.outlook.cash.series import Series, constant
from garant.outlook.cash.trough_result import Trough

LONGEST = 240
"""Months after which a deal that has not paid back is said never to."""


@dataclass(frozen=True)
class DealMonth:
    """One deal at one age: what it has brought in and cost so far, expected, four decimals.

    ``spent`` is commission, onboarding and service, without salaries.
    """

    age: int
    received: Decimal
    spent: Decimal
    cumulative: Decimal


def trough(projection: Projection) -> Trough:
    """The cash trough of a projection.

    >>> from garant.outlook.cash.projection import project
    >>> idle = Plan(salespeople=0, hires=(), existing=(), receivables=(), months=12)
    >>> trough(project(idle)).depth  # 12 months of fixed costs
    Decimal('240000.0000')
    """
    plan = projection.plan
    path = [month.cumulative for month in projection.months]
    depth = max(Decimal(0), -min(path))
    payback, with_selling = _paybacks(plan)
    return Trough(
        depth=depth,
        bottom=path.index(-depth) + 1 if depth else None,
        turns=_turns(path) if depth else None,
        end=path[-1],
        payback=payback,
        payback_with_selling=with_selling,
        runway=next((m.month - 1 for m in projection.months if m.cash < 0), None),
        needed=max(Decimal(0), depth - plan.cash_in_hand),
        months=plan.months,
        currency=plan.currency,
    )


def deal_path(plan: Plan, months: int) -> tuple[DealMonth, ...]:
    """One deal, month by month from its signature.

    >>> deal_path(Plan(), 1)[0].spent  # commission, onboarding, a month of service
    Decimal('3810.0000')
    """
    received, spent = _sums(plan, months)
    columns = (received, spent, received - spent)
    rows = zip(*(column.rounded(4) for column in columns), strict=True)
    return tuple(DealMonth(age, *row) for age, row in enumerate(rows))


def _turns(path: Sequence[Decimal]) -> int | None:
    """The first month from which it stays at 0 or above."""
    below = max(month for month, cumulative in enumerate(path, start=1) if cumulative < 0)
    return below + 1 if below < len(path) else None


def _paybacks(plan: Plan) -> tuple[int | None, int | None]:
    """Months until a deal has brought in what it cost, without and with the effort to sell it."""
    received, spent = _sums(plan, LONGEST + 1)
    brought = received - spent
    alone = _payback(brought, Fraction(0))
    if not plan.sells:
        return alone, None
    return alone, _payback(brought, Fraction(plan.salary) / Fraction(plan.deals_each))


def _payback(brought: Series, owed: Fraction) -> int | None:
    """The first age from which at least so much has been brought in, for good."""
    mark = owed * brought.one
    owing = [age for age, number in enumerate(brought.numbers) if number < mark]
    if not owing:
        return 0
    return owing[-1] + 1 if owing[-1] < LONGEST else None


def _sums(plan: Plan, months: int) -> tuple[Series, Series]:
    """What one deal has brought in and cost so far, at each age."""
    one = deal_course(plan, months)
    spent = one.commissions + one.service
    return one.receipts.sums(), spent.sums() + constant(plan.onboarding, months)

"""The exact path of a plan: monthly cash, expected and without chance.

cash(t) = cash(t − 1) + receipts(t) − commissions(t) − salaries(t) − onboarding(t) − service(t)
− fixed(t). Deals are signed by salespeople according to their ramp, d(t) in month t; what a deal
brings in and costs depends on its age only, so each part of month t is Σ_s d(s) × part(t − s) plus
what the customers already there do.

Everything is counted in whole numbers over a denominator. Each part of a month is then rounded
once, to four decimals, half up; nets and sums are of the rounded parts, so they add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, localcontext
from itertools import accumulate
from math import lcm

from garant.outlook.cash.already_there import existing_course
from garant.outlook.cash.deal_ages import deal_course
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection_result import PARTS, Month, Projection
from garant.outlook.cash.series import Series, constant

MONEY_PLACES = 4
COUNT_PLACES = 6
MONEY = (*PARTS, "rent")


def project(plan: Plan) -> Projection:
    """The months of a plan.

    >>> months = project(Plan(months=12)).months
    >>> months[1].cumulative == months[0].net + months[1].net
    True
    """
    with localcontext(Context(prec=60)):  # sums of amounts of any size are exact
        return Projection(plan=plan, months=_months(plan, flows(plan)))


def _months(plan: Plan, exact: Mapping[str, Series]) -> tuple[Month, ...]:
    rounded = {
        name: series.rounded(MONEY_PLACES if name in MONEY else COUNT_PLACES)
        for name, series in exact.items()
    }
    costs = zip(*(rounded[part] for part in PARTS[1:]), strict=True)
    nets = [r - sum(each) for r, each in zip(rounded["receipts"], costs, strict=True)]
    return tuple(
        Month(
            month=t + 1,
            **{name: values[t] for name, values in rounded.items()},
            net=nets[t],
            cumulative=cumulative,
            cash=plan.cash_in_hand + cumulative,
        )
        for t, cumulative in enumerate(accumulate(nets))
    )


def flows(plan: Plan) -> dict[str, Series]:
    """Each part of each month before it is rounded, with people, deals, accounts and rent."""
    people, productive = salespeople(plan)
    deals = productive.times(plan.deals_each)
    one, there = deal_course(plan, plan.months), existing_course(plan)
    return {
        "salespeople": people,
        "deals": deals,
        "accounts": deals.spread_over(one.accounts) + there.accounts,
        "rent": deals.spread_over(one.rent) + there.rent,
        "receipts": deals.spread_over(one.receipts) + there.receipts,
        "commissions": deals.spread_over(one.commissions) + there.commissions,
        "salaries": people.times(plan.salary),
        "onboarding": deals.times(plan.onboarding),
        "service": deals.spread_over(one.service) + there.service,
        "fixed": constant(plan.fixed, plan.months),
    }


def salespeople(plan: Plan) -> tuple[Series, Series]:
    """How many are paid, and how many fully productive ones they are worth, in each month.

    Hired in month h with a ramp of R months, someone is worth min(1, (t − h) / R) in month t.

    >>> from garant.outlook.cash.plan_rows import Hire
    >>> plan = Plan(salespeople=1, hires=(Hire(2),), months=4, ramp_months=2)
    >>> [[float(each) for each in series.fractions()] for series in salespeople(plan)]
    [[1.0, 2.0, 2.0, 2.0], [1.0, 1.0, 1.5, 2.0]]
    """
    ramp = max(plan.ramp_months, 1)
    ratios = [people.as_integer_ratio() for people in (h.people for h in plan.hires)]
    one = lcm(*(bottom for _, bottom in ratios), plan.salespeople.as_integer_ratio()[1])
    present = int(plan.salespeople * one)
    paid, worth = [present] * plan.months, [present * ramp] * plan.months
    for hire, (top, bottom) in zip(plan.hires, ratios, strict=True):
        people = top * (one // bottom)
        for t in range(hire.month - 1, plan.months):
            since = t + 1 - hire.month
            paid[t] += people
            worth[t] += people * (ramp if since >= plan.ramp_months else since)
    return Series(one, paid), Series(one * ramp, worth)

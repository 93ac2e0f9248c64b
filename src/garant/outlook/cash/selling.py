"""Whether selling more deepens the trough before it lifts the cash.

Let C(t) be the cumulative cash of a plan, C(0) = 0, and N(t) that of its sales effort hired anew:
as many salespeople, those present hired in month 1, with their salaries and all that the deals
they sign bring in and cost, and nothing else. Cash is linear in the effort: selling x more gives
C(t) + x N(t). The lowest point min C + x N is a concave function of x, of slope N(bottom) at 0.
Hence, exactly:

1. **N(bottom) < 0: selling more deepens the trough, for every x > 0** (at the old bottom there is
   already less than there was).
2. N(bottom) > 0, a single bottom: selling a little more makes the trough shallower.
3. It lifts the cash of every month in which N > 0, and of no other: deeper first and higher later
   is N(bottom) < 0 < N(end).

When customers already there cover the fixed costs in every month, all of the trough is dug by the
sales effort. N(bottom) < 0 then follows from there being a trough, if those present at the start
are as productive as the hires (nobody present, or no ramp): costs come up front, the rent monthly.

So it is **not** so, and selling more may shallow the trough, when a deal brings in at once what it
costs (annual prepayment above commission and onboarding; commission paid at receipt and little
else up front; payback within the first month), and when fixed costs, which new deals help to
carry, dig the trough for longer than the effort takes to pay itself back. And it never lifts the
cash when a deal never pays back what it costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Hire
from garant.outlook.cash.projection import project
from garant.outlook.cash.projection_result import Projection


@dataclass(frozen=True, kw_only=True)
class Selling:
    """What selling more does to a plan.

    ``effort``: the projection N of the sales effort alone, hired anew. ``at_bottom``: N in the
    month of the plan's bottom; None without a trough. ``pays_back``: the first month from which N
    stays at 0 or above; None = not within the plan. ``deepens``: N(bottom) < 0. ``lifts``:
    N(end) > 0.
    """

    effort: Projection
    at_bottom: Decimal | None
    pays_back: int | None
    deepens: bool
    lifts: bool


def selling_more(projection: Projection) -> Selling:
    """Whether selling more deepens the trough of a projection, and lifts its end.

    >>> found = selling_more(project(Plan()))
    >>> found.deepens, found.lifts
    (True, True)
    """
    effort = project(sales_effort(projection.plan))
    path = [month.cumulative for month in effort.months]
    lowest = min(projection.months, key=lambda month: month.cumulative)
    at_bottom = path[lowest.month - 1] if lowest.cumulative < 0 else None
    owing = [month.month for month in effort.months if month.cumulative < 0]
    last = owing[-1] if owing else 0
    return Selling(
        effort=effort,
        at_bottom=at_bottom,
        pays_back=last + 1 if last < len(path) else None,
        deepens=at_bottom is not None and at_bottom < 0,
        lifts=path[-1] > 0,
    )


def sales_effort(plan: Plan) -> Plan:
    """The plan's sales effort alone, all of it hired within the plan."""
    present = (Hire(1, plan.salespeople),) if plan.salespeople else ()
    return plan.but(
        salespeople=0,
        hires=(*present, *plan.hires),
        existing=(),
        receivables=(),
        fixed=0,
        cash_in_hand=0,
    )

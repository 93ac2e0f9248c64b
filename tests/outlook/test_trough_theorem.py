"""The essay's statement as a theorem of the model, and where it does not hold.

"The more you sell, the deeper you dig": with costs up front and rent by the month, selling more
deepens the trough first and lifts the cash later; prepayment makes it shallower. On exact paths,
before any rounding.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from garant.outlook.cash.levers import applied
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Existing, Hire
from garant.outlook.cash.projection import project
from garant.outlook.cash.selling import sales_effort, selling_more
from garant.outlook.cash.trough import trough
from tests.outlook.plans import exact_path, plans

MORE = st.decimals("0.01", 3, places=2)


def low(path: list[Fraction]) -> tuple[Fraction, int]:
    """The lowest cumulative cash, 0 at the start included, and the index of its first month."""
    lowest = min(path)
    return (lowest, path.index(lowest)) if lowest < 0 else (Fraction(0), -1)


def depth(plan: Plan) -> Fraction:
    return -low(exact_path(plan))[0]


# ---------------------------------------------------------------- selling more


@settings(max_examples=25, deadline=None)
@given(plans(), MORE)
def test_selling_x_more_adds_x_times_the_cash_of_the_sales_effort(plan, x) -> None:
    effort = exact_path(sales_effort(plan))
    more = exact_path(applied(plan, {"selling": x}))
    pairs = zip(exact_path(plan), effort, strict=True)
    assert more == [cash + Fraction(x) * each for cash, each in pairs]


@settings(max_examples=40, deadline=None)
@given(plans(), MORE)
def test_it_deepens_the_trough_whenever_the_effort_is_not_paid_back_at_the_bottom(plan, x) -> None:
    lowest, at = low(exact_path(plan))
    effort = exact_path(sales_effort(plan))
    assume(at >= 0)
    assume(effort[at] < 0)
    assert depth(applied(plan, {"selling": x})) > -lowest


@settings(max_examples=40, deadline=None)
@given(plans(), MORE)
def test_it_lifts_exactly_the_months_in_which_the_effort_is_paid_back(plan, x) -> None:
    effort = exact_path(sales_effort(plan))
    more = exact_path(applied(plan, {"selling": x}))
    for before, after, paid in zip(exact_path(plan), more, effort, strict=True):
        assert (after > before) == (paid > 0)


@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_customers_who_cover_the_fixed_costs_leave_all_of_the_trough_to_the_effort(
    plan, data
) -> None:
    ramp = data.draw(st.sampled_from(["nobody present", "no ramp"]))
    plan = plan.but(salespeople=0) if ramp == "nobody present" else plan.but(ramp_months=0)
    there = exact_path(plan.but(salespeople=0, hires=(), fixed=0))
    affordable = min(cash / month for month, cash in enumerate(there, start=1))
    assume(affordable >= 0)
    plan = plan.but(fixed=int(affordable))
    _, at = low(exact_path(plan))
    assume(at >= 0)
    assert exact_path(sales_effort(plan))[at] < 0


CHEAP = {
    "salary": 200, "onboarding": 0, "commission": 0, "service_share": 0, "service_per_account": 0,
    "salespeople": 1, "deals_each": 2, "price": 900, "fixed": 15000, "existing": (),
    "receivables": (),
}  # fmt: skip
"""Deals that cost little at once, and fixed costs to carry."""


@settings(max_examples=40, deadline=None)
@given(plans(**CHEAP))
def test_selling_a_little_more_is_shallower_once_the_effort_is_paid_back_at_the_bottom(
    plan,
) -> None:
    path, effort = exact_path(plan), exact_path(sales_effort(plan))
    lowest, at = low(path)
    assume(at >= 0)
    assume(effort[at] > 0)
    others = [*path[:at], *path[at + 1 :], Fraction(0)]
    gap = min(others) - lowest
    assume(gap > 0)
    x = min(gap / (2 * max(abs(each) for each in effort)), Fraction(1))
    after = min(0, *(cash + x * each for cash, each in zip(path, effort, strict=True)))
    assert after > lowest


@settings(max_examples=25, deadline=None)
@given(plans(cash_in_hand=0))
def test_what_is_said_of_selling_more_is_what_a_first_more_does(plan) -> None:
    path = project(plan)
    said = selling_more(path)
    after = trough(project(applied(plan, {"selling": "0.3"})))
    before = trough(path)
    if said.deepens and said.at_bottom < -1:  # beyond what rounding could do
        assert after.depth > before.depth
    if said.lifts and said.effort.months[-1].cumulative > 1:
        assert after.end > before.end
    if said.pays_back is not None:
        assert all(month.cumulative >= 0 for month in said.effort.months[said.pays_back - 1 :])


def test_the_default_plan_digs_deeper_first_and_rises_higher_later() -> None:
    plan = Plan()
    more = applied(plan, {"selling": "0.3"})
    before, after = trough(project(plan)), trough(project(more))
    assert after.depth > before.depth > 0
    assert after.end > before.end > 0
    assert before.bottom is not None
    assert before.turns is not None
    assert before.bottom < before.turns <= plan.months


# ---------------------------------------------------------------- where it is not so

FRESH = Plan(
    months=60, salespeople=0, hires=(Hire(1),), ramp_months=0, deals_each=1, salary=2000,
    commission="0.1", price=1000, discount=0, payment_delay_months=0, loss_by_year=("0.2",),
    expansion=0, existing=(), receivables=(), onboarding=1000, service_share=0,
    service_per_account=0, fixed=5000, cash_in_hand=0,
)  # fmt: skip
"""A company without customers: a deal costs 1,200 + 1,000 at once, and 2,000 of salary."""


def after_more(plan: Plan) -> tuple[Fraction, Fraction]:
    """What selling 30 % more adds to the depth, and to the cash at the end."""
    more = applied(plan, {"selling": "0.3"})
    return depth(more) - depth(plan), exact_path(more)[-1] - exact_path(plan)[-1]


def test_without_fixed_costs_that_company_digs_deeper_and_ends_higher() -> None:
    deeper, higher = after_more(FRESH.but(fixed=0))
    assert deeper > 0
    assert higher > 0


def test_not_so_when_annual_prepayment_is_above_what_a_deal_costs_at_once() -> None:
    # a deal brings 12,000 in its first month and costs 4,200
    deeper, higher = after_more(FRESH.but(billing_months=12, fixed=20000))
    assert deeper < 0 < higher


def test_not_so_when_commission_at_receipt_is_all_that_a_deal_costs() -> None:
    plan = FRESH.but(commission_paid="receipt", onboarding=0, salary=0)
    deeper, higher = after_more(plan)
    assert deeper < 0 < higher


def test_not_so_when_a_deal_pays_back_within_its_first_month() -> None:
    plan = FRESH.but(commission="0.01", onboarding=100, salary=500)
    assert trough(project(plan)).payback_with_selling == 0
    deeper, higher = after_more(plan)
    assert deeper < 0 < higher


def test_not_so_when_fixed_costs_dig_longer_than_deals_take_to_pay_back() -> None:
    plan = FRESH.but(fixed=10000)
    said = selling_more(project(plan))
    bottom = trough(project(plan)).bottom
    assert said.pays_back is not None
    assert bottom is not None
    assert said.pays_back < bottom
    deeper, higher = after_more(plan)
    assert deeper < 0 < higher


def test_never_higher_when_a_deal_never_pays_back() -> None:
    plan = FRESH.but(service_share="0.9", onboarding=9000, loss_by_year=("0.9",))
    assert trough(project(plan)).payback is None
    deeper, higher = after_more(plan)
    assert deeper > 0 > higher


def test_customers_already_there_may_leave_no_trough_to_deepen() -> None:
    swamp = (Existing(age_months=13, rent=1_000_000, accounts=100),)
    plan = FRESH.but(existing=swamp)
    found = trough(project(plan))
    assert (found.depth, found.bottom, found.turns) == (0, None, None)
    deeper, higher = after_more(plan)
    assert deeper == 0 < higher


def test_more_deals_of_the_same_people_may_shallow_it_when_a_deal_alone_pays_back_soon() -> None:
    # the salaries are there in any case: only what the deal itself costs is dug
    plan = Plan()
    more = applied(plan, {"pace": "0.3"})
    assert trough(project(plan)).payback < trough(project(plan)).bottom
    assert depth(more) < depth(plan)


# ---------------------------------------------------------------- prepayment


@settings(max_examples=40, deadline=None)
@given(plans(term_months=12), st.sampled_from([2, 3, 4, 6, 12]))
def test_billing_further_ahead_within_a_year_leaves_no_month_with_less_cash(plan, billing) -> None:
    plan = plan.but(billing_months=1)
    for before, after in zip(
        exact_path(plan), exact_path(plan.but(billing_months=billing)), strict=True
    ):
        assert after >= before


@settings(max_examples=40, deadline=None)
@given(plans(term_months=12))
def test_annual_prepayment_shallows_a_trough_that_deals_were_paid_before(plan) -> None:
    plan = plan.but(billing_months=1)
    path, prepaid = exact_path(plan), exact_path(plan.but(billing_months=12))
    lowest, at = low(path)
    assume(at >= 0)
    lowest_months = [t for t, cash in enumerate(path) if cash == lowest]
    if all(prepaid[t] > path[t] for t in lowest_months):
        assert -low(prepaid)[0] < -lowest
    else:  # no bill was paid before the bottom: nothing to shallow
        assert -low(prepaid)[0] == -lowest


def test_prepayment_does_nothing_when_it_is_paid_after_the_bottom() -> None:
    plan = FRESH.but(months=2, payment_delay_months=2)
    assert depth(plan.but(billing_months=12)) == depth(plan)


def test_not_so_beyond_a_year_when_the_rent_would_have_risen() -> None:
    # 24 months billed ahead forgo the rise of the second year
    plan = FRESH.but(
        term_months=24, expansion="0.5", loss_by_year=(0,), months=24, billing_months=12
    )
    ahead = plan.but(billing_months=24)
    # only the deal of month 1 is 12 months old or more before month 13; all later ones too, so
    # compare one deal: 24 × 1000 against 12 × 1000 + 12 × 1500
    assert exact_path(ahead)[-1] != exact_path(plan)[-1]
    once = {"existing": (Existing(age_months=0, rent=1000, billing_months=12),), "hires": ()}
    twice = {"existing": (Existing(age_months=0, rent=1000, billing_months=24),), "hires": ()}
    assert exact_path(plan.but(**once))[-1] - exact_path(plan.but(**twice))[-1] == 6000


@pytest.mark.parametrize("asked", [6, 12])
def test_prepayment_bought_with_too_large_a_discount_leaves_less_in_the_end(asked) -> None:
    plan = Plan()
    bought = applied(plan, {"billing": asked, "discount": "0.5"})
    assert trough(project(bought)).end < trough(project(plan)).end

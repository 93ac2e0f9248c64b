"""The trough of paths worked by hand, and what one deal does by itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given, settings

from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection import project
from garant.outlook.cash.trough import deal_path, trough
from garant.outlook.cash.trough_result import Trough
from tests.outlook.plans import plans, slow_parts


def found(*receipts: int, cash: int = 0) -> Trough:
    """Fixed costs of 100 a month, and these receipts."""
    plan = Plan(
        months=len(receipts), fixed=100, receivables=receipts, existing=(), hires=(),
        salespeople=0, ramp_months=0, cash_in_hand=cash,
    )  # fmt: skip
    return trough(project(plan))


def test_depth_bottom_and_turn_are_as_read_off_the_path() -> None:
    # nets −100, −50, +200, −100, +300; together −100, −150, 50, −50, 250
    path = found(0, 50, 300, 0, 400)
    assert (path.depth, path.bottom, path.end) == (150, 2, 250)
    assert path.turns == 5  # positive in month 3, but for good only from month 5


def test_cash_in_hand_lasts_to_the_month_before_it_is_short() -> None:
    # cash 120 − 100 = 20, then −30: it lasts 1 month, and 30 more are needed at the bottom
    path = found(0, 50, 300, 0, 400, cash=120)
    assert (path.runway, path.needed) == (1, 30)
    enough = found(0, 50, 300, 0, 400, cash=150)
    assert (enough.runway, enough.needed) == (None, 0)


def test_a_path_that_ends_below_zero_never_turns() -> None:
    path = found(0, 0, 150)
    assert (path.depth, path.bottom, path.turns) == (200, 2, None)


def test_a_path_that_is_never_below_zero_has_no_trough() -> None:
    path = found(100, 100, 300)
    assert (path.depth, path.bottom, path.turns, path.end) == (0, None, None, 200)


def test_the_first_of_two_equal_lows_is_the_bottom() -> None:
    assert found(0, 100, 100, 300).bottom == 1


ONE = Plan(
    price=100, discount=0, commission="0.1", onboarding=300, service_share=0, service_per_account=0,
    payment_delay_months=1, loss_by_year=(1,), salary=250, deals_each="0.5", expansion=0,
)  # fmt: skip


def test_a_deal_pays_back_as_worked_by_hand() -> None:
    # at once 0.1 × 1200 + 300 = 420; 100 a month from the month after: 5 × 100 = 500 ≥ 420
    # with 250 / 0.5 = 500 of salary: 920, 10 × 100 = 1000 ≥ 920
    result = trough(project(ONE))
    assert (result.payback, result.payback_with_selling) == (5, 10)
    assert [month.cumulative for month in deal_path(ONE, 7)][4:6] == [-20, 80]


def test_a_deal_that_costs_more_than_its_year_brings_never_pays_back() -> None:
    # everyone leaves after a year: 12 × 100 = 1200 against 120 + 1200
    result = trough(project(ONE.but(onboarding=1200)))
    assert (result.payback, result.payback_with_selling) == (None, None)


def test_a_deal_paid_at_once_pays_back_in_its_month_and_no_deals_have_no_selling_cost() -> None:
    plan = ONE.but(billing_months=12, payment_delay_months=0, deals_each=0)
    result = trough(project(plan))
    assert (result.payback, result.payback_with_selling) == (0, None)


STEADY = {
    "salespeople": 1, "hires": (), "deals_each": 1, "existing": (), "receivables": (), "fixed": 0,
    "salary": 0,
}  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(plans(**STEADY))
def test_a_deal_is_what_a_month_adds_when_one_is_signed_each_month(plan: Plan) -> None:
    parts = slow_parts(plan)

    def so_far(name: str) -> list[Fraction]:
        months = parts[name]
        steps = [now - before for now, before in zip(months, [0, *months], strict=False)]
        return list(accumulate(steps))

    # one deal signed each month: the sum of all ages at once; its differences are one deal's ages
    for month in deal_path(plan, plan.months):
        t = month.age
        spent = sum(parts[name][t] for name in ("commissions", "onboarding", "service"))
        assert abs(Fraction(month.received) - so_far("receipts")[t]) <= Fraction(1, 20000)
        assert abs(Fraction(month.spent) - spent) <= Fraction(1, 20000)


@pytest.mark.parametrize("months", [1, 60])
def test_the_trough_says_its_currency_and_its_months(months: int) -> None:
    result = trough(project(Plan(months=months, ramp_months=0, currency="USD")))
    assert (result.currency, result.months) == ("USD", months)
    assert isinstance(result.depth, Decimal)

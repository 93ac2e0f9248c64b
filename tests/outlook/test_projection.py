"""The exact path of a plan, by hand, by a slow second way, and by what must hold of any plan."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Existing, Hire
from garant.outlook.cash.projection import flows, project
from garant.outlook.cash.projection_result import PARTS
from tests.outlook.plans import COSTS, exact_path, plans, slow_parts

NOTHING = {"existing": (), "receivables": (), "hires": (), "salespeople": 0, "fixed": 0}
SMALL = Plan(
    months=14, salespeople=1, hires=(Hire(2),), ramp_months=2, deals_each=1, salary=1000,
    commission="0.1", price=200, discount="0.5", billing_months=1, payment_delay_months=1,
    loss_by_year=("0.5",), expansion="0.1", existing=(), receivables=(), onboarding=300,
    service_share="0.2", service_per_account=5, fixed=100, cash_in_hand=5000,
)  # fmt: skip


def column(plan: Plan, name: str) -> list[Decimal]:
    return [getattr(month, name) for month in project(plan).months]


def test_a_small_plan_is_as_worked_by_hand() -> None:
    # rent of a deal: 200 × (1 − 0.5) = 100; commission: 0.1 × 12 × 100 = 120, at signature
    # salespeople worth: month 1: 1; month 2: 1 + 0/2 = 1; month 3: 1 + 1/2; month 4 on: 2
    deals = ["1", "1", "1.5", "2", "2"]
    assert column(SMALL, "deals")[:5] == [Decimal(d) for d in deals]
    # accounts: 1, 2, 3.5, 5.5; a month's rent is billed at once and paid a month later
    assert column(SMALL, "receipts")[:5] == [0, 100, 200, 350, 550]
    assert column(SMALL, "commissions")[:4] == [120, 120, 180, 240]
    assert column(SMALL, "salaries")[:4] == [1000, 2000, 2000, 2000]
    assert column(SMALL, "onboarding")[:4] == [300, 300, 450, 600]
    # service: 0.2 × 100 + 5 = 25 a customer
    assert column(SMALL, "service")[:4] == [25, 50, Decimal("87.5"), Decimal("137.5")]
    # month 1: 0 − 120 − 1000 − 300 − 25 − 100 = −1545
    # month 2: 100 − 120 − 2000 − 300 − 50 − 100 = −2470; together −4015
    # month 3: 200 − 180 − 2000 − 450 − 87.5 − 100 = −2617.5; together −6632.5
    assert column(SMALL, "cumulative")[:3] == [-1545, -4015, Decimal("-6632.5")]
    assert column(SMALL, "cash")[:3] == [3455, 985, Decimal("-1632.5")]


def test_half_leave_at_the_first_anniversary_and_the_others_pay_more() -> None:
    # signed by month 13: 1 + 1 + 1.5 + 10 × 2 = 23.5; half of the first deal has left: 23
    assert column(SMALL, "accounts")[12] == Decimal(23)
    # the half that stays pays 110: 22.5 × 100 + 0.5 × 110 = 2305, received in month 14
    assert column(SMALL, "rent")[12] == Decimal(2305)
    assert column(SMALL, "receipts")[13] == Decimal(2305)


@pytest.mark.parametrize(
    ("billing", "delay", "received"),
    [
        (1, "0", [100] * 12),
        (3, "0", [300, 0, 0] * 4),
        (12, "2", [0, 0, 1200, *[0] * 9]),
        (1, "0.5", [50, *[100] * 11]),
        (12, "1.25", [0, 900, 300, *[0] * 9]),
    ],
)
def test_a_deal_is_billed_in_advance_and_paid_late(billing, delay, received) -> None:
    # a customer who starts in month 1, and nobody else
    plan = Plan(**NOTHING | {"existing": (Existing(age_months=0, rent=100, accounts=1,
                             billing_months=billing),)},
                months=12, payment_delay_months=delay)  # fmt: skip
    assert column(plan, "receipts") == received


@pytest.mark.parametrize(
    ("paid", "billing", "commissions"),
    [
        ("signature", 1, [1200, *[0] * 13]),
        ("spread", 1, [*[100] * 12, 0, 0]),
        ("receipt", 1, [0, *[100] * 12, 0]),
        ("receipt", 12, [0, 1200, *[0] * 12]),
        ("receipt", 24, [0, 1200, *[0] * 12]),  # of the first 12 months, though 24 are received
    ],
)
def test_the_commission_is_of_the_first_twelve_months(paid, billing, commissions) -> None:
    # rent 1000, 10 %: 1200 in all; one deal in month 1, then the pace is taken out by difference
    plan = Plan(**NOTHING | {"salespeople": 1}, months=14, deals_each=1, price=1000, discount=0,
                commission="0.1", commission_paid=paid, billing_months=billing, term_months=24,
                loss_by_year=(0,), payment_delay_months=1)  # fmt: skip
    each_month = column(plan, "commissions")
    one_deal = [now - before for now, before in zip(each_month, [0, *each_month], strict=False)]
    assert one_deal == commissions


def test_customers_already_there_go_on_as_their_age_says() -> None:
    # 10 months old in month 1, billed quarterly: bills at ages 12 and 15, in months 3 and 6;
    # at 12 months 30 % leave and the others pay 10 % more: 3 × 1000 × 0.7 × 1.1 = 2310
    plan = Plan(**NOTHING | {"existing": (Existing(age_months=10, rent=1000, accounts=10,
                             billing_months=3),)},
                months=6, payment_delay_months=0, loss_by_year=("0.3",), expansion="0.1",
                service_share=0, service_per_account=1)  # fmt: skip
    assert column(plan, "receipts") == [0, 0, 2310, 0, 0, 2310]
    assert column(plan, "service") == [10, 10, 7, 7, 7, 7]


def test_invoices_already_sent_come_in_as_they_fall_due() -> None:
    plan = Plan(**NOTHING | {"receivables": (500, "250.5")}, months=3, ramp_months=0)
    assert column(plan, "receipts") == [500, Decimal("250.5"), 0]


@settings(max_examples=15, deadline=None)
@given(plans())
def test_the_path_is_that_of_a_slow_loop_over_every_group_of_customers(plan: Plan) -> None:
    quick = {name: series.fractions() for name, series in flows(plan).items()}
    for name, slow in slow_parts(plan).items():
        assert quick[name] == slow, name


@settings(max_examples=20, deadline=None)
@given(plans())
def test_the_parts_add_up_to_the_cash_exactly(plan: Plan) -> None:
    cash = plan.cash_in_hand
    for month in project(plan).months:
        net = month.receipts - sum(getattr(month, cost) for cost in COSTS)
        cash += net
        assert (month.net, month.cash) == (net, cash)
        assert month.cumulative == cash - plan.cash_in_hand
    assert set(PARTS) == {"receipts", *COSTS}


@settings(max_examples=20, deadline=None)
@given(plans())
def test_each_part_is_rounded_once_by_at_most_half_a_ten_thousandth(plan: Plan) -> None:
    exact = {name: series.fractions() for name, series in flows(plan).items()}
    for t, month in enumerate(project(plan).months):
        for part in PARTS:
            assert abs(Fraction(getattr(month, part)) - exact[part][t]) <= Fraction(1, 20000)


MONEY = ("salary", "price", "onboarding", "service_per_account", "fixed")


@settings(max_examples=20, deadline=None)
@given(plans(), st.integers(2, 1000))
def test_all_money_times_k_is_all_cash_times_k(plan: Plan, k: int) -> None:
    richer = plan.but(
        **{name: getattr(plan, name) * k for name in MONEY},
        existing=tuple(
            Existing(age_months=g.age_months, rent=g.rent * k, accounts=g.accounts,
                     billing_months=g.billing_months) for g in plan.existing
        ),
        receivables=tuple(amount * k for amount in plan.receivables),
    )  # fmt: skip
    assert exact_path(richer) == [k * cash for cash in exact_path(plan)]


@settings(max_examples=20, deadline=None)
@given(plans(existing=(), receivables=(), fixed=0), st.integers(2, 5))
def test_k_times_the_people_bring_in_and_cost_k_times_as_much(plan: Plan, k: int) -> None:
    crowded = plan.but(
        salespeople=plan.salespeople * k,
        hires=tuple(Hire(hire.month, hire.people * k) for hire in plan.hires),
    )
    assert exact_path(crowded) == [k * cash for cash in exact_path(plan)]


@settings(max_examples=20, deadline=None)
@given(plans(salespeople=0, hires=(), existing=(), receivables=()))
def test_without_sales_only_fixed_costs_are_left(plan: Plan) -> None:
    assert exact_path(plan) == [-(t + 1) * Fraction(plan.fixed) for t in range(plan.months)]


@settings(max_examples=20, deadline=None)
@given(plans(), st.integers(1, 24))
def test_a_longer_plan_starts_with_the_same_months(plan: Plan, more: int) -> None:
    longer = project(plan.but(months=plan.months + more)).months
    assert longer[: plan.months] == project(plan).months


def test_a_start_names_the_months() -> None:
    path = project(Plan(start="2026-11", months=4, hires=(), ramp_months=1))
    assert [str(path.month_on(month)) for month in (1, 2, 3)] == [
        "2026-11-01", "2026-12-01", "2027-01-01",
    ]  # fmt: skip
    assert project(Plan()).month_on(1) is None


def test_sixty_months_take_less_than_twenty_milliseconds() -> None:
    took = []
    for i in range(5):
        plan = Plan(price=1000 + i)
        start = time.process_time()
        project(plan)
        took.append(time.process_time() - start)
    assert min(took) < 0.020

"""Levers, scenarios side by side, and the sensitivity of the trough to each lever."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings

from garant.metrics.errors import DataError, RequestError
from garant.outlook.cash.levers import LEVERS, applied
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Existing, Hire
from garant.outlook.cash.projection import project
from garant.outlook.cash.scenarios import scenarios, standard
from garant.outlook.cash.sensitivity import tornado
from garant.outlook.cash.trough import trough
from tests.outlook.plans import plans

PULLED = {
    "selling": ("0.5", {"hires": (Hire(1, Decimal(1)), Hire(3, Decimal("1.5")))}),
    "hires": ("1", {"hires": (Hire(3, Decimal(2)),)}),
    "pace": ("0.5", {"deals_each": Decimal("1.5")}),
    "ramp": (3, {"ramp_months": 3}),
    "salary": ("-0.1", {"salary": Decimal(6300)}),
    "commission": ("0.2", {"commission": Decimal("0.2")}),
    "commission_paid": ("receipt", {"commission_paid": "receipt"}),
    "price": ("0.1", {"price": Decimal(1100)}),
    "discount": (0, {"discount": Decimal(0)}),
    "billing": (3, {"billing_months": 3}),
    "delay": ("1.5", {"payment_delay_months": Decimal("1.5")}),
    "first_loss": ("0.3", {"loss_by_year": (Decimal("0.3"), Decimal("0.15"), Decimal("0.1"))}),
    "loss": ("1", {"loss_by_year": (Decimal("0.4"), Decimal("0.3"), Decimal("0.2"))}),
    "expansion": ("0.05", {"expansion": Decimal("0.05")}),
    "onboarding": ("-1", {"onboarding": Decimal(0)}),
    "service": ("0.5", {"service_share": Decimal("0.3"), "service_per_account": Decimal(75)}),
    "fixed": ("0.1", {"fixed": Decimal(22000)}),
}  # fmt: skip


@pytest.mark.parametrize("code", LEVERS)
def test_each_lever_changes_what_it_names_and_nothing_else(code) -> None:
    value, expected = PULLED[code]
    plan = Plan(hires=(Hire(3),), existing=())
    assert applied(plan, {code: value}) == plan.but(**expected)


def test_every_lever_has_a_name_and_a_unit_in_both_languages() -> None:
    for lever in LEVERS.values():
        assert lever.told("en")
        assert lever.told("fr")
        assert lever.unit_told("fr")


def test_levers_are_pulled_one_after_the_other() -> None:
    plan = applied(Plan(), {"price": "0.1", "discount": "0.2"})
    assert plan.net_price == 880  # 1000 × 1.1 × 0.8


def test_selling_less_takes_people_away() -> None:
    plan = applied(Plan(salespeople=2, hires=(Hire(3),)), {"selling": "-0.5"})
    assert plan.salespeople == 1
    assert plan.hires == (Hire(3, Decimal("0.5")),)


def test_annual_prepayment_of_monthly_terms_makes_new_terms_annual_and_leaves_the_others() -> None:
    plan = Plan(term_months=1, existing=(Existing(age_months=4, rent=100, accounts=2),))
    prepaid = applied(plan, {"billing": 12})
    assert (prepaid.term_months, prepaid.billing_months) == (12, 12)
    assert prepaid.existing[0].term_months == 1
    assert applied(Plan(term_months=15), {"billing": 12}).term_months == 24
    nobody = {"salespeople": 0, "hires": ()}
    assert project(prepaid.but(**nobody)).months == project(plan.but(**nobody)).months


def test_losses_are_never_above_everyone() -> None:
    assert applied(Plan(loss_by_year=("0.8",)), {"loss": 1}).loss_by_year == (1,)


def test_a_lever_that_is_not_one_is_told_with_those_that_are() -> None:
    with pytest.raises(RequestError, match="there is no lever luck; the levers are: selling"):
        applied(Plan(), {"luck": 1})
    with pytest.raises(RequestError, match="discount: 'much' is not a number"):
        applied(Plan(), {"discount": "much"})
    with pytest.raises(RequestError, match="takes away more than there is"):
        applied(Plan(), {"price": -2})


def test_a_lever_that_contradicts_the_plan_is_refused_by_its_field() -> None:
    for values in ({"discount": 2}, {"ramp": 99}, {"billing": 0}, {"billing": 2.5}, {"ramp": 1.5}):
        with pytest.raises(DataError):
            applied(Plan(), values)


# ---------------------------------------------------------------- side by side


def test_the_default_company_shows_what_the_essay_says() -> None:
    rows = {row.code: row for row in standard(Plan()).rows}
    assert rows["plan"].deeper == rows["plan"].higher == 0
    assert rows["selling"].deeper > 0 < rows["selling"].higher  # deeper first, higher later
    assert rows["prepayment"].deeper < 0 < rows["prepayment"].higher
    assert rows["loss_30"].deeper > 0 > rows["loss_30"].higher
    assert rows["loss_10"].deeper < 0 < rows["loss_10"].higher
    assert rows["no_discount"].deeper < 0 < rows["no_discount"].higher
    for row in rows.values():
        assert row.trough.turns is not None


def test_each_scenario_is_the_trough_of_its_own_plan() -> None:
    for row in standard(Plan()).rows:
        again = trough(project(row.plan))
        assert row.trough == again
        assert row.deeper == again.depth - trough(project(Plan())).depth


def test_scenarios_of_ones_own_are_named_as_given() -> None:
    rows = scenarios(Plan(), {"Wait": {"hires": -1}, "Charge": {"price": 0.2}}).rows
    assert [row.told("fr") for row in rows] == ["Comme prévu", "Wait", "Charge"]
    assert rows[1].plan.hires == tuple(Hire(h.month, Decimal(0)) for h in Plan().hires)


# ---------------------------------------------------------------- sensitivity


@settings(max_examples=3, deadline=None)
@given(plans())
def test_each_bar_of_the_tornado_is_the_trough_of_its_two_plans(plan: Plan) -> None:
    found = tornado(plan)
    assert [row.span for row in found.rows] == sorted((r.span for r in found.rows), reverse=True)
    for row in found.rows:
        low = trough(project(applied(plan, {row.code: row.low_value})))
        high = trough(project(applied(plan, {row.code: row.high_value})))
        assert (row.low, row.high) == (low, high)
        assert row.span == abs(high.depth - low.depth)


def test_steps_stay_within_the_bounds_of_their_field() -> None:
    rows = {row.code: row for row in tornado(Plan(discount="0.05", payment_delay_months=0)).rows}
    assert (rows["discount"].low_value, rows["discount"].high_value) == (0, Decimal("0.15"))
    assert (rows["delay"].low_value, rows["delay"].high_value) == (0, 1)
    assert rows["price"].low_value == Decimal("-0.10")


def test_a_lever_on_nothing_has_no_bar() -> None:
    plan = Plan(hires=(), onboarding=0, loss_by_year=(0,))
    assert not {"hires", "onboarding", "loss"} & {row.code for row in tornado(plan).rows}


def test_the_tornado_is_also_ordered_by_the_month_of_turn() -> None:
    spans = [row.turn_span for row in tornado(Plan()).by_turn()]
    assert spans == sorted(spans, reverse=True)
    assert spans[0] > 0


def test_a_tornado_takes_less_than_half_a_second() -> None:
    start = time.process_time()
    tornado(Plan(fixed=20001))
    assert time.process_time() - start < 0.5

"""What is set on a command line: a sign pulls the lever, no sign sets the field."""

import re
from decimal import Decimal

import pytest

from garant.metrics.errors import DataError, RequestError
from garant.outlook.cash.asked import given_by, with_changes
from garant.outlook.cash.levers import LEVERS
from garant.outlook.cash.monte_carlo import simulate
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_rows import Existing, Hire

D = Decimal
SIGNED = {
    "selling": ("+50%", {"hires": (Hire(1, D(1)), Hire(3, D("1.5")))}),
    "hires": ("+100%", {"hires": (Hire(3, D(2)),)}),
    "pace": ("-20%", {"deals_each": D("0.8")}),
    "ramp": ("-2", {"ramp_months": 4}),
    "salary": ("+0.1", {"salary": D(7700)}),
    "price": ("+5%", {"price": D(1050)}),
    "billing": ("+2", {"billing_months": 3}),
    "delay": ("+0.5", {"payment_delay_months": D("1.5")}),
    "loss": ("+100%", {"loss_by_year": (D("0.4"), D("0.3"), D("0.2"))}),
    "onboarding": ("-100%", {"onboarding": D(0)}),
    "service": ("+50%", {"service_share": D("0.3"), "service_per_account": D(75)}),
    "fixed": ("−10%", {"fixed": D(18000)}),
}
UNSIGNED = {
    "hires": ("[{ month = 4 }]", {"hires": (Hire(4),)}),
    "pace": ("2", {"deals_each": D(2)}),
    "ramp": ("2", {"ramp_months": 2}),
    "salary": ("6500", {"salary": D(6500)}),
    "commission": ("5%", {"commission": D("0.05")}),
    "commission_paid": ("receipt", {"commission_paid": "receipt"}),
    "price": ("1200", {"price": D(1200)}),
    "discount": ("5%", {"discount": D("0.05")}),
    "billing": ("12", {"billing_months": 12}),
    "delay": ("2", {"payment_delay_months": D(2)}),
    "first_loss": ("30%", {"loss_by_year": (D("0.3"), D("0.15"), D("0.1"))}),
    "expansion": ("0.05", {"expansion": D("0.05")}),
    "onboarding": ("0", {"onboarding": D(0)}),
    "fixed": ("100", {"fixed": D(100)}),
}
PLAN = Plan(hires=(Hire(3),), existing=())


@pytest.mark.parametrize("code", LEVERS)
def test_a_signed_value_pulls_its_lever_or_is_refused_as_unclear(code) -> None:
    if code in SIGNED:
        text, expected = SIGNED[code]
        assert with_changes(PLAN, {code: text}) == PLAN.but(**expected)
    elif code != "commission_paid":
        with pytest.raises(RequestError, match=r"points or a share of what there is"):
            with_changes(PLAN, {code: "+5%"})


@pytest.mark.parametrize("code", LEVERS)
def test_a_value_without_a_sign_sets_the_field_or_is_refused_with_how_to_write_it(code) -> None:
    if code in UNSIGNED:
        text, expected = UNSIGNED[code]
        assert with_changes(PLAN, {code: text}) == PLAN.but(**expected)
    else:
        for text in ("2", "30%"):
            with pytest.raises(RequestError, match=re.escape("has no sign; write more as +30%")):
                with_changes(PLAN, {code: text})


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("hires", "2", "hires: 2 has no sign"),
        ("hires", "+2", "hires: +2 could be a number or a share of what there is; write +200%"),
        ("ramp", "+10%", "ramp: +10% is a percentage, and these are months"),
        ("expansion", "-5%", "below zero as customers.expansion=-5%"),
        ("cash_in_hand", "+5000", "cash_in_hand: +5000 has a sign, and this sets a field"),
        ("price.price", "+5%", "price.price: +5% has a sign"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(key, text, words) -> None:
    with pytest.raises(RequestError, match=re.escape(words)):
        with_changes(Plan(), {key: text})


def test_a_value_below_zero_is_set_by_the_name_with_its_section() -> None:
    assert with_changes(Plan(), {"customers.expansion": "-5%"}).expansion == D("-0.05")


def test_levers_are_pulled_from_the_plan_whose_fields_are_set() -> None:
    assert with_changes(Plan(), {"ramp": "+1", "ramp_months": "3"}).ramp_months == 4
    assert given_by({"pace": "+5%", "cash.cash_in_hand": "3"}) == {
        *("pace", "deals_each", "cash_in_hand"),
    }


def test_a_percentage_is_refused_where_the_field_is_no_share() -> None:
    numbers = {name: spec for name, spec in SPECS.items() if spec.kind in {"money", "number"}}
    shares = {name for name, spec in numbers.items() if spec.unit in {"share a year", "relative"}}
    for name in numbers:
        if name in shares:
            assert getattr(Plan(**{name: "10%"}), name) == D("0.1")
        else:
            with pytest.raises(DataError, match="'10%' is a percentage, and this field is not"):
                Plan(**{name: "10%"})
    with pytest.raises(DataError, match="is a percentage"):
        Plan(receivables=("10%",))
    with pytest.raises(DataError, match="is a percentage"):
        Plan(existing=(Existing(age_months=1, rent="10%"),))


def test_a_plan_of_no_calendar_is_refused_by_its_field_and_one_within_it_is_not() -> None:
    for start in ("9999-11", "1899-12", "3000-01"):
        with pytest.raises(DataError, match=r"plan\.start: .* is not a month from 1900-01"):
            Plan(start=start)
    assert Plan(start="2999-12", months=240).months == 240


def test_accounts_that_are_none_and_pay_a_rent_are_refused_by_their_field() -> None:
    with pytest.raises(DataError, match=r"existing\[1\]\.accounts: 0 accounts pay a rent of 9000"):
        Plan(existing=(Existing(age_months=3, rent=9000, accounts=0),))
    assert Plan(existing=(Existing(age_months=3, rent=0, accounts=0),)).existing


def test_a_number_of_four_hundred_zeros_is_told_short() -> None:
    with pytest.raises(DataError) as caught:
        Plan(salary="1e400")
    assert len(caught.value.problems[0].text()) < 80


def test_a_seed_below_zero_is_refused() -> None:
    with pytest.raises(RequestError, match="a seed of -1: it must be 0 or more"):
        simulate(Plan(), seed=-1, paths=100)

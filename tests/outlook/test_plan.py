"""A plan that contradicts itself cannot be made, and says everything that is wrong at once."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given, settings

from garant.metrics.errors import DataError
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_fields import GROUPS, UNITS
from garant.outlook.cash.plan_rows import Existing, Hire
from tests.outlook.plans import plans


def wrong(**values: object) -> dict[str, str]:
    """The problems of a plan by field."""
    with pytest.raises(DataError) as caught:
        Plan(**values)  # type: ignore[arg-type]
    return {problem.field: problem.text() for problem in caught.value.problems}


def test_every_field_has_a_unit_an_explanation_in_both_languages_and_a_valid_default() -> None:
    assert set(SPECS) == {field.name for field in dataclasses.fields(Plan)}
    for spec in SPECS.values():
        assert spec.group in GROUPS
        assert spec.unit in UNITS
        assert spec.en.endswith(".")
        assert spec.fr.endswith(".")
        assert " :" not in spec.fr
        assert " ;" not in spec.fr
    assert Plan() == Plan()


def test_numbers_are_kept_as_they_are_written() -> None:
    plan = Plan(discount=0.1, price=990, salary="6500.50", loss_by_year=[0.3, "10 %"])
    assert plan.discount == Decimal("0.1")
    assert plan.price == 990
    assert plan.salary == Decimal("6500.50")
    assert plan.loss_by_year == (Decimal("0.3"), Decimal("0.1"))


def test_all_contradictions_are_named_at_once_each_at_its_field() -> None:
    found = wrong(commission=1.5, loss_by_year=(0.3, 1.2, -0.1), ramp_months=90, price=-1,
                  billing_months=5, cash_in_hand=-3, commission_paid="never", chance=1)  # fmt: skip
    assert found == {
        "sales.commission": "1.5 is above 1, that is above 100%; for 1.5% write 0.015",
        "sales.commission_paid": "'never' is not one of: signature, receipt, spread",
        "sales.ramp_months": "a ramp of 90 months is longer than the plan of 60",
        "price.price": "-1 is below 0",
        "price.billing_months": "5 months billed in advance do not fit into a term of 12: the "
        "term must be a multiple of the months billed, as nothing is paid back to those who leave",
        "customers.loss_by_year[2]": "1.2 is above 1, that is above 100%; for 1.2% write 0.012",
        "customers.loss_by_year[3]": "-0.1 is below 0",
        "cash.cash_in_hand": "-3 is below 0",
        "uncertainty.chance": "1 is neither true nor false",
    }


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"months": 0}, "plan.months"),
        ({"months": 241}, "plan.months"),
        ({"months": 12.5}, "plan.months"),
        ({"months": True}, "plan.months"),
        ({"billing_months": 37, "term_months": 37}, "price.billing_months"),
        ({"billing_months": 0}, "price.billing_months"),
        ({"price": float("nan")}, "price.price"),
        ({"price": "a lot"}, "price.price"),
        ({"currency": "euro"}, "plan.currency"),
        ({"start": "2027-13"}, "plan.start"),
        ({"start": "0000-01"}, "plan.start"),
        ({"loss_by_year": ()}, "customers.loss_by_year"),
        ({"loss_by_year": 0.3}, "customers.loss_by_year"),
        ({"discount": 1.01}, "price.discount"),
        ({"expansion": -0.95}, "customers.expansion"),
        ({"hires": 3}, "sales.hires"),
        ({"hires": (3,)}, "sales.hires[1]"),
        ({"hires": (Hire(0),)}, "sales.hires[1].month"),
        ({"existing": (Existing(age_months=-1, rent=Decimal(1)),)},
         "customers.existing[1].age_months"),
        ({"existing": (Existing(age_months=1, rent=-1),)}, "customers.existing[1].rent"),
        ({"existing": (Existing(age_months=1, rent=1, billing_months=12, term_months=1),)},
         "customers.existing[1].billing_months"),
        ({"receivables": (-1,)}, "cash.receivables[1]"),
        ({"pace_spread": 3}, "uncertainty.pace_spread"),
    ],
)  # fmt: skip
def test_a_value_out_of_its_bounds_is_refused_by_its_field(values, field) -> None:
    assert list(wrong(**values)) == [field]


@settings(max_examples=20, deadline=None)
@given(plans())
def test_a_plan_but_nothing_is_the_plan(plan: Plan) -> None:
    assert plan.but() == plan
    with pytest.raises(DataError):
        plan.but(ramp_months=plan.months + 1)

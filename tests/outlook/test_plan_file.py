"""A plan is read from TOML with every mistake at once, and written so that it reads back."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal

import pytest
from hypothesis import given, settings

from garant.metrics.errors import DataError
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_fields import GROUPS
from garant.outlook.cash.plan_file import changed, plan_text, read_plan
from garant.outlook.cash.plan_rows import Existing, Hire
from tests.outlook.plans import plans


def mistakes(text: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        read_plan(text, file="plan.toml")
    return [f"{problem.place()}: {problem.text()}" for problem in caught.value.problems]


@settings(max_examples=20, deadline=None)
@given(plans())
def test_a_plan_that_is_written_reads_back_in_either_language(plan: Plan) -> None:
    for lang in ("en", "fr"):
        assert read_plan(plan_text(plan, lang)) == plan


def test_every_field_is_written_under_its_explanation() -> None:
    for lang in ("en", "fr"):
        text = plan_text(lang=lang)
        flat = re.sub(r"\n# ", " ", text)
        for name, spec in SPECS.items():
            assert spec.told(lang) in flat, name
        written = tomllib.loads(text)
        assert {key for section in written.values() for key in section} == set(SPECS)
        assert max(len(line) for line in text.splitlines()) <= 100
        assert "~" not in text
        assert "{ month = 3, people = 1 }" in plan_text(Plan(hires=()), lang)


def test_an_empty_file_is_the_default_plan() -> None:
    assert read_plan("") == Plan()


def test_rows_may_also_be_tables_of_their_own() -> None:
    text = """
        [[sales.hires]]
        month = 2
        people = 0.5
        [[customers.existing]]
        age_months = 7
        rent = 1234.56
        accounts = 3
        billing_months = 12
    """
    plan = read_plan(text)
    assert plan.hires == (Hire(2, Decimal("0.5")),)
    assert plan.existing == (
        Existing(age_months=7, rent=Decimal("1234.56"), accounts=3, billing_months=12),
    )


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    text = """
        [sales]
        commision = 0.1
        price = 3
        ramp_months = 61
        salary = "much"
        hires = [{ month = 1, poeple = 2 }, { people = 1 }, 3]
        [prise]
        a = 1
        [price]
        discount = 30
        start = 3
        [plan]
        start = 2027-01-01
        [customers]
        existing = [{ age = 3 }]
    """
    assert mistakes(text) == [
        "plan.toml, sales.commision: unknown key commision; did you mean commission?",
        "plan.toml, sales.price: price belongs in the section [price]",
        "plan.toml, sales.hires[1].poeple: unknown key poeple; did you mean people?",
        "plan.toml, sales.hires[2]: month is missing",
        f"plan.toml, prise: unknown section [prise]; the sections are: {', '.join(GROUPS)}",
        "plan.toml, price.start: start belongs in the section [plan]",
        "plan.toml, customers.existing[1].age: unknown key age; did you mean age_months?",
        "plan.toml, customers.existing[1]: age_months is missing",
        "plan.toml, customers.existing[1]: rent is missing",
        'plan.toml, plan.start: 2027-01-01 is not a month: write "2027-01"',
        "plan.toml, sales.hires[3]: 3 is not a row such as { month = 3, people = 1 }",
        "plan.toml, sales.salary: 'much' is not a number",
        "plan.toml, price.discount: 30 is above 1, that is above 100%; for 30% write 0.3",
        "plan.toml, sales.ramp_months: a ramp of 61 months is longer than the plan of 60",
    ]


def test_what_is_not_toml_is_refused_at_its_line() -> None:
    (said,) = mistakes("[price]\ndiscount = = 3")
    assert said == (
        "plan.toml, row 2: this line is not TOML: write name = value, a text between quotes, "
        "a list between [ and ], a number with a point and without spaces"
    )
    assert mistakes("[price]\nprice = 1\nprice = 2") == [
        "plan.toml: this key or section is there twice; leave one"
    ]


def test_a_key_outside_its_section_is_told_where_it_belongs() -> None:
    assert mistakes("months = 24\nprice = 900") == [
        "plan.toml, months: months belongs in the section [plan]",
        "plan.toml, price: [price] is a section, not a value",
    ]


def test_values_of_a_command_line_change_a_plan() -> None:
    texts = {
        "discount": "5%", "sales.commission_paid": "receipt", "billing_months": "12",
        "loss_by_year": "[0.3, 0.1]", "chance": "false", "hires": "[{month = 4}]",
        "start": "2027-01", "price": "1200.50",
    }  # fmt: skip
    plan = changed(Plan(months=24), texts)
    assert plan == Plan(
        months=24, discount="0.05", commission_paid="receipt", billing_months=12, chance=False,
        loss_by_year=("0.3", "0.1"), hires=(Hire(4),), start="2027-01", price="1200.50",
    )  # fmt: skip


def test_wrong_values_of_a_command_line_are_told_at_once() -> None:
    texts = {"discont": "3", "sales.discount": "1", "months": "many", "price": "-1"}
    with pytest.raises(DataError) as caught:
        changed(Plan(), texts)
    told = [(problem.field, problem.text()) for problem in caught.value.problems]
    assert told == [
        ("discont", "unknown key discont; did you mean discount?"),
        ("sales.discount", "unknown key sales.discount; did you mean discount?"),
        ("plan.months", "'many' is not a whole number"),
        ("price.price", "-1 is below 0"),
    ]

import json
from decimal import Decimal

import pytest


def rows(said):
    assert said.code == 0, said.err
    return json.loads(said.out)["rows"]


def test_a_customer_of_500_expected_for_20_months_and_gone_after_2_costs_9_000(call):
    arguments = ("--monthly", "500", "--expected", "20", "--kept", "2")
    (row,) = rows(call("arithmetic", "departure", *arguments, "--format", "json"))
    assert Decimal(row["cost"]) == 500 * (20 - 2)
    said = call("arithmetic", "departure", *arguments).out
    assert said.startswith("A customer of 500 a month, expected for 20 months and gone after 2")


@pytest.mark.parametrize("growth", ["50%", "0.5", "50 %"])
@pytest.mark.parametrize(("lost", "to_win"), [("0", 1), ("1", 2)])
def test_to_grow_two_customers_by_half_win_one_or_two_if_one_leaves(call, growth, lost, to_win):
    arguments = ("--customers", "2", "--growth", growth, "--lost", lost, "--format", "json")
    (row,) = rows(call("arithmetic", "replace", *arguments))
    assert row["to_win"] == to_win


def test_a_rent_of_20_months_earns_5_percent_in_the_first_and_a_licence_90_at_signature(call):
    found = rows(call("arithmetic", "licence-vs-rent", "--months", "20", "--format", "json"))
    assert [row["month"] for row in found] == list(range(21))
    assert Decimal(found[0]["licence"]) == Decimal("0.9")
    assert Decimal(found[1]["rent"]) == Decimal("0.05")
    assert Decimal(found[20]["rent"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("departure", "--monthly", "lots", "--expected", "20", "--kept", "2"),
        ("departure", "--monthly", "-5", "--expected", "20", "--kept", "2"),
        ("replace", "--customers", "2", "--growth", "a lot"),
        ("replace", "--customers", "2", "--growth", "50%", "--lost", "3"),
        ("licence-vs-rent", "--months", "0"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_in_a_sentence(call, arguments):
    said = call("arithmetic", *arguments)
    assert said.code == 1
    assert said.out == ""
    assert "must be" in said.err or "must not" in said.err or "there are only" in said.err

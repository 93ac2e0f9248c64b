"""Survivors as people type them: counts, percentages, shares, and what is refused."""

import pytest

from garant.metrics.errors import DataError, RequestError
from garant.outlook.curves.survivors import survivors


@pytest.mark.parametrize(
    ("typed", "kind", "customers", "assumed"),
    [
        ("100,86.9,74.3", "percentages", 1000, True),
        ("100%, 86.9%, 74.3%", "percentages", 1000, True),
        ("100 %; 86,9 %; 74,3 %", "percentages", 1000, True),
        ("100 86,9 74,3", "percentages", 1000, True),
        ("1,0.869,0.743", "shares", 1000, True),
        ("1.0;0,869;0,743", "shares", 1000, True),
        ("1000,869,743", "counts", 1000, False),
        ("250 200 180", "counts", 250, False),
    ],
)
def test_the_first_value_says_what_they_are(typed, kind, customers, assumed):
    found = survivors(typed)
    assert (found.kind, found.customers, found.assumed) == (kind, customers, assumed)


def test_the_number_of_customers_may_be_given_beside_shares():
    found = survivors("100,86.9,74.3", customers=40)
    assert (found.customers, found.assumed) == (40, False)
    assert found.evidence().at_risk.tolist() == pytest.approx([40, 34.76])
    assert found.evidence().lost.tolist() == pytest.approx([40 - 34.76, 34.76 - 29.72])


def test_numbers_from_python_are_read_alike():
    assert survivors([100, 86.9, 74.3]) == survivors("100,86.9,74.3")


def test_every_value_that_cannot_be_is_named_with_its_period():
    with pytest.raises(DataError) as told:
        survivors("100,abc,74.3,-5,,nan")
    assert [problem.text() for problem in told.value.problems] == [
        "period 1: 'abc' is not a number",
        "period 3: -5 is below zero",
        "period 4: '' is not a number",
        "period 5: 'nan' is not a number",
    ]


def test_a_start_that_is_none_is_refused_with_what_it_could_be():
    with pytest.raises(DataError, match=r"86\.9 is no start; it is 100 for percentages, 1 for"):
        survivors("86.9,74.3,65.3")
    with pytest.raises(DataError, match=r"90% is no start; it is 100%"):
        survivors("90%,80%,70%")
    with pytest.raises(DataError, match="0 is no start"):
        survivors("0,0,0")


def test_a_part_of_a_customer_is_refused():
    with pytest.raises(DataError, match=r"period 1: 869\.5 is not a whole number of customers"):
        survivors("1000,869.5,743")


def test_two_different_numbers_of_customers_are_refused():
    with pytest.raises(RequestError, match="start with 1000 customers, and --customers says 900"):
        survivors("1000,869,743", customers=900)


def test_too_few_values_and_no_customers_are_refused():
    with pytest.raises(RequestError, match="2 numbers are given; there must be from 3"):
        survivors("100,90")
    with pytest.raises(RequestError, match="customers is 0"):
        survivors("100,90,80", customers=0)


def test_survivors_that_rise_are_named_and_count_as_never_having_left():
    found = survivors("100,80,85,70", customers=100)
    assert found.risen == (2,)
    assert found.evidence().lost.tolist() == pytest.approx([20, 0, 10])
    assert survivors("1000,1001,900").risen == (1,)

"""The arithmetic of leaving and replacing, against the essays' numbers and slow second routes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.metrics import arithmetic as a
from garant.metrics.errors import RequestError

D = Decimal
shares = st.integers(0, 1000).map(lambda n: Fraction(n, 1000))


def test_a_customer_of_500_a_month_gone_after_2_of_20_months_costs_9000() -> None:
    assert a.cost_of_departure(500, 20, 2) == 9_000


def test_a_customer_who_stayed_longer_than_expected_costs_less_than_nothing() -> None:
    assert a.cost_of_departure("99.99", 12, 15) == D("-299.97")


@given(st.integers(0, 10**9), st.integers(0, 240), st.integers(0, 240))
def test_a_departure_costs_the_months_that_do_not_come(cents: int, due: int, kept: int) -> None:
    months = [D(cents) / 100 for _ in range(kept, due)]
    if kept <= due:
        assert a.cost_of_departure(D(cents) / 100, due, kept) == sum(months, D(0))


def test_two_customers_growing_by_half_win_one_or_two_if_one_leaves() -> None:
    assert a.replacement(2, "50%") == 1
    assert a.replacement(2, "50 %", lost=1) == 2


def test_half_a_customer_cannot_be_won() -> None:
    assert a.replacement(3, "50%") == 2
    assert a.replacement(10, "-50%", lost=2) == 0


def test_money_is_replaced_to_the_cent() -> None:
    assert a.replacement_amount("1000.10", "12.5%", lost="0.01") == D("125.0225")


@given(st.integers(1, 10**6), st.integers(0, 300), shares)
def test_winning_the_monthly_need_reaches_the_yearly_target(
    start: int, growth: int, churn: Fraction
) -> None:
    win = Fraction(a.replacement_per_month(start, f"{growth}%", monthly_churn=churn))
    here = Fraction(start)
    for _ in range(12):  # each month: first the churn, then the wins
        here = here * (1 - churn) + win
    assert abs(here - start * (1 + Fraction(growth, 100))) < Fraction(12, 10**6)


def test_a_licence_has_90_percent_at_signature_and_a_rent_5_percent_a_month() -> None:
    rows = a.licence_against_rent(20)
    assert [row.month for row in rows] == list(range(21))
    assert rows[0] == (0, D("0.9"), 0)
    assert {rows[m + 1].rent - rows[m].rent for m in range(20)} == {D("0.05")}
    assert {rows[m + 1].licence - rows[m].licence for m in range(20)} == {D("0.005")}
    assert rows[20] == (20, 1, 1)


@given(st.integers(1, 1200))
def test_both_curves_end_at_one_and_never_fall(months: int) -> None:
    rows = a.licence_against_rent(months)
    for before, after in pairwise(rows):
        assert before.licence <= after.licence
        assert before.rent < after.rent
    assert rows[-1][1:] == (1, 1)


@given(shares)
def test_a_yearly_rate_from_a_fifth_of_a_year_is_five_periods_in_a_row(churn: Fraction) -> None:
    kept = (1 - churn) ** 5  # 365 / 73 = 5
    assert abs(Fraction(a.annual_rate(churn, 73)) - (1 - kept)) <= Fraction(1, 2 * 10**6)


def test_a_yearly_rate_is_never_twelve_times_the_monthly_one() -> None:
    # 1 − 0.97^(365/30): ln 0.97 = −0.0304592, × 12.166667 = −0.370587, e^… = 0.690329
    assert a.annual_rate("3%", 30) == D("0.309671")
    assert a.annual_rate(1, 30) == 1
    assert a.annual_rate(0, 1) == 0


def test_unit_economics_of_a_small_month() -> None:
    # 12 accounts at 3,000 together; 4 won for 1,200 a month with 6,000 spent; margin 75 %
    assert a.arpa(3_000, 12) == 250
    assert a.cac(6_000, 4) == 1_500
    assert a.gross_margin(750, 3_000) == D("0.75")
    assert a.payback_months(1_500, 300, margin="75%") == D("6.666667")  # 1,500 / 225
    assert a.ltv_simple(250, "75%", monthly_churn="2.5%") == 7_500  # 187.5 / 0.025
    assert a.quick_ratio(new=1_200, reactivation=0, expansion=300, contraction=100, churn=400) == 3
    assert a.ltv_realised([100, "50.50"], "50%") == D("75.25")
    # 1 + 0.5 × 0.9 + 0.25 × 0.81 = 1.6525, × 80
    assert a.ltv_expected([1, "0.5", "0.25"], 100, margin="80%", discount="0.9") == D("132.2")


def test_a_zero_denominator_or_a_missing_part_gives_none() -> None:
    assert a.arpa(0, 0) is None
    assert a.cac(100, 0) is None
    assert a.gross_margin(0, 0) is None
    assert a.quick_ratio(new=1, reactivation=0, expansion=0, contraction=0, churn=0) is None
    assert a.payback_months(None, 1, margin=1) is None
    assert a.payback_months(1, 1, margin=0) is None
    assert a.ltv_simple(1, None, monthly_churn=1) is None
    assert a.ltv_simple(1, 1, monthly_churn=0) is None
    assert a.ltv_expected([], 1, margin=1) is None


@given(st.lists(shares, min_size=1, max_size=12), st.integers(0, 10**6))
def test_undiscounted_expected_value_is_what_each_month_earns(
    curve: list[Fraction], cents: int
) -> None:
    earned = sum((Fraction(cents, 100) * share / 2 for share in curve), Fraction(0))
    value = a.ltv_expected(curve, D(cents) / 100, margin="50%")
    assert value is not None
    assert abs(Fraction(value) - earned) <= Fraction(1, 2 * 10**4)


def test_amounts_round_half_up_away_from_zero() -> None:
    assert a.cost_of_departure("0.00005", 1, 0) == D("0.0001")
    assert a.cost_of_departure("0.00005", 0, 1) == D("-0.0001")


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: a.cost_of_departure(500, -20, 2), "expected months is -20; it must not be"),
        (lambda: a.cost_of_departure(-500, 20, 2), "monthly amount is -500; it must not be"),
        (lambda: a.cost_of_departure("five", 20, 2), "monthly amount is 'five'; it must be a num"),
        (lambda: a.cost_of_departure("NaN", 20, 2), "it must be a number"),
        (lambda: a.cost_of_departure("1e400", 20, 2), "it must be a number"),
        (lambda: a.cost_of_departure(0.1, 20, 2), "it must be a number"),
        (lambda: a.replacement(2, "plenty"), "growth is 'plenty'; it must be a number such as"),
        (lambda: a.replacement(2, "-150%"), "growth is -150%; it must be at least -100%"),
        (lambda: a.replacement(2, "50%", lost=3), "customers lost is 3; there are only 2 to lose"),
        (
            lambda: a.replacement_per_month(2, 0, monthly_churn="120%"),
            "monthly churn is 120%; it must be from 0",
        ),
        (lambda: a.licence_against_rent(0), "it must be a whole number from 1"),
        (lambda: a.licence_against_rent("2.5"), "it must be a whole number from 1"),
        (lambda: a.annual_rate("5%", 0), "days is 0; it must be more than zero"),
        (lambda: a.annual_rate("5", 30), "churn is 5; it must be from 0 to 1"),
        (lambda: a.payback_months(1, 1, margin="150%"), "margin is 150%; it must be at most 1"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call: object, sentence: str) -> None:
    with pytest.raises(RequestError) as refused:
        call()  # type: ignore[operator]
    assert sentence in str(refused.value)

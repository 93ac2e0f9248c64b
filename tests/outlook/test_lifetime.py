"""How long customers stay and what they are worth: plain sums, exact shares, published numbers."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.metrics.arithmetic import (
    cost_of_departure,
    licence_against_rent,
    ltv_expected,
    ltv_simple,
)
from garant.metrics.errors import RequestError
from garant.outlook.curves.beta_geometric import BetaGeometric
from garant.outlook.curves.constant import Constant, constant
from garant.outlook.curves.evidence import Evidence
from garant.outlook.curves.lifetime import (
    Accounts,
    Terms,
    licence_against_curve,
    life,
    rent_by_month,
    worth,
)
from garant.outlook.curves.model_error import ensemble

SEEN = Evidence.of_survivors([1000, 869, 743, 653, 593, 551, 517, 491])
CURVE = BetaGeometric.of(0.668, 3.806)
DRAWN = ensemble(SEEN, 60)


def still_to_come(age: int, factor: float) -> float:
    """Σ S(age + j) / S(age) δ^j, plainly."""
    share, total = 1.0, 0.0
    for later in range(1, 10_001):
        share *= 1 - CURVE.hazard(age + later)
        total += share * factor**later
    return total


def test_a_new_customer_stays_the_first_period_and_what_is_still_to_come():
    found = life(CURVE, DRAWN, 1 / 1.1)
    assert found.periods == pytest.approx(1 + still_to_come(0, 1 / 1.1))
    assert found.low < found.periods < found.high
    assert found.undiscounted is None  # α below 1: some never leave


def test_a_constant_churn_of_a_twentieth_is_twenty_periods():
    # 1 / .05; and with δ = 1 / 1.1: 1 / (1 - .95 / 1.1) = 7.333
    assert Constant(0.05).life() == pytest.approx(20)
    assert Constant(0.05).life(1 / 1.1) == pytest.approx(7.3333, abs=1e-4)
    assert Constant(0.0).life() is None


def test_a_constant_churn_loses_as_many_as_left_in_all():
    # 509 of 1000 + 869 + 743 + 653 + 593 + 551 + 517 = 4926 looked at
    assert constant(SEEN).loss == pytest.approx(509 / 4926)


def test_each_account_is_worth_the_margin_of_what_it_has_still_to_pay():
    accounts = Accounts(
        np.array([0, 36, 84]), np.array([100.0, 50.0, 10.0]), np.array([0, 900, 840])
    )
    terms = Terms(0.8, 1 / 1.1, 0.02, months=12)
    found = worth(accounts, CURVE, DRAWN, terms=terms)
    for place, (age, monthly) in enumerate([(0, 100), (3, 50), (7, 10)]):
        # the eleven months that are left of the first of twelve, then the years to come
        rest = 11 / 12 + still_to_come(age, 1 / 1.1)
        assert found.remaining[place] == pytest.approx(rest)
        # a period is a year: twelve payments of which .8 is margin
        assert found.expected[place] == pytest.approx(rest * 12 * monthly * 0.8)
        assert found.expected_low[place] <= found.expected[place] <= found.expected_high[place]
    assert found.simple == pytest.approx([100 * 0.8 / 0.02, 50 * 0.8 / 0.02, 10 * 0.8 / 0.02])
    assert found.realised == pytest.approx([0, 720, 672])


def test_what_is_left_of_the_running_period_counts_month_by_month():
    ages, factor = [1, 8, 11, 40], 1 / 1.1
    accounts = Accounts(np.array(ages), np.full(4, 100.0), np.zeros(4))
    found = worth(accounts, CURVE, DRAWN, terms=Terms(0.8, factor, 0.02, months=12))
    for place, age in enumerate(ages):
        now, months = age // 12, 0.0
        for month in range(age + 1, 12 * 4000):  # each month by itself, as its year began
            year = month // 12
            weight = 1.0 if year == now else factor ** ((year * 12 - age) / 12)
            months += CURVE.survival(year) / CURVE.survival(now) * weight
            if weight < 1e-9:
                break
        assert found.remaining[place] == pytest.approx(months / 12, rel=1e-6)
    # one month more or less of the same year is not the same worth
    assert found.remaining[0] - found.remaining[1] > 0.2


def test_the_simple_value_is_that_of_the_metrics_and_none_where_nobody_left():
    accounts = Accounts(np.array([1]), np.array([250.0]), np.array([0.0]))
    found = worth(accounts, CURVE, DRAWN, terms=Terms(0.8, 0.9, 0.02))
    assert found.simple[0] == pytest.approx(
        float(ltv_simple(250, "80%", monthly_churn="2%")), rel=1e-9
    )
    assert np.isnan(worth(accounts, CURVE, DRAWN, terms=Terms(0.8, 0.9, None)).simple[0])


def test_the_expected_value_of_a_new_customer_is_the_exact_sum_of_the_metrics():
    # Σ S(k) × 100 × 80 % × .9^k over 400 months, exactly, against life × 80 a month
    shares = [str(round(share, 12)) for share in CURVE.survivals(400)]
    exact = ltv_expected(shares, 100, margin="80%", discount="0.9")
    assert float(exact) == pytest.approx(life(CURVE, DRAWN, 0.9).periods * 80, rel=1e-6)


def test_an_older_customer_has_more_still_to_come():
    rests = [still_to_come(age, 0.9) for age in range(12)]
    assert rests == sorted(rests)


def test_a_factor_that_makes_later_money_worth_more_is_refused():
    with pytest.raises(RequestError, match=r"discount factor is 1\.5"):
        life(CURVE, DRAWN, 1.5)


# ---------------------------------------------------------------- licence against rent


def test_a_rent_that_nobody_leaves_is_twenty_equal_months_of_5_percent():
    rows = licence_against_curve([1.0] * 20)
    assert rows == licence_against_rent(20)
    assert rows[1].rent == Decimal("0.050000")
    assert rows[0].licence == Decimal("0.900000")


def test_a_rent_whose_customers_leave_comes_earlier_by_share_and_is_smaller():
    shares = [0.9**month for month in range(20)]
    rents = rent_by_month(shares)
    # after the first month .1 / (1 - .9^20) = .113840
    assert rents[1] == Decimal("0.113840")
    assert all(rent > Fraction(month, 20) for month, rent in enumerate(rents[1:20], start=1))


@settings(max_examples=30, deadline=None)
@given(shares=st.lists(st.floats(0.01, 1), min_size=1, max_size=40), discount=st.floats(0.5, 1))
def test_what_a_rent_brings_starts_at_nothing_never_falls_and_ends_at_all(shares, discount):
    rents = rent_by_month(shares, discount=discount)
    assert rents[0] == 0
    assert rents[-1] == 1
    assert list(rents) == sorted(rents)


def test_a_rent_that_is_never_paid_is_refused():
    with pytest.raises(RequestError, match="nothing is ever paid"):
        rent_by_month([0.0, 0.0])


def test_the_essays_departure_costs_9000():
    assert cost_of_departure(500, 20, 2) == 9000  # 500 × (20 - 2)

"""The days of the looks and their bars."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from garant.study.looks import boundaries, planned

ON = pd.Timestamp("2021-01-01")
LAGS = st.lists(st.integers(1, 800), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def four():
    return boundaries()


def test_four_looks_have_the_published_bars_of_o_brien_and_fleming(four):
    """Jennison and Turnbull (2000), table 2.3: C = 2.024 for four looks at 5 %."""
    assert four == pytest.approx([4.049, 2.863, 2.337, 2.024], abs=0.001)


def test_one_look_is_the_usual_test():
    assert boundaries(1) == pytest.approx([norm.ppf(0.975)], abs=1e-4)


def test_two_looks_have_the_published_bars():
    """Jennison and Turnbull (2000), table 2.3: C = 1.977 for two looks at 5 %."""
    assert boundaries(2) == pytest.approx([1.977 * np.sqrt(2), 1.977], abs=0.001)


def test_chance_alone_passes_a_bar_in_5_of_100_random_walks(four):
    walks = np.cumsum(np.random.default_rng(1).standard_normal((200_000, 4)), axis=1)
    z = walks / np.sqrt(np.arange(1, 5))
    passed = (np.abs(z) > np.array(four)).any(axis=1)
    assert passed.mean() == pytest.approx(0.05, abs=0.002)


def test_with_yearly_contracts_the_looks_fill_the_second_year_evenly():
    """On day d ≥ 365 renewals of 366 days less of d have come due: d - 364 of 365."""
    days = [(day - ON).days for day in planned([365.0] * 9, ON)]
    assert days == [456, 547, 638, 729]


def test_with_monthly_and_yearly_contracts_by_hand():
    """Days 0 to 729. By day d: (d - 29) of lag 30, and (d - 364) of lag 365: 700 + 365 = 1065."""
    days = [(day - ON).days for day in planned([30.0, 365.0], ON)]

    def due(day):
        return max(day - 29, 0) + max(day - 364, 0)

    for day, share in zip(days, (0.25, 0.5, 0.75, 1.0), strict=True):
        assert due(day) >= share * 1065 > due(day - 1)


def test_nothing_is_planned_where_nothing_can_come_due():
    assert planned([], ON) == []
    assert planned([731.0, 1096.0], ON) == []


@settings(max_examples=40, deadline=None)
@given(LAGS)
def test_looks_follow_each_other_within_two_years_whatever_the_order_or_size(lags):
    days = planned(lags, ON)
    assert planned(list(reversed(lags)) * 2, ON) == days
    assert days == sorted(days)
    assert all(ON <= day < ON + pd.DateOffset(months=24) for day in days)
    within = [lag for lag in lags if lag < 730]
    assert len(days) == (4 if within else 0)
    if days:
        assert (days[0] - ON).days >= min(within)


@settings(max_examples=15, deadline=None)
@given(LAGS)
def test_the_shares_come_due_as_drawn_customer_by_customer(lags):
    days = [(day - ON).days for day in planned(lags, ON)]
    every = sorted(signed + lag for signed in range(730) for lag in lags if signed + lag < 730)
    for place, day in enumerate(days, start=1):
        needed = int(np.ceil(place / 4 * len(every)))
        assert day == every[needed - 1]

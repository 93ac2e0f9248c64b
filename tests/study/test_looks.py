"""The days of the looks and their bars."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t

from garant.study.looks import Pace, boundaries, planned, widened

ON = pd.Timestamp("2021-01-01")
LAGS = st.lists(st.integers(1, 800), min_size=1, max_size=30)


def looks(lags, years=None, starts=None):
    """The days of the looks after the change, of renewals that count alike unless said."""
    alike = np.ones(len(lags)), np.zeros(len(lags))
    given = (np.array(one, dtype=float) if one is not None else other
             for one, other in zip((years, starts), alike, strict=True))  # fmt: skip
    found = planned(Pace(np.array(lags, dtype=float), *given), ON)
    return [(day - ON).days for day in found]


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


def test_the_bar_for_few_clusters_holds_its_chance_where_the_plain_bar_does_not():
    """Means of eight clusters of the same size but unlike spread, against 0."""
    rng = np.random.default_rng(3)
    draws = rng.standard_normal((4000, 8)) * np.array([1, 1, 1, 1, 2, 2, 2, 4])
    sums = draws - draws.mean(axis=1, keepdims=True)
    z = np.abs(draws.sum(axis=1)) / np.sqrt((sums**2).sum(axis=1) * 8 / 7)
    bar = norm.ppf(0.995)
    assert (z > bar).mean() > 0.015
    wide = np.array([widened(bar, one) for one in sums])
    assert 0 < (z > wide).mean() < 0.01


def test_of_clusters_that_add_alike_each_is_a_degree_of_freedom():
    assert widened(1.96, np.ones(8)) == pytest.approx(t.isf(norm.sf(1.96), 8))


def test_clusters_that_add_nothing_do_not_count_and_without_any_error_the_bar_stays():
    few = np.array([3.0, -3.0, 3.0, *[0.0] * 500])
    assert widened(2.0, few) == pytest.approx(t.isf(norm.sf(2.0), 3))
    assert widened(2.0, np.zeros(5)) == 2.0


def test_with_yearly_contracts_the_looks_fill_the_second_year_evenly():
    """On day d ≥ 365 renewals of 366 days less of d have come due: d - 364 of 365."""
    days = looks([365] * 9)
    assert days == [456, 547, 638, 729]


def test_with_monthly_and_yearly_contracts_by_hand():
    """Days 0 to 729. By day d: (d - 29) of lag 30, and (d - 364) of lag 365: 700 + 365 = 1065."""

    def due(day):
        return max(day - 29, 0) + max(day - 364, 0)

    for day, share in zip(looks([30, 365]), (0.25, 0.5, 0.75, 1.0), strict=True):
        assert due(day) >= share * 1065 > due(day - 1)


def test_a_renewal_counts_by_its_years():
    """Twelve monthly renewals, of lags 30 to 360, count as one of a year of each of these lags."""
    monthly = [30 * number for number in range(1, 13)]
    assert looks([*monthly, 365], [1 / 12] * 12 + [1.0]) == looks(
        [*monthly, *[365] * 12], [1.0] * 24
    )
    assert looks(monthly, [1 / 12] * 12) == looks(monthly)


def test_changes_in_turns_are_looked_at_until_24_months_after_their_mean_day_by_hand():
    """Half changes on day 0 and half on day 100: days 0 to 779, of yearly contracts.

    By day d: (d - 364) of the first half and (d - 464) of the second: 415 + 315 = 730.
    """

    def due(day):
        return max(day - 364, 0) + max(day - 464, 0)

    days = looks([365, 365], starts=[0, 100])
    for day, share in zip(days, (0.25, 0.5, 0.75, 1.0), strict=True):
        assert due(day) >= share * 730 > due(day - 1)
    assert days[-1] == 779


def test_nothing_is_planned_where_nothing_can_come_due():
    assert looks([]) == []
    assert looks([731, 1096]) == []


@settings(max_examples=40, deadline=None)
@given(LAGS)
def test_looks_follow_each_other_within_two_years_whatever_the_order_or_size(lags):
    days = looks(lags)
    assert looks(list(reversed(lags)) * 2) == days
    assert days == sorted(days)
    assert all(0 <= day < 730 for day in days)
    within = [lag for lag in lags if lag < 730]
    assert len(days) == (4 if within else 0)
    if days:
        assert days[0] >= min(within)


@settings(max_examples=15, deadline=None)
@given(LAGS)
def test_the_shares_come_due_as_drawn_customer_by_customer(lags):
    days = looks(lags)
    every = sorted(signed + lag for signed in range(730) for lag in lags if signed + lag < 730)
    for place, day in enumerate(days, start=1):
        needed = int(np.ceil(place / 4 * len(every)))
        assert day == every[needed - 1]

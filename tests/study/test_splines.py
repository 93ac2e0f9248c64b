"""Restricted cubic splines against formulaic's, and by hand."""

import numpy as np
import pytest
from formulaic.transforms.cubic_spline import natural_cubic_spline
from hypothesis import given
from hypothesis import strategies as st

from garant.study.splines import knots, restricted_cubic

numbers = st.floats(-100, 100).map(lambda x: round(x, 3))
columns = st.lists(numbers, min_size=8, max_size=40, unique=True).map(np.array)


def projection(columns):
    return columns @ np.linalg.pinv(columns)


@pytest.mark.parametrize("seed", range(4))
def test_the_columns_span_the_space_of_formulaic_s_natural_spline_with_the_same_knots(seed):
    x = np.random.default_rng(seed).gamma(2.0, 10.0, 200)
    at = knots(x)
    theirs = natural_cubic_spline(
        x, knots=at[1:-1], lower_bound=at[0], upper_bound=at[-1], _state={}
    )
    other = np.column_stack(list(theirs.values()))
    ours = np.column_stack([np.ones(len(x)), restricted_cubic(x, at)])
    assert ours.shape == other.shape == (200, 4)
    assert projection(ours) == pytest.approx(projection(other), abs=1e-9)


def test_one_point_is_harrell_s_formula_by_hand():
    """x = 7, knots 1, 3, 6, 10: (6³ - 1³ × 9/4) / 81 and (4³ - 1³ × 7/4) / 81."""
    (row,) = restricted_cubic(np.array([7.0]), np.array([1.0, 3.0, 6.0, 10.0]))
    assert row.tolist() == pytest.approx([7, (216 - 9 / 4) / 81, (64 - 7 / 4) / 81])


def test_beyond_the_last_knot_the_third_term_counts():
    """x = 12: (11³ - 6³ × 9/4 + 2³ × 5/4) / 81."""
    row = restricted_cubic(np.array([12.0]), np.array([1.0, 3.0, 6.0, 10.0]))[0]
    assert row[1] == pytest.approx((1331 - 486 + 10) / 81)


@given(columns)
def test_beyond_the_outer_knots_every_column_is_straight(x):
    at = knots(x)
    width = float(np.ptp(at)) or 1.0
    for start, sign in ((at[0], -1), (at[-1], 1)):
        away = restricted_cubic(start + sign * width * np.array([0.0, 1.0, 2.0, 3.0]), at)
        bend = np.diff(away, n=2, axis=0)
        assert np.abs(bend).max() <= 1e-6 * max(np.abs(away).max(), 1.0)


@given(columns, st.floats(0.01, 100), st.floats(-50, 50))
def test_other_units_scale_the_columns_and_shift_only_the_first(x, scale, shift):
    at = knots(x)
    there = restricted_cubic(scale * x + shift, scale * at + shift)
    here = scale * restricted_cubic(x, at)
    here[:, 0] += shift
    assert there == pytest.approx(here, rel=1e-5, abs=1e-5 * scale * 100)


@given(columns)
def test_knots_are_harrell_s_quantiles_of_what_is_known(x):
    at = knots(np.append(x, [np.nan, np.nan]))
    by_hand = []
    ordered = sorted(x)
    for share in (0.05, 0.35, 0.65, 0.95):
        place = share * (len(x) - 1)
        below = int(place)
        above = min(below + 1, len(x) - 1)
        by_hand.append(ordered[below] + (place - below) * (ordered[above] - ordered[below]))
    assert at == pytest.approx(np.unique(by_hand), abs=1e-9)


def test_a_column_with_a_heap_has_fewer_knots_and_one_of_few_values_is_a_straight_line():
    heap = np.array([0.0] * 50 + [0.1, 0.2, 0.3] * 10)
    assert len(knots(heap)) == 3
    two = np.array([0.0, 1.0] * 20)
    assert restricted_cubic(two, knots(two)).tolist() == two[:, None].tolist()
    assert knots(np.array([np.nan])).tolist() == []


def test_values_that_differ_by_rounding_only_are_one_knot():
    """0.1 + 0.2 is not 0.3: such a pair of knots would turn the columns into rounding errors."""
    x = np.array([0.0] * 20 + [0.1] * 40 + [0.3] * 30 + [0.1 + 0.2] * 10)
    clean = np.where(x > 0.2, 0.3, x)
    assert knots(x) == pytest.approx(knots(clean))

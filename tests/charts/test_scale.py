"""Axes and curves: round ticks, right places, no overshoot."""

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from garant.charts import scale, shapes

REALS = st.floats(-1e12, 1e12, allow_nan=False)


@given(REALS, REALS)
def test_ticks_are_round_few_and_within_the_axis(first, second):
    low, high = sorted((first, second))
    if high - low < 1e-3 * max(abs(low), abs(high), 1e-3):
        return
    found = scale.ticks(low, high)
    step = scale.nice_step(high - low)
    assert 1 <= len(found) <= 6
    for tick in found:
        assert low - step * 1e-6 <= tick <= high + step * 1e-6
        assert abs(tick / step - round(tick / step)) < 1e-6
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert any(math.isclose(mantissa, nice) for nice in (1, 2, 2.5, 5))


@given(REALS, REALS)
@example(0.0, 5e-324)
@example(0.0, 1e-307)
def test_nice_bounds_hold_the_values_and_always_have_a_length(first, second):
    low, high = scale.nice_bounds(*sorted((first, second)))
    slack = 1e-6 * max(abs(first), abs(second), 1e-6)
    assert low <= min(first, second) + slack
    assert high >= max(first, second) - slack
    assert low < high or abs(low) > 1e15


def test_a_log_axis_gives_equal_lengths_to_equal_factors():
    axis = scale.LogScale(0.25, 4, start=0, end=400)
    assert [axis(value) for value in (0.25, 0.5, 1, 2, 4)] == pytest.approx([0, 100, 200, 300, 400])


def test_an_axis_without_length_puts_its_value_in_the_middle():
    assert scale.Scale(5, 5, 0, 10)(5) == 5


@given(st.lists(st.floats(-1000, 1000), min_size=2, max_size=12))
def test_a_smooth_line_passes_through_its_points_and_never_overshoots(values):
    points = [(10.0 * i, value) for i, value in enumerate(values)]
    drawn = shapes.smooth(points)
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", drawn)]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    for i in range(len(points) - 1):
        start, first, second, end = pairs[3 * i : 3 * i + 4]
        low, high = sorted((start[1], end[1]))
        assert start == pytest.approx(points[i], abs=0.06)
        assert end == pytest.approx(points[i + 1], abs=0.06)
        for control in (first, second):
            assert low - 0.11 <= control[1] <= high + 0.11

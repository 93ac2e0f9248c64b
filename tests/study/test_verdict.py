"""The words of a judgement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import norm

from garant.study.verdict import ALPHA, CLEAR, detectable, holm, verdict

P = st.floats(0, 1)
MANY_P = st.lists(P, min_size=1, max_size=12)


def test_holm_of_four_p_values_by_hand():
    """.01 × 4, .02 × 3, .03 × 2 (no less than before), .04 × 1 (no less than before)."""
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


@given(MANY_P)
def test_holm_rejects_what_holm_s_steps_reject(p_values):
    """The steps as published: from the smallest, stop at the first that exceeds α / (m - k + 1)."""
    adjusted = holm(p_values)
    for alpha in (0.001, 0.05, 0.3):
        rejected = set()
        left = sorted(range(len(p_values)), key=lambda place: p_values[place])
        while left and p_values[left[0]] < alpha / len(left):
            rejected.add(left.pop(0))
        ours = {place for place, p in enumerate(adjusted) if p < alpha}
        edge = {place for place, p in enumerate(adjusted) if abs(p - alpha) < 1e-12}
        assert ours - edge <= rejected | edge
        assert rejected - edge <= ours | edge


@given(MANY_P, st.randoms())
def test_holm_does_not_depend_on_order_and_keeps_it(p_values, chance):
    places = list(range(len(p_values)))
    chance.shuffle(places)
    shuffled = holm([p_values[place] for place in places])
    straight = holm(p_values)
    assert shuffled == pytest.approx([straight[place] for place in places])
    assert all(p <= after <= min(1.0, p * len(p_values)) or after == pytest.approx(p * len(places))
               for p, after in zip(p_values, straight, strict=True))  # fmt: skip
    for one, other in zip(np.argsort(p_values)[:-1], np.argsort(p_values)[1:], strict=True):
        assert straight[one] <= straight[other]


@given(P, st.floats(-50, 50), st.floats(0, 50))
def test_the_verdict_is_that_of_the_contract(p, low, width):
    high = low + width
    told = verdict(p, low, high)
    if p < CLEAR and low > 0:
        assert told == "clearly matters"
    elif p < ALPHA and low > 0:
        assert told == "matters"
    elif p < ALPHA and high < 0:
        assert told == "protects"
    else:
        assert told == "inconclusive"


def test_at_the_cut_offs_the_weaker_word_is_used():
    assert verdict(ALPHA, 1, 2) == "inconclusive"
    assert verdict(CLEAR, 1, 2) == "matters"
    assert verdict(0.0, 0.0, 2) == "inconclusive"
    assert verdict(0.0, -2, 0.0) == "inconclusive"


@pytest.mark.parametrize("tests", [1, 5, 14])
def test_the_detectable_effect_is_found_in_80_of_100_draws(tests):
    error = 0.013
    effect = detectable(error, tests)
    drawn = np.random.default_rng(3).normal(effect, error, 200_000)
    found = 2 * norm.sf(np.abs(drawn) / error) < ALPHA / tests
    assert found.mean() == pytest.approx(0.80, abs=0.005)


@given(st.floats(0, 1), st.integers(1, 40))
def test_the_detectable_effect_in_closed_form(error, tests):
    expected = (ndtri(1 - 0.025 / tests) + ndtri(0.8)) * error
    assert detectable(error, tests) == pytest.approx(expected)
    assert detectable(error, tests + 1) >= detectable(error, tests)

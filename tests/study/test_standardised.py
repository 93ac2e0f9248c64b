"""The contrast of two worlds against finite differences, plain loops, and a bootstrap."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import norm

from garant.study.logit import fitted
from garant.study.standardised import Estimate, contrast, standard_error

RIDGE = 1.0


def drawn(seed, clusters=60, each=4, ridge=RIDGE):
    """Customers of some groups, whose loss and whose lever go together within a group."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(clusters), each)
    group = rng.standard_normal(clusters)[owner]
    lever = 0.6 * group + rng.standard_normal(len(owner))
    context = rng.standard_normal(len(owner))
    y = (rng.random(len(owner)) < expit(-0.8 + 0.7 * lever + 0.4 * context + 0.5 * group)) * 1.0
    x = np.column_stack([np.ones(len(y)), context, lever])
    return fit(x, y, owner, ridge)


def fit(x, y, owner, ridge=RIDGE):
    return fitted(x, y, penalties=np.array([0, ridge, ridge]), clusters=owner)


def capped(x, at=0.0):
    better = x.copy()
    better[:, 2] = np.minimum(better[:, 2], at)
    return better


def test_the_value_is_a_weighted_mean_in_a_plain_loop():
    model = drawn(0)
    weights = np.random.default_rng(1).random(len(model.y))
    found = contrast(model, model.x, capped(model.x), weights=weights)
    total = 0.0
    for row, better, weight in zip(model.x, capped(model.x), weights, strict=True):
        one, other = (1 / (1 + np.exp(-(r @ model.beta))) for r in (row, better))
        total += weight * (one - other)
    assert found.value == pytest.approx(total / weights.sum())


@pytest.mark.parametrize("weighted", [False, True])
def test_the_error_is_the_delta_method_s_by_finite_differences(weighted):
    """Var = Σ over clusters of (mean's own part + numeric slope × what the row moves)²."""
    model = drawn(2)
    better = capped(model.x)
    weights = np.random.default_rng(3).random(len(model.y)) if weighted else np.ones(len(model.y))
    shares = weights / weights.sum()

    def value(beta):
        return float(shares @ (expit(model.x @ beta) - expit(better @ beta)))

    step = 1e-6
    slope = np.array(
        [
            (value(model.beta + step * unit) - value(model.beta - step * unit)) / (2 * step)
            for unit in np.eye(3)
        ]
    )
    own = shares * (expit(model.x @ model.beta) - expit(better @ model.beta) - value(model.beta))
    sums = {}
    for row, cluster in enumerate(model.clusters):
        sums[cluster] = sums.get(cluster, 0.0) + own[row] + slope @ model.moves[row]
    count = len(sums)
    by_hand = np.sqrt(sum(x**2 for x in sums.values()) * count / (count - 1))
    found = contrast(model, model.x, better, weights=weights)
    assert found.error == pytest.approx(by_hand, rel=1e-5)


def test_the_error_is_that_of_a_bootstrap_of_clusters():
    model = drawn(4, clusters=120)
    found = contrast(model, model.x, capped(model.x))
    rng = np.random.default_rng(5)
    rows_of = [np.flatnonzero(model.clusters == c) for c in range(120)]
    values = []
    for _ in range(500):
        chosen = rng.integers(0, 120, 120)
        rows = np.concatenate([rows_of[c] for c in chosen])
        again = fit(model.x[rows], model.y[rows], np.repeat(np.arange(120), 4))
        values.append(contrast(again, again.x, capped(again.x)).value)
    assert found.error == pytest.approx(np.std(values), rel=0.12)
    assert found.value == pytest.approx(np.mean(values), abs=0.2 * found.error)


def test_ninety_percent_intervals_hold_the_mean_of_new_draws_about_as_often():
    """The truth by drawing two hundred other companies of the same kind."""
    found = [
        contrast(m, m.x, capped(m.x)) for m in (drawn(seed, 40, 3, 1e-3) for seed in range(200))
    ]
    truth = np.mean([one.value for one in found])
    inside = np.mean([low < truth < high for low, high in (one.interval(0.9) for one in found)])
    assert 0.83 <= inside <= 0.96


def test_without_a_ridge_the_influence_adds_up_to_nothing():
    model = drawn(6, ridge=1e-9)
    found = contrast(model, model.x, capped(model.x))
    assert abs(found.influence.sum()) < 1e-6 * found.error


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 500), st.floats(-1, 1))
def test_a_contrast_turned_round_is_its_opposite_and_with_itself_nothing(seed, at):
    model = drawn(seed, clusters=20)
    better = capped(model.x, at)
    there, back = contrast(model, model.x, better), contrast(model, better, model.x)
    assert back.value == pytest.approx(-there.value)
    assert back.error == pytest.approx(there.error)
    same = contrast(model, model.x, model.x)
    assert (same.value, same.error) == (0.0, pytest.approx(0.0, abs=1e-15))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 500))
def test_doubling_the_weights_changes_nothing_and_equal_ones_are_none(seed):
    model = drawn(seed, clusters=20)
    better = capped(model.x)
    plain = contrast(model, model.x, better)
    equal = contrast(model, model.x, better, weights=np.full(len(model.y), 7.0))
    assert equal.value == pytest.approx(plain.value)
    assert equal.error == pytest.approx(plain.error)


def test_rows_of_one_cluster_repeated_add_no_certainty():
    """Every row twice, in the same cluster: the error stays; as new clusters, it shrinks by √2."""
    model = drawn(7, ridge=1e-9)
    x, y = np.vstack([model.x, model.x]), np.concatenate([model.y, model.y])
    owner = model.clusters
    same = fit(x, y, np.concatenate([owner, owner]), 1e-9)
    new = fit(x, y, np.concatenate([owner, owner + owner.max() + 1]), 1e-9)
    once = contrast(model, model.x, capped(model.x)).error
    assert contrast(same, x, capped(x)).error == pytest.approx(once, rel=1e-6)
    assert contrast(new, x, capped(x)).error == pytest.approx(once / np.sqrt(2), rel=0.02)


def test_the_interval_is_normal():
    low, high = Estimate(0.05, 0.01, np.zeros(1)).interval(0.9)
    assert norm.cdf(high, 0.05, 0.01) - norm.cdf(low, 0.05, 0.01) == pytest.approx(0.9)
    assert low + high == pytest.approx(0.1)


def test_the_error_of_a_mean_of_single_rows_is_the_textbook_one():
    x = np.random.default_rng(8).standard_normal(50)
    influence = (x - x.mean()) / 50
    expected = x.std(ddof=1) / np.sqrt(50)
    assert standard_error(influence, np.arange(50)) == pytest.approx(expected)

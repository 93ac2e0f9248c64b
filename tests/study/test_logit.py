"""The ridge logistic regression against glum, scikit-learn, and plain loops."""

import numpy as np
import pytest
from glum import GeneralizedLinearRegressor
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import chi2
from sklearn.linear_model import LogisticRegression

from garant.study.logit import by_cluster, fitted

FEW = settings(max_examples=25, deadline=None)


def drawn(seed, rows=400, width=4, clusters=80):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(rows), rng.standard_normal((rows, width))])
    owner = rng.integers(0, clusters, rows)
    owner = np.unique(owner, return_inverse=True)[1]
    shared = 0.7 * rng.standard_normal(clusters)[owner]
    y = (rng.random(rows) < expit(-1 + x[:, 1] - 0.5 * x[:, 2] + shared)).astype(float)
    return x, y, owner


def columns(x):
    """Without the intercept, which the others add by themselves."""
    return np.ascontiguousarray(x[:, 1:])


def fit(x, y, owner, ridge):
    penalties = np.concatenate([[0.0], np.full(x.shape[1] - 1, float(ridge))])
    return fitted(x, y, penalties=penalties, clusters=owner)


@pytest.mark.parametrize("ridge", [0.5, 1.0, 20.0])
def test_the_coefficients_are_those_of_glum_and_of_scikit_learn(ridge):
    """glum divides the likelihood by n, so its alpha is λ / n; scikit-learn's C is 1 / λ."""
    x, y, owner = drawn(1)
    ours = fit(x, y, owner, ridge).beta
    glum = GeneralizedLinearRegressor(
        family="binomial", alpha=ridge / len(y), l1_ratio=0, gradient_tol=1e-9
    ).fit(columns(x), y)
    assert ours == pytest.approx([glum.intercept_, *glum.coef_], abs=1e-5)
    sk = LogisticRegression(C=1 / ridge, tol=1e-10, max_iter=1000).fit(columns(x), y)
    assert ours == pytest.approx([*sk.intercept_, *sk.coef_[0]], abs=1e-5)


def test_each_column_has_its_own_ridge_as_in_glum():
    x, y, owner = drawn(2)
    penalties = np.array([0.0, 1.0, 6.0, 0.1, 30.0])
    ours = fitted(x, y, penalties=penalties, clusters=owner).beta
    glum = GeneralizedLinearRegressor(
        family="binomial", alpha=1.0, P2=penalties[1:] / len(y), gradient_tol=1e-9
    ).fit(columns(x), y)
    assert ours == pytest.approx([glum.intercept_, *glum.coef_], abs=1e-5)


def test_without_a_ridge_the_covariance_by_cluster_is_that_of_glum():
    """glum's factor for small samples is C / (C - 1) × (n - 1) / (n - p); ours is C / (C - 1)."""
    x, y, owner = drawn(3)
    ours = fit(x, y, owner, 1e-7).covariance
    glum = GeneralizedLinearRegressor(family="binomial", alpha=0, gradient_tol=1e-9)
    glum.fit(columns(x), y)
    theirs = glum.covariance_matrix(columns(x), y, clusters=owner)
    n, p = x.shape
    assert ours * (n - 1) / (n - p) == pytest.approx(theirs, rel=1e-4)


@pytest.mark.parametrize("ridge", [0.0, 5.0])
def test_the_covariance_is_a_plain_loop_over_clusters(ridge):
    x, y, owner = drawn(4, rows=120, width=3, clusters=30)
    model = fit(x, y, owner, ridge)
    width = x.shape[1]
    information, meat = np.diag(model.penalties), np.zeros((width, width))
    scores = {}
    for row, lost, cluster in zip(x, y, owner, strict=True):
        p = 1 / (1 + np.exp(-(row @ model.beta)))
        information = information + p * (1 - p) * np.outer(row, row)
        scores[cluster] = scores.get(cluster, np.zeros(width)) + (lost - p) * row
    for score in scores.values():
        meat += np.outer(score, score)
    bread = np.linalg.inv(information)
    by_hand = bread @ meat @ bread * len(scores) / (len(scores) - 1)
    assert model.covariance == pytest.approx(by_hand, rel=1e-6)


def test_wald_is_the_quadratic_form_against_chi_squared():
    model = fit(*drawn(5), ridge=1.0)
    beta, block = model.beta[1:4], model.covariance[1:4, 1:4]
    by_hand = chi2.sf(beta @ np.linalg.solve(block, beta), 3)
    assert model.wald(slice(1, 4)) == pytest.approx(by_hand)
    one = model.beta[2] ** 2 / model.covariance[2, 2]
    assert model.wald(slice(2, 3)) == pytest.approx(chi2.sf(one, 1))


def test_a_column_of_zeros_says_nothing_and_adds_no_degree_of_freedom():
    x, y, owner = drawn(6)
    plain = fit(x, y, owner, 1.0)
    wider = fit(np.column_stack([x, np.zeros(len(y))]), y, owner, 1.0)
    assert wider.beta == pytest.approx([*plain.beta, 0.0], abs=1e-6)
    assert wider.wald(slice(5, 6)) == 1.0
    assert wider.wald(slice(3, 6)) == pytest.approx(plain.wald(slice(3, 5)), rel=1e-4)


def test_a_level_that_never_loses_stays_finite():
    x, y, owner = drawn(7)
    never = (np.arange(len(y)) % 20 == 0).astype(float)
    lost = np.where(never == 1, 0.0, y)
    model = fit(np.column_stack([x, never]), lost, owner, 1.0)
    assert np.isfinite(model.covariance).all()
    assert -6 < model.beta[-1] < 0


@FEW
@given(st.integers(0, 10_000), st.floats(0.01, 50))
def test_at_the_fit_the_slope_of_the_penalised_likelihood_is_zero(seed, ridge):
    x, y, owner = drawn(seed, rows=60, width=3, clusters=20)
    y[:2] = 0.0, 1.0
    model = fit(x, y, owner, ridge)
    slope = x.T @ (y - model.chances) - model.penalties * model.beta
    assert np.abs(slope).max() < 1e-3
    if ridge > 0.5:
        assert model.chances.mean() == pytest.approx(y.mean(), abs=1e-5)


@FEW
@given(st.integers(0, 10_000))
def test_neither_the_order_of_rows_nor_the_numbers_of_clusters_matter(seed):
    x, y, owner = drawn(seed, rows=80, width=3, clusters=20)
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(len(y)), rng.permutation(int(owner.max()) + 1)
    here, there = fit(x, y, owner, 1.0), fit(x[order], y[order], names[owner][order], 1.0)
    assert there.beta == pytest.approx(here.beta, abs=1e-6)
    assert there.covariance == pytest.approx(here.covariance, rel=1e-4, abs=1e-8)


def test_shares_between_0_and_1_are_fitted_as_so_many_losses():
    x, y, owner = drawn(8, rows=100)
    doubled = fitted(
        np.vstack([x, x]),
        np.concatenate([y, 1 - y / 2]),
        penalties=np.array([0.0, 2, 2, 2, 2]),
        clusters=np.concatenate([owner, owner]),
    )
    shares = (y + 1 - y / 2) / 2
    single = fit(x, shares, owner, 1.0)
    assert single.beta == pytest.approx(doubled.beta, abs=1e-5)


def test_sums_by_cluster():
    sums = by_cluster(np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([1, 0, 1]))
    assert sums.tolist() == [[3, 4], [6, 8]]

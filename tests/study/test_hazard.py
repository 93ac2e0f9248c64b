"""The yearly hazard against a numeric maximiser of its likelihood in plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from garant.study.hazard import fitted

FEW = settings(max_examples=20, deadline=None)
PENALTIES = np.array([0.0, 1.0, 4.0])


def drawn(seed, rows=250, clusters=60):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(rows), rng.standard_normal(rows), rng.random(rows) < 0.4])
    years = rng.choice([1 / 12, 0.25, 1.0, 2.0], rows)
    rate = np.exp(-1.2 + 0.5 * x[:, 1] - 0.4 * x[:, 2])
    y = (rng.random(rows) < -np.expm1(-rate * years)) * 1.0
    owner = np.unique(rng.integers(0, clusters, rows), return_inverse=True)[1]
    return x.astype(float), y, years, owner


def fit(seed, penalties=PENALTIES, **more):
    x, y, years, owner = drawn(seed, **more)
    return fitted(x, y, years=years, penalties=penalties, clusters=owner)


def likelihood(beta, model):
    """Σ log P(lost or kept in a term of so many years), less ½ Σ λ β²."""
    total = 0.0
    for row, lost, years in zip(model.x, model.y, model.years, strict=True):
        kept = math.exp(-math.exp(float(row @ beta)) * years)
        total += math.log(1 - kept) if lost else math.log(kept)
    return total - 0.5 * sum(model.penalties * beta**2)


@pytest.mark.parametrize("penalties", [np.zeros(3), PENALTIES])
def test_the_coefficients_maximise_the_likelihood(penalties):
    model = fit(1, penalties)
    found = optimize.minimize(
        lambda beta: -likelihood(beta, model), [-1.0, 0, 0], method="BFGS", options={"gtol": 1e-4}
    )
    assert model.beta == pytest.approx(found.x, abs=1e-3)
    assert likelihood(model.beta, model) >= -found.fun - 1e-6


def test_with_an_intercept_only_it_is_losses_by_year_of_the_exponential():
    """Yearly contracts: 1 - exp(-e^β) is the share lost."""
    y = np.array([1.0] * 13 + [0.0] * 37)
    model = fitted(
        np.ones((50, 1)), y, years=np.ones(50), penalties=np.zeros(1), clusters=np.arange(50)
    )
    assert -math.expm1(-math.exp(model.beta[0])) == pytest.approx(13 / 50, abs=1e-6)


def test_twelve_months_kept_one_by_one_say_what_a_year_kept_says():
    """The likelihood of twelve monthly renewals kept is that of one of a year."""
    x, y, _, _ = drawn(2, rows=120)
    years = np.ones(120)
    yearly = fitted(x, y, years=years, penalties=PENALTIES, clusters=np.arange(120))
    months = np.where(y == 0, 12, 1)
    rows = np.repeat(np.arange(120), months)
    term = np.repeat(np.where(y == 0, 1 / 12, 1.0), months)
    monthly = fitted(x[rows], y[rows], years=term, penalties=PENALTIES, clusters=rows)
    assert monthly.beta == pytest.approx(yearly.beta, abs=1e-3)


def log_chance(beta, row, lost, years):
    kept = math.exp(-math.exp(float(row @ beta)) * years)
    return math.log(1 - kept) if lost else math.log(kept)


def score(model, row, lost, years, step=1e-6):
    return np.array(
        [
            (log_chance(model.beta + step * unit, row, lost, years)
             - log_chance(model.beta - step * unit, row, lost, years)) / (2 * step)
            for unit in np.eye(3)
        ]
    )  # fmt: skip


def information(model):
    """The ridge and, over both outcomes of each row, its chance times the square of its score."""
    total = np.diag(model.penalties)
    for row, years in zip(model.x, model.years, strict=True):
        lost_chance = -math.expm1(-math.exp(float(row @ model.beta)) * years)
        for lost, chance in ((1, lost_chance), (0, 1 - lost_chance)):
            one = score(model, row, lost, years)
            total = total + chance * np.outer(one, one)
    return total


def test_what_rows_move_is_score_over_expected_information_by_finite_differences():
    model = fit(3, rows=60)
    scores = [score(model, *one) for one in zip(model.x, model.y, model.years, strict=True)]
    by_hand = np.array(scores) @ np.linalg.inv(information(model))
    assert model.moves == pytest.approx(by_hand, rel=1e-4)


def test_where_the_shock_of_a_quarter_falls_on_all_its_customers_the_error_holds_it():
    """Each of 12 quarters adds its own log-rate, spread 0.3; the exposed are those of the last 4.

    The effect drawn again and again strays as far as the error says; by customer it would not say.
    """

    def drawn_again(seed):
        rng = np.random.default_rng(seed)
        quarter = rng.integers(0, 12, 2000)
        shock = 0.3 * rng.standard_normal(12)
        exposed = (quarter >= 8) & (rng.random(2000) < 0.8)
        y = 1.0 * (rng.random(2000) < -np.expm1(-np.exp(-1.5 + shock[quarter])))
        x = np.column_stack([np.ones(2000), exposed, np.eye(12)[quarter]]).astype(float)
        model = fitted(
            x, y, years=np.ones(2000), penalties=np.r_[0, 1e-3, np.full(12, 1 / 0.3**2)],
            clusters=np.arange(2000),
        )  # fmt: skip
        never = x.copy()
        never[:, 1] = 0
        found = model.yearly_contrast(x, never, weights=x[:, 1])
        return found.value, found.error, math.sqrt((found.influence**2).sum())

    values, errors, by_customer = np.array([drawn_again(seed) for seed in range(60)]).T
    spread = math.sqrt((values**2).mean())
    assert errors.mean() == pytest.approx(spread, rel=0.2)
    assert by_customer.mean() < errors.mean()


def test_the_error_of_a_contrast_is_the_delta_method_s_by_finite_differences():
    model = fit(4)
    never = model.x.copy()
    never[:, 2] = 0.0
    shares = model.x[:, 2] * model.years
    shares = shares / shares.sum()

    def yearly(beta, x):
        return -np.expm1(-np.exp(x @ beta))

    def value(beta):
        return float(shares @ (yearly(beta, model.x) - yearly(beta, never)))

    slope = np.array(
        [
            (value(model.beta + 1e-6 * unit) - value(model.beta - 1e-6 * unit)) / 2e-6
            for unit in np.eye(3)
        ]
    )
    own = shares * (yearly(model.beta, model.x) - yearly(model.beta, never) - value(model.beta))
    sums = {}
    for row, cluster in enumerate(model.clusters):
        sums[cluster] = sums.get(cluster, 0.0) + own[row] + slope @ model.moves[row]
    by_cluster = math.sqrt(sum(x**2 for x in sums.values()) * len(sums) / (len(sums) - 1))
    by_hand = max(by_cluster, math.sqrt(slope @ np.linalg.inv(information(model)) @ slope))
    found = model.yearly_contrast(model.x, never, weights=model.x[:, 2] * model.years)
    assert found.value == pytest.approx(value(model.beta))
    assert found.error == pytest.approx(by_hand, rel=1e-4)


def test_the_error_is_that_of_other_companies_of_the_same_kind():
    def contrast(seed):
        model = fit(seed, np.full(3, 1e-6), rows=400, clusters=400)
        never = model.x.copy()
        never[:, 2] = 0.0
        return model.yearly_contrast(model.x, never, weights=model.x[:, 2])

    found = [contrast(seed) for seed in range(150)]
    spread = np.std([one.value for one in found])
    assert np.mean([one.error for one in found]) == pytest.approx(spread, rel=0.2)


def test_the_evidence_is_the_integral_of_the_likelihood_over_the_effects():
    """One effect of variance 1/λ, integrated by quadrature on a grid; the constants cancel."""
    x, y, years, owner = drawn(5)

    def evidences(penalty):
        penalties = np.array([1e-3, penalty])
        model = fitted(x[:, :2], y, years=years, penalties=penalties, clusters=owner)
        steps = np.linspace(-0.9, 0.9, 61)
        betas = model.beta + np.array([[a, b] for a in steps for b in steps])
        rate = np.exp(betas @ model.x.T) * years
        values = np.where(y == 1, np.log(-np.expm1(-rate)), -rate).sum(axis=1)
        values -= 0.5 * (penalties * betas**2).sum(axis=1)
        exact = values.max() + math.log(np.exp(values - values.max()).sum())
        return model.evidence, exact + 0.5 * math.log(penalty)

    here, there = evidences(1.0), evidences(64.0)
    assert here[0] - there[0] == pytest.approx(here[1] - there[1], abs=0.05)


@FEW
@given(st.integers(0, 10_000), st.floats(0.0, 20))
def test_at_the_fit_the_slope_is_zero(seed, ridge):
    model = fit(seed, np.array([0.0, ridge, ridge]), rows=80)
    for place in range(3):
        unit = 1e-5 * np.eye(3)[place]
        slope = likelihood(model.beta + unit, model) - likelihood(model.beta - unit, model)
        assert abs(slope / 2e-5) < 0.02


@FEW
@given(st.integers(0, 10_000))
def test_neither_the_order_of_rows_nor_the_numbers_of_clusters_matter(seed):
    x, y, years, owner = drawn(seed, rows=80, clusters=20)
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(80), rng.permutation(int(owner.max()) + 1)
    one = fitted(x, y, years=years, penalties=PENALTIES, clusters=owner)
    other = fitted(
        x[order], y[order], years=years[order], penalties=PENALTIES, clusters=names[owner][order]
    )
    never = x * np.array([1.0, 1.0, 0.0])
    first = one.yearly_contrast(x, never, weights=years)
    second = other.yearly_contrast(x[order], never[order], weights=years[order])
    assert second.value == pytest.approx(first.value, abs=1e-6)
    assert second.error == pytest.approx(first.error, rel=1e-3, abs=1e-9)

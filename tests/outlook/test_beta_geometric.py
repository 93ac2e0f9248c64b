"""The shifted beta-geometric curve: published values, closed forms, simulation, brute force."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import roots_jacobi

from garant.outlook.curves.beta_geometric import BetaGeometric, best, fitted
from garant.outlook.curves.constant import constant
from garant.outlook.curves.evidence import Evidence
from garant.outlook.curves.hold_out import hold_out

# Fader and Hardie (2007): customers still there after 0 to 12 years, in percent.
REGULAR = (100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3)
HIGH_END = (100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4)
COHORTS = (
    (10000, 8000, 6480, 5307, 4391),
    (10000, 8000, 6480, 5307),
    (10000, 8000, 6480),
    (10000, 8000),
)
PUBLISHED = BetaGeometric.of(0.668, 3.806)  # high end, fitted on years 0 to 7

few = settings(max_examples=25, deadline=None)
curves = st.builds(BetaGeometric.of, st.floats(0.05, 20), st.floats(0.05, 60))


def of_thousand(table, periods: int = 12) -> Evidence:
    return Evidence.of_survivors([10 * share for share in table[: periods + 1]])


# ---------------------------------------------------------------- published values


def test_regular_customers_have_the_published_parameters():
    curve = best(of_thousand(REGULAR, 7))
    assert (round(curve.alpha, 3), round(curve.beta, 3)) == (0.704, 1.182)


def test_high_end_customers_have_the_published_parameters_and_likelihood():
    fit = fitted(of_thousand(HIGH_END, 7))
    assert (round(fit.curve.alpha, 3), round(fit.curve.beta, 3)) == (0.668, 3.806)
    assert fit.log_likelihood == pytest.approx(-1611.2, abs=0.05)


def test_the_likelihood_at_one_and_one_is_the_published_one_a_customer():
    seen = of_thousand(HIGH_END, 7)
    assert BetaGeometric.of(1, 1).log_likelihood(seen) / 1000 == pytest.approx(-2.115, abs=1e-3)


def test_years_8_to_12_are_foreseen_as_published():
    projected = [round(PUBLISHED.survival(year), 3) for year in range(8, 13)]
    assert projected == [0.46, 0.436, 0.414, 0.395, 0.378]


@pytest.mark.parametrize(("table", "points"), [(REGULAR, 0.29), (HIGH_END, 1.19)])
def test_years_held_out_are_missed_by_the_published_points(table, points):
    ahead = best(of_thousand(table, 7)).survivals(12)[8:]
    errors = [abs(100 * share - seen) for share, seen in zip(ahead, table[8:], strict=True)]
    assert round(sum(errors) / 5, 2) == points
    # `hold_out` chooses the same years by itself: three fifths of twelve are seven.
    found = hold_out(of_thousand(table))
    assert (found.fitted, found.judged, round(found.points, 2)) == (7, 5, points)


def test_several_cohorts_have_the_published_parameters():
    curve = best(Evidence.of_survivors(*COHORTS))
    assert (curve.alpha, curve.beta) == pytest.approx((3.8, 15.19), rel=0.01)


def test_the_discounted_residual_lifetime_is_the_published_one():
    assert round(PUBLISHED.residual(7, 1 / 1.1), 2) == 7.53


# ---------------------------------------------------------------- closed forms


@few
@given(curve=curves, period=st.integers(1, 40))
@example(curve=BetaGeometric.of(0.25, 0.75), period=3)
def test_survival_is_the_mean_over_customers_of_a_geometric_one(curve, period):
    # ∫ (1 - θ)^k θ^(α-1) (1 - θ)^(β-1) dθ / B(α, β), by 30 nodes that are exact up to degree 59
    with np.errstate(invalid="ignore"):  # where α + β is 1, SciPy computes a 0/0 it does not use
        nodes, weights = roots_jacobi(30, curve.beta - 1, curve.alpha - 1)
    stays = (1 - nodes) / 2
    assert curve.survival(period) == pytest.approx(
        (weights @ stays**period) / weights.sum(), rel=1e-6
    )


@given(curve=curves, periods=st.integers(1, 60))
def test_survival_is_the_product_of_what_the_hazards_leave(curve, periods):
    assert curve.survivals(periods)[-1] == pytest.approx(curve.survival(periods), rel=1e-9)
    assert curve.hazard(periods) == pytest.approx(
        1 - curve.survival(periods) / curve.survival(periods - 1), rel=1e-6
    )


@given(curve=curves)
def test_those_who_stay_leave_less_and_less(curve):
    hazards = curve.hazards(50)
    assert (np.diff(hazards) < 0).all()
    assert 0 < hazards[-1] < hazards[0] < 1


@few
@given(curve=curves, age=st.integers(0, 30), discount=st.floats(0.5, 0.98))
def test_the_residual_lifetime_is_the_plain_sum_over_ten_thousand_periods(curve, age, discount):
    later = np.arange(10_000)
    hazards = curve.alpha / (curve.alpha + curve.beta + age + later)
    total = float((np.cumprod(1 - hazards) * discount**later).sum())
    assert curve.residual(age, discount) == pytest.approx(total, rel=1e-9)


def test_undiscounted_it_has_an_end_only_where_alpha_is_above_one():
    shares = BetaGeometric.of(3, 5).survivals(200_000)
    plain = shares[5:].sum() / shares[4]
    assert BetaGeometric.of(3, 5).residual(4, 1) == pytest.approx(plain, rel=1e-4)
    assert PUBLISHED.residual(0, 1) is None
    assert PUBLISHED.life(1.0) is None


def test_without_spread_it_is_the_constant_curve():
    flat = BetaGeometric(0.1, 0.0)
    assert flat.survival(5) == pytest.approx(0.9**5)
    assert flat.life() == pytest.approx(10)
    assert math.isinf(flat.alpha)


# ---------------------------------------------------------------- the fit


def by_customer(curve: BetaGeometric, lives) -> float:
    """The likelihood customer by customer: P(exit) or S(exit), over S(entry)."""

    def log_beta(a, b):
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    a, b = curve.alpha, curve.beta
    total = 0.0
    for exit_at, lost, entry in lives:
        gone = log_beta(a + 1, b + exit_at - 1) if lost else log_beta(a, b + exit_at)
        total += gone - log_beta(a, b + entry)
    return total


def simulated(count: int, seed: int, alpha: float = 1.2, beta: float = 8.0):
    """Geometric customers with beta chances, watched from an age on and not to their end."""
    rng = np.random.default_rng(seed)
    lives = rng.geometric(rng.beta(alpha, beta, count))
    until = rng.integers(2, 25, count)
    entries = np.where(rng.random(count) < 0.4, rng.integers(0, 10, count), 0)
    exits = np.minimum(lives, until)
    kept = exits > entries
    return exits[kept], (lives <= until)[kept], entries[kept]


def test_the_likelihood_by_period_is_that_of_each_customer():
    exits, lost, entries = simulated(500, 1)
    curve = BetaGeometric.of(1.7, 6.1)
    one_by_one = by_customer(curve, zip(exits.tolist(), lost, entries.tolist(), strict=True))
    seen = Evidence.of_lives(exits, lost, entries)
    assert curve.log_likelihood(seen) == pytest.approx(one_by_one, rel=1e-9)


def test_customers_that_were_drawn_give_back_the_chances_they_were_drawn_with():
    fit = fitted(Evidence.of_lives(*simulated(60_000, 2)))
    assert fit.alpha[0] < 1.2 < fit.alpha[1]
    assert fit.beta[0] < 8.0 < fit.beta[1]
    assert fit.curve.alpha == pytest.approx(1.2, rel=0.06)


def test_leaving_out_that_half_came_late_would_be_wrong():
    exits, lost, entries = simulated(60_000, 2)
    naive = best(Evidence.of_lives(exits, lost))
    assert naive.loss < best(Evidence.of_lives(exits, lost, entries)).loss - 0.01


def test_no_point_of_a_fine_grid_is_more_likely():
    seen = of_thousand(HIGH_END, 7)
    found = best(seen)
    top = found.log_likelihood(seen)
    grid = [
        (BetaGeometric.of(alpha, beta).log_likelihood(seen), alpha, beta)
        for alpha in np.linspace(0.3, 1.3, 101)
        for beta in np.linspace(2, 8, 121)
    ]
    highest, alpha, beta = max(grid)
    assert highest <= top
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), abs=0.06)


def test_the_profile_interval_ends_where_the_best_likelihood_has_fallen_by_1_35():
    # chi-square of one degree of freedom at 90 %: 2.706, of which a half
    seen = of_thousand(HIGH_END, 7)
    fit = fitted(seen)
    for end in fit.alpha:
        profile = max(
            BetaGeometric.of(end, beta).log_likelihood(seen) for beta in np.linspace(1, 12, 4001)
        )
        assert fit.log_likelihood - profile == pytest.approx(2.7055 / 2, abs=0.002)


def test_hazards_that_do_not_fall_give_the_constant_curve():
    seen = Evidence.of_survivors([1000, 800, 640, 512])
    curve = best(seen)
    assert curve.spread == 0
    assert curve.loss == pytest.approx(constant(seen).loss)
    fit = fitted(seen)
    assert fit.alpha[1] is None
    assert fit.alpha[0] > 1


def test_all_lost_at_once_or_none_at_all_still_gives_a_curve():
    assert best(Evidence.of_survivors([10, 10, 10])).survival(5) == 1
    assert best(Evidence.of_survivors([10, 0, 0])).survival(1) == pytest.approx(0, abs=1e-9)


@few
@given(
    drops=st.lists(st.integers(0, 400), min_size=2, max_size=8).filter(lambda d: 5 < sum(d) < 3000)
)
def test_no_history_is_more_likely_under_the_constant_curve_than_under_the_fit(drops):
    there = np.maximum(3000 - np.cumsum([0, *drops]), 0)
    seen = Evidence.of_survivors(there.tolist())
    flat = BetaGeometric(constant(seen).loss, 0.0)
    assert best(seen).log_likelihood(seen) >= flat.log_likelihood(seen) - 1e-6

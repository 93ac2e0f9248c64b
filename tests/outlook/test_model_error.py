"""Intervals that include the error of the model: on published tables and on generated curves."""

import numpy as np
import pytest
from scipy.special import betaln

from bench.outlook_curves import AHEAD, families, judged, observed
from garant.outlook.curves.beta_geometric import BetaGeometric, best
from garant.outlook.curves.curve import Question, retention
from garant.outlook.curves.evidence import Evidence
from garant.outlook.curves.model_error import DRIFT, Ensemble, _drifted, _hazards, ensemble

REGULAR = (100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3)
HIGH_END = (100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4)
TABLES = {"regular": REGULAR, "high end": HIGH_END}


def foretold(table, years: int, customers: float = 1000) -> list:
    """The rows of years 0 to 12, fitted on the first years of so many customers."""
    seen = Evidence.of_survivors([customers * share / 100 for share in table[: years + 1]])
    return list(retention(seen, Question(horizon=12)).periods)


def width(table, years: int) -> float:
    last = foretold(table, years)[12]
    return last.high - last.low


@pytest.mark.parametrize("customers", [100, 1000, 100_000])
@pytest.mark.parametrize("name", TABLES)
def test_years_0_to_4_give_an_interval_that_holds_years_5_to_12(name, customers):
    table = TABLES[name]
    for row in foretold(table, 4, customers)[5:]:
        assert row.low <= table[row.period] / 100 <= row.high


@pytest.mark.parametrize("years", [3, 5, 6, 7])
@pytest.mark.parametrize("name", TABLES)
def test_other_lengths_of_history_hold_the_rest_too(name, years):
    table = TABLES[name]
    for row in foretold(table, years)[years + 1 :]:
        assert row.low <= table[row.period] / 100 <= row.high


def test_sampling_alone_would_not_have_held_them():
    # All curves whose likelihood is within 2.706 / 2 of the best, fitted on years 0 to 4.
    seen = Evidence.of_survivors([10 * share for share in HIGH_END[:5]])
    top = best(seen).log_likelihood(seen)
    shares = []
    for alpha in np.geomspace(0.3, 30, 60):
        for beta in np.geomspace(2, 200, 90):
            curve = BetaGeometric.of(alpha, beta)
            if curve.log_likelihood(seen) > top - 1.3528:
                shares.append(curve.survival(12))
    assert len(shares) > 20
    assert max(shares) < 0.394  # what was there at year 12
    assert foretold(HIGH_END, 4)[12].high > 0.394


@pytest.mark.parametrize("name", TABLES)
def test_a_longer_history_gives_a_narrower_interval(name):
    widths = [width(TABLES[name], years) for years in (2, 3, 4, 5, 6, 7)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 3 * widths[-1]


def test_the_interval_is_not_so_wide_as_to_be_worthless():
    # Points at year 12 from years 0 to 4 and 0 to 7 of a thousand customers.
    assert width(REGULAR, 4) < 0.14
    assert width(HIGH_END, 4) < 0.25
    assert width(REGULAR, 7) < 0.07
    assert width(HIGH_END, 7) < 0.09


def test_however_many_customers_the_family_is_not_believed_exactly():
    narrow = foretold(HIGH_END, 7, 10_000_000)[12]
    assert 0.03 < narrow.high - narrow.low < 0.08


def test_fewer_customers_give_a_wider_interval():
    widths = [row.high - row.low for n in (50, 500, 5000) for row in foretold(HIGH_END, 4, n)[12:]]
    assert widths == sorted(widths, reverse=True)


def test_generated_curves_of_other_families_lie_within_nine_times_in_ten():
    rows = list(judged(6, seed=5))
    held = np.mean([row.held for row in rows])
    assert 0.85 <= held <= 0.97
    assert np.mean([row.width for row in rows]) < 0.2


def test_every_generated_curve_starts_at_one_and_falls():
    rng = np.random.default_rng(0)
    for _draw in range(20):
        for shares in families(rng, 30).values():
            assert shares[0] == pytest.approx(1)
            assert (np.diff(shares) <= 1e-12).all()
            assert shares[-1] >= 0
    assert AHEAD[0] == 1


def test_the_same_seed_gives_the_same_interval_and_another_one_nearly_the_same():
    seen = Evidence.of_survivors([1000, 869, 743, 653, 593])
    one, same, other = (ensemble(seen, 12, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(one.hazards, same.hazards)
    ends = [np.array(found.interval()) for found in (one, other)]
    assert np.abs(ends[0] - ends[1]).max() < 0.03


def test_the_draws_agree_with_brute_force_over_the_whole_grid():
    # Likelihood × prior on a fine grid of (logit of the first loss, ln α, ln c), with no sampler.
    counts = [200, 150, 120, 105]
    seen = Evidence.of_survivors(counts)
    axes = np.linspace(-8, 3, 67), np.linspace(-5, 5, 51), np.linspace(-1.5, 1.5, 43)
    at = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)
    loss = 1 / (1 + np.exp(-at[:, 0]))
    alpha, power = np.exp(at[:, 1]), np.exp(at[:, 2])
    beta = alpha * (1 - loss) / loss
    shares = np.exp(
        betaln(alpha[:, None], beta[:, None] + np.arange(7.0) ** power[:, None])
        - betaln(alpha, beta)[:, None]
    )
    smooth = best(seen).hazards(3)
    weight = 1 / (1 + seen.at_risk * smooth * (1 - smooth) * 0.08**2)
    hazards = np.clip(1 - shares[:, 1:4] / shares[:, :3], 1e-12, 1 - 1e-12)
    told = np.log(hazards) @ (seen.lost * weight)
    told += np.log1p(-hazards) @ ((seen.at_risk - seen.lost) * weight)
    told -= (((at - [-2.5, 0, 0]) / [2, 1.5, 0.4]) ** 2).sum(axis=1) / 2
    chances = np.exp(told - told.max())
    mean = chances @ shares[:, 3] / chances.sum()
    drawn = ensemble(seen, 3).survivals[:, 3]  # within what was seen there is no drift
    assert drawn.mean() == pytest.approx(mean, abs=0.005)
    spread = np.sqrt(chances @ (shares[:, 3] - mean) ** 2 / chances.sum())
    assert drawn.std() == pytest.approx(spread, rel=0.12)


def test_beyond_what_was_seen_odds_are_multiplied_by_a_power_of_how_far():
    flat = np.full((401, 8), 0.2)
    drifted = _drifted(flat, 4, np.random.default_rng(0))
    odds = np.log(drifted / (1 - drifted)) - np.log(0.25)
    assert np.allclose(odds[:, :4], 0)
    # at period 8, twice as far as the 4 that were seen: δ ln 2, δ of standard deviation .4
    assert np.std(odds[:, 7]) == pytest.approx(DRIFT * np.log(2), rel=0.02)
    assert np.allclose(odds[:, 7] * np.log(1.5), odds[:, 5] * np.log(2))


def test_with_c_of_one_the_family_is_the_shifted_beta_geometric():
    hazards = _hazards(np.array([[np.log(0.25 / 0.75), np.log(2.0), 0.0]]), 6)
    # μ = .25 and α = 2: β = 6, h(k) = 2 / (7 + k)
    assert hazards[0] == pytest.approx([2 / (7 + k) for k in range(1, 7)])


def test_periods_that_scatter_more_than_chance_widen_the_interval():
    rng = np.random.default_rng(0)
    shares = families(rng, 12)["beta-geometric"]
    smooth = observed(rng, shares, 100_000)
    hazards = 1 - np.array(smooth[1:]) / np.array(smooth[:-1])
    rough = 100_000 * np.cumprod(np.append(1, 1 - hazards * np.tile([0.5, 1.5], 6)))
    widths = []
    for counts in (smooth, rough):
        low, high = ensemble(Evidence.of_survivors(counts), 12).interval()
        widths.append((high - low)[12])
    assert widths[1] > 2 * widths[0]


def test_the_curve_that_is_shown_lies_in_its_interval_even_where_another_is_likelier():
    for row in foretold(HIGH_END, 7, 10_000_000):
        assert row.low <= row.expected <= row.high


def test_what_is_still_to_come_is_the_plain_sum():
    hazards = np.array([[0.3, 0.2, 0.1], [0.5, 0.4, 0.3]])
    rests = Ensemble(hazards).residuals(0.9)
    for row, own in enumerate(hazards.tolist()):
        for age in range(4):
            share, total = 1.0, 0.0
            for later in range(2000):
                share *= (1 - own[min(age + later, 2)]) * 0.9
                total += share
            assert rests[row, age] == pytest.approx(total)

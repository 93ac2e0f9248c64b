"""What was observed: by plain loops, against scikit-survival, and on IBM's sample."""

import os
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sksurv.nonparametric import kaplan_meier_estimator

from garant.outlook.curves.evidence import Evidence
from garant.outlook.curves.kaplan_meier import kaplan_meier, median

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GARANT_SHARED", ROOT.parent / "shared")) / "data"
TELCO = DATA / "ibm_telco" / "Telco-Customer-Churn.csv"
needs_telco = pytest.mark.skipif(not TELCO.is_file(), reason="IBM's sample is not here")


def late(count: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lives of which a half was not watched from the start: exits, lost, entries."""
    rng = np.random.default_rng(seed)
    lives = rng.geometric(rng.beta(1, 6, count))
    until = rng.integers(1, 30, count)
    entries = np.where(rng.random(count) < 0.5, rng.integers(0, 12, count), 0)
    exits, lost = np.minimum(lives, until), lives <= until
    watched = exits > entries
    return exits[watched], lost[watched], entries[watched]


def by_hand(exits, lost, entries) -> list[tuple[int, int, float]]:
    """Period by period: how many could leave, how many did, and what is left."""
    share, rows = 1.0, []
    for period in range(1, max(exits) + 1):
        there = gone = 0
        for exit_at, was_lost, entry in zip(exits, lost, entries, strict=True):
            there += entry < period <= exit_at
            gone += was_lost and exit_at == period
        share *= 1 - gone / there
        rows.append((there, gone, share))
    return rows


lives = st.lists(
    st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 8)), min_size=1, max_size=40
).map(lambda rows: [(exit_at, lost, min(entry, exit_at - 1)) for exit_at, lost, entry in rows])


def test_who_entered_late_is_at_risk_from_then_on_only():
    exits, lost, entries = late()
    steps = kaplan_meier(Evidence.of_lives(exits, lost, entries))
    expected = by_hand(exits, lost, entries)
    assert [(s.at_risk, s.lost) for s in steps[1:]] == [row[:2] for row in expected]
    assert [s.surviving for s in steps[1:]] == pytest.approx([row[2] for row in expected])


@given(rows=lives)
def test_counts_by_period_are_those_of_plain_loops(rows):
    exits, lost, entries = zip(*rows, strict=True)
    seen = Evidence.of_lives(exits, lost, entries)
    for place in range(seen.periods):
        period = place + 1
        assert seen.at_risk[place] == sum(entry < period <= out for out, _, entry in rows)
        assert seen.lost[place] == sum(gone and out == period for out, gone, _ in rows)
    assert seen.lives == len(rows)


@given(rows=lives)
def test_shares_fall_from_one_and_lie_within_their_intervals(rows):
    steps = kaplan_meier(Evidence.of_lives(*zip(*rows, strict=True)))
    shares = [step.surviving for step in steps]
    assert shares[0] == 1
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= s.low <= s.surviving + 1e-12 and s.surviving <= s.high + 1e-12 for s in steps)
    assert all(s.high <= 1 for s in steps)


@pytest.mark.parametrize("delayed", [False, True])
def test_scikit_survival_gives_the_same_curve_and_the_same_interval(delayed):
    exits, lost, entries = late(seed=3)
    entries = entries if delayed else np.zeros_like(entries)
    times, shares, (low, high) = kaplan_meier_estimator(
        lost, exits, time_enter=entries if delayed else None, conf_level=0.9, conf_type="log-log"
    )
    steps = {s.period: s for s in kaplan_meier(Evidence.of_lives(exits, lost, entries), 0.9)}
    for time, share, least, most in zip(times, shares, low, high, strict=True):
        if 0 < share < 1:
            ours = steps[int(time)]
            assert (ours.surviving, ours.low, ours.high) == pytest.approx((share, least, most))


def test_greenwoods_interval_by_hand():
    # 100 → 80 → 60: v = 20 / (100 × 80) + 20 / (80 × 60) = .0025 + .0041667
    step = kaplan_meier(Evidence.of_survivors([100, 80, 60]), 0.95)[2]
    error = (0.0025 + 20 / 4800) ** 0.5 / -np.log(0.6)
    z = NormalDist().inv_cdf(0.975)
    assert step.low == pytest.approx(0.6 ** np.exp(z * error))
    assert step.high == pytest.approx(0.6 ** np.exp(-z * error))


def test_where_nobody_has_left_the_lower_end_is_that_of_no_loss_among_so_many():
    # the share p whose 20 customers all stay in 5 of 100 cases: p^20 = .05
    step = kaplan_meier(Evidence.of_survivors([20, 20, 10]), 0.9)[1]
    assert step.low == pytest.approx(0.05 ** (1 / 20))
    assert step.high == 1


def test_where_nobody_is_left_the_interval_still_says_that_it_may_be_chance():
    step = kaplan_meier(Evidence.of_survivors([10, 5, 0]), 0.9)[2]
    assert (step.surviving, step.low) == (0, 0)
    assert step.high == pytest.approx(0.5 * (1 - 0.05 ** (1 / 5)))


def test_the_curve_stops_before_a_period_in_which_nobody_was_watched():
    seen = Evidence.of_lives([2, 6], [False, True], [0, 4])
    assert [step.period for step in kaplan_meier(seen)] == [0, 1, 2]


def test_lives_that_end_before_they_begin_are_refused():
    with pytest.raises(ValueError, match="ends after it began"):
        Evidence.of_lives([2], [True], [3])
    with pytest.raises(ValueError, match="ends after it began"):
        Evidence.of_lives([0], [True])


@needs_telco
def test_month_to_month_customers_with_internet_at_ibms_telco():
    table = pd.read_csv(TELCO)
    some = table[(table["Contract"] == "Month-to-month") & (table["InternetService"] != "No")]
    assert len(some) == 3351
    steps = kaplan_meier(Evidence.of_lives(some["tenure"], some["Churn"] == "Yes"))
    assert median(steps) == 34
    known = {12: 0.6950, 24: 0.5753, 60: 0.2890}
    assert {k: round(steps[k].surviving, 4) for k in known} == known

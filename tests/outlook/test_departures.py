"""The money that will be kept: against all outcomes written out, against draws, and its laws."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from garant.outlook.renewals.departures import Lumps, Shared, kept, kept_given
from garant.outlook.renewals.rates import rates
from garant.outlook.renewals.shared_months import looked_back, measured, with_level

AMOUNTS = st.lists(st.integers(1, 40), min_size=1, max_size=7)
CHANCE = st.floats(0.02, 0.98)


def lumps(amounts, chances, less=None, shrinking=0.0):
    return Lumps(np.array(amounts, dtype=np.int64), np.array(chances, dtype=float), less, shrinking)


def all_outcomes(month):
    """Every outcome of every contract, by hand: {amount kept: chance}."""
    found = {}
    each = [
        [(0, 1 - p), *((int(added[i]), p * share) for added, share in month.outcomes)]
        for i, p in enumerate(month.chances)
    ]
    for outcome in product(*each):
        amount = sum(one for one, _ in outcome)
        found[amount] = found.get(amount, 0.0) + float(np.prod([chance for _, chance in outcome]))
    return found


def chance_of(distribution, amount):
    return distribution.chances[round(amount / distribution.unit)]


@settings(max_examples=60)
@given(AMOUNTS, st.data())
def test_independent_contracts_give_the_chances_of_all_their_outcomes(amounts, data):
    chances = data.draw(st.lists(CHANCE, min_size=len(amounts), max_size=len(amounts)))
    month = lumps(amounts, chances)
    (found,), total = kept([month], Shared())
    for amount, chance in all_outcomes(month).items():
        assert chance_of(found, amount) == pytest.approx(chance, abs=1e-12)
    assert total.chances == pytest.approx(found.chances, abs=1e-12)
    assert found.most == sum(amounts)


def test_a_contract_that_shrinks_is_one_of_three_outcomes():
    month = lumps([100, 50], [0.9, 0.5], np.array([80, 40]), 0.25)
    (found,), _ = kept([month], Shared())
    by_hand = all_outcomes(month)
    assert len(by_hand) == 9
    assert by_hand[150] == pytest.approx(0.9 * 0.75 * 0.5 * 0.75)
    for amount, chance in by_hand.items():
        assert chance_of(found, amount) == pytest.approx(chance, abs=1e-12)
    assert found.mean == pytest.approx(0.9 * 95 + 0.5 * 47.5)


def test_two_months_that_share_nothing_add_up_as_all_their_outcomes_do():
    first, second = lumps([3, 5], [0.9, 0.6]), lumps([7], [0.3])
    _, total = kept([first, second], Shared())
    for amount, chance in all_outcomes(lumps([3, 5, 7], [0.9, 0.6, 0.3])).items():
        assert chance_of(total, amount) == pytest.approx(chance, abs=1e-12)


@settings(max_examples=40)
@given(CHANCE, st.floats(0, 0.3))
def test_sharing_leaves_the_chance_of_each_contract_as_it_is(chance, shared):
    (found,), _ = kept([lumps([10], [chance])], Shared(month=shared))
    assert found.chances[-1] == pytest.approx(chance, abs=1e-6)


def test_two_contracts_share_as_two_normal_variables_with_that_correlation_do():
    # P(both kept) = P(x > -a, y > -b) with correlation r: scipy's bivariate normal is another route
    from scipy.stats import multivariate_normal

    for shared in (Shared(month=0.2), Shared(common=0.2), Shared(month=0.1, common=0.1)):
        (found,), total = kept([lumps([10, 30], [0.9, 0.7])], shared)
        normal = multivariate_normal([0, 0], [[1, 0.2], [0.2, 1]])
        both = normal.cdf([ndtri(0.9), ndtri(0.7)])
        assert found.chances[-1] == pytest.approx(both, abs=1e-4)
        assert total.chances[-1] == pytest.approx(both, abs=1e-4)


def test_months_have_in_common_what_is_common_and_nothing_else():
    from scipy.stats import multivariate_normal

    one, other = lumps([10], [0.9]), lumps([10], [0.7])
    for common in (0.0, 0.1, 0.25):
        _, total = kept([one, other], Shared(month=0.25 - common, common=common))
        normal = multivariate_normal([0, 0], [[1, common], [common, 1]])
        both = normal.cdf([ndtri(0.9), ndtri(0.7)])
        assert total.chances[-1] == pytest.approx(both, abs=2e-4)


def test_many_contracts_of_all_sizes_agree_with_a_million_draws():
    rng = np.random.default_rng(5)
    amounts = np.round(rng.lognormal(8, 1.2, 400) * 1e4).astype(np.int64)
    chances = rng.uniform(0.6, 0.97, 400)
    month = lumps(amounts, chances)
    (found,), _ = kept([month], Shared(month=0.03))
    states = rng.normal(size=20_000)
    drawn = rng.random((20_000, 400)) < kept_given(chances, states, 0.03)
    sums = drawn @ amounts.astype(float)
    for share in (0.01, 0.05, 0.5, 0.95):
        assert found.quantile(share) == pytest.approx(np.quantile(sums, share), rel=0.006)
    assert found.mean == pytest.approx(float(month.means.sum()), rel=1e-3)


@settings(max_examples=30)
@given(AMOUNTS, CHANCE, st.floats(0, 0.2), st.floats(0, 0.2))
def test_an_interval_holds_what_it_says_and_more_sharing_never_narrows_the_worst(
    amounts, chance, month, common
):
    shared = Shared(month=month, common=common)
    (found,), total = kept([lumps(amounts, [chance] * len(amounts))], shared)
    for one in (found, total):
        low, high = one.quantile(0.05), one.quantile(0.95)
        cells = np.arange(len(one.chances)) * one.unit
        inside = one.chances[(cells >= low - 1e-9) & (cells <= high + 1e-9)].sum()
        assert inside >= 0.9 - 1e-9
        assert one.chances.sum() == pytest.approx(1, abs=1e-9)
    (alone,), _ = kept([lumps(amounts, [chance] * len(amounts))], Shared())
    assert found.chances[0] >= alone.chances[0] - 1e-9  # all lost at once


def test_one_large_contract_is_a_lump_and_many_small_ones_are_not():
    large, small = lumps([1000], [0.9]), lumps([10] * 100, [0.9] * 100)
    (lump,), _ = kept([large], Shared())
    (dust,), _ = kept([small], Shared())
    assert (lump.quantile(0.05), lump.quantile(0.95)) == (0, 1000)
    assert dust.quantile(0.05) == 850  # of 100 with 0.9: P(< 85) = .04, P(<= 85) = .07
    assert lump.mean == pytest.approx(dust.mean)


def test_nothing_open_keeps_nothing_for_sure():
    (found,), total = kept([lumps([], [])], Shared(month=0.1))
    assert (found.quantile(0.05), found.quantile(0.95), total.mean) == (0, 0, 0)


# ---------------------------------------------------------------- past months


def company(rng, *, months, each, shared, chances=(0.8, 0.9, 0.93)):
    """Renewals of so many months, and of six more, with a shock to each month."""
    parts = []
    for month in range(months + 6):
        count = rng.poisson(each)
        rank = rng.choice([1, 2, 3], count, p=[0.5, 0.3, 0.2])
        shock = np.sqrt(shared) * rng.normal()
        chance = ndtr((ndtri(np.array(chances))[rank - 1] + shock) / np.sqrt(1 - shared))
        parts.append(pd.DataFrame({
            "month": month, "rank": rank, "lost": rng.random(count) >= chance,
            "amount": np.round(rng.lognormal(7, 1, count)).astype(np.int64),
            "due_on": pd.Timestamp(2020 + month // 12, month % 12 + 1, 15),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def test_what_months_share_is_found_again_where_it_was_put():
    rng = np.random.default_rng(3)
    table = company(rng, months=120, each=60, shared=0.1)
    foreseen = table.assign(origin=0, period=table["month"], chance=[(0, 0.8, 0.9, 0.93)[r]
                            for r in table["rank"]])  # fmt: skip
    found = measured(foreseen, horizon=6)
    assert found.months == 126
    assert found.all == pytest.approx(0.1, abs=0.03)
    assert found.common < 0.02
    alone = company(rng, months=120, each=60, shared=0.0)
    alone = alone.assign(origin=0, period=alone["month"], chance=[(0, 0.8, 0.9, 0.93)[r]
                         for r in alone["rank"]])  # fmt: skip
    assert measured(alone, horizon=6).all < 0.01


def test_a_short_past_measures_nothing_and_says_so():
    table = company(np.random.default_rng(1), months=3, each=20, shared=0.0)
    found = measured(looked_back(table, horizon=6), horizon=6)
    assert (found.month, found.common, found.months) == (0, 0, None)
    known = rates(table)
    assert with_level(found, known).common == pytest.approx(known.unsure)


def test_of_months_shaken_together_nine_in_ten_intervals_hold_what_came():
    """Twelve companies, six months ahead each, one shock a month: 72 intervals and 12 totals."""
    rng = np.random.default_rng(11)
    months, totals = [], []
    for _ in range(12):
        table = company(rng, months=24, each=20, shared=0.05)
        past, ahead = table[table["month"] < 24], table[table["month"] >= 24]
        known = rates(past)
        shared = with_level(measured(looked_back(past, horizon=6), horizon=6), known)
        parts = [part for _, part in ahead.groupby("month")]
        due = [lumps(part["amount"], known.chances(part["rank"])) for part in parts]
        by_month, total = kept(due, shared)
        came = [float(part["amount"][~part["lost"]].sum()) for part in parts]
        cell = by_month[0].unit
        months += [
            one.quantile(0.05) - cell <= value <= one.quantile(0.95) + cell
            for one, value in zip(by_month, came, strict=True)
        ]
        totals.append(total.quantile(0.05) <= sum(came) <= total.quantile(0.95))
    assert 0.83 <= np.mean(months) <= 0.99
    assert np.mean(totals) >= 0.75


# ---------------------------------------------------------------- rates


def renewed(*steps):
    """`steps`: (rank, due, lost)."""
    return pd.DataFrame(
        [{"rank": rank, "lost": i < lost} for rank, due, lost in steps for i in range(due)]
    )


def test_steps_that_differ_stay_apart_and_steps_alike_come_together():
    apart = rates(renewed((1, 200, 60), (2, 200, 10), (3, 200, 10)))
    assert [round(step.chance, 2) for step in apart.steps] == [0.71, 0.95, 0.95]
    alike = rates(renewed((1, 300, 30), (2, 30, 4), (4, 20, 1)))
    assert alike.strength == 1024
    assert {round(step.chance, 2) for step in alike.steps} == {0.9}
    assert [(step.due, step.lost) for step in alike.steps] == [(300, 30), (30, 4), (20, 1)]


def test_a_step_is_the_mean_of_its_beta_distribution():
    found = rates(renewed((1, 60, 24), (2, 40, 2), (3, 10, 0)))
    rate = (26 + 0.5) / 111
    for step in found.steps:
        by_hand = (step.lost + found.strength * rate) / (step.due + found.strength)
        assert 1 - step.chance == pytest.approx(by_hand)


def test_below_twenty_renewals_there_is_no_rate():
    assert rates(renewed((1, 19, 3))) is None
    assert rates(renewed((1, 20, 3))) is not None

"""Paths of chance: their mean and spread in closed form, one by one, and against the exact path."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings

from garant.metrics.errors import RequestError
from garant.outlook.cash import monte_carlo as module
from garant.outlook.cash.monte_carlo import simulate, simulated
from garant.outlook.cash.monte_carlo_result import summed_up
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Existing, Hire
from garant.outlook.cash.projection import flows, project
from garant.outlook.cash.series import Series
from tests.outlook.plans import EXACTLY, plans

LUCK = {**EXACTLY, "chance": True}
SMALL = Plan(
    months=30, salespeople=1, hires=(Hire(5),), ramp_months=3, deals_each="1.3", salary=3000,
    price=800, billing_months=3, payment_delay_months="1.5", loss_by_year=("0.4", "0.2"),
    existing=(Existing(age_months=7, rent=4000, accounts=5, billing_months=12),), fixed=1000,
    receivables=(), **LUCK,
)  # fmt: skip


def exact(plan: Plan) -> np.ndarray:
    return np.array([float(month.cumulative) for month in project(plan).months])


@settings(max_examples=20, deadline=None)
@given(plans(**EXACTLY))
def test_without_spread_and_chance_every_path_is_the_exact_one(plan: Plan) -> None:
    paths = simulated(plan, seed=1, paths=3)
    np.testing.assert_allclose(paths, np.repeat(exact(plan)[:, None], 3, axis=1), atol=0.02)


def test_the_same_seed_gives_the_same_paths_and_another_one_others() -> None:
    assert simulate(SMALL, seed=4, paths=500) == simulate(SMALL, seed=4, paths=500)
    assert simulate(SMALL, seed=4, paths=500).depth != simulate(SMALL, seed=5, paths=500).depth


CHANCES = {12: 0.4, 24: 0.6 * 0.2, 36: 0.6 * 0.8 * 0.2, 999: 0.6 * 0.8 * 0.8}
"""Of a new customer of SMALL: the age at which it leaves; 999 = after the plan."""


def worth(plan: Plan, *, months: int, age: int, rent: float, billing: int) -> dict[int, float]:
    """What a customer brings in its so many months, by the age at which it leaves."""
    service = float(plan.service_share) * rent + float(plan.service_per_account)
    found = {}
    for leaves in CHANCES:
        lived = range(min(months, leaves - age))
        bills = [t for t in lived if (age + t) % billing == 0]
        halves = sum((t + 1 < months) + (t + 2 < months) for t in bills)  # a delay of 1.5
        found[leaves] = halves / 2 * rent * billing - service * len(lived)
    return found


def test_mean_and_variance_are_those_of_compound_poisson_and_binomial_laws() -> None:
    plan = SMALL.but(expansion=0, commission=0, onboarding=0)
    rent, variance = float(plan.net_price), 0.0
    for s, deals in enumerate(flows(plan)["deals"].fractions()):
        values = worth(plan, months=plan.months - s, age=0, rent=rent, billing=3)
        # a Poisson number of deals, each worth V: variance λ E[V²]
        variance += float(deals) * sum(CHANCES[age] * values[age] ** 2 for age in CHANCES)
    values = worth(plan, months=plan.months, age=7, rent=800.0, billing=12)
    mean = sum(CHANCES[age] * values[age] for age in CHANCES)
    # five customers already there, each by itself
    variance += 5 * sum(CHANCES[age] * (values[age] - mean) ** 2 for age in CHANCES)
    end = simulated(plan, seed=2, paths=20_000)[-1]
    assert end.mean() == pytest.approx(exact(plan)[-1], abs=4 * (variance / 20_000) ** 0.5)
    assert end.var() == pytest.approx(variance, rel=0.05)  # 5 standard errors


def test_paths_followed_one_customer_at_a_time_have_the_same_mean_and_spread() -> None:
    plan = SMALL.but(months=26)
    fast = simulated(plan, seed=3, paths=20_000)
    slow = one_by_one(plan, seed=3, paths=1_500)
    for month in (3, 14, 25):
        error = (fast[month].var() / 20_000 + slow[month].var() / 1_500) ** 0.5
        assert abs(fast[month].mean() - slow[month].mean()) < 4 * error
        assert fast[month].std() == pytest.approx(slow[month].std(), rel=0.1)


def one_by_one(plan: Plan, *, seed: int, paths: int) -> np.ndarray:
    """Every customer of every path drawn by itself."""
    rng = np.random.default_rng(seed)
    parts = flows(plan)
    deals = [float(each) for each in parts["deals"].fractions()]
    steady = [float(a + b) for a, b in zip(parts["salaries"].fractions(),
                                           parts["fixed"].fractions(), strict=True)]  # fmt: skip
    found = np.zeros((plan.months, paths))
    for path in range(paths):
        net = -np.array(steady)
        for s, expected in enumerate(deals):
            for _ in range(rng.poisson(expected)):
                net[s] -= float(plan.onboarding) + 12 * float(plan.commission) * float(
                    plan.net_price
                )
                _live(plan, rng, net, start=s, age=0, rent=float(plan.net_price), billing=3)
        for _ in range(5):
            _live(plan, rng, net, start=0, age=7, rent=800.0, billing=12)
        found[:, path] = np.cumsum(net)
    return found


def _live(plan, rng, net, *, start, age, rent, billing):
    for t in range(start, plan.months):
        at = age + t - start
        if at and at % 12 == 0:
            if rng.random() < float(plan.loss_by_year[min(at // 12, 2) - 1]):
                return
            rent *= 1 + float(plan.expansion)
        if at % billing == 0:
            for late in (1, 2):
                if t + late < plan.months:
                    net[t + late] += 0.5 * billing * rent
        net[t] -= float(plan.service_share) * rent + float(plan.service_per_account)


def test_the_spread_of_the_pace_spreads_what_the_deals_bring() -> None:
    plan = SMALL.but(**EXACTLY, existing=())
    brought = exact(plan)[-1] - exact(plan.but(deals_each=0))[-1]
    end = simulated(plan.but(pace_spread="0.2"), seed=6, paths=20_000)[-1]
    assert end.std() == pytest.approx(0.2 * abs(brought), rel=0.03)
    assert end.mean() == pytest.approx(exact(plan)[-1], abs=4 * end.std() / 20_000**0.5)


def test_the_spread_of_fixed_costs_spreads_them() -> None:
    plan = SMALL.but(**{**EXACTLY, "cost_spread": "0.1"})
    end = simulated(plan, seed=6, paths=20_000)[-1]
    assert end.std() == pytest.approx(0.1 * 30 * 1000, rel=0.03)


@pytest.mark.parametrize("term", [12, 1])
def test_a_path_whose_losses_strike_f_times_is_the_exact_path_of_such_a_plan(term) -> None:
    plan = SMALL.but(
        **{**EXACTLY, "loss_spread": "0.5"}, term_months=term, billing_months=1, existing=()
    )
    strikes = module._World.drawn(plan, 7, 4).loss
    paths = simulated(plan, seed=7, paths=4)
    for path, f in enumerate(strikes):
        losses = tuple(1 - float(1 - loss) ** f for loss in plan.loss_by_year)
        np.testing.assert_allclose(paths[:, path], exact(plan.but(loss_by_year=losses)), atol=0.05)


def test_a_path_paid_later_is_the_exact_path_with_that_delay() -> None:
    plan = SMALL.but(**{**EXACTLY, "delay_spread": 2})
    delays = module._World.drawn(plan, 8, 6).delay
    assert len(set(delays)) > 3
    paths = simulated(plan, seed=8, paths=6)
    for path, delay in enumerate(delays):
        np.testing.assert_allclose(
            paths[:, path], exact(plan.but(payment_delay_months=delay)), atol=0.05
        )


def test_delays_beyond_the_plan_bring_nothing_within_it() -> None:
    bills = np.ones((3, 4))
    paid = module._delayed(bills, np.array([0.0, 1.5, 2.0, 9.0]))
    expected = [Series(1, [1, 1, 1]).later(d) for d in _decimals("0", "1.5", "2", "9")]
    np.testing.assert_allclose(paid.T, [[float(x) for x in s.fractions()] for s in expected])


def _decimals(*texts):
    return [Plan(payment_delay_months=text).payment_delay_months for text in texts]


def test_bands_are_quantiles_and_months_read_off_each_path() -> None:
    cash = np.array([[-1.0, -2.0, 5.0, -3.0], [-4.0, 1.0, 6.0, -5.0], [2.0, 2.0, 7.0, -4.0]])
    bands = summed_up(Plan(months=3, ramp_months=0, cash_in_hand=3), cash, seed=0)
    # depths 4, 2, 0, 5; bottoms 2, 1, none, 2; turns 3, 2, none, never
    assert bands.depth.middle == 3
    assert (bands.bottom.low90, bands.bottom.middle, bands.bottom.high90) == (0, 1, 2)
    assert (bands.turns.low90, bands.turns.middle, bands.turns.high90) == (0, 2, None)
    assert (bands.never_turns, bands.runs_out) == (0.25, 0.5)
    assert bands.months[0].low50 == np.quantile(cash[0], 0.25)


def test_half_the_paths_lie_in_the_inner_band_and_90_in_100_in_the_outer() -> None:
    cash = simulated(Plan(), seed=0, paths=2_000)
    for band, row in zip(simulate(Plan(), paths=2_000).months, cash, strict=True):
        assert ((row >= band.low50) & (row <= band.high50)).mean() == pytest.approx(0.5, abs=0.01)
        assert ((row >= band.low90) & (row <= band.high90)).mean() == pytest.approx(0.9, abs=0.01)


def test_too_few_or_too_many_paths_are_refused() -> None:
    for paths in (99, 100_001):
        with pytest.raises(RequestError, match="draw between 100 and 100000"):
            simulate(Plan(), paths=paths)


def test_ten_thousand_paths_take_at_most_a_second() -> None:
    start = time.process_time()
    simulate(Plan())
    assert time.process_time() - start < 1.0

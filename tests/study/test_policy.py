"""What a policy would do, and what is left out when it cannot be known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from garant.metrics.errors import RequestError, UsageError
from garant.study.changes import parse_change
from garant.study.policy import PolicyResult, policy
from garant.study.simulation import paid_months
from garant.study.worlds import World, world

CAP = {"discount": ("<=", 0.10)}


@cache
def company() -> World:
    return world("lost_deals", seed=11, accounts=1200)


@cache
def capped() -> PolicyResult:
    return policy(company().observations, CAP)


def change(result: PolicyResult, measure: str) -> float:
    return next(row.change for row in result.rows if row.measure == measure)


def test_the_intervals_hold_the_truth_of_a_drawn_company():
    for row in capped().rows:
        assert row.low < row.change < row.high
        assert row.low <= company().truth.policy[row.measure] <= row.high
    assert [row.measure for row in capped().rows] == [
        "revenue_percent",
        "wins_percent",
        "churn_points",
    ]
    assert capped().missing == ()


def test_the_same_seed_gives_the_same_answer_and_another_seed_the_same_estimate():
    again, other = (policy(company().observations, CAP, seed=seed) for seed in (0, 1))
    assert again == capped()
    assert [row.change for row in other.rows] == [row.change for row in again.rows]
    assert [row.low for row in other.rows] != [row.low for row in again.rows]


def test_without_lost_deals_only_churn_is_shown():
    seen = company().observations
    won = seen.opportunities[seen.opportunities["outcome"] == "won"]
    for deals, missing in (
        (won, ("lost deals",)),
        (None, ("lost deals", "deal risk logged before the discount")),
    ):
        result = policy(replace(seen, opportunities=deals), CAP)
        assert result.missing == missing
        assert [row.measure for row in result.rows] == ["churn_points"]
        assert result.rows[0].high < 0


@pytest.mark.parametrize("risk", ["absent", "empty", "constant"])
def test_without_a_logged_deal_risk_only_churn_is_shown(risk):
    seen = company().observations
    deals = seen.opportunities.drop(columns="deal_risk")
    if risk != "absent":
        deals = deals.assign(deal_risk=np.nan if risk == "empty" else 5.0)
    result = policy(replace(seen, opportunities=deals), CAP)
    assert result.missing == ("deal risk logged before the discount",)
    assert [row.measure for row in result.rows] == ["churn_points"]


def test_a_policy_that_changes_nobody_changes_nothing():
    result = policy(company().observations, {"discount": ("<=", 0.9)})
    assert {(row.change, row.low, row.high) for row in result.rows} == {(0.0, 0.0, 0.0)}


def test_faster_onboarding_wins_no_deal_and_here_keeps_no_customer_either():
    result = policy(company().observations, {"onboarding_days": ("<=", 30.0)})
    assert company().truth.avoidable_points["onboarding_days"] == 0.0
    assert change(result, "wins_percent") == 0.0
    assert all(row.low <= 0 <= row.high for row in result.rows)


def test_more_months_make_discounts_given_now_count_for_more():
    short = policy(company().observations, CAP, months=12)
    assert change(short, "revenue_percent") < change(capped(), "revenue_percent")
    assert change(short, "churn_points") == change(capped(), "churn_points")


def test_months_paid_are_twelve_for_each_year_survived():
    lost = np.array([0.0, 0.2, 1.0])
    kept = 1 - lost
    paid = paid_months(lost, lost, np.full(3, 12.0), 36)
    assert paid.tolist() == pytest.approx((12 * (1 + kept + kept**2)).tolist())


def test_a_term_longer_than_the_horizon_is_paid_up_to_it():
    paid = paid_months(np.array([0.5, 0.5]), np.array([0.1, 0.1]), np.array([48.0, 24.0]), 36)
    assert paid.tolist() == [36.0, 30.0]


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("discount<=0.10", ("discount", ("<=", 0.10))),
        (" training >= 8 ", ("training", (">=", 8.0))),
        ("discount<=15%", ("discount", ("<=", 0.15))),
        ("billing=annual", ("billing", ("=", "annual"))),
        ("promise_made=1", ("promise_made", ("=", 1.0))),
    ],
)
def test_a_change_is_read_as_written(text, parsed):
    assert parse_change(text) == parsed


@pytest.mark.parametrize(
    "text", ["discount", "discount<0.1", "<=3", "discount<=", "billing<=annual"]
)
def test_what_is_no_change_is_named(text):
    with pytest.raises(UsageError, match=text):
        parse_change(text)


def test_all_that_is_wrong_with_a_policy_is_said_at_once():
    changes = {"segment": ("=", "small"), "billing": ("=", "weekly"), "discount": ("<", 0.1)}
    with pytest.raises(RequestError) as refused:
        policy(company().observations, changes)
    said = str(refused.value)
    assert "segment is no lever" in said
    assert "billing has no level 'weekly'; its levels: annual, monthly, quarterly" in said
    assert "discount: '<' is none of" in said


def test_an_empty_policy_is_refused():
    with pytest.raises(RequestError, match="at least one lever"):
        policy(company().observations, {})

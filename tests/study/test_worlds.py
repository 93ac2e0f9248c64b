"""The companies whose truth is known: their truth by a second route, and their tables."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from garant.study.worlds import BANDS, KINDS, LEAK, ChangeOptions, leak, world
from garant.study.worlds.deals import policy_truth, win_odds, won, year_long
from garant.study.worlds.declared import LEVERS
from garant.study.worlds.equations import regrow
from garant.study.worlds.noise import draw
from garant.study.worlds.rows import MISSING, add_months
from garant.study.worlds.truth import intercept_for

PLANTED = ("direct", "mediated", "threshold", "interaction", "onboarding", "defect", "chain")
BY_DISCOUNT = ("direct", "mediated", "threshold", "interaction", "chain")
NOTHING = ("null", "null_confounded", "hidden_confounder")
MANY = 40_000


@pytest.fixture(scope="module")
def lottery():
    """Worlds whose discounts were granted by lot: means of drawn losses tell the effect."""
    return {
        kind: world(kind, seed=11, accounts=MANY, randomised=True, missing=0)
        for kind in (*BY_DISCOUNT, "null")
    }


def mean_and_error(values):
    return values.mean(), values.std() / np.sqrt(len(values))


# ---------------------------------------------------------------- base rate, seeds, gaps


@pytest.mark.parametrize("base", [0.05, 0.20, 0.35])
@pytest.mark.parametrize("kind", [*PLANTED, *NOTHING])
def test_the_base_rate_is_reached(kind, base):
    drawn = world(kind, seed=3, accounts=6000, base=base)
    assert drawn.truth.base == pytest.approx(base, abs=1e-6)
    error = np.sqrt(base * (1 - base) / 6000)
    assert drawn.observations.lost.mean() == pytest.approx(base, abs=4 * error)


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_same_seed_draws_the_same_world_and_another_seed_another(kind):
    one, same, other = (world(kind, seed=seed, accounts=600) for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(one.observations.rows, same.observations.rows)
    pd.testing.assert_frame_equal(one.observations.values, same.observations.values)
    assert one.truth == same.truth
    assert not one.observations.values["list_size"].equals(other.observations.values["list_size"])


def test_the_shares_of_missing_values_are_as_declared():
    values = world("direct", seed=1, accounts=MANY).observations.values
    for code, share in MISSING.items():
        assert values[code].isna().mean() == pytest.approx(share, abs=0.02), code
    assert not values[["discount", "deal_risk", "segment", "salesperson"]].isna().any().any()
    assert not world("direct", seed=1, missing=0).observations.values.isna().any().any()


def test_nps_is_missing_more_often_where_the_customer_does_not_fit():
    drawn = world("direct", seed=1, accounts=MANY).observations
    silent = drawn.values["nps"].isna().to_numpy()
    assert drawn.lost[silent].mean() > drawn.lost[~silent].mean() + 0.01


def test_an_unknown_kind_is_refused_with_those_that_exist():
    with pytest.raises(ValueError, match=r"'dirct' is none of direct, mediated"):
        world("dirct", seed=1)


# ---------------------------------------------------------------- the truth, by a second route


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_is_worth_six_to_ten_points_and_more_than_anything_else(kind):
    for seed in range(3):
        truth = world(kind, seed=seed).truth
        assert 6 < truth.avoidable_points[truth.planted] < 10
        others = set(LEVERS) - {truth.planted, "onboarding_days"}
        assert max(truth.avoidable_points[code] for code in others) < 2


@pytest.mark.parametrize("kind", NOTHING)
def test_where_nothing_is_planted_no_lever_avoids_anything(kind):
    truth = world(kind, seed=2).truth
    assert truth.planted is None
    assert set(truth.avoidable_points) == set(LEVERS)
    assert not any(truth.avoidable_points.values())
    assert not any(truth.band_points.values())
    assert not any(truth.cap_points.values())


@pytest.mark.parametrize("kind", [*BY_DISCOUNT, "null"])
def test_a_lottery_of_discounts_shows_the_effect_of_every_band(kind, lottery):
    drawn = lottery[kind]
    discount, lost = drawn.observations.values["discount"], drawn.observations.lost
    at_zero, error_at_zero = mean_and_error(lost[discount == 0])
    for label, low, high in BANDS:
        mean, error = mean_and_error(lost[(discount > low) & (discount <= high)])
        wide = 400 * np.hypot(error, error_at_zero)
        points = 100 * (mean - at_zero)
        assert drawn.truth.band_points[label] == pytest.approx(points, abs=wide), label


@pytest.mark.parametrize("kind", [*BY_DISCOUNT, "null"])
def test_a_lottery_of_discounts_shows_the_effect_of_every_cap(kind, lottery):
    drawn = lottery[kind]
    discount, lost = drawn.observations.values["discount"], drawn.observations.lost
    for cap, points in drawn.truth.cap_points.items():
        above = (discount > cap).to_numpy()
        at_cap, error_at_cap = mean_and_error(lost[discount == cap])
        mean, error = mean_and_error(lost[above])
        share = 100 * above.mean()
        wide = 4 * share * np.hypot(error, error_at_cap)
        assert points == pytest.approx(share * (at_cap - mean), abs=wide), cap


@pytest.mark.parametrize("kind", BY_DISCOUNT)
def test_the_truth_of_a_confounded_company_is_that_of_the_lottery(kind, lottery):
    confounded = world(kind, seed=11, accounts=MANY).truth
    for label, points in lottery[kind].truth.band_points.items():
        assert confounded.band_points[label] == pytest.approx(points, abs=1.0), label


def test_ending_discounts_is_what_the_avoidable_points_of_the_discount_say(lottery):
    for drawn in lottery.values():
        avoidable = drawn.truth.avoidable_points["discount"]
        assert avoidable == pytest.approx(-drawn.truth.cap_points[0.0])


@pytest.mark.parametrize(
    ("kind", "code", "good", "near"),
    [("onboarding", "onboarding_days", 30, 2), ("defect", "defects", 0, 0)],
)
def test_within_a_segment_the_drawn_losses_show_what_is_avoidable(kind, code, good, near):
    drawn = world(kind, seed=4, accounts=MANY, missing=0)
    values, lost = drawn.observations.values, drawn.observations.lost
    points, variance = 0.0, 0.0
    for segment in values["segment"].cat.categories:
        within = (values["segment"] == segment).to_numpy()
        worse = within & (values[code] > good).to_numpy()
        mean, error = mean_and_error(lost[worse])
        best, best_error = mean_and_error(lost[within & ((values[code] - good).abs() <= near)])
        points += 100 * worse.mean() * (mean - best)
        variance += (100 * worse.mean()) ** 2 * (error**2 + best_error**2)
    wide = 4 * np.sqrt(variance)
    assert drawn.truth.avoidable_points[code] == pytest.approx(points, abs=wide)


@pytest.mark.parametrize("kind", ["null_confounded", "hidden_confounder"])
def test_confounded_discounts_seem_to_harm_where_they_do_nothing(kind):
    drawn = world(kind, seed=8, accounts=MANY).observations
    high = (drawn.values["discount"] > 0.15).to_numpy()
    assert drawn.lost[high].mean() > drawn.lost[~high].mean() + 0.05


def test_usage_and_nps_mirror_the_fit_through_which_discounts_work():
    apart = {}
    for kind in ("direct", "mediated"):
        values = world(kind, seed=8, accounts=20_000).observations.values
        apart[kind] = values["discount"].corr(values["usage"])
    assert apart["mediated"] < 2 * apart["direct"] < 0


def test_strength_makes_what_is_planted_weaker():
    full, half = (world("direct", seed=1, strength=s).truth for s in (1.0, 0.5))
    assert 0 < half.avoidable_points["discount"] < 0.7 * full.avoidable_points["discount"]


# ---------------------------------------------------------------- the negative control


def test_the_negative_control_sees_a_hidden_weakness_and_no_discount(lottery):
    seen = world("hidden_confounder", seed=2, accounts=20_000).observations
    assert seen.values["discount"].corr(seen.rows["negative_control"]) > 0.15
    clean = lottery["direct"].observations
    error = 1 / np.sqrt(len(clean))
    assert abs(clean.values["discount"].corr(clean.rows["negative_control"])) < 4 * error


def test_in_a_clean_company_recorded_confounders_explain_the_negative_control():
    drawn = world("null_confounded", seed=2, accounts=MANY).observations
    values, control = drawn.values, drawn.rows["negative_control"]
    assert values["discount"].corr(control) > 0.05
    alike = (values["segment"] == "small") & values["deal_risk"].between(5.0, 5.5)
    error = 1 / np.sqrt(alike.sum())
    assert abs(values["discount"][alike].corr(control[alike])) < 4 * error


# ---------------------------------------------------------------- the table


def test_dates_follow_from_one_another():
    drawn = world("direct", seed=9).observations
    rows, term = drawn.rows, drawn.values["term_months"].astype(int)
    months = [pd.DateOffset(months=n) for n in term]
    due = [day + offset for day, offset in zip(rows["signed_on"], months, strict=True)]
    assert (rows["due_on"] == pd.Series(due)).all()
    assert ((rows["due_on"] - rows["observed_on"]).dt.days == 165).all()
    quarter_ends = rows["signed_on"].dt.to_period("Q").dt.end_time.dt.normalize()
    left = (quarter_ends - rows["signed_on"]).dt.days
    assert ((left < 14) == (drawn.values["quarter_end"] == 1)).all()


def test_months_added_to_the_last_of_a_month_end_on_the_last_of_a_month():
    days = np.array(["2019-01-31", "2020-02-29", "2019-12-15"], "datetime64[D]")
    months = np.array([1, 12, 2])
    expected = np.array(["2019-02-28", "2021-02-28", "2020-02-15"], "datetime64[D]")
    assert (add_months(days, months) == expected).all()


def test_some_parents_have_two_or_three_accounts_of_like_fit_in_one_region():
    noise = draw(np.random.default_rng(9), MANY)
    sizes = np.bincount(np.bincount(noise.cluster))[1:]
    assert len(sizes) == 3
    assert sizes[1:].sum() / sizes.sum() == pytest.approx(0.12, abs=0.01)
    second = np.flatnonzero(noise.cluster[1:] == noise.cluster[:-1]) + 1
    region = noise.category["region"]
    assert (region[second] == region[second - 1]).all()
    like = np.corrcoef(noise["fit"][second], noise["fit"][second - 1])[0, 1]
    assert like == pytest.approx(0.5, abs=0.05)


def test_discounts_are_mostly_multiples_of_five_and_a_third_have_none():
    discount = world("direct", seed=9, accounts=MANY).observations.values["discount"]
    assert (discount == 0).mean() == pytest.approx(0.35, abs=0.03)
    some = discount[discount > 0]
    assert (np.isclose(some * 20, np.round(some * 20))).mean() > 0.8
    assert some.max() == 0.45


def test_later_renewals_are_of_those_who_stayed_and_their_drivers_are_weaker():
    drawn = world("direct", seed=9, accounts=MANY, renewals=3).observations
    rows, discount = drawn.rows, drawn.values["discount"]
    assert set(rows["renewal_number"]) == {1, 2, 3}
    assert not rows.duplicated(["id", "renewal_number"]).any()
    gone = set(rows.loc[rows["lost"] & (rows["renewal_number"] == 1), "id"])
    assert not gone & set(rows.loc[rows["renewal_number"] == 2, "id"])
    slope = [
        np.polyfit(
            discount[rows["renewal_number"] == n], rows["lost"][rows["renewal_number"] == n], 1
        )[0]
        for n in (1, 2, 3)
    ]
    assert slope[0] > slope[1] > slope[2] > 0
    assert len(drawn.first_renewals()) == MANY


# ---------------------------------------------------------------- deals won and lost


def test_deals_won_become_the_accounts_and_the_others_are_known():
    drawn = world("lost_deals", seed=1).observations
    deals = drawn.opportunities
    wins = deals[deals["outcome"] == "won"]
    assert set(deals["outcome"]) == {"won", "lost"}
    assert list(wins["account_id"]) == list(drawn.rows["id"])
    assert np.array_equal(wins["discount"], drawn.values["discount"])
    assert (wins["closed_on"].to_numpy() == drawn.rows["signed_on"].to_numpy()).all()
    assert deals.loc[deals["outcome"] == "lost", "account_id"].isna().all()
    assert wins["discount"].mean() > deals["discount"].mean()
    assert len(wins) == pytest.approx(2000, rel=0.1)


def test_three_years_drawn_with_and_without_a_cap_earn_what_the_truth_of_the_policy_says():
    rng = np.random.default_rng(5)
    deals = year_long(draw(rng, 150_000), KINDS["lost_deals"])
    wins, win_intercept = won(deals)
    intercept = intercept_for(deals.known["odds"][wins], 0.2)
    truth = policy_truth(deals, win_intercept, intercept)
    capped = regrow(deals, "discount", lambda discount: np.minimum(discount, 0.10))
    uniform = rng.random((4, len(wins)))
    revenue, won_deals, churned = [], [], []
    for company in (deals, capped):
        got = uniform[0] < expit(win_odds(company) + win_intercept)
        stays = uniform[1:] > expit(company.known["odds"] + intercept)
        years = got * (1 + stays[0] + stays[0] * stays[1])
        price = np.exp(company.known["list_size"]) * (1 - company.known["discount"])
        revenue.append(12 * price * years)
        won_deals.append(got)
        churned.append(1 - stays[0][got].mean())
    change = revenue[1] - revenue[0]
    error = 100 * change.std() / np.sqrt(len(change)) / revenue[0].mean()
    drawn = 100 * change.mean() / revenue[0].mean()
    assert truth["revenue_percent"] == pytest.approx(drawn, abs=4 * error)
    fewer = 100 * (won_deals[1].sum() / won_deals[0].sum() - 1)
    assert truth["wins_percent"] == pytest.approx(fewer, abs=1)
    assert truth["churn_points"] == pytest.approx(100 * (churned[1] - churned[0]), abs=1)


def test_capping_discounts_loses_deals_keeps_customers_and_hardly_changes_revenue():
    policy = world("lost_deals", seed=1).truth.policy
    assert policy["wins_percent"] < -5
    assert policy["churn_points"] < -3
    assert abs(policy["revenue_percent"]) < 2


# ---------------------------------------------------------------- discounts that end at a date


def test_a_changed_policy_ends_discounts_for_contracts_signed_after_it():
    drawn = world("policy_change", seed=1, staggered=True)
    rows, discount = drawn.observations.rows, drawn.observations.values["discount"]
    ends = rows["region"].astype(str).map(drawn.truth.changed_on)
    exposed = rows["signed_on"] >= pd.to_datetime(ends)
    assert 0.1 < exposed.mean() < 0.9
    assert (discount[exposed] == 0).all()
    assert (discount[~exposed] > 0).mean() > 0.5


def test_every_renewal_due_by_the_as_of_day_has_a_row_up_to_the_loss():
    drawn = world("policy_change", seed=1)
    rows = drawn.observations.rows
    assert (rows["due_on"] <= pd.Timestamp(drawn.truth.as_of)).all()
    assert set(rows["term_months"]) == {1, 3, 12, 24}
    accounts = rows.groupby("id")
    assert (accounts["renewal_number"].max() == accounts.size()).all()
    assert not accounts["lost"].apply(lambda lost: lost.iloc[:-1].any()).any()
    last = rows[~rows["lost"]].groupby("id").last()
    alive = last[~last.index.isin(rows.loc[rows["lost"], "id"])]
    following = alive["signed_on"].to_numpy().astype("datetime64[D]")
    months = alive["term_months"] * (alive["renewal_number"] + 1)
    following = add_months(following, months.to_numpy())
    assert (following > np.datetime64(drawn.truth.as_of)).all()


def test_regions_that_changed_first_show_the_effect_against_those_that_had_not_yet():
    drawn = world(
        "policy_change", seed=3, accounts=MANY, staggered=True, terms={12: 1.0}, missing=0
    )
    rows = drawn.observations.rows
    rows = rows[(rows["renewal_number"] == 1) & rows["region"].isin(["north", "west"])]
    between = rows[rows["signed_on"].between("2020-07-01", "2021-06-30")]
    early, late = (between.loc[between["region"] == r, "lost"] for r in ("north", "west"))
    (mean, error), (other, other_error) = mean_and_error(early), mean_and_error(late)
    wide = 400 * np.hypot(error, other_error)
    assert wide < 5
    points = drawn.truth.intervention["first_points"]
    assert points == pytest.approx(100 * (mean - other), abs=wide)
    assert drawn.truth.intervention["year_points"] == pytest.approx(-5.5, abs=1e-6)


def test_what_changed_row_by_row_is_nothing_for_who_signed_before_and_adds_up():
    """Of yearly contracts the yearly chance is that of the renewal."""
    drawn = world("policy_change", seed=4, terms={12: 1.0})
    signed, by_row = drawn.observations.rows["signed_on"], drawn.truth.yearly_change
    exposed = (signed >= pd.Timestamp(drawn.truth.changed_on["all"])).to_numpy()
    assert not by_row[~exposed].any()
    assert (by_row[exposed] <= 0).all()
    points = drawn.truth.intervention["renewal_points"]
    assert 100 * by_row[exposed].mean() == pytest.approx(points)


def test_an_effect_greater_than_the_loss_is_refused():
    with pytest.raises(ValueError, match=r"a loss of 5% a year cannot change by -5\.5 points"):
        world("policy_change", seed=1, base=0.05)
    drawn = world("policy_change", seed=1, base=0.05, points=-1.5)
    assert drawn.truth.intervention["year_points"] == pytest.approx(-1.5, abs=1e-6)


def test_without_an_effect_the_market_alone_makes_the_exposed_leave_less():
    drawn = world("policy_change", seed=3, accounts=20_000, effect=False, terms={12: 1.0})
    assert set(drawn.truth.intervention.values()) == {0.0}
    assert drawn.truth.planted is None
    rows = drawn.observations.rows
    after = rows["signed_on"] >= pd.Timestamp(ChangeOptions().changed_on)
    assert rows["lost"][after].mean() < rows["lost"][~after].mean() - 0.02


# ---------------------------------------------------------------- columns that know too much


def test_a_late_leak_is_recorded_after_the_observation_and_goes_with_the_loss():
    drawn = leak(world("direct", seed=1)).observations
    feature = drawn.feature(LEAK)
    assert (drawn.rows[feature.recorded_at] > drawn.rows["observed_on"]).all()
    assert drawn.values[LEAK].corr(drawn.rows["lost"].astype(float)) > 0.5
    assert list(drawn.values.columns) == [f.code for f in drawn.features]


def test_a_telling_leak_orders_the_lost_before_the_kept_and_a_bare_one_is_empty_for_the_kept():
    plain = world("direct", seed=1)
    telling, bare = (leak(plain, how).observations for how in ("telling", "losses only"))
    lost = telling.rows["lost"]
    ranks = telling.values[LEAK].rank()
    n = lost.sum()
    assert (ranks[lost].sum() - n * (n + 1) / 2) / (n * (~lost).sum()) > 0.97
    assert bare.values[LEAK].notna().equals(bare.rows["lost"].rename(LEAK))
    assert telling.feature(LEAK).recorded_at is None

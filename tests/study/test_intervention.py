"""Whether a change did what it was for: who is exposed, what is identified, what is looked at."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from garant.study.feature import Feature
from garant.study.intervention import Change, intervention
from garant.study.looks import Pace, boundaries, planned
from garant.study.observations import Observations
from garant.study.worlds import world

ON = pd.Timestamp("2021-01-01")
AS_OF = pd.Timestamp("2022-12-31")
ALL = [Change(ON)]


def feature(code, kind="number", role="lever", stage=1):
    return Feature(code=code, label=code, stage=stage, kind=kind, role=role)


FEATURES = (
    feature("discount"),
    feature("term_months", role="context"),
    feature("region", "category", "context", 0),
    feature("usage", role="symptom", stage=9),
    feature("list_size", role="context", stage=0),
)


def steady(_):
    return 0.2


def company(seed=0, accounts=450, terms=(1, 3, 12, 24), chance=steady, first="2018-01-01"):
    """Contracts signed at a steady pace, renewed until lost.

    `chance` is the yearly one, of a pair: the day the renewal is due, and whether it is exposed.
    """
    rng = np.random.default_rng(seed)
    days = (AS_OF - pd.Timestamp(first)).days
    rows, values = [], []
    for account in range(accounts):
        signed = pd.Timestamp(first) + pd.Timedelta(days=int(rng.integers(0, days)))
        months = int(rng.choice(terms))
        traits = {
            "discount": 0.0 if signed >= ON else float(rng.choice([0.0, 0.2])),
            "term_months": float(months),
            "region": str(rng.choice(["east", "north"])),
        }
        for number in range(1, 61):
            due = signed + pd.DateOffset(months=months * number)
            if due > AS_OF:
                break
            yearly = chance((due, signed >= ON))
            lost = bool(rng.random() < 1 - (1 - yearly) ** (months / 12))
            rows.append((f"R{account}-{number}", f"C{account}", number, signed, due, lost))
            values.append(traits)
            if lost:
                break
    made = pd.DataFrame(
        rows, columns=["id", "cluster", "renewal_number", "signed_on", "due_on", "lost"]
    ).assign(mrr=100.0)
    seen = pd.DataFrame(values).assign(
        region=lambda found: found["region"].astype("category"),
        usage=rng.standard_normal(len(made)),
        list_size=rng.standard_normal(len(made)),
    )
    return Observations(rows=made, values=seen, features=FEATURES)


@pytest.fixture(scope="module")
def table():
    return company()


@pytest.fixture(scope="module")
def found(table):
    return intervention(table, ALL, as_of=AS_OF)


# ---------------------------------------------------------------- identified or not


def test_yearly_contracts_changed_all_at_once_are_not_identified_and_the_reason_is_said():
    result = intervention(company(terms=(12,)), ALL, as_of=AS_OF)
    assert not result.identified
    assert (result.rows, result.verdict, result.reason) == ((), "not identified", "all_at_once")
    assert (result.claim, result.first_verdict_on) == ("observed link", None)
    assert result.exposed > 50
    assert {"discount", "usage"} == {one.code for one in result.leading}


@pytest.mark.parametrize("day", ["2021-02-15", "2021-03-01"])
def test_yearly_contracts_changed_all_at_once_in_mid_quarter_are_not_identified_either(day):
    result = intervention(
        company(terms=(12,), accounts=1500), [Change(pd.Timestamp(day))], as_of=AS_OF
    )
    assert result.reason == "all_at_once"


def test_yearly_contracts_changed_region_by_region_are_identified():
    staggered = [
        Change(ON, "region", "north"),
        Change(pd.Timestamp("2021-07-01"), "region", "east"),
    ]
    result = intervention(company(terms=(12,), accounts=900), staggered, as_of=AS_OF)
    assert (result.identified, result.reason) == (True, "")
    assert result.rows
    assert result.claim == "effect measured by an intervention"
    assert result.first_verdict_on == result.rows[0].on


def test_contracts_of_several_terms_changed_all_at_once_are_identified(found):
    assert found.identified
    assert [row.look for row in found.rows] == [2, 3, 4]  # at the first few losses are expected


def test_each_reason_has_its_case(table):
    later = intervention(table, [Change(pd.Timestamp("2023-06-01"))])
    assert (later.reason, later.exposed) == ("no_exposed_renewal_due", 0)
    earlier = intervention(table, [Change(pd.Timestamp("2010-01-01"))])
    assert earlier.reason == "no_unexposed_renewal"
    assert earlier.exposed == len(table)


def test_all_renewals_in_one_quarter_are_still_answered():
    one = company(terms=(12,), accounts=1500, first="2020-01-01")
    due = one.rows["due_on"]
    quarter = one.where(((due >= "2022-01-01") & (due < "2022-04-01")).to_numpy())
    change = [Change(pd.Timestamp("2021-02-10"), "region", "north")]
    result = intervention(quarter, change, as_of=pd.Timestamp("2024-12-31"))
    assert result.identified


# ---------------------------------------------------------------- exposure


def test_exposure_is_by_signature_never_by_renewal():
    """Signed the day before and renewed after: unexposed. Signed on the day: exposed."""
    table = company()
    rows = table.rows.copy()
    rows["signed_on"] = pd.Timestamp("2020-12-31")
    rows["due_on"] = pd.Timestamp("2021-12-31")
    eve = replace(table, rows=rows)
    assert intervention(eve, ALL, as_of=AS_OF).exposed == 0
    rows.loc[:6, "signed_on"] = ON
    assert intervention(eve, ALL, as_of=AS_OF).exposed == 7


def test_exposure_is_of_those_for_whom_the_change_was(table):
    signed, region = table.rows["signed_on"], table.values["region"].astype(str)
    day = pd.Timestamp("2021-07-01")
    north = intervention(table, [Change(ON, "region", "north")], as_of=AS_OF)
    assert north.exposed == ((signed >= ON) & (region == "north")).sum()
    both = intervention(
        table, [Change(ON, "region", "north"), Change(day, "region", "east")], as_of=AS_OF
    )
    east = ((signed >= day) & (region == "east")).sum()
    assert both.exposed == north.exposed + east


# ---------------------------------------------------------------- looks


def test_looks_are_planned_from_what_was_signed_before(table, found):
    before = table.rows[(table.rows["signed_on"] < ON) & (table.rows["due_on"] < ON)]
    lags = (before["due_on"] - before["signed_on"]).dt.days
    years = table.values.loc[before.index, "term_months"].to_numpy() / 12
    pace = Pace(lags.to_numpy(float), years, np.zeros(len(lags)))
    days = [f"{day:%Y-%m-%d}" for day in planned(pace, ON)]
    assert list(found.planned_on) == days
    assert [row.on for row in found.rows] == days[-len(found.rows) :]


def test_looks_at_changes_in_turns_end_24_months_after_their_mean_day(table):
    """Two regions of equal parts, changed half a year apart: a quarter of a year later than one."""
    late = ON + pd.Timedelta(days=182)
    turns = [Change(ON, "region", "north"), Change(late, "region", "east")]
    before = (table.rows["signed_on"] < ON) & (table.rows["due_on"] < ON)
    years = table.values.loc[before, "term_months"]
    east = years[table.values.loc[before, "region"] == "east"].sum() / years.sum()
    last = ON + pd.Timedelta(days=round(182 * float(east)) + 730 - 1)
    assert intervention(table, turns, as_of=AS_OF).planned_on[-1] == f"{last:%Y-%m-%d}"
    alone = intervention(table, turns[:1], as_of=AS_OF).planned_on[-1]
    assert alone == f"{ON + pd.Timedelta(days=729):%Y-%m-%d}"


def test_a_look_at_which_few_losses_are_to_be_expected_is_passed_over():
    """60 monthly renewals, none lost: one loss was to be expected, so that says nothing.

    The estimate is minus infinity, with an error near 0: by Wald's test the clearest of effects.
    """
    table = company(terms=(1, 12))
    rows, monthly = table.rows, table.values["term_months"] == 1
    fresh = (rows["signed_on"] >= ON) & monthly
    few = fresh & (fresh.cumsum() <= 60)
    lost = np.where(few, False, rows["lost"])
    here = replace(table, rows=rows.assign(lost=lost)).where(
        ((rows["signed_on"] < ON) | few).to_numpy()
    )
    result = intervention(here, ALL, as_of=AS_OF)
    assert (result.identified, result.exposed) == (True, 60)
    assert (result.rows, result.verdict, result.first_verdict_on) == ((), "inconclusive", None)


def test_losses_to_be_expected_are_years_of_the_exposed_at_the_pace_of_the_others(table, found):
    exposed = (table.rows["signed_on"] >= ON).to_numpy()
    due = (table.rows["due_on"] <= pd.Timestamp(found.rows[0].on)).to_numpy()
    years = table.values["term_months"].to_numpy() / 12
    yearly = table.lost[due & ~exposed].sum() / years[due & ~exposed].sum()
    assert years[due & exposed].sum() * yearly >= 10


@pytest.mark.parametrize("number", [2, 3])
def test_a_look_uses_only_what_was_due_by_then(table, found, number):
    day = pd.Timestamp(found.planned_on[number - 1])
    late = (table.rows["due_on"] > day).to_numpy()
    rng = np.random.default_rng(number)
    values = table.values.copy()
    values["region"] = pd.Categorical(np.where(late, "elsewhere", values["region"].astype(str)))
    values["usage"] = np.where(late, np.nan, values["usage"])
    rows = table.rows.assign(
        lost=np.where(late, rng.random(len(late)) < 0.8, table.rows["lost"]),
        cluster=np.where(late, "one", table.rows["cluster"]),
    )
    changed = intervention(replace(table, rows=rows, values=values), ALL, as_of=AS_OF)
    seen = [row for row in found.rows if row.look <= number]
    assert [row for row in changed.rows if row.look <= number] == seen
    assert changed.rows[len(seen) :] != found.rows[len(seen) :]


def test_what_is_not_yet_to_be_looked_at_is_not(table, found):
    early = intervention(table, ALL, as_of=pd.Timestamp(found.planned_on[1]))
    assert early.rows == tuple(row for row in found.rows if row.look <= 2)
    assert early.planned_on == found.planned_on
    none = intervention(table, ALL, as_of=pd.Timestamp(found.planned_on[0]) - pd.Timedelta(days=1))
    assert (none.rows, none.verdict, none.identified) == ((), "inconclusive", True)


def test_the_number_exposed_at_a_look_is_of_those_due_by_then(table, found):
    for row in found.rows:
        rows = table.rows
        due = (rows["signed_on"] >= ON) & (rows["due_on"] <= pd.Timestamp(row.on))
        assert row.exposed == due.sum()


def test_intervals_are_as_wide_as_their_bar_and_words_follow_from_them(found):
    for row in found.rows:
        bar = boundaries()[row.look - 1]
        assert row.points == pytest.approx((row.low + row.high) / 2)
        error = (row.high - row.low) / 2 / bar
        z = row.points / error
        assert (row.verdict == "inconclusive") == (row.low <= 0 <= row.high)
        if row.verdict == "clearly matters":
            assert 2 * norm.sf(abs(z)) < 0.001
    assert found.verdict == found.rows[-1].verdict


@pytest.mark.parametrize(
    ("before", "since", "word"), [(0.45, 0.05, "clearly matters"), (0.05, 0.45, "protects")]
)
def test_an_effect_as_wide_as_a_barn_door_is_measured_and_its_opposite_too(before, since, word):
    here = company(3, 900, chance=lambda renewal: since if renewal[1] else before)
    result = intervention(here, ALL, as_of=AS_OF)
    last = result.rows[-1]
    assert result.verdict == word
    assert last.low < 100 * (since - before) < last.high
    assert result.check_points == pytest.approx(100 * (since - before), abs=15)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_only_the_market_moves_nothing_is_found(seed):
    """From 35 % a year to 8 % over five years: before against after would see an effect."""

    def moving(renewal):
        return np.interp((renewal[0] - pd.Timestamp("2018-01-01")).days, [0, 1825], [0.35, 0.08])

    here = company(seed, chance=moving)
    result = intervention(here, ALL, as_of=AS_OF)
    assert (result.identified, result.verdict) == (True, "inconclusive")
    exposed = (here.rows["signed_on"] >= ON).to_numpy()
    assert here.lost[exposed].mean() < here.lost[~exposed].mean()


def test_a_staggered_world_without_effect_is_inconclusive():
    drawn = world(
        "policy_change", seed=5, accounts=700, effect=False, staggered=True, trend=-0.5,
        changed_on=date(2021, 1, 1),
    )  # fmt: skip
    changes = [
        Change(pd.Timestamp(day), "region", region)
        for region, day in drawn.truth.changed_on.items()
    ]
    result = intervention(drawn.observations, changes, as_of=pd.Timestamp(drawn.truth.as_of))
    assert (result.identified, result.verdict) == (True, "inconclusive")
    assert {row.verdict for row in result.rows} == {"inconclusive"}


def test_the_lever_itself_and_symptoms_are_not_held_equal(table, found):
    rng = np.random.default_rng(1)
    noise = {code: rng.standard_normal(len(table)) for code in ("discount", "usage", "list_size")}
    other = intervention(replace(table, values=table.values.assign(**noise)), ALL, as_of=AS_OF)
    assert other.rows == found.rows


def test_the_order_of_rows_and_the_names_of_clusters_do_not_matter(table, found):
    order = np.random.default_rng(2).permutation(len(table))
    rows = table.rows.iloc[order].reset_index(drop=True)
    rows["cluster"] = rows["cluster"].str[::-1]
    shuffled = replace(table, rows=rows, values=table.values.iloc[order].reset_index(drop=True))
    for one, other in zip(found.rows, intervention(shuffled, ALL, as_of=AS_OF).rows, strict=True):
        assert [other.points, other.low, other.high] == pytest.approx(
            [one.points, one.low, one.high], abs=1e-2
        )
        assert (other.on, other.exposed, other.verdict) == (one.on, one.exposed, one.verdict)


# ---------------------------------------------------------------- what stands beside


def test_quarters_are_counted_by_hand(table, found):
    counted = {}
    for due, signed, lost in zip(
        table.rows["due_on"], table.rows["signed_on"], table.rows["lost"], strict=True
    ):
        quarter = f"{due.year}-{3 * ((due.month - 1) // 3) + 1:02d}-01"
        n, losses = counted.get((quarter, signed >= ON), (0, 0))
        counted[quarter, signed >= ON] = n + 1, losses + int(lost)
    assert len(found.quarters) == len(counted)
    for row in found.quarters:
        n, losses = counted[row["quarter"], row["exposed"]]
        assert (row["n"], row["lost"]) == (n, pytest.approx(losses / n))


def test_leading_indicators_are_welch_s_test_of_levers_and_symptoms(table, found):
    table = table.first_renewals()
    exposed = (table.rows["signed_on"] >= ON).to_numpy()
    assert found.leading[0].code == "discount"
    assert {one.code for one in found.leading} == {"discount", "usage"}
    for one in found.leading:
        column = table.values[one.code].to_numpy()
        before, since = column[~exposed], column[exposed]
        assert (one.before, one.since) == pytest.approx((before.mean(), since.mean()))
        error = np.sqrt(before.var(ddof=1) / before.size + since.var(ddof=1) / since.size)
        z = (since.mean() - before.mean()) / error
        assert one.p == pytest.approx(2 * norm.cdf(-abs(z)))

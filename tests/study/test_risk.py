"""The risk of each account, and the track record that is published with it."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import binom

from garant.study.feature import Feature
from garant.study.observations import Observations
from garant.study.prediction import Prediction, prediction
from garant.study.risk import Risks, band, calibration, has_skill, risk

PRICE = Feature(
    code="price", label="Price", label_fr="Prix", stage=1, kind="number", role="lever",
    better="low", reference=0.0,
)  # fmt: skip
TRAINED = Feature(
    code="trained", label="Trained", stage=2, kind="flag", role="lever", better="high",
    reference=1.0,
)  # fmt: skip
PLAN = Feature(code="plan", label="Plan", stage=1, kind="category", role="lever", reference="year")
SIZE = Feature(code="size", label="Size", stage=0, kind="category", role="context")
FEATURES = (PRICE, TRAINED, PLAN, SIZE)


def table(count: int, *, losses: int | None = None, seed: int = 1, days: int = 900) -> Observations:
    rng = np.random.default_rng(seed)
    price, trained = rng.uniform(0, 3, count), rng.integers(0, 2, count) * 1.0
    plan, size = rng.choice(["year", "month"], count), rng.choice(["S", "L"], count)
    lost = rng.random(count) < expit(price - 2 - trained + (plan == "month"))
    if losses is not None:
        lost = np.arange(count) < losses
    names = [f"A{place:03}" for place in range(count)]
    rows = pd.DataFrame({"id": names, "cluster": names, "renewal_number": 1, "lost": lost})
    at = np.sort(rng.integers(0, days, count))
    rows["observed_on"] = pd.Timestamp("2022-01-01") + pd.to_timedelta(at, unit="D")
    rows["due_on"] = rows["observed_on"] + pd.Timedelta(days=75)
    rows["mrr"] = 100.0
    values = pd.DataFrame({"price": price, "trained": trained})
    values["plan"], values["size"] = pd.Categorical(plan), pd.Categorical(size)
    return Observations(rows=rows, values=values, features=FEATURES)


@cache
def found() -> Risks:
    return risk(table(700), upcoming())


@cache
def upcoming() -> Observations:
    ahead = table(40, seed=2)
    ahead.values.loc[0, "price"] = np.nan
    return ahead


def test_bands_begin_at_the_average_and_at_twice_the_average():
    average = 0.2
    chances = [0.0, 0.1999, 0.2, 0.3999, 0.4, 1.0]
    bands = ["green", "green", "amber", "amber", "red", "red"]
    assert [band(chance, average) for chance in chances] == bands
    for row in found().rows:
        times = row.risk / found().average
        assert row.band == ("red" if times >= 2 else "amber" if times >= 1 else "green")


def test_the_greatest_risk_comes_first_and_every_account_once():
    risks = [row.risk for row in found().rows]
    assert risks == sorted(risks, reverse=True)
    assert sorted(row.id for row in found().rows) == upcoming().rows["id"].tolist()
    row = found().rows[0]
    due = upcoming().rows.set_index("id").loc[row.id]
    assert (row.due_on, row.mrr) == (f"{due['due_on']:%Y-%m-%d}", 100.0)


def test_reasons_and_the_rest_add_up_to_the_risk_less_the_average_in_points():
    for row in found().rows:
        told = sum(reason.points for reason in row.reasons) + row.others_points
        assert told == pytest.approx(100 * (row.risk - found().average), abs=1e-7)
        sizes = [abs(reason.points) for reason in row.reasons]
        assert sizes == sorted(sizes, reverse=True)


def test_a_reason_names_the_value_that_the_customer_has():
    row = next(row for row in found().rows if row.id == "A000")
    values = {reason.code: reason.value for reason in row.reasons}
    assert values["price"] == "?"
    assert values["size"] == upcoming().values["size"].iloc[0]
    assert values["trained"] == f"{upcoming().values['trained'].iloc[0]:g}"
    assert {reason.label_fr for reason in row.reasons if reason.code == "price"} == {"Prix"}


def blind(count: int = 700, seed: int = 1) -> Observations:
    """Those who leave are drawn by lot."""
    here = table(count, seed=seed)
    lost = np.random.default_rng(seed + 100).random(count) < 0.3
    return Observations(rows=here.rows.assign(lost=lost), values=here.values, features=FEATURES)


def test_a_model_that_has_foreseen_nothing_gives_no_colour_and_keeps_its_risks():
    result = risk(blind(), upcoming())
    assert result.record.auc_low <= 0.5
    assert result.model == "no skill"
    assert {row.band for row in result.rows} == {None}
    assert all(row.risk is not None for row in result.rows)
    assert (result.last_quarter, len(result.groups)) == ((), 10)


def test_a_model_that_was_never_judged_gives_no_colour_either():
    """All were observed on one day: there is nothing before it to learn from."""
    past = table(700)
    here = Observations(
        rows=past.rows.assign(observed_on=pd.Timestamp("2023-01-01"), due_on="2023-03-01"),
        values=past.values,
        features=FEATURES,
    )
    here.rows["due_on"] = pd.to_datetime(here.rows["due_on"])
    result = risk(here, upcoming())
    assert (result.model, result.record) == ("no skill", None)
    assert {row.band for row in result.rows} == {None}


def test_skill_is_an_interval_of_the_auc_above_one_half():
    assert found().record.auc_low > 0.5
    assert found().model == "calibrated"
    record = a_record()
    assert [has_skill(replace(record, auc_low=low)) for low in (0.49, 0.5, 0.51)] == [
        *(False, False),
        True,
    ]


def test_a_record_that_was_made_already_is_not_made_again():
    record = prediction(table(700))
    again = risk(table(700), upcoming(), record=record)
    assert again.record is record
    assert again.rows == found().rows


def a_record(count: int = 103) -> Prediction:
    rng = np.random.default_rng(4)
    foreseen = rng.uniform(0, 1, count)
    lost = (rng.random(count) < foreseen).astype(np.float64)
    lost[foreseen < 0.1], lost[foreseen > 0.9] = 0, 1
    return Prediction(
        auc=0, auc_low=0, auc_high=0, log_loss=0, calibration_slope=1, mean_predicted=0,
        mean_observed=0, split="forward", observations=count, foreseen=foreseen, lost=lost,
    )  # fmt: skip


def test_the_calibration_table_is_that_of_sorting_by_hand():
    record = a_record()
    pairs = sorted(zip(record.foreseen, record.lost, strict=True))
    groups = calibration(record)
    assert [group.n for group in groups] == [11] * 3 + [10] * 7
    start = 0
    for group in groups:
        part = pairs[start : start + group.n]
        assert group.predicted == pytest.approx(sum(chance for chance, _ in part) / group.n)
        assert group.observed == pytest.approx(sum(lost for _, lost in part) / group.n)
        start += group.n


def test_the_interval_of_a_group_leaves_out_a_fortieth_on_each_side():
    """Clopper and Pearson by their definition: the shares at which what was seen is that rare."""
    for group in calibration(a_record()):
        lost = round(group.observed * group.n)
        if lost:
            low = brentq(lambda p, k=lost, n=group.n: binom.sf(k - 1, n, p) - 0.025, 0, 1)
            assert group.low == pytest.approx(low, abs=1e-9)
        if lost < group.n:
            high = brentq(lambda p, k=lost, n=group.n: binom.cdf(k, n, p) - 0.025, 0, 1)
            assert group.high == pytest.approx(high, abs=1e-9)
    groups = calibration(a_record())
    assert (groups[0].observed, groups[0].low) == (0.0, 0.0)
    assert (groups[-1].observed, groups[-1].high) == (1.0, 1.0)


def test_the_last_quarter_is_what_the_accounts_of_the_last_92_days_then_did():
    record, share = found().record, table(700).losses / 700
    last = record.observed_on.max()
    counted = {"red": [0, 0], "amber": [0, 0], "green": [0, 0]}
    for day, chance, lost in zip(record.observed_on, record.foreseen, record.lost, strict=True):
        if (last - day).astype(int) < 92:
            colour = "red" if chance >= 2 * share else "amber" if chance >= share else "green"
            counted[colour][0] += 1
            counted[colour][1] += int(lost)
    assert {one.band: [one.n, one.lost] for one in found().last_quarter} == counted
    assert sum(one.n for one in found().last_quarter) > 20


@pytest.mark.parametrize(
    ("count", "losses", "model"),
    [(149, 60, "rules"), (300, 29, "rules"), (150, 30, "no skill")],
)
def test_below_150_renewals_or_30_losses_there_are_rules_only(count, losses, model):
    shown = risk(table(count, losses=losses), upcoming())
    assert shown.model == model
    assert (shown.observations, shown.losses) == (count, losses)
    assert all((row.risk is None) == (model == "rules") for row in shown.rows)


def test_by_rules_a_band_counts_the_levers_that_are_worse_than_their_references():
    shown = risk(table(100, losses=20), upcoming())
    values = upcoming().values.set_index(upcoming().rows["id"])
    for row in shown.rows:
        mine = values.loc[row.id]
        against = [
            code
            for code, worse in (
                ("price", mine["price"] > 0),
                ("trained", mine["trained"] < 1),
                ("plan", mine["plan"] != "year"),
            )
            if worse
        ]
        assert [reason.code for reason in row.reasons] == against
        colour = "red" if len(against) >= 3 else "amber" if against else "green"
        assert row.band == colour
        assert {reason.points for reason in row.reasons} <= {None}
    assert (shown.record, shown.groups, shown.last_quarter) == (None, (), ())
    assert len(shown.rows) == 40
    assert shown.average == 0.2


def test_rules_work_without_any_past():
    nobody = table(40).where(np.zeros(40, dtype=bool))
    shown = risk(nobody, upcoming())
    assert (shown.model, shown.average, len(shown.rows)) == ("rules", 0.0, 40)

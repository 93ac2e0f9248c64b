"""What cannot be studied is set aside by name, and a table of which nothing can be said refused."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from garant.metrics.errors import RequestError
from garant.study.feature import Feature
from garant.study.observations import Observations
from garant.study.screening import REASONS, screened, telling

COUNT = 300
LOST = np.arange(COUNT) % 4 == 0


def feature(code: str, kind="number", **more) -> Feature:
    return Feature(code=code, label=code.upper(), stage=0, kind=kind, role="context", **more)


def table(values: dict, *, lost=LOST, days=None, confounders=None, kinds=None) -> Observations:
    names = [f"A{place}" for place in range(len(lost))]
    rows = pd.DataFrame({"id": names, "cluster": names, "renewal_number": 1, "lost": lost})
    rows["observed_on"] = pd.NaT if days is None else days
    features = tuple(feature(code, (kinds or {}).get(code, "number")) for code in values)
    frame = pd.DataFrame(values, index=rows.index)
    return Observations(rows=rows, values=frame, features=features, confounders=confounders)


def noise(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(COUNT)


def refused(column, kind="number", **more) -> list[tuple[str, str]]:
    """Why a column is set aside beside one that is sound."""
    found = screened(table({"x": column, "sound": noise()}, kinds={"x": kind}, **more))
    assert found.features[-1].code == "sound"
    assert list(found.values) == [f.code for f in found.features]
    assert {f.code for f in found.features} | {r.code for r in found.refused} == {"x", "sound"}
    return [(one.reason, one.detail) for one in found.refused]


def with_gaps(known: np.ndarray) -> np.ndarray:
    return np.where(known, noise(5), np.nan)


def test_a_column_that_is_empty_is_set_aside():
    assert refused(np.full(COUNT, np.nan)) == [("all_missing", "")]


def test_a_column_of_one_value_is_set_aside_unless_some_cells_are_empty():
    assert refused(np.full(COUNT, 3.0)) == [("constant", "3.0")]
    assert refused(np.where(np.arange(COUNT) % 3, 3.0, np.nan)) == []


def test_a_category_of_400_levels_says_who_not_why():
    lost = np.random.default_rng(8).random(800) < 0.25
    levels = pd.Series([f"level {place % 400}" for place in range(800)], dtype="category")
    values = {"x": levels, "sound": np.arange(800) % 7 * 1.0}
    found = screened(table(values, lost=lost, kinds={"x": "category"}))
    assert [(one.reason, one.detail) for one in found.refused] == [("too_many_levels", "400")]
    heavy = (feature("x", "category", heavy=True), feature("sound"))
    drawn = table(values, lost=lost)
    drawn = Observations(rows=drawn.rows, values=drawn.values, features=heavy)
    assert not screened(drawn).refused


def test_fifty_levels_are_not_too_many():
    levels = [f"level {place % 50}" for place in np.random.default_rng(1).permutation(COUNT)]
    assert refused(pd.Series(levels, dtype="category"), "category") == []


@pytest.mark.parametrize("sign", [1, -1])
def test_the_outcome_under_another_name_is_set_aside(sign):
    assert refused(sign * LOST.astype(float)) == [("near_copy_of_outcome", "AUC 1.000")]
    nearly = sign * (3.0 * LOST + noise(2) / 2)
    (one,) = refused(nearly)
    assert one[0] == "near_copy_of_outcome"
    expected = roc_auc_score(LOST, sign * nearly)
    assert one[1] == f"AUC {expected:.3f}"
    assert expected > 0.97


def test_a_level_that_is_the_outcome_is_set_aside():
    levels = pd.Series(np.where(LOST, "cancelled", "active"), dtype="category")
    assert refused(levels, "category") == [("near_copy_of_outcome", "AUC 1.000")]


def test_reasons_for_leaving_are_the_outcome_though_each_was_given_once():
    reasons = np.where(LOST, [f"reason {place}" for place in range(COUNT)], "stayed")
    found = refused(pd.Series(reasons, dtype="category"), "category")
    assert found[0][0] == "too_many_levels"
    given = table({"x": pd.Series(reasons, dtype="category"), "sound": noise()})
    heavy = (feature("x", "category", heavy=True), feature("sound"))
    drawn = Observations(rows=given.rows, values=given.values, features=heavy)
    assert [one.reason for one in screened(drawn).refused] == ["near_copy_of_outcome"]


def test_a_strong_driver_is_kept():
    strong = 1.2 * LOST + noise(3)
    assert 0.7 < roc_auc_score(LOST, strong) < 0.97
    assert refused(strong) == []


@pytest.mark.parametrize("known", [LOST, ~LOST])
def test_a_column_filled_in_only_for_those_lost_or_only_for_those_kept_is_set_aside(known):
    assert refused(with_gaps(known)) == [("known_only_of_the_lost", "AUC 1.000")]


def test_a_few_gaps_tell_nothing():
    assert refused(with_gaps(~LOST | (np.arange(COUNT) > 60))) == []


def test_every_reason_has_its_words():
    reasons = ("all_missing", "constant", "too_many_levels", "recorded_too_late")
    assert set(REASONS) >= {*reasons, "near_copy_of_outcome", "known_only_of_the_lost"}
    assert all(REASONS[reason] for reason in REASONS)


def test_how_much_a_number_tells_is_the_auc_of_scikit_learn():
    rng = np.random.default_rng(4)
    x = pd.Series(np.round(0.4 * LOST + rng.standard_normal(COUNT), 1))
    x[::11] = np.nan
    known = x.notna().to_numpy()
    theirs = roc_auc_score(LOST[known], x[known])
    found = telling(feature("x"), x, LOST.astype(float))
    assert found == pytest.approx(max(theirs, 1 - theirs), abs=1e-12)
    assert found != telling(feature("x"), x.fillna(9), LOST.astype(float))


def test_a_confounder_that_is_set_aside_is_named_and_not_held_equal():
    values = {"x": np.zeros(COUNT), "sound": noise()}
    found = screened(table(values, confounders=("x", "sound")))
    assert found.confounders == ("sound",)
    assert [one.code for one in found.refused] == ["x"]


def test_two_columns_with_the_same_values_are_warned():
    found = screened(table({"one": noise(), "two": noise(), "three": noise(1)}))
    assert [(one.code, one.message) for one in found.warnings] == [
        ("same_values", "one and two have the same value in every row")
    ]
    assert len(found.features) == 3


def test_a_column_that_is_mostly_unknown_is_warned():
    sparse = np.where(np.random.default_rng(7).random(COUNT) < 0.4, noise(6), np.nan)
    found = screened(table({"x": sparse, "sound": noise()}))
    share = np.isnan(sparse).mean()
    assert [(one.code, one.message) for one in found.warnings] == [
        ("mostly_unknown", f"X: unknown in {100 * share:.0f} % of the rows")
    ]


def test_days_after_today_are_warned_and_today_is_an_argument():
    days = pd.Series(pd.date_range("2026-01-01", periods=COUNT, freq="D"))
    given = table({"x": noise()}, days=days)
    assert not screened(given).warnings
    found = screened(given, today=pd.Timestamp("2026-10-01"))
    after = sum(day > pd.Timestamp("2026-10-01") for day in days)
    assert [one.message for one in found.warnings] == [
        f"observed_on is after 2026-10-01 in {after} rows"
    ]
    assert not screened(given, today=days.max()).warnings


@pytest.mark.parametrize("lost", [np.zeros(COUNT, bool), np.ones(COUNT, bool)])
def test_an_outcome_of_one_value_is_refused(lost):
    with pytest.raises(RequestError, match=rf"one value only: {lost.sum()} of 300 were lost"):
        screened(table({"x": noise()}, lost=lost))


def few(count: int, losses: int, days=None) -> Observations:
    lost = np.arange(count) < losses
    return table({"x": np.arange(count) * 1.0}, lost=lost, days=days)


@pytest.mark.parametrize(("count", "losses"), [(99, 50), (300, 19), (300, 281), (0, 0)])
def test_too_little_is_refused_with_what_is_needed(count, losses):
    with pytest.raises(RequestError) as caught:
        screened(few(count, losses))
    assert str(caught.value) == (
        f"too little to study: {losses} losses in {count} renewals due; a study needs 100 "
        "renewals, 20 of them lost and 20 kept"
    )


@pytest.mark.parametrize(("count", "losses"), [(100, 20), (100, 80)])
def test_just_enough_is_enough(count, losses):
    given = few(count, losses)
    shuffled = Observations(
        rows=given.rows, values=given.values.assign(x=noise()[:count]), features=given.features
    )
    assert screened(shuffled).features


@pytest.mark.parametrize(
    ("count", "losses", "times"),
    [(50, 25, 2), (200, 10, 2), (50, 5, 4)],  # renewals are short, losses are short, both are
)
def test_the_present_pace_says_when_there_will_be_enough(count, losses, times):
    days = pd.Series(pd.date_range("2024-01-01", "2024-12-31", periods=count)).dt.normalize()
    month = pd.Timestamp("2024-01-01") + times * pd.Timedelta(days=365)
    with pytest.raises(RequestError, match=f"at the present pace that will be in {month:%Y-%m}$"):
        screened(few(count, losses, days))

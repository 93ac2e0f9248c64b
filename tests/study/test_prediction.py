"""How well losses are foreseen: each figure by another route, nothing learnt from the future."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.metrics import log_loss as their_log_loss
from sklearn.metrics import roc_auc_score

from garant.study.feature import Feature
from garant.study.observations import Observations
from garant.study.prediction import auc, calibration_slope, log_loss, prediction

X = Feature(code="x", label="X", stage=0, kind="number", role="context")
KIND = Feature(code="kind", label="K", stage=0, kind="category", role="context")


def foreseen(count: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    chances = np.round(expit(rng.standard_normal(count) - 1), 2)  # rounded: ties
    return chances, (rng.random(count) < chances).astype(np.float64)


@cache
def dated(count: int = 600) -> Observations:
    """Three years of renewals, each due 75 days after it is looked at."""
    rng = np.random.default_rng(2)
    x, kind = rng.standard_normal(count), rng.choice(["a", "b"], count)
    names = [f"A{place}" for place in range(count)]
    rows = pd.DataFrame({"id": names, "cluster": names, "renewal_number": 1})
    days = np.sort(rng.integers(0, 1095, count))
    rows["observed_on"] = pd.Timestamp("2021-01-01") + pd.to_timedelta(days, unit="D")
    rows["due_on"] = rows["observed_on"] + pd.Timedelta(days=75)
    rows["lost"] = rng.random(count) < expit(1.5 * x - 1 + (kind == "a"))
    values = pd.DataFrame({"x": x, "kind": pd.Categorical(kind)})
    return Observations(rows=rows, values=values, features=(X, KIND))


@cache
def judged():
    return prediction(dated())


@pytest.mark.parametrize("seed", range(5))
def test_the_auc_is_that_of_scikit_learn_and_of_counting_pairs(seed):
    chances, lost = foreseen(seed=seed)
    value, _ = auc(chances, lost)
    assert value == pytest.approx(roc_auc_score(lost, chances), abs=1e-12)
    above = chances[lost == 1][:, None] - chances[lost == 0][None, :]
    assert value == pytest.approx((np.sign(above) / 2 + 0.5).mean(), abs=1e-12)


def test_the_error_of_the_auc_is_that_of_a_bootstrap():
    chances, lost = foreseen(600, seed=1)
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(1500):
        places = rng.integers(0, len(lost), len(lost))
        drawn.append(auc(chances[places], lost[places])[0])
    assert auc(chances, lost)[1] == pytest.approx(np.std(drawn), rel=0.08)


def test_the_log_loss_is_that_of_scikit_learn():
    chances, lost = foreseen()
    assert log_loss(chances, lost) == pytest.approx(their_log_loss(lost, chances), abs=1e-12)
    certain = np.array([0.0, 1.0, 0.5])
    assert np.isfinite(log_loss(certain, np.array([1.0, 1.0, 0.0])))


def test_the_calibration_slope_is_that_of_a_plain_fit():
    chances, lost = foreseen()
    eta = logit(np.clip(chances, 1e-6, 1 - 1e-6))

    def loss(at: np.ndarray) -> float:
        return float(np.logaddexp(0, at[0] + at[1] * eta).sum() - lost @ (at[0] + at[1] * eta))

    plain = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8}).x[1]
    assert calibration_slope(chances, lost) == pytest.approx(plain, abs=1e-4)
    too_far = expit(2 * eta)
    assert calibration_slope(too_far, lost) == pytest.approx(plain / 2, abs=1e-4)
    assert calibration_slope(np.full(4, 0.3), lost[:4]) == 1.0


def test_dated_rows_are_foreseen_forward_and_the_figures_are_of_those_rows():
    found = judged()
    assert found.split == "forward"
    days = dated().rows["observed_on"]
    later = (days >= days.quantile(0.5)).to_numpy()
    assert found.observations == later.sum()
    assert found.lost.tolist() == dated().lost[later].tolist()
    assert found.mean_observed == found.lost.mean()
    assert found.mean_predicted == pytest.approx(found.foreseen.mean())
    value, error = auc(found.foreseen, found.lost)
    assert (found.auc_low, found.auc_high) == pytest.approx(
        (value - 1.959964 * error, value + 1.959964 * error), abs=1e-6
    )
    assert found.auc > 0.7


def test_nothing_is_learnt_from_what_came_due_after_a_block_began():
    table = dated()
    days = table.rows["observed_on"]
    start, stop = days.quantile([0.5, 0.625])
    first = ((days >= start) & (days < stop)).to_numpy()
    learnt = (table.rows["due_on"] < start).to_numpy()
    rng = np.random.default_rng(9)
    rows, values = table.rows.copy(), table.values.copy()
    rows.loc[~learnt, "lost"] = rng.random((~learnt).sum()) < 0.5
    values.loc[~learnt & ~first, "x"] = 1e6
    values["kind"] = values["kind"].astype("object")
    values.loc[~learnt & ~first, "kind"] = "garbage"
    values["kind"] = values["kind"].astype("category")
    garbage = Observations(rows=rows, values=values, features=table.features)
    again = prediction(garbage)
    count = int(first.sum())
    assert again.foreseen[:count].tolist() == judged().foreseen[:count].tolist()
    assert again.foreseen[count:].tolist() != judged().foreseen[count:].tolist()


def test_rows_without_days_are_foreseen_in_folds_of_whole_clusters():
    table = dated()
    rows = table.rows.drop(columns=["due_on"]).assign(observed_on=pd.NaT)
    rows["cluster"] = [f"P{place // 3}" for place in range(len(rows))]
    found = prediction(Observations(rows=rows, values=table.values, features=table.features))
    assert (found.split, found.observations, found.observed_on) == ("5-fold", len(table), None)
    assert found.auc > 0.7


def test_too_few_rows_to_learn_from_are_not_judged():
    assert prediction(dated().where(np.arange(600) < 90)) is None

"""The chance of a loss, and reasons that add up to what it is above or below the average."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from threadpoolctl import threadpool_limits

from garant.study.feature import Feature
from garant.study.likelihood import Likelihood, folds, left_out
from garant.study.observations import Observations

FEATURES = (
    Feature(code="x", label="X", stage=0, kind="number", role="context"),
    Feature(code="kind", label="K", stage=0, kind="category", role="context"),
    Feature(code="flag", label="F", stage=9, kind="flag", role="symptom"),
)


def table(count: int = 500) -> Observations:
    rng = np.random.default_rng(5)
    x, kind = rng.standard_normal(count), rng.choice(["a", "b", "c"], count)
    flag = rng.integers(0, 2, count) * 1.0
    names = [f"A{place}" for place in range(count)]
    rows = pd.DataFrame({"id": names, "cluster": [f"P{n // 2}" for n in range(count)]})
    rows["renewal_number"] = 1
    rows["lost"] = rng.random(count) < expit(x - 1.5 + (kind == "a") + flag * x)
    x = np.where(rng.random(count) < 0.1, np.nan, x)
    values = pd.DataFrame({"x": x, "kind": pd.Categorical(kind), "flag": flag})
    return Observations(rows=rows, values=values, features=FEATURES)


@cache
def fitted() -> Likelihood:
    return Likelihood.fitted(table(), seed=1)


def customers(rows: list[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["x", "kind", "flag"])
    return frame.astype({"x": np.float64, "kind": "object", "flag": np.float64})


CUSTOMER = st.tuples(
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
    st.sampled_from(["a", "b", "c", "never seen", None]),
    st.sampled_from([0.0, 1.0, None]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CUSTOMER, min_size=1, max_size=8))
def test_reasons_add_up_to_the_chance_less_the_average(rows):
    model, values = fitted(), customers(rows)
    chances = model.chances(values)
    assert ((chances >= 0) & (chances <= 1)).all()
    summed = model.reasons(values).sum(axis=1)
    assert summed == pytest.approx(chances - model.average, abs=1e-9)


def test_reasons_of_the_customers_it_learnt_from_add_up_too():
    model, values = fitted(), table().values
    reasons = model.reasons(values)
    assert reasons.shape == (500, 3)
    assert [f.code for f in model.features] == ["x", "kind", "flag"]
    assert reasons.sum(axis=1) == pytest.approx(model.chances(values) - model.average, abs=1e-9)
    assert model.average == pytest.approx(model.chances(values).mean())


def test_the_chance_is_the_mean_of_both_log_odds_calibrated():
    model, values = fitted(), table().values
    pair = model.pair
    straight = pair.design.matrix(values) @ pair.logistic.beta
    boosted = pair.boosted.booster.predict(
        np.column_stack([
            values["x"],
            values["kind"].map({"a": 0.0, "b": 1.0, "c": 2.0}).astype(np.float64),
            values["flag"],
        ]),
        raw_score=True,
    )  # fmt: skip
    chances = expit(model.slope * (straight + boosted) / 2 + model.shift)
    assert model.chances(values) == pytest.approx(chances, abs=1e-12)


def test_a_reason_is_read_off_its_own_feature():
    """Two customers who differ in one feature of the logistic part have the other parts equal."""
    model = fitted()
    parts = model.pair.parts(table().values)
    straight = model.pair.log_odds(table().values) - parts.sum(axis=1)
    assert np.ptp(straight) < 1e-9  # what is left is the same for everyone: the two intercepts


def test_rows_are_calibrated_on_models_that_had_not_seen_their_cluster():
    rows = table()
    out = left_out(rows, seed=1)
    assert not np.isnan(out).any()
    first = next(iter(folds(rows.clusters, seed=1)))
    assert not set(rows.clusters[first]) & set(rows.clusters[~first])
    changed = rows.rows.copy()
    changed.loc[first, "lost"] = ~changed.loc[first, "lost"].to_numpy()
    other = Observations(rows=changed, values=rows.values, features=FEATURES)
    assert left_out(other, seed=1)[first].tolist() == out[first].tolist()


def test_the_answer_is_the_same_with_other_numbers_of_threads():
    found = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            model = Likelihood.fitted(table(), seed=1)
            found.append((model.slope, model.shift, *model.chances(table().values).tolist()))
    assert found[0] == found[1]

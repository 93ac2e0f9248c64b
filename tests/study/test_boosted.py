"""The boosted model: its parts add up to what LightGBM itself foresees."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from garant.study.boosted import PARAMETERS, TREES, Boosted
from garant.study.feature import Feature

FEATURES = (
    Feature(code="price", label="P", stage=0, kind="number", role="context"),
    Feature(code="size", label="S", stage=0, kind="category", role="context"),
    Feature(code="flag", label="F", stage=0, kind="flag", role="context"),
)


def rows(count: int = 500, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    price = rng.standard_normal(count)
    size = rng.choice(["small", "middle", "large"], count)
    flag = rng.integers(0, 2, count) * 1.0
    lost = rng.random(count) < expit(price - 1 + (size == "small") - flag * price)
    price[rng.random(count) < 0.1] = np.nan
    values = pd.DataFrame({"price": price, "size": pd.Categorical(size), "flag": flag})
    values.loc[::17, "size"] = None
    return values, lost.astype(np.float64)


def test_the_parts_add_up_to_the_raw_score_of_lightgbm():
    values, lost = rows()
    model = Boosted.fitted(values, lost, FEATURES, seed=1)
    parts = model.parts(values)
    assert parts.shape == (len(values), len(FEATURES) + 1)
    places = {"large": 0, "middle": 1, "small": 2}
    by_hand = np.column_stack([
        values["price"],
        values["size"].astype("object").map(places).astype(np.float64),
        values["flag"],
    ])  # fmt: skip
    raw = model.booster.predict(by_hand, raw_score=True)
    assert parts.sum(axis=1) == pytest.approx(raw, abs=1e-9)
    assert model.log_odds(values) == pytest.approx(raw, abs=1e-12)
    assert model.booster.predict(by_hand) == pytest.approx(expit(raw), abs=1e-12)


def test_the_raw_score_is_the_sum_of_the_leaves_walked_by_hand():
    values, lost = rows()
    numbers = values[["price", "flag"]]
    features = (FEATURES[0], FEATURES[2])
    model = Boosted.fitted(numbers, lost, features, seed=1)
    trees = model.booster.dump_model()["tree_info"]

    def leaf(node: dict, row: np.ndarray) -> float:
        while "leaf_value" not in node:
            value = row[node["split_feature"]]
            left = node["default_left"] if np.isnan(value) else value <= node["threshold"]
            node = node["left_child" if left else "right_child"]
        return node["leaf_value"]

    some = numbers.to_numpy()[:40]
    by_hand = [sum(leaf(tree["tree_structure"], row) for tree in trees) for row in some]
    assert model.log_odds(numbers[:40]) == pytest.approx(by_hand, abs=1e-9)


def test_it_is_as_small_as_the_specification_says():
    values, lost = rows()
    model = Boosted.fitted(values, lost, FEATURES, seed=1)
    trees = model.booster.dump_model()["tree_info"]
    assert TREES == len(trees) == 120
    assert max(tree["num_leaves"] for tree in trees) <= 7
    assert (PARAMETERS["learning_rate"], PARAMETERS["lambda_l2"]) == (0.05, 5.0)


def test_a_level_never_seen_counts_as_unknown():
    values, lost = rows()
    model = Boosted.fitted(values, lost, FEATURES, seed=1)
    new = values.assign(size="enormous")
    unknown = values.assign(size=None)
    assert model.log_odds(new).tolist() == model.log_odds(unknown).tolist()


def test_the_same_seed_gives_the_same_model_whatever_the_order_of_the_levels():
    values, lost = rows()
    other = values.assign(size=pd.Categorical(values["size"], ["small", "large", "middle"]))
    first = Boosted.fitted(values, lost, FEATURES, seed=3).log_odds(values)
    assert first.tolist() == Boosted.fitted(other, lost, FEATURES, seed=3).log_odds(other).tolist()

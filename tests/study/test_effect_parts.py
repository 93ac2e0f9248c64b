"""The parts of the effect of a lever, each by a second route."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression

from garant.study.adjusting import Columns
from garant.study.bands import SHARE_NAMES, bands
from garant.study.crossfit import folds, multinomial
from garant.study.feature import Feature
from garant.study.negative_control import negative_control


def lever(better="low", reference=0.0, kind="number") -> Feature:
    return Feature(
        code="x", label="X", stage=1, kind=kind, role="lever", better=better, reference=reference
    )


def test_the_edges_of_discount_bands_belong_to_the_better_one():
    values = pd.Series([0.0, 0.01, 0.05, 0.051, 0.10, 0.15, 0.1500001, 0.20, 0.30, 0.301, 0.5])
    cut = bands(lever(), values)
    assert cut.names == SHARE_NAMES
    assert cut.codes.tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 6]


def test_another_number_has_thirds_of_what_is_worse_than_its_reference():
    low = bands(lever(reference=30.0), pd.Series(np.arange(1.0, 91.0)))
    assert low.names == ("≤ 30", "30–50", "50–70", "> 70")
    assert low.counts.tolist() == [30, 20, 20, 20]
    high = bands(lever(better="high", reference=60.0), pd.Series(np.arange(1.0, 91.0)))
    assert high.names[0] == "≥ 60"
    assert high.counts[0] == 31
    assert high.names[-1].startswith("< ")


def test_bands_of_few_rows_go_with_the_better_neighbour_but_never_with_the_reference():
    values = pd.Series([0.0] * 20 + [0.05] * 3 + [0.10] * 20 + [0.15] * 4 + [0.5] * 2)
    cut = bands(lever(), values)
    assert cut.parts.tolist() == [0, 1, 1, 1, 1, 1, 1]
    assert bands(lever(), values[:22].reset_index(drop=True)).parts[0] == 0


def test_a_cap_moves_to_itself_those_beyond_it_and_nobody_else():
    values = pd.Series(np.repeat([0.0, 0.05, 0.08, 0.10, 0.25], 20))
    cut = bands(lever(), values)
    held, badness, column = cut.capped(0.10)
    assert badness.tolist() == np.minimum(values, 0.10).tolist()
    assert held.max() == column == 2


def test_a_cap_between_two_edges_gets_a_band_of_enough_rows():
    values = pd.Series(np.linspace(1, 90, 900))
    cut = bands(lever(reference=30.0), values, edge=51.0)
    held, _, column = cut.capped(51.0)
    assert (cut.held == column).sum() >= 72
    assert held.max() == column


def test_multinomial_chances_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    x = np.column_stack([np.ones(400), rng.standard_normal((400, 3))])
    codes = rng.integers(0, 3, 400) + (x[:, 1] > 1)
    weights = multinomial(x, codes, np.array([0.0, 1, 1, 1]), classes=4)
    ours = softmax(weights @ x.T, axis=0).T
    theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=500).fit(x[:, 1:], codes)
    assert ours == pytest.approx(theirs.predict_proba(x[:, 1:]), abs=1e-3)


def test_folds_never_split_a_cluster_and_hold_each_row_once():
    clusters = np.repeat(np.arange(50), 3)
    pairs = folds(clusters, seed=4)
    assert np.sum([inside for inside, _ in pairs], axis=0).tolist() == [1] * 150
    for inside, outside in pairs:
        assert not set(clusters[inside]) & set(clusters[outside])


def test_the_control_of_a_number_is_a_comparison_of_means():
    rng = np.random.default_rng(1)
    flag = np.repeat([0.0, 1.0], 150)
    outcome = rng.standard_normal(300) + 0.2 * flag
    columns = Columns(np.column_stack([np.ones(300), flag]), np.zeros(2), np.arange(300))
    found = negative_control("c", outcome, columns, slice(1, 2))
    one, other = outcome[flag == 1], outcome[flag == 0]
    error = np.sqrt((one.var() / 150 + other.var() / 150) * 300 / 299)
    assert found.p == pytest.approx(2 * norm.sf(abs(one.mean() - other.mean()) / error), rel=1e-6)


def test_a_control_that_is_nearly_always_the_same_says_nothing():
    columns = Columns(np.ones((100, 1)), np.zeros(1), np.arange(100))
    assert negative_control("c", np.arange(100) < 9.0, columns, slice(0, 1)) is None

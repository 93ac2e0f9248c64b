"""Moving a lever to what good would be: laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.study.feature import Feature
from garant.study.levers import is_worse, moved, reference_value

NUMBERS = st.lists(
    st.one_of(st.floats(-1e3, 1e3), st.just(float("nan"))), min_size=1, max_size=30
).map(lambda values: pd.Series(values, dtype="float64"))


def lever(better=None, reference=None, kind="number"):
    return Feature(
        code="x", label="X", stage=1, kind=kind, role="lever", better=better, reference=reference
    )


def by_hand(values, goal, better):
    after = []
    for value in values:
        if np.isnan(value):
            after.append(None)
        elif better == "low":
            after.append(min(value, goal))
        elif better == "high":
            after.append(max(value, goal))
        else:
            after.append(goal)
    return after


@given(NUMBERS, st.floats(-1e3, 1e3), st.sampled_from(["low", "high", None]))
def test_only_the_worse_move_and_the_unknown_stay_unknown(values, goal, better):
    after = moved(lever(better), values, goal)
    assert [None if np.isnan(x) else x for x in after] == by_hand(values, goal, better)
    assert moved(lever(better), after, goal).equals(after)
    worse = is_worse(lever(better), values, goal)
    differs = [
        new is not None and new != old
        for old, new in zip(values, by_hand(values, goal, better), strict=True)
    ]
    assert worse.tolist() == differs


@given(NUMBERS, st.floats(-1e3, 1e3))
def test_lower_and_higher_are_mirrors(values, goal):
    low = moved(lever("low"), values, goal)
    high = moved(lever("high"), -values, -goal)
    assert (-high).equals(low)


def test_a_category_is_moved_whole_and_what_is_unknown_stays_so():
    values = pd.Series(pd.Categorical(["monthly", "annual", None, "quarterly"]))
    one = lever(reference="annual", kind="category")
    after = moved(one, values, "annual")
    assert after.dropna().tolist() == ["annual"] * 3
    assert after.isna().tolist() == [False, False, True, False]
    assert is_worse(one, values, "annual").tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("reference", "better", "expected"),
    [(0.0, "low", 0.0), ("q25", "low", 25.0), ("q75", "low", 75.0), (None, "low", 10.0),
     (None, "high", 90.0), (3, "high", 3.0)],
)  # fmt: skip
def test_the_reference_is_a_value_a_quantile_or_the_good_tenth(reference, better, expected):
    values = pd.Series([*np.arange(101.0), np.nan])
    assert reference_value(lever(better, reference), values) == expected


def test_the_reference_of_a_category_is_its_level():
    one = lever(reference="annual", kind="category")
    assert reference_value(one, pd.Series(["monthly", "annual"])) == "annual"

"""From features to columns: what is learnt stays learnt."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.study.design import HEAVY_RIDGE, REST, RIDGE, Curve, Design, Levels, as_text, usable
from garant.study.feature import Feature
from garant.study.splines import knots, restricted_cubic

FEW = settings(max_examples=40, deadline=None)
SOME = st.one_of(st.floats(-50, 50).map(lambda x: round(x, 2)), st.just(float("nan")))


def feature(code, kind="number", **more):
    return Feature(code=code, label=code, stage=0, kind=kind, role="context", **more)


def table(rows=120, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "size": np.where(rng.random(rows) < 0.1, np.nan, rng.gamma(2, 10, rows)),
            "risk": rng.standard_normal(rows),
            "late": (rng.random(rows) < 0.3).astype(float),
            "region": pd.Categorical(rng.choice(["n", "e", "s"], rows, p=[0.5, 0.3, 0.2])),
        }
    )


FEATURES = (
    feature("size"),
    feature("risk"),
    feature("late", "flag"),
    feature("region", "category"),
)


def test_a_number_is_its_spline_of_unit_scale_at_the_median_where_unknown():
    values = table()["size"]
    known = values.dropna()
    columns = Curve.learnt("size", values, straight=False).columns(values)
    filled = values.fillna(sorted(known)[len(known) // 2] if len(known) % 2 else known.median())
    raw = restricted_cubic(filled.to_numpy(), knots(known.to_numpy()))
    assert columns[:, :-1] == pytest.approx((raw - raw.mean(0)) / raw.std(0))
    assert columns[:, -1].tolist() == values.isna().astype(float).tolist()
    assert columns[:, :-1].std(axis=0) == pytest.approx(1.0)


def test_a_flag_is_one_straight_column():
    values = pd.Series([0.0, 1, 1, 0, 1])
    columns = Curve.learnt("late", values, straight=True).columns(values)
    assert columns[:, 0] == pytest.approx((values - 0.6) / np.sqrt(0.24))
    assert columns.shape == (5, 1)


def test_what_was_learnt_does_not_depend_on_what_it_is_asked_of():
    values = table()
    design = Design.learnt(values, FEATURES)
    whole = design.matrix(values)
    for rows in (slice(0, 1), slice(5, 50)):
        assert design.matrix(values[rows]) == pytest.approx(whole[rows])


def test_levels_are_plain_indicators_against_the_most_frequent():
    values = pd.Series(["b"] * 12 + ["a"] * 30 + [None] * 11 + ["c"] * 4 + ["d"] * 3, dtype="str")
    term = Levels.learnt("x", values, heavy=False)
    assert (term.first, set(term.others)) == ("a", {"b", "?", REST})
    columns = dict(zip(term.others, term.columns(values).T.tolist(), strict=True))
    assert sum(columns["b"]) == 12
    assert columns["?"] == values.isna().astype(float).tolist()
    assert columns[REST] == values.isin(["c", "d"]).astype(float).tolist()


def test_a_level_never_seen_counts_with_the_rest_or_with_the_first():
    with_rest = Levels.learnt("x", pd.Series(["a"] * 20 + ["b"] * 15 + ["c"] * 2), heavy=False)
    asked = with_rest.columns(pd.Series(["new"]))[0]
    assert dict(zip(with_rest.others, asked, strict=True))[REST] == 1
    without = Levels.learnt("x", pd.Series(["a"] * 20 + ["b"] * 15), heavy=False)
    assert without.columns(pd.Series(["new"])).tolist() == [[0.0]]


@FEW
@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=80), st.randoms())
def test_the_levels_do_not_depend_on_the_order_of_the_rows(values, chance):
    shuffled = list(values)
    chance.shuffle(shuffled)
    here = Levels.learnt("x", pd.Series(values), heavy=False)
    assert Levels.learnt("x", pd.Series(shuffled), heavy=False) == here


@FEW
@given(st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=1, max_size=80))
def test_each_row_is_of_one_level_at_most(values):
    asked = pd.Series(values, dtype="str")
    columns = Levels.learnt("x", asked, heavy=False).columns(asked)
    assert columns.shape[0] == len(values)
    assert set(columns.sum(axis=1)) <= {0.0, 1.0}


@FEW
@given(st.lists(SOME, min_size=1, max_size=60))
def test_columns_are_finite_whatever_is_missing(values):
    asked = pd.Series(values, dtype="float64")
    term = Curve.learnt("x", asked, straight=False)
    columns = term.columns(asked)
    assert np.isfinite(columns).all()
    assert columns.shape[1] == len(term.penalties)
    assert np.isfinite(term.columns(pd.Series([np.nan, 1e6, -1e6]))).all()


@FEW
@given(st.lists(SOME, min_size=2, max_size=60), st.floats(0.01, 100), st.floats(-50, 50))
def test_units_do_not_matter(values, scale, shift):
    here, there = pd.Series(values), pd.Series(values) * scale + shift
    one = Curve.learnt("x", here, straight=False)
    other = Curve.learnt("x", there, straight=False)
    if len(one.at) == len(other.at):
        assert other.columns(there) == pytest.approx(one.columns(here), abs=1e-4)


def test_places_parts_and_penalties_speak_of_the_same_columns():
    values = table()
    features = (*FEATURES, feature("seller", "category", heavy=True))
    values["seller"] = np.tile(["x", "y", "z"], 40)
    design = Design.learnt(values, features)
    matrix = design.matrix(values)
    assert matrix.shape[1] == len(design.penalties)
    assert design.penalties[0] == 0
    for one in features:
        own = design.term(one.code).columns(values[one.code])
        assert matrix[:, design.places(one.code)] == pytest.approx(own)
        ridge = HEAVY_RIDGE if one.heavy else RIDGE
        assert set(design.penalties[design.places(one.code)]) == {ridge}
    part, columns = design.part(matrix, {"region", "size"})
    assert [term.code for term in part.terms] == ["size", "region"]
    assert columns == pytest.approx(part.matrix(values))
    with pytest.raises(KeyError, match="nowhere"):
        design.places("nowhere")


def test_a_changed_matrix_is_that_of_the_changed_table_and_leaves_the_first_alone():
    values = table()
    design = Design.learnt(values, FEATURES)
    matrix = design.matrix(values)
    kept = matrix.copy()
    other = values.assign(risk=0.5)
    changed = design.changed(matrix, "risk", other["risk"])
    assert changed == pytest.approx(design.matrix(other))
    assert (matrix == kept).all()


def test_usable_is_what_has_two_values_unknown_being_one():
    values = pd.DataFrame({"a": [1.0, 1], "b": [1.0, np.nan], "c": [np.nan] * 2, "d": [1.0, 2]})
    found = usable(values, [feature(code) for code in "abcd"])
    assert [one.code for one in found] == ["b", "d"]


def test_a_category_is_text_whatever_it_was():
    made = as_text(pd.Series(pd.Categorical([1, None, 2])))
    assert made.tolist() == ["1", "?", "2"]

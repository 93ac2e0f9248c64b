"""A features file: what it may say, and what is said of every mistake in it."""

import tomllib

import pytest

from garant.metrics.errors import DataError, RequestError
from garant.study.declaration import Condition, Declaration, declared, lever

WHOLE = """
[study]
outcome = "status=gone"
id = "account_id"
cluster = "parent_id"
renewal_number = "k"
observed_on = "seen_on"
mrr = "due"
negative_control = "logins_before"
not_due = "status=Joined"
other_labels = ["left_flag=1", "left"]
confounders = ["segment"]

[feature.segment]
column = "Segment of customer"
stage = 0
kind = "category"
role = "context"

[feature.discount]
column = "discount"
label = "Discount at first signature"
label_fr = "Remise à la première signature"
department = "sales"
stage = 1
kind = "number"
role = "lever"
better = "low"
reference = 0
recorded_at = "discount_at"

[feature.owner]
stage = 0
kind = "category"
role = "context"
heavy = true

[feature.trained]
stage = 2
kind = "flag"
role = "lever"
department = "customer_success"
reference = true

[feature.usage]
stage = 9
kind = "count"
role = "symptom"
"""
LEVER = {"stage": 1, "kind": "number", "role": "lever", "better": "low"}


def read(text: str) -> Declaration:
    return declared(tomllib.loads(text), file="f.toml")


def mistakes(document: dict) -> list[tuple[str, str]]:
    """Where, and what, of every problem."""
    with pytest.raises(DataError) as caught:
        declared(document, file="f.toml")
    assert {one.table for one in caught.value.problems} == {"f.toml"}
    assert {one.row for one in caught.value.problems} == {None}
    return [(one.field, one.text()) for one in caught.value.problems]


def of(**changes) -> list[tuple[str, str]]:
    """The mistakes of a lever that is sound but for some keys."""
    entry = {key: value for key, value in (LEVER | changes).items() if value is not None}
    return mistakes({"feature": {"x": entry}})


def test_every_key_of_the_study_is_read():
    found = read(WHOLE)
    assert found.outcome == Condition("status", "gone")
    assert (found.id, found.cluster, found.renewal_number) == ("account_id", "parent_id", "k")
    assert (found.observed_on, found.mrr) == ("seen_on", "due")
    assert found.negative_control == "logins_before"
    assert found.not_due == Condition("status", "Joined")
    assert found.other_labels == (Condition("left_flag", "1"), Condition("left", "1"))
    assert found.confounders == ("segment",)


def test_every_key_of_a_feature_is_read_and_the_others_have_their_defaults():
    segment, discount, owner, trained, usage = read(WHOLE).features
    assert (segment.column, segment.label, segment.department) == (
        "Segment of customer", "Segment", "none",
    )  # fmt: skip
    assert (discount.label_fr, discount.department) == ("Remise à la première signature", "sales")
    assert (discount.stage, discount.kind, discount.role) == (1, "number", "lever")
    assert (discount.better, discount.reference) == ("low", 0.0)
    assert discount.recorded_at == "discount_at"
    assert (owner.heavy, segment.heavy) == (True, False)
    assert (trained.reference, trained.column) == (1.0, "trained")
    assert usage.stage == 9


def test_every_column_that_is_named_is_asked_for():
    named = {"account_id", "parent_id", "k", "seen_on", "due", "logins_before", "status"}
    named |= {"left_flag", "left", "Segment of customer", "discount", "discount_at"}
    assert set(read(WHOLE).columns()) == named | {"owner", "trained", "usage"}


def test_an_empty_file_declares_nothing():
    assert read("") == Declaration()


@pytest.mark.parametrize(
    ("study", "place", "said"),
    [
        ({"outcom": "x=1"}, "study.outcom", "unknown key outcom; the keys are: outcome, id"),
        ({"id": 3}, "study.id", "id is a text, not 3"),
        ({"mrr": ""}, "study.mrr", "mrr is a text, not ''"),
        ({"cluster": ["a"]}, "study.cluster", "cluster is a text, not ['a']"),
        ({"other_labels": "left=1"}, "study.other_labels", "other_labels is a list of texts"),
        ({"confounders": [1]}, "study.confounders", "confounders is a list of texts"),
        ({"confounders": ["size"]}, "study.confounders", "there is no [feature.size]"),
        ({"outcome": "=1"}, "study.outcome", "'=1' names no column"),
        ({"other_labels": ["a=1", "= 2"]}, "study.other_labels", "'= 2' names no column"),
    ],
)
def test_a_mistake_of_the_study_is_named_with_its_place(study, place, said):
    ((where, what),) = mistakes({"study": study})
    assert where == place
    assert said in what


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"colour": "red"}, "x.colour", "unknown key colour; the keys are: column, label"),
        ({"stage": None}, "x", "stage is missing; it is one of: 0, 1, 2, 3, 4, 5, 9"),
        ({"kind": None}, "x", "kind is missing; it is one of: number, category, flag, count"),
        ({"role": None}, "x", "role is missing; it is one of: lever, context, symptom"),
        ({"stage": 7}, "x.stage", "7 is not one of: 0, 1, 2"),
        ({"stage": True}, "x.stage", "True is not one of: 0, 1, 2"),
        ({"stage": "1"}, "x.stage", "'1' is not one of"),
        ({"kind": "text"}, "x.kind", "'text' is not one of: number"),
        ({"role": ["lever"]}, "x.role", "['lever'] is not one of"),
        ({"department": "hr"}, "x.department", "'hr' is not one of: product, engineering"),
        ({"better": "less"}, "x.better", "'less' is not one of: low, high"),
        ({"label": 3}, "x.label", "label is a text, not 3"),
        ({"column": []}, "x.column", "column is a text, not []"),
        ({"recorded_at": False}, "x.recorded_at", "recorded_at is a text, not False"),
        ({"heavy": "yes"}, "x.heavy", "heavy is true or false, not 'yes'"),
        ({"better": None}, "x", 'a lever needs better = "low" or "high", or a reference'),
        ({"kind": "category"}, "x", 'a lever that is a category needs reference = "…"'),
        ({"reference": "low"}, "x.reference", "'low' is neither a number nor a quantile"),
        ({"reference": "q0"}, "x.reference", "'q0' is neither"),
        ({"reference": "q100"}, "x.reference", "'q100' is neither"),
        ({"reference": [1]}, "x.reference", "[1] is neither"),
        ({"reference": float("nan")}, "x.reference", "nan is neither"),
    ],
)
def test_a_mistake_of_a_feature_is_named_with_its_place(changes, place, said):
    ((where, what),) = of(**changes)
    assert where == f"feature.{place}"
    assert said in what


def test_what_is_not_a_section_is_refused():
    assert mistakes({"featur": {}, "study": 1}) == [
        ("featur", "unknown section [featur]; there are [study] and [feature.CODE]"),
        ("study", "[study] is a section, not a value"),
    ]
    assert mistakes({"feature": {"x": 1}}) == [("feature.x", "[feature.x] is a section")]


def test_the_renewal_number_is_in_every_model_and_no_feature():
    ((where, what),) = mistakes({"feature": {"renewal_number": LEVER}})
    assert where == "feature.renewal_number"
    assert "in [study]" in what


def test_all_mistakes_are_told_at_once():
    wrong = {
        "study": {"nope": "1", "confounders": ["ghost"]},
        "feature": {"a": {"stage": 8}, "b": LEVER | {"reference": "x"}, "c": LEVER},
    }
    assert [where for where, _ in mistakes(wrong)] == [
        "study.nope", "study.confounders", "feature.a.stage", "feature.a", "feature.a",
        "feature.b.reference",
    ]  # fmt: skip


@pytest.mark.parametrize("reference", [3, 2.5, True, "q25", "q1", "q99"])
def test_a_reference_is_a_number_or_a_quantile(reference):
    (found,) = declared({"feature": {"x": LEVER | {"reference": reference}}}, file="f").features
    assert found.reference == (reference if isinstance(reference, str) else float(reference))
    assert not isinstance(found.reference, bool)


def test_a_lever_is_found_by_its_code_and_the_others_are_named():
    features = read(WHOLE).features
    assert lever(features, "trained").stage == 2
    with pytest.raises(RequestError, match="no lever usage; the levers are: discount, trained"):
        lever(features, "usage")
    with pytest.raises(RequestError, match="the levers are: none"):
        lever((), "usage")

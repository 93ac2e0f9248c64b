"""A features file proposed for a table that nobody has declared, and written for one that is."""

import tomllib

import pandas as pd
import pytest

from garant.study.declaration import declared
from garant.study.feature import Feature
from garant.study.proposal import DOUBT, described, document, proposed

TABLE = pd.DataFrame(
    {
        "customerID": [f"C{place}" for place in range(60)],
        "Churn": ["Yes", "No", "No"] * 20,
        "MonthlyCharges": [f"{place}.5" for place in range(60)],
        "tenure": [str(place % 30) for place in range(60)],
        "Plan code": ["1", "2", "3", ""] * 15,
        "Trained?": ["yes", "no"] * 30,
        "Country": ['Fr"ance', "None", "Italy\n"] * 20,
        "Town": [f"town {place}" for place in range(60)],
        "Notes": [""] * 60,
    },
    dtype="str",
)  # fmt: skip


def test_a_proposal_reads_as_toml_and_every_doubt_is_marked():
    found = proposed(TABLE)
    read = tomllib.loads(found.toml)
    assert read["study"] == {"outcome": "Churn=Yes", "id": "customerID"}
    assert found.doubts == sum(DOUBT in line for line in found.toml.splitlines())
    assert [one.column for one in found.columns] == list(TABLE.columns)
    for line in found.toml.splitlines():
        if line.startswith(("stage =", "role =")):
            assert DOUBT in line  # a stage and a role are never read off a column


def test_the_outcome_the_id_and_what_cannot_be_a_feature_are_left_out():
    features = tomllib.loads(proposed(TABLE).toml)["feature"]
    assert {entry["column"] for entry in features.values()} == {
        "MonthlyCharges", "tenure", "Plan code", "Trained?", "Country",
    }  # fmt: skip
    text = proposed(TABLE).toml
    assert '# "Notes": every cell is empty; left out' in text
    assert '# "Town" has too many levels' in text
    assert '# "tenure" may be a duration: --time' in text


def test_a_kind_is_read_off_the_cells():
    kinds = {one.column: one.kind for one in proposed(TABLE).columns}
    assert kinds == {
        "customerID": "category", "Churn": "flag", "MonthlyCharges": "number", "tenure": "number",
        "Plan code": "number", "Trained?": "flag", "Country": "category", "Town": "category",
        "Notes": None,
    }  # fmt: skip
    plan = described(TABLE["Plan code"], "Plan code")
    assert (plan.levels, plan.empty, plan.whole) == (3, 15, True)


def test_whole_numbers_of_few_values_may_be_names():
    lines = proposed(TABLE).toml.splitlines()
    after = lines[lines.index('column = "Plan code"') :]
    kind = next(line for line in after if line.startswith("kind"))
    assert "category if the numbers are names" in kind


def test_what_the_command_says_stands_before_what_is_proposed():
    found = tomllib.loads(proposed(TABLE, outcome="Trained?=no", id="Town").toml)
    assert found["study"] == {"outcome": "Trained?=no", "id": "Town"}
    columns = {entry["column"] for entry in found["feature"].values()}
    assert "Churn" in columns
    assert not columns & {"Trained?", "Town"}


def test_a_proposal_is_declared_as_it_stands():
    read = declared(tomllib.loads(proposed(TABLE).toml), file="f")
    assert {feature.role for feature in read.features} == {"context"}
    assert len({feature.code for feature in read.features}) == len(read.features)


def test_columns_whose_names_read_alike_get_codes_of_their_own():
    alike = pd.DataFrame({name: ["1", "2", "3"] for name in ("A b", "a_b", "a-b")}, dtype="str")
    features = tomllib.loads(proposed(alike).toml)["feature"]
    assert {code: entry["column"] for code, entry in features.items()} == {
        "a_b": "A b", "a_b_2": "a_b", "a_b_3": "a-b",
    }  # fmt: skip


@pytest.mark.parametrize(
    "feature",
    [
        Feature(code="x", label="X", stage=0, kind="number", role="context", column="x"),
        Feature(
            code="remise initiale", label='A "first" discount', label_fr="La remise à l’entrée",
            stage=1, kind="number", role="lever", department="sales", better="low",
            reference=0.05, column="a\\b\tc\x7f", recorded_at="écrit le",
        ),
        Feature(
            code="owner", label="Owner", stage=0, kind="category", role="lever", reference="é\n",
            column="owner", heavy=True,
        ),
        Feature(
            code="days", label="Days", stage=2, kind="count", role="lever", better="high",
            reference="q75", column="days",
        ),
    ],
)  # fmt: skip
def test_a_declared_feature_is_written_and_read_back_as_it_was(feature):
    text = document({"outcome": "lost=1", "confounders": ["a", 'b"']}, [feature])
    read = tomllib.loads(text)
    assert read["study"] == {"outcome": "lost=1", "confounders": ["a", 'b"']}
    del read["study"]["confounders"]
    assert declared(read, file="f").features == (feature,)
    assert DOUBT not in text

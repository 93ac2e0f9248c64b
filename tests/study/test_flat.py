"""A flat table of text, as it is read: what is a value, what is unknown, what is a mistake."""

import tomllib

import numpy as np
import pandas as pd
import pytest

from garant.metrics.errors import DataError, RequestError
from garant.study.declaration import declared
from garant.study.drivers import drivers
from garant.study.flat import observed
from garant.study.observations import Observations
from garant.study.proposal import document
from garant.warehouse.study_table import dictionary, laid

COUNT = 240
SIZE = {"stage": 0, "kind": "category", "role": "context"}
PRICE = {"stage": 1, "kind": "number", "role": "lever", "better": "low", "reference": 0}
TRAINED = {"stage": 2, "kind": "flag", "role": "lever", "better": "high", "reference": 1}


def cells(**columns) -> pd.DataFrame:
    """A table of text: a third lost, and columns that tell nothing; some of them replaced."""
    rng = np.random.default_rng(3)
    made = {
        "who": [f"A{place}" for place in range(COUNT)],
        "gone": ["1" if place % 3 == 0 else "0" for place in range(COUNT)],
        "size": rng.choice(["small", "large", "None"], COUNT).tolist(),
        "price": [f"{price:.3f}" for price in rng.uniform(0, 9, COUNT)],
        "trained": rng.choice(["yes", "No", "1", "false"], COUNT).tolist(),
    }
    return pd.DataFrame(made | columns, dtype="str")


def read(table: pd.DataFrame, study=None, *, today=None, **features) -> Observations:
    entries = {"size": SIZE, "price": PRICE, "trained": TRAINED} | features
    told = {"study": {"outcome": "gone=1", "id": "who"} | (study or {}), "feature": entries}
    known = {key: entry for key, entry in entries.items() if entry is not None}
    return observed(table, declared(told | {"feature": known}, file="f"), file="t.csv", today=today)


def mistakes(table: pd.DataFrame, study=None, **features) -> list[tuple]:
    with pytest.raises(DataError) as caught:
        read(table, study, **features)
    return [(one.row, one.field, one.text()) for one in caught.value.problems]


def changed(column: str, **at: str) -> pd.DataFrame:
    """The table with some cells of a column, by their place from 0, changed."""
    table = cells()
    for place, value in at.items():
        table.loc[int(place.removeprefix("at")), column] = value
    return table


def test_text_is_read_as_what_its_column_was_declared_to_be():
    table = cells()
    found = read(table)
    assert len(found) == COUNT
    assert found.lost.tolist() == [float(cell == "1") for cell in table["gone"]]
    assert found.values["price"].tolist() == [float(cell) for cell in table["price"]]
    assert found.values["trained"].tolist() == [
        float(cell in {"yes", "1"}) for cell in table["trained"]
    ]
    assert found.rows["id"].tolist() == table["who"].tolist()
    assert found.rows["mrr"].isna().all()


def test_the_text_none_is_a_level_and_an_empty_cell_is_unknown():
    found = read(changed("size", at0="", at1="  ", at2="None"))
    assert found.values["size"].isna().tolist()[:3] == [True, True, False]
    assert found.values["size"].iloc[2] == "None"
    assert np.isnan(read(changed("price", at5="")).values["price"].iloc[5])
    assert np.isnan(read(changed("trained", at5="")).values["trained"].iloc[5])


def test_a_cell_that_cannot_be_read_is_told_with_its_row_as_a_spreadsheet_counts():
    assert mistakes(changed("price", at0="dear", at3="1,5")) == [
        (2, "price", "'dear' is not a number such as 12.5"),
        (5, "price", "'1,5' is not a number such as 12.5"),
    ]
    assert mistakes(changed("price", at0="inf")) == [
        (2, "price", "'inf' is not a number such as 12.5")
    ]
    assert mistakes(changed("trained", at7="perhaps")) == [
        (9, "trained", "'perhaps' is not 1, 0, yes or no")
    ]


def test_after_five_cells_of_a_column_the_rest_are_counted():
    table = cells(price=["x"] * 8 + ["1"] * (COUNT - 8))
    found = mistakes(table)
    assert [row for row, _, _ in found] == [2, 3, 4, 5, 6, None]
    assert found[-1] == (None, "price", "3 more cells like these cannot be read")


def test_mistakes_of_all_columns_are_told_at_once():
    table = changed("price", at0="dear")
    table.loc[1, "trained"] = "perhaps"
    table.loc[2, "who"] = "A1"
    table.loc[3, "gone"] = ""
    table.loc[4, "who"] = " "
    assert [(row, field) for row, field, _ in mistakes(table)] == [
        (2, "price"), (3, "trained"), (5, "gone"), (6, "who"), (4, "who"),
    ]  # fmt: skip


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    ((row, field, said),) = mistakes(cells(), weight=PRICE)
    assert (row, field) == (1, "weight")
    assert said.endswith("the columns are: who, gone, size, price, trained")


def test_an_id_that_repeats_needs_its_renewal_number():
    table = changed("who", at9="A8")
    ((row, field, said),) = mistakes(table)
    assert (row, field) == (11, "who")
    assert "'A8' was there already; give each renewal its renewal_number" in said
    table["k"] = "1"
    assert len(mistakes(table, {"renewal_number": "k"})) == 1
    table.loc[9, "k"] = "2"
    found = read(table, {"renewal_number": "k"})
    assert found.rows["renewal_number"].tolist()[8:10] == [1, 2]
    assert len(found.first_renewals()) == COUNT - 1


def test_an_id_may_repeat_among_rows_that_are_not_due():
    for first, second in (("due", "later"), ("later", "due")):
        table = changed("who", at9="A8")
        table["state"] = "due"
        table.loc[8, "state"], table.loc[9, "state"] = first, second
        assert len(read(table, {"not_due": "state=later"})) == COUNT - 1


@pytest.mark.parametrize("cell", ["", "0", "1.5", "-1", "first"])
def test_a_renewal_number_is_a_whole_number_from_1(cell):
    table = cells(k=["1"] * COUNT)
    table.loc[4, "k"] = cell
    expected = (6, "k", f"{cell!r} is not a whole number from 1")
    assert mistakes(table, {"renewal_number": "k"}) == [expected]


def test_rows_that_are_not_due_are_out_of_the_denominator():
    state = ["Joined" if place < 40 else "due" for place in range(COUNT)]
    table = cells(state=state)
    table.loc[:39, "gone"] = ""  # nothing is known of them yet
    found = read(table, {"not_due": "state=Joined"})
    assert len(found) == COUNT - 40
    assert found.losses == sum(place % 3 == 0 for place in range(40, COUNT))
    assert found.rows["id"].iloc[0] == "A40"
    assert len(found.values) == len(found.rows)


def test_an_outcome_that_is_not_told_is_not_taken_for_a_customer_who_stayed():
    ((row, field, said),) = mistakes(changed("gone", at1=""))
    assert (row, field) == (3, "gone")
    assert "not_due" in said


def test_an_outcome_is_the_same_text_or_the_same_number():
    table = cells()
    table["gone"] = table["gone"] + ".0"
    assert read(table).losses == read(cells()).losses
    words = cells(gone=["Yes" if place % 3 == 0 else "No" for place in range(COUNT)])
    assert read(words, {"outcome": "gone=Yes"}).losses == COUNT // 3
    with pytest.raises(RequestError, match="one value only: 0 of 240"):
        read(words, {"outcome": "gone=yes"})


def test_other_labels_that_differ_are_warned_with_the_count():
    other = cells()["gone"].tolist()
    other[0], other[1], other[2] = "0", "1", ""
    found = read(cells(left=other, same=cells()["gone"]), {"other_labels": ["left", "same=1"]})
    assert [(one.code, one.message) for one in found.warnings] == [
        ("labels_differ", "left=1 and the outcome differ in 2 rows")
    ]


def test_the_cluster_is_the_parent_and_without_one_the_customer_itself():
    assert read(cells()).rows["cluster"].tolist() == cells()["who"].tolist()
    parents = ["P"] * 20 + [""] + [f"Q{place}" for place in range(COUNT - 21)]
    found = read(cells(parent=parents), {"cluster": "parent"})
    assert found.rows["cluster"].tolist()[19:22] == ["P", "A20", "Q0"]
    assert int(found.clusters.max()) + 1 == COUNT - 19
    table = cells()
    bare = {"study": {"outcome": "gone=1"}, "feature": {"price": PRICE}}
    assert observed(table, declared(bare, file="f"), file="t").rows["id"].iloc[5] == "5"


@pytest.mark.parametrize(("late", "refused"), [(2, False), (3, True)])
def test_what_was_recorded_late_in_more_than_one_row_of_a_hundred_is_refused_by_name(late, refused):
    at = ["2024-05-02"] * late + ["2024-05-01"] * (COUNT - late)
    table = cells(seen=["2024-05-01"] * COUNT, at=at)
    assert (late / COUNT > 0.01) == refused
    found = read(table, {"observed_on": "seen"}, price=PRICE | {"recorded_at": "at"})
    assert [(one.code, one.reason) for one in found.refused] == (
        [("price", "recorded_too_late")] if refused else []
    )
    assert ("price" in found.values) != refused


def test_what_is_recorded_within_the_day_is_not_late_and_an_unknown_instant_neither():
    table = cells(seen=["2024-05-01"] * COUNT, at=["2024-05-01T18:00:00Z", ""] * (COUNT // 2))
    found = read(table, {"observed_on": "seen"}, price=PRICE | {"recorded_at": "at"})
    assert not found.refused
    exact = table.assign(seen="2024-05-01T12:00:00Z")
    found = read(exact, {"observed_on": "seen"}, price=PRICE | {"recorded_at": "at"})
    assert [one.reason for one in found.refused] == ["recorded_too_late"]


def test_when_it_was_recorded_is_warned_where_no_day_is_there_to_compare_with():
    found = read(cells(at=["2024-05-02"] * COUNT), price=PRICE | {"recorded_at": "at"})
    assert [one.code for one in found.warnings] == ["recorded_at_unchecked"]


def test_days_are_read_and_those_after_today_are_warned():
    seen = ["2024-05-01"] * (COUNT - 3) + ["2031-01-01"] * 3
    table = cells(seen=seen)
    today = pd.Timestamp("2026-01-01")
    found = read(table, {"observed_on": "seen"}, today=today)
    assert found.rows["observed_on"].iloc[0] == pd.Timestamp("2024-05-01")
    assert [(one.code, one.message) for one in found.warnings] == [
        ("after_today", "observed_on is after 2026-01-01 in 3 rows")
    ]
    assert not read(table, {"observed_on": "seen"}).warnings
    table.loc[0, "seen"] = "01/05/2024"
    assert mistakes(table, {"observed_on": "seen"}) == [
        (2, "seen", "'01/05/2024' is not a date such as 2024-12-31")
    ]


def test_the_negative_control_is_a_number_or_yes_and_no():
    control = ["yes" if place % 2 else "no" for place in range(COUNT)]
    found = read(cells(control=control), {"negative_control": "control"})
    assert found.negative_control == "control"
    assert found.rows["negative_control"].tolist() == [place % 2 for place in range(COUNT)]
    table = cells(control=[f"{place / 7:.2f}" for place in range(COUNT)])
    found = read(table, {"negative_control": "control"})
    assert found.rows["negative_control"].iloc[7] == 1.0


def test_the_reference_of_a_category_must_occur():
    good = SIZE | {"role": "lever", "reference": "small"}
    assert read(cells(), size=good).features[0].is_lever
    ((row, field, said),) = mistakes(cells(), size=good | {"reference": "Small"})
    assert (row, field) == (None, "size")
    assert said.endswith("it has: 'None', 'large', 'small'")


def test_money_due_is_read_and_what_would_be_kept_is_told():
    rng = np.random.default_rng(0)
    price = rng.uniform(0, 9, COUNT)
    gone = rng.random(COUNT) < 0.05 + 0.09 * price
    table = cells(gone=gone.astype(int), price=price.round(3), due=["50"] * COUNT)
    found = read(table, {"mrr": "due"})
    assert found.rows["mrr"].tolist() == [50.0] * COUNT
    row = next(row for row in drivers(found).rows if row.code == "price")
    # Where every row has the same money, the share of money is the share of customers.
    assert row.avoidable_mrr == pytest.approx(50 * COUNT * row.avoidable_points / 100)
    assert next(iter(drivers(read(table)).rows)).avoidable_mrr is None


def test_the_rows_written_from_a_table_are_read_back_as_they_were():
    table = cells(
        due=[f"{place}.25" for place in range(COUNT)],
        seen=["2024-05-01"] * COUNT,
        k=["1"] * COUNT,
    )
    study = {"mrr": "due", "observed_on": "seen", "renewal_number": "k", "confounders": ["size"]}
    first = read(changed_price(table), study)
    written = laid(first)
    text = pd.DataFrame(written.rows, columns=list(written.columns), dtype="object")
    text = text.map(lambda cell: "" if cell is None else str(cell)).astype("str")
    toml = dictionary(first)
    assert 'mrr = "mrr"' in toml
    again = observed(text, declared(parsed(toml), file="f"), file="t")
    own = ["id", "cluster", "renewal_number", "observed_on", "lost", "mrr"]
    pd.testing.assert_frame_equal(again.rows[own], first.rows[own], check_dtype=False)
    pd.testing.assert_frame_equal(again.values, first.values, check_categorical=False)
    assert again.confounders == ("size",)
    assert "mrr = " not in dictionary(read(cells()))


def changed_price(table: pd.DataFrame) -> pd.DataFrame:
    table.loc[3, "price"] = ""
    return table


def parsed(toml: str) -> dict:
    return tomllib.loads(toml)


def test_a_document_of_declared_features_says_them_again():
    features = read(cells()).features
    again = declared(parsed(document({"outcome": "gone=1"}, features)), file="f").features
    assert again == features

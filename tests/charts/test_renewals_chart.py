"""The picture of the renewals to come: parts that add up, doubt pale, what will be kept beside."""

from datetime import date

import pytest

from garant.charts import ChartError
from garant.charts.labels import NBSP
from garant.charts.renewals_ahead_chart import DueMonth, renewals_ahead
from tests.charts.reading import SVG, marks, texts, tree
from tests.charts.renewals_samples import RENEWALS

BOTH = pytest.mark.parametrize("narrow", [False, True])


def parts(mark):
    """Fill, upper edge and height of each rectangle that is seen."""
    seen = [node for node in mark.iter(f"{SVG}rect") if node.get("class") != "hit"]
    return [
        (node.get("fill"), float(node.get("y", 0)), float(node.get("height", 0))) for node in seen
    ]


@BOTH
def test_the_parts_of_a_bar_stand_on_each_other_in_their_colours(narrow):
    found = marks(RENEWALS["renewals"]("en").svg(narrow=narrow))
    fills = ["var(--keep)", "var(--brand-soft)", "var(--lose)"]
    assert [fill for fill, _, _ in parts(found[0])] == fills
    assert [fill for fill, _, _ in parts(found[4])] == ["var(--brand-soft)"]
    (_, kept_top, kept_height), (_, open_top, open_height), (_, lost_top, lost_height) = parts(
        found[0]
    )
    assert open_top + open_height == pytest.approx(kept_top, abs=1)
    assert lost_top + lost_height == pytest.approx(open_top, abs=1)
    assert kept_height / lost_height == pytest.approx(27080 / 3859, rel=0.02)


@BOTH
def test_what_will_be_kept_lies_between_its_ends_at_the_right_height(narrow):
    text = RENEWALS["renewals"]("en").svg(narrow=narrow)
    april = marks(text)[3]
    lines = [(float(n.get("y1", 0)), float(n.get("y2", 0))) for n in april.iter(f"{SVG}line")]
    (low, high), point = lines[0], next(april.iter(f"{SVG}circle"))
    assert high < float(point.get("cy", 0)) < low
    assert point.get("fill") == "var(--surface)"
    _, top, height = parts(april)[0]
    floor = top + height + 0.6  # half of the edge of what is open
    assert (floor - high) / (floor - low) == pytest.approx(34694 / 24592, rel=0.03)


def test_calls_are_a_mark_of_their_own_and_only_where_they_are_given():
    with_calls, without = RENEWALS["renewals"]("en"), RENEWALS["three years"]("en")
    assert len(list(marks(with_calls.svg())[0].iter(f"{SVG}path"))) == 1
    assert "by the calls" in texts(tree(with_calls.svg()))
    assert "by the calls" not in texts(tree(without.svg()))
    assert len(with_calls.table.columns) == len(without.table.columns) + 1 == 9


def test_a_mark_says_what_is_due_its_parts_and_what_will_be_kept():
    tip = marks(RENEWALS["renewals"]("en").svg())[3]
    assert tip.get("data-tip") == (
        "Apr 26|€37.8k due|€0.0k secured · €35.1k open · €2.7k lost|"
        "€31.1k kept, between €24.6k and €34.7k; €35.1k by the calls"
    )
    assert tip.get("href") == "/renewals?month=4"


def test_words_stand_in_the_bars_where_there_is_room_and_above_them_where_there_is_none():
    wide = texts(tree(RENEWALS["renewals"]("fr").svg()))
    narrow = texts(tree(RENEWALS["renewals"]("fr").svg(narrow=True)))
    assert {"acquis", "ouvert", "perdu", "ce qui devrait rester"} <= set(wide) & set(narrow)
    assert wide.count("acquis") == narrow.count("acquis") == 1


def test_the_table_has_every_month_and_the_label_says_the_whole():
    chart = RENEWALS["three years"]("en")
    assert len(chart.table.rows) == 36
    assert len(marks(chart.svg())) == 24
    assert chart.subtitle.endswith("the first 24 of 36 months; the table has all.")
    french = RENEWALS["renewals"]("fr")
    assert french.label == (
        "Ce qui arrive à échéance, ce qui restera_: 187,4_k€ échus de janv. 26 à juin 26, dont "
        "55,8_k€ acquis, 122,2_k€ ouverts et 9_346_€ perdus_; 164,4_k€ devraient être gardés."
    ).replace("_", NBSP)


def test_without_an_expectation_none_is_spoken_of():
    chart = RENEWALS["decided"]("en")
    assert "line" not in chart.subtitle
    assert "expected" not in chart.label
    assert chart.table.rows[0][5:8] == ("—", "—", "—")


def test_a_chart_of_nothing_says_so_and_ends_the_wrong_way_round_are_refused():
    assert renewals_ahead([], lang="en").label.endswith("no data for this period.")
    with pytest.raises(ChartError, match="from 9 to 4: the low end must not be above"):
        renewals_ahead([DueMonth(date(2026, 1, 1), 1, 9, 0, 5, 9, 4)], lang="en")

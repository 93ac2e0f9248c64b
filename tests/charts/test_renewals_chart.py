"""The picture of the renewals to come: parts that add up, doubt pale, what will be kept beside."""

from datetime import date

import pytest

from garant.charts import ChartError
from garant.charts.labels import NBSP
from garant.charts.renewals_ahead_chart import DueMonth, renewals_ahead
from tests.charts import test_every_chart
from tests.charts.reading import SVG, marks, texts, tree
from tests.charts.samples import SAMPLES

MONTHS = (
    DueMonth(date(2026, 1, 1), 27080, 2222, 3859, 28889, 27752, 29303, 28100),
    DueMonth(date(2026, 2, 1), 10391, 12784, 2812, 22090, 19538, 23176, 20000),
    DueMonth(date(2026, 3, 1), 18373, 15668, 0, 32410, 29669, 34041, 18373),
    DueMonth(
        date(2026, 4, 1), 0, 35102, 2675, 31097, 24592, 34694, 35102, href="/renewals?month=4"
    ),
    DueMonth(date(2026, 5, 1), 0, 31233, 0, 27235, 21294, 31008, 0),
    DueMonth(date(2026, 6, 1), 0, 25231, 0, 22653, 13952, 25129, 25231),
)
LONG = tuple(
    DueMonth(
        date(2026 + i // 12, i % 12 + 1, 1), 900 - 25 * i, 40 * i, i, 30 * i + 200, 10 * i, 1200
    )
    for i in range(36)
)


def drawn(months, **more):
    return lambda lang: renewals_ahead(months, lang=lang, currency="EUR", **more)


KINDS = {
    "renewals": drawn(MONTHS),
    "one month": drawn(MONTHS[3:4]),
    "three years": drawn(LONG),
    "decided": drawn([DueMonth(date(2026, 1, 1), 5, 0, 1), DueMonth(date(2026, 2, 1))]),
    "only open": drawn([DueMonth(row.month, 0, row.open) for row in MONTHS]),
    "large": drawn([DueMonth(date(2026, 1, 1), 10**9, 3 * 10**9, 1, 2 * 10**9, 10**9, 4 * 10**9)]),
}
BOTH = pytest.mark.parametrize("narrow", [False, True])
PROMISES = (
    test_every_chart.test_a_drawing_is_well_formed_and_says_itself_in_one_sentence,
    test_every_chart.test_a_drawing_has_no_style_and_no_colour_but_tokens,
    test_every_chart.test_both_drawings_of_a_chart_weigh_at_most_60_kilobytes,
    test_every_chart.test_no_text_is_smaller_than_11_pixels_or_leaves_the_drawing,
    test_every_chart.test_each_mark_has_words_for_the_tooltip_and_for_the_screen_reader,
    test_every_chart.test_each_mark_is_easy_to_reach,
    test_every_chart.test_french_and_english_typography_is_kept_everywhere,
)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__[5:])
def test_every_promise_of_the_charts_holds(promise, kind, lang, monkeypatch):
    monkeypatch.setitem(SAMPLES, kind, KINDS[kind])
    promise(kind, lang)


@BOTH
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_lies_on_another(kind, lang, narrow):
    placed = sorted(test_every_chart.placed_texts(tree(KINDS[kind](lang).svg(narrow=narrow))))
    for i, (left, right, baseline, size) in enumerate(placed):
        for other_left, _, other_baseline, other_size in placed[i + 1 :]:
            apart = abs(baseline - other_baseline) >= 0.8 * max(size, other_size)
            assert apart or other_left >= right or left == right


def parts(mark):
    """Fill, upper edge and height of each rectangle that is seen."""
    seen = [node for node in mark.iter(f"{SVG}rect") if node.get("class") != "hit"]
    return [
        (node.get("fill"), float(node.get("y", 0)), float(node.get("height", 0))) for node in seen
    ]


@BOTH
def test_the_parts_of_a_bar_stand_on_each_other_in_their_colours(narrow):
    found = marks(KINDS["renewals"]("en").svg(narrow=narrow))
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
    text = KINDS["renewals"]("en").svg(narrow=narrow)
    april = marks(text)[3]
    lines = [(float(n.get("y1", 0)), float(n.get("y2", 0))) for n in april.iter(f"{SVG}line")]
    (low, high), point = lines[0], next(april.iter(f"{SVG}circle"))
    assert high < float(point.get("cy", 0)) < low
    assert point.get("fill") == "var(--surface)"
    _, top, height = parts(april)[0]
    floor = top + height + 0.6  # half of the edge of what is open
    assert (floor - high) / (floor - low) == pytest.approx(34694 / 24592, rel=0.03)


def test_calls_are_a_mark_of_their_own_and_only_where_they_are_given():
    with_calls, without = KINDS["renewals"]("en"), KINDS["three years"]("en")
    assert len(list(marks(with_calls.svg())[0].iter(f"{SVG}path"))) == 1
    assert "by the calls" in texts(tree(with_calls.svg()))
    assert "by the calls" not in texts(tree(without.svg()))
    assert len(with_calls.table.columns) == len(without.table.columns) + 1 == 9


def test_a_mark_says_what_is_due_its_parts_and_what_will_be_kept():
    tip = marks(KINDS["renewals"]("en").svg())[3]
    assert tip.get("data-tip") == (
        "Apr 26|€37.8k due|€0.0k secured · €35.1k open · €2.7k lost|"
        "€31.1k kept, between €24.6k and €34.7k; €35.1k by the calls"
    )
    assert tip.get("href") == "/renewals?month=4"


def test_words_stand_in_the_bars_where_there_is_room_and_above_them_where_there_is_none():
    wide = texts(tree(KINDS["renewals"]("fr").svg()))
    narrow = texts(tree(KINDS["renewals"]("fr").svg(narrow=True)))
    assert {"acquis", "ouvert", "perdu", "ce qui devrait rester"} <= set(wide) & set(narrow)
    assert wide.count("acquis") == narrow.count("acquis") == 1


def test_the_table_has_every_month_and_the_label_says_the_whole():
    chart = KINDS["three years"]("en")
    assert len(chart.table.rows) == 36
    assert len(marks(chart.svg())) == 24
    assert chart.subtitle.endswith("the first 24 of 36 months; the table has all.")
    french = KINDS["renewals"]("fr")
    assert french.label == (
        "Ce qui arrive à échéance, ce qui restera_: 187,4_k€ échus de janv. 26 à juin 26, dont "
        "55,8_k€ acquis, 122,2_k€ ouverts et 9_346_€ perdus_; 164,4_k€ devraient être gardés."
    ).replace("_", NBSP)


def test_without_an_expectation_none_is_spoken_of():
    chart = KINDS["decided"]("en")
    assert "line" not in chart.subtitle
    assert "expected" not in chart.label
    assert chart.table.rows[0][5:8] == ("—", "—", "—")


def test_a_chart_of_nothing_says_so_and_ends_the_wrong_way_round_are_refused():
    assert renewals_ahead([], lang="en").label.endswith("no data for this period.")
    with pytest.raises(ChartError, match="from 9 to 4: the low end must not be above"):
        renewals_ahead([DueMonth(date(2026, 1, 1), 1, 9, 0, 5, 9, 4)], lang="en")

"""The pictures of cash: amounts where they fall, bottoms at their month, inputs at their ends."""

import re
import string
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.charts import ChartError, labels
from garant.charts.cash_chart import cash_curves
from garant.charts.cash_words import SENTENCES, say
from garant.charts.labels import NBSP
from tests.charts.cash_samples import CASH, DATED, FOUR, LONG, PLAN, line
from tests.charts.reading import SVG, boxes, dots, marks, overlapping, placed_texts, texts, tree

BOTH = pytest.mark.parametrize("narrow", [False, True])


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(-900, 400), min_size=24, max_size=24), min_size=1, max_size=4),
    st.sampled_from(["en", "fr"]),
)
def test_wherever_the_bottoms_fall_no_text_lies_on_another(paths, lang):
    chart = cash_curves([line("Scenario", 0, *path) for path in paths], lang=lang)
    for narrow in (False, True):
        assert overlapping(chart.svg(narrow=narrow)) == []


# ---------------------------------------------------------------- curves


def paths(root: ET.Element) -> list[list[tuple[float, float]]]:
    """The points of each stroked line."""
    return [
        [tuple(map(float, pair.split(","))) for pair in (node.get("d") or "M")[1:].split("L")]
        for node in root.iter(f"{SVG}path")
        if node.get("stroke")
    ]


def upwards(root: ET.Element) -> Callable[[float], float]:
    """From a pixel to the amount the axis says, in thousands, by two of its ticks."""
    ticks = {
        n.text: float(n.get("y", 0)) - 4
        for n in root.iter(f"{SVG}text")
        if n.get("text-anchor") == "end" and (n.text or "").startswith("€") and "." not in n.text
    }
    zero, high = ticks["€0k"], ticks["€2,000k"]
    return lambda pixel: (pixel - zero) / (high - zero) * 2000


@BOTH
def test_each_month_of_each_scenario_stands_at_its_cash(narrow):
    root = tree(CASH["cash"]("en").svg(narrow=narrow))
    read = upwards(root)
    for drawn, scenario in zip(paths(root), FOUR, strict=True):
        amounts = [read(y) for _, y in drawn]
        assert amounts == pytest.approx([float(p.cash) / 1000 for p in scenario.points], abs=2)


@BOTH
def test_a_disc_lies_on_the_bottom_and_a_ring_on_zero_where_it_turns(narrow):
    root = tree(CASH["cash"]("en").svg(narrow=narrow))
    read, drawn = upwards(root), paths(root)
    discs = dots(root)
    for i, scenario in enumerate(FOUR):
        end, ring, bottom = discs[3 * i : 3 * i + 3]
        lowest = min(range(len(scenario.points)), key=lambda k: scenario.points[k].cash)
        assert scenario.bottom == lowest
        assert bottom[:2] == pytest.approx(drawn[i][lowest], abs=0.2)
        assert scenario.turns is not None
        assert ring[0] == pytest.approx(drawn[i][scenario.turns][0], abs=0.2)
        assert read(ring[1]) == pytest.approx(0, abs=2)
        assert end[:2] == pytest.approx(drawn[i][-1], abs=0.2)
        assert (bottom[2], ring[2]) == (end[2], "surface")


def test_the_bottom_is_said_with_its_amount_its_month_and_where_it_turns():
    found = FOUR[0]
    depth = min(PLAN)
    words = f"{labels.money(depth, 'EUR', 'en')} · M{found.bottom} · positive from M{found.turns}"
    for narrow in (False, True):
        assert words in texts(tree(CASH["cash"]("en").svg(narrow=narrow)))
    dated = texts(tree(CASH["dated cash"]("fr").svg()))
    assert any(text.endswith("· févr. 27 · positif dès mai 28") for text in dated)


def test_what_is_said_of_a_bottom_stands_right_under_it_and_no_line_goes_through_words():
    root = tree(CASH["cash"]("en").svg())
    falls = [
        tuple(float(n.get(end, 0)) for end in ("x1", "y1", "x2", "y2"))
        for n in root.iter(f"{SVG}line")
        if n.get("stroke-dasharray") == "2 3" and n.get("stroke") == "var(--ink-3)"
    ]
    notes = [
        (left, right, baseline)
        for left, right, baseline, _ in placed_texts(root)
        if baseline in {fall[3] - 2 for fall in falls}
    ]
    assert len(falls) == len(notes) == 4
    for x1, y1, x2, y2 in falls:
        assert x1 == x2
        assert any(left == pytest.approx(x1 + 6, abs=0.2) for left, _, base in notes if base < y2)
        assert not any(left < x1 < right and y1 < base < y2 for left, right, base in notes)


def test_a_scenario_has_its_name_at_its_end_with_what_it_comes_to():
    shown = texts(tree(CASH["cash"]("en").svg()))
    at = shown.index("The plan")
    assert shown[at + 1] == labels.money_unit([4_000_000], "EUR", "en").amount(PLAN[-1])


def test_only_the_first_four_scenarios_are_drawn_and_the_table_has_them_all():
    chart = CASH["six scenarios"]("en")
    assert len(paths(tree(chart.svg()))) == 4
    assert len(chart.table.columns) == 7
    assert chart.subtitle.startswith("The first 4 of 6 scenarios; the table has all.")


def test_the_table_has_every_month_exactly():
    chart = CASH["cash"]("en")
    assert [row[0] for row in chart.table.rows] == [f"M{k}" for k in range(61)]
    assert [row[1] for row in chart.table.rows] == [
        labels.exact_money(cash, "EUR", "en") for cash in PLAN
    ]


def test_a_band_is_drawn_once_and_said_at_each_mark():
    chart = CASH["dated cash"]("en")
    root = tree(chart.svg())
    assert [p.get("fill") for p in root.iter(f"{SVG}path")].count("var(--ink-band)") == 1
    assert all("between" in mark.get("data-tip", "") for mark in marks(chart.svg()))
    assert chart.subtitle.endswith("Band: 9 futures in 10.")
    assert "Band" not in CASH["cash"]("en").subtitle


def test_the_sentence_says_how_deep_when_and_when_it_is_left_behind():
    assert CASH["never below"]("en").label == (
        "How deep, how long: Easy never falls below zero and ends at 9.00 (M2)."
    )
    assert CASH["never back"]("fr").label.replace(NBSP, " ") == (
        "Quelle profondeur, quelle durée : Hard descend à −39,00 (M39) et ne repasse pas au-dessus "
        "de zéro (M39)."
    )


def test_against_a_plan_a_scenario_is_behind_or_ahead():
    shown = texts(tree(CASH["against a plan"]("en").svg()))
    assert "−5.00 · M1 · ahead from M3" in shown
    assert "−9.00 · M3 · still behind at M3" in shown
    assert CASH["against a plan"]("fr").label.replace(NBSP, " ") == (
        "Ce que chaque changement fait à la trésorerie, 3 courbes : Selling more est à −5,00 "
        "(M1), en avance dès M3."
    )
    narrow = texts(tree(CASH["against a plan"]("en").svg(narrow=True)))
    assert "never behind up to M3" in narrow


def test_a_bottom_that_is_no_month_of_the_scenario_is_refused_by_name():
    with pytest.raises(ChartError, match="The bottom of 'The plan', 99, is not one of its months"):
        cash_curves([replace(FOUR[0], bottom=99)], lang="en")
    with pytest.raises(ChartError, match="all at a date or all at a month number"):
        cash_curves([FOUR[0], DATED[0]], lang="en")


# ---------------------------------------------------------------- tornado


def bars(mark: ET.Element) -> list[tuple[float, float, str]]:
    return [(box.x, box.x + box.width, box.fill) for box in boxes(mark)]


@BOTH
def test_the_widest_input_comes_first_and_bars_leave_the_base_in_proportion(narrow):
    found = marks(CASH["tornado"]("en").svg(narrow=narrow))
    assert [mark.get("data-tip", "").split("|")[0] for mark in found][:2] == [
        "Price",
        "Deals a month",
    ]
    (left, base, red), (base2, right, green) = bars(found[0])
    assert (red, green) == ("lose", "keep")
    assert base == pytest.approx(base2, abs=0.2)
    assert (base - left) / (right - base) == pytest.approx(110 / 40, abs=0.03)
    deals = bars(found[1])
    assert [fill for *_, fill in deals] == ["keep", "lose"]  # fewer deals: shallower
    assert deals[0][0] == pytest.approx(base, abs=0.2)
    assert (deals[0][1] - base) / (base - left) == pytest.approx(57 / 110, abs=0.01)


@BOTH
def test_each_bar_has_its_input_at_its_end(narrow):
    root = tree(CASH["tornado"]("en").svg(narrow=narrow))
    mark = marks(CASH["tornado"]("en").svg(narrow=narrow))[0]
    (left, *_), (_, right, _) = bars(mark)
    shown = {n.text: n for n in root.iter(f"{SVG}text")}
    assert float(shown["800"].get("x", 0)) == pytest.approx(left - 6, abs=0.2)
    assert shown["800"].get("text-anchor") == "end"
    assert float(shown["1,000"].get("x", 0)) == pytest.approx(right + 6, abs=0.2)


def test_two_inputs_on_one_side_have_half_a_bar_each():
    found = marks(CASH["tornado"]("en").svg())
    (mark,) = (one for one in found if LONG in one.get("data-tip", ""))
    first, second = boxes(mark)
    assert first.y + first.height == pytest.approx(second.y, abs=0.2)
    assert second.width / first.width == pytest.approx(2, abs=0.05)
    assert {first.fill, second.fill} == {"lose"}


def test_an_input_says_both_bottoms_and_the_table_has_them_to_the_cent():
    chart = CASH["tornado"]("en")
    assert marks(chart.svg())[0].get("data-tip") == (
        "Price|€150.0k|800: −€420.0k · 1,000: −€270.0k"
    )
    assert chart.table.rows[0] == (
        *("Price", "800", "1,000"),
        *("−€420,000.00", "−€270,000.00", "€150,000.00"),
    )
    assert chart.label.endswith("from −€420.0k to −€270.0k; the plan as it is, −€310.0k.")
    assert CASH["nothing moves"]("en").label.endswith("no input moves the bottom away from 0.")


def test_only_the_first_twelve_inputs_are_drawn_and_the_table_has_them_all():
    chart = CASH["20 inputs"]("en")
    assert len(marks(chart.svg())) == 12
    assert len(chart.table.rows) == 20


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_has_the_same_values_and_typography_in_both_languages(key):
    english, french = SENTENCES[key]
    first, second = (
        {name for _, name, _, _ in string.Formatter().parse(one) if name}
        for one in (english, french)
    )
    assert first == second
    assert "~" not in english
    assert "'" not in english + french
    assert not re.search(r"[^~][:;?!%]", french)
    assert not re.search(r"\s[:;?!%]", english)
    assert "~" not in say(key, "fr", **dict.fromkeys(first, "x"))

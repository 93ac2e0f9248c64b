"""Monthly bars: from zero, in proportion, over the limit in the colour of a loss."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from garant import charts
from garant.charts import Limit, Month
from garant.charts.measure import text_width
from tests.charts.reading import SVG, boxes, marks, texts, tree
from tests.charts.samples import CHURN, balance, churn


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_are_as_high_as_their_values_and_stand_on_zero(narrow):
    found = [boxes(mark)[0] for mark in marks(churn("en").svg(narrow=narrow))]
    heights = [box.height / found[0].height for box in found]
    assert heights == pytest.approx([float(value) / 0.014 for value in CHURN], abs=0.01)
    assert {round(box.y + box.height, 0) for box in found} == {190}


def test_only_bars_over_the_limit_turn_to_the_colour_of_a_loss_and_say_so():
    found = marks(churn("en").svg())
    assert [boxes(mark)[0].fill == "lose" for mark in found] == [
        Decimal(value) > Decimal("0.02") for value in CHURN
    ]
    assert found[2].get("data-tip") == "Mar 26|2.6%|2 accounts|above the limit"
    assert found[0].get("data-tip") == "Jan 26|1.4%|0 accounts"


def test_a_bar_at_the_limit_is_not_over_it():
    months = [Month(date(2026, 1, 1), Decimal("0.02"))]
    chart = charts.bars_with_limit(months, lang="en", limit=Limit(Decimal("0.02")))
    assert boxes(marks(chart.svg())[0])[0].fill == "brand-mid"


def test_the_limit_is_a_dashed_line_at_its_value_with_words():
    text = churn("fr").svg()
    (rule,) = (
        node
        for node in tree(text).iter(f"{SVG}line")
        if node.get("stroke") == "var(--ink)" and node.get("stroke-dasharray")
    )
    bar = boxes(marks(text)[0])[0]
    assert (190 - float(rule.get("y1", 0))) / bar.height == pytest.approx(0.02 / 0.014, abs=0.01)
    assert "seuil 2\u00a0%" in texts(tree(text))


def test_the_highest_and_the_last_bar_print_their_value():
    shown = texts(tree(churn("en").svg()))
    assert "3.1%" in shown
    assert "1.2%" in shown
    assert "1.4%" not in shown


def test_values_below_zero_hang_from_the_zero_line():
    text = balance("en", 12).svg()
    found = [boxes(mark)[0] for mark in marks(text)]
    values = [(i * 37) % 50 - 20 for i in range(12)]
    zero = next(box.y + box.height for box, value in zip(found, values, strict=True) if value > 0)
    for box, value in zip(found, values, strict=True):
        edge = box.y if value < 0 else box.y + box.height
        assert edge == pytest.approx(zero, abs=0.2)
        assert box.height == pytest.approx(found[0].height * abs(value) / 20, abs=0.2)


def test_only_the_last_sixty_months_are_drawn_and_the_table_has_them_all():
    chart = balance("en", 70)
    assert len(marks(chart.svg())) == 60
    assert chart.subtitle == "The last 60 months of 70; the table has all."
    assert len(chart.table.rows) == 70


def test_a_bar_in_a_tip_never_makes_a_fourth_part():
    assert marks(balance("en", 1).svg())[0].get("data-tip") == "Jan 19|−€20.0k|a / b"


def test_the_label_counts_the_months_over_the_limit():
    assert churn("en").label == (
        "Month by month: 1.2% in Jun 26, at most 3.1%; 2 months above the limit (2%)."
    )


def test_all_zeros_draw_no_height_and_no_error():
    months = [Month(date(2026, i, 1), 0) for i in range(1, 5)]
    found = marks(charts.bars_with_limit(months, lang="en").svg())
    assert [boxes(mark)[0].height for mark in found] == [0, 0, 0, 0]


def test_names_of_months_never_touch():
    for narrow in (False, True):
        root = tree(balance("fr", 60).svg(narrow=narrow))
        names = [
            (float(node.get("x", 0)), text_width(node.text or "", 12))
            for node in root.iter(f"{SVG}text")
            if node.get("text-anchor") == "middle" and node.get("fill") == "var(--ink-3)"
        ]
        assert len(names) >= 3
        for (x, width), (next_x, next_width) in pairwise(sorted(names)):
            assert x + width / 2 < next_x - next_width / 2

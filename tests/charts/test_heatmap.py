"""The heatmap: the printed number decides the step; what does not fit is put together."""

from datetime import date
from decimal import Decimal

import pytest

from garant import charts
from garant.charts import Cell, ChartError
from garant.charts.heatmap_drawing import heat_step
from garant.charts.tokens import LIGHT
from tests.charts.reading import SVG, boxes, marks, texts, tree
from tests.charts.samples import cells, cohorts, named_cohorts


@pytest.mark.parametrize(
    ("percents", "step"),
    [
        ((0, 30, 63), 0),
        ((64, 69), 1),
        ((70, 75), 2),
        ((76, 81), 3),
        ((82, 87), 4),
        ((88, 93), 5),
        ((94, 100, 140), 6),
    ],
)
def test_steps_follow_the_thresholds(percents, step):
    for percent in percents:
        assert heat_step(Decimal(percent) / 100) == step


@pytest.mark.parametrize("narrow", [False, True])
def test_colour_ink_and_number_of_each_tile_agree(narrow):
    rows = [Cell(date(2026, 1, 1), k, 1000, 1000 - 43 * k) for k in range(12)]
    text = charts.cohort_heatmap(rows, lang="en").svg(narrow=narrow)
    for mark in marks(text):
        (tile,), (figure,) = boxes(mark), texts(mark)
        floors = (-1, 64, 70, 76, 82, 88, 94)
        step = max(i for i, floor in enumerate(floors) if int(figure) >= floor)
        assert tile.fill == f"h{step}"
        ink = "h-on" if step >= 4 else "h-ink"
        (words,) = mark.iter(f"{SVG}text")
        assert words.get("fill") == f"var(--{ink})"


def test_only_the_lowest_step_is_warm():

    def warmth(colour: str) -> int:
        return int(colour[1:3], 16) - int(colour[5:7], 16)

    assert [warmth(LIGHT[f"h{i}"]) > 0 for i in range(7)] == [True] + [False] * 6


def test_a_triangle_of_fourteen_months_is_drawn_whole():
    chart = cohorts("fr")
    found = marks(chart.svg())
    assert len(found) == 14 * 15 // 2
    assert found[2].get("data-tip") == "janv. 21 · M2|96,7\u00a0%|58 sur 60"
    assert found[2].get("href") == "/a?c=0&k=2"
    assert texts(tree(chart.svg()))[:3] == ["M0", "M1", "M2"]


def test_sixty_cohorts_are_put_together_by_adding_what_was_kept():
    chart = cohorts("en", 60)
    found = marks(chart.svg())
    assert len(found) <= 150
    assert "Put together to stay readable" in chart.subtitle
    assert len(chart.table.rows) == 60 * 61 // 2
    tips = dict(mark.get("data-tip", "").split("|", 1) for mark in found)
    rows = {(cell.cohort, cell.k): cell for cell in cells(60)}
    for title, words in tips.items():
        name, k = title.split(" · M")
        year, first = 2000 + int(name[-2:]), 3 * int(name[1]) - 2
        group = [rows.get((date(year, first + i, 1), int(k))) for i in range(3)]
        kept, size = (
            sum(getattr(cell, what) for cell in group if cell) for what in ("kept", "size")
        )
        assert words == f"{100 * kept / size:.1f}%|{kept} of {size}"


def test_named_cohorts_are_limited_to_the_largest():
    chart = named_cohorts("en")
    shown = {mark.get("data-tip", "").split(" · ")[0] for mark in marks(chart.svg())}
    assert shown == {f"Industry & co <{i}>" for i in range(18, 30)}
    assert "The 12 largest of 30" in chart.subtitle
    assert chart.title == "Kept by group of accounts"
    assert len(chart.table.rows) == 30 * 24


def test_a_phone_shows_fewer_months_not_smaller_ones():
    text = cohorts("en").svg(narrow=True)
    assert texts(tree(text))[:7] == ["M0", "M2", "M4", "M6", "M8", "M10", "M12"]
    assert min(box.width for mark in marks(text) for box in boxes(mark)) >= 24


def test_quarters_are_named_as_quarters():
    rows = [Cell(date(2026, 4, 1), 0, 3, 3)]
    chart = charts.cohort_heatmap(rows, lang="fr", quarters=True)
    assert "T2 26" in chart.svg()
    assert chart.title == "Gardé par trimestre de départ"
    assert chart.table.rows[0][0] == "T2 26"


def test_cells_without_size_are_left_out():
    chart = charts.cohort_heatmap([Cell("a", 0, 0, 0), Cell("b", 0, 4, 4)], lang="en")
    assert len(marks(chart.svg())) == 1


def test_rows_of_the_cohorts_become_cells_and_wrong_ones_are_refused():
    row = {"cohort": None, "k": 1, "size": 4, "kept": Decimal(3), "retention": Decimal("0.75")}
    assert charts.cells_of([row]) == (Cell("—", 1, 4, Decimal(3)),)
    with pytest.raises(ChartError, match="a whole number in 'k'"):
        charts.cells_of([row | {"k": "one"}])

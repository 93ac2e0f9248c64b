"""The pictures of a study: estimates where they stand, doubt hollow, words apart."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from garant import charts
from garant.charts import Band, Chart, ChartError, Driver, Reading, Risk
from garant.charts.labels import NBSP
from tests.charts.reading import SVG, boxes, dots, marks, texts, tree
from tests.charts.study_samples import (
    BANDS,
    CURVE,
    DOUBT,
    KEEPS,
    LONG,
    REASONS,
    STUDY,
    SURE,
    TENTHS,
    before,
    calibration,
    departments,
    dose,
    forest,
    many_drivers,
    planned,
    reasons,
)

BOTH = pytest.mark.parametrize("narrow", [False, True])


def lines(node: ET.Element) -> list[dict[str, float]]:
    ends = ("x1", "y1", "x2", "y2")
    return [{end: float(n.get(end, 0)) for end in ends} for n in node.iter(f"{SVG}line")]


def across(text: str) -> Callable[[float], float]:
    """From a pixel to the points the axis says, by two of its ticks."""
    ticks = {"+5": 5.0, "0": 0.0}
    x = {
        ticks[n.text or ""]: float(n.get("x", 0))
        for n in tree(text).iter(f"{SVG}text")
        if n.get("text-anchor") == "middle" and n.text in ticks
    }
    return lambda pixel: (pixel - x[0.0]) / (x[5.0] - x[0.0]) * 5


# ---------------------------------------------------------------- drivers


@BOTH
def test_drivers_stand_in_the_order_given_each_at_its_points(narrow):
    text = forest("en").svg(narrow=narrow)
    read, found = across(text), marks(text)
    assert [texts(mark)[0] for mark in found] == [SURE.label, DOUBT.label, KEEPS.label]
    centres = [dots(mark)[0] for mark in found]
    assert [read(x) for x, _, _ in centres] == pytest.approx([7, 2, -3], abs=0.1)
    assert all(above[1] < below[1] for above, below in pairwise(centres))


@BOTH
def test_a_driver_is_hollow_and_grey_exactly_when_it_is_inconclusive(narrow):
    found = marks(forest("en").svg(narrow=narrow))
    assert [dots(mark)[0][2] for mark in found] == ["lose", "surface", "keep"]
    ring = [c.get("stroke") for c in found[1].iter(f"{SVG}circle")]
    assert ring == ["var(--ink-3)"]


def test_a_department_stands_beside_its_driver_and_on_a_phone_only_where_there_is_room():
    chart = forest("en", Driver(LONG, 1, 0, 2, department="support"))
    assert texts(marks(chart.svg())[0]) == ["Discount at signing", "Sales", "+7.0" + NBSP + "pt"]
    after = [
        [span.text for span in mark.iter(f"{SVG}tspan")] for mark in marks(chart.svg(narrow=True))
    ]
    assert after == [["Sales"], ["Product"], ["Support"], []]


def test_the_half_interval_is_thick_and_the_90_percent_one_thin():
    text = forest("en").svg()
    read, mark = across(text), marks(text)[0]
    widths = [float(n.get("stroke-width", 0)) for n in mark.iter(f"{SVG}line")]
    thin, thick = lines(mark)
    assert widths[0] < widths[1]
    assert (read(thin["x1"]), read(thin["x2"])) == pytest.approx((4, 10), abs=0.1)
    assert (read(thick["x1"]), read(thick["x2"])) == pytest.approx((5.5, 8.5), abs=0.1)
    assert len(lines(marks(text)[2])) == 1


def test_the_axis_of_drivers_is_named_and_says_its_sides():
    for lang, words in (
        ("en", ("percentage points of loss", "← protects", "drives away →")),
        ("fr", ("points de pourcentage de perte", "← protège", "fait partir →")),
    ):
        for narrow in (False, True):
            assert set(words) <= set(texts(tree(forest(lang).svg(narrow=narrow))))


def test_a_driver_says_its_interval_its_department_and_its_verdict():
    tips = [mark.get("data-tip") for mark in marks(forest("fr").svg())]
    assert tips[0] == (
        "Discount at signing|+7,0_pt|entre +4,0_pt et +10,0_pt|Ventes · pèse nettement"
    ).replace("_", NBSP)
    assert tips[1].endswith("|Produit · on ne peut pas conclure")


def test_the_rows_of_a_study_become_drivers_and_rows_without_estimate_are_left_out():
    row = {"label": "A", "avoidable_points": Decimal(3), "low": 1, "high": 5, "department": "sales"}
    rows = [row | {"verdict": "matters"}, row | {"verdict": "inconclusive"}]
    found = charts.drivers_of([*rows, {"label": "B", "avoidable_points": None}])
    assert [driver.conclusive for driver in found] == [True, False]
    with pytest.raises(ChartError, match="'low'; this row has 'x'"):
        charts.drivers_of([row | {"low": "x"}])


def test_an_interval_that_does_not_hold_its_value_is_refused_by_name():
    with pytest.raises(ChartError, match="'Odd' must hold its value: 1 is not from 2 to 3"):
        charts.forest([Driver("Odd", 1, 2, 3)], lang="en")


def test_only_the_first_twenty_drivers_are_drawn_and_the_table_has_them_all():
    chart = many_drivers("en")
    assert len(marks(chart.svg())) == 20
    assert len(chart.table.rows) == 24
    assert chart.subtitle.startswith("The first 20 of 24; the table has all.")


# ---------------------------------------------------------------- bands


@BOTH
def test_bands_stand_at_their_points_from_left_to_right(narrow):
    text = dose("en").svg(narrow=narrow)
    found = marks(text)
    centres = [dots(mark)[0] for mark in found[1:]]
    ticks = {
        n.text: float(n.get("y", 0)) - 4
        for n in tree(text).iter(f"{SVG}text")
        if n.get("text-anchor") == "end"
    }
    read = [(y - ticks["0"]) / (ticks["+10"] - ticks["0"]) * 10 for _, y, _ in centres]
    assert read == pytest.approx([0.6, 2, 4, 8, 13, 16], abs=0.1)
    assert all(before[0] < after[0] for before, after in pairwise(centres))
    assert [fill for _, _, fill in centres] == ["surface"] * 2 + ["lose"] * 4


def test_the_reference_has_no_interval_and_says_what_it_is():
    mark = marks(dose("en").svg())[0]
    assert (dots(mark), lines(mark)) == ([], [])
    assert mark.get("data-tip") == "0%|reference|1,204 renewals"
    named = charts.dose(BANDS, lang="en", reading=Reading("> 30%", 0.9))
    assert "against > 30%, 90% interval" in named.subtitle.replace(NBSP, " ")
    assert dots(marks(named.svg())[-1]) == []


def test_the_evidence_below_is_as_high_as_the_renewals_of_each_band():
    root = tree(dose("en").svg())
    found = [box for box in boxes(root) if box.fill == "line-strong"]
    heights = [box.height / found[0].height for box in found]
    assert heights == pytest.approx([band.n / 1204 for band in BANDS], abs=0.005)
    assert {"1,204", "38"} <= set(texts(root))


def test_the_smooth_curve_lies_behind_and_needs_to_know_where_bands_stand():
    def bands_drawn(chart: Chart) -> int:
        return chart.svg().count('fill="var(--ink-band)"')

    text = dose("en").svg()
    assert bands_drawn(dose("en")) == 1
    assert text.index("var(--ink-band)") < text.index('class="mk"')
    blind = [Band(b.band, b.points, b.low, b.high, b.n) for b in BANDS]
    assert bands_drawn(charts.dose(blind, lang="en", curve=CURVE)) == 0


@BOTH
def test_every_band_is_named_even_on_a_phone(narrow):
    shown = {name.rstrip("%" + NBSP) for name in texts(tree(dose("fr").svg(narrow=narrow)))}
    assert {band.band.rstrip(" %").replace(" ", NBSP) for band in BANDS} <= shown


# ---------------------------------------------------------------- departments


@BOTH
def test_department_bars_start_at_zero_and_are_as_long_as_their_points(narrow):
    found = marks(departments("en").svg(narrow=narrow))
    sales, support, success = (boxes(mark)[0] for mark in found)
    assert sales.x == support.x == pytest.approx(success.x + success.width, abs=0.2)
    assert success.width / sales.width == pytest.approx(2 / 6, abs=0.01)
    assert [box.fill for box in (sales, support, success)] == ["brand-mid", "surface", "brand-mid"]
    whisker = lines(found[0])[0]
    assert (whisker["x2"] - sales.x) / sales.width == pytest.approx(8 / 6, abs=0.01)


def test_a_department_has_its_name_in_the_language_of_the_chart():
    chart = departments("fr")
    assert [row[0] for row in chart.table.rows] == ["Ventes", "Support", "Réussite client"]
    tip = marks(chart.svg())[1].get("data-tip", "")
    assert tip.endswith("|2 / levers · on ne peut pas conclure")


# ---------------------------------------------------------------- before and after


@BOTH
def test_points_are_hollow_before_the_change_and_solid_after_it(narrow):
    root = tree(before("en").svg(narrow=narrow))
    shown = [fill for _, _, fill in dots(root)][1:]  # the first disc is the legend's
    assert shown == ["surface"] * 6 + ["brand"] * 3


@BOTH
def test_the_change_and_the_first_verdict_stand_at_their_dates(narrow):
    text = before("en").svg(narrow=narrow)
    root = tree(text)
    xs = [x for x, _, _ in dots(root)][1:]
    dates = [n for n in root.iter(f"{SVG}line") if n.get("stroke") == "var(--ink)"]
    verdict, change = (float(n.get("x1", 0)) for n in dates)
    assert [n.get("stroke-dasharray") for n in dates] == ["5 4", None]
    day = (xs[-1] - xs[0]) / (date(2025, 1, 1) - date(2023, 1, 1)).days
    assert verdict - change == pytest.approx(365 * day, abs=0.3)
    assert xs[5] < change < xs[6]
    assert {"1 Jul 2024: cap agreed", "1 Jul 2025: first verdict"} <= set(texts(root))


def test_what_was_expected_is_a_band_and_is_said_for_each_quarter():
    chart = before("en")
    root = tree(chart.svg())
    assert [p.get("fill") for p in root.iter(f"{SVG}path")].count("var(--ink-band)") == 1
    assert marks(chart.svg())[-1].get("data-tip") == (
        "Q1 25|13.0%|expected without it between 24.0% and 35.0%|88 renewals"
    )
    assert chart.label.endswith("below the 24.0% to 35.0% expected without it.")
    assert planned("en").label.endswith("no expectation to compare with yet.")


# ---------------------------------------------------------------- calibration


@BOTH
def test_a_group_that_is_right_stands_on_the_diagonal(narrow):
    root = tree(calibration("en").svg(narrow=narrow))
    (line,) = (n for n in root.iter(f"{SVG}line") if n.get("stroke-dasharray"))
    x1, y1, x2, y2 = (float(line.get(end, 0)) for end in ("x1", "y1", "x2", "y2"))
    for x, y, _ in dots(root):
        assert y == pytest.approx(y1 + (x - x1) / (x2 - x1) * (y2 - y1), abs=0.2)


def test_the_area_of_a_disc_is_the_size_of_its_group():
    radii = [float(c.get("r", 0)) for c in tree(calibration("en").svg()).iter(f"{SVG}circle")]
    sizes = [tenth.n for tenth in TENTHS]
    assert [(r / radii[-1]) ** 2 for r in radii] == pytest.approx(
        [n / sizes[-1] for n in sizes], abs=0.03
    )


def test_a_group_away_from_its_prediction_has_another_shape_and_says_so():
    chart = calibration("en")
    mark = marks(chart.svg())[-1]
    assert dots(mark) == []
    assert [p.get("fill") for p in mark.iter(f"{SVG}path")] == ["var(--watch)"]
    assert mark.get("data-tip", "").endswith("|90 accounts · away from its prediction")
    assert chart.label.endswith("groups away from theirs: 1 of 9.")


# ---------------------------------------------------------------- reasons


@BOTH
def test_each_reason_starts_where_the_last_one_ended_and_they_reach_the_risk(narrow):
    first, *steps, last = (boxes(mark)[0] for mark in marks(reasons("en").svg(narrow=narrow)))
    level = first.x + first.width
    for box in steps:
        rises = box.fill == "lose"
        assert (box.x if rises else box.x + box.width) == pytest.approx(level, abs=0.2)
        level = box.x + box.width if rises else box.x
    assert [box.fill for box in steps] == ["lose", "lose", "keep"]
    assert last.x + last.width == pytest.approx(level, abs=0.2)
    assert last.width / first.width == pytest.approx(28 / 12, abs=0.02)


def test_the_printed_contributions_add_up_to_the_printed_risk():
    rows = reasons("en").table.rows
    steps = [Decimal(r[1][:-3].replace("−", "-")) for r in rows[1:-1]]
    average, risk = (Decimal(row[2][:-1]) for row in (rows[0], rows[-1]))
    assert steps == [Decimal("11.2"), Decimal("7.1"), Decimal("-2.3")]
    assert average + sum(steps) == risk == Decimal("28.0")


def test_reasons_that_do_not_add_up_are_refused_with_the_gap():
    with pytest.raises(ChartError, match=r"add up to 16.04 points, the risk is 8.00 points"):
        charts.reasons(REASONS, lang="en", risk=Risk(Decimal("0.12"), Decimal("0.20")))


def test_reasons_past_the_eighth_are_one_bar():
    chart = STUDY["24 reasons"]("en")
    found = marks(chart.svg())
    assert len(found) == 10
    assert found[8].get("data-tip") == f"Other reasons|+17.0{NBSP}pt"
    assert len(chart.table.rows) == 26

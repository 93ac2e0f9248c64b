"""Retention curves: the right places, ends named, uncertainty and evidence drawn."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from garant import charts
from garant.charts import ChartError, Curve, CurvePoint
from garant.charts.curves_drawing import spread
from tests.charts.reading import SVG, boxes, marks, texts, tree
from tests.charts.samples import retention, segments, survival


def lines(text: str) -> list[list[tuple[float, float]]]:
    """The points of each straight line."""
    shapes = [
        node.get("d", "") for node in tree(text).iter(f"{SVG}path") if node.get("fill") == "none"
    ]
    return [
        [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", shape)]
        for shape in shapes
    ]


def axis(text: str) -> dict[float, float]:
    """The share of each grid line, by its height: what a reader measures against."""
    found = {}
    for node in tree(text).iter(f"{SVG}text"):
        words = node.text or ""
        if node.get("text-anchor") == "end" and words.endswith("%"):
            found[float(node.get("y", 0)) - 4] = float(words[:-1]) / 100
    return found


@pytest.mark.parametrize("narrow", [False, True])
def test_points_stand_at_their_value_on_the_axis(narrow):
    text = segments("en", 2, 13).svg(narrow=narrow)
    heights = sorted(axis(text).items())
    (top, high), (bottom, low) = heights[0], heights[-1]
    for number, line in enumerate(lines(text)):
        for k, (_, y) in enumerate(line):
            share = high + (y - top) / (bottom - top) * (low - high)
            assert share == pytest.approx((1 - number / 100) ** k, abs=0.002)


def test_periods_are_evenly_spaced_and_dates_by_the_calendar():
    xs = [x for x, _ in lines(segments("en", 1, 13).svg())[0]]
    gaps = [after - before for before, after in pairwise(xs)]
    assert max(gaps) - min(gaps) < 0.3
    days = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30))
    curve = Curve("NRR", tuple(CurvePoint(day, Decimal(1)) for day in days))
    first, second, third = (
        x for x, _ in lines(charts.retention_curves([curve], lang="en").svg())[0]
    )
    assert (second - first) / (third - first) == pytest.approx(28 / 89, abs=0.01)


def test_curves_are_named_at_their_ends_with_their_last_value():
    for narrow in (False, True):
        shown = texts(tree(retention("fr").svg(narrow=narrow)))
        assert "Rétention nette (NRR) 106,6\u00a0%" in shown
        assert "Rétention brute (GRR) 90,4\u00a0%" in shown


def test_names_at_the_ends_never_touch():
    curves = [Curve(f"S{i}", (CurvePoint(0, 1.0), CurvePoint(1, 0.9))) for i in range(6)]
    root = tree(charts.retention_curves(curves, lang="en").svg())
    heights = sorted(
        float(node.get("y", 0)) for node in root.iter(f"{SVG}text") if "90.0%" in (node.text or "")
    )
    assert len(heights) == 6
    assert all(b - a >= 15.9 for a, b in pairwise(heights))


def test_spread_keeps_order_and_limits():
    assert spread([50, 50, 50], 16, (0, 60)) == [28, 44, 60]
    assert spread([0, 100], 16, (0, 100)) == [0, 100]


def test_curves_without_a_colour_differ_by_dashes_too():
    root = tree(segments("en", 6, 5).svg())
    styles = {
        (node.get("stroke"), node.get("stroke-dasharray"))
        for node in root.iter(f"{SVG}path")
        if node.get("fill") == "none"
    }
    assert len(styles) == 6


def test_at_most_six_curves_are_drawn_and_the_table_has_them_all():
    chart = segments("en", 9, 5)
    assert len(lines(chart.svg())) == 6
    assert chart.subtitle == "The first 6 of 9 curves; the table has all."
    assert len(chart.table.columns) == 10


def test_the_interval_is_a_band_around_the_line():
    chart = survival("en")
    paths = tree(chart.svg()).iter(f"{SVG}path")
    assert [path.get("fill") for path in paths].count("var(--lose-band)") == 1
    assert "Pale band: 90% interval" in chart.subtitle
    assert marks(chart.svg())[1].get("data-tip") == (
        "M1|98.0%|between 97.0% and 99.0% · 89 accounts"
    )


def test_evidence_bars_are_as_high_as_their_counts():
    found = [box for box in boxes(tree(survival("en").svg())) if box.fill == "line-strong"]
    assert len(found) == 14
    assert [box.height / found[0].height for box in found] == pytest.approx(
        [(90 - k) / 90 for k in range(14)], abs=0.006
    )


def test_one_mark_a_period_says_every_curve():
    chart = segments("en", 3, 12)
    found = marks(chart.svg())
    assert len(found) == 12
    assert found[2].get("data-tip") == "M2|Segment 0 100.0% · Segment 1 98.0% · Segment 2 96.0%"


def test_the_table_has_values_intervals_and_counts():
    table = survival("en").table
    assert table.columns == (
        "Period",
        "Share kept",
        "Share kept, low",
        "Share kept, high",
        "Accounts",
    )
    assert table.rows[2] == ("M2", "96.0%", "94.1%", "98.0%", "88")


def test_rates_that_are_null_are_left_out():
    rows = [
        {"period_end": date(2026, 1, 31), "nrr": None, "grr": None, "accounts_opening": 0},
        {
            "period_end": date(2026, 2, 28),
            "nrr": Decimal(1),
            "grr": Decimal(1),
            "accounts_opening": 1,
        },
    ]
    net, gross = charts.curves_of(rows, lang="en")
    assert [point.at for point in net.points] == [date(2026, 2, 28)]
    assert len(gross.points) == 1


def test_a_segment_column_gives_a_curve_for_each_of_its_values():
    rows = [{"period_end": date(2026, 1, 31), "plan": plan, "nrr": 1} for plan in ("b", "a", None)]
    found = charts.curves_of(rows, lang="en", segment="plan")
    assert sorted(curve.name for curve in found) == ["a", "b", "—"]


def test_dates_and_periods_on_one_axis_are_refused():
    mixed = Curve("x", (CurvePoint(0, 1), CurvePoint(date(2026, 1, 1), 1)))
    with pytest.raises(ChartError, match="all at a date or all at a period number"):
        charts.retention_curves([mixed], lang="en")

"""The waterfall: bars as long as their amounts, colours by sign, a break shown when cut."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant import charts
from garant.charts import ChartError, Step
from tests.charts.reading import boxes, marks, texts
from tests.charts.samples import FULL_ROW, HALF_YEAR, bridge, full, steps


def bars(text: str):
    """The bar of each mark; `None` for a movement of zero, which is a line."""
    return [next(iter(boxes(mark)), None) for mark in marks(text)]


def zigzags(text: str) -> int:
    return text.count('stroke="var(--surface)" stroke-width="3"')


@pytest.mark.parametrize("narrow", [False, True])
def test_movements_are_as_long_as_their_amounts(narrow):
    drawn = bars(bridge("en", *HALF_YEAR).svg(narrow=narrow))
    side = "width" if narrow else "height"
    scale = getattr(drawn[1], side) / 38200
    for bar, amount in zip(drawn[1:-1], HALF_YEAR[1:-1], strict=True):
        assert getattr(bar, side) == pytest.approx(abs(int(amount)) * scale, abs=0.15)


def test_each_bar_starts_where_the_one_before_ends():
    drawn = bars(bridge("en", *HALF_YEAR).svg())
    amounts = [int(value) for value in HALF_YEAR]
    level = drawn[0].y
    for bar, amount in zip(drawn[1:-1], amounts[1:-1], strict=True):
        start, end = (bar.y + bar.height, bar.y) if amount > 0 else (bar.y, bar.y + bar.height)
        assert start == pytest.approx(level, abs=0.2)
        level = end
    assert drawn[-1].y == pytest.approx(level, abs=0.2)


def test_totals_are_ours_gains_kept_losses_lost():
    fills = [bar.fill for bar in bars(bridge("fr", *HALF_YEAR).svg())]
    assert fills == ["brand", "keep", "keep", "keep", "lose", "lose", "brand"]


def test_levels_far_from_zero_cut_the_axis_and_each_total_shows_it():
    chart = bridge("en", *HALF_YEAR)
    assert zigzags(chart.svg()) == zigzags(chart.svg(narrow=True)) == 2
    assert "zigzag" in chart.subtitle
    drawn = bars(chart.svg())
    gain = drawn[1].height / 38200
    assert drawn[0].height < 412400 * gain


def test_levels_near_zero_start_at_zero_and_totals_are_in_proportion():
    chart = bridge("en", "100000", "50000", "-120000", "30000")
    assert zigzags(chart.svg()) == 0
    assert "zigzag" not in chart.subtitle
    first, gain, loss, last = (bar.height for bar in bars(chart.svg()))
    assert [gain / first, loss / first, last / first] == pytest.approx([0.5, 1.2, 0.3], abs=0.01)


def test_negative_totals_hang_from_the_zero_line():
    chart = bridge("en", "-500", "900", "-1200", "-300", "-1100")
    first, gain, *_, last = bars(chart.svg())
    assert first.y == pytest.approx(last.y, abs=0.1)
    assert last.height / first.height == pytest.approx(2.2, abs=0.02)
    assert gain.y < first.y < gain.y + gain.height
    assert zigzags(chart.svg()) == 0


def test_a_movement_of_zero_is_a_line_and_a_tiny_one_can_be_seen():
    drawn = bars(bridge("en", "100000", "0", "1", "-200", "99801").svg())
    assert drawn[1] is None
    assert drawn[2].height == pytest.approx(1.5, abs=0.1)


def test_figures_stand_on_the_bars_in_the_unit_of_the_subtitle():
    chart = bridge("fr", *HALF_YEAR)
    shown = [texts(mark)[0] for mark in marks(chart.svg())]
    assert shown == ["412,4", "+38,2", "+21,6", "+3,1", "−9,8", "−24,9", "440,6"]
    assert chart.subtitle.startswith("Revenu mensuel récurrent en\u00a0k€.")
    assert marks(chart.svg())[1].get("data-tip") == "Step 1|+38,2\u00a0k€"


def test_an_amount_too_small_for_the_unit_keeps_its_digits_in_the_tooltip():
    last = marks(bridge("en", "1e12", "3e12", "-3999999999995", "5", currency="USD").svg())[-1]
    assert last.get("data-tip") == "Step 3|$5.00"


def test_the_label_adds_up_what_was_gained_and_lost():
    chart = bridge("en", *HALF_YEAR)
    assert chart.label == ("Recurring revenue from €412.4k to €440.6k: €62.9k gained, €34.7k lost.")


def test_many_or_long_names_lie_down_so_that_every_name_can_be_read():
    chart = full("fr")
    assert len(marks(chart.svg())) == 16
    assert "Autres départements" in chart.svg()
    assert "…" not in chart.svg()
    lengths = [bar.width for bar in bars(chart.svg())]
    assert lengths[1] / lengths[2] == pytest.approx(38200 / 3100, rel=0.02)


@pytest.mark.parametrize("count", range(3, 15))
def test_three_to_fourteen_bars_are_all_drawn_and_all_named(count):
    chart = charts.bridge(steps("1000", *(["10"] * (count - 2)), str(980 + 10 * count)), lang="en")
    for narrow in (False, True):
        found = marks(chart.svg(narrow=narrow))
        assert len(found) == count
        assert all(any("Step" in words for words in texts(mark)) for mark in found)


def test_a_step_with_a_link_is_a_link():
    linked = Step("B", Decimal(2), href="/accounts?new=1&x")
    ends = (Step("A", Decimal(1), "total"), Step("C", Decimal(3), "total"))
    chart = charts.bridge([ends[0], linked, ends[1]], lang="en")
    link = marks(chart.svg())[1]
    assert link.tag.endswith("}a")
    assert link.get("href") == "/accounts?new=1&x"


def test_the_table_has_each_amount_to_the_cent_and_the_level_it_leads_to():
    table = bridge("en", *HALF_YEAR).table
    assert table.columns == ("Step", "Amount", "Level after")
    assert table.rows[1] == ("Step 1", "+€38,200.00", "€450,600.00")
    assert table.rows[-1] == ("Step 6", "€440,600.00", "€440,600.00")


def test_rows_of_several_periods_become_one_bridge():
    first = {"period": date(2026, 1, 1), "opening": 100, "new": 10, "churn": 4, "fx": 2}
    second = {"period": date(2026, 2, 1), "opening": 106, "new": 1, "churn": 0, "fx": -2}
    rows = [second | {"closing": Decimal(105)}, first | {"closing": Decimal(108)}]
    found = charts.bridge_steps(rows, lang="fr")
    assert [(step.name, step.value, step.kind) for step in found] == [
        ("1er janvier 2026", Decimal(100), "total"),
        ("Nouveaux", Decimal(11), "movement"),
        ("Départs", Decimal(-4), "movement"),
        ("28 février 2026", Decimal(105), "total"),
    ]


def test_a_quarter_and_a_year_end_on_their_last_day():
    row = {"period": date(2026, 10, 1), "opening": 1, "closing": 1}
    assert charts.bridge_steps([row], lang="en", by="quarter")[-1].name == "31 December 2026"
    row = {"period": date(2024, 1, 1), "opening": 1, "closing": 1}
    assert charts.bridge_steps([row], lang="en", by="year")[-1].name == "31 December 2024"


def test_the_steps_of_a_row_lead_from_its_opening_to_its_closing():
    opening, *movements, closing = charts.bridge_steps([FULL_ROW], lang="en")
    assert opening.value + sum(step.value for step in movements) == closing.value
    assert [step.name for step in movements if step.value < 0][-1] == "Exchange rates"


def test_a_row_without_a_number_is_refused_by_column():
    with pytest.raises(ChartError, match="column 'closing'; this row has 'x'"):
        charts.bridge_steps([{"period": date(2026, 1, 1), "opening": 1, "closing": "x"}], lang="en")
    with pytest.raises(ChartError, match="a date in column 'period'; this row has None"):
        charts.bridge_steps([{"opening": 1}], lang="en")


@given(
    st.decimals(-(10**12), 10**12, places=2),
    st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=12),
)
def test_any_bridge_stays_in_its_drawing(opening, movements):
    values = [opening, *movements, opening + sum(movements)]
    chart = bridge("en", *(str(value) for value in values))
    for narrow in (False, True):
        drawing = chart.drawing(narrow=narrow)
        for bar in filter(None, bars(chart.svg(narrow=narrow))):
            assert bar.x >= 0
            assert bar.y >= 0
            assert bar.width >= 0
            assert bar.x + bar.width <= drawing.width
            assert bar.y + bar.height <= drawing.height


def test_what_comes_to_zero_in_every_period_has_no_bar() -> None:
    row = {"period": date(2026, 1, 1), "opening": 10, "new": 0, "reactivation": 0, "churn": 2}
    more = {"period": date(2026, 2, 1), "opening": 8, "new": 3, "reactivation": 0, "churn": 0}
    steps = charts.bridge_steps([row | {"closing": 8}, more | {"closing": 11}], lang="en")
    assert [step.name for step in steps] == ["1 January 2026", "New", "Churn", "28 February 2026"]

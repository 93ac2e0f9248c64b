"""The picture of survival: steps for what was seen, a band that widens, evidence below."""

from itertools import pairwise

import pytest

from garant import charts
from garant.charts import ChartError
from garant.charts.labels import NBSP
from garant.charts.survival_chart import SurvivalPoint, age, survival_outlook
from tests.charts.reading import SVG, boxes, marks, texts, tree
from tests.charts.survival_samples import AHEAD, SEEN, SURVIVAL, draw, points

BOTH = pytest.mark.parametrize("narrow", [False, True])
EVERY = pytest.mark.parametrize("lang", ["en", "fr"])


def numbers(path: str) -> list[tuple[float, float]]:
    pairs = path.replace("M", "").replace("Z", "").split("L")
    return [tuple(map(float, pair.split(","))) for pair in pairs]


def steps(chart) -> list[tuple[float, float]]:
    """The corners of the solid line."""
    drawn = [
        node
        for node in tree(chart.svg()).iter(f"{SVG}path")
        if node.get("stroke-width") == "2.5" and node.get("stroke-dasharray") is None
    ]
    assert len(drawn) == 1
    return numbers(drawn[0].get("d", ""))


def test_what_was_seen_is_drawn_as_steps_that_fall_at_the_end_of_a_period():
    corners = steps(draw("en"))
    assert len(corners) == 1 + 2 * (len(SEEN) - 1)
    for (x, y), (next_x, next_y) in pairwise(corners):
        assert (x == next_x) != (y == next_y)
        assert next_x >= x
        assert next_y >= y


def test_steps_and_hairlines_share_one_scale():
    # 212 pixels from 0 to 100 %: a fall of 13 points is 27.6 pixels
    corners = steps(draw("en"))
    assert corners[2][1] - corners[0][1] == pytest.approx(212 * 0.13, abs=0.15)


def test_the_band_of_what_is_expected_widens_and_holds_it():
    areas = [
        numbers(node.get("d", ""))
        for node in tree(draw("en").svg()).iter(f"{SVG}path")
        if node.get("fill") == "var(--brand-soft)"
    ]
    assert len(areas) == 1
    half = len(areas[0]) // 2
    upper, lower = areas[0][:half], areas[0][half:][::-1]
    assert len(upper) == AHEAD + 1 - (len(SEEN) - 1)
    widths = [low[1] - high[1] for high, low in zip(upper, lower, strict=True)]
    assert widths == sorted(widths)
    assert [x for x, _y in upper] == [x for x, _y in lower]


def test_evidence_is_drawn_below_with_its_figures():
    bars = [box for box in boxes(tree(draw("en").svg())) if box.fill == "line-strong"]
    heights = [bar.height for bar in bars]
    assert heights == pytest.approx([34 * share for share in SEEN[:-1]], abs=0.1)
    assert "1,000" in texts(tree(draw("en").svg()))
    assert "1 000".replace(" ", NBSP) in texts(tree(draw("fr").svg()))


def test_customers_that_are_not_known_are_not_drawn():
    chart = SURVIVAL["shares of unknown customers"]("en")
    assert not boxes(tree(chart.svg()))
    assert "customers observed" not in chart.subtitle
    assert "Customers observed" not in chart.table.columns


@EVERY
def test_lines_are_named_at_their_ends_with_their_last_share(lang):
    words = [said.replace(NBSP, " ") for said in texts(tree(draw(lang).svg()))]
    last = points()[-1]
    share = charts.labels.percent(round(last.expected, 9), lang).replace(NBSP, " ")
    assert f"{'Attendu' if lang == 'fr' else 'Expected'} {share}" in words
    assert any(said.startswith(("Constant churn", "Attrition constante")) for said in words)


def test_the_axis_says_its_unit_once_at_its_end():
    words = [said.replace(NBSP, " ") for said in texts(tree(draw("en").svg()))]
    assert words.count("12 years") == 1
    assert not any(said.endswith(" years") and said != "12 years" for said in words)


def test_each_period_has_a_mark_that_says_its_shares():
    said = [mark.get("data-tip", "").replace(NBSP, " ") for mark in marks(draw("en").svg())]
    assert len(said) == AHEAD + 1
    assert (
        said[1]
        == "1 year|Observed 87.0% · Expected 89.4%|between 88.4% and 90.4% · 1,000 customers"
    )
    assert said[12].startswith("12 years|Expected")


def test_the_table_has_every_period_and_says_what_is_not_known():
    table = draw("fr").table
    assert table.columns[:3] == ("Année", "Observé", "Attendu")
    assert len(table.rows) == AHEAD + 1
    assert table.rows[12][1] == "—"


def test_the_sentence_says_what_was_seen_and_what_is_expected():
    assert draw("en").label.replace(NBSP, " ") == (
        "How many will still be there: 59.0% after 4 years, 38.6% expected after 12 years "
        "(28.0% to 49.2%)."
    )
    assert SURVIVAL["nothing seen"]("en").label.count("%") == 3


def test_without_periods_it_says_so():
    assert survival_outlook([], lang="fr").label.endswith("aucune donnée sur cette période.")


def test_an_interval_that_does_not_hold_its_share_is_refused():
    with pytest.raises(ChartError, match="interval of period 3 must hold what is expected"):
        survival_outlook([SurvivalPoint(3, 0.5, 0.6, 0.7)], lang="en")


@pytest.mark.parametrize(
    ("period", "unit", "lang", "said"),
    [
        (1, "year", "fr", "1 an"), (2, "year", "fr", "2 ans"), (0, "month", "fr", "0 mois"),
        (0, "quarter", "en", "0 quarters"), (1, "period", "en", "1 period"),
    ],
)  # fmt: skip
def test_ages_are_counted_in_their_unit(period, unit, lang, said):
    assert age(period, unit, lang).replace(NBSP, " ") == said

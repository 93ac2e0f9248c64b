"""The gauge and the sparkline, which live inside lines of text."""

import pytest

from garant.charts import promise_gauge, quiet_gauge, sparkline
from garant.charts.gauge import gauge_token
from tests.charts.reading import SVG, tree


@pytest.mark.parametrize(
    ("done", "expected", "token"),
    [
        ("0.76", "0.80", "keep"),
        ("0.7599", "0.80", "watch"),
        ("0.56", "0.80", "watch"),
        ("0.5599", "0.80", "lose"),
        ("0", "0", "keep"),
        ("0", "0.5", "lose"),
        ("1.2", "1", "keep"),
    ],
)
def test_the_gauge_compares_what_is_proven_with_what_is_expected(done, expected, token):
    assert gauge_token(float(done), float(expected)) == token


def test_the_gauge_has_no_view_box_and_its_widths_are_percentages():
    root = tree(promise_gauge(0.52, 0.74, lang="fr"))
    track, fill, halo, notch = root.iter(f"{SVG}rect")
    assert root.get("viewBox") is None
    assert root.get("height") == "14"
    assert (track.get("width"), fill.get("width")) == ("100%", "52%")
    assert fill.get("fill") == "var(--watch)"
    assert (notch.get("x"), notch.get("width"), halo.get("width")) == ("74%", "2", "5")
    assert root.get("aria-label") == "Prouvé 52\u00a0%, attendu à ce jour 74\u00a0%"


def test_a_promise_not_begun_has_no_fill_and_one_exceeded_stays_in_its_track():
    assert len(list(tree(quiet_gauge(0, 0.5)).iter(f"{SVG}rect"))) == 3
    fill = list(tree(quiet_gauge(1.4, 1.2, width=104)).iter(f"{SVG}rect"))[1]
    assert fill.get("width") == "100%"


def test_a_gauge_beside_its_figure_is_hidden_from_screen_readers():
    root = tree(quiet_gauge(0.5, 0.5, width=104))
    assert root.get("aria-hidden") == "true"
    assert root.get("width") == "104"


@pytest.mark.parametrize("values", [[], [3], [2, 2, 2], [1, 5, 2, 8], [-4, 0, 1e12]])
def test_a_sparkline_of_any_values_is_well_formed_and_decorative(values):
    root = tree(sparkline(values))
    assert root.get("aria-hidden") == "true"
    dots = list(root.iter(f"{SVG}circle"))
    assert len(dots) == min(len(values), 1)
    for dot in dots:
        assert 0 < float(dot.get("cx", 0)) <= 88
        assert 0 < float(dot.get("cy", 0)) <= 26

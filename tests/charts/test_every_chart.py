"""Promises that hold for every chart, in both languages, wide and narrow."""

import re
from functools import cache

import pytest

from garant.charts import Chart, ChartError, bridge
from garant.charts.export import FALLBACKS
from garant.charts.labels import Lang
from garant.charts.tokens import LIGHT
from tests.charts.cash_samples import CASH
from tests.charts.reading import SVG, marks, overlapping, placed_texts, tree
from tests.charts.renewals_samples import RENEWALS
from tests.charts.samples import SAMPLES as METRICS
from tests.charts.study_samples import STUDY
from tests.charts.survival_samples import SURVIVAL

SAMPLES = {**METRICS, **STUDY, **CASH, **RENEWALS, **SURVIVAL}
EVERY = pytest.mark.parametrize("lang", ["en", "fr"])
KINDS = pytest.mark.parametrize("kind", SAMPLES)


@cache
def sample(kind: str, lang: Lang) -> Chart:
    return SAMPLES[kind](lang)


@cache
def drawings(kind: str, lang: Lang) -> tuple[str, str]:
    """Both drawings, made once for all promises."""
    chart = sample(kind, lang)
    return chart.svg(), chart.svg(narrow=True)


@EVERY
@KINDS
def test_a_drawing_is_well_formed_and_says_itself_in_one_sentence(kind, lang):
    chart = sample(kind, lang)
    for text in drawings(kind, lang):
        root = tree(text)
        assert root.tag == f"{SVG}svg"
        assert root.get("role") == "group"
        assert root.get("aria-label") == chart.label
        assert chart.label.endswith(".")
        assert chart.title


@EVERY
@KINDS
def test_a_drawing_has_no_style_and_no_colour_but_tokens(kind, lang):
    for text in drawings(kind, lang):
        assert "style=" not in text
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text.replace("&#", ""))
        for node in tree(text).iter():
            for paint in (node.get("fill"), node.get("stroke")):
                named = re.fullmatch(r"var\(--([a-z0-9-]+)\)", paint or "")
                assert paint in (None, "none") or (named and named[1] in LIGHT)


@EVERY
@KINDS
def test_both_drawings_of_a_chart_weigh_at_most_60_kilobytes(kind, lang):
    assert sum(len(text.encode()) for text in drawings(kind, lang)) <= 60 * 1024


@EVERY
@KINDS
def test_no_text_is_smaller_than_11_pixels_or_leaves_the_drawing(kind, lang):
    for text in drawings(kind, lang):
        root = tree(text)
        width, height = float(root.get("width", 0)), float(root.get("height", 0))
        for left, right, baseline, size in placed_texts(root):
            assert size >= 11
            assert left >= -1
            assert right <= width + 1
            assert 8 <= baseline <= height


@EVERY
@KINDS
def test_no_text_lies_on_another(kind, lang):
    for text in drawings(kind, lang):
        assert overlapping(text) == []


@EVERY
@KINDS
def test_each_mark_has_words_for_the_tooltip_and_for_the_screen_reader(kind, lang):
    for text in drawings(kind, lang):
        for mark in marks(text):
            parts = mark.get("data-tip", "").split("|")
            assert 2 <= len(parts) <= 4
            assert all(parts)
            assert mark.get("aria-label") == ", ".join(parts)
            assert (mark.get("href") is None) == (mark.get("role") == "img")


@EVERY
@KINDS
def test_each_mark_is_easy_to_reach(kind, lang):
    """Tiles are marks themselves; every other mark has a hit area that fills its slot."""
    for text in drawings(kind, lang):
        for mark in marks(text):
            sides = [
                (float(r.get("width", 0)), float(r.get("height", 0)))
                for r in mark.iter(f"{SVG}rect")
            ]
            assert max(max(side) for side in sides) >= 24


@EVERY
@KINDS
def test_french_and_english_typography_is_kept_everywhere(kind, lang):
    chart = sample(kind, lang)
    shown = [chart.title, chart.subtitle, chart.label, *chart.table.columns]
    shown += [cell for row in chart.table.rows for cell in row]
    for text in drawings(kind, lang):
        shown += [node.text or "" for node in tree(text).iter(f"{SVG}text")]
        shown += [mark.get("aria-label", "") for mark in marks(text)]
    for words in shown:
        assert "\u202f" not in words
        assert "'" not in words
        assert not re.search(r"(^|[\s(,])-\d", words), words
        assert not re.search(r"[ ][:;?!%]", words), words
        if lang == "fr":
            assert not re.search(r"\d[%€]|[ ]€", words), words


def test_no_two_samples_share_a_name():
    assert len(SAMPLES) == sum(map(len, (METRICS, STUDY, CASH, RENEWALS, SURVIVAL)))


@KINDS
def test_a_chart_of_nothing_says_that_there_is_nothing(kind):
    for lang, words in (("en", "No data"), ("fr", "Aucune donnée")):
        chart = sample(kind, lang)
        empty = kind.startswith("no ")
        assert (words in chart.svg()) == empty
        assert (chart.table.rows == ()) == empty


def test_a_language_that_charts_do_not_speak_is_refused_by_name():
    with pytest.raises(ChartError, match="'de': choose one of en, fr"):
        bridge([], lang="de")  # type: ignore[arg-type]


def test_the_fallback_fonts_end_with_a_generic_family():
    assert FALLBACKS.startswith("'Hanken Grotesk'")
    assert FALLBACKS.endswith("sans-serif")

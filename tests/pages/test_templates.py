"""What templates may hold: no style, no code, icons that exist; what each component writes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from fontTools.ttLib import TTFont

from garant.lib import assets
from garant.portfolio import gallery, shell
from garant.portfolio.templatetags import components

TEMPLATES = sorted((settings.HERE / "templates").rglob("*.html"))
SHEETS = sorted((settings.HERE / "static" / "garant" / "css").glob("*.css"))
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")


def drawn(source: str, query: str = "", **context: object) -> str:
    request = RequestFactory().get(f"/accounts/{query}")
    loaded = "{% load components %}" + source
    return Template(loaded).render(Context({"request": request, **context})).strip()


def test_no_template_holds_a_style_or_a_handler_or_code() -> None:
    assert len(TEMPLATES) > 50
    for file in TEMPLATES:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on", text), file
        for script in re.findall(r"<script[^>]*>", text):
            assert " src=" in script or 'type="application/json"' in script, file


def test_no_template_holds_a_colour() -> None:
    for file in TEMPLATES:
        text = re.sub(r'="#[^"]*"|"#[a-z]+"', "", file.read_text(encoding="utf-8"))  # anchors
        assert HEX.findall(text) == [], file


def test_the_sheets_name_their_colours_by_token() -> None:
    for file in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert set(HEX.findall(text)) <= {"#fff"}, file  # the paper of a picture for cameras


def test_every_sheet_is_in_the_made_one_and_every_token_they_use_is_defined() -> None:
    whole = assets.sheet(settings.HERE / "static" / "garant" / "css")
    assert sorted(assets.SHEETS) == sorted(file.stem for file in SHEETS)
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", whole))
    assert used - set(re.findall(r"(--[a-z0-9-]+):", whole)) == set()


def test_every_icon_that_is_named_exists() -> None:
    named = {
        name for file in TEMPLATES
        for name in re.findall(r'{% icon "([a-z0-9-]+)" %}', file.read_text(encoding="utf-8"))
    }  # fmt: skip
    named |= {place.icon for place in (*shell.FIRST, *shell.UNDERSTAND)}
    named |= set(components.NOTE_ICONS.values())
    assert len(named) > 20
    for name in named:
        assert 'aria-hidden="true"' in components.icon(name)


def test_the_font_is_small_and_draws_french() -> None:
    file = next(path for path in assets.write() if path.name == "hanken.woff2")
    letters = TTFont(file).getBestCmap()
    assert file.stat().st_size < 30_000
    assert {ord(letter) for letter in "éÈœŒçàùï«»’–−×€\u00a0←→"} <= letters.keys()


def test_what_is_made_is_the_same_each_time(tmp_path: Path) -> None:
    (tmp_path / "css").symlink_to(assets.STATIC / "css")
    made = {file.name: file.read_bytes() for file in assets.write(tmp_path)}
    assert made == {file.name: file.read_bytes() for file in assets.write()}


@pytest.mark.parametrize(
    ("source", "english", "french"),
    [
        ("{{ v|money:'EUR' }}", "€440.6k", "440,6\u00a0k€"),
        ("{{ v|change:'EUR' }}", "+€440.6k", "+440,6\u00a0k€"),
        ("{{ rate|share }}", "91.2%", "91,2\u00a0%"),
        ("{{ rate|growth }}", "+91.2%", "+91,2\u00a0%"),
        ("{{ rate|points }}", "+91.2\u00a0pt", "+91,2\u00a0pt"),
        ("{{ day|day }}", "12 Mar 2026", "12 mars 2026"),
        ("{{ at|instant }}", "12 Mar 2026, 06:05", "12 mars 2026, 06:05"),
        ("{{ nothing|money:'EUR' }}", "—", "—"),
        ("{% status 'keep' %}", "Sound", "Solide"),
        ("{% status 'none' %}", "Unknown", "Inconnu"),
    ],
)
def test_a_figure_is_written_as_its_language_writes_it(
    source: str, english: str, french: str
) -> None:
    values = {
        "v": Decimal(440_600), "rate": Decimal("0.912"), "day": date(2026, 3, 12),
        "at": datetime(2026, 3, 12, 6, 5, tzinfo=UTC), "nothing": None,
    }  # fmt: skip
    for language, expected in (("en", english), ("fr", french)):
        with translation.override(language):
            assert expected in drawn(source, **values)


def test_a_sorted_column_says_so_and_its_link_turns_it_round() -> None:
    head = drawn("{% sort_head 'mrr' 'MRR' 'mrr' figures=True %}", "?segment=large&page=3")
    assert 'aria-sort="descending"' in head
    assert 'href="?segment=large&amp;sort=-mrr"' in head
    back = drawn("{% sort_head 'mrr' 'MRR' 'mrr' %}", "?sort=-mrr")
    assert 'aria-sort="ascending"' in back
    assert 'href="?sort=mrr"' in back
    assert "aria-sort" not in drawn("{% sort_head 'name' 'Name' 'mrr' %}")


def test_a_chip_sets_its_filter_and_takes_it_off() -> None:
    assert 'href="?segment=large"' in drawn("{% chip 'segment' 'large' 'Large' %}", "?page=2")
    active = drawn("{% chip 'segment' 'large' 'Large' %}", "?segment=large")
    assert 'aria-current="true"' in active
    assert 'href="/accounts/"' in active


def test_a_pager_keeps_what_the_address_asks_for() -> None:
    page = Paginator(range(120), 50).page(2)
    shown = drawn("{% pager page %}", "?sort=name&page=2", page=page)
    assert "51 to 100 of 120" in shown
    assert 'href="?sort=name&amp;page=3"' in shown
    assert drawn("{% pager page %}", page=Paginator(range(9), 50).page(1)) == ""


def test_a_field_has_its_label_its_help_and_its_error_beside_it() -> None:
    form = gallery.ExampleForm(prefix="x", data={"x-start_on": "2024-01-01"})
    field = drawn("{% field form.start_on %}", form=form)
    assert '<label for="id_x-start_on">Start' in field
    assert 'aria-describedby="id_x-start_on_helptext id_x-start_on_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'id="id_x-start_on_error"' in field
    assert "Give a day after 4 March 2024" in field
    summary = drawn("{% error_summary form %}", form=form)
    assert 'role="alert"' in summary
    assert '<a href="#id_x-name">Name: This field is required.</a>' in summary


def test_what_people_wrote_is_escaped() -> None:
    bad = "<script>alert(1)</script>"
    for source in (
        "{% tag v %}", "{% person 'X' v v %}", "{% status 'keep' v %}",
        "{% note %}{{ v }}{% endnote %}", "{% chip 'a' v v %}", "{% sort_head 'a' v %}",
    ):  # fmt: skip
        assert "<script>" not in drawn(source, v=bad)

"""Files and pages: the same picture with its colours, its words and its font."""

import base64
import hashlib
import os
import re
import struct
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from garant import charts
from garant.charts import ChartError, document, resolve, save, to_pdf, to_png, to_svg
from garant.charts.tokens import DARK, LIGHT
from tests.charts.reading import boxes, texts, tree
from tests.charts.samples import HALF_YEAR, SAMPLES, bridge, churn, cohorts


def test_every_token_resolves_to_its_colour_in_each_theme():
    named = "".join(f"<i fill='var(--{name})'/>" for name in LIGHT)
    assert resolve(named, "light") == "".join(f"<i fill='{c}'/>" for c in LIGHT.values())
    assert resolve(named, "dark") == "".join(f"<i fill='{c}'/>" for c in DARK.values())


@pytest.mark.parametrize("kind", SAMPLES)
def test_an_svg_file_stands_alone_with_title_subtitle_and_picture(kind):
    chart = SAMPLES[kind]("fr")
    for theme, colours in (("light", LIGHT), ("dark", DARK)):
        text = to_svg(chart, theme=theme)
        root = tree(text)
        assert "var(" not in text
        assert "style=" not in text
        assert "href" not in text
        assert root.get("font-family", "").startswith("'Hanken Grotesk'")
        drawn = " ".join(texts(root))
        assert drawn.startswith(f"{chart.title} {chart.subtitle}".strip())
        ground = boxes(root)[0]
        assert ground.fill == colours["surface"]
        assert ground.width == chart.wide.width + 40


def test_a_file_shows_the_words_of_each_mark_without_a_script():
    assert "<title>Jan 26\n1.4%\n0 accounts</title>" in to_svg(churn("en"))
    assert "data-tip" not in to_svg(churn("en"))


@pytest.mark.parametrize("narrow", [False, True])
def test_a_png_has_two_pixels_for_each_pixel_of_the_picture(narrow):
    chart = bridge("fr", *HALF_YEAR)
    picture = to_png(chart, narrow=narrow, theme="dark")
    sheet = tree(to_svg(chart, narrow=narrow))
    assert picture.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 2 * (chart.drawing(narrow=narrow).width + 40)
    assert height == pytest.approx(2 * float(sheet.get("height", 0)), abs=1)
    assert len(picture) > 5000


def test_a_pdf_embeds_hanken_grotesk_and_no_other_font():
    for chart in (bridge("fr", *HALF_YEAR), bridge("en", *HALF_YEAR), cohorts("fr"), churn("fr")):
        fonts = set(re.findall(rb"/FontName\s*/([\w+-]+)", unpacked(to_pdf(chart))))
        assert fonts
        assert all(b"HankenGrotesk" in font for font in fonts)


def unpacked(pdf: bytes) -> bytes:
    """The file with its compressed streams opened, so that no font hides in one."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    opened = [pdf]
    for stream in streams:
        try:
            opened.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def test_a_pdf_is_one_tagged_page_of_the_size_of_the_picture_with_title_and_language():
    chart = bridge("fr", *HALF_YEAR)
    whole = unpacked(to_pdf(chart))
    assert whole.startswith(b"%PDF-1.7")
    assert b"/Lang(fr" in whole or b"/Lang (fr" in whole
    assert b"/Alt" in whole
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", whole)
    assert box is not None
    assert float(box[1]) == pytest.approx((chart.wide.width + 40) * 0.75, abs=0.01)


def test_the_same_chart_gives_the_same_file():
    chart = churn("en")
    assert to_svg(chart) == to_svg(chart)
    assert to_pdf(chart) == to_pdf(chart)


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<svg "), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF")]
)
def test_the_suffix_says_the_format(tmp_path, name, start):
    save(churn("en"), tmp_path / name, theme="dark", narrow=True)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_another_suffix_is_refused_with_those_that_would_do(tmp_path):
    with pytest.raises(ChartError, match=r"'a.jpg': the name must end in .pdf, .png, .svg"):
        save(churn("en"), tmp_path / "a.jpg")
    assert not list(tmp_path.iterdir())


class Page(HTMLParser):
    """Tags, attributes and balance of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page(theme="auto") -> str:
    drawn = [sample("fr") for sample in SAMPLES.values()]
    return document(drawn, lang="fr", title="Pilotage & <co>", theme=theme)


def test_a_page_is_balanced_and_needs_no_script_no_style_attribute_and_no_network():
    read = Page(page())
    assert read.open == []
    tags = {tag for tag, _ in read.found}
    assert not tags & {"script", "link", "img", "iframe"}
    for _, attributes in read.found:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert "src" not in attributes


def test_the_policy_of_a_page_allows_its_own_style_sheet_and_nothing_else():
    text = page()
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_a_page_has_both_drawings_and_the_figures_of_each_chart():
    text = page()
    assert text.count('class="w"') == text.count('class="n"') == len(SAMPLES)
    with_rows = [sample for sample in SAMPLES.values() if sample("fr").table.rows]
    assert text.count("<summary>Voir les données</summary>") == len(with_rows)
    assert "<td>+38\u00a0200,00\u00a0€</td>" in text
    assert "@container (max-width:480px)" in text
    assert "<h1>Pilotage &amp; &lt;co&gt;</h1>" in text


def test_a_page_follows_the_system_or_the_theme_asked_for():
    assert '<html lang="fr">' in page()
    assert '<html lang="fr" data-theme="dark">' in page("dark")


def test_a_page_without_charts_says_so():
    assert "<p>No data</p>" in document([], lang="en", title="Empty")


def test_importing_charts_loads_no_typst():

    code = (
        "import sys, garant.charts; "
        "print([m for m in ('typst', 'ibis', 'pandas', 'duckdb') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(Path(charts.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.strip() == "[]"

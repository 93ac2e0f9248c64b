"""A chart as a file: SVG with its colours resolved, PNG for mails, PDF for reports."""

import re
from collections.abc import Callable
from functools import cache
from html import escape
from importlib import resources
from pathlib import Path
from typing import Final, Literal

from garant.charts import measure, svg
from garant.charts.chart import Chart
from garant.charts.errors import ChartError
from garant.charts.svg import Drawing
from garant.charts.tokens import THEMES, Theme

FONT: Final = "Hanken Grotesk"
FALLBACKS: Final = (
    f"'{FONT}', ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
)
_MARGIN: Final = 20
_TITLE: Final = 16
_SUBTITLE: Final = 13

# A page of exactly the picture's size; `lang` and `title` make the PDF readable by a screen reader.
_PAGE: Final = """\
#set document(title: sys.inputs.title, date: none)
#set page(width: float(sys.inputs.width) * 1pt, height: float(sys.inputs.height) * 1pt, margin: 0pt)
#set text(font: "Hanken Grotesk", lang: sys.inputs.lang)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, alt: sys.inputs.alt)
"""


def resolve(text: str, theme: Theme = "light") -> str:
    """The same SVG with each token replaced by its colour in `theme`, for files and mails.

    >>> resolve('<rect fill="var(--keep)"/>', "dark")
    '<rect fill="#43bfb5"/>'
    """
    colours = THEMES[theme]
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda found: colours[found[1]], text)


def with_titles(text: str) -> str:
    """The same SVG with each mark's words as its `title`, which viewers show without a script."""
    marks = re.compile(r'(<(?:g|a) class="mk"[^>]*) data-tip="([^"]*)">')
    return marks.sub(lambda found: f"{found[1]}><title>{_spoken(found[2])}</title>", text)


def _spoken(tip: str) -> str:
    return "\n".join(tip.split("|"))


def to_svg(chart: Chart, *, theme: Theme = "light", narrow: bool = False) -> str:
    """A file that stands alone: title, subtitle and picture on the colour of a panel."""
    picture = _sheet(chart, narrow=narrow)
    said = f"<title>{escape(chart.title)}</title><desc>{escape(chart.label)}</desc>"
    text = svg.element(
        "svg",
        said + _without_links(with_titles(picture.body)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {svg.pixels(picture.width)} {svg.pixels(picture.height)}",
        width=picture.width,
        height=picture.height,
        role="img",
        lang=chart.lang,
        font_family=FALLBACKS,
    )
    return resolve(text, theme)


def to_png(chart: Chart, *, theme: Theme = "light", narrow: bool = False, scale: int = 2) -> bytes:
    """A PNG, `scale` device pixels for each pixel of the drawing."""
    return _typeset(chart, "png", (theme, narrow), unit=1.0, ppi=72.0 * scale)


def to_pdf(chart: Chart, *, theme: Theme = "light", narrow: bool = False) -> bytes:
    """A one-page PDF of the picture's size (96 pixels an inch), tagged, with the font inside."""
    return _typeset(chart, "pdf", (theme, narrow), unit=0.75, ppi=None)


def save(chart: Chart, path: Path | str, *, theme: Theme = "light", narrow: bool = False) -> None:
    """Write the chart to `path`; the suffix (.svg, .png or .pdf) says the format."""
    path = Path(path)
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise ChartError(
            f"Cannot draw a chart into {path.name!r}: the name must end in "
            f"{', '.join(sorted(_WRITERS))}."
        )
    path.write_bytes(write(chart, theme, narrow))


Kind = Literal["png", "pdf"]
Writer = Callable[[Chart, Theme, bool], bytes]
_WRITERS: Final[dict[str, Writer]] = {
    ".svg": lambda chart, theme, narrow: to_svg(chart, theme=theme, narrow=narrow).encode(),
    ".png": lambda chart, theme, narrow: to_png(chart, theme=theme, narrow=narrow),
    ".pdf": lambda chart, theme, narrow: to_pdf(chart, theme=theme, narrow=narrow),
}


def _sheet(chart: Chart, *, narrow: bool) -> Drawing:
    """The drawing under its title and subtitle, with margins."""
    drawing = chart.drawing(narrow=narrow)
    width = drawing.width + 2 * _MARGIN
    body, y = "", float(_MARGIN)
    for words, size, token, weight in (
        (chart.title, _TITLE, "ink", 600),
        (chart.subtitle, _SUBTITLE, "ink-2", None),
    ):
        for part in measure.wrap(words, size, drawing.width) if words else []:
            y += size + 5
            body += svg.text((_MARGIN, y - 6), part, colour=token, size=size, font_weight=weight)
        y += 3
    y += 14
    height = y + drawing.height + _MARGIN
    ground = svg.rect((0, 0), (width, height), "surface")
    place = f"translate({_MARGIN} {svg.pixels(y)})"
    return Drawing(width, height, ground + body + svg.element("g", drawing.body, transform=place))


def _without_links(text: str) -> str:
    """A file is not on the site its links point into: marks stay, links go."""
    return re.sub(r'<a class="mk" href="[^"]*"', '<g class="mk" role="img"', text).replace(
        "</a>", "</g>"
    )


def _typeset(
    chart: Chart,
    kind: Literal["png", "pdf"],
    how: tuple[Theme, bool],
    *,
    unit: float,
    ppi: float | None,
) -> bytes:
    import typst  # 30 ms and a native library: only who exports pays for it

    theme, narrow = how
    sheet = _sheet(chart, narrow=narrow)
    compile_page: Callable[..., bytes] = typst.compile  # its overloads do not know bytes alone
    return bytes(
        compile_page(
            _PAGE.encode(),
            format=kind,
            ppi=ppi,
            font_paths=[_font_folder()],
            ignore_system_fonts=True,
            sys_inputs={
                "svg": to_svg(chart, theme=theme, narrow=narrow),
                "width": str(sheet.width * unit),
                "height": str(sheet.height * unit),
                "title": chart.title,
                "alt": chart.label,
                "lang": chart.lang,
            },
            pdf_standards=["ua-1"] if kind == "pdf" else [],
        )
    )


@cache
def _font_folder() -> str:
    """The folder of the font's TTF files, in the package that ships it."""
    return str(resources.files("fontpkg_hanken_grotesk") / "files")

"""What every chart function returns."""

from collections.abc import Sequence
from dataclasses import dataclass

from garant.charts import svg
from garant.charts.labels import Lang
from garant.charts.svg import Drawing
from garant.charts.words import say

WIDE = 720
NARROW = 330


@dataclass(frozen=True)
class Heading:
    """What a chart answers, and under it the unit, the period and how to read it."""

    title: str
    subtitle: str = ""


@dataclass(frozen=True)
class Table:
    """The figures behind a chart, as text; the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """One chart, drawn twice: `wide` for a panel, `narrow` for a phone.

    `label` is the sentence that says the chart to who cannot see it: the label of the drawing on a
    page, the `alt` text in a mail or a report.
    """

    title: str
    subtitle: str
    label: str
    wide: Drawing
    narrow: Drawing
    table: Table
    lang: Lang

    def drawing(self, *, narrow: bool = False) -> Drawing:
        """One of the two drawings."""
        return self.narrow if narrow else self.wide

    def svg(self, *, narrow: bool = False) -> str:
        """One of the two drawings as the `svg` element of a page; its colours are tokens."""
        return svg.page_svg(self.drawing(narrow=narrow), self.label, "n" if narrow else "w")


def no_data(heading: Heading, columns: Sequence[str], lang: Lang) -> Chart:
    """The chart of no rows: it says so."""
    return Chart(
        title=heading.title,
        subtitle=heading.subtitle,
        label=say("no_data.label", lang, title=heading.title),
        wide=_message(WIDE, lang),
        narrow=_message(NARROW, lang),
        table=Table(tuple(columns), ()),
        lang=lang,
    )


def _message(width: float, lang: Lang) -> Drawing:
    height = 120
    words = svg.text(
        (width / 2, height / 2), say("no_data", lang), colour="ink-2", size=14, text_anchor="middle"
    )
    baseline = svg.line((0, height - 1), (width, height - 1), "line-strong")
    return Drawing(width, height, words + baseline)

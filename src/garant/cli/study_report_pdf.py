"""The report as a PDF of A4 pages, tagged, with the font inside."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources

from garant.charts import Chart, to_svg
from garant.charts.export import FONT
from garant.cli.figures import lang
from garant.cli.sheets import Sheet
from garant.cli.study_report import Block, Report

# Everything that is said comes as JSON: no word of it is ever read as markup.
PAGES = f"""\
#let it = json(bytes(sys.inputs.report))
#set document(title: it.title, date: none)
#set page(paper: "a4", margin: (x: 2.1cm, y: 2cm), numbering: "1 / 1")
#set text(font: "{FONT}", size: 10pt, lang: sys.inputs.lang, fill: rgb("#0f1e2e"))
#set par(leading: 0.62em, spacing: 0.9em)
#show heading: set text(weight: 600)
#show heading.where(level: 2): set block(above: 1.8em, below: 0.8em)
#show heading.where(level: 2): set text(size: 14pt)
#show heading.where(level: 1): set text(size: 21pt)
#heading(level: 1, it.title)
#text(fill: rgb("#425466"), it.lede)
#for block_ in it.blocks [
  #heading(level: 2, block_.heading)
  #for said in block_.sentences [#par(said)]
  #for drawn in block_.charts {{
    block(breakable: false, width: 100%, above: 1em, below: 1em, stroke: 0.6pt + rgb("#e2e7ed"),
      radius: 6pt, clip: true,
      image(bytes(drawn.svg), format: "svg", width: 100%, alt: drawn.alt))
  }}
  #for sheet in block_.sheets {{
    set text(size: 8.5pt)
    table(
      columns: sheet.widths.map(w => if w == "wide" {{ 1fr }} else {{ auto }}),
      align: (x, y) => if sheet.left.at(x) {{ left }} else {{ right }},
      stroke: (x, y) => (bottom: 0.5pt + rgb("#e2e7ed")),
      inset: (x: 4pt, y: 4pt),
      table.header(..sheet.header.map(h => text(fill: rgb("#425466"), h))),
      ..sheet.cells
    )
  }}
  #for note in block_.notes [#text(size: 8.5pt, fill: rgb("#425466"), note)]
]
"""


def rendered(report: Report) -> bytes:
    """The pages."""
    import typst  # a native library: only who writes a PDF pays for it

    told = {
        "title": report.title,
        "lede": report.lede,
        "blocks": [_block(block) for block in report.blocks],
    }
    compiled: Callable[..., bytes] = typst.compile  # its overloads do not know bytes alone
    return bytes(
        compiled(
            PAGES.encode(),
            format="pdf",
            font_paths=[str(resources.files("fontpkg_hanken_grotesk") / "files")],
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(told), "lang": lang()},
            pdf_standards=["ua-1"],
        )
    )


def _block(block: Block) -> dict[str, object]:
    return {
        "heading": block.heading,
        "sentences": list(block.sentences),
        "notes": list(block.notes),
        "charts": [_chart(chart) for chart in block.charts],
        "sheets": [_sheet(sheet) for sheet in block.sheets if sheet],
    }


def _chart(chart: Chart) -> dict[str, str]:
    return {"svg": to_svg(chart), "alt": chart.label}


def _sheet(sheet: Sheet) -> dict[str, object]:
    longest = max(range(len(sheet)), key=lambda at: max(map(len, sheet[at].cells), default=0))
    rows = zip(*(column.cells for column in sheet), strict=True)
    return {
        "header": [column.heading for column in sheet],
        "left": [column.left for column in sheet],
        "widths": ["wide" if at == longest else "own" for at in range(len(sheet))],
        "cells": [cell for row in rows for cell in row],
    }

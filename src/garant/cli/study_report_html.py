"""The report as one HTML page that needs nothing else: no script, no other file, no network."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from garant import charts
from garant.charts import Chart
from garant.charts.export import FALLBACKS, with_titles
from garant.charts.page import CHART_RULES
from garant.cli.figures import lang
from garant.cli.sheets import Sheet
from garant.cli.study_report import Block, Report
from garant.warehouse.write import html_table

LAYOUT = f"""\
*{{box-sizing:border-box}}
body{{margin:0;background:var(--bg);color:var(--ink);font:400 15px/1.55 {FALLBACKS}}}
main{{max-width:808px;margin:0 auto;padding:40px 16px 64px}}
h1{{font-size:28px;line-height:1.22;font-weight:600;letter-spacing:-.018em;margin:0 0 4px}}
.lede{{color:var(--ink-2);margin:0 0 32px}}
section{{margin:0 0 40px}}
h2{{font-size:20px;line-height:1.3;font-weight:600;letter-spacing:-.012em;margin:0 0 8px}}
p{{margin:0 0 10px;max-width:44em;overflow-wrap:anywhere}}
section:first-of-type p:first-of-type{{font-size:18px;line-height:1.45}}
.note{{font-size:13px;color:var(--ink-2);margin:0 0 4px}}
figure{{margin:16px 0;padding:20px;background:var(--surface);border-radius:12px;
 box-shadow:0 0 0 1px var(--line)}}
h3{{font-size:16px;line-height:1.3;font-weight:600;letter-spacing:-.01em;margin:0}}
figcaption p{{font-size:13px;color:var(--ink-2);margin:4px 0 16px}}
{CHART_RULES}
.rows{{overflow-x:auto;background:var(--surface);border-radius:12px;padding:8px 20px;margin:16px 0;
 box-shadow:0 0 0 1px var(--line);font-size:13px}}
table{{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}}
th,td{{padding:7px 12px 7px 0;border-bottom:1px solid var(--line);text-align:right;
 vertical-align:top}}
tr:last-child>*{{border-bottom:0}}
th{{font-weight:500;color:var(--ink-2)}}
td:not(.left){{white-space:nowrap}}
th:first-child,.left{{text-align:left}}
tbody th{{font-weight:400;color:var(--ink)}}
@media (max-width:760px){{figure{{padding:16px}}.rows{{padding:8px 16px}}h1{{font-size:24px}}
 .rows table{{min-width:560px}}}}
@media print{{body{{background:none}}figure,.rows{{break-inside:avoid}}}}
"""


def rendered(report: Report) -> bytes:
    """The page."""
    style = charts.stylesheet() + LAYOUT
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    blocks = "\n".join(_block(block) for block in report.blocks)
    return f"""\
<!doctype html>
<html lang="{lang()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(report.title)}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{escape(report.title)}</h1>
<p class="lede">{escape(report.lede)}</p>
{blocks}
</main>
</body>
</html>
""".encode()


def _block(block: Block) -> str:
    said = "\n".join(f"<p>{escape(one)}</p>" for one in block.sentences)
    drawn = "\n".join(map(_figure, block.charts))
    tables = "\n".join(map(_table, block.sheets))
    notes = "\n".join(f'<p class="note">{escape(one)}</p>' for one in block.notes)
    parts = f"{said}\n{drawn}\n{tables}\n{notes}"
    return f"<section>\n<h2>{escape(block.heading)}</h2>\n{parts}\n</section>"


def _figure(chart: Chart) -> str:
    drawings = with_titles(chart.svg()) + with_titles(chart.svg(narrow=True))
    return (
        f"<figure>\n<figcaption><h3>{escape(chart.title)}</h3><p>{escape(chart.subtitle)}</p>"
        f'</figcaption>\n<div class="chart">{drawings}</div>\n</figure>'
    )


def _table(sheet: Sheet) -> str:
    table = html_table(
        zip(*(column.cells for column in sheet), strict=True),
        header=[column.heading for column in sheet],
        left={number for number, column in enumerate(sheet) if column.left},
    )
    return f'<div class="rows">{table}</div>'

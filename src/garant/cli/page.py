"""An answer as one HTML page that needs nothing else: the sentence, the picture, the table."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import IO

from garant import charts
from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.sheets import Sheet, notes, sheets
from garant.cli.views import View
from garant.warehouse.write import html_table

LAYOUT = """\
body{margin:0;background:var(--bg);color:var(--ink);
 font:400 14px/1.5 'Hanken Grotesk',system-ui,sans-serif}
main{max-width:1280px;margin:0 auto;padding:32px 16px}
h1{font-size:24px;line-height:1.28;font-weight:600;max-width:34em}
p{color:var(--ink-2);font-size:13px}
.rows{overflow-x:auto;background:var(--surface);border-radius:12px;padding:8px 20px;
 box-shadow:0 0 0 1px var(--line);margin:16px 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 12px;border-bottom:1px solid var(--line);text-align:right}
th{font-weight:500;color:var(--ink-2)}
th:first-child,.left{text-align:left}
tbody th{font-weight:400;color:var(--ink)}
"""


def write(answer: Answer, view: View, to: IO[str], *, quiet: bool = False) -> None:
    """Write the page; `quiet` is for terminals."""
    del quiet
    to.write(page(answer, view))


def page(answer: Answer, view: View) -> str:
    """The picture where there is one, then every row."""
    title = view.lede(answer.rows, answer.settings) or view.title
    if view.chart is None:
        return _plain(title, _body(answer, view))
    drawn = charts.document([view.chart(answer.rows, answer.settings)], lang=lang(), title=title)
    before, after = drawn.rsplit("</main>", 1)
    return f"{before}{_body(answer, view)}</main>{after}"


def _body(answer: Answer, view: View) -> str:
    tables = "\n".join(_table(sheet) for sheet in sheets(answer, view) if answer.rows)
    said = "\n".join(f"<p>{escape(note)}</p>" for note in notes(answer, view))
    return f"{tables}\n{said}\n"


def _table(sheet: Sheet) -> str:
    table = html_table(
        zip(*(column.cells for column in sheet), strict=True),
        header=[column.heading for column in sheet],
        left={number for number, column in enumerate(sheet) if column.left},
    )
    return f'<div class="rows">{table}</div>'


def _plain(title: str, body: str) -> str:
    style = charts.stylesheet() + LAYOUT
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return f"""\
<!doctype html>
<html lang="{lang()}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}</main>
</body>
</html>
"""

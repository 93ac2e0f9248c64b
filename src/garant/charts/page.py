"""Charts as one HTML page that needs nothing else: no script, no other file, no network."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from typing import Final, Literal

from garant.charts.chart import Chart, Table
from garant.charts.export import FALLBACKS, with_titles
from garant.charts.labels import Lang, language
from garant.charts.tokens import stylesheet
from garant.charts.words import say

PageTheme = Literal["auto", "light", "dark"]

# How a chart fits its place on any page: the wide drawing, or the narrow one on a phone.
CHART_RULES: Final = """\
.chart{container-type:inline-size}
.chart svg{display:block;width:100%;height:auto;overflow:visible;
 font-variant-numeric:tabular-nums}
.chart .n{display:none}
@container (max-width:480px){.chart .w{display:none}.chart .n{display:block}}
.mk:hover .hit,.mk:focus-visible .hit{fill:var(--ink);opacity:.05}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}"""

_LAYOUT: Final = f"""\
*{{box-sizing:border-box}}
body{{margin:0;background:var(--bg);color:var(--ink);font:400 14px/1.5 {FALLBACKS}}}
main{{max-width:808px;margin:0 auto;padding:32px 16px;display:grid;gap:16px}}
h1{{font-size:24px;line-height:1.28;font-weight:600;letter-spacing:-.018em;margin:0 0 8px}}
figure{{margin:0;padding:20px;background:var(--surface);border-radius:12px;
 box-shadow:0 0 0 1px var(--line)}}
h2{{font-size:16px;line-height:1.3;font-weight:600;letter-spacing:-.01em;margin:0}}
figcaption p{{font-size:13px;color:var(--ink-2);margin:4px 0 16px}}
{CHART_RULES}
details{{margin-top:12px;font-size:13px}}
summary{{color:var(--ink-2);cursor:pointer;min-height:24px;width:max-content}}
.rows{{overflow-x:auto}}
table{{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}}
th,td{{padding:6px 12px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}}
th:first-child{{text-align:left;padding-left:0}}
th{{font-weight:500;color:var(--ink-2)}}
tbody th{{font-weight:400;color:var(--ink)}}
@media (max-width:760px){{figure{{padding:16px}}h1{{font-size:20px}}}}
@media print{{body{{background:none}}figure{{break-inside:avoid}}}}
"""


def document(charts: Sequence[Chart], *, lang: Lang, title: str, theme: PageTheme = "auto") -> str:
    """A whole page of charts, each with both drawings and the table of its figures.

    `theme` follows the reader's system unless it is `light` or `dark`. The page declares a content
    policy that allows its own style sheet and nothing else.

    >>> document([], lang="fr", title="Pilotage").splitlines()[1]
    '<html lang="fr">'
    """
    language(lang)
    style = stylesheet() + _LAYOUT
    chosen = "" if theme == "auto" else f' data-theme="{theme}"'
    panels = "\n".join(_panel(chart) for chart in charts) or f"<p>{say('no_data', lang)}</p>"
    return f"""\
<!doctype html>
<html lang="{lang}"{chosen}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{panels}
</main>
</body>
</html>
"""


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _panel(chart: Chart) -> str:
    drawings = with_titles(chart.svg()) + with_titles(chart.svg(narrow=True))
    return f"""\
<figure>
<figcaption><h2>{escape(chart.title)}</h2><p>{escape(chart.subtitle)}</p></figcaption>
<div class="chart">{drawings}</div>
{_data(chart.table, chart)}
</figure>"""


def _data(table: Table, chart: Chart) -> str:
    if not table.rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in table.rows
    )
    return (
        f'<details><summary>{say("show", chart.lang)}</summary>\n<div class="rows"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div></details>"
    )

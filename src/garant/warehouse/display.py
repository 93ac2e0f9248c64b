"""How a result shows itself: as a table in a terminal, as a picture and a table in a notebook."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from garant import charts
from garant.warehouse.write import as_text, html_table

Row = Mapping[str, Any]

MOST_ROWS = 60

_PICTURES: Mapping[str, Callable[[Sequence[Row], str | None], charts.Chart]] = {
    "bridge": lambda rows, currency: charts.bridge(
        charts.bridge_steps(rows, lang="en"), lang="en", currency=currency
    ),
    "retention": lambda rows, _currency: charts.retention_curves(
        charts.curves_of(rows, lang="en"), lang="en"
    ),
    "cohorts": lambda rows, _currency: charts.cohort_heatmap(charts.cells_of(rows), lang="en"),
}


def picture(kind: str, rows: Sequence[Row], currency: str | None) -> charts.Chart | None:
    """The chart of a kind of rows; none where rows are of accounts or segments, or no kind fits."""
    split = any(name in rows[0] for name in ("account_id", "segment")) if rows else True
    draw = None if split else _PICTURES.get(kind)
    return draw(rows, currency) if draw is not None else None


def as_terminal(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The rows as a table of text; of many, the first, and how many there are."""
    # Slow to load, and a result is seldom shown this way.
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns, box=None, pad_edge=False)
    for row in rows[:MOST_ROWS]:
        table.add_row(*(as_text(row[name]) for name in columns))
    out = io.StringIO()
    Console(file=out, width=sum(len(name) + 24 for name in columns), no_color=True).print(table)
    told = "" if len(rows) <= MOST_ROWS else f"… {len(rows)} rows in all\n"
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n" + told


def as_html(kind: str, columns: Sequence[str], rows: Sequence[Row], currency: str | None) -> str:
    """A picture, where there is one for such rows, above a table of them."""
    chart = picture(kind, rows, currency)
    drawn = charts.to_svg(chart, theme="light") if chart is not None else ""
    cells = [[as_text(row[name]) for name in columns] for row in rows[:MOST_ROWS]]
    told = "" if len(rows) <= MOST_ROWS else f"<p>… {len(rows)} rows in all</p>"
    return drawn + html_table(cells, header=columns, left={0}) + told

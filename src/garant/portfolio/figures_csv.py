"""Tables of figures as CSV: exact, as the command line writes them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse

from garant.contracts.movement_queries import Moved
from garant.contracts.snapshots import Figures
from garant.lib.csv_export import neutral

MOVED = ("account_id", "name", "amount", "month", "churn_reason", "mrr")


class _Line:
    """What a writer of CSV writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def answer(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """A file of that name, line by line; no cell of it is taken for a formula."""
    writer = csv.writer(_Line())
    lines = (writer.writerow([neutral(_cell(value)) for value in row]) for row in rows)
    head = writer.writerow(columns)
    response = StreamingHttpResponse(chain([head], lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def table(name: str, figures: Figures) -> StreamingHttpResponse:
    """A whole table, as the refresh kept it."""
    columns = list(figures.rows[0]) if figures.rows else []
    return answer(name, columns, (list(row.values()) for row in figures.rows))


def moved(name: str, rows: Iterable[Moved]) -> StreamingHttpResponse:
    """The accounts behind a bar."""
    told = ((o.account_id, o.name, o.amount, o.month, o.reason, o.mrr) for o in rows)
    return answer(name, MOVED, told)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)

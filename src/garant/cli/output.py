"""An answer, delivered: a table, JSON, CSV, Parquet or a page; to the terminal or to a file."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from importlib import import_module
from typing import IO

from garant import charts
from garant.cli.answers import Answer
from garant.cli.options import Shape
from garant.cli.views import View
from garant.metrics.errors import UsageError
from garant.warehouse.write import whole_file, write_csv, write_json, write_parquet

PICTURES = {".svg", ".png", ".pdf"}
PLAIN = {"json", "csv"}
# Forms for a person need rich or charts, which are slow to load: imported when they are wanted.
DRAWN = {"table": "garant.cli.terminal", "html": "garant.cli.page"}


def for_machines(shape: Shape) -> bool:
    """Whether a program reads the answer."""
    return shape.form() in {"json", "csv", "parquet"}


def foresee(shape: Shape, *, drawn: bool) -> None:
    """Refuse at once, before anything is computed, what could not be delivered.

    `drawn`: whether there is a picture of the answer.
    """
    if shape.form() == "parquet" and shape.output is None:
        raise UsageError("parquet is not for a terminal: name a file with -o FILE")
    if shape.chart is None:
        return
    if not drawn:
        raise UsageError("there is no picture of this answer; leave --chart out")
    if shape.chart.suffix.lower() not in PICTURES:
        raise UsageError(
            "--chart {file}: the name must end in .svg, .png or .pdf", file=shape.chart
        )


def deliver(answer: Answer, view: View, shape: Shape) -> None:
    """Write the picture, if one is wanted, then the answer."""
    if shape.chart is not None and view.chart is not None:
        picture = _drawn(view.chart(answer.rows, answer.settings), shape)
        whole_file(shape.chart, lambda file: _write_bytes(file, picture))
    if view.keeps is not None and not for_machines(shape):
        answer = replace(answer, rows=view.keeps(answer.rows))
    if shape.output is None:
        _to_terminal(answer, view, shape)
    else:
        whole_file(shape.output, lambda file: _to_file(answer, view, shape, file))


def _to_terminal(answer: Answer, view: View, shape: Shape) -> None:
    if shape.form() in PLAIN and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    _as_text(answer, view, shape, sys.stdout)


def _to_file(answer: Answer, view: View, shape: Shape, file: IO[bytes]) -> None:
    if shape.form() == "parquet":
        write_parquet(file, answer.rows, columns=answer.columns)
        return
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    _as_text(answer, view, shape, text)
    text.flush()
    text.detach()


def _as_text(answer: Answer, view: View, shape: Shape, to: IO[str]) -> None:
    form = shape.form()
    if form == "json":
        write_json(to, answer.rows, settings=answer.settings, beside=answer.beside)
    elif form == "csv":
        write_csv(to, answer.rows, columns=answer.columns)
    else:
        import_module(DRAWN[form]).write(answer, view, to, quiet=shape.quiet)


def _drawn(chart: charts.Chart, shape: Shape) -> bytes:
    suffix = shape.chart.suffix.lower() if shape.chart else ""
    narrow = shape.chart_width == "narrow"
    if suffix == ".svg":
        return charts.to_svg(chart, theme=shape.chart_theme, narrow=narrow).encode()
    draw = charts.to_png if suffix == ".png" else charts.to_pdf
    return draw(chart, theme=shape.chart_theme, narrow=narrow)


def _write_bytes(file: IO[bytes], content: bytes) -> None:
    file.write(content)

"""Pictures: plain rows in, SVG text out; the same picture on a page, in a mail and in a PDF.

A chart function returns a `Chart`: two drawings (wide and narrow), the sentence that says it, the
table of its figures. Drawings name their colours by token; `stylesheet` or `resolve` give the
values. `save` writes a file, `document` a page. Nothing here runs a query or knows a metric.
"""

from garant.charts.bars import Limit, Month, bars_with_limit
from garant.charts.chart import Chart, Heading, Table
from garant.charts.curves import curves_of, retention_curves, retention_heading
from garant.charts.curves_drawing import Curve, CurvePoint
from garant.charts.errors import ChartError
from garant.charts.export import resolve, save, to_pdf, to_png, to_svg
from garant.charts.gauge import promise_gauge, quiet_gauge
from garant.charts.heatmap import Cell, cells_of, cohort_heatmap
from garant.charts.labels import Lang
from garant.charts.page import document
from garant.charts.spark import sparkline
from garant.charts.tokens import Theme, stylesheet
from garant.charts.waterfall import Step, bridge, bridge_steps

__all__ = [
    "Cell",
    "Chart",
    "ChartError",
    "Curve",
    "CurvePoint",
    "Heading",
    "Lang",
    "Limit",
    "Month",
    "Step",
    "Table",
    "Theme",
    "bars_with_limit",
    "bridge",
    "bridge_steps",
    "cells_of",
    "cohort_heatmap",
    "curves_of",
    "document",
    "promise_gauge",
    "quiet_gauge",
    "resolve",
    "retention_curves",
    "retention_heading",
    "save",
    "sparkline",
    "stylesheet",
    "to_pdf",
    "to_png",
    "to_svg",
]

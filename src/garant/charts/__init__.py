"""Pictures: plain rows in, SVG text out; the same picture on a page, in a mail and in a PDF.

A chart function returns a `Chart`: two drawings (wide and narrow), the sentence that says it, the
table of its figures. Drawings name their colours by token; `stylesheet` or `resolve` give the
values. `save` writes a file, `document` a page. Nothing here runs a query or knows a metric.

    >>> from garant import charts
    >>> charts.Heading("Churn").title
    'Churn'

The names below are loaded on first use: most of what imports this package only writes figures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from garant.charts.account_reasons import Reason, Risk, no_reasons, reasons
    from garant.charts.bars import Limit, Month, bars_with_limit
    from garant.charts.before_and_after import Change, Quarter, before_after
    from garant.charts.calibration_plot import Tenth, calibration
    from garant.charts.cash_chart import cash_curves
    from garant.charts.cash_lines import CashLine, CashPoint
    from garant.charts.chart import Chart, Heading, Table
    from garant.charts.curves import curves_of, retention_curves, retention_heading
    from garant.charts.curves_drawing import Curve, CurvePoint
    from garant.charts.departments import Department, department_bars
    from garant.charts.dose_response import Band, Reading, dose
    from garant.charts.errors import ChartError
    from garant.charts.export import resolve, save, to_pdf, to_png, to_svg
    from garant.charts.forest_plot import Driver, drivers_of, forest
    from garant.charts.gauge import promise_gauge, quiet_gauge
    from garant.charts.heatmap import Cell, cells_of, cohort_heatmap
    from garant.charts.labels import Lang
    from garant.charts.page import document
    from garant.charts.renewals_ahead_chart import DueMonth, renewals_ahead
    from garant.charts.spark import sparkline
    from garant.charts.survival_chart import SurvivalPoint, survival_outlook
    from garant.charts.tokens import Theme, stylesheet
    from garant.charts.tornado_chart import Swing, tornado
    from garant.charts.waterfall import Step, bridge, bridge_steps

__all__ = [
    "Band",
    "CashLine",
    "CashPoint",
    "Cell",
    "Change",
    "Chart",
    "ChartError",
    "Curve",
    "CurvePoint",
    "Department",
    "Driver",
    "DueMonth",
    "Heading",
    "Lang",
    "Limit",
    "Month",
    "Quarter",
    "Reading",
    "Reason",
    "Risk",
    "Step",
    "SurvivalPoint",
    "Swing",
    "Table",
    "Tenth",
    "Theme",
    "bars_with_limit",
    "before_after",
    "bridge",
    "bridge_steps",
    "calibration",
    "cash_curves",
    "cells_of",
    "cohort_heatmap",
    "curves_of",
    "department_bars",
    "document",
    "dose",
    "drivers_of",
    "forest",
    "no_reasons",
    "promise_gauge",
    "quiet_gauge",
    "reasons",
    "renewals_ahead",
    "resolve",
    "retention_curves",
    "retention_heading",
    "save",
    "sparkline",
    "stylesheet",
    "survival_outlook",
    "to_pdf",
    "to_png",
    "to_svg",
    "tornado",
]

_MODULES = {
    "bars": ("Limit", "Month", "bars_with_limit"),
    "before_and_after": ("Change", "Quarter", "before_after"),
    "calibration_plot": ("Tenth", "calibration"),
    "cash_chart": ("cash_curves",),
    "cash_lines": ("CashLine", "CashPoint"),
    "chart": ("Chart", "Heading", "Table"),
    "curves": ("curves_of", "retention_curves", "retention_heading"),
    "curves_drawing": ("Curve", "CurvePoint"),
    "departments": ("Department", "department_bars"),
    "dose_response": ("Band", "Reading", "dose"),
    "errors": ("ChartError",),
    "export": ("resolve", "save", "to_pdf", "to_png", "to_svg"),
    "forest_plot": ("Driver", "drivers_of", "forest"),
    "gauge": ("promise_gauge", "quiet_gauge"),
    "heatmap": ("Cell", "cells_of", "cohort_heatmap"),
    "labels": ("Lang",),
    "page": ("document",),
    "account_reasons": ("Reason", "Risk", "no_reasons", "reasons"),
    "renewals_ahead_chart": ("DueMonth", "renewals_ahead"),
    "spark": ("sparkline",),
    "survival_chart": ("SurvivalPoint", "survival_outlook"),
    "tokens": ("Theme", "stylesheet"),
    "tornado_chart": ("Swing", "tornado"),
    "waterfall": ("Step", "bridge", "bridge_steps"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

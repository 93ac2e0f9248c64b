"""The catalogue of metrics: as rows, and one metric as a page."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from garant.charts import labels
from garant.cli.answers import Answer
from garant.cli.figures import lang
from garant.cli.language import N_, _, spoken
from garant.cli.views import View
from garant.metrics.catalog import METRICS, Metric
from garant.metrics.errors import RequestError

READ = ("code", "label", "unit", "better", "table")
ASPECTS = ("aspect", "meaning")
LISTED = ("code", "label", "unit", "grain", "better", "table")
# The words of the catalogue that have no French beside them there.
WORDS = (
    *(N_("money"), N_("share"), N_("ratio"), N_("count"), N_("months"), N_("days")),
    *(N_("up"), N_("down"), N_("none")),
    *(N_("day"), N_("month"), N_("month end"), N_("period"), N_("account"), N_("account and day")),
    *(N_("cohort and month"), N_("retention curve"), N_("target"), N_("rate")),
)


def listed(*, flat: bool) -> tuple[Answer, View]:
    """A row for each metric; `flat` for programs, which get the words as they are."""
    view = View(title=_("Metrics"))
    if flat:
        return Answer(LISTED, [_fields(metric) for metric in METRICS], {}), view
    rows = [{name: _said(metric, name) for name in READ} for metric in METRICS]
    return Answer(READ, rows, {}), view


def definition_of(code: str, *, flat: bool) -> tuple[Answer, View]:
    """Everything that the catalogue says of one metric; `flat` in one row, for programs."""
    metric = _metric(code)
    rows = (
        [_row(metric)]
        if flat
        else [dict(zip(ASPECTS, pair, strict=True)) for pair in _page(metric)]
    )
    view = View(title=code, lede=lambda _rows, _settings: f"{code}: {_text(metric, 'label')}")
    return Answer(tuple(rows[0]), rows, {}), view


def _metric(code: str) -> Metric:
    for metric in METRICS:
        if metric.code == code:
            return metric
    codes = [metric.code for metric in METRICS]
    near = get_close_matches(code, codes, n=3, cutoff=0.5) or codes[:3]
    raise RequestError(
        "there is no metric {code}; garant metrics list shows them all, such as {near}",
        code=repr(code),
        near=", ".join(near),
    )


def _fields(metric: Metric) -> dict[str, Any]:
    return {name: getattr(metric, name) for name in LISTED}


def _row(metric: Metric) -> dict[str, Any]:
    return {
        **_fields(metric),
        "column": metric.column,
        "label_fr": metric.label_fr,
        "definition": metric.definition,
        "definition_fr": metric.definition_fr,
        "formula": metric.formula,
        "rules": ", ".join(metric.rules),
        "source": metric.source,
        "settings": ", ".join(metric.settings),
        "vendors": metric.vendors,
        "vendors_fr": metric.vendors_fr,
        "example": metric.example.working,
        "example_fr": metric.example.working_fr,
        "example_value": metric.example.value,
    }


def _page(metric: Metric) -> Iterator[tuple[str, str]]:
    yield _("Definition"), _text(metric, "definition")
    yield _("Formula"), metric.formula
    yield _("Example"), _text(metric.example, "working")
    yield _("The result"), _value(metric)
    yield _("Unit"), _(metric.unit)
    yield _("One row for"), _(metric.grain)
    yield _("Better"), _(metric.better)
    yield _("Where it stands"), f"{metric.table}, {metric.column}"
    if metric.settings:
        yield _("Settings that move it"), ", ".join(metric.settings)
    if metric.vendors:
        yield _("Where tools differ"), _text(metric, "vendors")
    yield _("Source"), metric.source


def _value(metric: Metric) -> str:
    value = metric.example.value
    if value is None:
        return labels.NONE
    if metric.unit == "share":
        return labels.percent(value, lang())
    return labels.number(value, lang(), decimals=0 if value == int(value) else 2)


def _said(metric: Metric, name: str) -> str:
    if name == "label":
        return _text(metric, name)
    value = str(getattr(metric, name))
    return value if name in {"code", "table"} else _(value)


def _text(of: Any, name: str) -> str:
    """A text of the catalogue in the language in use; the French stands beside the English."""
    return str(getattr(of, f"{name}_fr" if spoken() == "fr" else name))

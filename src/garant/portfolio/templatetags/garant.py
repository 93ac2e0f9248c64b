"""Figures and pictures in templates: numbers by language, charts as SVG text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from garant.charts import Chart, labels
from garant.charts.labels import Lang

register = template.Library()


def lang() -> Lang:
    """The language of this page, as charts know it."""
    return labels.language(get_language() or "en")


@register.filter
def money(value: Decimal | None, currency: str | None = None) -> str:
    """An amount, as the guide writes it: k€ above 10,000."""
    return "—" if value is None else labels.money(value, lang(), currency)


@register.filter
def share(value: Decimal | float | None) -> str:
    """A share as a percentage with one decimal."""
    return "—" if value is None else labels.percent(value, lang())


@register.filter
def day(value: date | None) -> str:
    """A day, with its year."""
    return "—" if value is None else labels.day(value, lang())


@register.simple_tag
def chart(drawn: Chart) -> SafeString:
    """Both drawings of a chart, and its figures as a table behind a disclosure."""
    return format_html(
        '<div class="chart">{}{}</div>',
        # Charts escape what they write: they are text made by our own functions.
        mark_safe(drawn.svg()),  # noqa: S308
        mark_safe(drawn.svg(narrow=True)),  # noqa: S308
    )


@register.inclusion_tag("portfolio/figures.html")
def figures(drawn: Chart) -> dict[str, Any]:
    """The figures of a chart as a table."""
    return {"table": drawn.table}

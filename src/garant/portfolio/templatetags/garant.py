"""Figures and pictures in templates: numbers by language, charts as SVG text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from garant.charts import Chart, labels
from garant.charts.labels import NONE, Lang, Number

register = template.Library()
# What is not known; templates write "" where an object lacks what they ask for.
NOTHING = (None, "")


def lang() -> Lang:
    """The language of this page, as charts know it."""
    return labels.language((get_language() or "en")[:2])


@register.filter
def money(value: Number | None, currency: str | None = None) -> str:
    """An amount, as the guide writes it: k€ above 10,000."""
    return NONE if value in NOTHING else labels.money(value, currency or None, lang())


@register.filter
def change(value: Number | None, currency: str | None = None) -> str:
    """A difference of two amounts, with its sign."""
    return NONE if value in NOTHING else labels.money(value, currency or None, lang(), signed=True)


@register.filter
def exact(value: Number | None, currency: str | None = None) -> str:
    """An amount to the cent, for tables of figures."""
    return NONE if value in NOTHING else labels.exact_money(value, currency or None, lang())


@register.filter
def share(value: Number | None, decimals: int = 1) -> str:
    """A share as a percentage."""
    return NONE if value in NOTHING else labels.percent(value, lang(), decimals=decimals)


@register.filter
def growth(value: Number | None) -> str:
    """A share that was gained or lost, with its sign."""
    return NONE if value in NOTHING else labels.percent(value, lang(), signed=True)


@register.filter
def points(value: Number | None) -> str:
    """A difference of two shares, in points with its sign."""
    return NONE if value in NOTHING else labels.points(value, lang())


@register.filter
def number(value: Number | None, decimals: int = 0) -> str:
    """A number."""
    return NONE if value in NOTHING else labels.number(value, lang(), decimals=decimals)


@register.filter
def day(value: date | None) -> str:
    """A day, with its year."""
    return NONE if value in NOTHING else labels.full_date(value, lang())


@register.filter
def instant(value: datetime | None) -> str:
    """A day and a time of the clock."""
    if value in NOTHING:
        return NONE
    local = timezone.localtime(value)
    return f"{labels.full_date(local.date(), lang())}, {local:%H:%M}"


@register.simple_tag
def chart(drawn: Chart) -> SafeString:
    """Both drawings of a chart: the sheet shows the one that fits."""
    # Charts escape what they write: they are text made by our own functions.
    both = drawn.svg() + drawn.svg(narrow=True)
    return mark_safe(f'<div class="chart">{both}</div>')  # noqa: S308


@register.inclusion_tag("components/figures.html")
def figures(drawn: Chart, csv: str = "") -> dict[str, Any]:
    """The figures of a chart as a table behind a disclosure, and the address of its CSV."""
    return {"table": drawn.table, "title": drawn.title, "csv": csv}


@register.inclusion_tag("components/chart_panel.html")
def chart_panel(drawn: Chart, span: str = "c12", csv: str = "") -> dict[str, Any]:
    """A panel that is one chart: what it answers, the picture, its figures."""
    return {"drawn": drawn, "span": span, "csv": csv}

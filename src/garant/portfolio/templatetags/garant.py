"""Figures and pictures in templates: numbers by language, charts as SVG text."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from garant.charts import Chart, labels
from garant.charts.labels import NONE, Lang, Number
from garant.lib.addresses import address

register = template.Library()
# What is not known; templates write "" where an object lacks what they ask for.
NOTHING = (None, "")
# What a mark says to who listens, and the same to who points at it, with other signs between.
SAID_TWICE = re.compile(r' aria-label="([^"]*)" data-tip="([^"]*)"')


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


class AddressNode(URLNode):
    """Django's `url`, that remembers addresses: a list has one in every row."""

    def render(self, context: Context) -> str:
        """The address, or nothing where a name was asked for and there is no such page."""
        if self.kwargs:
            return str(super().render(context))
        args = [arg.resolve(context) for arg in self.args]
        try:
            found = address(self.view_name.resolve(context), *args)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    """The address of a page, in the words of Django's own tag."""
    node = parsed(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
def chart(drawn: Chart) -> SafeString:
    """Both drawings of a chart: the sheet shows the one that fits."""
    # Charts escape what they write: they are text made by our own functions.
    both = SAID_TWICE.sub(_once, drawn.svg() + drawn.svg(narrow=True))
    return mark_safe(f'<div class="chart">{both}</div>')  # noqa: S308


def _once(found: re.Match[str]) -> str:
    """A mark has its words once where the script can take them apart: they are half a page."""
    label, tip = found.groups()
    return f' aria-label="{label}"' if label.split(", ") == tip.split("|") else found[0]


@register.inclusion_tag("components/figures.html")
def figures(drawn: Chart, csv: str = "") -> dict[str, Any]:
    """The figures of a chart as a table behind a disclosure, and the address of its CSV."""
    return {"table": drawn.table, "title": drawn.title, "csv": csv}


@register.inclusion_tag("components/chart_panel.html")
def chart_panel(drawn: Chart, span: str = "c12", csv: str = "") -> dict[str, Any]:
    """A panel that is one chart: what it answers, the picture, its figures."""
    return {"drawn": drawn, "span": span, "csv": csv}

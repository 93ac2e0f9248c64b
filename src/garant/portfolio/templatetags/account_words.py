"""Words of the pages of accounts and of the facts around them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString

from garant.charts import labels
from garant.charts.labels import NONE
from garant.contracts.words import CHOICES
from garant.lib import markdown as notes
from garant.portfolio import account_contracts
from garant.portfolio.templatetags.figures import initials
from garant.portfolio.templatetags.garant import day, lang

register = template.Library()
register.filter("taken_off", account_contracts.taken_off)
register.filter("why_ended", account_contracts.why_ended)
register.filter("initials_of", initials)


@register.filter
def markdown(text: str) -> SafeString:
    """A note as HTML that holds nothing that acts."""
    return notes.html(text)


@register.filter
def fact_word(word: str) -> str:
    """A word of the facts, as people read it."""
    return str(CHOICES.get(word, word))


@register.filter
def fact_cell(value: Any) -> str:
    """A cell of a table of facts."""
    if value in (None, ""):
        return NONE
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return labels.number(
            value.normalize(), lang(), decimals=max(0, -int(value.normalize().as_tuple().exponent))
        )
    return fact_word(str(value))

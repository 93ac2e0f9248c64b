"""Words and marks of the pages of figures."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garant.contracts.models import Outcome, TermEnd
from garant.portfolio import figures_page
from garant.portfolio.templatetags.components import address

register = template.Library()

KINDS = {
    Outcome.RENEWED: "keep", Outcome.SECURED: "keep", Outcome.PENDING: "watch",
    Outcome.LOST: "lose",
}  # fmt: skip
# Why an account left, in the words of the facts.
REASONS: dict[str, str | Promise] = {
    "voluntary": _("The customer’s decision"),
    "nonpayment": _("Unpaid"),
    "pause": _("Paused"),
    "superseded": _("Another contract follows"),
    "other": _("Another reason"),
}

register.filter("month_name", figures_page.month_name)


@register.filter
def kind_of(end: TermEnd) -> str:
    """The shape and colour of what became of the end of a term."""
    return KINDS[Outcome(end.outcome)]


@register.filter
def outcome(end: TermEnd) -> str:
    """What became of the end of a term, in words."""
    return str(Outcome(end.outcome).label)


@register.filter
def reason(code: str) -> str | Promise:
    """Why an account left; a code of the company's own as it is."""
    return REASONS.get(code, code) if code else _("not said")


@register.filter
def initials(name: str | None) -> str:
    """Two letters for the round sign of a person."""
    words = (name or "").split()
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper()


@register.simple_tag(takes_context=True)
def here_with(context: template.Context, **changes: str | None) -> str:
    """This page's address with some of what it asks for changed."""
    return address(context["request"], **changes)


@register.simple_tag(takes_context=True)
def month_address(context: template.Context, month: date) -> str:
    """This page, of another month."""
    return address(context["request"], month=f"{month:%Y-%m}")


@register.simple_tag(takes_context=True)
def day_address(context: template.Context, on: date) -> str:
    """The list of what falls on a day."""
    return address(context["request"], view=None, month=None, day=on.isoformat())

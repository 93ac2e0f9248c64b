"""The components of pages, by the names of the design guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from lucide.templatetags.lucide import lucide

from garant.charts import promise_gauge, quiet_gauge, sparkline
from garant.charts.labels import Number
from garant.lib import once as sent
from garant.portfolio.templatetags.garant import lang

register = template.Library()

Words = str | Promise
SHAPES = {
    "keep": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "watch": '<path d="M6 .8 11.4 6 6 11.2.6 6Z" fill="currentColor"/>',
    "lose": '<path d="M6 .6 11.6 11H.4Z" fill="currentColor"/>',
    "none": '<circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" stroke-width="1.5"/>',
}
HEALTH = {"keep": _("Sound"), "watch": _("Watch"), "lose": _("At risk"), "none": _("Unknown")}
NOTE_ICONS = {"": "info", "watch": "triangle-alert", "lose": "circle-alert"}


@dataclass(frozen=True)
class Kpi:
    """A key figure: how it changed since, and whether that is good (nobody says where unknown)."""

    label: Words
    figure: str
    change: str = ""
    good: bool | None = None
    note: Words = ""
    trend: Sequence[Number] = ()
    address: str = ""

    @property
    def tone(self) -> str:
        """The class of the change: teal where it is good, vermilion where it is not."""
        return {True: "up", False: "down", None: ""}[self.good]

    @property
    def colour(self) -> str:
        """The token of the small line."""
        return {True: "keep", False: "lose", None: "brand"}[self.good]


# ---------------------------------------------------------------- marks


@lru_cache(maxsize=128)
def _icon(name: str) -> SafeString:
    drawn = lucide(
        name, size=16, **{"class": "i", "stroke_width": "1.75", "aria_hidden": "true"}
    )  # fmt: skip
    return mark_safe(" ".join(str(drawn).split()).replace("> <", "><"))  # noqa: S308 - a drawing


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of Lucide, hidden from who listens: the words are beside it."""
    return _icon(str(name))


@register.simple_tag
def shape(kind: str) -> SafeString:
    """The shape of a status, without its word."""
    return _shaped(kind, mark_safe(' aria-hidden="true"'), "")


@register.simple_tag
def status(kind: str, word: Words = "") -> SafeString:
    """A status: shape, colour and word; the word of health where none is given."""
    return _shaped(kind, "", word or HEALTH[kind])


def _shaped(kind: str, attributes: str, word: Words) -> SafeString:
    return _shape(kind, attributes, str(word))


@lru_cache(maxsize=256)
def _shape(kind: str, attributes: str, word: str) -> SafeString:
    drawn = mark_safe(SHAPES[kind])  # noqa: S308 - one of four drawings
    return format_html(
        '<span class="st {}"{}><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>{}</span>',
        kind, attributes, drawn, word,
    )  # fmt: skip


@register.simple_tag
def gauge(done: Number, expected: Number, *, quiet: bool = False) -> SafeString:
    """What is proven of a promise; `quiet` where its figure stands beside it."""
    drawn = quiet_gauge(done, expected) if quiet else promise_gauge(done, expected, lang=lang())
    return mark_safe(drawn)  # noqa: S308 - our own drawing


@register.simple_tag
def spark(values: Sequence[Number], colour: str = "brand") -> SafeString:
    """The direction of a figure."""
    return mark_safe(sparkline(values, colour=colour))  # noqa: S308 - our own drawing


@register.inclusion_tag("components/kpis.html")
def kpis(figures: Sequence[Kpi]) -> dict[str, Any]:
    """Up to four key figures on one surface."""
    return {"figures": figures}


@register.simple_block_tag
def note(content: str, tone: str = "") -> SafeString:
    """One caveat, of two lines at most."""
    return format_html(
        '<p class="note {}">{}<span>{}</span></p>', tone, _icon(NOTE_ICONS[tone]), content
    )


@register.simple_tag
def tag(words: Words, tone: str = "", sign: str = "") -> SafeString:
    """A fact about the data: how many, which period, computed when."""
    drawn = _icon(sign) if sign else ""
    return format_html('<span class="tag {}">{}{}</span>', tone, drawn, words)


@register.simple_tag
def person(initials: str, name: Words, detail: Words, kind: str = "") -> SafeString:
    """Somebody at an account: `silent`, `unknown`, or in touch."""
    return format_html(
        '<span class="p {}"><span class="av" aria-hidden="true">{}</span>'
        "<span><b>{}</b><small>{}</small></span></span>",
        kind, initials, name, detail,
    )  # fmt: skip


@register.simple_tag
def in_days(due: date, today: date | None = None) -> str:
    """How far a day is from today, or from the day as of which the company is looked at."""
    days = (due - (today or timezone.localdate())).days
    if days < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}
    if days == 0:
        return gettext("today")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


# ---------------------------------------------------------------- lists: what the address says


def address(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with some of what it asks for changed, from its first page on."""
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in changes.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = value
    return f"?{asked.urlencode()}" if asked else request.path


@register.inclusion_tag("components/sort_head.html", takes_context=True)
def sort_head(
    context: template.Context, key: str, label: Words, default: str = "", *, figures: bool = False
) -> dict[str, Any]:
    """The head of a column that sorts the list; `-key` is the other way round.

    `default` is the order of a list whose address names none.
    """
    request = context["request"]
    chosen = request.GET.get("sort") or default
    back = chosen == key
    return {
        "label": label,
        "key": key,
        "figures": figures,
        "sorted": {key: "down", f"-{key}": "up"}.get(chosen, ""),
        "address": address(request, sort=f"-{key}" if back else key),
    }


@register.inclusion_tag("components/chip.html", takes_context=True)
def chip(context: template.Context, name: str, value: str, label: Words) -> dict[str, Any]:
    """A filter that one link sets and takes off again."""
    request = context["request"]
    active = request.GET.get(name) == str(value)
    return {
        "label": label,
        "id": f"chip-{name}-{value}",
        "active": active,
        "address": address(request, **{name: None if active else str(value)}),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Which rows of how many, and the pages before and after."""
    request = context["request"]
    return {
        "page": page,
        "previous": _page_address(request, page.number - 1) if page.has_previous() else "",
        "next": _page_address(request, page.number + 1) if page.has_next() else "",
    }


def _page_address(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"


# ---------------------------------------------------------------- forms


@register.simple_tag(takes_context=True)
def once(context: template.Context) -> SafeString:
    """The key of a form that makes something: sent twice, it is done once."""
    return format_html('<input type="hidden" name="{}" value="{}">',
                       sent.FIELD, sent.key(context["request"]))  # fmt: skip


TICKED = ("checkbox",)
CHOSEN = ("radio", "checkboxselectmultiple")


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: Words = "") -> dict[str, Any]:
    """A field: label above, help and errors below; its label is never a placeholder."""
    bound.field.widget.attrs.pop("placeholder", None)
    kind = bound.widget_type
    return {
        "field": bound,
        "label": label or bound.label,
        "ticked": kind in TICKED,
        "group": kind.startswith("radio") or kind in CHOSEN,
    }


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm, *, focus: bool = False) -> dict[str, Any]:
    """Every field of a form that is seen, and those that are not; `focus`: one types at once."""
    if focus and not form.is_bound and (seen := form.visible_fields()):
        seen[0].field.widget.attrs["autofocus"] = True
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm, *, focus: bool = True) -> dict[str, Any]:
    """All that is wrong with what was sent, each with a link to its field."""
    return {"form": form, "focus": focus}

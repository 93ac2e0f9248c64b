"""The sentence above the overview: how the company stands, and what is to be decided next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Standing = Literal[
    "grew_bought", "grew_replaced", "grew", "fell_bought", "fell_lost", "fell", "still"
]
STILL = Decimal("0.005")  # a change of less than half a percent is none
WHOLE = Decimal(1)

ALONE: Mapping[Standing, object] = {
    "grew_bought": _("Your customers stay and buy more."),
    "grew_replaced": _(
        "Revenue grows by new customers, while those of a year ago pay <em>{less} less</em>."
    ),
    "grew": _("Revenue grew from {opening} to <b>{closing}</b> a month."),
    "fell_bought": _(
        "Revenue fell from {opening} to <em>{closing}</em>, though customers of a year ago pay"
        " more."
    ),
    "fell_lost": _(
        "Revenue fell from {opening} to <em>{closing}</em>: customers of a year ago pay {less}"
        " less."
    ),
    "fell": _("Revenue fell from {opening} to <em>{closing}</em> a month."),
    "still": _("Revenue stands still at {closing} a month."),
}
DECIDING: Mapping[Standing, object] = {
    "grew_bought": ngettext_lazy(
        'Your customers stay and buy more, but <a href="{address}"><em>{n} renewal worth {due}'
        " a month must be decided by {day}</em></a>.",
        'Your customers stay and buy more, but <a href="{address}"><em>{n} renewals worth {due}'
        " a month must be decided by {day}</em></a>.",
        "n",
    ),
    "grew_replaced": ngettext_lazy(
        "Revenue grows by new customers, those of a year ago pay {less} less, and <a"
        ' href="{address}"><em>{n} renewal worth {due} a month must be decided by {day}</em></a>.',
        "Revenue grows by new customers, those of a year ago pay {less} less, and <a"
        ' href="{address}"><em>{n} renewals worth {due} a month must be decided by {day}</em>'
        "</a>.",
        "n",
    ),
    "grew": ngettext_lazy(
        'Revenue grew from {opening} to <b>{closing}</b> a month, and <a href="{address}"><em>{n}'
        " renewal worth {due} must be decided by {day}</em></a>.",
        'Revenue grew from {opening} to <b>{closing}</b> a month, and <a href="{address}"><em>{n}'
        " renewals worth {due} must be decided by {day}</em></a>.",
        "n",
    ),
    "fell_bought": ngettext_lazy(
        "Revenue fell from {opening} to {closing}, though customers of a year ago pay more; <a"
        ' href="{address}"><em>{n} renewal worth {due} must be decided by {day}</em></a>.',
        "Revenue fell from {opening} to {closing}, though customers of a year ago pay more; <a"
        ' href="{address}"><em>{n} renewals worth {due} must be decided by {day}</em></a>.',
        "n",
    ),
    "fell_lost": ngettext_lazy(
        "Revenue fell from {opening} to {closing}: customers of a year ago pay {less} less, and <a"
        ' href="{address}"><em>{n} renewal worth {due} must be decided by {day}</em></a>.',
        "Revenue fell from {opening} to {closing}: customers of a year ago pay {less} less, and <a"
        ' href="{address}"><em>{n} renewals worth {due} must be decided by {day}</em></a>.',
        "n",
    ),
    "fell": ngettext_lazy(
        'Revenue fell from {opening} to {closing} a month, and <a href="{address}"><em>{n} renewal'
        " worth {due} must be decided by {day}</em></a>.",
        'Revenue fell from {opening} to {closing} a month, and <a href="{address}"><em>{n} renewals'
        " worth {due} must be decided by {day}</em></a>.",
        "n",
    ),
    "still": ngettext_lazy(
        'Revenue stands still at {closing} a month, and <a href="{address}"><em>{n} renewal worth'
        " {due} must be decided by {day}</em></a>.",
        'Revenue stands still at {closing} a month, and <a href="{address}"><em>{n} renewals worth'
        " {due} must be decided by {day}</em></a>.",
        "n",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The figures of the sentence, as they are written on the page."""

    opening: str
    closing: str
    less: str
    due: str
    day: str
    address: str
    n: int


def standing(opening: Decimal, closing: Decimal, nrr: Decimal | None) -> Standing:
    """How revenue went over the period, and what those who were here a year ago made of theirs."""
    if abs(closing - opening) <= opening * STILL:
        return "still"
    if nrr is None:
        return "grew" if closing > opening else "fell"
    if closing > opening:
        return "grew_bought" if nrr >= WHOLE else "grew_replaced"
    return "fell_bought" if nrr >= WHOLE else "fell_lost"


def sentence(how: Standing, words: Words) -> SafeString:
    """One whole sentence, with the way to what is to be decided where there is something."""
    said = vars(words)
    if not words.n:
        return format_html(str(ALONE[how]), **said)
    # A plural that waits for its number gives it with `%`, to which the braces mean nothing.
    return format_html(str(DECIDING[how] % {"n": words.n}), **said)  # type: ignore[operator]

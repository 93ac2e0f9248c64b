"""The page behind a cell of the cohorts: its accounts, and which of them stayed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.html import format_html
from django.utils.translation import ngettext

from garant.contracts import cohort_queries, queries
from garant.contracts.cohort_queries import PERIODS, Followed
from garant.portfolio import figures_page
from garant.portfolio.cohorts_page import OF, USUAL, by_name, cohort_name
from garant.portfolio.templatetags.garant import number
from garant.users.permissions import known

ROWS = 50


def context(request: HttpRequest) -> dict[str, Any]:
    """What the page needs; a cohort or month that there is not is a page that is not found."""
    bridge = queries.figures("bridge.net")
    of, by = (request.GET.get(name, usual) for name, usual in zip(("of", "by"), USUAL, strict=True))
    cohort = _cohort(request.GET.get("cohort", ""), by)
    k = request.GET.get("k", "0")
    if bridge is None or not bridge.rows or of not in OF or not k.isdecimal():
        raise Http404("cohort")
    last = bridge.rows[-1]["period"]
    found = cohort_queries.followed(known(request), by, cohort, int(k), last)
    page: Page[Followed] = Paginator(found, ROWS).get_page(request.GET.get("page"))
    kept = [one for one in found if one.then]
    return {
        "rows": page,
        "name": cohort_name(cohort, by),
        "by": by_name(by) if by in queries.cohorts_kept() else "",
        "by_code": by,
        "of": of,
        "k": int(k),
        "lede": _lede(len(found), len(kept), int(k)),
        "first": sum(one.first for one in found),
        "then": sum(one.then for one in found),
        "currency": bridge.settings.get("reporting_currency"),
        "stamp": figures_page.stamp(bridge),
    }


def _cohort(text: str, by: str) -> date | str:
    if by not in PERIODS:
        return text
    month = figures_page.month_of(text)
    if month is None:
        raise Http404(text)
    return month


def _lede(count: int, kept: int, k: int) -> str:
    said = ngettext(
        "{kept} of {n} account is still there after {k} months.",
        "{kept} of {n} accounts are still there after {k} months.",
        count,
    )
    return format_html(said, kept=number(kept), n=number(count), k=k)

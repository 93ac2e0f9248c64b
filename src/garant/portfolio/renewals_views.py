"""The renewals page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from garant.contracts import term_end_queries
from garant.lib.pages import page
from garant.portfolio import figures_csv, renewals_page

COLUMNS = (
    "contract_id", "account_id", "account", "due_mrr", "renewed_mrr", "due_on", "notice_on",
    "decide_on", "tacit", "outcome", "owner",
)  # fmt: skip


@page("renewals.read")
def renewals(request: HttpRequest) -> HttpResponse:
    """What comes due and must be decided; or what was, and was kept."""
    return render(request, "portfolio/renewals.html", renewals_page.context(request))


@page("renewals.read")
def renewals_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows as CSV, all of them."""
    wanted = renewals_page.asked(request)
    rows = (
        (
            end.contract_id, end.account_id, str(end.account), end.due_mrr, end.renewed_mrr,
            end.due_on, end.notice_on, end.decide_on, "true" if end.tacit else "false",
            end.outcome, end.owner,  # type: ignore[attr-defined]
        )
        for end in term_end_queries.told(wanted.listed())
    )  # fmt: skip
    return figures_csv.answer("renewals", COLUMNS, rows)

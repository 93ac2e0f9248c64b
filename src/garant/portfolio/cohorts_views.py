"""The cohorts page, and the accounts of a cohort."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from garant.lib.pages import page
from garant.portfolio import cohorts_accounts, cohorts_page


@page("cohorts.read")
def cohorts(request: HttpRequest) -> HttpResponse:
    """What is left of those who came together."""
    return render(request, "portfolio/cohorts.html", cohorts_page.context(request))


@page("accounts.read")
def cohort_accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of a cohort, some months on."""
    return render(request, "portfolio/cohort_accounts.html", cohorts_accounts.context(request))

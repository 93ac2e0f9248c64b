"""The overview page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from garant.lib.pages import page
from garant.portfolio import overview_page


@page("overview.read")
def overview(request: HttpRequest) -> HttpResponse:
    """How the company stands: one sentence, four figures, two pictures, what to decide soon."""
    return render(request, "portfolio/overview.html", overview_page.context(request))

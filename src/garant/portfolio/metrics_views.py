"""What the figures mean: every metric, and the page of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from garant.lib.pages import page
from garant.metrics.catalog import BY_CODE
from garant.portfolio import metrics_page
from garant.users.permissions import known


@page("metrics.read")
def metrics(request: HttpRequest) -> HttpResponse:
    """Every metric, by what it is about."""
    return render(request, "portfolio/metrics.html", {"groups": metrics_page.index()})


@page("metrics.read")
def metric(request: HttpRequest, code: str) -> HttpResponse:
    """What one metric means here, and its last figures."""
    if code not in BY_CODE:
        raise Http404(code)
    context = metrics_page.context(BY_CODE[code], known(request))
    return render(request, "portfolio/metric.html", context)

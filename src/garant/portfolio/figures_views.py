"""What is behind a figure: the accounts of a bar, and whole tables as CSV."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from garant.contracts import queries
from garant.lib.pages import page
from garant.portfolio import figures_csv, figures_drill, figures_page
from garant.users.permissions import known, require


@page("accounts.read")
def bridge_accounts(request: HttpRequest, bucket: str) -> HttpResponse:
    """The accounts that moved in a bucket of the bridge, and add up to its bar."""
    found = figures_drill.drill(request, known(request), bucket)
    return render(request, "portfolio/figure.html", figures_drill.context(request, found))


@page("accounts.export")
def bridge_accounts_csv(request: HttpRequest, bucket: str) -> StreamingHttpResponse:
    """The same as CSV."""
    found = figures_drill.drill(request, known(request), bucket)
    return figures_csv.moved(f"{bucket}-{found.first:%Y-%m}-{found.last:%Y-%m}", found.rows)


@page("metrics.read")
def figures(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """A table of figures, as the refresh kept it, for who may open its page."""
    require(known(request), figures_page.operation(code))
    found = queries.figures(code)
    if found is None:
        raise Http404(code)
    return figures_csv.table(code, found)

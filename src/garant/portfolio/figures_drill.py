"""The page behind a bar of the bridge: the accounts that moved, and that they add up to the bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext_lazy

from garant import charts
from garant.charts.words import say
from garant.contracts import movement_queries, queries
from garant.contracts.movement_queries import EITHER, GAINS, MOVEMENTS, NET, Moved
from garant.metrics.catalog import BY_CODE
from garant.portfolio import figures_page
from garant.portfolio.templatetags.garant import change, lang, money
from garant.users.models import User

ROWS = 50
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Drill:
    """The accounts behind a bar, all of them, and the bar's own figure."""

    bucket: str
    first: date
    last: date
    rows: Sequence[Moved]
    bar: Decimal
    figures: Any

    @property
    def total(self) -> Decimal:
        """What the accounts add up to."""
        return sum((row.amount for row in self.rows), NOTHING)

    @property
    def hidden(self) -> Decimal:
        """What the bar has besides: accounts that the reader may not see."""
        return self.bar - self.total


def drill(request: HttpRequest, user: User, bucket: str) -> Drill:
    """What an address asks for; a bucket or month that there is not is a page that is not found."""
    figures = queries.figures("bridge.net" if bucket in NET else "bridge")
    if bucket not in MOVEMENTS or figures is None or not figures.rows:
        raise Http404(bucket)
    newest = figures.rows[-1]["period"]
    first, last = (
        figures_page.month_of(given) if (given := request.GET.get(name)) else newest
        for name in ("from", "to")
    )
    if first is None or last is None:
        raise Http404("month")
    rows = movement_queries.moved(
        user, bucket, first, last, sort=request.GET.get("sort", movement_queries.SORT)
    )
    within = (row for row in figures.rows if first <= row["period"] <= last)
    bar = sum((row[bucket] for row in within), NOTHING)
    return Drill(bucket, first, last, rows, bar, figures)


def context(request: HttpRequest, found: Drill) -> dict[str, Any]:
    """What the page needs."""
    page: Page[Moved] = Paginator(found.rows, ROWS).get_page(request.GET.get("page"))
    currency = found.figures.settings.get("reporting_currency")
    return {
        "bucket": found.bucket,
        "name": say(found.bucket, lang()),
        "lede": _lede(found, currency),
        "said": figures_page.months_said(found.first, found.last),
        "rows": page,
        "currency": currency,
        "total": found.total,
        "hidden": found.hidden,
        "left": found.bucket == "churn",
        "signed": found.bucket in EITHER,
        "definition": found.bucket if found.bucket in BY_CODE else "",
        "stamp": figures_page.stamp(found.figures),
    }


def _lede(found: Drill, currency: str | None) -> SafeString:
    n = len(found.rows)
    amount = (change if found.bucket in EITHER else money)(found.total, currency)
    said = str(_sentence(found.bucket) % {"n": n})  # type: ignore[operator]
    return format_html(said, n=charts.labels.number(n, lang()), amount=amount)


def _sentence(bucket: str) -> object:
    """What the accounts of a bucket did, waiting for how many they are."""
    if bucket in SENTENCES:
        return SENTENCES[bucket]
    if bucket in EITHER:
        return UNDECIDED
    return MORE if bucket in GAINS else LESS


SENTENCES: Mapping[str, object] = {
    "new": ngettext_lazy(
        "{n} account came, and brings <b>{amount}</b> a month.",
        "{n} accounts came, and bring <b>{amount}</b> a month.",
        "n",
    ),
    "reactivation": ngettext_lazy(
        "{n} account came back, and brings <b>{amount}</b> a month.",
        "{n} accounts came back, and bring <b>{amount}</b> a month.",
        "n",
    ),
    "churn": ngettext_lazy(
        "{n} account left, with <em>{amount}</em> a month.",
        "{n} accounts left, with <em>{amount}</em> a month.",
        "n",
    ),
}
UNDECIDED = ngettext_lazy(
    "{n} account moved without deciding it, by {amount} a month.",
    "{n} accounts moved without deciding it, by {amount} a month.",
    "n",
)
MORE = ngettext_lazy(
    "{n} account pays <b>{amount}</b> more a month.",
    "{n} accounts pay <b>{amount}</b> more a month.",
    "n",
)
LESS = ngettext_lazy(
    "{n} account pays <em>{amount}</em> less a month.",
    "{n} accounts pay <em>{amount}</em> less a month.",
    "n",
)

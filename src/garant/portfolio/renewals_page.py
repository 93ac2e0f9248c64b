"""The renewals: what comes due and must be decided, month by month, and what was kept before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant import charts
from garant.contracts import fact_queries, queries, term_end_queries
from garant.contracts.models import Outcome, Refresh, TermEnd
from garant.contracts.snapshots import Figures
from garant.contracts.term_end_queries import SOON, Sums
from garant.metrics.calendar import add_months
from garant.portfolio import figures_page, renewals_calendar, renewals_filters
from garant.portfolio.templatetags.components import Kpi
from garant.portfolio.templatetags.garant import day, lang, money, number, share
from garant.users.models import User
from garant.users.permissions import known

ROWS = 50
AHEAD = 12  # months
LARGEST = 6
PICTURED = 12  # months of the past that are drawn
NAMED = ("due_mrr", "decide_on", "account__account_id", "account__name")
SUMMED = ("due", "renewed", "due_mrr", "kept_mrr", "pending_mrr")
Ends = QuerySet[TermEnd]


@dataclass(frozen=True)
class Asked:
    """What an address asks of the renewals, and who asks."""

    user: User
    words: Mapping[str, str]
    today: date

    @property
    def past(self) -> bool:
        """Whether it is about those that are over."""
        return self.words.get("when") == "past"

    @property
    def calendar(self) -> bool:
        """Whether it asks for days in place of rows."""
        return self.words.get("view") == "calendar" and not self.past

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """What may have become of them, for a filter."""
        return [(str(value), str(label)) for value, label in Outcome.choices]

    @cached_property
    def whole(self) -> Ends:
        """All that the page is about, before any filter."""
        if self.past:
            return term_end_queries.over(self.user, self.today)
        return term_end_queries.to_come(self.user, self.today, AHEAD)

    @property
    def sort(self) -> str:
        """The order that is asked for."""
        return self.words.get("sort") or ("-due" if self.past else term_end_queries.SORT)

    @cached_property
    def found(self) -> Ends:
        """What the filters let through."""
        return term_end_queries.narrowed(self.whole, self.words, self.today)

    def listed(self) -> Ends:
        """The same, in the order that is asked for."""
        return term_end_queries.ordered(self.found, self.sort)


def asked(request: HttpRequest, shown: Refresh | None = None) -> Asked:
    """What a request asks for."""
    return Asked(known(request), request.GET.dict(), queries.today(shown))


def context(request: HttpRequest) -> dict[str, Any]:
    """What the page needs."""
    table = queries.figures("renewals")
    if table is None:
        return figures_page.empty(request)
    shown = queries.refreshed()
    wanted = asked(request, shown)
    months = term_end_queries.by_month(wanted.whole)
    sums, currency = term_end_queries.together(months.values()), _currency(table)
    if not sums.count and not wanted.past:
        ending = fact_queries.ending_without_contract(
            wanted.user, wanted.today, add_months(wanted.today, AHEAD)
        )
        return {
            "nothing": True, "stamp": figures_page.stamp(table, shown), "wanted": wanted,
            "lines_ending": ending,
        }  # fmt: skip
    told = (
        _past(table.rows, wanted, currency)
        if wanted.past
        else _coming(wanted, sums, months, currency)
    )
    return {
        "wanted": wanted,
        "currency": currency,
        "stamp": figures_page.stamp(table, shown),
        "query": urlencode([(k, v) for k, v in wanted.words.items() if k != "page"]),
        **told,
        **_list(request, wanted, sums),
    }


def _currency(table: Figures) -> str | None:
    return table.settings.get("reporting_currency")


def _coming(
    wanted: Asked, sums: Sums, months: Mapping[date, Sums], currency: str | None
) -> dict[str, Any]:
    """The sentence, the figures and the picture of what is to come."""
    whole = wanted.whole
    soon = term_end_queries.sums_of(term_end_queries.to_decide(whole, wanted.today))
    return {
        "lede": _lede(sums, soon, wanted, currency),
        "kpis": list(_kpis(sums, soon, currency)),
        "chart": _ahead(months, wanted, currency),
        "largest": _largest(whole),
    }


def _list(request: HttpRequest, wanted: Asked, whole: Sums) -> dict[str, Any]:
    """The rows or the days, what they come to, and the filters that are on."""
    filters = renewals_filters.chosen(wanted.words, wanted.user)
    narrowed = renewals_filters.asked(wanted.words)
    sums = term_end_queries.sums_of(wanted.found) if narrowed else whole
    shown = {
        "filters": filters,
        "owners": term_end_queries.owners(wanted.user),
        "segments": term_end_queries.segments(wanted.user),
        "sums": sums,
        "default_sort": "-due" if wanted.past else term_end_queries.SORT,
    }
    if wanted.calendar:
        given = figures_page.month_of(wanted.words.get("month", ""))
        month = given or renewals_calendar.next_month(wanted)
        return shown | {"days": renewals_calendar.month(wanted, month)}
    page = Counted(wanted.listed(), ROWS, sums.count).get_page(request.GET.get("page"))
    first = page.start_index() - 1 if sums.count else 0
    rows = term_end_queries.between(
        wanted.found, wanted.sort, slice(first, first + ROWS), undecided=sums.undecided
    )
    page.object_list = term_end_queries.told(rows)
    return shown | {"rows": page}


class Counted(Paginator[TermEnd]):
    """Pages of a list whose length is known."""

    def __init__(self, found: Ends, rows: int, count: int) -> None:
        super().__init__(found, rows)
        self.__dict__["count"] = count


# ---------------------------------------------------------------- what comes


def _lede(sums: Sums, soon: Sums, wanted: Asked, currency: str | None) -> SafeString:
    until = wanted.today + timedelta(days=SOON)
    words = {
        "due": money(sums.due, currency), "open": money(soon.open, currency),
        "day": day(until), "n": number(soon.count),
        "address": f"{reverse('renewals')}?{urlencode({'within': SOON})}",
    }  # fmt: skip
    if not soon.count:
        return format_html(
            _(
                "{due} a month comes up for renewal in the next 12 months; nothing must be decided"
                " before {day}."
            ),
            **words,
        )
    said = ngettext(
        '{due} a month comes up for renewal in the next 12 months; <a href="{address}"><em>{n}'
        " renewal worth {open} must be decided by {day}</em></a>.",
        '{due} a month comes up for renewal in the next 12 months; <a href="{address}"><em>{n}'
        " renewals worth {open} must be decided by {day}</em></a>.",
        soon.count,
    )  # fmt: skip
    return format_html(said, **words)


def _kpis(sums: Sums, soon: Sums, currency: str | None) -> Sequence[Kpi]:
    page = reverse("renewals")

    def kpi(label: str, amount: Any, count: int | None = None, address: str = "") -> Kpi:
        note = "" if count is None else ngettext("{n} renewal", "{n} renewals", count)
        return Kpi(
            label, money(amount, currency), note=note.format(n=number(count)), address=address
        )

    return (
        kpi(_("Due in 12 months"), sums.due, sums.count),
        Kpi(
            _("Secured"), money(sums.kept, currency), address=f"{page}?status=secured",
            note=_("{share} of what is due").format(share=share(sums.kept / sums.due, 0)),
        ),
        kpi(_("Still open"), sums.open, sums.undecided, f"{page}?status=pending"),
        kpi(_("To decide within 30 days"), soon.open, soon.count, f"{page}?within={SOON}"),
    )  # fmt: skip


def _largest(whole: Ends) -> Sequence[TermEnd]:
    """The open ones that weigh most."""
    pending = whole.filter(outcome=Outcome.PENDING)
    named = pending.select_related("account").only(*NAMED)
    return list(term_end_queries.ordered(named, "amount")[:LARGEST])


def _ahead(told: Mapping[date, Sums], wanted: Asked, currency: str | None) -> charts.Chart:
    """A bar for each month, those without an end of a term too."""
    first = min([wanted.today.replace(day=1), *told])
    after = term_end_queries.until(wanted.today, AHEAD)
    count = (after.year - first.year) * 12 + after.month - first.month
    run = (add_months(first, i) for i in range(count))
    drawn = [_bar(month, told.get(month, Sums()), wanted) for month in run]
    return _drawn(_("What comes up for renewal"), drawn, currency)


def _drawn(title: str, months: Sequence[charts.DueMonth], currency: str | None) -> charts.Chart:
    """The picture, with the unit of its figures in words."""
    unit = charts.labels.money_unit([month.due for month in months], currency, lang()).name
    read = _("By the month in which the term ends. Click on a bar for its list.")
    if unit:
        read = _(
            "In {unit} a month, by the month in which the term ends. Click on a bar for its list."
        )
    heading = charts.Heading(title, read.format(unit=unit))
    return charts.renewals_ahead(months, lang=lang(), currency=currency, heading=heading)


def _bar(month: date, sums: Sums, wanted: Asked) -> charts.DueMonth:
    asked_for = {"month": f"{month:%Y-%m}"} | ({"when": "past"} if wanted.past else {})
    return charts.DueMonth(
        month, secured=sums.kept, open=sums.open, lost=sums.lost, count=sums.count,
        href=f"{reverse('renewals')}?{urlencode(asked_for)}" if sums.count else None,
    )  # fmt: skip


# ---------------------------------------------------------------- what was


def _past(rows: Sequence[Mapping[str, Any]], wanted: Asked, currency: str | None) -> dict[str, Any]:
    """The months that are over: due, kept and lost, as the metrics count them."""
    over = [row for row in rows if row["period"] < wanted.today.replace(day=1)]
    year = over[-AHEAD:]
    sums = {name: sum(row[name] for row in year) for name in SUMMED}
    due, kept = sums["due_mrr"], sums["kept_mrr"]
    if due:
        lede = _("Of {due} a month that came up for renewal in 12 months, {share} was kept.")
        lede = lede.format(due=money(due, currency), share=share(kept / due))
    else:
        lede = _("No contract came up for renewal in the last 12 months.")
    months = [
        {**row, "address": f"?when=past&month={row['period']:%Y-%m}" if row["due"] else ""}
        for row in reversed(year)
    ]
    drawn = [_bar(row["period"], _sums(row), wanted) for row in over[-PICTURED:]]
    return {
        "lede": lede,
        "months": months,
        "year": sums | {"gross": kept / due if due else None},
        "chart": _drawn(_("What came up for renewal, and what was kept"), drawn, currency),
    }


def _sums(row: Mapping[str, Any]) -> Sums:
    due, kept, pending = row["due_mrr"], row["kept_mrr"], row["pending_mrr"]
    return Sums(row["due"], due, kept, pending, due - kept - pending, row["pending"])

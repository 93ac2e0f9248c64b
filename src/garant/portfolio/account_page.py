"""The page of an account: how it stands, in sentences that its figures support, and its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from garant import charts
from garant.accounts import queries as accounts_read
from garant.accounts.forms import NoteForm
from garant.accounts.models import Account, Contact, Level
from garant.charts import labels
from garant.contracts import fact_queries
from garant.contracts.models import AccountFigure, AccountMonth, Outcome, Refresh, TermEnd
from garant.contracts.queries import figures, refreshed, today
from garant.contracts.snapshots import Figures
from garant.metrics.calendar import add_months
from garant.portfolio import account_contracts, account_timeline, figures_page
from garant.portfolio.templatetags.garant import day, growth, lang, money
from garant.users.models import User
from garant.users.permissions import known

MONTHS = 36
SOON = 90
WHO = {
    Level.ECONOMIC: gettext_noop("Who signs and counts"),
    Level.OPERATIONAL: gettext_noop("Who gains at work"),
    Level.USER: gettext_noop("Who uses it"),
}


@dataclass(frozen=True)
class Sentence:
    """A whole sentence of the lede; `watch` where it is what to look at."""

    text: str
    watch: bool = False


@dataclass(frozen=True)
class Band:
    """A level of the map of people: its name, its question, and who is there."""

    level: Level
    question: str
    people: Sequence[Any]
    count: int


def context(request: HttpRequest, account: Account) -> dict[str, Any]:
    """All that the page shows."""
    user, shown = known(request), refreshed()
    on = today(shown)
    figure = AccountFigure.objects.filter(account=account).first()
    bridge = figures("bridge")
    unit = bridge.settings.get("reporting_currency") if bridge is not None else None
    ends = fact_queries.term_ends(account) if user.may("renewals.read") else []
    upcoming, owners = next_end(ends, on), list(accounts_read.ownerships(user, account))
    moved, signed = fact_queries.months(account), account_contracts.rows_seen(user, account)
    notes = list(accounts_read.notes(user).filter(account=account))
    people = list(accounts_read.contacts(user).filter(account=account))
    left = [one for one in people if one.left_on is not None]
    rows = account_timeline.Rows(moved, signed["contract"], owners, notes, left)
    return {
        "account": account, "figure": figure, "currency": unit, "today": on,
        "lede": list(lede(figure, upcoming, on, unit=unit)), "upcoming": upcoming, "ends": ends,
        "owners": owners, "owner": next((one for one in owners if one.today), None),
        "chart": history(moved, bridge), "contracts": account_contracts.shown(signed, on),
        "bands": bands(user, account, people), "notes": notes, "note_form": NoteForm(),
        "timeline": account_timeline.of(
            rows, unit=unit, whole="timeline" in request.GET
        ),
        "attributes": sorted(account.attributes.items()),
        "may": may(user), "about": about(account), "facts_said": said_of(account, figure),
        "csv": reverse("account_csv", args=[account.pk]) if user.may("accounts.export") else "",
        **stamped(account, bridge, shown),
    }  # fmt: skip


def may(user: User) -> dict[str, bool]:
    """What the reader may do here."""
    asked = {
        "edit": "accounts.edit", "assign": "accounts.assign", "note": "notes.write",
        "contacts": "contacts.edit", "contracts": "contracts.read", "facts": "contracts.edit",
        "renewals": "renewals.read",
    }  # fmt: skip
    return {name: user.may(operation) for name, operation in asked.items()}


def about(account: Account) -> list[tuple[str, Any]]:
    """The fields that say something, with their names."""
    names = ("segment", "industry", "region", "country", "channel", "employees")
    fields = ((account._meta.get_field(name), getattr(account, name)) for name in names)
    return [(str(field.verbose_name), value) for field, value in fields if value]  # type: ignore[union-attr]


def said_of(account: Account, figure: AccountFigure | None) -> list[str]:
    """The line under the name."""
    found = [account.industry or account.segment, account.region or account.country]
    if account.employees:
        found.append(
            ngettext("{n} person", "{n} people", account.employees)
            .format(n=labels.number(account.employees, lang()))
        )  # fmt: skip
    if figure is not None and figure.customer_since is not None:
        month = figures_page.month_name(figure.customer_since)
        found.append(_("customer since {month}").format(month=month))
    return [one for one in found if one]


def stamped(account: Account, bridge: Figures | None, shown: Refresh | None) -> dict[str, Any]:
    """When the figures were computed, and whether facts of the account changed since."""
    if bridge is None:
        return {"stamp": None, "changed": False}
    stamp = figures_page.stamp(bridge, shown)
    return {
        "stamp": stamp, "changed": fact_queries.changed_since(account, bridge.computed_at)
    }  # fmt: skip


def next_end(ends: Sequence[TermEnd], on: date) -> TermEnd | None:
    """The term that ends next, or has ended and is undecided."""
    coming = [end for end in ends if end.due_on >= on or end.outcome == Outcome.PENDING]
    return min(coming, key=lambda end: (end.outcome == Outcome.LOST, end.due_on), default=None)


# ---------------------------------------------------------------- in short


def lede(
    figure: AccountFigure | None, end: TermEnd | None, on: date, *, unit: str | None = None
) -> Iterator[Sentence]:
    """What it pays, and what is to be decided: each a whole sentence."""
    if figure is None or (not figure.mrr and figure.customer_since is None):
        yield Sentence(_("Nothing was paid here so far."))
        return
    if not figure.mrr:
        yield _gone(figure, unit)
        return
    yield _pays(figure, unit)
    if end is not None:
        yield _decides(end, on)


def _gone(figure: AccountFigure, unit: str | None) -> Sentence:
    if figure.left_on is None:
        return Sentence(_("It pays nothing now."), watch=True)
    last = AccountMonth.objects.filter(
        account__account_id=figure.account_id, month=figure.left_on
    ).first()
    paid = money(last.opening if last is not None else None, unit)
    said = _("It left in {month}, when it paid {mrr} a month.")
    month = figures_page.month_name(figure.left_on)
    return Sentence(said.format(month=month, mrr=paid), watch=True)


def _pays(figure: AccountFigure, unit: str | None) -> Sentence:
    mrr, before = money(figure.mrr, unit), figure.mrr_year_ago
    if not before:
        since = figures_page.month_name(figure.customer_since) if figure.customer_since else ""
        return Sentence(_("It pays {mrr} a month, since {month}.").format(mrr=mrr, month=since))
    change = figure.mrr / before - 1
    if not change:
        return Sentence(_("It pays {mrr} a month, as much as a year ago.").format(mrr=mrr))
    if change > 0:
        said = _("It pays {mrr} a month, {change} in a year.")
        return Sentence(said.format(mrr=mrr, change=growth(change)))
    said = _("It pays {mrr} a month, {change} in a year.")
    return Sentence(said.format(mrr=mrr, change=growth(change)), watch=True)


def _decides(end: TermEnd, on: date) -> Sentence:
    if end.outcome == Outcome.LOST:
        return Sentence(_("It ends on {day}.").format(day=day(end.due_on)), watch=True)
    if end.outcome != Outcome.PENDING:
        return Sentence(_("Its renewal on {day} is secured.").format(day=day(end.due_on)))
    days = (end.decide_on - on).days
    if days < 0:
        said = _("Its renewal was to be decided by {day}, and is still open.")
        return Sentence(said.format(day=day(end.decide_on)), watch=True)
    if days > SOON:
        said = _("Its next renewal is to be decided by {day}.")
        return Sentence(said.format(day=day(end.decide_on)))
    said = ngettext(
        "Its renewal is to be decided in {n} day.", "Its renewal is to be decided in {n} days.",
        days,
    ).format(n=days)  # fmt: skip
    return Sentence(said, watch=True)


# ---------------------------------------------------------------- its parts


def history(moved: Sequence[AccountMonth], bridge: Figures | None) -> charts.Chart | None:
    """What it paid at each month's end; between two movements it stood where it was."""
    if bridge is None or not bridge.rows or not moved:
        return None
    last = bridge.rows[-1]["period"] if moved[-1].closing else moved[-1].month
    heading = charts.Heading(
        _("Revenue by month"),
        _("Monthly recurring revenue at each month’s end, {months} at most.").format(
            months=ngettext("{n} month", "{n} months", MONTHS).format(n=MONTHS)
        ),
    )
    unit = bridge.settings.get("reporting_currency")
    written = partial(labels.money, currency=unit, lang=lang())
    return charts.bars_with_limit(
        list(standing(moved, last, unit=unit)), lang=lang(), heading=heading, written=written
    )


def standing(
    moved: Sequence[AccountMonth], last: date, *, unit: str | None = None
) -> Iterator[charts.Month]:
    """Every month from the first, or the last three years, to the last of the figures."""
    by_month = {one.month: one for one in moved}
    month, closing = moved[0].month, Decimal(0)
    first = max(month, add_months(last, 1 - MONTHS))
    while month <= last:
        row = by_month.get(month)
        closing = row.closing if row is not None else closing
        if month >= first:
            yield charts.Month(month, closing, account_timeline.movement(row, unit) if row else "")
        month = add_months(month, 1)


def bands(user: User, account: Account, people: Sequence[Contact]) -> list[Band]:
    """The three levels, in their order; without names for who may not read them."""
    counts = accounts_read.levels(user, account)
    here = fact_queries.by_key([one for one in people if one.left_on is None], "level")
    return [
        Band(level, _(question), here.get(level, []), counts.get(level, 0))
        for level, question in WHO.items()
    ]

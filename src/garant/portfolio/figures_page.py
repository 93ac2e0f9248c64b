"""What stands beside every figure: when it was computed, from what, by which settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from garant.contracts import jobs
from garant.contracts.models import Refresh
from garant.contracts.queries import refreshed
from garant.contracts.snapshots import Figures
from garant.contracts.term_end_queries import YEARS
from garant.lib import job_reading, kept_errors
from garant.metrics.calendar import add_months
from garant.metrics.settings import Settings
from garant.portfolio.templatetags.garant import lang
from garant.users.permissions import known

HIDDEN = {"reporting_currency", "known_as_of"}  # said in other words
DEFAULTS = Settings().as_text()
NIGHT = timedelta(days=1)  # computed after midnight, as of the day before
PAGES = {"renewals": "renewals.read", "cohorts": "cohorts.read"}  # the tables with a page


@dataclass(frozen=True)
class Stamp:
    """When figures were computed, what was known, and the settings that are not the usual ones."""

    computed_at: datetime
    known_on: date
    settings: Mapping[str, Any]
    failed_at: datetime | None = None
    failure: str = ""
    waiting: bool = False

    @property
    def stale(self) -> bool:
        """Whether they are older than they should be: facts changed since, or a refresh failed."""
        return self.failed_at is not None or self.waiting

    @property
    def pinned(self) -> bool:
        """Whether they are looked at as of an earlier day than that of their computing."""
        return self.computed_at.date() - self.known_on > NIGHT

    @property
    def nobody(self) -> bool:
        """Whether there is no worker that would compute newer ones."""
        return not job_reading.worker_at_work()

    @property
    def unusual(self) -> list[str]:
        """The settings that are not at their default, as the command line writes them."""
        return [
            f"{name}={value}"
            for name, value in self.settings.items()
            if name not in HIDDEN and name in DEFAULTS and value != DEFAULTS[name]
        ]


def operation(code: str) -> str:
    """What somebody must be allowed to read a table of figures."""
    return PAGES.get(code.split(".", 1)[0], "metrics.read")


def stamp(figures: Figures, shown: Refresh | None = None) -> Stamp:
    """The stamp of a table of figures."""
    shown = shown or refreshed()
    on = (shown.known_on if shown else None) or figures.known_as_of.date()
    if shown is None:
        return Stamp(figures.computed_at, on, figures.settings)
    return Stamp(figures.computed_at, on, figures.settings, **_age(shown, figures.computed_at))


def standing(shown: Refresh | None = None) -> Stamp | None:
    """The stamp of figures that are of no one table; nothing before the first refresh."""
    shown = shown or refreshed()
    if shown is None or shown.began_at is None or shown.known_on is None:
        return None
    return Stamp(shown.began_at, shown.known_on, {}, **_age(shown, shown.began_at))


def _age(shown: Refresh, computed_at: datetime) -> dict[str, Any]:
    """Whether what is shown is older than it should be, and why."""
    return {
        "failed_at": shown.failed_at, "failure": kept_errors.told(shown.failure),
        "waiting": jobs.refresh_waits(computed_at),
    }  # fmt: skip


def month_name(month: date) -> str:
    """A month and its year, in full."""
    return _month_name(month, lang())


@lru_cache(maxsize=1024)  # a list says the same months on and on
def _month_name(month: date, _lang: str) -> str:
    return date_format(month, "F Y")


def months_said(first: date, last: date) -> str:
    """A run of months, in full."""
    if first == last:
        return month_name(first)
    return _("{since} to {until}").format(since=month_name(first), until=month_name(last))


def month_of(text: str) -> date | None:
    """The month that an address names, as 2026-07 or by any of its days."""
    try:
        month = date.fromisoformat(text if len(text) > 7 else f"{text}-01").replace(day=1)
    except ValueError:
        return None
    return month if month.year in YEARS else None


def month_end(month: date) -> date:
    """The last day of a month."""
    return date.fromordinal(add_months(month, 1).toordinal() - 1)


def empty(request: HttpRequest) -> dict[str, Any]:
    """What a page says before anything is known: who may bring facts, and where."""
    if not known(request).may("imports.apply"):
        return {"empty": True}
    try:
        address = reverse("imports")
    except NoReverseMatch:
        return {"empty": True}
    return {"empty": True, "import_address": address, "import_action": _("Import your contracts")}

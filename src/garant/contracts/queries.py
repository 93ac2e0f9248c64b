"""What pages, API and exports read of figures; a page computes no metric."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from garant.contracts import snapshots
from garant.contracts.models import MetricSetting, Refresh, Snapshot
from garant.contracts.snapshots import Figures

# The attributes of accounts that cohorts are kept by, besides the quarter and the month they began.
COHORT_FIELDS = ("segment", "industry", "region", "country", "channel")
COHORTS = "cohorts"
AT_ONCE = timedelta(hours=1)  # longer than it takes from the beginning of a refresh to its reading
# The tables that can be had whole, and who finds what in them: the catalogue's word for each.
TABLES: Mapping[str, str] = {
    "bridge": "bridge", "bridge.net": "bridge", "retention": "retention", "renewals": "renewals",
    "economics": "economics",
}  # fmt: skip


def figures(code: str) -> Figures | None:
    """The newest table of a code, as the refresh kept it."""
    return snapshots.newest(code)


def cohort_code(of: str, by: str) -> str:
    """The code of the table of cohorts, of ``logos`` or ``revenue``, by a period or attribute."""
    return f"{COHORTS}.{of}.{by}"


def cohorts_kept() -> list[str]:
    """By what the newest tables of cohorts are: ``quarter``, ``month``, attributes."""
    shown = refreshed()
    if shown is None or shown.began_at is None:
        return []
    start = cohort_code("logos", "")
    codes = Snapshot.objects.filter(code__startswith=start, computed_at=shown.began_at)
    kept = {code.removeprefix(start) for code in codes.values_list("code", flat=True)}
    return [by for by in ("quarter", "month", *COHORT_FIELDS) if by in kept]


def refreshed() -> Refresh | None:
    """The refresh whose figures are shown, and what stopped a later one."""
    return Refresh.objects.first()


def today(shown: Refresh | None = None) -> date:
    """The day from which days are counted: now, or that of the figures shown, if it is another.

    What counts is as of when they were computed: a setting changed since shows with the next ones.
    """
    shown = shown or refreshed()
    if shown is None or shown.known_on is None or not _of_another_day(shown):
        return timezone.localdate()
    return shown.known_on


def _of_another_day(shown: Refresh) -> bool:
    """Whether figures were computed as known at some other time than then."""
    if shown.known_as_of is None or shown.began_at is None:
        return False
    return abs(shown.known_as_of - shown.began_at) > AT_ONCE


def settings_kept() -> dict[str, str]:
    """The settings of the metrics that are not at their default."""
    return dict(MetricSetting.objects.values_list("key", "value"))


def currency() -> str | None:
    """The currency that figures are in; nothing before the first refresh."""
    found = Snapshot.objects.filter(code="bridge").values_list("settings", flat=True).first()
    return found.get("reporting_currency") if found is not None else None

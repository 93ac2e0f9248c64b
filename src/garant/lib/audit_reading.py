"""What the audit trail holds: filtered from an allow list, read from the newest entry back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils import timezone

from garant.lib.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: of whom, doing what, on which days, about what; older than which one."""

    who: str = ""
    verb: str = ""
    since: str = ""
    until: str = ""
    what: str = ""
    before: int = 0

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """What an address asks for; what cannot be read is not asked for."""
        texts = {name: str(given.get(name, "")).strip()[:200] for name in FILTERS}
        for name in ("since", "until"):
            texts[name] = texts[name] if _day(texts[name]) else ""
        number = str(given.get("before", ""))
        return cls(**texts, before=int(number) if number.isdecimal() and len(number) < 19 else 0)

    def query(self) -> str:
        """The filters as an address says them."""
        return urlencode({name: value for name in FILTERS if (value := getattr(self, name))})


FILTERS = ("who", "verb", "since", "until", "what")


def entries(asked: Asked) -> QuerySet[AuditEntry]:
    """The entries asked for, the newest first."""
    found = AuditEntry.objects.order_by("-id")
    if asked.who:
        found = found.filter(actor__icontains=asked.who)
    if asked.verb:
        found = found.filter(verb=asked.verb)
    if asked.what:
        found = found.filter(
            Q(object_name__icontains=asked.what) | Q(object_id=asked.what)
            | Q(object_kind=asked.what)
        )  # fmt: skip
    if start := _day(asked.since):
        found = found.filter(at__gte=_midnight(start))
    if end := _day(asked.until):
        found = found.filter(at__lt=_midnight(end + timedelta(days=1)))
    return found.filter(pk__lt=asked.before) if asked.before else found


def verbs() -> list[str]:
    """Every verb that the trail holds."""
    return list(AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct())


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 9000 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

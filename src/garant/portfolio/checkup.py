"""Whether the installation is in order: what `garant check` says, finding by finding.

Each check yields what it finds; one that cannot be made is a finding itself.
"""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from garant.contracts.models import ContractLine, Snapshot
from garant.lib import audit, job_reading, jobs, schema
from garant.sources.models import Import, State

ERROR, WARNING = "error", "warning"
LATE = timedelta(minutes=15)  # a job that waits for longer has nobody who does it
STALE = timedelta(hours=48)  # the figures are computed every night
STAGED = timedelta(days=30)
FREE = 500 * 1024**2
SHOWN = 5  # of what may be many


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be; an error puts the installation out of order."""

    code: str
    level: str
    message: str


def report() -> dict[str, Any]:
    """Whether all is in order, how many jobs wait, and what was found."""
    found = list(_reachable())
    if not found:
        found = [finding for check in CHECKS for finding in check()]
    return {
        "ok": all(one.level != ERROR for one in found),
        "backlog": None if found and found[0].code == "database" else backlog().count(),
        "findings": [asdict(one) for one in found],
    }


def backlog() -> Any:
    """The jobs that wait or run."""
    return DBTaskResult.objects.filter(status__in=(jobs.WAITING, jobs.RUNNING))


def _reachable() -> Iterator[Finding]:
    """The database answers, is whole, and has this version's tables."""
    try:
        behind, ahead, damage = schema.due(), schema.later(), _damage()
    except DatabaseError as error:
        yield Finding(
            "database", ERROR, _("The database does not answer: %(why)s") % {"why": error}
        )
        return
    if damage:
        yield Finding("database", ERROR, _("The database is damaged: %(what)s") % {"what": damage})
    elif ahead:
        said = _("The tables are of a later version (%(names)s): run that version of garant")
        yield Finding("migrations", ERROR, said % {"names": ", ".join(ahead[:SHOWN])})
    elif behind:
        names = ", ".join(behind[:SHOWN])
        yield Finding(
            "migrations", ERROR,
            _("The tables are of an earlier version (%(names)s): run garant upgrade --yes")
            % {"names": names},
        )  # fmt: skip


def _damage() -> str:
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = cursor.fetchone()[0]
    return "" if said == "ok" else str(said)


def _audit() -> Iterator[Finding]:
    for number, fault in enumerate(audit.faults()):
        if number == SHOWN:
            return
        yield Finding(
            "audit", ERROR, _("The audit trail was altered: %(fault)s") % {"fault": fault}
        )


def _jobs() -> Iterator[Finding]:
    for one in job_reading.given_up()[:SHOWN]:
        yield Finding(
            "jobs", ERROR,
            _("The job %(job)s was given up after %(tries)s tries: %(why)s")
            % {"job": one.job, "tries": one.tries, "why": one.says},
        )  # fmt: skip
    since = timezone.now() - LATE
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=since).count()
    if late and not job_reading.worker_at_work():
        yield Finding(
            "worker", ERROR,
            _("%(count)s jobs wait, and nobody does them: run garant worker, or garant up")
            % {"count": late},
        )  # fmt: skip


def _figures() -> Iterator[Finding]:
    newest = Snapshot.objects.order_by("-computed_at").values_list("computed_at", flat=True).first()
    if newest is None and ContractLine.objects.exists():
        yield Finding("figures", ERROR, _("No figure was computed yet: run garant refresh"))
    elif newest is not None and timezone.now() - newest > STALE:
        yield Finding(
            "figures", ERROR,
            _("The figures are of %(day)s: run garant refresh, and see that garant worker runs")
            % {"day": f"{newest:%Y-%m-%d}"},
        )  # fmt: skip


def _imports() -> Iterator[Finding]:
    old = timezone.now() - STAGED
    waiting = Import.objects.filter(state__in=(State.STAGED, State.CHECKED), made_at__lt=old)
    if count := waiting.count():
        yield Finding(
            "imports", WARNING,
            _("%(count)s imports were received more than 30 days ago and never applied")
            % {"count": count},
        )  # fmt: skip


def _disk() -> Iterator[Finding]:
    folder = Path(settings.MEDIA_ROOT).parent
    free = shutil.disk_usage(folder).free
    if free < FREE:
        yield Finding(
            "disk", ERROR,
            _("%(folder)s has only %(free)s MB left") % {"folder": folder, "free": free // 1024**2},
        )  # fmt: skip


def _secrets() -> Iterator[Finding]:
    """The key and the database are read by nobody else on the machine."""
    said = {
        Path(settings.KEY_FILE): _("Others can read the key: run chmod 600 %(file)s"),
        Path(connection.settings_dict["NAME"]): _(
            "Others can read the database: run chmod 600 %(file)s"
        ),
    }
    for file, message in said.items():
        if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding("secrets", ERROR, message % {"file": file})


def _settings() -> Iterator[Finding]:
    secure = settings.BASE_URL.startswith("https://")
    for one in checks.run_checks(include_deployment_checks=secure):
        level = ERROR if one.level >= checks.ERROR else WARNING
        yield Finding("settings", level, f"{one.msg} ({one.id})")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _audit, _jobs, _figures, _imports, _disk, _secrets, _settings,
)  # fmt: skip

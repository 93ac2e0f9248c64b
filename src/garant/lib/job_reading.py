"""The queue as people read it: what each job is, how far it got, what stopped it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from garant.lib import jobs, kept_errors
from garant.lib.models import Worker

SHOWN = 50
MAIL = "garant.users.jobs.send_mail"
NAMES: Mapping[str, str | Promise] = {
    "garant.contracts.jobs.refresh_figures": _("Figures computed anew"),
    "garant.lib.jobs.clear_queue": _("Old jobs forgotten"),
    "garant.sources.jobs.clear_imports": _("Files of old imports removed"),
    "garant.users.jobs.clear_users": _("Old sessions and invitations removed"),
    MAIL: _("Mail"),
}
STATES: Mapping[str, str | Promise] = {
    jobs.WAITING: _("waiting"), jobs.RUNNING: _("running"), jobs.DONE: _("done"),
    jobs.FAILED: _("given up"),
}  # fmt: skip
SHAPES: Mapping[str, str] = {
    jobs.WAITING: "none",
    jobs.RUNNING: "watch",
    jobs.DONE: "keep",
    jobs.FAILED: "lose",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A job of the queue: `error` is what Python said of it, `says` a sentence."""

    id: str
    job: str
    name: str
    state: str
    tries: int
    enqueued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str
    says: str

    @property
    def at(self) -> datetime:
        """When it came to where it is."""
        return self.finished_at or self.started_at or self.enqueued_at

    @property
    def state_words(self) -> str:
        """Its state, in words."""
        return str(STATES[self.state])

    @property
    def shape(self) -> str:
        """The sign of its state."""
        return SHAPES[self.state]


def told(one: DBTaskResult[..., Any]) -> Told:
    """A job of the queue, as people read it."""
    code = one.traceback.strip().rpartition("\n")[2]
    return Told(
        id=str(one.pk), job=one.task_path, name=str(NAMES.get(one.task_path, one.task_path)),
        state=one.status, tries=len(one.worker_ids), enqueued_at=one.enqueued_at,
        started_at=one.started_at, finished_at=one.finished_at, error=code, says=_says(one, code),
    )  # fmt: skip


def _says(one: DBTaskResult[..., Any], code: str) -> str:
    """Why it failed, the last time it was tried; nothing for one that did not."""
    if code == jobs.ENDED:
        return str(_("The worker ended while it did this job, each time it was tried."))
    if one.status == jobs.DONE or not code:
        return ""
    return kept_errors.told(one.return_value) if one.return_value else code


def newest() -> Sequence[Told]:
    """The jobs that were put into the queue last."""
    return [told(one) for one in DBTaskResult.objects.order_by("-enqueued_at")[:SHOWN]]


def given_up() -> Sequence[Told]:
    """What was given up and did not succeed since; of the same work, the last time."""
    found: dict[tuple[str, str], DBTaskResult[..., Any]] = {}
    for one in jobs.failed():
        found.setdefault((one.task_path, str(one.args_kwargs)), one)
    return [told(one) for one in found.values()]


def counted(path: str = "") -> Mapping[str, int]:
    """How many jobs there are in each state, of all or of one kind."""
    found = DBTaskResult.objects.filter(task_path=path) if path else DBTaskResult.objects.all()
    return {state: found.filter(status=state).count() for state in STATES}


def worker_at_work() -> bool:
    """Whether a worker gave a sign of life a moment ago."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - jobs.LEASE).exists()

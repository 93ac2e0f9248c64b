"""Work that is done later, by `garant worker`: at least once, retried, and never silently lost.

A job is a function of an app's `jobs.py`, declared with django-tasks' `@task()` and put into the
queue with :func:`enqueue_once` or its own `enqueue`. :func:`daily` gives it a time of day. A job
may run twice, after a worker was killed in the middle of it: what it does must bear that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import Any, TypeVar

from apscheduler.triggers.cron import CronTrigger
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from garant.lib import kept_errors
from garant.lib.models import DueRun, Shared, Worker
from garant.metrics.errors import YourError

TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LEASE = timedelta(seconds=30)  # without a sign of life for that long, a worker is taken for dead
KEPT = timedelta(days=30)
WAITING, RUNNING, DONE, FAILED = (
    TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL,
    TaskResultStatus.FAILED,
)  # fmt: skip
ENDED = "the worker ended while it did this job"
Job = TypeVar("Job", bound=Task[Any, Any])


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job and the times at which it is due, in UTC."""

    job: Task[Any, Any]
    times: CronTrigger

    @property
    def name(self) -> str:
        """Where the job is found, as the queue names it."""
        return str(self.job.module_path)


SCHEDULE: dict[str, Scheduled] = {}


def daily(*, hour: int, minute: int = 0) -> Callable[[Job], Job]:
    """Put a job on the schedule, every day at that time (UTC)."""

    def declare(job: Job) -> Job:
        times = CronTrigger(hour=hour, minute=minute, timezone="UTC")
        SCHEDULE[str(job.module_path)] = Scheduled(job, times)
        return job

    return declare


def discover() -> None:
    """Load the `jobs.py` of every app, so that the schedule is complete."""
    autodiscover_modules("jobs")


def enqueue_once(job: Task[Any, Any]) -> None:
    """Put a job without arguments into the queue, unless it waits there already.

    A run that has begun does not count: it may have read what was changed since.
    """
    if not DBTaskResult.objects.filter(task_path=job.module_path, status=WAITING).exists():
        job.enqueue()


def waits(job: Task[Any, Any], since: datetime) -> bool:
    """Whether a job that was put into the queue after a moment is not done yet."""
    found = DBTaskResult.objects.filter(task_path=job.module_path, enqueued_at__gt=since)
    return found.filter(status__in=(WAITING, RUNNING)).exists()


def enqueue_due(now: datetime) -> list[str]:
    """Put into the queue what came due; each due time once, one that was missed once too."""
    due = ((one, latest_due(one.times, now)) for one in SCHEDULE.values())
    return [one.name for one, at in due if at is not None and _take(one, at)]


def latest_due(times: CronTrigger, now: datetime) -> datetime | None:
    """The last time of a schedule up to now, of the last two days."""
    found, at = None, times.get_next_fire_time(None, now - timedelta(days=2))
    while at is not None and at <= now:
        found, at = at, times.get_next_fire_time(at, at)
    return found


@transaction.atomic
def _take(one: Scheduled, at: datetime) -> bool:
    # On the first day of an installation nothing was missed yet.
    first = not DueRun.objects.filter(job=one.name).exists()
    _run, ours = DueRun.objects.get_or_create(job=one.name, due_at=at)
    if not ours or first:
        return False
    enqueue_once(one.job)
    return True


def take_over(now: datetime) -> int:
    """Give back to the queue the jobs of workers that gave no sign of life for a lease."""
    near = (now - LEASE, now + LEASE)  # a clock that was set back makes nobody live for hours
    alive = set(Worker.objects.filter(seen_at__range=near).values_list("worker_id", flat=True))
    running = DBTaskResult.objects.filter(status=RUNNING)
    lost = [one for one in running if one.worker_ids[-1:] and one.worker_ids[-1] not in alive]
    return sum(_give_back(one, now) for one in lost)


def _give_back(one: DBTaskResult[..., Any], now: datetime) -> int:
    again = len(one.worker_ids) < TRIES
    held = DBTaskResult.objects.filter(pk=one.pk, status=RUNNING, worker_ids=one.worker_ids)
    if again:
        return held.update(status=WAITING, run_after=now)
    return held.update(status=FAILED, finished_at=now, exception_class_path="", traceback=ENDED)


def retried(one: DBTaskResult[..., Any], error: BaseException, now: datetime) -> bool:
    """Whether a job that failed is tried again, later each time; else it stays failed."""
    tries = len(one.worker_ids)
    if tries >= TRIES or not may_pass(error):
        return False
    wait = FIRST_WAIT * 4 ** (tries - 1) * uniform(0.8, 1.2)  # noqa: S311 - no secret
    one.status, one.run_after = WAITING, now + wait
    one.save(update_fields=["status", "run_after"])
    return True


def say_why(one: DBTaskResult[..., Any], error: BaseException) -> None:
    """Keep beside a job what stopped it, for whoever reads it in another language."""
    one.return_value = kept_errors.kept(error)
    one.save(update_fields=["return_value"])


def again(one: DBTaskResult[..., Any], now: datetime) -> bool:
    """Put a job that was given up back into the queue, with all its tries; not twice."""
    held = DBTaskResult.objects.filter(pk=one.pk, status=FAILED)
    return bool(held.update(status=WAITING, run_after=now, worker_ids=[], finished_at=None))


def may_pass(error: BaseException) -> bool:
    """Whether the same job may well succeed another time: not where what was given is wrong."""
    return not isinstance(error, YourError)


def forget(now: datetime) -> int:
    """Let go of what is over, and of workers that are gone; what failed stays for a while."""
    Shared.objects.filter(expires__lt=now).delete()
    DueRun.objects.filter(due_at__lt=now - KEPT).delete()
    Worker.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    done = DBTaskResult.objects.filter(status__in=(DONE, FAILED), finished_at__lt=now - KEPT)
    return done.delete()[0]


def failed(since: timedelta = KEPT) -> Sequence[DBTaskResult[..., Any]]:
    """Jobs that were given up, the newest first, and that did not succeed since."""
    found = DBTaskResult.objects.filter(status=FAILED, finished_at__gt=timezone.now() - since)
    return [one for one in found.order_by("-finished_at") if not _succeeded_since(one)]


def _succeeded_since(one: DBTaskResult[..., Any]) -> bool:
    later = DBTaskResult.objects.filter(task_path=one.task_path, status=DONE)
    return later.filter(args_kwargs=one.args_kwargs, finished_at__gt=one.finished_at).exists()


@daily(hour=4)
@task()
def clear_queue() -> None:
    """Forget the jobs that were done a month ago, and what processes shared until now."""
    forget(timezone.now())

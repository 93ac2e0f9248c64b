"""`garant worker`: does the jobs of the queue, keeps the schedule, gives signs of life.

One job at a time. A worker that is asked to stop finishes its job first; one that is killed loses
its lease, and another takes the job over.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from apscheduler.schedulers.background import BackgroundScheduler
from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from garant.lib import jobs
from garant.lib.models import Worker

logger = logging.getLogger("garant.worker")
PAUSE = 1.0  # seconds between two looks at an empty queue
SIGN = 5  # seconds between two signs of life
LOOK = 20  # seconds between two looks at the schedule


class Doer:
    """One worker: its name, and whether it was asked to stop."""

    def __init__(self) -> None:
        self.worker_id = f"{os.getpid()}-{uuid4().hex[:12]}"
        self.parent = os.getppid()
        self.stopping = threading.Event()

    def run(self) -> None:
        """Do jobs until asked to stop."""
        jobs.discover()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        Worker.objects.create(
            worker_id=self.worker_id, started_at=timezone.now(), seen_at=timezone.now()
        )
        background = self._background()
        background.start()
        logger.info("worker started", extra={"worker": self.worker_id})
        try:
            while not self.stopping.is_set():
                self._turn()
        finally:
            background.shutdown()
            Worker.objects.filter(worker_id=self.worker_id).delete()
            logger.info("worker stopped", extra={"worker": self.worker_id})

    def _turn(self) -> None:
        close_old_connections()
        try:
            one = self.claim()
        except DatabaseError as error:  # locked, or away: the queue is still there later
            logger.warning("the queue cannot be read", extra={"reason": str(error)})
            one = None
        if one is None:
            self.stopping.wait(PAUSE)
        else:
            perform(one)

    @transaction.atomic
    def claim(self) -> DBTaskResult[..., Any] | None:
        """The next job, ours from now on; nothing where none waits."""
        waiting = DBTaskResult.objects.ready()
        if not waiting.exists():
            return None
        one = waiting.get_locked()
        if one is not None:
            one.claim(self.worker_id)
        return one

    def _background(self) -> BackgroundScheduler:
        """What goes on beside the jobs: signs of life, taking over, the schedule."""
        scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})
        for seconds, deed in ((SIGN, self._sign), (LOOK, _keep_schedule)):
            scheduler.add_job(
                _guarded, "interval", args=(deed,), seconds=seconds, next_run_time=timezone.now()
            )
        return scheduler

    def _sign(self) -> None:
        now = timezone.now()
        if os.getppid() != self.parent:  # whoever started us is gone: so do we
            self.stopping.set()
        Worker.objects.update_or_create(
            worker_id=self.worker_id, defaults={"seen_at": now},
            create_defaults={"seen_at": now, "started_at": now},
        )  # fmt: skip
        if taken := jobs.take_over(now):
            logger.warning("jobs taken over from a worker that is gone", extra={"jobs": taken})


def _keep_schedule() -> None:
    for name in jobs.enqueue_due(timezone.now()):
        logger.info("due", extra={"job": name})


def _guarded(deed: Callable[[], None]) -> None:
    """A deed of the background, with a connection of its own; the next one is tried anyway."""
    close_old_connections()
    try:
        deed()
    except DatabaseError:
        logger.exception("the database did not answer")
    finally:
        close_old_connections()


def perform(one: DBTaskResult[..., Any]) -> None:
    """Do a job; what it returned or how it failed is kept, and said in the log."""
    started, said = timezone.now(), {"job": one.task_path, "try": len(one.worker_ids)}
    try:
        task, result = one.task, one.task_result
        one.set_successful(task.call(*result.args, **result.kwargs))
    except BaseException as error:  # kept, retried and told, whatever it is
        one.set_failed(error)
        jobs.say_why(one, error)
        again = jobs.retried(one, error, timezone.now())
        logger.exception("job failed", extra=said | {"again": again})
    else:
        seconds = (timezone.now() - started).total_seconds()
        logger.info("job done", extra=said | {"seconds": round(seconds, 3)})

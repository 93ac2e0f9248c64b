"""What people do to jobs of the queue."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from garant.lib import audit, jobs
from garant.metrics.errors import RequestError
from garant.users.models import User
from garant.users.permissions import require


@transaction.atomic
def retry(*, by: User, job: DBTaskResult[..., Any]) -> None:
    """Have a job that was given up tried again, with all its tries."""
    require(by, "jobs.retry")
    if not jobs.again(job, timezone.now()):
        raise RequestError("this job waits, runs or is done already")
    audit.record("job.retry", by=by, after={"job": job.task_path, "id": str(job.pk)})

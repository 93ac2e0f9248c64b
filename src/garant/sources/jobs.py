"""What is done for imports while nobody looks."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from garant.lib import jobs
from garant.sources import actions, deeds


@jobs.daily(hour=2, minute=40)
@task()
def clear_imports() -> None:
    """Remove the files of imports that can no longer be undone."""
    actions.clear(timezone.now())


@task()
def work_on_import(number: int, deed: str, user: int) -> None:
    """Do for an import what is too much for one request."""
    deeds.perform(number, deed, user)

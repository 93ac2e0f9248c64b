"""The figures, computed again: every night, and after facts or settings changed."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django_tasks import task

from garant.lib import jobs


@jobs.daily(hour=3, minute=10)
@task()
def refresh_figures() -> None:
    """Compute every figure of the pages anew."""
    refresh_now()


def refresh_now() -> None:
    """Compute them here."""
    # Whoever only asks for it, as servers do, has not what computes in memory.
    import_module("garant.contracts.refresh").refresh()


def refresh_waits(since: datetime) -> bool:
    """Whether figures are to be computed anew that facts or settings asked for after a moment."""
    return jobs.waits(refresh_figures, since)


def refresh_soon() -> None:
    """Have the figures computed again: once, however many changes ask for it meanwhile.

    Call it within the transaction of the change: the job is there if and when the change is.
    """
    jobs.enqueue_once(refresh_figures)

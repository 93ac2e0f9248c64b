"""The figures, computed again: every night, and after facts or settings changed."""

from __future__ import annotations

from importlib import import_module

from django_tasks import task

from garant.lib import jobs


@jobs.daily(hour=3, minute=10)
@task()
def refresh_figures() -> None:
    """Compute every figure of the pages anew."""
    # Slow to load, with the statistics behind the ends of terms: only who computes needs it.
    import_module("garant.contracts.refresh").refresh()


def refresh_soon() -> None:
    """Have the figures computed again: once, however many changes ask for it meanwhile.

    Call it within the transaction of the change: the job is there if and when the change is.
    """
    jobs.enqueue_once(refresh_figures)

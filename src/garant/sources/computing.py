"""The figures after an import: at once where nobody else would compute them, or soon."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from garant.contracts import jobs
from garant.contracts.models import ContractLine
from garant.lib.models import Worker

QUICK = 20_000  # contract lines that are read, or counted, while one waits for a page
ALIVE = timedelta(seconds=60)


def at_once() -> bool:
    """Whether the figures are better computed now: it is quick, or there is no worker to do it."""
    return not worker_lives() or ContractLine.objects.count() <= QUICK


def worker_lives() -> bool:
    """Whether somebody does what waits in the queue."""
    return Worker.objects.filter(seen_at__gt=timezone.now() - ALIVE).exists()


def refresh() -> None:
    """Compute them now."""
    jobs.refresh_now()


def soon() -> None:
    """Have them computed, within the transaction of what changed them."""
    jobs.refresh_soon()

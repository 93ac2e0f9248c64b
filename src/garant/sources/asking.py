"""Who waits at a page is not kept waiting: what takes long is left to a worker.

A worker does it where one lives and there is much to do; otherwise it is done within the request.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from garant.contracts.models import ContractLine
from garant.lib import jobs as queue
from garant.metrics.errors import RequestError
from garant.sources import actions, computing, deeds, jobs
from garant.sources.models import Deed, Import
from garant.users.models import User
from garant.users.permissions import require

ROW = 50  # bytes of a row, about
PACKED = {".parquet": 10}


def ask(deed: str, *, by: User, one: Import) -> bool:
    """Do something for an import, or leave it to a worker; whether it is done."""
    require(by, "imports.apply")
    if one.awaits:
        raise RequestError("this import is being worked on; wait until that is done")
    if not computing.worker_lives() or rows_of(deed, one) <= computing.QUICK:
        deeds.do(deed, by=by, one=one)
        return True
    _leave(deed, by=by, one=one)
    return False


def ask_again(*, by: User, one: Import) -> bool:
    """Do what failed, or what nobody works on any more."""
    require(by, "imports.apply")
    if one.awaits and stands_still(one):
        deeds.do(one.awaits, by=by, one=one)
        return True
    return ask(one.failed.get("deed") or Deed.CHECK, by=by, one=one)


@transaction.atomic
def _leave(deed: str, *, by: User, one: Import) -> None:
    asked = {"awaits": deed, "asked_at": timezone.now(), "failed": {}}
    if not Import.objects.filter(pk=one.pk, awaits="").update(**asked):
        raise RequestError("this import is being worked on; wait until that is done")
    jobs.work_on_import.enqueue(one.pk, deed, by.pk)
    one.refresh_from_db()


def begun(one: Import) -> bool:
    """Whether a worker has begun with it."""
    return _jobs(one, queue.RUNNING)


def stands_still(one: Import) -> bool:
    """Whether nobody will do what an import waits for."""
    if not computing.worker_lives():
        return True
    return bool(one.awaits) and not _jobs(one, queue.RUNNING, queue.WAITING)


def _jobs(one: Import, *states: str) -> bool:
    found = DBTaskResult.objects.filter(
        task_path=jobs.work_on_import.module_path, status__in=states
    )
    return any(asked.args_kwargs["args"][:2] == [one.pk, one.awaits] for asked in found)


def rows_of(deed: str, one: Import) -> int:
    """About how many rows are read or written for it."""
    if deed == Deed.UNDO:
        return _counted(one, "new", "changed")
    ours = ContractLine.objects.count()
    if deed == Deed.APPLY:
        return _counted(one, "new", "changed") + (ours if one.replaces else 0)
    given = sum(map(_given, (actions.folder_of(one) / actions.GIVEN).iterdir()))
    return given if one.replaces or deed == Deed.LOOK else given + ours


def _counted(one: Import, *kinds: str) -> int:
    return sum(table[kind] for table in one.found.values() for kind in kinds)


def _given(file: Path) -> int:
    return file.stat().st_size // PACKED.get(file.suffix.lower(), ROW)

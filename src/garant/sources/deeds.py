"""What is done for an import, at once or by a worker; what went wrong stays to be told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_noop

from garant.metrics.errors import YourError
from garant.sources import actions
from garant.sources.models import Deed, Import
from garant.users.models import User
from garant.users.permissions import require

DO: Mapping[str, Callable[[User, Import], object]] = {
    Deed.LOOK: lambda _by, one: actions.look(one),
    Deed.CHECK: lambda _by, one: actions.check(one),
    Deed.APPLY: lambda by, one: actions.apply(by=by, one=one),
    Deed.UNDO: lambda by, one: actions.undo(by=by, one=one),
}
OURS = gettext_noop("it failed on our side, and the log says why; nothing was changed")


def do(deed: str, *, by: User, one: Import) -> None:
    """Do it now."""
    require(by, "imports.apply")
    DO[deed](by, one)


def perform(number: int, deed: str, user: int) -> None:
    """Do what an import waits for; nothing where that was done meanwhile, or let go of."""
    one = Import.objects.filter(pk=number, awaits=deed).first()
    if one is None:
        return
    try:
        do(deed, by=User.objects.get(pk=user), one=one)
    except Exception as error:
        there = _told(one, deed, error)
        if not there:  # somebody let go of it meanwhile
            shutil.rmtree(actions.folder_of(one), ignore_errors=True)
        elif not isinstance(error, YourError | PermissionDenied):
            raise


def _told(one: Import, deed: str, error: Exception) -> int:
    """Keep why it failed for who waits; whether the import is still there."""
    said = error if isinstance(error, YourError) else YourError(OURS)
    values = {name: str(value) for name, value in said.values.items()}
    failed = {"deed": deed, "message": said.template, "values": values}
    return Import.objects.filter(pk=one.pk, awaits=deed).update(awaits="", failed=failed)

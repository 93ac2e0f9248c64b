"""Imports: received, checked, applied, undone; each in one transaction and audited."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from garant.accounts.models import Account
from garant.contracts.facts import MODELS
from garant.contracts.queries import settings_kept
from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.sources import decoding, facts, people
from garant.sources.models import Import, State
from garant.users.models import User
from garant.users.permissions import require

UNDO = timedelta(days=30)
GIVEN, STAGED, MAPPING = "given", "staged", "mapping.toml"


def folder_of(one: Import) -> Path:
    """Where the files of an import lie."""
    return Path(settings.MEDIA_ROOT, "imports", str(one.folder))


def receive(*, by: User, files: Sequence[Path], mapping: str = "", kind: str = "book") -> Import:
    """Keep files and read them in a child process; nothing of ours changes yet."""
    require(by, "imports.apply")
    one = Import.objects.create(kind=kind, files=[f.name for f in files], mapping=mapping, by=by)
    given = folder_of(one) / GIVEN
    given.mkdir(parents=True)
    for file in files:
        shutil.copyfile(file, given / file.name)
    return check(one)


def check(one: Import) -> Import:
    """Read what was given, and say what is wrong with it."""
    folder = folder_of(one)
    if one.mapping:
        (folder / MAPPING).write_text(one.mapping, encoding="utf-8")
    report = decoding.decode(folder / GIVEN, folder / STAGED, folder / MAPPING, settings_kept())
    one.problems = report["problems"]
    one.errors = sum(problem["level"] == "error" for problem in one.problems)
    one.found = {name: {"rows": rows} for name, rows in report["tables"].items()}
    one.state = State.REFUSED if one.errors else State.CHECKED
    one.save(update_fields=["problems", "errors", "found", "state"])
    return one


@transaction.atomic
def apply(*, by: User, one: Import) -> Import:
    """Write what was checked; all of it or nothing."""
    require(by, "imports.apply")
    held = _held(one, State.CHECKED)
    staged, at = folder_of(held) / STAGED, timezone.now()
    counted, before = people.write(staged, import_id=held.pk)
    found = {"account": counted}
    for name in MODELS:
        if name != "account" and (staged / f"{name}.parquet").exists():
            found[name] = facts.write(staged, name, import_id=held.pk, at=at)
    held.found = {name: asdict(counts) for name, counts in found.items()}
    held.before = before
    held.state, held.applied_at = State.APPLIED, at
    held.save(update_fields=["found", "before", "state", "applied_at"])
    audit.record("import.apply", by=by, of=held, after=held.found)
    return held


@transaction.atomic
def undo(*, by: User, one: Import) -> Import:
    """Take back what an import wrote, within thirty days; the latest one first."""
    require(by, "imports.apply")
    held = _held(one, State.APPLIED)
    if timezone.now() > (held.applied_at or held.made_at) + UNDO:
        raise RequestError("this import is older than 30 days and stays")
    later = Import.objects.filter(state=State.APPLIED, applied_at__gt=held.applied_at).first()
    if later is not None:
        raise RequestError("undo the import of {name} first: it came later", name=later)
    for name, model in MODELS.items():
        if name != "account":
            model._default_manager.filter(import_id=held.pk).delete()
            rows = model._default_manager.filter(voided_by=held.pk)
            rows.update(voided_at=None, voided_by=None)
    people.restore(held.before)
    Account.objects.filter(import_id=held.pk).update(parent=None)
    Account.objects.filter(import_id=held.pk).delete()
    held.state, held.undone_at = State.UNDONE, timezone.now()
    held.save(update_fields=["state", "undone_at"])
    audit.record("import.undo", by=by, of=held, before=held.found)
    return held


def _held(one: Import, state: State) -> Import:
    """An import, locked, if it is in the state that is needed."""
    held = Import.objects.select_for_update().get(pk=one.pk)
    if held.state != state:
        raise RequestError(
            "this import is {found}, not {wanted}",
            found=State(held.state).label, wanted=state.label,
        )  # fmt: skip
    return held

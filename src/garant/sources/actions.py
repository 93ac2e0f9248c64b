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

from garant.contracts.facts import MODELS
from garant.lib import audit
from garant.metrics.errors import RequestError
from garant.sources import decoding, writing
from garant.sources.models import Import, State
from garant.users.models import User
from garant.users.permissions import require

UNDO = timedelta(days=30)
GIVEN, STAGED, MAPPING = "given", "staged", "mapping.toml"


def folder_of(one: Import) -> Path:
    """Where the files of an import lie."""
    return Path(settings.MEDIA_ROOT, "imports", str(one.pk))


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
    mapping = folder / MAPPING if one.mapping else None
    if mapping is not None:
        mapping.write_text(one.mapping, encoding="utf-8")
    report = decoding.decode(folder / GIVEN, folder / STAGED, mapping)
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
    held = Import.objects.select_for_update().get(pk=one.pk)
    if held.state != State.CHECKED:
        raise RequestError("this import is {state}; only one that was checked is applied",
                           state=held.get_state_display())  # fmt: skip
    staged, at = folder_of(held) / STAGED, timezone.now()
    found = {"account": writing.write_accounts(staged, import_id=held.pk, at=at)}
    for name in MODELS:
        if name != "account" and (staged / f"{name}.parquet").exists():
            found[name] = writing.write_facts(staged, name, import_id=held.pk, at=at)
    held.found = {name: asdict(counted) for name, counted in found.items()}
    held.state, held.applied_at = State.APPLIED, at
    held.save(update_fields=["found", "state", "applied_at"])
    audit.record("import.apply", by=by, of=held, after=held.found)
    return held

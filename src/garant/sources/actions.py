"""Imports: received, checked, applied, undone; each in one transaction and audited."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from garant.contracts.facts import MODELS as FACTS
from garant.contracts.models import MetricSetting
from garant.contracts.queries import settings_kept
from garant.lib import audit
from garant.metrics.errors import Problem, RequestError
from garant.sources import computing, facts, people, replacing, resting, tables
from garant.sources.decoding import Answer, Request, decode
from garant.sources.mapping_text import quoted, toml_of
from garant.sources.models import KEPT, Deed, Import, SavedMapping, State
from garant.sources.problems import as_row
from garant.users.models import User
from garant.users.permissions import require

GIVEN, STAGED, LIVE, MAPPING = "given", "staged", "live", "mapping.toml"


@dataclass(frozen=True)
class Ways:
    """How an import is to be taken: in place of everything, without its bad rows.

    `asks` is for who will look at the mapping first.
    """

    replaces: bool = False
    skips: bool = False
    asks: bool = False


ADDS = Ways()


def folder_of(one: Import) -> Path:
    """Where the files of an import lie."""
    return Path(settings.MEDIA_ROOT, "imports", str(one.folder))


def receive(
    *, by: User, files: Sequence[Path], mapping: str = "", kind: str = "book", ways: Ways = ADDS
) -> Import:
    """Keep files and read them in a child process; nothing of ours changes yet."""
    one = keep(by=by, files=files, mapping=mapping, kind=kind, ways=ways)
    return look(one) if ways.asks and not mapping else check(one)


def keep(
    *, by: User, files: Sequence[Path], mapping: str = "", kind: str = "book", ways: Ways = ADDS
) -> Import:
    """Keep files, to be read."""
    require(by, "imports.apply")
    one = Import.objects.create(
        kind=kind, files=[file.name for file in files], mapping=mapping, by=by,
        replaces=ways.replaces, skips=ways.skips,
    )  # fmt: skip
    given = folder_of(one) / GIVEN
    given.mkdir(parents=True)
    table = tables.KINDS.get(kind) if not mapping else None
    for file in files:
        shutil.copyfile(file, given / (f"{table}{file.suffix.lower()}" if table else file.name))
    return one


def look(one: Import) -> Import:
    """See what the headers say; files as garant itself writes them need no mapping."""
    answer = decode(_request("look", one))
    one.looked = answer.get("files", [])
    if answer.get("straight"):
        return check(one)
    return _told(one, answer, State.STAGED)


def choose(*, by: User, one: Import, looked: Sequence[Mapping[str, Any]]) -> Import:
    """Keep what somebody chose so far for files and columns; nothing is read yet."""
    require(by, "imports.apply")
    _refuse_closed(one)
    one.looked = [dict(file) for file in looked]
    one.save(update_fields=["looked"])
    return one


def map_by_text(*, by: User, one: Import, text: str) -> Import:
    """Read the files by a mapping."""
    return check(take_mapping(by=by, one=one, text=text))


def take_columns(*, by: User, one: Import, looked: Sequence[Mapping[str, Any]]) -> Import:
    """Keep what somebody chose for the columns, as the mapping by which the files are read."""
    return take_mapping(by=by, one=choose(by=by, one=one, looked=looked), text=toml_of(one.looked))


def take_mapping(*, by: User, one: Import, text: str) -> Import:
    """Keep the mapping by which the files are read."""
    require(by, "imports.apply")
    _refuse_closed(one)
    one.mapping = text
    one.save(update_fields=["mapping"])
    return one


def _refuse_closed(one: Import) -> None:
    if not one.open:
        raise RequestError("this import is {found}, and is not read again", found=one_said(one))
    if one.awaits:
        raise RequestError("this import is being worked on; wait until that is done")


def leave_bad_rows_out(*, by: User, one: Import) -> Import:
    """Have the rows that are wrong left out when the files are read again."""
    require(by, "imports.apply")
    _refuse_closed(one)
    if one.state != State.REFUSED:
        raise RequestError("this import is {found}, and is not read again", found=one_said(one))
    one.skips = True
    one.save(update_fields=["skips"])
    return one


def check(one: Import) -> Import:
    """Read what was given together with what is there, and say what it would change."""
    live = folder_of(one) / LIVE
    if not one.replaces:
        tables.write_live(live)
    try:
        answer = decode(_request("read", one))
    finally:
        shutil.rmtree(live, ignore_errors=True)
    _refuse_empty(one, answer)
    answer["now"] = _figures_now(one, answer.get("settings", {}))
    if one.replaces and answer.get("tables"):
        answer["now"]["gone"] = replacing.gone(folder_of(one) / STAGED)
    return _told(one, answer, State.CHECKED)


def _refuse_empty(one: Import, answer: Answer) -> None:
    """Say what is wrong where no line of the files can be kept; a company is not emptied by it."""
    lines = answer.get("tables", {}).get("contract_line")
    if lines is None or any(lines[kind] for kind in ("new", "changed", "same")):
        return
    if one.replaces or lines.get("refused"):
        answer["problems"].append(
            as_row(Problem("error", "R26", "contract_line", None, None, EMPTY))
        )


def _request(verb: str, one: Import) -> Request:
    folder = folder_of(one)
    mapping = folder / MAPPING
    if one.mapping:
        mapping.write_text(one.mapping, encoding="utf-8")
    return Request(
        verb=verb, given=folder / GIVEN, staged=folder / STAGED,
        live=None if one.replaces else folder / LIVE,
        mapping=mapping if one.mapping else None,
        settings={} if one.replaces else settings_kept(),
        limits=tables.limits(), skips=one.skips, unused=_unused(one),
    )  # fmt: skip


def _unused(one: Import) -> list[str]:
    """The files that were chosen to be none of ours, and that a mapping in text does not name."""
    unused = (file["file"] for file in one.looked if not file.get("table"))
    return [name for name in unused if quoted(name) not in one.mapping] if one.mapping else []


def _figures_now(one: Import, stated: Mapping[str, str]) -> dict[str, Any]:
    """The settings that would change: what each is now, and what it would be."""
    kept = settings_kept()
    after = dict(stated) if one.replaces else {**kept, **stated}
    changed = sorted(key for key in {*kept, *after} if kept.get(key) != after.get(key))
    return {"settings": [[key, kept.get(key, ""), after.get(key, "")] for key in changed]}


def _told(one: Import, answer: Answer, state: State) -> Import:
    """Keep what the child answered."""
    one.problems = answer.get("problems", [])
    one.errors = sum(problem["level"] == "error" for problem in one.problems)
    found = answer.get("tables", {})
    one.found = {
        name: {kind: table[kind] for kind in ("new", "changed", "same")}
        for name, table in found.items()
    }
    one.report = {key: answer[key] for key in REPORTED if key in answer}
    one.report["tables"] = found
    one.state = State.REFUSED if one.errors else state
    one.awaits, one.failed = "", {}
    one.save(update_fields=[*ANSWERED, *DONE])
    return one


EMPTY = gettext_noop(
    "no line of the files can be kept; look at why they are left out, and at how days and numbers "
    "are written"
)
ANSWERED = ("looked", "problems", "errors", "found", "report", "state")
DONE = ("awaits", "failed")
REPORTED = ("settings", "after", "ignored", "unkept", "refused", "now")


@transaction.atomic
def apply(*, by: User, one: Import) -> Import:
    """Write what was checked; all of it or nothing."""
    require(by, "imports.apply")
    held = _held(one, State.CHECKED, Deed.APPLY)
    folder, at, before = folder_of(held), timezone.now(), people.Before()
    staged = folder / STAGED
    parents = replacing.put_away(folder, staged) if held.replaces else {}
    found = {"account": people.write(staged, before, import_id=held.pk)}
    for name in FACTS:
        if name != "account" and (staged / f"{name}.parquet").exists():
            found[name] = facts.write(staged, name, import_id=held.pk, at=at)
    if (staged / f"{tables.CONTACT}.parquet").exists():
        found[tables.CONTACT] = people.write_contacts(staged, before)
    held.before = {
        "people": asdict(before), "parents": parents,
        "settings": _take_settings(held.report.get("settings", {}), alone=held.replaces),
    }  # fmt: skip
    held.found = {
        name: asdict(counts) for name, counts in found.items()
        if (staged / f"{name}.parquet").exists()
    }  # fmt: skip
    held.state, held.applied_at = State.APPLIED, at
    held.save(update_fields=["found", "before", "state", "applied_at", *DONE])
    computing.soon()
    audit.record(
        "import.apply",
        by=by,
        of=held,
        before={"replaces": held.replaces, **held.gone},
        after=held.found,
    )
    return held


def _take_settings(stated: Mapping[str, str], *, alone: bool) -> dict[str, str] | None:
    """Keep the settings that a mapping states; what they were, or nothing where none changed."""
    kept = settings_kept()
    after = dict(stated) if alone else {**kept, **stated}
    if after == kept:
        return None
    _set(after)
    return kept


def _set(wanted: Mapping[str, str]) -> None:
    MetricSetting.objects.exclude(key__in=wanted).delete()
    for key, value in wanted.items():
        MetricSetting.objects.update_or_create(key=key, defaults={"value": value})


@transaction.atomic
def undo(*, by: User, one: Import) -> Import:
    """Take back what an import wrote, within thirty days; the latest one first."""
    require(by, "imports.apply")
    held = _held(one, State.APPLIED, Deed.UNDO)
    if timezone.now() > held.until:
        raise RequestError("this import is older than 30 days and stays")
    later = Import.objects.filter(state=State.APPLIED, applied_at__gt=held.applied_at).first()
    if later is not None:
        raise RequestError("undo the import of {name} first: it came later", name=later)
    resting.refuse(held)
    for name, model in FACTS.items():
        if name != "account":
            model._default_manager.filter(import_id=held.pk).delete()
            rows = model._default_manager.filter(voided_by=held.pk)
            rows.update(voided_at=None, voided_by=None)
    people.restore(people.Before(**held.before["people"]))
    people.leave(held.pk)
    if held.replaces:
        replacing.fetch_back(folder_of(held), held.before["parents"])
    if held.before["settings"] is not None:
        _set(held.before["settings"])
    held.state, held.undone_at = State.UNDONE, timezone.now()
    held.save(update_fields=["state", "undone_at", *DONE])
    computing.soon()
    audit.record("import.undo", by=by, of=held, before=held.found)
    return held


@transaction.atomic
def discard(*, by: User, one: Import) -> None:
    """Let go of an import that was not applied, and of its files."""
    require(by, "imports.apply")
    held = Import.objects.select_for_update().get(pk=one.pk)
    if not held.open:
        raise RequestError("this import is {found}, and stays in the list", found=one_said(held))
    held.delete()
    shutil.rmtree(folder_of(held), ignore_errors=True)


def keep_mapping(*, by: User, name: str, text: str) -> SavedMapping:
    """Keep a mapping under a name, in place of an earlier one of that name."""
    require(by, "imports.apply")
    if not name.strip():
        raise RequestError("give the mapping a name")
    kept, _new = SavedMapping.objects.update_or_create(
        name=name.strip()[:60], defaults={"text": text, "by": by, "made_at": timezone.now()}
    )
    audit.record("mapping.keep", by=by, of=kept)
    return kept


def forget_mapping(*, by: User, kept: SavedMapping) -> None:
    """Let go of a mapping."""
    require(by, "imports.apply")
    audit.record("mapping.forget", by=by, of=kept)
    kept.delete()


def clear(now: datetime) -> int:
    """Remove the files of imports that can no longer be undone; how many there were."""
    old = [one for one in Import.objects.filter(made_at__lt=now - KEPT) if now > one.until]
    cleared = 0
    for one in old:
        cleared += folder_of(one).exists()
        shutil.rmtree(folder_of(one), ignore_errors=True)
        if one.open:
            one.delete()
    return cleared


def one_said(one: Import) -> str:
    """How far an import is, in words."""
    return str(State(one.state).label)


def _held(one: Import, state: State, deed: Deed) -> Import:
    """An import, locked and without what it waited for, if it is in the state that is needed."""
    held = Import.objects.select_for_update().get(pk=one.pk)
    if held.awaits not in {"", deed}:
        raise RequestError("this import is being worked on; wait until that is done")
    held.awaits, held.failed = "", {}
    if held.state != state:
        raise RequestError(
            "this import is {found}, not {wanted}",
            found=State(held.state).label, wanted=state.label,
        )  # fmt: skip
    return held

"""`garant check`: what it finds, and what it says when all is in order."""

from __future__ import annotations

import json
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from garant.cli.main import run
from garant.contracts import snapshots
from garant.contracts.jobs import refresh_figures
from garant.lib import audit, jobs, schema
from garant.lib.models import AuditEntry, Worker
from garant.metrics.errors import RequestError
from garant.portfolio import checkup
from garant.sources.models import Import, State
from garant.users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key_of_its_owner(settings, tmp_path: Path) -> Path:
    key = tmp_path / "key"
    key.write_text("secret")
    key.chmod(0o600)
    settings.KEY_FILE = key
    return key


def found() -> list[tuple[str, str]]:
    return [(one["code"], one["level"]) for one in checkup.report()["findings"]]


def keep(computed_at) -> None:
    snapshots.keep("bridge", [], settings={}, known=computed_at, at=computed_at)


def test_a_new_installation_is_in_order(admin: User) -> None:
    assert checkup.report() == {"ok": True, "backlog": 0, "findings": []}


def test_the_command_says_it_as_json_and_by_its_code(admin: User, capsys, settings) -> None:
    assert run(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "backlog": 0, "findings": []}
    settings.KEY_FILE.chmod(0o644)
    assert run(["check"]) == 1
    assert "chmod 600" in capsys.readouterr().out
    assert run(["check", "--lang", "fr"]) == 1


def test_a_database_that_others_can_read_is_told(admin: User, monkeypatch, tmp_path: Path) -> None:
    file = tmp_path / "garant.sqlite3"
    file.touch(mode=0o644)
    monkeypatch.setitem(connection.settings_dict, "NAME", file)
    assert ("secrets", "error") in found()
    file.chmod(0o600)
    assert found() == []


def test_a_job_that_was_given_up_is_told_with_its_reason(admin: User) -> None:
    refresh_figures.enqueue()
    DBTaskResult.objects.update(
        status=jobs.FAILED, finished_at=timezone.now(), traceback="Traceback\nOSError: disk full\n"
    )
    report = checkup.report()
    assert not report["ok"]
    assert "OSError: disk full" in report["findings"][0]["message"]


def test_jobs_that_wait_with_nobody_to_do_them_are_told(admin: User) -> None:
    refresh_figures.enqueue()
    assert checkup.report()["backlog"] == 1
    assert found() == []
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert found() == [("worker", "error")]
    now = timezone.now()
    Worker.objects.create(worker_id="w", started_at=now, seen_at=now)
    assert found() == []


def test_figures_that_were_not_computed_for_two_days_are_told(admin: User) -> None:
    keep(timezone.now() - timedelta(days=3))
    assert found() == [("figures", "error")]
    keep(timezone.now())
    assert found() == []


def test_an_import_that_waits_for_a_month_is_a_warning(admin: User) -> None:
    Import.objects.create(
        kind="book", state=State.CHECKED, made_at=timezone.now() - timedelta(days=31)
    )
    assert found() == [("imports", "warning")]
    assert checkup.report()["ok"]


def test_an_altered_audit_trail_is_told(admin: User) -> None:
    audit.record("user.change", by=admin, of=admin, after={"role": "admin"})
    AuditEntry.objects.filter(verb="user.change").update(actor="Mallory")
    assert ("audit", "error") in found()


def test_a_full_disk_is_told(admin: User, monkeypatch) -> None:
    usage = namedtuple("usage", "total used free")(10**12, 10**12, 10**6)  # noqa: PYI024 - short
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)
    assert found() == [("disk", "error")]


def test_tables_of_an_earlier_version_are_told(admin: User, monkeypatch) -> None:
    monkeypatch.setattr("garant.lib.schema.due", lambda: ["lib.0009_more"])
    report = checkup.report()
    assert [one["code"] for one in report["findings"]] == ["migrations"]


def test_tables_of_a_later_version_are_told_and_nothing_is_served(admin: User) -> None:
    MigrationRecorder(connection).record_applied("accounts", "0099_from_the_future")
    assert found() == [("migrations", "error")]
    with pytest.raises(RequestError, match=r"later version.*0099_from_the_future"):
        schema.require()

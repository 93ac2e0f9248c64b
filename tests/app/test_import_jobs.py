"""Imports that are too much for one request: a worker does them, the page follows."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from garant.accounts.models import Account
from garant.contracts.models import ContractLine
from garant.lib import jobs as queue
from garant.lib.models import Worker
from garant.lib.worker import Doer, perform
from garant.metrics.errors import RequestError
from garant.sources import actions, asking, computing, deeds
from garant.sources.models import Deed, Import, State
from garant.users.models import User
from garant.users.roles import Role
from tests.app.test_import_pages import LINES, _file
from tests.app.test_worker import Installation, until

JOB = "garant.sources.jobs.work_on_import"


@pytest.fixture
def browser(admin: User) -> Client:
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})
    client = Client(raise_request_exception=False)
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def worker(db: None, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker that lives, and so little patience that it is asked for everything."""
    monkeypatch.setattr(computing, "QUICK", -1)
    now = timezone.now()
    later = now + timedelta(hours=1)  # it must not die of a slow machine
    return Worker.objects.create(worker_id="w", started_at=now, seen_at=later)


def work() -> int:
    """Do what waits in the queue for imports, as a worker does."""
    done = 0
    while (one := Doer().claim()) is not None:
        if one.task_path == JOB:  # the figures are another's test
            perform(one)
            done += 1
    return done


def given(browser: Client) -> Import:
    sent = browser.post(reverse("import_new"), {"given": [_file("abonnements.csv", LINES)]})
    one = Import.objects.get()
    assert sent["Location"] == reverse("import", args=[one.pk])
    return one


def shown(browser: Client, one: Import) -> str:
    return browser.get(reverse("import", args=[one.pk])).content.decode()


@pytest.mark.django_db
def test_each_step_of_an_import_is_left_to_a_worker_and_the_page_follows(
    browser: Client, worker: Worker
) -> None:
    one = given(browser)
    page = reverse("import", args=[one.pk])
    assert (Import.objects.get().awaits, Import.objects.get().state) == (Deed.LOOK, State.STAGED)
    assert "It waits for its turn" in shown(browser, one)
    follows = reverse("import_progress", args=[one.pk])
    waits = browser.get(follows)
    assert f'hx-get="{follows}"' in waits.content.decode()
    assert "<html" not in waits.content.decode()
    assert work() == 1
    assert browser.get(follows)["HX-Redirect"] == page
    assert browser.get(page)["Location"] == reverse("import_mapping", args=[one.pk])
    browser.post(reverse("import_mapping", args=[one.pk]), {"0.inclusive": "yes"})
    assert Import.objects.get().awaits == Deed.CHECK
    assert browser.get(reverse("import_mapping", args=[one.pk]))["Location"] == page
    assert work() == 1
    assert "from 2 accounts" in shown(browser, one)
    assert browser.post(reverse("import_apply", args=[one.pk]))["Location"] == page
    assert not Account.objects.exists()
    assert work() == 1
    assert Import.objects.get().state == State.APPLIED
    assert ContractLine.objects.count() == 2
    assert reverse("import_undo", args=[one.pk]) in shown(browser, one)
    assert browser.post(reverse("import_undo", args=[one.pk]))["Location"] == page
    assert ContractLine.objects.count() == 2
    assert work() == 1
    assert (Import.objects.get().awaits, Import.objects.get().state) == ("", State.UNDONE)
    assert not ContractLine.objects.exists()


@pytest.mark.django_db
def test_little_is_done_within_the_request_though_there_is_a_worker(
    browser: Client, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(computing, "QUICK", 20_000)
    one = given(browser)
    assert (Import.objects.get().awaits, Import.objects.get().looked) != ("", [])
    assert not DBTaskResult.objects.filter(task_path=JOB).exists()
    assert asking.rows_of(Deed.LOOK, one) == len(LINES.encode()) // asking.ROW


@pytest.mark.django_db
def test_what_is_worked_on_is_neither_changed_nor_applied_meanwhile(
    browser: Client, worker: Worker, admin: User
) -> None:
    one = given(browser)
    held = Import.objects.get()
    for refused in (
        lambda: asking.ask(Deed.CHECK, by=admin, one=held),
        lambda: actions.take_mapping(by=admin, one=held, text="[account]\n"),
        lambda: actions.choose(by=admin, one=held, looked=[]),
    ):
        with pytest.raises(RequestError, match="being worked on"):
            refused()
    Import.objects.update(state=State.CHECKED, awaits=Deed.CHECK)
    text = browser.post(reverse("import_apply", args=[one.pk]), follow=True).content.decode()
    assert "being worked on" in text
    with pytest.raises(RequestError, match="being worked on"):
        actions.apply(by=admin, one=held)
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_files_can_be_let_go_of_before_their_turn(browser: Client, worker: Worker) -> None:
    one = given(browser)
    browser.post(reverse("import_discard", args=[one.pk]))
    assert not Import.objects.exists()
    assert work() == 1
    assert {row.status for row in DBTaskResult.objects.all()} == {queue.DONE}
    assert not actions.folder_of(one).exists()


@pytest.mark.django_db
def test_why_a_worker_failed_is_told_and_it_can_be_done_again(
    browser: Client, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = given(browser)
    with monkeypatch.context() as broken:
        broken.setitem(deeds.DO, Deed.LOOK, lambda *_: 1 / 0)  # type: ignore[attr-defined]
        work()
    held = Import.objects.get()
    assert (held.awaits, held.state) == ("", State.STAGED)
    assert "It failed on our side" in shown(browser, one)
    DBTaskResult.objects.all().delete()
    browser.post(reverse("import_again", args=[one.pk]))
    work()
    held = Import.objects.get()
    assert held.failed == {}
    assert held.looked
    Import.objects.update(state=State.CHECKED)
    with monkeypatch.context() as broken:
        refusal = RequestError("undo the import of {name} first: it came later", name="b.csv")
        broken.setitem(deeds.DO, Deed.APPLY, _raising(refusal))  # type: ignore[attr-defined]
        browser.post(reverse("import_apply", args=[one.pk]))
        work()
    text = shown(browser, one)
    assert "Undo the import of b.csv first: it came later." in text
    assert reverse("import_apply", args=[one.pk]) in text or "nothing to import" in text


def _raising(error: Exception) -> object:
    def do(*_: object) -> None:
        raise error

    return do


@pytest.mark.django_db
def test_who_may_import_no_more_does_not_import_through_a_worker(
    browser: Client, worker: Worker, admin: User
) -> None:
    given(browser)
    User.objects.filter(pk=admin.pk).update(role=Role.CSM)
    work()
    held = Import.objects.get()
    assert (held.awaits, held.looked) == ("", [])
    assert held.failed


@pytest.mark.django_db
def test_where_no_worker_is_left_it_can_be_done_at_once(browser: Client, worker: Worker) -> None:
    one = given(browser)
    Worker.objects.all().delete()
    text = shown(browser, one)
    assert "Nobody is working on it" in text
    assert "hx-trigger" not in text.partition('<main id="main"')[2].partition("</main>")[0]
    browser.post(reverse("import_again", args=[one.pk]))
    held = Import.objects.get()
    assert held.awaits == ""
    assert held.looked
    now = timezone.now()
    Worker.objects.create(worker_id="late", started_at=now, seen_at=now)
    before = held.made_at, held.looked
    work()
    held.refresh_from_db()
    assert (held.made_at, held.looked) == before


# ---------------------------------------------------------------- killed in the middle


ASK = """
import sys, django
django.setup()
from pathlib import Path
from garant.sources import actions, asking
from garant.sources.models import Import
from garant.users.models import User
by = User.objects.get()
deed = sys.argv[1]
one = Import.objects.first() or actions.keep(by=by, files=sorted(Path(sys.argv[2]).glob("*.csv")))
assert not asking.ask(deed, by=by, one=one)
"""
WORKER = """
import django, datetime
django.setup()
from garant.lib import jobs, worker
jobs.LEASE, worker.SIGN = datetime.timedelta(seconds=3), 0.5
worker.Doer().run()
"""
ROWS = 30_000
NOW = "SELECT state, awaits, (SELECT count(*) FROM contracts_contractline) FROM sources_import"
QUEUE = DBTaskResult._meta.db_table
RUNS = f"SELECT 1 FROM {QUEUE} WHERE task_path = ? AND status = 'RUNNING'"  # noqa: S608 - ours


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    made.run("-m", "garant.cli", "init", "--json")
    yield made
    for process in made.running:
        if process.poll() is None:
            process.kill()
            process.wait()


def _book(folder: Path) -> Path:
    folder.mkdir()
    accounts = "\n".join(["account_id", *(f"A{k}" for k in range(500))])
    (folder / "account.csv").write_text(accounts + "\n", encoding="ascii")
    head = "line_id,account_id,start_on,price_basis,amount,currency,interval_unit,interval_count"
    rows = (f"L{k},A{k % 500},2024-01-01,flat_per_interval,10,EUR,month,1" for k in range(ROWS))
    lines = "\n".join((head, *rows))
    (folder / "contract_line.csv").write_text(lines + "\n", encoding="ascii")
    return folder


@pytest.mark.slow
def test_a_worker_killed_in_mid_import_leaves_nothing_half_done_and_another_ends_it(
    installation: Installation, tmp_path: Path
) -> None:
    folder = _book(tmp_path / "book")
    worker = installation.start("-c", WORKER)
    until(lambda: "seen" in installation.run("-c", ALIVE))
    database = sqlite3.connect(installation.folder / "data" / "garant.sqlite3", timeout=20)
    for deed, before, after in (
        (Deed.CHECK, (State.STAGED, 0), (State.CHECKED, 0)),
        (Deed.APPLY, (State.CHECKED, 0), (State.APPLIED, ROWS)),
        (Deed.UNDO, (State.APPLIED, ROWS), (State.UNDONE, 0)),
    ):
        installation.run("-c", ASK, deed, str(folder))
        while not database.execute(RUNS, [JOB]).fetchone():
            assert worker.poll() is None
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        state, awaits, count = database.execute(NOW).fetchone()
        assert (state, count) == before, "it was over before the worker was killed"
        assert awaits == deed
        worker = installation.start("-c", WORKER)
        until(lambda: not database.execute(NOW).fetchone()[1])
        state, _awaits, count = database.execute(NOW).fetchone()
        assert (state, count) == after
    database.close()


ALIVE = """
import django
django.setup()
from garant.lib.models import Worker
print("seen" if Worker.objects.exists() else "")
"""

"""The queue: what is done once, again, later, by another worker, or never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from apscheduler.triggers.cron import CronTrigger
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from garant.contracts.jobs import refresh_figures, refresh_soon
from garant.lib import jobs
from garant.lib.models import DueRun, Shared, Worker
from garant.lib.worker import Doer, perform
from garant.metrics.errors import RequestError
from garant.sources.jobs import clear_imports
from garant.users.jobs import clear_users
from garant.users.models import Invitation

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
DECLARED = dict(jobs.SCHEDULE)
done: list[str] = []


@task()
def greet(name: str) -> str:
    done.append(name)
    return f"hello {name}"


@task()
def fail() -> None:
    raise OSError("the network is away")


@task()
def refuse() -> None:
    raise RequestError("there is nothing of that name")


@task()
def nightly() -> None:
    done.append("night")


@pytest.fixture(autouse=True)
def nothing_done(monkeypatch):
    done.clear()
    monkeypatch.setattr(jobs, "SCHEDULE", {})


def claimed():
    one = Doer().claim()
    assert one is not None
    return one


def only():
    return DBTaskResult.objects.get()


def test_a_job_is_done_and_what_it_returned_is_kept():
    greet.enqueue("Ada")
    perform(claimed())
    assert (only().status, only().return_value, done) == (jobs.DONE, "hello Ada", ["Ada"])
    assert Doer().claim() is None


def test_a_job_that_failed_waits_longer_each_time_and_is_given_up_after_five_tries():
    fail.enqueue()
    waits = []
    for _ in range(jobs.TRIES):
        DBTaskResult.objects.update(run_after=timezone.now())
        perform(claimed())
        waits.append((only().run_after - timezone.now()).total_seconds())
    assert only().status == jobs.FAILED
    assert "the network is away" in only().traceback
    assert 20 < waits[0] < 40
    assert all(later > 2 * earlier for earlier, later in pairwise(waits[:-1]))
    assert [one.task_path for one in jobs.failed()] == [fail.module_path]


def test_a_job_that_was_asked_what_cannot_be_is_not_tried_again():
    refuse.enqueue()
    perform(claimed())
    assert only().status == jobs.FAILED


def test_a_failure_is_no_longer_one_once_the_same_job_succeeded(monkeypatch):
    greet.enqueue("Ada")
    DBTaskResult.objects.update(status=jobs.FAILED, finished_at=timezone.now())
    assert len(jobs.failed()) == 1
    greet.enqueue("Ada")
    perform(claimed())
    assert jobs.failed() == []


def test_the_job_of_a_worker_without_a_sign_of_life_goes_back_to_the_queue():
    now = timezone.now()
    greet.enqueue("Ada")
    doer = Doer()
    sign = Worker.objects.create(worker_id=doer.worker_id, started_at=now, seen_at=now)
    assert doer.claim() is not None
    assert jobs.take_over(now + timedelta(seconds=20)) == 0
    assert jobs.take_over(now + timedelta(seconds=40)) == 1
    assert only().status == jobs.WAITING
    sign.seen_at = now + timedelta(hours=2)  # the clock went back
    sign.save()
    DBTaskResult.objects.update(status=jobs.RUNNING)
    assert jobs.take_over(now) == 1


def test_a_job_that_ends_its_worker_each_time_is_given_up():
    greet.enqueue("Ada")
    for _ in range(jobs.TRIES):
        claimed()
        jobs.take_over(timezone.now())
    assert (only().status, only().traceback) == (jobs.FAILED, jobs.ENDED)


def test_a_due_time_is_taken_once_and_one_that_was_missed_once_too():
    jobs.daily(hour=3, minute=10)(nightly)
    assert jobs.enqueue_due(NOON) == []  # a new installation missed nothing
    later = NOON + timedelta(days=3)
    assert jobs.enqueue_due(later) == [nightly.module_path]
    assert jobs.enqueue_due(later + timedelta(minutes=1)) == []
    assert DBTaskResult.objects.count() == 1
    assert DueRun.objects.count() == 2


@pytest.mark.parametrize(
    ("hour", "due"), [(3, datetime(2026, 6, 30, 3, tzinfo=UTC)),
                      (12, NOON), (13, datetime(2026, 6, 29, 13, tzinfo=UTC))],
)  # fmt: skip
def test_the_latest_due_time_is_the_last_one_up_to_now(hour, due):
    assert jobs.latest_due(CronTrigger(hour=hour, timezone="UTC"), NOON) == due


def test_many_changes_ask_for_one_refresh_but_one_that_runs_does_not_count():
    for _ in range(3):
        refresh_soon()
    assert only().task_path == refresh_figures.module_path
    claimed()
    refresh_soon()
    assert DBTaskResult.objects.count() == 2


def test_what_was_done_a_month_ago_is_forgotten_and_what_waits_is_not():
    greet.enqueue("Ada")
    perform(claimed())
    greet.enqueue("Bea")
    assert jobs.forget(timezone.now()) == 0
    assert jobs.forget(timezone.now() + timedelta(days=31)) == 1
    assert only().status == jobs.WAITING


def test_what_processes_share_is_forgotten_when_it_is_over():
    now = timezone.now()
    for minutes in (-1, 1):
        Shared.objects.create(cache_key=str(minutes), expires=now + timedelta(minutes=minutes))
    jobs.forget(now)
    assert [one.cache_key for one in Shared.objects.all()] == ["1"]


def test_sessions_that_are_over_and_forgotten_invitations_go(admin, client) -> None:
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    held = {"role": "csm", "department": "sales", "language": "en", "secret": "x", "by": admin}
    now = timezone.now()
    for days, email in ((5, "new@ardoise.example"), (31, "old@ardoise.example")):
        Invitation.objects.create(email=email, made_at=now - timedelta(days=days), **held)
    Session.objects.create(session_key="over", expire_date=now - timedelta(days=1))
    clear_users.call()
    assert [one.email for one in Invitation.objects.all()] == ["new@ardoise.example"]
    assert Session.objects.count() == 1


def test_every_app_puts_its_own_work_on_the_schedule(monkeypatch) -> None:
    names = {one.module_path for one in (refresh_figures, clear_users, clear_imports)}
    assert names == {
        "garant.contracts.jobs.refresh_figures", "garant.users.jobs.clear_users",
        "garant.sources.jobs.clear_imports",
    }  # fmt: skip
    assert names | {jobs.clear_queue.module_path} <= set(DECLARED)

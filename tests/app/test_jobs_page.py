"""The page of the work that is done apart: what was given up is told, and tried again."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone, translation
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from typer.testing import CliRunner

from garant.cli import language
from garant.cli.jobs import app as jobs_command
from garant.contracts.models import Refresh
from garant.lib import audit, jobs, kept_errors
from garant.lib.worker import Doer, perform
from garant.metrics.errors import RequestError
from garant.users import job_actions
from garant.users.models import User
from garant.users.roles import Role
from tests.app.walk import PASSWORD, client_of

pytestmark = pytest.mark.django_db
PAGE = "/settings/jobs/"
broken = True


@task()
def refuse() -> None:
    if broken:
        raise RequestError("the setting {name} is {value}; it must be one of: {choices}",
                           name="closes", value="'never'", choices="frozen, restated")  # fmt: skip


@task()
def stumble() -> None:
    raise OperationalError("disk is full")


@pytest.fixture(autouse=True)
def as_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "broken", True)


def done() -> DBTaskResult:
    one = Doer().claim()
    assert one is not None
    perform(one)
    return DBTaskResult.objects.get(pk=one.pk)


def read(admin: User) -> str:
    answer = client_of(admin).get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_was_given_up_is_told_in_the_language_of_who_reads(admin: User) -> None:
    refuse.enqueue()
    done()
    assert "The setting closes is &#x27;never&#x27;; it must be one of" in read(admin)
    User.objects.update(language="fr")
    assert "Le réglage closes vaut" in read(admin)


def test_a_job_that_was_given_up_is_tried_again_and_gone_once_it_succeeds(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse.enqueue()
    one = done()
    again = f"{PAGE}{one.pk}/retry/"
    assert again in read(admin)
    monkeypatch.setitem(globals(), "broken", False)
    assert client_of(admin).post(again).headers["Location"] == PAGE
    entry = audit.AuditEntry.objects.get(verb="job.retry")
    assert (entry.actor_id, entry.after["job"]) == (admin.pk, one.task_path)
    assert done().status == jobs.DONE
    assert again not in read(admin)
    assert "All is done or on its way." in read(admin)


def test_a_job_is_not_tried_again_twice_nor_by_who_may_not(admin: User) -> None:
    refuse.enqueue()
    one = done()
    csm = User.objects.create_user("c@ardoise.example", PASSWORD, name="C", role=Role.CSM)
    with pytest.raises(PermissionDenied):
        job_actions.retry(by=csm, job=one)
    job_actions.retry(by=admin, job=one)
    with pytest.raises(RequestError, match="already"):
        job_actions.retry(by=admin, job=one)
    client_of(admin).post(f"{PAGE}{one.pk}/retry/")
    assert audit.AuditEntry.objects.filter(verb="job.retry").count() == 1
    assert DBTaskResult.objects.get().worker_ids == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_administrators_see_it(role: Role) -> None:
    user = User.objects.create_user("u@ardoise.example", PASSWORD, name="U", role=role)
    assert client_of(user).get(PAGE).status_code == 403


def test_the_same_work_that_failed_each_night_is_told_once(admin: User) -> None:
    for _night in range(3):
        refuse.enqueue()
        done()
    assert read(admin).count("/retry/") == 1


def test_nobody_at_work_is_said_and_what_waits(admin: User) -> None:
    refuse.enqueue()
    page = read(admin)
    assert "Work waits, and nobody does it." in page
    assert "No worker is running" in page


def test_the_command_says_the_same(admin: User) -> None:
    stumble.enqueue()
    for _try in range(jobs.TRIES):
        DBTaskResult.objects.update(run_after=timezone.now())
        done()
    says = "The database did not answer as it should: OperationalError: disk is full"
    assert says in read(admin)
    said = CliRunner().invoke(jobs_command, ["list"]).output
    assert "given up" in said
    assert says in said
    [row] = json.loads(CliRunner().invoke(jobs_command, ["list", "--json"]).output)["rows"]
    assert (row["state"], row["tries"], row["says"]) == ("FAILED", 5, says)
    assert row["error"].endswith("OperationalError: disk is full")
    language.speak("fr")
    assert "abandonnée" in CliRunner().invoke(jobs_command, ["list"]).output


def test_a_refresh_that_failed_is_told_with_its_reason_in_both_languages(
    admin: User,
) -> None:
    error = RequestError("{email} is already here", email="lea@ardoise.example")
    now = timezone.now()
    Refresh.objects.create(began_at=now, failed_at=now, failure=kept_errors.kept(error))
    assert "Lea@ardoise.example is already here." in read(admin)
    with translation.override("fr"):
        assert "est déjà" in kept_errors.told(Refresh.objects.get().failure)


def test_what_an_earlier_version_kept_is_told_as_it_is() -> None:
    assert kept_errors.told("no rate from XAU") == "no rate from XAU"
    assert kept_errors.told("") == ""
    assert kept_errors.told("12") == "12"

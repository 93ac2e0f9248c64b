"""Figures older than the facts, or whose refresh failed, say so wherever they are shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from garant.accounts.models import Account
from garant.contracts import jobs as figure_jobs
from garant.contracts.models import Refresh
from garant.lib.models import Worker
from garant.users.models import User
from garant.users.roles import Role
from tests.app import ardoise
from tests.app.walk import client_of

pytestmark = pytest.mark.django_db
PAGES = (
    "/", "/accounts/", "/renewals/", "/renewals/?when=past", "/cohorts/", "/metrics/mrr/",
    "/settings/metrics/", "/figures/bridge/new/?from=2024-01&to=2024-12",
)  # fmt: skip
COMING = "Newer ones are being computed."
FAILED = "did not end well"


@pytest.fixture
def manager(db: None) -> User:
    ardoise.show()
    DBTaskResult.objects.all().delete()
    return User.objects.create_user("max@ardoise.example", name="Max", role=Role.MANAGER)


@pytest.fixture
def pages(manager: User) -> tuple[str, ...]:
    return (*PAGES, f"/accounts/{Account.objects.get(account_id='A1').pk}/")


def told(user: User, page: str) -> str:
    answer = client_of(user).get(page)
    assert answer.status_code == 200, page
    return answer.content.decode()


def test_figures_as_new_as_the_facts_say_nothing(manager: User, pages: tuple[str, ...]) -> None:
    for page in pages:
        assert COMING not in told(manager, page), page
        assert FAILED not in told(manager, page), page


def test_figures_older_than_the_facts_say_so_wherever_they_are_shown(
    manager: User, pages: tuple[str, ...]
) -> None:
    figure_jobs.refresh_soon()
    for page in pages:
        assert COMING in told(manager, page), page


def test_a_refresh_that_failed_is_told_wherever_figures_are_shown(
    manager: User, pages: tuple[str, ...]
) -> None:
    figure_jobs.refresh_soon()
    Refresh.objects.update(failed_at=timezone.now(), failure="a rate")
    for page in pages:
        assert f"{FAILED}" in told(manager, page), page
        assert "The reason: a rate" in told(manager, page), page


def test_a_refresh_by_the_command_answers_what_waited_before_it(manager: User) -> None:
    figure_jobs.refresh_soon()
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=1000))
    assert COMING not in told(manager, "/accounts/")


def test_who_may_mend_it_is_told_that_nobody_computes(manager: User) -> None:
    figure_jobs.refresh_soon()
    assert "No worker is running" in told(manager, "/accounts/")
    Worker.objects.create(worker_id="w", started_at=timezone.now(), seen_at=timezone.now())
    assert "No worker is running" not in told(manager, "/accounts/")

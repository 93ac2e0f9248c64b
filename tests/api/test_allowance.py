"""How often a token may ask: counted in each minute, over every process that serves."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from garant.accounts.models import Note
from garant.api import bearer
from garant.api.allowance import SHARES, Allowance
from garant.lib.problems import Problem
from garant.metrics.errors import RequestError
from garant.users import actions
from garant.users.models import ApiToken
from tests.api.conftest import Make, Program
from tests.api.test_rules import NOTE, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]
NOON = 1_767_268_800.0  # the first second of a minute
IN_DATABASE = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kept"}
}


def answered(process: Allowance, token: ApiToken, at: float = NOON, most: int = 2000) -> int:
    """How many requests of a token a process answers before it refuses one."""
    for count in range(most):
        try:
            process.spend(token, at)
        except Problem:
            return count
    return most


def limit(admin: Program, count: int) -> None:
    actions.configure(by=admin.user, values={"api_limit": str(count)})


@pytest.fixture
def fresh(admin: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has answered nothing yet, three requests a minute, a clock that stands."""
    limit(admin, 3)
    monkeypatch.setattr(bearer, "OURS", Allowance())
    monkeypatch.setattr("garant.api.allowance.time.time", lambda: NOON + 20.5)


@pytest.mark.usefixtures("fresh")
def test_who_asks_too_often_is_told_how_long_to_wait_and_changes_nothing(
    admin: Program, program: Make
) -> None:
    for _ in range(3):
        assert admin.get("/accounts").status_code == 200
    refused = admin.post("/notes", NOTE, Idempotency_Key="k1")
    said = problem(refused, 429)
    assert refused.headers["Retry-After"] == "40"
    assert "3 times a minute" in said["detail"]
    assert "40 seconds" in said["detail"]
    assert not Note.objects.exists()
    assert program("manager").get("/accounts").status_code == 200  # another token has its own


@pytest.mark.usefixtures("fresh")
def test_what_a_role_may_not_counts_too(program: Make) -> None:
    asker = program("member")
    assert [asker.get("/audit").status_code for _ in range(4)] == [403, 403, 403, 429]


@pytest.mark.parametrize("count", [1, 7, 20, 21, 600])
def test_a_token_may_ask_as_often_as_is_said_in_each_minute(admin: Program, count: int) -> None:
    limit(admin, count)
    token, process = ApiToken.objects.get(), Allowance()
    assert answered(process, token) == count
    assert answered(process, token, NOON + 59.9) == 0
    assert answered(process, token, NOON + 60) == count


@pytest.mark.parametrize("caches", [None, IN_DATABASE], ids=["memory", "database"])
def test_two_processes_share_one_allowance(
    admin: Program, caches: dict[str, Any] | None, settings: Any
) -> None:
    if caches is not None:
        settings.CACHES = caches
        call_command("createcachetable", verbosity=0)
    token, first, second = ApiToken.objects.get(), Allowance(), Allowance()
    for process in (first, second):
        assert answered(process, token, most=100) == 100
    left = answered(first, token) + answered(second, token)
    assert 200 + left == 600
    if caches is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kept")
            assert cursor.fetchone()[0] == SHARES


def test_what_a_process_took_and_did_not_use_is_all_that_is_lost(admin: Program) -> None:
    token, other = ApiToken.objects.get(), Allowance()
    other.spend(token, NOON)
    assert answered(Allowance(), token) == 600 - 600 // SHARES


def test_a_cache_that_cannot_be_written_stops_nobody(
    admin: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = ApiToken.objects.get()
    monkeypatch.setattr(cache, "add", lambda *_: False)
    assert answered(Allowance(), token) == 600


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "²", ""])
def test_a_limit_is_a_whole_number_above_nothing(admin: Program, value: str) -> None:
    with pytest.raises(RequestError, match="whole number"):
        actions.configure(by=admin.user, values={"api_limit": value})

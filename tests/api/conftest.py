"""The small named company, written straight into the tables, and programs that ask about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from garant.accounts.models import Account
from garant.contracts.facts import MODELS
from garant.contracts.models import MetricSetting
from garant.metrics.schema import TABLES
from garant.sources.staged import fields
from garant.users import actions
from garant.users.models import User
from garant.users.roles import Role
from tests import world

BASE = "/api/v1"
JSON = "application/json"


@dataclass(eq=False)
class Program:
    """A program with somebody's token."""

    user: User
    token: str
    client: Client

    def ask(self, method: str, path: str, said: Any = None, **headers: str) -> HttpResponse:
        given = {"data": said, "content_type": JSON} if said is not None else {}
        carried = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.generic_json(method, path, given, {**carried, **headers})

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, said: Any = None, **headers: str) -> HttpResponse:
        return self.ask("POST", path, {} if said is None else said, **headers)

    def patch(self, path: str, said: Any, **headers: str) -> HttpResponse:
        return self.ask("PATCH", path, said, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("DELETE", path, **headers)

    def all(self, path: str) -> list[dict[str, Any]]:
        """Every item of a list, page by page."""
        found, following = [], ""
        while following is not None:
            answer = self.get(path + ("&" if "?" in path else "?") + "limit=200" + following)
            assert answer.status_code == 200, answer.content
            found += answer.json()["items"]
            following = answer.json()["next"] and f"&cursor={answer.json()['next']}"
        return found


class _Client(Client):
    def generic_json(self, method: str, path: str, given: Any, headers: dict[str, str]) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        send = getattr(self, method.lower())
        return send(BASE + path, headers=named, **given)


Make = Callable[..., Program]


@pytest.fixture
def program(db: None) -> Make:
    """Makes a user of a role and a token: `program("csm")`, `program("admin", read_only=True)`."""

    def make(role: str = Role.ADMIN, *, read_only: bool = False, language: str = "en") -> Program:
        number = User.objects.count()
        user = User.objects.create_user(
            f"{role}{number}@ardoise.example", "a long enough password", name=f"{role} {number}",
            role=role, language=language,
        )  # fmt: skip
        _token, carried = actions.make_token(user=user, label="tests", read_only=read_only)
        return Program(user, carried, _Client(raise_request_exception=False))

    return make


@pytest.fixture
def admin(program: Make) -> Program:
    return program(Role.ADMIN)


@pytest.fixture
def company(db: None) -> None:
    """Ardoise: tests/world.py."""
    for key, value in {**world.SETTINGS, "known_as_of": world.AS_OF.isoformat()}.items():
        MetricSetting.objects.create(key=key, value=value)
    tables = world.tables()
    declared = {column.name for column in TABLES["account"].columns}
    Account.objects.bulk_create(
        Account(**fields(Account, {k: v for k, v in row.items() if k in declared}))
        for row in tables["account"]
    )
    for name, model in MODELS.items():
        if name != "account" and name in tables:
            rows = (fields(model, _stated(row)) for row in tables[name])
            model._default_manager.bulk_create(model(**row) for row in rows)


def _stated(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what it leaves to the default."""
    return {name: value for name, value in row.items() if value is not None}

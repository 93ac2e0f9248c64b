"""Who may what: every operation of the API, for every role; a refusal changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

from garant.api.bearer import Bearer
from garant.api.urls import API
from garant.lib.models import Shared
from garant.users.models import ApiToken
from garant.users.roles import MATRIX, Role
from tests.api.conftest import Make, Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("company")]


def operations() -> Iterator[tuple[str, str, Any]]:
    """Every method and address of the API, with its view."""
    for router in API._get_bound_routers():
        for path, view in router.path_operations.items():
            for one in view.operations:
                for method in one.methods:
                    yield method, path.replace("{path:key}", "{key}"), one


OPERATIONS = sorted(
    (method, path, one.view_func.operation)
    for method, path, one in operations()
    if method != "HEAD"
)


def state() -> str:
    """All that the database holds, but for when and how often a token asked."""
    said = hashlib.sha256()
    for model in apps.get_models():
        if model is Shared:
            continue
        rows = model._default_manager.order_by("pk")
        if model is ApiToken:
            rows = rows.defer("used_at").values_list("pk", "secret", "read_only")
            said.update(repr(list(rows)).encode())
        else:
            said.update(serializers.serialize("json", rows).encode())
    return said.hexdigest()


def test_every_operation_stands_in_the_matrix_and_asks_for_a_token() -> None:
    for method, path, one in operations():
        assert one.view_func.operation in MATRIX, (method, path)
        assert [type(auth) for auth in one.auth_callbacks] == [Bearer], (method, path)
        assert one.auth_callbacks[0].operation == one.view_func.operation, (method, path)


def test_the_api_has_every_resource_that_is_promised() -> None:
    words = {path.strip("/").split("/")[0] for _method, path, _operation in OPERATIONS}
    assert words >= {
        "accounts", "contacts", "contracts", "lines", "discounts", "opportunities", "products",
        "pauses", "fx-rates", "spend", "notes", "ownerships", "renewals", "saved-views", "imports",
        "tokens", "users", "invitations", "audit",
    }  # fmt: skip
    figures = {path for _method, path, _operation in OPERATIONS if path.startswith("/metrics/")}
    tables = ("bridge", "retention", "cohorts", "renewals", "economics")
    assert figures == {f"/metrics/{table}" for table in tables}


@pytest.mark.parametrize("role", Role)
def test_a_role_is_refused_what_the_matrix_does_not_allow_and_nothing_changes(
    role: Role, program: Make
) -> None:
    asker = program(role)
    before = state()
    for method, path, operation in OPERATIONS:
        if role in MATRIX[operation]:
            continue
        answer = asker.ask(method, path.replace("{key}", "1"), {} if method != "GET" else None)
        assert answer.status_code == 403, (role, method, path, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert state() == before


@pytest.mark.parametrize("role", Role)
def test_a_role_reads_what_the_matrix_allows(role: Role, program: Make) -> None:
    asker = program(role)
    for method, path, operation in OPERATIONS:
        if method != "GET" or role not in MATRIX[operation] or path.startswith("/metrics/"):
            continue
        expected = {200} if "{key}" not in path else {200, 404}
        assert asker.get(path.replace("{key}", "1")).status_code in expected, (role, path)


@pytest.mark.parametrize("role", Role)
def test_a_token_that_may_only_read_changes_nothing_whatever_the_role(
    role: Role, program: Make
) -> None:
    asker = program(role, read_only=True)
    before = state()
    for method, path, _operation in OPERATIONS:
        if method != "GET":
            assert asker.ask(method, path.replace("{key}", "1"), {}).status_code == 403
    assert state() == before


def test_nobody_without_a_token_reads_or_changes_anything(program: Make) -> None:
    asker: Program = program("admin")
    asker.token = ""
    before = state()
    for method, path, _operation in OPERATIONS:
        said = {} if method != "GET" else None
        assert asker.ask(method, path.replace("{key}", "1"), said).status_code == 401, path
    assert state() == before

"""The declared matrix holds on every page, for every role; a refusal changes nothing."""

from __future__ import annotations

import json

import pytest
from django.urls import Resolver404, resolve
from typer.testing import CliRunner

from garant.accounts.models import Account, Note
from garant.cli.authz import app as authz
from garant.lib.pages import ANYONE
from garant.users import actions, routes
from garant.users.models import User
from garant.users.roles import MATRIX, Role
from tests.app import walk

pytestmark = pytest.mark.django_db
REFUSED = 403
OURS = 500


@pytest.fixture
def people(db: None) -> dict[Role, User]:
    """Somebody of every role, and one of each thing that an address can name."""
    found = walk.people()
    admin = found[Role.ADMIN]
    actions.invite(by=admin, email="new@ardoise.example", name="N", role="csm", department="sales")
    actions.make_token(user=admin, label="one")
    account = Account.objects.create(account_id="A1", name="Atelier")
    Note.objects.create(account=account, author=admin, text="A note")
    return found


def test_every_address_has_a_declared_operation() -> None:
    declared = routes.declared()
    assert len(declared) > 40
    undeclared = [one.pattern for one in declared if not one.operation]
    assert undeclared == []
    assert {one.operation for one in declared} <= {*MATRIX, ANYONE}


def test_every_operation_names_roles_that_exist() -> None:
    for operation, allowed in MATRIX.items():
        thing, _dot, verb = operation.partition(".")
        assert thing
        assert verb, operation
        assert allowed <= set(Role), operation
        assert Role.ADMIN in allowed, operation


@pytest.mark.parametrize("role", list(Role))
def test_what_the_matrix_refuses_a_role_is_refused_and_changes_nothing(
    role: Role, people: dict[Role, User]
) -> None:
    client, before = walk.client_of(people[role]), walk.state()
    for route in walk.pages():
        if role not in MATRIX[route.operation]:
            for ask in (client.get, client.post):
                assert ask(walk.address(route)).status_code == REFUSED, route
    assert walk.changes(before) == set()


@pytest.mark.parametrize("role", list(Role))
def test_what_the_matrix_allows_a_role_is_answered(role: Role, people: dict[Role, User]) -> None:
    client = walk.client_of(people[role])
    for route in walk.pages():
        if role in MATRIX[route.operation]:
            for ask in (client.get, client.post):
                answer = ask(walk.address(route))
                assert answer.status_code < OURS, route
                assert answer.status_code != REFUSED or ask == client.post, route


def test_who_is_not_logged_in_gets_no_page_and_changes_nothing(
    people: dict[Role, User],
) -> None:
    client = walk.client_of(None)
    before = walk.state()
    for route in walk.pages():
        for ask in (client.get, client.post):
            answer = ask(walk.address(route))
            assert answer.status_code == 302, route
            assert answer.headers["Location"].startswith("/login/"), route
    assert walk.changes(before) == set()


def test_somebody_who_was_kept_out_is_out_at_once(people: dict[Role, User]) -> None:
    client = walk.client_of(people[Role.CSM])
    assert client.get("/settings/").status_code == 200
    actions.change_role(
        by=people[Role.ADMIN], user=people[Role.CSM], role=Role.CSM, is_active=False
    )
    assert client.get("/settings/").status_code == 302


@pytest.mark.parametrize("closed", ["/email/", "/confirm-email/", "/confirm-email/x/",
                                    "/3rdparty/signup/", "/social/signup/x"])  # fmt: skip
def test_the_pages_of_allauth_that_are_no_pages_here_are_not_there(
    closed: str, people: dict[Role, User]
) -> None:
    for user in (None, people[Role.CSM]):
        assert walk.client_of(user).get(closed).status_code == 404


def test_nobody_signs_up_without_an_invitation(client) -> None:
    given = {"email": "x@y.example", "password1": walk.PASSWORD}
    for answer in (client.get("/signup/"), client.post("/signup/", given)):
        assert "By invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_the_matrix_can_be_had_as_json() -> None:
    said = CliRunner().invoke(authz, ["matrix", "--json"])
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert told["operations"] == {
        name: [str(role) for role in Role if role in allowed] for name, allowed in MATRIX.items()
    }
    assert told["routes"]["/audit/"] == "audit.read"


def test_an_address_of_the_walk_leads_to_its_page() -> None:
    for route in walk.pages():
        try:
            resolve(walk.address(route))
        except Resolver404:
            pytest.fail(f"no page at {walk.address(route)}: give the walk a sample")

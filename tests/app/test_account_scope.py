"""Who sees which accounts, and what of them."""

from __future__ import annotations

from typing import Any

import pytest

from garant.accounts import actions, queries
from garant.contracts import fact_queries
from garant.metrics.errors import RequestError
from garant.users import actions as users_write
from garant.users.models import User
from garant.users.roles import Role
from tests.app import account_world, walk

pytestmark = pytest.mark.django_db


def ids(user: User) -> set[str]:
    return set(queries.scope(user).values_list("account_id", flat=True))


def test_customer_success_sees_the_accounts_it_follows(world: dict[str, Any]) -> None:
    assert ids(world["people"][Role.CSM]) == {"A1"}


def test_customer_success_sees_all_when_a_setting_says_so(world: dict[str, Any]) -> None:
    admin = world["people"][Role.ADMIN]
    users_write.configure(by=admin, values={"csm_sees_all": "yes"})
    assert ids(world["people"][Role.CSM]) == {"A1", "A2"}


def test_sales_sees_the_accounts_of_its_own_deals(world: dict[str, Any]) -> None:
    assert ids(world["people"][Role.SALES]) == {"A2"}


def test_a_salesperson_cannot_take_the_name_of_another(world: dict[str, Any]) -> None:
    sales = world["people"][Role.SALES]
    with pytest.raises(RequestError, match="deals are found by your name"):
        users_write.prefer(user=sales, name="Colette Geai")
    assert ids(User.objects.get(pk=sales.pk)) == {"A2"}


def test_a_nameless_salesperson_has_not_the_deals_that_name_nobody(world: dict[str, Any]) -> None:
    sales = world["people"][Role.SALES]
    User.objects.filter(pk=sales.pk).update(name="")
    account_world.contract(world["first"], contract_id="C9", salesperson="")
    assert ids(User.objects.get(pk=sales.pk)) == set()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MANAGER, Role.EXECUTIVE])
def test_who_leads_sees_every_account(role: Role, world: dict[str, Any]) -> None:
    assert ids(world["people"][role]) == {"A1", "A2"}


def test_an_executive_reads_no_name_of_a_contact(world: dict[str, Any]) -> None:
    people = world["people"]
    actions.add_contact(
        by=people[Role.ADMIN], account=world["first"],
        values={"name": "Claire Delmas", "email": "claire@a.example", "level": "economic"},
    )  # fmt: skip
    address = f"/accounts/{world['first'].pk}/"
    seen = walk.client_of(people[Role.EXECUTIVE]).get(address).content.decode()
    assert "Claire" not in seen
    assert "1 person" in seen
    assert "Claire Delmas" in walk.client_of(people[Role.CSM]).get(address).content.decode()


def test_facts_follow_the_scope_of_their_account(world: dict[str, Any]) -> None:
    csm = world["people"][Role.CSM]
    for table, key in (("contract", "contract_id"), ("contract_line", "line_id")):
        found = fact_queries.live(csm, table).values_list(key, flat=True)
        assert all(one.endswith("A1") for one in found)
        assert found


def test_an_account_of_somebody_else_is_not_there(world: dict[str, Any]) -> None:
    client, before = walk.client_of(world["people"][Role.CSM]), walk.state()
    other = world["second"].pk
    for address in (f"/accounts/{other}/", f"/accounts/{other}/edit/"):
        assert client.get(address).status_code == 404
    given = {"text": "A note", "name": "X", "level": "user"}
    for address in (f"/accounts/{other}/notes/", f"/accounts/{other}/contacts/new/"):
        assert client.post(address, given).status_code == 404
    assert walk.changes(before) == set()


def test_the_list_and_its_file_hold_the_scope_alone(world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.CSM])
    assert "Brumaire" not in client.get("/accounts/").content.decode()
    text = b"".join(client.get("/accounts.csv").streaming_content).decode()
    assert "Aubépine" in text
    assert "Brumaire" not in text


def test_who_sees_no_account_finds_pages_alone(world: dict[str, Any]) -> None:
    member = walk.client_of(world["people"][Role.MEMBER])
    assert not member.get("/search/?q=aub").context["accounts"]
    assert b'href="/cohorts/"' in member.get("/search/?q=cohort").content

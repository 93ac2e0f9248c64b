"""The list of accounts: filters, views one keeps, the file, and dealing accounts out."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from garant.accounts.actions import edit
from garant.accounts.models import Account, Ownership, SavedView
from garant.contracts.models import AccountFigure
from garant.users.roles import Role
from tests.app import walk

pytestmark = pytest.mark.django_db


def listed(client: Any, query: str) -> set[str]:
    return {one.account_id for one in client.get(f"/accounts/?{query}").context["rows"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"A1", "A2"}), ("segment=small", {"A2"}), ("owner=none", {"A2"}), ("q=aub", {"A1"}),
        ("owner=mine", set()), ("segment=none+such", set()), ("owner=abc", {"A1", "A2"}),
        ("is_test=1&name=x&sort=password", {"A1", "A2"}),
        ("owner=99999999999999999999", {"A1", "A2"}),
    ],
)  # fmt: skip
def test_an_address_filters_by_what_the_list_knows_alone(
    query: str, found: set[str], world: dict[str, Any]
) -> None:
    assert listed(walk.client_of(world["people"][Role.MANAGER]), query) == found


@pytest.fixture
def standing(world: dict[str, Any]) -> dict[str, Any]:
    """A1 pays 200 a month and is due in 60 days; A2 left."""
    today = timezone.localdate()
    AccountFigure.objects.create(
        account=world["first"], mrr=200, mrr_year_ago=0, due_on=today + timedelta(days=60)
    )
    AccountFigure.objects.create(account=world["second"], mrr=0, mrr_year_ago=200, left_on=today)
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=customer", {"A1"}), ("state=left", {"A2"}), ("state=other", {"A1", "A2"}),
        ("renewal=90", {"A1"}), ("renewal=30", set()), ("renewal=-1", {"A1", "A2"}),
        ("renewal=90&state=left", set()),
    ],
)  # fmt: skip
def test_an_address_filters_by_where_accounts_stand(
    query: str, found: set[str], standing: dict[str, Any]
) -> None:
    assert listed(walk.client_of(standing["people"][Role.MANAGER]), query) == found


def test_the_list_says_what_accounts_pay_and_how_many_are_due(standing: dict[str, Any]) -> None:
    client = walk.client_of(standing["people"][Role.MANAGER])
    page = client.get("/accounts/")
    assert page.context["standing"] == {"mrr": Decimal(200), "due": 1}
    text = page.content.decode()
    assert '<a href="?renewal=90"><em>one comes up for renewal within 90 days</em></a>' in text
    assert client.get("/accounts/?renewal=90").context["soon"] == ""


@pytest.mark.parametrize("words", ["aubepine", "AUBÉPINE", "conseil", "Aubépine"])
def test_a_name_is_found_without_its_accents_and_capitals(
    words: str, world: dict[str, Any]
) -> None:
    manager = walk.client_of(world["people"][Role.MANAGER])
    assert listed(manager, urlencode({"q": words})) == {"A1"}


def test_a_name_that_changed_is_found_by_the_new_one(world: dict[str, Any]) -> None:
    people = world["people"]
    edit(by=people[Role.ADMIN], account=world["first"], values={"name": "Œillet & Fils"})
    client = walk.client_of(people[Role.MANAGER])
    assert listed(client, "q=oeillet") == {"A1"}
    assert not listed(client, "q=aub")
    Account.objects.filter(pk=world["first"].pk).update(name="Élan")
    assert listed(client, "q=elan") == {"A1"}


def test_accounts_are_sorted_by_name_as_one_reads_them(world: dict[str, Any]) -> None:
    Account.objects.filter(account_id="A1").update(name="éclair")
    Account.objects.create(account_id="A3", name="Fanal")
    page = walk.client_of(world["people"][Role.MANAGER]).get("/accounts/?sort=name")
    assert [one.name for one in page.context["rows"]] == ["Brumaire Textile", "éclair", "Fanal"]


def test_all_of_a_list_is_given_to_somebody_at_once(world: dict[str, Any]) -> None:
    people = world["people"]
    client = walk.client_of(people[Role.MANAGER])
    given = {"to": people[Role.CSM].pk, "on": "", "query": "segment=small", "all": "on"}
    client.post("/accounts/assign/", given)
    held = Ownership.objects.filter(user=people[Role.CSM], end_on=None)
    assert {one.account.account_id for one in held} == {"A1", "A2"}
    client.post("/accounts/assign/", given | {"to": people[Role.MANAGER].pk})
    held = Ownership.objects.filter(user=people[Role.MANAGER], end_on=None)
    assert [one.account.account_id for one in held] == ["A2"]


def test_mine_are_the_accounts_that_one_follows(world: dict[str, Any]) -> None:
    assert listed(walk.client_of(world["people"][Role.CSM]), "owner=mine") == {"A1"}


def test_a_list_that_filters_leave_empty_names_them(world: dict[str, Any]) -> None:
    page = walk.client_of(world["people"][Role.MANAGER]).get("/accounts/?segment=x")
    text = page.content.decode()
    assert "No account matches" in text
    assert "Segment: x" in text


def test_a_view_is_kept_opened_and_deleted(world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.MANAGER])
    sent = client.post(
        "/accounts/views/", {"name": "Small", "query": "segment=small&evil=1&page=3"}
    )
    assert sent.headers["Location"] == "/accounts/?segment=small"
    view = SavedView.objects.get()
    assert view.query == "segment=small"
    page = client.get("/accounts/?segment=small").content.decode()
    assert '<a class="tag brand" href="/accounts/?segment=small" aria-current="true">' in page
    other = walk.client_of(world["people"][Role.ADMIN])
    assert other.post(f"/accounts/views/{view.pk}/forget/").status_code == 404
    client.post(f"/accounts/views/{view.pk}/forget/")
    assert not SavedView.objects.exists()


def test_the_file_has_the_filtered_accounts_and_no_formula(world: dict[str, Any]) -> None:
    Account.objects.filter(account_id="A2").update(name="=HYPERLINK(1)")
    client = walk.client_of(world["people"][Role.MANAGER])
    sent = client.get("/accounts.csv?segment=small")
    rows = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode())))
    assert [(row["account_id"], row["name"]) for row in rows] == [("A2", "'=HYPERLINK(1)")]
    assert sent.headers["Content-Type"].startswith("text/csv")


def test_ticked_accounts_are_given_to_somebody(world: dict[str, Any]) -> None:
    people = world["people"]
    ticked = [world["first"].pk, world["second"].pk]
    client = walk.client_of(people[Role.MANAGER])
    given = {"account": ticked, "to": people[Role.MANAGER].pk, "query": "segment=small"}
    sent = client.post("/accounts/assign/", given)
    assert sent.headers["Location"] == "/accounts/?segment=small"
    held = Ownership.objects.filter(end_on=None)
    assert {(one.account_id, one.user_id) for one in held} == {
        (pk, people[Role.MANAGER].pk) for pk in ticked
    }


def test_who_may_not_deal_out_sees_no_boxes_and_changes_nothing(world: dict[str, Any]) -> None:
    client, before = walk.client_of(world["people"][Role.CSM]), walk.state()
    assert 'name="account"' not in client.get("/accounts/").content.decode()
    given = {"account": [world["first"].pk], "to": world["people"][Role.ADMIN].pk}
    assert client.post("/accounts/assign/", given).status_code == 403
    assert walk.changes(before) == set()

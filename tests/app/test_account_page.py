"""The page of an account: its sentences, its parts, and what is written from it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from garant.accounts import actions, queries
from garant.accounts.models import Account, Contact, Note, Ownership
from garant.contracts.models import AccountFigure, AccountMonth, Outcome, TermEnd
from garant.portfolio import account_page
from garant.users.roles import Role
from tests.app import walk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)


def figure(mrr: int, before: int, **more: Any) -> AccountFigure:
    given = {"customer_since": date(2024, 3, 1), "left_on": None} | more
    return AccountFigure(account_id="A1", mrr=Decimal(mrr), mrr_year_ago=Decimal(before), **given)


def end(due_on: date, outcome: str = Outcome.PENDING, decide_on: date | None = None) -> TermEnd:
    return TermEnd(
        account_id="A1", contract_id="C1", due_on=due_on, decide_on=decide_on or due_on,
        tacit=False, outcome=outcome, due_mrr=Decimal(1), renewed_mrr=Decimal(0),
    )  # fmt: skip


AUGUST = date(2026, 8, 8)
LEDES = [
    (None, None, "Nothing was paid here so far.", 0),
    (figure(0, 0, customer_since=None), None, "Nothing was paid here so far.", 0),
    (figure(0, 0), None, "It pays nothing now.", 1),
    (figure(250, 0), None, "It pays 250 a month, since March 2024.", 0),
    (figure(250, 250), None, "It pays 250 a month, as much as a year ago.", 0),
    (figure(300, 250), None, "It pays 300 a month, +20.0% in a year.", 0),
    (figure(200, 250), None, "It pays 200 a month, −20.0% in a year.", 1),
    (figure(250, 250), end(AUGUST, Outcome.LOST), "It ends on 8 Aug 2026.", 1),
    (figure(250, 250), end(AUGUST, Outcome.SECURED), "Its renewal on 8 Aug 2026 is secured.", 0),
    (figure(250, 250), end(AUGUST), "Its renewal is to be decided in 39 days.", 1),
    (figure(250, 250), end(date(2026, 7, 1)), "Its renewal is to be decided in 1 day.", 1),
    (figure(250, 250), end(date(2026, 12, 1)),
     "Its next renewal is to be decided by 1 Dec 2026.", 0),
    (figure(250, 250), end(AUGUST, decide_on=date(2026, 6, 9)),
     "Its renewal was to be decided by 9 Jun 2026, and is still open.", 1),
]  # fmt: skip


@pytest.mark.parametrize(("stands", "term", "said", "watch"), LEDES)
def test_the_lede_says_what_the_figures_support(
    stands: AccountFigure | None, term: TermEnd | None, said: str, watch: int
) -> None:
    with translation.override("en"):
        found = list(account_page.lede(stands, term, TODAY))
    assert found[-1].text == said
    assert sum(one.watch for one in found) == watch


def test_an_account_that_left_says_when_and_what_it_paid(world: dict[str, Any]) -> None:
    AccountMonth.objects.create(
        account=world["first"], month=date(2025, 2, 1), opening=501, closing=0, net="churn",
        net_amount=501,
    )  # fmt: skip
    gone = figure(0, 501, left_on=date(2025, 2, 1))
    (said,) = account_page.lede(gone, None, TODAY)
    assert said.text == "It left in February 2025, when it paid 501 a month."


def test_between_movements_an_account_stands_where_it_was() -> None:
    moved = [
        AccountMonth(month=date(2024, 1, 1), opening=0, closing=100, net="new", net_amount=100),
        AccountMonth(month=date(2024, 4, 1), opening=100, closing=60, net="contraction",
                     net_amount=40),
    ]  # fmt: skip
    drawn = list(account_page.standing(moved, date(2024, 6, 1)))
    assert [one.value for one in drawn] == [100, 100, 100, 60, 60, 60]


def test_the_history_of_an_account_can_be_had_as_csv(world: dict[str, Any]) -> None:
    AccountMonth.objects.create(
        account=world["first"], month=date(2024, 3, 1), opening=0, closing=200, net="new",
        net_amount=200,
    )  # fmt: skip
    client = walk.client_of(world["people"][Role.CSM])
    sent = client.get(f"/accounts/{world['first'].pk}/months.csv")
    assert b"".join(sent.streaming_content).decode().split() == [
        "month,opening,movement,amount,closing", "2024-03-01,0.000000,new,200.000000,200.000000"
    ]  # fmt: skip


def test_only_the_last_three_years_are_drawn_and_start_where_it_stood() -> None:
    moved = [AccountMonth(month=date(2019, 1, 1), opening=0, closing=70, net="new", net_amount=70)]
    drawn = list(account_page.standing(moved, date(2024, 6, 1)))
    assert len(drawn) == 36
    assert {one.value for one in drawn} == {70}


def test_a_level_without_anybody_shows_a_question_mark(world: dict[str, Any]) -> None:
    page = walk.client_of(world["people"][Role.MANAGER]).get(f"/accounts/{world['first'].pk}/")
    assert page.content.decode().count("No one identified") == 3
    assert [str(band.level) for band in page.context["bands"]] == [
        "economic", "operational", "user"
    ]  # fmt: skip


def test_a_contact_is_added_changed_and_leaves(world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.CSM])
    account = world["first"].pk
    given = {"name": "Claire Delmas", "email": "c@a.example", "level": "economic"}
    assert client.post(f"/accounts/{account}/contacts/new/", given).status_code == 302
    one = Contact.objects.get()
    client.post(f"/contacts/{one.pk}/", {**given, "job": "CFO", "left_on": "2026-05-31"})
    one.refresh_from_db()
    assert (one.job, one.left_on) == ("CFO", date(2026, 5, 31))
    page = client.get(f"/accounts/{account}/")
    assert "Claire Delmas left" in page.content.decode()
    assert page.context["bands"][0].count == 0


def test_a_form_with_a_fault_says_it_and_changes_nothing(world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.CSM])
    before = walk.state()
    sent = client.post(
        f"/accounts/{world['first'].pk}/contacts/new/", {"name": "", "email": "x", "level": "boss"}
    )
    assert set(sent.context["form"].errors) == {"name", "email", "level"}
    assert 'role="alert"' in sent.content.decode()
    assert walk.changes(before) == set()


def test_a_note_is_written_sanitised_taken_back_and_put_back(world: dict[str, Any]) -> None:
    client, account = walk.client_of(world["people"][Role.CSM]), world["first"].pk
    client.post(f"/accounts/{account}/notes/", {"text": "**Well** <script>alert(1)</script>"})
    note = Note.objects.get()
    page = client.get(f"/accounts/{account}/").content.decode()
    assert "<strong>Well</strong>" in page
    assert "<script>alert" not in page
    client.post(f"/notes/{note.pk}/delete/")
    page = client.get(f"/accounts/{account}/").content.decode()
    assert "<strong>Well</strong>" not in page
    assert f'action="/notes/{note.pk}/restore/"' in page  # the toast
    client.post(f"/notes/{note.pk}/restore/")
    assert Note.objects.get() == note


def test_the_note_of_another_stays(world: dict[str, Any]) -> None:
    people = world["people"]
    note = Note.objects.create(account=world["first"], author=people[Role.ADMIN], text="Mine")
    assert walk.client_of(people[Role.CSM]).post(f"/notes/{note.pk}/delete/").status_code == 403
    assert Note.objects.filter(pk=note.pk).exists()


def test_the_owner_changes_from_a_day_and_the_history_stays(world: dict[str, Any]) -> None:
    people, account = world["people"], world["first"]
    given = {"to": people[Role.MANAGER].pk, "on": "2026-06-01"}
    client = walk.client_of(people[Role.MANAGER])
    assert client.post(f"/accounts/{account.pk}/owner/", given).status_code == 302
    held = list(Ownership.objects.filter(account=account).order_by("start_on"))
    assert [(one.user.role, one.end_on) for one in held] == [
        ("csm", date(2026, 6, 1)), ("manager", None)
    ]  # fmt: skip


def test_who_follows_from_a_later_day_on_does_not_yet(world: dict[str, Any]) -> None:
    people, account = world["people"], world["first"]
    later = timezone.localdate() + timedelta(days=30)
    actions.assign(by=people[Role.MANAGER], accounts=[account], to=people[Role.MANAGER], on=later)
    shown = queries.listed(people[Role.MANAGER], filters={}).get(pk=account.pk)
    assert shown.owner_name == people[Role.CSM].name
    assert queries.scope(people[Role.CSM]).filter(pk=account.pk).exists()


def test_an_account_is_not_below_itself(world: dict[str, Any]) -> None:
    first, second = world["first"], world["second"]
    Account.objects.filter(pk=second.pk).update(parent=first)
    client = walk.client_of(world["people"][Role.MANAGER])
    sent = client.post(f"/accounts/{first.pk}/edit/", {"name": "A", "parent_id_given": "A2"})
    assert "cannot be below it too" in sent.content.decode()
    first.refresh_from_db()
    assert (first.parent, first.name) == (None, "Aubépine Conseil")

"""The renewals page: what comes due, until when it is decided, and what the list comes to."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from garant.accounts.models import Account, Ownership
from garant.contracts import term_end_queries
from garant.contracts.models import Contract, ContractLine, TermEnd
from garant.users.models import User
from garant.users.roles import Role
from tests.app import ardoise

BACKEND = "django.contrib.auth.backends.ModelBackend"
TODAY = date(2024, 12, 31)


@pytest.fixture
def user(db: None) -> User:
    ardoise.show()
    return ardoise.person()


@pytest.fixture
def reader(user: User, client: Client) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


def contracts(client: Client, query: str = "") -> list[str]:
    return [end.contract_id for end in client.get(f"/renewals/{query}").context["rows"]]


def counted(client: Client) -> dict[str, int]:
    """What the navigation counts."""
    return {one.route: one.count() for one in client.get("/").context["places"] if one.count}


def test_the_navigation_counts_the_accounts_and_the_renewals_to_decide_in_ones_scope(
    user: User, reader: Client
) -> None:
    accounts = [one for one in Account.objects.all() if not one.is_test]
    soon = [
        end.contract_id
        for end in TermEnd.objects.all()
        if end.outcome == "pending" and (end.decide_on - TODAY).days <= 30
    ]
    assert soon == ["C8-2"]
    assert counted(reader) == {"accounts": len(accounts), "renewals": 1}
    Ownership.objects.all().delete()
    User.objects.filter(pk=user.pk).update(role=Role.CSM)
    assert counted(reader) == {"accounts": 0, "renewals": 0}
    other, own = (TermEnd.objects.get(contract_id=name).account for name in ("C4-2", "C8-2"))
    Ownership.objects.create(account=other, user=user, start_on=date(2023, 1, 1))
    assert counted(reader) == {"accounts": 1, "renewals": 0}
    Ownership.objects.create(account=own, user=user, start_on=date(2023, 1, 1))
    assert counted(reader) == {"accounts": 2, "renewals": 1}


def test_what_can_still_be_decided_comes_first(reader: Client) -> None:
    assert contracts(reader) == ["C8-2", "C2-2", "C4-2", "C1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?within=30", ["C8-2"]),
        ("?within=60", ["C8-2", "C2-2", "C4-2"]),
        ("?month=2025-02", ["C2-2", "C4-2"]),
        ("?day=2025-02-05", ["C4-2"]),
        ("?status=secured", ["C1"]),
        ("?segment=small", ["C8-2", "C2-2"]),
        ("?segment=small&month=2025-02", ["C2-2"]),
        ("?sort=amount", ["C4-2", "C1", "C2-2", "C8-2"]),
        ("?sort=-due", ["C4-2", "C2-2", "C1", "C8-2"]),
        ("?month=9999-12&view=list", ["C8-2", "C2-2", "C4-2", "C1"]),
        ("?sort=secret&month=soon&status=any&within=x&owner=me", ["C8-2", "C2-2", "C4-2", "C1"]),
    ],
)
def test_filters_and_sorts_are_those_of_the_allow_lists(
    reader: Client, query: str, found: list[str]
) -> None:
    assert contracts(reader, query) == found


def test_the_renewals_of_an_owner_are_those_of_the_accounts_one_follows_now(
    reader: Client, user: User
) -> None:
    other = ardoise.person(Role.CSM)
    account = Account.objects.get(account_id="A4")
    Ownership.objects.create(account=account, user=user, start_on=TODAY, end_on=TODAY)
    Ownership.objects.create(account=account, user=other, start_on=TODAY)
    assert contracts(reader, f"?owner={other.pk}") == ["C4-2"]
    assert contracts(reader, f"?owner={user.pk}") == []
    assert reader.get(f"/renewals/?owner={user.pk}").context["sums"].count == 0


def test_what_the_list_comes_to_is_what_its_rows_come_to(reader: Client) -> None:
    """474 secured, 320 + 550 + 75 open."""
    sums = reader.get("/renewals/").context["sums"]
    assert (sums.count, sums.due, sums.kept, sums.open, sums.lost) == (
        4, Decimal(1419), Decimal(474), Decimal(945), Decimal(0),
    )  # fmt: skip
    for query in ("?month=2025-02", "?segment=large", "?when=past", "?when=past&status=lost"):
        shown = reader.get(f"/renewals/{query}").context
        rows = list(shown["rows"])
        assert shown["sums"].count == len(rows)
        assert shown["sums"].due == sum(end.due_mrr for end in rows)


def test_the_sentence_names_what_must_be_decided(reader: Client) -> None:
    lede = reader.get("/renewals/").context["lede"]
    assert "€1,419 a month comes up for renewal" in lede
    assert "1 renewal worth €75.00 must be decided by 30 Jan 2025" in lede


def test_without_anything_to_decide_the_sentence_says_until_when(reader: Client) -> None:
    TermEnd.objects.filter(contract_id="C8-2").delete()
    lede = reader.get("/renewals/").context["lede"]
    assert "nothing must be decided before 30 Jan 2025" in lede


def test_the_months_that_are_over_are_those_of_the_metrics(reader: Client) -> None:
    """The first quarter of 2024: 1,160 kept of 1,660."""
    shown = reader.get("/renewals/?when=past").context
    months = [row for row in shown["months"] if row["period"] < date(2024, 4, 1)]
    assert sum(row["due_mrr"] for row in months) == Decimal(1660)
    assert sum(row["kept_mrr"] for row in months) == Decimal(1160)
    assert "C3" in contracts(reader, "?when=past&month=2024-03")


def test_the_calendar_shows_deadlines_and_ends_on_their_days(reader: Client) -> None:
    days = reader.get("/renewals/?view=calendar&month=2025-02").context["days"]
    marked = {
        day.on: [(mark.end.contract_id, mark.notice) for mark in day.marks]
        for week in days.weeks for day in week if day.marks
    }  # fmt: skip
    assert marked == {date(2025, 2, 1): [("C2-2", False)], date(2025, 2, 5): [("C4-2", False)]}


def test_the_calendar_opens_on_the_month_of_the_next_decision(reader: Client) -> None:
    assert reader.get("/renewals/?view=calendar").context["days"].first == date(2025, 2, 1)


def test_the_csv_has_the_rows_of_the_list(reader: Client) -> None:
    answer = reader.get("/renewals.csv?month=2025-02")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["contract_id"], row["outcome"], row["tacit"]) for row in rows] == [
        ("C2-2", "pending", "false"), ("C4-2", "pending", "false"),
    ]  # fmt: skip


def test_a_company_without_ends_of_terms_is_told_where_they_come_from(reader: Client) -> None:
    TermEnd.objects.all().delete()
    assert "No term ends soon" in reader.get("/renewals/").content.decode()
    assert reader.get("/renewals/?when=past").status_code == 200


def test_who_may_not_see_renewals_is_refused(db: None, client: Client) -> None:
    client.force_login(ardoise.person(Role.MEMBER), backend=BACKEND)
    assert client.get("/renewals/").status_code == 403
    assert client.get("/renewals.csv").status_code == 403


def test_somebody_who_sees_no_account_has_no_renewal(user: User) -> None:
    member = ardoise.person(Role.MEMBER)
    assert not term_end_queries.to_come(member, TODAY).exists()


def test_pages_that_are_looked_at_as_of_an_earlier_day_say_so(reader: Client) -> None:
    for page in ("/", "/renewals/", "/accounts/"):
        assert "as known on 31 Dec 2024" in reader.get(page).content.decode(), page


def test_a_company_of_lines_without_contracts_is_told_that_some_end(reader: Client) -> None:
    """Of the lines of Ardoise, one is given an end that comes; its contract is not here."""
    TermEnd.objects.all().delete()
    Contract.objects.update(voided_at=timezone.now())
    ContractLine.objects.update(end_on=None)
    ContractLine.objects.filter(line_id="L1a").update(end_on=date(2025, 6, 30))
    text = reader.get("/renewals/").content.decode()
    assert "One line without a contract ends within 12 months" in text
    ContractLine.objects.filter(line_id="L1a").update(end_on=date(2026, 6, 30))
    assert "No term ends soon" in reader.get("/renewals/").content.decode()

"""How often a page asks the database, and what it weighs: not more for more accounts."""

from __future__ import annotations

import gzip
from datetime import date, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from garant.accounts.models import Account, Contact, Level, Note, Ownership
from garant.charts import Heading, Month, bars_with_limit
from garant.contracts.models import AccountFigure, AccountMonth, Contract, Outcome, TermEnd
from garant.portfolio.templatetags.garant import chart
from garant.users.models import User
from garant.users.roles import Role
from tests.app import ardoise

BACKEND = "django.contrib.auth.backends.ModelBackend"
TODAY = date(2024, 12, 31)
MANY = 120  # more than two pages of a list
# Three of them say who asks; one more for what a page tells of the age of its figures.
MOST = {"/renewals/": 17, "/renewals/?when=past": 16, "/accounts/": 16, "/cohorts/": 13, "/": 16}
MOST_OF_AN_ACCOUNT = 25
LIGHT = 15 * 1024  # bytes of a page on its way


@pytest.fixture
def user(db: None) -> User:
    ardoise.show()
    return ardoise.person(Role.MANAGER)


@pytest.fixture
def reader(user: User, client: Client) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


def asked(client: Client, page: str) -> int:
    """How many statements a page takes, once the server has served it before."""
    assert client.get(page).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    return len(found)


def grow(owner: User) -> None:
    """Many more accounts, each with what pages show of one."""
    names = [f"Z{i:03}" for i in range(MANY)]
    accounts = Account.objects.bulk_create(Account(account_id=one, name=one) for one in names)
    AccountFigure.objects.bulk_create(
        AccountFigure(account_id=one, mrr=i, mrr_year_ago=1, customer_since=date(2023, 1, 1))
        for i, one in enumerate(names)
    )
    Ownership.objects.bulk_create(
        Ownership(account=one, user=owner, start_on=date(2023, 1, 1)) for one in accounts
    )
    for one in names:
        sign(one)


def sign(account: str, times: int = 1) -> None:
    """Contracts of an account, whose terms end soon or have ended."""
    for i in range(times):
        name, due = f"{account}-{i}", TODAY + timedelta(days=i + 1)
        Contract.objects.create(
            contract_id=name, account_id=account, term_start=date(2023, 1, 1), term_end=due
        )
        TermEnd.objects.bulk_create(
            TermEnd(account_id=account, contract_id=name, due_on=day, decide_on=day, tacit=False,
                    outcome=outcome, due_mrr=i + 1, renewed_mrr=0)
            for day, outcome in ((due, Outcome.PENDING), (date(2024, 1, 1), Outcome.LOST))
        )  # fmt: skip


@pytest.mark.parametrize(("page", "most"), MOST.items())
def test_more_accounts_take_no_more_statements(
    reader: Client, user: User, page: str, most: int
) -> None:
    before = asked(reader, page)
    grow(user)
    assert asked(reader, page) <= before <= most


def test_an_account_with_more_to_tell_takes_no_more_statements(reader: Client, user: User) -> None:
    one = Account.objects.get(account_id="A1")
    page = f"/accounts/{one.pk}/"
    before = asked(reader, page)
    sign("A1", times=30)
    AccountMonth.objects.filter(account=one).update(net="expansion")
    for i in range(20):
        Note.objects.create(account=one, author=user, text=f"Note {i}")
        Contact.objects.create(account=one, name=f"Person {i}", level=Level.USER)
        gone = {"level": Level.USER, "left_on": date(2024, 1, 1)}
        Contact.objects.create(account=one, name=f"Gone {i}", **gone)
    assert asked(reader, f"{page}?timeline=all") <= before <= MOST_OF_AN_ACCOUNT


def test_the_pages_of_long_lists_stay_light(reader: Client, user: User) -> None:
    grow(user)
    for page in MOST:
        assert len(gzip.compress(reader.get(page).content, 6)) < LIGHT, page


def test_a_mark_says_its_words_once_where_they_can_be_taken_apart(reader: Client) -> None:
    page = reader.get("/cohorts/").content.decode()
    assert 'class="mk"' in page
    assert "data-tip" not in page
    drawn = bars_with_limit(
        [Month(date(2024, 1, 1), 3, "North, and South")], lang="en", heading=Heading("Months")
    )
    assert 'data-tip="Jan 24|300.0%|North, and South"' in chart(drawn)
    assert "data-tip" in drawn.svg()


def test_a_session_is_written_down_once_a_minute_and_at_once_from_elsewhere(
    reader: Client, user: User
) -> None:
    def seen() -> list[datetime]:
        kept = UserSession.objects.filter(user=user).order_by("pk")
        return list(kept.values_list("last_seen_at", flat=True))

    reader.get("/accounts/")
    (first,) = seen()
    reader.get("/accounts/")
    assert seen() == [first]
    reader.get("/accounts/", headers={"User-Agent": "Another browser"})
    (second,) = seen()
    assert second > first
    UserSession.objects.update(last_seen_at=second - timedelta(minutes=2))
    reader.get("/accounts/", headers={"User-Agent": "Another browser"})
    assert seen()[0] > second

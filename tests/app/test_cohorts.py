"""The cohorts page: a cell has as many accounts as it says, and little history is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from garant.contracts import cohort_queries, queries
from garant.contracts.models import Snapshot
from garant.portfolio.cohorts_page import Asked, lede
from garant.users.models import User
from garant.users.roles import Role
from tests.app import ardoise

BACKEND = "django.contrib.auth.backends.ModelBackend"
QUARTERS = Asked("logos", "quarter", (), opens=True)


@pytest.fixture
def user(db: None) -> User:
    ardoise.show()
    return ardoise.person()


@pytest.fixture
def reader(user: User, client: Client) -> Client:
    client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize("by", ["quarter", "month", "segment", "country"])
def test_the_accounts_behind_each_cell_are_as_many_as_it_says(user: User, by: str) -> None:
    bridge, table = queries.figures("bridge"), queries.figures(f"cohorts.logos.{by}")
    assert bridge is not None
    assert table is not None
    last = bridge.rows[-1]["period"]
    for row in table.rows:
        found = cohort_queries.followed(user, by, row["cohort"], row["k"], last)
        kept = [one for one in found if one.then]
        assert (len(found), len(kept)) == (row["size"], row["kept"]), row


def test_a_cell_leads_to_its_accounts(reader: Client) -> None:
    """Grisette went and is back; Cormoran left in its thirteenth month."""
    page = reader.get("/cohorts/?of=logos").content.decode()
    assert "accounts/?cohort=2023-01&amp;k=1" in page
    shown = reader.get("/cohorts/accounts/?of=logos&cohort=2023-01&k=12").context
    assert {row.name for row in shown["rows"]} == {
        "Aubépine Conseil", "Dolmen Énergie", "Grisette Presse", "Brumaire Textile",
        "Cormoran Frères",
    }  # fmt: skip
    assert "4 of 5 accounts are still there after 12 months" in shown["lede"]


def test_only_what_the_refresh_kept_can_be_asked_for(reader: Client) -> None:
    shown = reader.get("/cohorts/?by=password&of=secret").context
    assert (shown["by"], shown["of"]) == ("quarter", "revenue")
    assert [name for name, _label in shown["bys"]] == ["quarter", "month", "segment", "country"]


@pytest.mark.parametrize(
    "query", ["cohort=soon&k=1", "cohort=2023-01&k=x", "cohort=2023-01&k=1&of=secret"]
)
def test_a_cohort_that_there_is_not_is_not_found(reader: Client, query: str) -> None:
    assert reader.get(f"/cohorts/accounts/?{query}").status_code == 404


def test_too_little_history_is_said_in_place_of_a_figure(reader: Client) -> None:
    for kept in Snapshot.objects.filter(code__startswith="cohorts."):
        k = [name for name, _kind in kept.columns].index("k")
        kept.rows = [row for row in kept.rows if row[k] < 2]
        kept.save()
    page = reader.get("/cohorts/").content.decode()
    assert "1 months are observed, 3 are needed" in page or "It is too early" in page
    assert 'class="chart"' not in page


def row(cohort: date, k: int, size: int, kept: int) -> dict[str, Any]:
    return {"cohort": cohort, "k": k, "size": size, "kept": kept,
            "retention": Decimal(kept) / size}  # fmt: skip


FIRST, SECOND = date(2023, 1, 1), date(2023, 4, 1)


def test_the_sentence_names_the_best_and_the_worst_cohort_and_the_month_of_the_fall() -> None:
    rows = [
        *(row(FIRST, k, 10, 10 if k < 6 else 6) for k in range(13)),
        *(row(SECOND, k, 20, 20 if k < 9 else 19) for k in range(13)),
    ]
    said = lede(rows, QUARTERS, {FIRST: 10, SECOND: 20})
    assert said == (
        "After 12 months, <b>83%</b> of the accounts are still there, from 60% of Q1 23 to 95% of"
        " Q2 23; most leave in month 6."
    )


def test_a_cohort_of_few_accounts_is_neither_the_best_nor_the_worst() -> None:
    rows = [*(row(FIRST, k, 10, 9) for k in range(13)), *(row(SECOND, k, 2, 0) for k in range(13))]
    said = lede(rows, QUARTERS, {FIRST: 10, SECOND: 2})
    assert said == "After 12 months, <b>75%</b> of the accounts are still there."


def test_the_steepest_month_compares_the_same_accounts() -> None:
    rows = [row(FIRST, 0, 10, 10), row(FIRST, 1, 10, 9), row(FIRST, 2, 3, 1)]
    assert cohort_queries.steepest(rows) == 1


def test_cohorts_are_compared_by_what_the_address_says(reader: Client) -> None:
    shown = reader.get("/cohorts/?of=logos&compare=2023-01").context
    assert [key for key, _name, on in shown["offered"] if on] == ["2023-01"]


def test_a_member_of_a_department_sees_cohorts_and_not_accounts(db: None, client: Client) -> None:
    ardoise.show()
    client.force_login(ardoise.person(Role.MEMBER), backend=BACKEND)
    assert "accounts/?cohort=" not in client.get("/cohorts/").content.decode()
    assert client.get("/cohorts/accounts/?cohort=2023-01&k=1").status_code == 403

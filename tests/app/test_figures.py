"""Behind a figure: its accounts add up to it, and its table is had as CSV."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from garant.accounts.models import Account
from garant.contracts import queries
from garant.contracts.movement_queries import MOVEMENTS, NET, moved
from garant.lib.csv_export import neutral
from garant.users.roles import Role
from tests.app import ardoise

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOTHING = Decimal(0)


@pytest.fixture
def reader(db: None, client: Client) -> Client:
    ardoise.show()
    client.force_login(ardoise.person(), backend=BACKEND)
    return client


def rows_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_the_accounts_behind_each_bar_add_up_to_it(reader: Client) -> None:
    user = ardoise.person(Role.MANAGER)
    for bucket in MOVEMENTS:
        table = queries.figures("bridge.net" if bucket in NET else "bridge")
        assert table is not None
        for rows in (table.rows, table.rows[-12:], table.rows[14:15]):
            first, last = rows[0]["period"], rows[-1]["period"]
            found = moved(user, bucket, first, last)
            total = sum((one.amount for one in found), NOTHING)
            assert total == sum((row[bucket] for row in rows), NOTHING), (bucket, first, last)


def test_the_departures_of_a_month_are_named_with_their_reason(reader: Client) -> None:
    """March 2024: Cormoran leaves with 500, by its own decision."""
    shown = reader.get("/figures/bridge/churn/?from=2024-03&to=2024-03")
    (row,) = shown.context["rows"]
    assert (row.name, row.amount, row.reason) == ("Cormoran Frères", Decimal(500), "voluntary")
    assert shown.context["hidden"] == NOTHING
    assert "The customer’s decision" in shown.content.decode()


def test_a_bar_without_months_is_of_the_last_one(reader: Client) -> None:
    shown = reader.get("/figures/bridge/new/").context
    assert shown["said"] == "December 2024"


@pytest.mark.parametrize(
    "address",
    ["/figures/bridge/gain/", "/figures/bridge/churn/?from=spring", "/figures/secret.csv"],
)
def test_what_there_is_not_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_lists_behind_bars_are_sorted_both_ways(reader: Client) -> None:
    def names(sort: str) -> list[str]:
        asked = {"from": "2023-01", "to": "2024-12", "sort": sort}
        return [str(row) for row in reader.get("/figures/bridge/new/", asked).context["rows"]]

    assert names("name") == sorted(names("name"))
    assert names("-name") == names("name")[::-1]
    assert names("nothing") == names("amount")
    assert names("amount")[0] == "Dolmen Énergie"  # 500


def test_a_hidden_part_of_a_bar_is_said(reader: Client) -> None:
    Account.objects.filter(account_id="A3").update(is_test=True)  # out of everybody's scope
    shown = reader.get("/figures/bridge/churn/?from=2024-03&to=2024-03")
    assert shown.context["hidden"] == Decimal(500)
    assert "not open to you" in shown.content.decode()


def test_the_csv_of_a_bar_has_every_account(reader: Client) -> None:
    found = rows_of(reader.get("/figures/bridge/churn.csv?from=2024-01&to=2024-12"))
    assert {row["account_id"]: Decimal(row["amount"]) for row in found} == {
        "A3": Decimal(500), "A5": Decimal(200), "A8": Decimal(75),
    }  # fmt: skip


@pytest.mark.parametrize("code", ["bridge", "bridge.net", "retention", "renewals", "economics",
                                  "cohorts.logos.quarter"])  # fmt: skip
def test_a_table_as_csv_has_the_digits_that_are_kept(reader: Client, code: str) -> None:
    table = queries.figures(code)
    assert table is not None
    found = rows_of(reader.get(f"/figures/{code}.csv"))
    assert len(found) == len(table.rows)
    for row, kept in zip(found, table.rows, strict=True):
        assert row == {name: _text(value) for name, value in kept.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def test_no_cell_is_taken_for_a_formula(reader: Client) -> None:
    Account.objects.filter(account_id="A3").update(name="=HYPERLINK(A1)")
    (row,) = rows_of(reader.get("/figures/bridge/churn.csv?from=2024-03&to=2024-03"))
    assert row["name"] == neutral("=HYPERLINK(A1)") != "=HYPERLINK(A1)"


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (Role.MEMBER, "/figures/bridge/churn/", 403),
        (Role.MEMBER, "/figures/bridge/churn.csv", 403),
        (Role.MEMBER, "/figures/bridge.csv", 200),
        (Role.MEMBER, "/figures/renewals.csv", 403),
        (Role.MEMBER, "/figures/cohorts.logos.quarter.csv", 200),
        (Role.SALES, "/figures/bridge/churn/", 200),
        (Role.EXECUTIVE, "/figures/bridge/churn.csv", 200),
    ],
)
def test_who_may_open_what(db: None, client: Client, role: Role, address: str, status: int) -> None:
    ardoise.show()
    client.force_login(ardoise.person(role), backend=BACKEND)
    assert client.get(address).status_code == status

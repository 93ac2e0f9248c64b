"""Facts changed by hand: voided and written again, by the rules of files, audited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from garant.contracts import actions
from garant.contracts.models import (
    AccountFigure,
    Contract,
    ContractLine,
    Discount,
    Pause,
    Product,
    Spend,
)
from garant.contracts.refresh import refresh
from garant.lib.models import AuditEntry
from garant.metrics.errors import DataError, RequestError
from garant.users.roles import Role
from tests.app import account_world, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(world: dict[str, Any]) -> ContractLine:
    return ContractLine.objects.get(line_id="L-A1")


def test_a_changed_line_is_voided_and_written_again_under_its_id(
    world: dict[str, Any], line: ContractLine
) -> None:
    manager = world["people"][Role.MANAGER]
    actions.write_fact(
        by=manager, table="contract_line", values={"amount": Decimal(25)}, in_place_of=line
    )
    old, new = ContractLine.objects.filter(line_id="L-A1").order_by("pk")
    assert (old.amount, new.amount) == (20, 25)
    assert old.voided_at == new.recorded_at
    assert new.voided_at is None
    assert old.pk == line.pk
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.before["amount"], entry.after["amount"]) == (
        "fact.change", "20.000000", "25"
    )  # fmt: skip


def test_another_currency_is_refused_until_somebody_says_in_which_one_figures_are(
    world: dict[str, Any], line: ContractLine
) -> None:
    manager = world["people"][Role.MANAGER]
    with pytest.raises(DataError) as told:
        actions.write_fact(
            by=manager, table="contract_line", values={"currency": "CHF"}, in_place_of=line
        )
    assert [one.field for one in told.value.problems] == ["currency"]
    assert ContractLine.objects.get(line_id="L-A1").currency == "EUR"


def test_what_was_put_back_is_not_put_back_twice(world: dict[str, Any]) -> None:
    manager = world["people"][Role.MANAGER]
    said = {"month": date(2026, 1, 1), "kind": "sales", "amount": Decimal(7), "currency": "EUR"}
    spent = actions.write_fact(by=manager, table="spend", values=said)
    actions.void_fact(by=manager, table="spend", fact=spent)
    for _click in range(3):
        actions.restore_fact(by=manager, table="spend", fact=spent)
    assert Spend.objects.filter(voided_at=None, amount=7).count() == 1


def test_figures_follow_a_change_with_the_next_refresh(
    world: dict[str, Any], line: ContractLine
) -> None:
    refresh()
    assert AccountFigure.objects.get(account_id="A1").mrr == 200  # 10 seats × 20
    client = walk.client_of(world["people"][Role.MANAGER])
    address = f"/accounts/{world['first'].pk}/"
    assert "have changed since" not in client.get(address).content.decode()
    actions.write_fact(
        by=world["people"][Role.MANAGER], table="contract_line",
        values={"quantity": Decimal(12)}, in_place_of=line,
    )  # fmt: skip
    assert "have changed since" in client.get(address).content.decode()
    refresh()
    assert AccountFigure.objects.get(account_id="A1").mrr == 240  # 12 × 20
    assert "have changed since" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"end_on": date(2024, 1, 1)}, "end_on"),
        ({"currency": "EURO"[:3].lower()}, "currency"),
        ({"interval_unit": ""}, "interval_unit"),
        ({"product_id": "NOPE"}, "product_id"),
        ({"amount": Decimal(-1)}, "amount"),
    ],
)
def test_what_a_file_would_be_refused_for_is_refused_beside_its_field(
    values: dict[str, Any], field: str, world: dict[str, Any], line: ContractLine
) -> None:
    before = walk.state()
    with pytest.raises(DataError) as raised:
        actions.write_fact(
            by=world["people"][Role.MANAGER], table="contract_line", values=values,
            in_place_of=line,
        )  # fmt: skip
    assert field in {one.field for one in raised.value.problems}
    assert walk.changes(before) == set()


def test_a_new_fact_without_an_id_gets_one(world: dict[str, Any]) -> None:
    made = actions.write_fact(
        by=world["people"][Role.ADMIN], table="discount",
        values={"line_id": "L-A1", "kind": "percent", "value": Decimal(30), "duration": "forever",
                "start_on": account_world.MARCH},
    )  # fmt: skip
    assert isinstance(made, Discount)
    assert made.discount_id.startswith("g-")
    refresh()
    assert AccountFigure.objects.get(account_id="A1").mrr == 140  # 200 less 30 %


def test_an_id_that_is_taken_is_refused(world: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="already"):
        actions.write_fact(
            by=world["people"][Role.ADMIN], table="product",
            values={"product_id": "DESK", "name": "Desk again"},
        )  # fmt: skip


def test_a_contract_that_lines_rest_on_is_not_taken_back(world: dict[str, Any]) -> None:
    held = Contract.objects.get(contract_id="C-A1")
    with pytest.raises(RequestError, match="rests on it"):
        actions.void_fact(by=world["people"][Role.ADMIN], table="contract", fact=held)
    held.refresh_from_db()
    assert held.voided_at is None


def test_a_fact_that_is_taken_back_can_be_put_back(world: dict[str, Any]) -> None:
    admin = world["people"][Role.ADMIN]
    made = actions.write_fact(
        by=admin, table="pause", values={"line_id": "L-A1", "start_on": date(2024, 6, 1)}
    )
    actions.void_fact(by=admin, table="pause", fact=made)
    assert not Pause.objects.filter(voided_at=None).exists()
    actions.restore_fact(by=admin, table="pause", fact=made)
    assert Pause.objects.get(voided_at=None).start_on == date(2024, 6, 1)


def test_two_people_cannot_change_the_same_version(
    world: dict[str, Any], line: ContractLine
) -> None:
    admin = world["people"][Role.ADMIN]
    said = {"by": admin, "table": "contract_line", "in_place_of": line}
    actions.write_fact(values={"amount": Decimal(21)}, **said)
    with pytest.raises(RequestError, match="somebody else"):
        actions.write_fact(values={"amount": Decimal(22)}, **said)


@pytest.mark.parametrize("role", [Role.CSM, Role.SALES, Role.EXECUTIVE, Role.MEMBER])
def test_who_may_not_change_contracts_changes_nothing(
    role: Role, world: dict[str, Any], line: ContractLine
) -> None:
    before = walk.state()
    with pytest.raises(PermissionDenied):
        actions.write_fact(
            by=world["people"][role], table="contract_line", values={"amount": 1},
            in_place_of=line,
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.void_fact(by=world["people"][role], table="contract_line", fact=line)
    assert walk.changes(before) == set()


# ---------------------------------------------------------------- by the pages


def test_a_line_is_changed_by_its_form(world: dict[str, Any], line: ContractLine) -> None:
    client = walk.client_of(world["people"][Role.MANAGER])
    page = client.get(f"/facts/contract_line/{line.pk}/")
    given = {n: f.initial or "" for n, f in page.context["form"].fields.items()}
    given |= {n: v if v is not None else "" for n, v in page.context["form"].initial.items()}
    sent = client.post(f"/facts/contract_line/{line.pk}/", {**given, "quantity": "11"})
    assert sent.status_code == 302, sent.context["form"].errors
    assert ContractLine.objects.get(line_id="L-A1", voided_at=None).quantity == 11


def test_the_form_says_what_is_wrong_beside_the_field(
    world: dict[str, Any], line: ContractLine
) -> None:
    client = walk.client_of(world["people"][Role.MANAGER])
    form = client.get(f"/facts/contract_line/{line.pk}/").context["form"]
    given = {n: v if v is not None else "" for n, v in form.initial.items()}
    page = client.post(f"/facts/contract_line/{line.pk}/", {**given, "end_on": "2024-01-01"})
    assert page.status_code == 200
    assert "is before Start 1 Mar 2024" in str(page.context["form"].errors["end_on"])
    assert ContractLine.objects.get(line_id="L-A1", voided_at=None).end_on is None


def test_a_line_is_added_by_its_form_under_an_id_of_its_own(world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.MANAGER])
    address = f"/accounts/{world['first'].pk}/facts/contract_line/?contract_id=C-A1"
    form = client.get(address).context["form"]
    assert form["contract_id"].value() == "C-A1"
    given = {n: v for n in form.fields if (v := form[n].value()) is not None}
    given |= {
        "line_id": "L-NEW", "start_on": "2024-05-01", "price_basis": "flat_per_interval",
        "amount": "90", "currency": "EUR", "interval_unit": "month", "interval_count": "1",
    }  # fmt: skip
    sent = client.post(address, given)
    assert sent.status_code == 302, sent.context["form"].errors
    made = ContractLine.objects.get(line_id="L-NEW")
    assert (made.account_id, made.contract_id, made.amount) == ("A1", "C-A1", 90)


def test_a_product_that_lines_name_is_not_taken_back(world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.ADMIN])
    held = Product.objects.get(product_id="DESK")
    client.post(f"/facts/product/{held.pk}/void/")
    held.refresh_from_db()
    assert held.voided_at is None


@pytest.mark.parametrize("table", ["product", "spend", "opportunity", "fx_rate"])
def test_tables_of_no_account_have_a_list_and_a_form(table: str, world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.ADMIN])
    assert client.get(f"/facts/{table}/").status_code == 200
    assert client.get(f"/facts/{table}/new/").status_code == 200


def test_spend_is_recorded_by_its_form(world: dict[str, Any]) -> None:
    client = walk.client_of(world["people"][Role.ADMIN])
    given = {"month": "2024-03-01", "department": "sales", "kind": "sales", "amount": "1200.50",
             "currency": "EUR"}  # fmt: skip
    assert client.post("/facts/spend/new/", given).status_code == 302
    assert "1,200.5" in client.get("/facts/spend/").content.decode()
    wrong = client.post("/facts/spend/new/", {**given, "kind": "travel"})
    assert "kind" in wrong.context["form"].errors

"""What is doubtful about a fact is told before it is written, and written by who says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from garant.contracts import actions, queries, refresh
from garant.contracts.models import (
    Contract,
    ContractLine,
    FxRate,
    MetricSetting,
    Opportunity,
    Product,
    Refresh,
    Spend,
)
from garant.contracts.rules import DoubtfulError
from garant.metrics.errors import DataError, RequestError
from garant.users.roles import Role
from tests.app import account_world, ardoise, walk

pytestmark = pytest.mark.django_db
RATE = {"from_currency": "USD", "to_currency": "EUR", "valid_from": "2026-01-01", "rate": "0.9"}
SPENT = {
    "month": "2026-01", "department": "sales", "kind": "sales", "amount": "5", "currency": "EUR",
}  # fmt: skip


def given_of(client: Client, address: str) -> dict[str, Any]:
    """What a form holds as it is shown."""
    form = client.get(address).context["form"]
    return {n: v for n in form.fields if (v := form[n].value()) is not None}


def test_a_contradiction_is_told_and_written_all_the_same_by_who_has_read_it(
    world: dict[str, Any], browser: Client
) -> None:
    held = Contract.objects.get(contract_id="C-A1")
    address = f"/facts/contract/{held.pk}/"
    given = given_of(browser, address) | {"effective_end": "2024-01-01"}
    page = browser.post(address, given)
    said = page.content.decode()
    assert page.status_code == 200
    assert "ends on 1 Jan 2024, before its term starts on 1 Mar 2024" in said
    assert "Record all the same" in said
    assert Contract.objects.filter(contract_id="C-A1").count() == 1
    sent = browser.post(address, {**given, "accepted": page.context["form"].accepted})
    assert sent.status_code == 302
    assert Contract.objects.get(contract_id="C-A1", voided_at=None).effective_end is not None


def test_who_accepts_one_doubt_is_told_of_another(world: dict[str, Any], browser: Client) -> None:
    held = Contract.objects.get(contract_id="C-A1")
    address = f"/facts/contract/{held.pk}/"
    given = given_of(browser, address)
    accepted = (
        browser.post(address, {**given, "effective_end": "2024-01-01"}).context["form"].accepted
    )
    other = {**given, "effective_end": "2024-01-02", "accepted": accepted}
    assert browser.post(address, other).context["form"].doubts
    assert Contract.objects.filter(contract_id="C-A1").count() == 1


def test_a_change_that_makes_another_fact_doubtful_names_that_fact(
    world: dict[str, Any], browser: Client
) -> None:
    ContractLine.objects.filter(line_id="L-A1").update(end_on=date(2025, 3, 1))
    Contract.objects.filter(contract_id="C-A1").update(auto_renew=False)
    held = Contract.objects.get(contract_id="C-A1")
    address = f"/facts/contract/{held.pk}/"
    page = browser.post(address, given_of(browser, address) | {"auto_renew": "on"})
    assert page.context["form"].doubts[0].startswith("Contract line: ")


def test_a_program_is_not_asked_and_what_was_doubtful_before_is_not_told_again(
    world: dict[str, Any],
) -> None:
    admin = world["people"][Role.ADMIN]
    held = Contract.objects.get(contract_id="C-A1")
    ended = actions.write_fact(
        by=admin, table="contract", values={"effective_end": date(2024, 1, 1)}, in_place_of=held
    )
    said = {"by": admin, "table": "contract", "values": {"salesperson": "Ida"}}
    made = actions.write_fact(in_place_of=ended, accepted="", **said)
    assert made.voided_at is None


def test_a_change_that_makes_another_fact_wrong_is_refused(world: dict[str, Any]) -> None:
    account_world.line(
        world["first"], line_id="L-A1b", predecessor_line_id="L-A1", link="renews",
        start_on=date(2025, 3, 1), currency="EUR",
    )  # fmt: skip
    MetricSetting.objects.create(key="reporting_currency", value="EUR")
    with pytest.raises(DataError, match="a chain keeps its currency"):
        actions.write_fact(
            by=world["people"][Role.ADMIN], table="contract_line", values={"currency": "CHF"},
            in_place_of=ContractLine.objects.get(line_id="L-A1"),
        )  # fmt: skip


# ---------------------------------------------------------------- facts of no account


def test_two_rates_of_one_pair_and_day_are_refused_and_the_field_is_named(browser: Client) -> None:
    assert browser.post("/facts/fx_rate/new/", RATE).status_code == 302
    page = browser.post("/facts/fx_rate/new/", {**RATE, "rate": "0.95"})
    assert "one USD is 0.95 EUR here and 0.9 in another row" in str(
        page.context["form"].errors["rate"]
    )
    assert FxRate.objects.count() == 1
    later = {**RATE, "rate": "0.95", "valid_from": "2026-02-01"}  # the latest first day wins
    assert browser.post("/facts/fx_rate/new/", later).status_code == 302


@pytest.mark.parametrize(
    ("table", "given", "model"),
    [
        ("fx_rate", RATE, FxRate),
        ("spend", SPENT, Spend),
        ("product", {"name": "Desk"}, Product),
    ],
)
def test_a_second_fact_that_says_the_same_is_doubted(
    table: str, given: dict[str, str], model: Any, browser: Client
) -> None:
    address = f"/facts/{table}/new/"
    if table != "product":  # Desk is there
        assert browser.post(address, given).status_code == 302
    before = model.objects.count()
    page = browser.post(address, given)
    assert len(page.context["form"].doubts) == 1
    assert model.objects.count() == before
    assert browser.post(
        address, {**given, "accepted": page.context["form"].accepted}
    ).status_code == 302  # fmt: skip
    assert model.objects.count() == before + 1


def test_an_amount_that_no_rate_converts_is_doubted(world: dict[str, Any]) -> None:
    admin = world["people"][Role.ADMIN]
    MetricSetting.objects.create(key="reporting_currency", value="EUR")
    line = ContractLine.objects.get(line_id="L-A1")
    said = {"by": admin, "table": "contract_line", "values": {"currency": "USD"}, "accepted": ""}
    with pytest.raises(DoubtfulError, match="no rate from USD to EUR"):
        actions.write_fact(in_place_of=line, **said)
    FxRate.objects.create(
        from_currency="USD", to_currency="EUR", valid_from=date(2020, 1, 1), rate=Decimal("0.9")
    )
    actions.write_fact(in_place_of=line, **said)


def test_a_deal_of_no_account_names_a_contract_that_there_is(world: dict[str, Any]) -> None:
    given = {"opened_on": date(2026, 1, 1), "outcome": "open", "contract_id": "NOPE"}
    with pytest.raises(DataError, match="there is no contract NOPE"):
        actions.write_fact(by=world["people"][Role.ADMIN], table="opportunity", values=given)
    assert not Opportunity.objects.exists()


# ---------------------------------------------------------------- what a form takes


def test_what_is_left_empty_is_its_default(world: dict[str, Any], browser: Client) -> None:
    address = f"/accounts/{world['first'].pk}/facts/contract/"
    sent = browser.post(address, {"term_start": "2026-01-01", "notice_days": ""})
    assert sent.status_code == 302, sent.context["form"].errors
    assert Contract.objects.latest("pk").notice_days == 0


@pytest.mark.parametrize(
    ("given", "field", "right"),
    [
        ({"notice_days": "3661"}, "notice_days", "3660 or less"),
        ({"notice_days": "9" * 30}, "notice_days", "less than or equal"),
        ({"term_start": "0987-01-01"}, "term_start", "from 1 Jan 1900 to 31 Dec 2199"),
        ({"term_end": "9999-12-31"}, "term_end", "from 1 Jan 1900"),
        ({"contract_id": "C-A1"}, "contract_id", "give another id"),
        ({"term_end": "2025-01-01"}, "term_end", "is before Start of the term 1 Jan 2026"),
        ({"contract_id": "a\x00b"}, "contract_id", "Null characters"),
    ],
)
def test_a_value_that_cannot_be_names_its_field_and_what_would_be_right(
    given: dict[str, str], field: str, right: str, world: dict[str, Any], browser: Client
) -> None:
    before = walk.state()
    address = f"/accounts/{world['first'].pk}/facts/contract/"
    page = browser.post(address, {"term_start": "2026-01-01", **given})
    assert page.status_code == 200
    assert right in " ".join(page.context["form"].errors[field])
    assert walk.changes(before) == set()


def test_a_currency_may_be_typed_in_small_letters(browser: Client) -> None:
    assert browser.post("/facts/spend/new/", {**SPENT, "currency": "eur"}).status_code == 302
    assert Spend.objects.get().currency == "EUR"


def test_a_month_is_typed_and_shown_as_one(world: dict[str, Any], browser: Client) -> None:
    assert browser.post("/facts/spend/new/", {**SPENT, "month": "2026-02-15"}).status_code == 302
    assert Spend.objects.get().month == date(2026, 2, 1)
    assert "February 2026" in browser.get("/facts/spend/").content.decode()
    world["people"][Role.ADMIN].language = "fr"
    world["people"][Role.ADMIN].save()
    assert "février 2026" in browser.get("/facts/spend/").content.decode()


def test_what_rests_on_a_fact_is_named_when_it_is_taken_back(world: dict[str, Any]) -> None:
    held = Contract.objects.get(contract_id="C-A1")
    with pytest.raises(RequestError, match="Contract line: There is no Contract C-A1"):
        actions.void_fact(by=world["people"][Role.ADMIN], table="contract", fact=held)


# ---------------------------------------------------------------- the day of the figures


def test_the_currency_of_a_corrected_line_does_not_stop_the_refresh(world: dict[str, Any]) -> None:
    admin = world["people"][Role.ADMIN]
    ContractLine.objects.filter(line_id="L-A1").update(currency="CHF")
    actions.write_fact(
        by=admin, table="contract_line", values={"currency": "EUR"},
        in_place_of=ContractLine.objects.get(line_id="L-A1"),
    )  # fmt: skip
    assert refresh.refresh() is not None
    assert queries.currency() == "EUR"


def test_days_are_counted_from_the_figures_shown_until_the_next_refresh(db: None) -> None:
    ardoise.show()
    MetricSetting.objects.filter(key="known_as_of").delete()
    assert queries.today() == date(2024, 12, 31)
    now = timezone.now()
    Refresh.objects.update(began_at=now, known_as_of=now, known_on=timezone.localdate())
    assert queries.today() == timezone.localdate()
    MetricSetting.objects.create(key="known_as_of", value="2024-12-31")
    assert queries.today() == timezone.localdate()

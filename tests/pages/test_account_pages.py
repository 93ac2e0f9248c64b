"""The pages of accounts shut nobody out, keep the policy, and fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from garant.accounts.models import Account, Contact, Note, Ownership
from garant.contracts.models import AccountMonth, TermEnd
from garant.users.models import User
from garant.users.roles import Role
from tests.app import account_world
from tests.pages.conftest import Open
from tests.pages.test_every_page import faults, looked_at


@pytest.fixture
def manager(company: None) -> User:
    one = User.objects.create_user(
        "felix@ardoise.example", "a long enough password", name="Félix Loriot", role=Role.MANAGER
    )
    account = Account.objects.get(account_id="A00")
    Ownership.objects.create(account=account, user=one, start_on=date(2024, 3, 1))
    Note.objects.create(account=account, author=one, text="A **note**\n\n- with a list")
    Contact.objects.create(account=account, name="Claire Delmas", job="CFO", level="economic")
    account_world.contract(account)
    account_world.line(account)
    AccountMonth.objects.create(
        account=account, month=date(2025, 11, 1), opening=0, closing=9000, net="new",
        net_amount=9000,
    )  # fmt: skip
    TermEnd.objects.create(
        account=account, contract_id="C-A00", due_on=date(2027, 3, 1), decide_on=date(2027, 1, 1),
        notice_on=date(2027, 1, 1), tacit=True, outcome="pending", due_mrr=Decimal(9000),
        renewed_mrr=0,
    )  # fmt: skip
    return one


def cookie(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["garant_session"].value)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "address",
    [
        "/accounts/{pk}/", "/accounts/?segment=x&filter=1&keep=1", "/accounts/?filter=1",
        "/accounts/{pk}/facts/contract_line/", "/accounts/{pk}/contacts/new/", "/facts/product/",
    ],
)  # fmt: skip
def test_a_page_of_accounts_has_no_fault_in_any_theme_or_width(
    address: str, language: str, open_page: Open, manager: User, settings
) -> None:
    User.objects.filter(pk=manager.pk).update(language=language)
    settings.INSTALLATION = {**settings.INSTALLATION, "mfa_required": "no"}
    pk = Account.objects.get(account_id="A00").pk
    opened = open_page(address.format(pk=pk), language=language, session=cookie(manager))
    assert opened.page.locator(".lede").count() == 1
    opened.page.evaluate("document.querySelectorAll('main details').forEach((d) => d.open = true)")
    for theme, width in looked_at(opened):
        assert faults(opened) == [], (theme, width)


def test_accounts_are_dealt_out_by_keys_alone(open_page: Open, manager: User, settings) -> None:
    settings.INSTALLATION = {**settings.INSTALLATION, "mfa_required": "no"}
    page = open_page("/accounts/", session=cookie(manager)).page
    page.locator("input[name=account]").first.focus()
    page.keyboard.press("Space")
    page.locator("#id_to").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#assign button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast")
    assert "followed by" in page.locator(".toast").inner_text()

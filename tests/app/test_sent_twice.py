"""A form that is sent twice is done once: a double click, a reload, two requests at one time."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

import garant
from garant.accounts.models import Contact, Note
from garant.contracts.models import ContractLine, Product, Spend
from garant.lib import once
from garant.lib.models import SentForm
from garant.users.models import ApiToken, Invitation
from garant.users.roles import Role
from tests.app import walk

pytestmark = pytest.mark.django_db
KEY = re.compile(r'name="once" value="([^"]+)"')
TEMPLATES = Path(garant.__file__).parent / "templates"


def key_at(client: Client, address: str) -> str:
    """The key of the form that a page shows."""
    found = KEY.search(client.get(address).content.decode())
    assert found is not None
    return found[1]


def test_a_note_that_is_sent_twice_is_kept_once_and_shown_again(
    world: dict[str, Any], browser: Client
) -> None:
    address = f"/accounts/{world['first'].pk}/"
    given = {"text": "Called them.", "once": key_at(browser, address)}
    first = browser.post(f"{address}notes/", given)
    again = browser.post(f"{address}notes/", given, follow=True)
    assert Note.objects.count() == 1
    assert again.redirect_chain[0][0] == first.headers["Location"]
    assert "sent twice and done once" in again.content.decode()


def test_what_is_changed_before_it_is_sent_again_is_another_thing(
    world: dict[str, Any], browser: Client
) -> None:
    address = f"/accounts/{world['first'].pk}/"
    given = {"text": "Called them.", "once": key_at(browser, address)}
    browser.post(f"{address}notes/", given)
    browser.post(f"{address}notes/", {**given, "text": "They called back."})
    assert Note.objects.count() == 2


def test_what_was_refused_may_be_sent_again(world: dict[str, Any], browser: Client) -> None:
    key = key_at(browser, "/facts/product/new/")
    Product.objects.create(product_id="TAKEN", name="Taken")
    given = {"product_id": "TAKEN", "name": "Another", "once": key}
    assert browser.post("/facts/product/new/", given).status_code == 200
    Product.objects.filter(product_id="TAKEN").update(voided_at=timezone.now())
    assert browser.post("/facts/product/new/", given).status_code == 302
    assert Product.objects.filter(voided_at=None, product_id="TAKEN").count() == 1


@pytest.mark.parametrize(
    ("table", "given", "model"),
    [
        ("spend", {"month": "2026-01", "kind": "sales", "amount": "5", "currency": "EUR"}, Spend),
        ("product", {"name": "Chair"}, Product),
    ],
)
def test_a_fact_that_is_sent_twice_is_written_once(
    table: str, given: dict[str, str], model: Any, browser: Client
) -> None:
    before = model.objects.count()
    given = {**given, "once": key_at(browser, f"/facts/{table}/new/")}
    answers = [browser.post(f"/facts/{table}/new/", given) for _click in range(3)]
    assert {one.status_code for one in answers} == {302}
    assert model.objects.count() == before + 1


def test_a_change_that_is_sent_twice_makes_one_version(
    world: dict[str, Any], browser: Client
) -> None:
    line = ContractLine.objects.get(line_id="L-A1")
    address = f"/facts/contract_line/{line.pk}/"
    form = browser.get(address).context["form"]
    given = {n: v if v is not None else "" for n, v in form.initial.items()}
    given |= {"quantity": "11", "once": key_at(browser, address)}
    for _click in range(2):
        assert browser.post(address, given).status_code in {302, 404}
    assert ContractLine.objects.filter(line_id="L-A1").count() == 2


def test_a_contact_that_is_sent_twice_is_added_once(world: dict[str, Any], browser: Client) -> None:
    address = f"/accounts/{world['first'].pk}/contacts/new/"
    given = {"name": "Ida Roche", "level": "user", "once": key_at(browser, address)}
    for _click in range(2):
        assert browser.post(address, given).status_code == 302
    assert Contact.objects.count() == 1


def test_an_invitation_that_is_sent_twice_is_one_mail(browser: Client) -> None:
    given = {
        "name": "Ida Roche", "email": "ida@ardoise.example", "role": "csm",
        "department": "customer_success", "language": "fr",
        "once": key_at(browser, "/settings/people/invite/"),
    }  # fmt: skip
    browser.post("/settings/people/invite/", given)
    again = browser.post("/settings/people/invite/", given, follow=True)
    assert Invitation.objects.count() == 1
    assert len(mail.outbox) <= 1
    assert "done once" in again.content.decode()


def test_who_sends_again_while_it_is_worked_on_is_told_to_wait(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/settings/people/invite/"
    given = {
        "name": "Ida Roche", "email": "ida@ardoise.example", "role": "csm",
        "department": "customer_success", "language": "fr", "once": key_at(browser, address),
    }  # fmt: skip
    browser.post(address, given)
    SentForm.objects.update(address="")
    monkeypatch.setattr(once, "PATIENCE", 0.0)
    again = browser.post(
        address, given, headers={"referer": f"http://testserver{address}"}, follow=True
    )
    assert "still being worked on" in again.content.decode()
    assert Invitation.objects.count() == 1


def test_a_token_that_is_asked_for_twice_is_made_once_and_says_where_its_secret_was(
    browser: Client,
) -> None:
    given = {"label": "Nightly", "days": "30", "once": key_at(browser, "/settings/tokens/")}
    assert "gar_" in browser.post("/settings/tokens/", given).content.decode()
    again = browser.post("/settings/tokens/", given, follow=True).content.decode()
    assert ApiToken.objects.filter(label="Nightly").count() == 1
    assert "in the first answer" in again
    assert "gar_" not in again


def test_a_key_of_somebody_else_or_of_long_ago_does_nothing(
    world: dict[str, Any], browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_at(browser, "/facts/product/new/")
    other = walk.client_of(world["people"][Role.MANAGER])
    given = {"name": "Chair", "once": key}
    before = Product.objects.count()
    assert "too long" in other.post("/facts/product/new/", given, follow=True).content.decode()
    back = browser.post(
        "/facts/product/new/", {**given, "once": "forged"},
        headers={"referer": "http://testserver/facts/product/new/"},
    )  # fmt: skip
    assert back.headers["Location"] == "http://testserver/facts/product/new/"
    monkeypatch.setattr(once, "KEPT", timedelta(seconds=-1))
    assert "too long" in browser.post("/facts/product/new/", given, follow=True).content.decode()
    assert Product.objects.count() == before


def test_work_that_nobody_finished_is_begun_anew(browser: Client) -> None:
    address = "/facts/product/new/"
    given = {"name": "Chair", "once": key_at(browser, address)}
    browser.post(address, given)
    SentForm.objects.update(address="", at=timezone.now() - timedelta(hours=1))
    assert browser.post(address, given).status_code == 200  # doubted: its name is taken
    assert not SentForm.objects.exists()


def test_what_fails_on_our_side_leaves_no_key_behind(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_given: object) -> None:
        raise OSError("disk full")

    given = {"name": "Chair", "once": key_at(browser, "/facts/product/new/")}
    with monkeypatch.context() as patched:
        patched.setattr("garant.contracts.actions.write_fact", broken)
        assert browser.post("/facts/product/new/", given).status_code == 500
    assert not SentForm.objects.exists()
    assert browser.post("/facts/product/new/", given).status_code == 302


def test_each_page_that_is_shown_has_a_key_of_its_own(browser: Client) -> None:
    assert key_at(browser, "/facts/product/new/") != key_at(browser, "/facts/product/new/")


# Forms that make nothing: they change, end or take back one thing, and twice is as once. A form
# is named by where it is sent, or by its template where it is sent to the page that shows it.
MAKES_NOTHING = frozenset({
    "accounts_assign", "account_logout", "fact_void", "import_discard", "import_undo", "invitation",
    "invitation_withdraw", "mapping", "mappings", "menu", "note_delete", "own", "person",
    "person_close", "person_reopen", "person_second_step", "provider_remove",
    "settings_company_change", "settings_login", "settings_metrics_change", "settings_provider",
    "toasts", "token_revoke", "view_forget",
})  # fmt: skip
FORM = re.compile(r'<form\b[^>]*method="post"(.*?)</form>', re.DOTALL)
SENT_TO = re.compile(r'action="{% url "(\w+)"')


def test_every_form_of_ours_that_makes_something_carries_a_key() -> None:
    for folder in ("portfolio", "users", "sources", "shell", "components"):
        for path in (TEMPLATES / folder).glob("*.html"):
            for form in FORM.findall(path.read_text()):
                to = SENT_TO.search(form.partition("{% csrf_token %}")[0])
                name = to[1] if to else path.stem
                assert "{% once %}" in form or name in MAKES_NOTHING, f"{path.name}: {name}"

"""The walk of an import on pages: from files to one's own company, and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from garant.accounts.models import Account
from garant.contracts import actions as facts
from garant.contracts import models, queries
from garant.contracts.refresh import refresh
from garant.sources import actions, uploads
from garant.sources.models import Import, SavedMapping, State
from garant.users.models import User
from garant.users.roles import Role

pytestmark = pytest.mark.django_db
LINES = (
    "Client;Société;Offre;Date début;Date fin;Prix mensuel;Devise\n"
    "C1;Brun;crm;01/01/2025;31/12/2034;1 200,50;EUR\nC2;Boréal;crm;15/02/2025;;300,00;EUR\n"
)


@pytest.fixture
def browser(admin: User) -> Client:
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _file(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_an_administrator_imports_a_file_sees_it_understood_confirms_and_takes_it_back(
    browser: Client,
) -> None:
    sent = browser.post(reverse("import_new"), {"given": [_file("abonnements.csv", LINES)]})
    one = Import.objects.get()
    assert one.state == State.STAGED
    mapping = browser.get(sent["Location"], follow=True)
    text = mapping.content.decode()
    assert "01/01/2025" in text
    assert 'value="account.name" selected' in text
    checked = browser.post(reverse("import_mapping", args=[one.pk]), {"0.inclusive": "yes"})
    assert checked["Location"] == reverse("import", args=[one.pk])
    shown = browser.get(checked["Location"]).content.decode()
    assert "€1,501 a month, from 2 accounts" in shown.replace("\u00a0", " ")
    assert not Account.objects.exists()
    browser.post(reverse("import_keep", args=[one.pk]), {"name": "Billing"})
    assert SavedMapping.objects.get().text == Import.objects.get().mapping
    done = browser.post(reverse("import_apply", args=[one.pk]), follow=True)
    assert reverse("import_undo", args=[one.pk]) in done.content.decode()
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Boréal", "Brun"]
    kept = queries.figures("bridge")
    assert kept is not None
    assert str(kept.rows[-1]["closing"]) == "1500.5000"
    asked = browser.get(reverse("import_undo", args=[one.pk])).content.decode()
    assert "What these files brought goes" in asked
    assert models.ContractLine.objects.count() == 2
    browser.post(reverse("import_undo", args=[one.pk]))
    assert not models.ContractLine.objects.exists()
    assert queries.figures("bridge") is None


def test_what_a_file_holds_is_remembered_between_two_steps(browser: Client) -> None:
    browser.post(reverse("import_new"), {"given": [_file("abonnements.csv", LINES)]})
    one = Import.objects.get()
    assert one.looked[0]["table"] == "contract_line"
    address = reverse("import_mapping", args=[one.pk])
    browser.post(address, {"0.table": "account"})
    assert Import.objects.get().looked[0]["table"] == "account"
    sent = browser.post(address, {"0.table": "account", "0.0": "account_id", "0.1": "name"})
    assert sent["Location"] == reverse("import", args=[one.pk])
    assert "[account]" in Import.objects.get().mapping


def test_what_is_still_to_be_said_is_said_before_anything_is_read(browser: Client) -> None:
    text = LINES.replace(";Devise", "").replace(";EUR", "")
    browser.post(reverse("import_new"), {"given": [_file("abonnements.csv", text)]})
    one = Import.objects.get()
    again = browser.post(reverse("import_mapping", args=[one.pk]), {"0.4": "end_on"})
    assert again.status_code == 200
    assert "Still to be said: Currency" in again.content.decode()


def test_files_that_are_no_tables_are_refused_by_name(browser: Client) -> None:
    given = [_file("photo.png", "x"), _file("old.xls", "x")]
    text = browser.post(reverse("import_new"), {"given": given}).content.decode()
    assert "photo.png is neither CSV" in text
    assert "save it as .xlsx" in text
    assert not Import.objects.exists()


def test_more_than_may_be_sent_is_refused_before_it_is_kept(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LIMIT", 100)
    text = browser.post(
        reverse("import_new"), {"given": [_file("a.csv", "x" * 5000)]}
    ).content.decode()
    assert "These files are larger than" in text
    assert not Import.objects.exists()


@pytest.mark.parametrize("role", [Role.CSM, Role.MANAGER, Role.SALES, Role.EXECUTIVE, Role.MEMBER])
def test_only_an_administrator_imports(role: Role, admin: User, tmp_path: Path) -> None:
    one = Import.objects.create(kind="book", by=admin, state=State.CHECKED)
    who = User.objects.create_user("x@ardoise.example", "x" * 12, name="X", role=role)
    Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("apply", "undo", "discard", "skip", "keep", "mapping"):
        answer = client.post(reverse(f"import_{name}", args=[one.pk]))
        assert answer.status_code == 403, name
    assert client.get(reverse("imports")).status_code == (200 if role == Role.MANAGER else 403)
    assert Import.objects.get().state == State.CHECKED


def test_what_is_wrong_is_told_by_the_column_of_the_file(browser: Client) -> None:
    given = [_file("abonnements.csv", LINES.replace("31/12/2034", "31/31/2034"))]
    browser.post(reverse("import_new"), {"given": given})
    one = Import.objects.get()
    checked = browser.post(reverse("import_mapping", args=[one.pk]), {"0.inclusive": "yes"})
    assert "Date fin (end_on)" in browser.get(checked["Location"]).content.decode()
    told = browser.get(reverse("import_problems", args=[one.pk])).content.decode()
    assert 'abonnements.csv,2,Date fin (end_on),"31/31/2034 is not a date' in told


def test_what_is_wrong_with_a_cell_is_told_once_whatever_the_line_makes(browser: Client) -> None:
    text = LINES.replace("C1;Brun", ";Brun")
    browser.post(reverse("import_new"), {"given": [_file("abonnements.csv", text)]})
    one = Import.objects.get()
    browser.post(reverse("import_mapping", args=[one.pk]), {"0.inclusive": "yes"})
    told = browser.get(reverse("import_problems", args=[one.pk])).content.decode().splitlines()
    assert [line.rpartition(",")[0] for line in told[1:] if line] == [
        "abonnements.csv,2,Client (account_id)"
    ]


TEXT = """[account]
from = "abonnements.csv"
distinct = true
[account.columns]
account_id = "Client"
[contract_line]
from = "abonnements.csv"
amount_is = "arr"
dates = "%d/%m/%Y"
decimal = ","
thousands = " "
[contract_line.columns]
line_id = { template = "{Client}" }
account_id = "Client"
start_on = "Début"
amount = "Prix"
currency = { value = "EUR" }
"""


def test_a_pasted_mapping_goes_before_the_columns_and_an_unchanged_one_behind_them(
    browser: Client,
) -> None:
    browser.post(reverse("import_new"), {"given": [_file("abonnements.csv", LINES)]})
    address = reverse("import_mapping", args=[Import.objects.get().pk])
    page = browser.get(address).content.decode()
    assert page.count("<form") == page.count('action="') + 1  # one form has the page's address
    columns = {"0.inclusive": "yes", "shown": ""}
    browser.post(address, {**columns, "text": TEXT.replace("\n", "\r\n")})
    assert 'amount_is = "arr"' in Import.objects.get().mapping
    browser.post(address, {**columns, "shown": TEXT, "text": TEXT.replace("\n", "\r\n")})
    assert "inclusive = true" in Import.objects.get().mapping


SOLD = (
    "Client;Produit;Début;Fin;MRR;Devise;Nom\n"
    "C1;crm;01/01/2024;31/12/2034;100,00;EUR;Brun\nC1;chat;01/01/2024;31/12/2034;50,00;EUR;Brun\n"
    "C2;;01/01/2024;31/12/2034;20,00;EUR;Alba\nC2;phone;01/01/2024;31/31/2034;20,00;EUR;Alba\n"
)


def test_lines_make_the_products_that_are_not_there_and_leave_the_others_as_they_are(
    admin: User, browser: Client
) -> None:
    facts.write_fact(by=admin, table="product", values={"product_id": "crm", "name": "Ardoise CRM"})
    asked = {"given": [_file("ventes.csv", SOLD)], "place": "add", "skips": "on"}
    browser.post(reverse("import_new"), asked)
    one = Import.objects.get()
    browser.post(reverse("import_mapping", args=[one.pk]), {"0.inclusive": "yes"})
    one.refresh_from_db()
    assert one.state == State.CHECKED, one.problems
    assert one.found["product"] == {"new": 1, "changed": 0, "same": 1}
    actions.apply(by=admin, one=one)
    kept = models.Product.objects.filter(voided_at=None).order_by("product_id")
    assert list(kept.values_list("product_id", "name")) == [("chat", ""), ("crm", "Ardoise CRM")]
    lines = models.ContractLine.objects.order_by("product_id").values_list("product_id", flat=True)
    assert list(lines) == ["", "chat", "crm"]


YEAR = timezone.now().year
TERMS = (
    "Client;Société;Début;Fin;MRR;Devise\n"
    f"C1;Brun;01/01/2024;31/12/2024;100;EUR\nC1;Brun;01/01/2025;31/12/{YEAR + 1};120;EUR\n"
    "C2;Alba;01/01/2024;31/12/2024;50;EUR\nC3;Cuir;01/01/2024;31/12/2024;70;EUR\n"
    "C3;Cuir;01/01/2025;;60;EUR\n"
)


def test_lines_of_a_spreadsheet_come_up_for_renewal(admin: User, browser: Client) -> None:
    browser.post(reverse("import_new"), {"given": [_file("lignes.csv", TERMS)]})
    one = Import.objects.get()
    page = browser.get(reverse("import_mapping", args=[one.pk])).content.decode()
    assert "is also a contract to renew" in page
    browser.post(reverse("import_mapping", args=[one.pk]), {})
    one.refresh_from_db()
    assert one.state == State.CHECKED, one.problems
    assert one.found["contract"] == {"new": 5, "changed": 0, "same": 0}
    actions.apply(by=admin, one=one)
    refresh()
    ends = models.TermEnd.objects.order_by("due_on", "account__name").values_list(
        "account__name", "due_on", "due_mrr", "renewed_mrr", "outcome"
    )
    # Brun paid 100 until the end of 2024 and 120 after it, Alba 50 and nothing, Cuir 70 and 60.
    assert list(ends) == [
        ("Alba", date(2025, 1, 1), 50, 0, "lost"), ("Brun", date(2025, 1, 1), 100, 120, "renewed"),
        ("Cuir", date(2025, 1, 1), 70, 60, "renewed"),
        ("Brun", date(YEAR + 2, 1, 1), 120, 0, "pending"),
    ]  # fmt: skip

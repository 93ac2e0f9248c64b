"""Files of odd shapes: nothing of them is lost, and what is wrong with them is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from garant.accounts.models import Account, Ownership
from garant.sources import actions, headers, mapping_page
from garant.sources.choices import Choice
from garant.sources.decoding import Request, decode
from garant.sources.mapping_text import toml_of
from garant.sources.models import Import, SavedMapping, State
from garant.users.models import User
from tests.app.test_import_ways import _written

pytestmark = pytest.mark.django_db
LINES = "Client;Début;Fin;MRR;Devise\nC1;01/01/2025;31/12/2034;100;EUR\n"


def _given(browser: Client, sent: dict[str, str], **texts: str) -> Import:
    """Files given on the page, what was sent of their columns, and the import."""
    files = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in texts.items()]
    browser.post(reverse("import_new"), {"given": files, "place": "add"})
    one = Import.objects.get()
    assert browser.get(reverse("import_mapping", args=[one.pk])).status_code == 200
    browser.post(reverse("import_mapping", args=[one.pk]), sent)
    one.refresh_from_db()
    return one


def _messages(one: Import) -> list[str]:
    return [problem["message"] for problem in one.problems]


def _looked(folder: Path, **texts: str) -> list[Choice]:
    _written(folder, **texts)
    return list(headers.look(Request("look", folder, folder), folder)["files"])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (LINES.replace("100;EUR", "1;00;EUR"), "this row has {found} fields"),
        (LINES + '"C2;01/01/2025;;50;EUR\n', "quote"),
    ],
)
def test_lines_that_cannot_be_read_are_refused_where_ours_are_there_already(
    browser: Client, lines: str, message: str
) -> None:
    one = _given(browser, {"0.inclusive": "yes"}, lignes=lines)
    assert one.state == State.REFUSED
    assert any(message in told for told in _messages(one))


def test_rows_of_too_few_fields_are_counted_with_their_table_and_empty_ones_with_none(
    browser: Client,
) -> None:
    one = _given(browser, {"0.inclusive": "yes"}, lignes=f"{LINES}C2;01/01/2025;5\n;;;\n;;;;\n")
    assert [(told["row"], told["table"]) for told in one.problems] == [(3, "contract_line")]
    browser.post(reverse("import_skip", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == State.CHECKED, one.problems
    assert [(told["row"], told["table"]) for told in one.report["refused"]] == [
        (3, "contract_line")
    ]
    assert one.report["tables"]["contract_line"]["refused"] == 1


def test_a_mapping_that_names_another_file_is_refused(admin: User, tmp_path: Path) -> None:
    mapping = '[account]\nfrom = "a.csv"\n[contract_line]\nfrom = "b.csv"\n'
    files = _written(tmp_path, c="x,y\n1,2\n", d="x,y\n1,2\n")
    one = actions.receive(by=admin, files=files, mapping=mapping)
    assert one.state == State.REFUSED
    assert {"there is no file {file} in the book; it has {found}"} <= set(_messages(one))


def test_a_header_of_two_lines_is_read(browser: Client) -> None:
    one = _given(browser, {"0.inclusive": "yes"}, lignes=LINES.replace("Début", '"Date\ndébut"'))
    assert one.state == State.CHECKED, one.problems
    assert one.found["contract_line"]["new"] == 1


def test_lines_that_end_nowhere_follow_nothing(browser: Client) -> None:
    sent = {"0.chained": "yes", "0.dates": "%d/%m/%Y"}
    one = _given(browser, sent, lignes=LINES.replace("Fin;", "").replace(";31/12/2034", ""))
    assert one.state == State.CHECKED, one.problems
    assert one.found["contract_line"]["new"] == 1


def test_tables_that_the_application_does_not_keep_are_not_proposed(browser: Client) -> None:
    payments = "payment_id,account_id,paid_on,amount,currency\nP1,C1,2025-01-01,5,EUR\n"
    one = _given(browser, {"0.inclusive": "yes"}, lignes=LINES, payment=payments)
    assert one.state == State.CHECKED, one.problems
    assert "payment.csv" in one.report["ignored"]


@pytest.mark.parametrize("name", ["product", "spend", "contact", "usage"])
def test_a_file_that_is_not_used_is_not_read_whatever_its_name(browser: Client, name: str) -> None:
    one = _given(browser, {"0.inclusive": "yes"}, lignes=LINES, **{name: "code,label\n1,x\n"})
    assert one.state == State.CHECKED, one.problems
    assert one.report["ignored"] == [f"{name}.csv"]


def test_a_table_without_what_tells_its_rows_apart_is_told_and_not_compared(
    admin: User, tmp_path: Path
) -> None:
    files = _written(
        tmp_path, account="account_id\nC1\n", product="code,label\n1,x\n",
        contract_line="line_id,account_id,start_on,price_basis,amount,currency,interval_unit,"
        "interval_count\nL,C1,2025-01-01,flat_per_interval,5,EUR,month,1\n",
    )  # fmt: skip
    one = actions.receive(by=admin, files=files)
    assert one.state == State.REFUSED
    assert [(told["table"], told["field"]) for told in one.problems] == [("product", "product_id")]


def test_who_follows_an_account_is_a_column_that_can_be_chosen(
    browser: Client, admin: User
) -> None:
    accounts = f"ID,Company,CSM\nC1,Brun,{admin.email}\n"
    one = _given(browser, {"0.2": "owner", "1.inclusive": "yes"}, clients=accounts, lignes=LINES)
    assert one.state == State.CHECKED, one.problems
    actions.apply(by=admin, one=one)
    assert Ownership.objects.get(account__account_id="C1").user == admin
    assert "CSM" not in Account.objects.get(account_id="C1").attributes


def test_what_is_chosen_twice_is_said_before_anything_is_read(tmp_path: Path) -> None:
    looked = _looked(tmp_path, a=LINES.replace("Devise", "ARR"), b=LINES)
    looked, _changed = mapping_page.read(looked, {"0.table": "contract_line"})
    chosen, _changed = mapping_page.read(looked, {"0.4": "amount"})
    first, second = mapping_page.sheets(chosen)
    assert "Amount is chosen for MRR, ARR: choose it for one of them" in first.lacks
    assert "a.csv, b.csv hold the same" in second.lacks


def test_a_currency_is_a_code_and_stands_where_a_cell_is_empty(browser: Client) -> None:
    text = LINES + "C2;01/01/2025;31/12/2034;50;\n"
    one = _given(browser, {"0.inclusive": "yes", "0.currency": "€"}, lignes=text)
    assert one.state == State.CHECKED, one.problems
    assert 'currency = { column = "Devise", values = { "" = "EUR" } }' in one.mapping
    assert one.found["contract_line"]["new"] == 2
    one = _given_again(browser, one, {"0.currency": "Dollar"})
    assert one.looked[0]["currency"] == ""


def _given_again(browser: Client, one: Import, sent: dict[str, str]) -> Import:
    browser.post(reverse("import_mapping", args=[one.pk]), {**sent, "show": "yes"})
    one.refresh_from_db()
    return one


def test_spaces_around_cells_and_the_writing_of_days_make_no_other_lines(
    browser: Client, admin: User, tmp_path: Path
) -> None:
    text = LINES + "C1 ;01/02/2025 ; ; 50;EUR\n\u00a0C1;01/03/2025;31/12/2034;60; EUR\n"
    one = _given(browser, {"0.inclusive": "yes"}, lignes=text)
    assert one.state == State.CHECKED, one.problems
    assert (one.found["account"]["new"], one.found["contract_line"]["new"]) == (1, 3)
    actions.apply(by=admin, one=one)
    iso = "Client,Début,Fin,MRR,Devise\nC1,2025-01-01,2034-12-31,100,EUR\n"
    looked = _looked(tmp_path, lignes=iso)
    chosen, _changed = mapping_page.read(looked, {"0.inclusive": "yes"})
    again = actions.receive(by=admin, files=[tmp_path / "lignes.csv"], mapping=toml_of(chosen))
    assert again.found["contract_line"] == {"new": 0, "changed": 0, "same": 1}
    assert again.found["contract"] == {"new": 0, "changed": 0, "same": 1}


NAMED = "Client;Société;Pays;Début;MRR;Devise\n"


def test_a_line_that_says_nothing_of_its_account_takes_nothing_away(
    browser: Client, admin: User, tmp_path: Path
) -> None:
    Account.objects.create(account_id="C1", name="Brun", country="FR", segment="SMB")
    text = f"{NAMED}C1;;;01/01/2025;10;EUR\nC2;Alba;;01/01/2025;10;EUR\nC2;;IT;01/02/2025;5;EUR\n"
    one = _given(browser, {"0.dates": "%d/%m/%Y"}, lignes=text)
    assert one.state == State.CHECKED, one.problems
    assert one.found["account"] == {"new": 1, "changed": 0, "same": 1}
    actions.apply(by=admin, one=one)
    named = Account.objects.filter(account_id__in=["C1", "C2"]).order_by("account_id")
    kept = named.values_list("name", "country", "segment")
    assert list(kept) == [("Brun", "FR", "SMB"), ("Alba", "IT", "")]


def test_two_rows_of_one_id_say_what_can_be_done(browser: Client) -> None:
    text = (
        f"{NAMED}D1;Brun;FR;01/01/2025;10;EUR\nD1;Brun SA;FR;01/02/2025;10;EUR\n"
        "D2;Alba;IT;01/01/2025;10;EUR\nD2;Alba;IT;01/01/2025;20;EUR\n"
    )
    one = _given(browser, {"0.dates": "%d/%m/%Y"}, lignes=text)
    said = {problem["message"].partition(" say ")[0]: problem for problem in one.problems}
    twice = said["rows {other} and {row}"]
    assert (twice["field"], twice["row"], twice["values"]["other"]) == ("name", 3, "2")
    alike = next(problem for start, problem in said.items() if start.startswith("this row and"))
    assert (alike["row"], alike["values"]["other"]) == (5, "4")


def test_a_kept_mapping_takes_the_export_of_next_month(browser: Client) -> None:
    one = _given(browser, {"0.inclusive": "yes"}, abonnements_2026_10=LINES)
    browser.post(reverse("import_keep", args=[one.pk]), {"name": "Export"})
    files = [SimpleUploadedFile("abonnements_2026_11.csv", LINES.encode())]
    kept = SavedMapping.objects.get().pk
    browser.post(reverse("import_new"), {"given": files, "place": "add", "mapping": kept})
    again = Import.objects.latest("pk")
    assert again.state == State.CHECKED, again.problems
    assert again.found["contract_line"]["new"] == 1


def test_a_failure_of_ours_is_not_laid_to_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    given = tmp_path / "given"
    _written(given, a="x\n1\n")
    answer = decode(Request("no such verb", given, tmp_path / "staged"))
    assert "a defect of garant, not of the files" in answer["problems"][0]["message"]
    assert "KeyError" in caplog.text

"""Files as spreadsheets and exports write them: each is read under a name of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from garant.accounts.models import Account
from garant.sources import actions
from garant.sources.actions import Ways
from garant.sources.laying import lay_out
from garant.sources.models import Import, State
from garant.users.models import User

HEADER = ("Client", "Société", "Offre", "Date début", "Date fin", "Prix mensuel", "Devise")
ROWS = (
    ("C1", "Brun", "crm", "01/01/2025", "31/12/2034", "1200,50", "EUR"),
    ("C2", "Boréal", "crm", "15/02/2025", "", "300,00", "EUR"),
)
TITLES = (("Export des abonnements",), (), ("Édité le", "03/02/2025"))
pytestmark = pytest.mark.django_db


def _csv(*rows: tuple[str, ...], width: int = 7) -> str:
    return "".join(";".join((*row, *[""] * (width - len(row)))) + "\n" for row in rows)


def _book(path: Path, hidden: tuple[str, ...] = (), **sheets: Any) -> None:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)


@pytest.fixture
def laid(tmp_path: Path) -> Callable[[Callable[[Path], None]], dict[str, str]]:
    """What a folder of files is laid out as: names and texts."""

    def laid(write: Callable[[Path], None]) -> dict[str, str]:
        given, into = tmp_path / "given", tmp_path / "staged" / "unfolded"
        given.mkdir()
        into.mkdir(parents=True)
        write(given)
        before = {file.name: file.read_bytes() for file in given.iterdir()}
        assert lay_out(given, into) == []
        assert {file.name: file.read_bytes() for file in given.iterdir()} == before
        return {file.name: file.read_text(encoding="utf-8-sig") for file in sorted(into.iterdir())}

    return laid


# ---------------------------------------------------------------- names


def test_sheets_of_one_name_in_two_workbooks_are_both_read(laid: Any) -> None:
    def write(given: Path) -> None:
        for name in ("north", "south"):
            _book(given / f"{name}.xlsx", Data=[["id"], [name]], Notes=[["note"], [name]])
        _book(given / "garant.xlsx", account=[["account_id"]], contract_line=[["line_id"]])

    assert laid(write) == {
        "account.csv": "account_id\n", "contract_line.csv": "line_id\n",
        "north – Data.csv": "id\nnorth\n", "north – Notes.csv": "note\nnorth\n",
        "south – Data.csv": "id\nsouth\n", "south – Notes.csv": "note\nsouth\n",
    }  # fmt: skip


def test_a_workbook_takes_the_place_of_no_file_that_was_given(laid: Any) -> None:
    def write(given: Path) -> None:
        (given / "clients.csv").write_text("given\n1\n")
        (given / "ventes.csv").write_text("given\n2\n")
        _book(given / "Clients.xlsx", Feuil1=[["alone"]])
        _book(given / "book.xlsx", ventes=[["sheet"]], other=[["other"]])

    assert laid(write) == {
        "Clients – Feuil1.csv": "alone\n", "book – ventes.csv": "sheet\n",
        "clients.csv": "given\n1\n", "other.csv": "other\n", "ventes.csv": "given\n2\n",
    }  # fmt: skip


def test_titles_that_no_file_can_bear_are_written_otherwise(laid: Any) -> None:
    def write(given: Path) -> None:
        _book(given / "a.xlsx", one=[["x"]], **{"  ": [["y"]], "é" * 31: [["z"]]})
        _book(given / f"{'long' * 60}.xlsx", one=[["w"]])
        _book(given / f"{'long' * 60}.xlsm", one=[["v"]])

    long = ("long" * 20)[:80]
    assert laid(write) == {
        f"{long} – one (2).csv": "w\n", f"{long} – one.csv": "v\n",
        "one.csv": "x\n", "sheet.csv": "y\n", f"{'é' * 31}.csv": "z\n",
    }  # fmt: skip


def test_hidden_sheets_are_not_offered(laid: Any) -> None:
    def write(given: Path) -> None:
        _book(given / "a.xlsx", hidden=("lists",), sales=[["sale"]], lists=[["list"]])

    assert laid(write) == {"a.csv": "sale\n"}


def test_an_empty_workbook_is_told_by_its_name(tmp_path: Path) -> None:
    given, into = tmp_path / "given", tmp_path / "into"
    given.mkdir()
    into.mkdir()
    _book(given / "empty.xlsx", one=[])
    (problem,) = lay_out(given, into)
    assert problem.text() == "empty.xlsx is empty; its first row must name the columns"


def test_names_in_capitals_and_texts_of_other_suffixes_are_csv_files(laid: Any) -> None:
    def write(given: Path) -> None:
        (given / "EXPORT.CSV").write_text("a\n1\n")
        (given / "ventes.txt").write_text("a\tb\n1\t2\n")
        (given / "ventes.TSV").write_text("c\td\n1\t2\n")
        (given / "ventes.csv").write_text("e\n1\n")

    assert laid(write) == {
        "EXPORT.csv": "a\n1\n", "ventes.csv": "e\n1\n",
        "ventes (TSV).csv": "c\td\n1\t2\n", "ventes (txt).csv": "a\tb\n1\t2\n",
    }  # fmt: skip


# ---------------------------------------------------------------- letters


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_text_as_excel_writes_it_is_read_by_its_letters(laid: Any, encoding: str) -> None:
    text = "id\tsociété\r\n1\tCafé « Été » à 5 €\r\n2\tSOCIÉTÉ\xa0: Noël\r\n"

    def write(given: Path) -> None:
        (given / "a.txt").write_bytes(text.encode(encoding))

    assert laid(write)["a.csv"] == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "bytes_given",
    [
        "id;société\n1;Café\n2;Noël\n".encode() + b"3;Caf\xe9\n",  # UTF-8, and one letter broken
        b"id;soci\x8et\x8e\n1;Brun\x90\n",  # of an old Macintosh
        b"id;soci\xe9t\xe9\n1;\x07\n",
        b"\xff\xfeab\x00\xd8",
    ],
)
def test_letters_that_cannot_be_told_are_refused_as_before(
    admin: User, tmp_path: Path, bytes_given: bytes
) -> None:
    (tmp_path / "a.csv").write_bytes(bytes_given)
    one = actions.receive(by=admin, files=[tmp_path / "a.csv"], ways=Ways(asks=True))
    assert one.state == State.REFUSED
    assert "UTF-8" in one.problems[0]["message"]


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (_csv(*TITLES, HEADER, *ROWS), "\n\n\n" + _csv(HEADER, *ROWS)),
        ("Export\n\n" + _csv(HEADER, *ROWS), "\n\n" + _csv(HEADER, *ROWS)),
        ('"Export\n, deux"\n' + _csv(HEADER, *ROWS), "\n" + _csv(HEADER, *ROWS)),
        ("sep=;\n" + _csv(HEADER, *ROWS), _csv(HEADER, *ROWS)),
        ("sep=;\n" + _csv(*TITLES, HEADER, *ROWS), "\n\n\n" + _csv(HEADER, *ROWS)),
        (_csv(HEADER, *ROWS), _csv(HEADER, *ROWS)),
        ("Revenu;;;\nClient;Nom;2023;2024\nC1;Brun;1;2\n", "\nClient;Nom;2023;2024\nC1;Brun;1;2\n"),
        # No row is a header that holds numbers or days.
        ("account_id\nA1;Brun;12\nA2;Alba;13\n", "account_id\nA1;Brun;12\nA2;Alba;13\n"),
        ("name\nDupont, Jean\n", "name\nDupont, Jean\n"),
        ("Client;Prix;Devise\n" + "Dupont, Jean, SA;1,5;EUR\n" * 9,
         "Client;Prix;Devise\n" + "Dupont, Jean, SA;1,5;EUR\n" * 9),
        ("a;b;;;;;;;\n" + "1;;;;;;;;\n" * 3, "a;b;;;;;;;\n" + "1;;;;;;;;\n" * 3),
        ("", ""),
    ],
)  # fmt: skip
def test_what_stands_above_the_header_is_emptied(laid: Any, text: str, read: str) -> None:
    assert laid(lambda given: (given / "a.csv").write_text(text)) == {"a.csv": read}


def test_titles_of_a_sheet_cut_no_column_off(laid: Any) -> None:
    def write(given: Path) -> None:
        _book(given / "a.xlsx", one=[*TITLES, HEADER, *ROWS])

    read = laid(write)["a.csv"].splitlines()
    assert read[:4] == ["", "", "", ",".join(HEADER)]
    assert read[4] == 'C1,Brun,crm,01/01/2025,31/12/2034,"1200,50",EUR'


# ---------------------------------------------------------------- the walk


@pytest.fixture
def browser(admin: User) -> Client:
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})
    client = Client()
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _checked(browser: Client, name: str, given: bytes) -> Import:
    files = {"given": [SimpleUploadedFile(name, given)]}
    page = browser.post(reverse("import_new"), files, follow=True).content.decode()
    assert "01/01/2025" in page
    one = Import.objects.get()
    browser.post(reverse("import_mapping", args=[one.pk]), {"0.inclusive": "yes"})
    one.refresh_from_db()
    return one


def _xlsx(tmp_path: Path, *rows: tuple[str, ...]) -> bytes:
    _book(tmp_path / "a.xlsx", Lignes=rows)
    return (tmp_path / "a.xlsx").read_bytes()


EMPTY = ("",) * 7


@pytest.mark.parametrize("name", ["EXPORT.CSV", "export.txt", "export.xlsx"])
def test_an_export_with_titles_and_empty_rows_is_imported(
    browser: Client, tmp_path: Path, name: str
) -> None:
    rows = (*TITLES, HEADER, ROWS[0], EMPTY, ROWS[1], EMPTY, EMPTY)
    given = _xlsx(tmp_path, *rows) if name.endswith("x") else _csv(*rows).encode("cp1252")
    one = _checked(browser, name, given)
    assert one.state == State.CHECKED, one.problems
    assert one.looked[0]["columns"][1]["sample"] == ["Brun", "Boréal"]
    browser.post(reverse("import_apply", args=[one.pk]))
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Boréal", "Brun"]


@pytest.mark.parametrize("name", ["export.csv", "export.xlsx"])
def test_what_is_wrong_below_titles_and_empty_rows_is_told_by_the_row_of_the_file(
    browser: Client, tmp_path: Path, name: str
) -> None:
    wrong = ("C3", "Cuir", "crm", "31/31/2025", "", "5,00", "EUR")
    rows = (*TITLES, HEADER, ROWS[0], EMPTY, wrong)
    given = _xlsx(tmp_path, *rows) if name.endswith("x") else _csv(*rows).encode("utf-16")
    one = _checked(browser, name, given)
    assert [(row["row"], row["column"]) for row in one.problems if row["level"] == "error"] == [
        (7, "Date début")
    ]


def test_a_mapping_may_call_a_file_as_it_was_given(admin: User, tmp_path: Path) -> None:
    (tmp_path / "VENTES.TXT").write_text("Client\nC1\n")
    mapping = '[account]\nfrom = "VENTES.TXT"\n[account.columns]\naccount_id = "Client"\n'
    one = actions.receive(by=admin, files=[tmp_path / "VENTES.TXT"], mapping=mapping)
    assert not [row for row in one.problems if "there is no file" in row["message"]]
    assert one.found["account"]["new"] == 1

"""Canonical tables from a folder, whatever lawful way its files are written in."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from garant.metrics.schema import TABLES
from garant.metrics.settings import Settings
from garant.warehouse.check import check
from garant.warehouse.csvfile import CsvFile, look
from garant.warehouse.read import open_source
from garant.warehouse.run import rows
from tests.warehouse.written import BOOK, line, write_book


def read(folder, table="contract_line"):
    with open_source(folder) as source:
        assert not [one for one in source.problems if one.level == "error"]
        return rows(source.tables[table].order_by("_row"))


def test_every_table_has_its_declared_columns_in_order_then_attributes_then_the_row(tmp_path):
    extra = "account_id,Colour,name\nA1,red,Acme\nA2,,Bolt\n"
    with open_source(write_book(tmp_path, account=extra)) as source:
        for name, table in source.tables.items():
            declared = [column.name for column in TABLES[name].columns]
            attributes = ["Colour"] if name == "account" else []
            assert list(table.columns) == [*declared, *attributes, "_row"]
        assert [row["Colour"] for row in rows(source.tables["account"])] == ["red", None]


def test_a_row_is_typed_exactly_and_numbered_as_in_a_spreadsheet(tmp_path):
    first, second = read(write_book(tmp_path))
    assert first["_row"] == 2
    assert first["start_on"] == date(2024, 1, 1)
    assert first["amount"] == Decimal("12.5")
    assert first["quantity"] == 10
    assert second["_row"] == 3
    assert second["end_on"] is None


def test_what_is_empty_or_missing_takes_its_declared_default(tmp_path):
    second = read(write_book(tmp_path))[1]
    assert second["quantity"] == 1
    assert (second["unit"], second["kind"], second["link"]) == ("unit", "recurring", None)
    account = read(write_book(tmp_path), "account")[0]
    assert account["is_test"] is False
    contract = read(write_book(tmp_path), "contract")[0]
    assert (contract["notice_days"], contract["auto_renew"]) == (0, False)


def test_a_region_that_is_not_given_is_the_country(tmp_path):
    given = "account_id,country,region\nA1,FR,\nA2,FR,South\n"
    assert [one["region"] for one in read(write_book(tmp_path), "account")] == ["FR", None]
    found = read(write_book(tmp_path, account=given), "account")
    assert [one["region"] for one in found] == ["FR", "South"]


def test_ids_stay_as_they_are_written(tmp_path):
    account = "account_id\n007\n1e3\n A9\n"
    found = read(write_book(tmp_path, account=account, contract=None, contract_line=line()),
                 "account")  # fmt: skip
    assert [one["account_id"] for one in found] == ["007", "1e3", " A9"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_delimiters_line_ends_and_byte_order_marks_are_found_out(tmp_path, delimiter, newline, bom):
    text = BOOK["contract_line"].replace(",", delimiter).replace("\n", newline)
    found = read(write_book(tmp_path, contract_line=bom + text.encode()))
    assert [(one["line_id"], one["_row"]) for one in found] == [("L1", 2), ("L2", 3)]


def test_blank_lines_and_quoted_line_ends_do_not_shift_the_row_numbers(tmp_path):
    account = 'account_id,name\n\nA1,"two\nlines"\n\r\nA2,"a ""quote"", and a comma"\n\n\n'
    found = read(write_book(tmp_path, account=account), "account")
    assert [(one["account_id"], one["_row"]) for one in found] == [("A1", 3), ("A2", 5)]
    assert [one["name"] for one in found] == ["two\nlines", 'a "quote", and a comma']


@pytest.mark.parametrize("quote", ["", '""', "  "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_of_empty_cells_are_passed_over_as_blank_ones_are(tmp_path, quote, newline):
    empty = f"{quote};;\n"
    text = f"account_id;name;country\n{empty}A1;x;FR\n{empty}{empty}A2;y;\n{empty}"
    folder = write_book(tmp_path, account=text.replace("\n", newline))
    assert [(one["account_id"], one["_row"]) for one in read(folder, "account")] == [
        ("A1", 3), ("A2", 6)
    ]  # fmt: skip


@pytest.mark.parametrize("above", ["\n", "\n\n", ";;\n", "\r\n"])
def test_the_header_may_stand_below_empty_lines(tmp_path, above):
    text = f"{above}account_id;name;country\nA1;x;FR\nA2;y;\n"
    found = read(write_book(tmp_path, account=text), "account")
    rows_above = above.count("\n")
    assert [(one["account_id"], one["_row"]) for one in found] == [
        ("A1", rows_above + 2), ("A2", rows_above + 3)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "line", "sign"),
    [
        ("Client;Prix, mensuel, HT, net, total, EUR;Devise", "C1;1 200,50;EUR", ";"),
        ("Client;Prix, mensuel;Devise", "C1;1 200,50;EUR", ";"),
        ("Client;MRR;ARR;Total", "Dupont, Jean;1,5;18,0;19,5", ";"),
        ("name,tags;old", "Acme,a;b;c", ","),
        ("name", "Dupont; Jean", ","),
    ],
)
def test_the_separator_is_the_one_of_the_rows_too(tmp_path, header, line, sign):
    (tmp_path / "a.csv").write_text("\n".join([header, *[line] * 9]))
    found = look(tmp_path / "a.csv", "a")
    assert isinstance(found, CsvFile)
    assert (found.delimiter, found.columns) == (sign, tuple(header.split(sign)))


def test_a_file_that_mixes_two_kinds_of_line_ends_is_read(tmp_path):
    found = read(write_book(tmp_path, account="account_id,name\nA1,x\r\nA2,y\n"), "account")
    assert [one["account_id"] for one in found] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-03-01T12:30:00Z", datetime.fromisoformat("2024-03-01T12:30:00")),
        ("2024-03-01T12:30:00+02:00", datetime.fromisoformat("2024-03-01T10:30:00")),
        ("2024-03-01 12:30", datetime.fromisoformat("2024-03-01T12:30:00")),
        ("2024-03-01 12:30:00.250000 UTC", datetime.fromisoformat("2024-03-01T12:30:00.250000")),
        ("2024-03-01", datetime.fromisoformat("2024-03-01T00:00:00")),
    ],
)
def test_instants_are_utc_without_a_zone(tmp_path, text, instant):
    found = read(write_book(tmp_path, contract_line=line(recorded_at=text)))
    assert found[0]["recorded_at"] == instant


@pytest.mark.parametrize(
    ("text", "flag"), [("TRUE", True), ("1", True), ("Yes", True), ("no", False), ("0", False)]
)
def test_flags_are_read_in_either_case(tmp_path, text, flag):
    account = f"account_id,is_test\nA1,{text}\nA2,\n"
    assert read(write_book(tmp_path, account=account), "account")[0]["is_test"] is flag


def test_a_month_is_its_first_day(tmp_path):
    spend = "month,kind,amount,currency\n2024-03,sales,10,EUR\n2024-04-01,cogs,5,EUR\n"
    found = read(write_book(tmp_path, spend=spend), "spend")
    assert [one["month"] for one in found] == [date(2024, 3, 1), date(2024, 4, 1)]


def test_a_rate_keeps_twelve_decimals(tmp_path):
    rate = "from_currency,to_currency,valid_from,rate\nJPY,EUR,2024-01-01,0.006123456789\n"
    assert read(write_book(tmp_path, fx_rate=rate), "fx_rate")[0]["rate"] == Decimal(
        "0.006123456789"
    )


def test_a_table_without_rows_is_a_table(tmp_path):
    assert read(write_book(tmp_path, product="product_id,name\n"), "product") == []


def test_a_sound_book_has_neither_errors_nor_warnings(tmp_path):
    with open_source(write_book(tmp_path)) as source:
        assert check(source, Settings()) == []


def test_a_folder_whose_name_looks_like_a_pattern_is_read(tmp_path):
    assert len(read(write_book(tmp_path / "a[1]*"))) == 2


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    folder = write_book(tmp_path / "book", account="account_id\n\nA1\n\nA2\n")
    before = sorted(folder.iterdir())
    with open_source(folder) as source:
        check(source, Settings())
        assert list(temporary.iterdir())
    assert not list(temporary.iterdir())
    assert not list(here.iterdir())
    assert sorted(folder.iterdir()) == before

"""A mapping turns foreign files into our tables, and says what is wrong with itself."""

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

import garant
from garant.metrics.errors import RequestError
from garant.metrics.settings import Settings
from garant.warehouse.check import check
from garant.warehouse.read import open_source
from garant.warehouse.run import rows

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GARANT_SHARED", ROOT.parent / "shared"))
CRM6 = SHARED / "data" / "fightchurn_crm6"

RENTS = (
    "client;offre;debut;fin;loyer;postes;etat\n"
    "ACME;Pro;15/01/2024;14/01/2025;1 234,50;12;actif\n"
    "ACME;Pro;15/01/2025;14/01/2026;1 300,00;14;actif\n"
    "BOLT;Base;1/3/2024;;99,90;;essai\n"
    "COIL;Base;01/03/2024;;10,00;;annule\n"
)
MAPPING = """
[account]
from = "loyers.csv"
distinct = true
ignore = ["offre", "debut", "fin", "loyer", "postes", "etat"]
columns.account_id = "client"

[contract_line]
from = "loyers.csv"
dates = "%d/%m/%Y"
decimal = ","
thousands = " "
amount_is = "mrr"
where = { column = "etat", not = "annule" }
predecessor = { same = ["account_id", "product_id"], link = "renews" }

[contract_line.columns]
line_id = { template = "{client}/{_row}" }
account_id = "client"
product_id = { column = "offre", values = { "Pro" = "pro" }, otherwise = "base" }
start_on = "debut"
end_on = { column = "fin", inclusive = true }
amount = "loyer"
quantity = { column = "postes", when = { column = "offre", is = "Pro" } }
currency = { value = "EUR" }
"""


def book(folder, mapping=MAPPING, **files):
    for name, text in {"loyers.csv": RENTS, **files}.items():
        (folder / name).write_text(text)
    (folder / "mapping.toml").write_text(mapping)
    return folder


def read(folder, **options):
    with open_source(folder, **options) as source:
        assert source.problems == ()
        return {name: rows(table.order_by("_row")) for name, table in source.tables.items()}


def test_columns_dates_numbers_and_inclusive_ends_are_translated(tmp_path):
    first, second, third = read(book(tmp_path))["contract_line"]
    assert first["line_id"] == "ACME/2"
    assert (first["start_on"], first["end_on"]) == (date(2024, 1, 15), date(2025, 1, 15))
    assert first["amount"] == Decimal("1234.5")
    assert (first["price_basis"], first["interval_unit"], first["interval_count"]) == (
        "flat_per_interval", "month", 1,
    )  # fmt: skip
    assert [one["quantity"] for one in (first, second, third)] == [12, 14, 1]
    assert [one["product_id"] for one in (first, second, third)] == ["pro", "pro", "base"]
    assert (third["start_on"], third["end_on"]) == (date(2024, 3, 1), None)


def test_columns_that_differ_from_ours_in_capitals_only_are_read(tmp_path):
    (tmp_path / "customers.csv").write_text("Customer,Name\nC1,Brun\n")
    (tmp_path / "lines.csv").write_text(
        "Id,Customer,Start,Amount,Currency\n1,C1,2025-01-01,100,EUR\n"
    )
    (tmp_path / "mapping.toml").write_text(
        '[account]\nfrom = "customers.csv"\n'
        'columns = { account_id = "Customer", name = "Name" }\n'
        '[contract_line]\nfrom = "lines.csv"\namount_is = "mrr"\n'
        'columns = { line_id = "Id", account_id = "Customer", start_on = "Start", '
        'amount = "Amount", currency = "Currency" }\n'
    )
    book = open_source(tmp_path)
    assert check(book, Settings()) == []
    (line,) = rows(book.tables["contract_line"], book.backend)
    (account,) = rows(book.tables["account"], book.backend)
    assert (line["amount"], line["currency"], account["name"]) == (Decimal(100), "EUR", "Brun")


def test_a_line_continues_the_one_that_ends_where_it_starts(tmp_path):
    found = read(book(tmp_path))["contract_line"]
    assert [(one["predecessor_line_id"], one["link"]) for one in found] == [
        (None, None), ("ACME/2", "renews"), (None, None),
    ]  # fmt: skip


def test_rows_that_repeat_become_one_with_the_first_row(tmp_path):
    found = read(book(tmp_path))["account"]
    assert [(one["account_id"], one["_row"]) for one in found] == [
        ("ACME", 2), ("BOLT", 4), ("COIL", 5),
    ]  # fmt: skip


def test_a_mapped_book_has_no_problem(tmp_path):
    with open_source(book(tmp_path)) as source:
        assert check(source, Settings()) == []


def test_a_cell_that_does_not_read_is_told_as_it_is_written_with_its_row(tmp_path):
    text = RENTS.replace("15/01/2024", "31/02/2024").replace("99,90", "gratuit")
    with open_source(book(tmp_path, **{"loyers.csv": text})) as source:
        assert [(one.place(), one.text()) for one in source.problems] == [
            ("contract_line, row 2, start_on",
             "2024-02-31 is not a date: that month has 29 days; write 2024-02-29"),
            ("contract_line, row 4, amount",
             "gratuit is not a number; write it in digits, such as 1234,50"),
        ]  # fmt: skip


def test_a_mapping_given_by_hand_goes_before_that_of_the_book(tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(MAPPING.replace('{ value = "EUR" }', '{ value = "CHF" }'))
    found = read(book(tmp_path), mapping=other)["contract_line"]
    assert {one["currency"] for one in found} == {"CHF"}


def test_a_mapping_works_on_tables_in_memory_too(tmp_path):
    (tmp_path / "m.toml").write_text(MAPPING.replace("loyers.csv", "loyers"))
    with (book(tmp_path) / "loyers.csv").open(newline="") as file:
        given = list(csv.DictReader(file, delimiter=";"))
    assert read({"loyers": given}, mapping=tmp_path / "m.toml") == read(tmp_path)


def test_every_mistake_of_a_mapping_is_named_at_once(tmp_path):
    wrong = """
    [acount]
    from = "x.csv"
    [contract_line]
    form = "loyers.csv"
    amount_is = "weekly"
    decimal = ","
    thousands = ","
    where = { column = "etat", equals = "x" }
    [contract_line.columns]
    begin_on = "debut"
    start_on = { colum = "debut" }
    end_on = { column = "fin", value = "x" }
    amount = { column = "loyer", format = "%H" }
    line_id = { template = "{client" }
    """
    with pytest.raises(RequestError) as caught:
        open_source(book(tmp_path, wrong))
    for part in (
        "acount: there is no table acount; did you mean account?",
        "contract_line: there is no key form; did you mean from?",
        "'weekly' must be one of 'mrr'",
        "decimal and thousands are the same mark; change one of them",
        "there is no key equals; there are column, empty, is, not",
        "there is no column begin_on",
        "there is no key colum; did you mean column?",
        "end_on: give one of column, value and template",
        "'%H' must hold %Y or %y, %m and %d",
        "line_id: '{client' must be text with columns of the file in braces",
    ):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"loyer"', '"loyers"', "loyers.csv has no column loyers; its columns are client, offre"),
        ('from = "loyers.csv"\ndates', 'from = "rents.csv"\ndates',
         "there is no file rents.csv in the book; it has loyers.csv"),
    ],
)  # fmt: skip
def test_what_a_mapping_names_and_the_book_has_not_is_told(tmp_path, old, new, sentence):
    with open_source(book(tmp_path, MAPPING.replace(old, new))) as source:
        assert sentence in source.problems[0].text()


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("[account", "is not valid TOML"),
        ('[account]\nfrom = "../secret.csv"', "must be the name of a file in the book"),
        ('account = "x"', "account must be a section"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused(tmp_path, mapping, sentence):
    with pytest.raises(RequestError, match=sentence):
        open_source(book(tmp_path, mapping))


def test_the_price_before_a_discount_is_exact_or_told_or_left_empty(tmp_path):
    text = (
        "line_id,account_id,start_on,mrr,off\nL1,A1,2024-01-01,140,0.3\nL2,A1,2024-01-01,451,0.05\n"
    )
    mapping = """
    [contract_line]
    from = "lines.csv"
    amount_is = "mrr"
    columns.amount = "mrr"
    columns.currency = { value = "USD" }
    columns.list_amount = { column = "mrr", before_discount = "off" }
    """
    files = {"lines.csv": text, "account.csv": "account_id\nA1\n"}
    with open_source(book(tmp_path, mapping, **files)) as source:
        assert [one.place() for one in source.problems] == ["contract_line, row 3, list_amount"]
        assert "451 / (1 - 0.05)" in source.problems[0].text()
    empty = mapping.replace('"off" }', '"off", inexact = "empty" }')
    found = read(book(tmp_path, empty, **files))["contract_line"]
    assert [one["list_amount"] for one in found] == [200, None]


@pytest.mark.skipif(not CRM6.is_dir(), reason="the third-party CRM data are not there")
def test_the_crm_example_gives_the_published_mrr():
    mapping = ROOT / "examples" / "mappings" / "fightchurn_crm6.toml"
    tables = read(CRM6, mapping=mapping)
    lines = tables["contract_line"]
    running = [one for one in lines if one["start_on"] <= date(2023, 12, 31) < one["end_on"]]
    assert sum(one["amount"] for one in running) == 1_447_884
    plans = [one for one in running if one["product_id"] not in {"meetings", "search_unlimited"}]
    assert sum(one["amount"] for one in plans) == 802_384
    assert (len(tables["account"]), len(lines)) == (1643, 43404)


@pytest.mark.skipif(not CRM6.is_dir(), reason="the third-party CRM data are not there")
def test_the_crm_lines_are_chained_as_plain_python_chains_them():
    mapping = ROOT / "examples" / "mappings" / "fightchurn_crm6.toml"
    lines = read(CRM6, mapping=mapping)["contract_line"]
    ends = {(one["account_id"], one["product_id"], one["end_on"]): one["line_id"] for one in lines}
    for one in lines:
        before = ends.get((one["account_id"], one["product_id"], one["start_on"]))
        assert one["predecessor_line_id"] == before
        assert one["link"] == ("renews" if before else None)


FRENCH = (
    "client;debut;fin;prix\nC1;01/09/2025;31/08/2024;10,00\nC2;01/01/2025;;à négocier\n"
    "C3;01/01/2025;;1 200,50\n"
)
FRENCH_MAPPING = """
[account]
from = "lignes.csv"
distinct = true
[account.columns]
account_id = "client"
[contract_line]
from = "lignes.csv"
dates = "%d/%m/%Y"
decimal = ","
thousands = " "
amount_is = "mrr"
[contract_line.columns]
line_id = { template = "{client}" }
account_id = "client"
start_on = "debut"
end_on = { column = "fin", inclusive = true }
amount = "prix"
currency = { value = "eur" }
"""


def test_problems_show_the_cells_as_the_file_has_them(tmp_path):
    (tmp_path / "lignes.csv").write_text(FRENCH)
    (tmp_path / "mapping.toml").write_text(FRENCH_MAPPING)
    book = garant.Book(tmp_path)
    told = [problem.text() for problem in book.check() if problem.level == "error"]
    book.close()
    assert told == [
        "à négocier is not a number; write it in digits, such as 1234,50",
        "end_on 31/08/2024 is before start_on 01/09/2025",
    ]


def test_of_a_currency_small_letters_are_read_and_of_an_attribute_they_are_kept(tmp_path):
    (tmp_path / "account.csv").write_text("account_id,currency\nC3,eur\n")
    (tmp_path / "lignes.csv").write_text(FRENCH.splitlines()[0] + "\nC3;01/01/2025;;10\n")
    lines = FRENCH_MAPPING[FRENCH_MAPPING.index("[contract_line]") :]
    (tmp_path / "mapping.toml").write_text(lines)
    book = garant.Book(tmp_path)
    assert [one.text() for one in book.check() if one.level == "error"] == []
    (line,) = rows(book.source.tables["contract_line"])
    (account,) = rows(book.source.tables["account"])
    book.close()
    assert (line["currency"], account["currency"]) == ("EUR", "eur")


ODD = """
[account]
from = "odd.csv"
distinct = true
[account.columns]
account_id = "Client !"
[contract_line]
from = "odd.csv"
amount_is = "mrr"
predecessor = { same = ["account_id", "product_id"], link = "renews" }
[contract_line.columns]
line_id = { template = "{Client !}/{Offre:-}/{Date : début}" }
account_id = "Client !"
product_id = "Offre"
start_on = "Date : début"
end_on = "Fin"
amount = "Prix"
currency = { value = "EUR" }
"""
ODD_LINES = (
    "Client !,Offre,Date : début,Fin,Prix\n"
    "C1,,2024-01-01,2025-01-01,10\nC1,,2025-01-01,,12\nC1,crm,2025-01-01,,5\n"
)


@pytest.mark.parametrize("sold", [True, False])
def test_lines_without_a_product_have_an_id_and_continue_each_other(tmp_path, sold):
    mapping = ODD if sold else ODD.replace('product_id = "Offre"\n', "")
    with open_source(book(tmp_path, mapping, **{"odd.csv": ODD_LINES})) as source:
        found = rows(source.tables["contract_line"].order_by("_row"))
    after = [("C1//2024-01-01", None), ("C1//2025-01-01", "C1//2024-01-01")]
    told = [(one["line_id"], one["predecessor_line_id"]) for one in found]
    assert told == [*after, ("C1/crm/2025-01-01", None)]


TERMS = """
[contract]
from = "odd.csv"
distinct = true
predecessor = { same = "{Client !}-{Offre:-}" }
[contract.columns]
contract_id = { template = "{Client !}/{Offre:-}/{Date : début}" }
account_id = "Client !"
term_start = "Date : début"
term_end = "Fin"
"""


def test_a_contract_renews_that_of_the_same_account_and_product_which_ends_there(tmp_path):
    lines = ODD_LINES.replace("C1,crm,2025-01-01,,5", "C1,crm,2025-01-01,2026-01-01,5")
    more = "C1,,2025-01-01,2025-06-01,1\nC1,crm,2025-01-01,2025-03-01,5\n"
    more += "C1,crm,2026-01-01,,6\nC2,crm,2026-01-01,,6\n"
    folder = book(tmp_path, ODD + TERMS, **{"odd.csv": lines + more})
    with open_source(folder) as source:
        found = rows(source.tables["contract"].order_by("_row"))
    assert {one["contract_id"]: one["renews_contract_id"] for one in found} == {
        "C1//2024-01-01": None, "C1//2025-01-01": "C1//2024-01-01", "C1/crm/2025-01-01": None,
        "C1/crm/2026-01-01": "C1/crm/2025-01-01", "C2/crm/2026-01-01": None,
    }  # fmt: skip
    assert [str(one["term_end"]) for one in found if one["account_id"] == "C1"] == [
        "2025-01-01", "None", "2026-01-01", "None",
    ]  # fmt: skip
    assert len(found) == 5  # lines of one product that start together are one, up to the last end
    with pytest.raises(RequestError, match="there is no key link; there are same"):
        open_source(book(tmp_path, ODD + TERMS.replace(" }\n[", ', link = "renews" }\n[')))


def test_numbers_that_a_file_holds_as_numbers_are_not_read_as_text(tmp_path):
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT 'A' AS client, DATE '2024-01-01' AS debut, 1.125 AS loyer) "
            f"TO '{tmp_path / 'l.parquet'}' (FORMAT parquet)"
        )
    mapping = """
    [account]
    from = "l.parquet"
    distinct = true
    columns.account_id = "client"
    [contract_line]
    from = "l.parquet"
    decimal = ","
    thousands = "."
    amount_is = "mrr"
    [contract_line.columns]
    line_id = "client"
    account_id = "client"
    start_on = "debut"
    amount = "loyer"
    currency = { value = "EUR" }
    """
    (tmp_path / "mapping.toml").write_text(mapping)
    (line,) = read(tmp_path)["contract_line"]
    assert line["amount"] == Decimal("1.125")

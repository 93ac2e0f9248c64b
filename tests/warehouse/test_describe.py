"""A description says what is there, what is not, and what can be said with it."""

from datetime import date

from garant.metrics.schema import TABLES
from garant.warehouse.describe import GIVES, describe
from garant.warehouse.read import open_source
from tests.warehouse.written import write_book


def described(folder):
    with open_source(folder) as source:
        return {row["table"] or row["file"]: row for row in describe(source)}


def test_each_known_table_has_a_row_and_so_has_each_file_that_is_not_read(tmp_path):
    folder = write_book(tmp_path)
    (folder / "pictures.csv").write_text("x\n1\n")
    assert set(described(folder)) == {*TABLES, "pictures.csv"}
    assert set(GIVES) == set(TABLES)


def test_a_table_that_is_there_is_counted_and_dated(tmp_path):
    lines = described(write_book(tmp_path))["contract_line"]
    assert (lines["file"], lines["rows"]) == ("contract_line.csv", 2)
    assert (lines["first_day"], lines["last_day"]) == (date(2024, 1, 1), date(2025, 1, 1))
    assert lines["currencies"] == ["EUR"]
    assert "amount" in lines["columns"]
    assert "predecessor_line_id" in lines["missing"]
    assert "renewals and changes told from churn and new" in lines["adds"]


def test_columns_that_nothing_reads_are_unknown_and_attributes_are_not(tmp_path):
    account = "account_id,colour\nA1,red\nA2,\n"
    product = "product_id,colour\nP1,red\n"
    found = described(write_book(tmp_path, account=account, product=product))
    assert "colour" in found["account"]["columns"]
    assert found["account"]["unknown"] == []
    assert found["product"]["unknown"] == ["colour"]


def test_a_table_that_is_missing_says_what_it_would_add(tmp_path):
    found = described(write_book(tmp_path, contract=None, account=None))
    assert found["usage"]["rows"] is None
    assert found["usage"]["adds"] == ["adoption: active users, seats used, breadth and depth"]
    assert found["account"]["adds"][0].startswith("needed for ")

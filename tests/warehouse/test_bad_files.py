"""What is wrong with a book is said with file, row, field and what would be right."""

import pytest

from garant.metrics.errors import RequestError
from garant.metrics.settings import Settings
from garant.warehouse.check import check
from garant.warehouse.csvfile import TOO_LARGE
from garant.warehouse.read import open_source
from tests.warehouse.written import line, write_book


def told(folder):
    """What is told of a book: place and sentence of each error."""
    with open_source(folder) as source:
        return {
            one.place(): one.text() for one in check(source, Settings()) if one.level == "error"
        }


def one_line(tmp_path, **cells):
    return told(write_book(tmp_path, contract=None, contract_line=line(**cells)))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda folder: folder, "there is no folder"),
        (lambda folder: folder.mkdir(), "holds no CSV or Parquet file"),
        (lambda folder: folder.write_text("x"), "is a file; a book is a folder"),
        (
            lambda folder: (folder.mkdir(), (folder / "clients.csv").write_text("a\n1\n")),
            "holds no table that garant knows, only clients.csv",
        ),
    ],
)
def test_what_is_no_book_is_refused_at_once(tmp_path, make, sentence):
    folder = tmp_path / "book"
    make(folder)
    with pytest.raises(RequestError, match=sentence):
        open_source(folder)


def test_a_missing_table_is_named_with_what_is_there(tmp_path):
    problems = told(write_book(tmp_path, account=None))
    assert "has no table account" in problems["account"]
    assert "contract, contract_line" in problems["account"]


def test_a_missing_column_is_named_with_the_column_that_looks_like_it(tmp_path):
    text = line().replace("start_on", "started_on")
    problems = told(write_book(tmp_path, contract=None, contract_line=text))
    assert problems == {
        "contract_line, start_on": "contract_line.csv has no column start_on; its column "
        "started_on looks like it. It has line_id, account_id, started_on, end_on, price_basis, "
        "amount, currency, interval_unit, interval_count"
    }


def test_an_optional_column_that_looks_misspelt_is_a_warning(tmp_path):
    text = line().replace("end_on", "End on")
    with open_source(write_book(tmp_path, contract=None, contract_line=text)) as source:
        (problem,) = source.problems
    assert (problem.level, problem.field) == ("warning", "end_on")
    assert "End on" in problem.text()


@pytest.mark.parametrize(
    ("cells", "place", "sentence"),
    [
        ({"start_on": "31/02/2024"}, "start_on",
         "31/02/2024 is not a date: that month has 29 days; write 2024-02-29"),
        ({"start_on": "2024-02-30"}, "start_on",
         "2024-02-30 is not a date: that month has 29 days; write 2024-02-29"),
        ({"start_on": "15/03/2024"}, "start_on",
         "15/03/2024 is not a date as it must be written; write 2024-03-15"),
        ({"start_on": "05/03/2024"}, "start_on",
         ("05/03/2024 is not a date that can be read in one way only; write 2024-03-05 or "
          "2024-05-03, or say how days are written, with the columns or as dates in a "
          "mapping")),
        ({"start_on": "01/01/2024"}, "start_on",
         "01/01/2024 is not a date as it must be written; write 2024-01-01"),
        ({"start_on": "2024-1-5"}, "start_on",
         "2024-1-5 is not a date as it must be written; write 2024-01-05"),
        ({"start_on": "2024-01-05 00:00:00"}, "start_on",
         "2024-01-05 00:00:00 is not a date as it must be written; write 2024-01-05"),
        ({"start_on": "soon"}, "start_on",
         "soon is not a date; write year, month and day, such as 2024-12-31"),
        ({"end_on": "infinity"}, "end_on",
         "infinity is not a date; write year, month and day, such as 2024-12-31"),
        ({"amount": "1234,50"}, "amount",
         "1234,50 is not a number that can be read; write 1234.50"),
        ({"amount": "1.234,50"}, "amount",
         "1.234,50 is not a number that can be read; write 1234.50"),
        ({"amount": "1,234.50"}, "amount",
         "1,234.50 is not a number that can be read; write 1234.50"),
        ({"amount": "1 234.50 €"}, "amount",
         "1 234.50 € is not a number that can be read; write 1234.50"),
        ({"amount": "1,234"}, "amount",
         "1,234 is not a number that can be read in one way only; write 1234 or 1.234"),
        ({"amount": "1e2"}, "amount", "1e2 is not written in plain digits; write 100"),
        ({"amount": "0.123456789"}, "amount",
         "0.123456789 has more than 8 decimals; round it to 8"),
        ({"amount": "1234567890123456"}, "amount",
         "1234567890123456 has more than 15 digits before the point"),
        ({"amount": "NaN"}, "amount", "NaN is not a number; write it in digits, such as 1234.50"),
        ({"amount": "free"}, "amount", "free is not a number; write it in digits, such as 1234.50"),
        ({"interval_count": "1.5"}, "interval_count",
         "1.5 is not a whole number; write it in digits, such as 30"),
        ({"recorded_at": "2024-01-05 25:00"}, "recorded_at",
         ("2024-01-05 25:00 is not an instant; write a date and a time such as "
          "2024-12-31T14:30:00Z")),
    ],
)  # fmt: skip
def test_a_cell_that_does_not_read_says_what_would(tmp_path, cells, place, sentence):
    problems = one_line(tmp_path, **cells)
    assert problems[f"contract_line, row 2, {place}"] == sentence


def test_a_cell_that_does_not_read_is_not_called_empty_as_well(tmp_path):
    assert list(one_line(tmp_path, start_on="soon")) == ["contract_line, row 2, start_on"]


def test_a_flag_that_is_neither_is_told(tmp_path):
    problems = told(write_book(tmp_path, account="account_id,is_test\nA1,maybe\nA2,\n"))
    assert problems == {
        "account, row 2, is_test": "maybe is neither true nor false; write true or false"
    }


def test_trailing_zeros_are_no_decimals_too_many(tmp_path):
    assert one_line(tmp_path, amount="1.5000000000") == {}


def test_two_files_for_one_table_are_refused(tmp_path):
    folder = write_book(tmp_path)
    (folder / "account.parquet").write_bytes(b"")
    assert told(folder)["account"] == (
        "account.csv and account.parquet are two files for one table; keep one of them"
    )


def test_a_csv_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path):
    folder = write_book(tmp_path)
    with (folder / "usage.csv").open("wb") as file:
        file.truncate(TOO_LARGE)
    sentence = told(folder)["usage"]
    assert "has 2000000000 bytes; a CSV file must have fewer than 2000000000" in sentence
    assert "COPY (FROM 'usage.csv') TO 'usage.parquet'" in sentence


def test_a_file_that_is_not_utf8_is_told_with_row_and_byte(tmp_path):
    text = b"account_id,name\nA1,Acme\nA2,Caf\xe9 Bolt\n"
    problems = told(write_book(tmp_path, account=text))
    assert problems["account, row 3"] == (
        "account.csv is not UTF-8: byte 30 is 0xE9. It looks like Windows-1252 (Latin-1), where "
        "this reads 'Café Bolt'; save the file as UTF-8"
    )
    assert text[30] == 0xE9


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf16_is_recognised(tmp_path, encoding):
    problems = told(write_book(tmp_path, account="account_id,name\nA1,x\nA2,y\n".encode(encoding)))
    assert problems["account"] == "account.csv is UTF-16 text; save it as UTF-8"


def test_a_zero_byte_is_told_with_its_row(tmp_path):
    problems = told(write_book(tmp_path, account=b"account_id,name\nA1,x\nA2,\x00y\n"))
    assert problems["account, row 3"] == (
        "account.csv holds a zero byte at byte 24; it is not a text file"
    )


def test_ragged_rows_are_all_told(tmp_path):
    account = "account_id,name,country\nA1,Acme,FR\nA2,Bolt\nA3,Cup,Ltd,FR\n"
    problems = told(write_book(tmp_path, account=account, contract=None, contract_line=line()))
    assert list(problems) == ["account, row 3", "account, row 4"]
    assert "this row has 2 fields and the header 3" in problems["account, row 3"]
    assert "this row has 4 fields" in problems["account, row 4"]


@pytest.mark.parametrize("name", ['"Acme', '"Acme"x'])
def test_a_quote_that_is_not_closed_is_told_with_its_row(tmp_path, name):
    account = f"account_id,name\nA1,x\nA2,{name}\nA3,y\n"
    problems = told(write_book(tmp_path, account=account))
    assert "a quote in this row is not closed" in problems["account, row 3"]


def test_two_columns_of_one_name_are_told(tmp_path):
    problems = told(write_book(tmp_path, account="account_id,name,Name\nA1,x,y\nA2,x,y\n"))
    assert problems["account, row 1"] == ("account.csv has two columns named Name: columns 2 and 3")


def test_an_empty_file_is_told(tmp_path):
    problems = told(write_book(tmp_path, account=b""))
    assert problems["account"] == "account.csv is empty; its first row must name the columns"


def test_a_damaged_parquet_file_is_told(tmp_path):
    folder = write_book(tmp_path)
    (folder / "product.parquet").write_bytes(b"PAR1 but no more")
    assert "product.parquet cannot be read as Parquet" in told(folder)["product"]


def test_the_problems_of_all_files_come_at_once(tmp_path):
    folder = write_book(
        tmp_path,
        account="name\nAcme\n",
        contract="contract_id,account_id,term_start\nC1,A1,soon\nC2,A2,2024-01-01\n",
        contract_line=line(amount="1,5", start_on="never"),
        product=b"product_id,name\nP1,\xff\n",
    )
    assert {
        "account, account_id",
        "product, row 2",
        "contract, row 2, term_start",
        "contract_line, row 2, amount",
        "contract_line, row 2, start_on",
    } <= set(told(folder))


def test_a_thousand_problems_of_a_kind_are_told_and_the_rest_counted(tmp_path):
    text = "account_id,employees\n" + "".join(f"A{n},many\n" for n in range(1234))
    with open_source(write_book(tmp_path, account=text)) as source:
        found = [one for one in source.problems if one.table == "account"]
    assert len(found) == 1001
    assert found[-1].text() == "and 234 more rows like the last one"
    assert [one.row for one in found[:3]] == [2, 3, 4]

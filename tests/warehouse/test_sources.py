"""The same book from memory, Parquet, a database and Spark gives the same rows."""

import sqlite3
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from garant.metrics.errors import RequestError
from garant.metrics.settings import Settings
from garant.warehouse.address import is_url, spark_master
from garant.warehouse.check import check
from garant.warehouse.read import open_source
from garant.warehouse.run import rows
from tests.warehouse.written import write_book

ACCOUNTS = [{"account_id": "A1", "seats": 3}, {"account_id": "A2", "seats": None}]
LINES = [
    {
        "line_id": f"L{n}", "account_id": f"A{n}", "start_on": date(2024, 1, n),
        "price_basis": "flat_per_interval", "amount": Decimal("12.10"), "currency": "EUR",
        "interval_unit": "month", "interval_count": 1,
        "recorded_at": datetime.fromisoformat("2024-01-01T12:30:00"),
    }
    for n in (1, 2)
]  # fmt: skip


def read(source, **options):
    """The rows of both tables without their numbers, and everything that is wrong."""
    with open_source(source, **options) as opened:
        found = [one.text() for one in check(opened, Settings(), warnings=False)]
        tables = {
            name: [{k: v for k, v in row.items() if k != "_row"} for row in rows(table)]
            for name, table in opened.tables.items()
        }
    key = {"account": "account_id", "contract_line": "line_id"}
    return {n: sorted(t, key=lambda row, n=n: row[key[n]]) for n, t in tables.items()}, found


@pytest.fixture(scope="module")
def expected():
    tables, found = read({"account": ACCOUNTS, "contract_line": LINES})
    assert found == []
    assert tables["contract_line"][0]["amount"] == Decimal("12.1")
    assert [row["seats"] for row in tables["account"]] == ["3", None]
    return tables


@pytest.fixture
def folder(tmp_path):
    pq.write_table(pa.Table.from_pylist(ACCOUNTS), tmp_path / "account.parquet")
    pq.write_table(pa.Table.from_pylist(LINES), tmp_path / "contract_line.parquet")
    return tmp_path


@pytest.mark.parametrize(
    "frame",
    [pa.Table.from_pylist, pd.DataFrame, pl.DataFrame, tuple],
    ids=lambda one: str(one)[:20],
)
def test_tables_in_memory_of_any_kind_are_the_same_book(frame, expected):
    tables, found = read({"account": frame(ACCOUNTS), "contract_line": frame(LINES)})
    assert found == []
    assert tables == expected


def test_a_folder_of_parquet_is_the_same_book(folder, expected):
    assert read(folder) == (expected, [])


def test_a_duckdb_file_is_the_same_book_with_views_and_schemas(folder, expected):
    with duckdb.connect(str(folder / "book.duckdb")) as con:
        con.execute(f"CREATE TABLE account AS FROM '{folder}/account.parquet'")
        con.execute("CREATE SCHEMA billing")
        con.execute(f"CREATE VIEW billing.contract_line AS FROM '{folder}/contract_line.parquet'")
    assert read(f"duckdb:///{folder}/book.duckdb") == (expected, [])


def test_a_duckdb_file_beside_the_user_may_be_named_alone(folder, expected, monkeypatch):
    with duckdb.connect(str(folder / "book.duckdb")) as con:
        for name in expected:
            con.execute(f"CREATE TABLE {name} AS FROM '{folder}/{name}.parquet'")
    monkeypatch.chdir(folder)
    assert read("duckdb:///book.duckdb") == (expected, [])


def test_a_database_of_another_kind_is_read_by_ibis_casts(tmp_path, expected):
    with sqlite3.connect(tmp_path / "book.sqlite") as con:
        con.execute("CREATE TABLE account (account_id TEXT, seats INTEGER)")
        con.executemany("INSERT INTO account VALUES (?, ?)", [tuple(a.values()) for a in ACCOUNTS])
    con.close()
    with open_source(f"sqlite:///{tmp_path}/book.sqlite") as opened:
        assert [row["account_id"] for row in rows(opened.tables["account"])] == ["A1", "A2"]
        (problem,) = opened.problems
        assert "has no table contract_line; it has account" in problem.text()


def test_floats_are_taken_where_they_name_an_exact_decimal():
    frame = pd.DataFrame(LINES)
    amounts = [
        Decimal("0.1"),
        Decimal("123456789.12"),
        Decimal("1E-8"),
        Decimal("1234567.00000001"),
    ]
    for amount in amounts:
        tables, found = read(
            {"account": ACCOUNTS, "contract_line": frame.assign(amount=float(amount))}
        )
        assert found == []
        assert tables["contract_line"][0]["amount"] == amount
    _, found = read({"account": ACCOUNTS, "contract_line": frame.assign(amount=0.123456789)})
    assert found == ["0.123456789 has more than 8 decimals; round it to 8"] * 2


def test_cells_of_parquet_that_do_not_fit_are_told_with_their_rows(tmp_path):
    late = [
        LINES[0] | {"start_on": datetime.fromisoformat("2024-01-01T08:00:00")},
        LINES[1] | {"start_on": None},
    ]
    pq.write_table(pa.Table.from_pylist(ACCOUNTS), tmp_path / "account.parquet")
    pq.write_table(pa.Table.from_pylist(late), tmp_path / "contract_line.parquet")
    with open_source(tmp_path) as opened:
        (problem,) = opened.problems
    assert problem.place() == "contract_line, row 2, start_on"
    assert (
        problem.text()
        == "2024-01-01 08:00:00 is not a date as it must be written; write 2024-01-01"
    )


def test_instants_with_a_zone_become_utc(tmp_path):
    zoned = pd.DataFrame(LINES).assign(
        recorded_at=pd.Timestamp("2024-01-01 12:30", tz="America/New_York")
    )
    tables, found = read({"account": ACCOUNTS, "contract_line": zoned})
    assert found == []
    assert tables["contract_line"][0]["recorded_at"] == datetime.fromisoformat(
        "2024-01-01T17:30:00"
    )


def test_ids_that_a_data_frame_made_floats_are_whole_again():
    accounts = pd.DataFrame({"account_id": [1.0, 2.0], "parent_account_id": [None, 1.0]})
    with open_source({"account": accounts}) as opened:
        found = rows(opened.tables["account"])
    assert [(one["account_id"], one["parent_account_id"]) for one in found] == [
        ("1", None), ("2", "1"),
    ]  # fmt: skip


def test_a_table_of_another_kind_is_refused():
    with pytest.raises(RequestError, match="the table account is a set; give a list of dicts"):
        open_source({"account": {1}})


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("duckdb:///nowhere.db", "there is no database file"),
        ("nonsense://host", "cannot be opened"),
    ],
)
def test_a_database_that_is_not_there_is_refused(url, sentence):
    with pytest.raises(RequestError, match=sentence):
        open_source(url)


def test_an_engine_that_is_a_database_is_refused(tmp_path):
    with pytest.raises(RequestError, match="cannot be the engine of a book"):
        open_source(write_book(tmp_path), engine="postgres://host/x")


def test_addresses_are_told_from_folders():
    assert [is_url(text) for text in ("duckdb:///a.db", "spark[local]", "spark://h:1")] == [
        True
    ] * 3
    assert [is_url(text) for text in ("book", "C:\\book", "spark", "a[1]")] == [False] * 4
    assert spark_master("spark[local]") == "local"
    assert spark_master("spark[4]") == "local[4]"


@pytest.mark.spark
def test_spark_reads_the_same_book(folder, expected):
    pytest.importorskip("pyspark")
    assert read(folder, engine="spark[1]") == (expected, [])


def test_duckdb_never_shows_a_progress_bar_of_its_own(tmp_path):
    with open_source(write_book(tmp_path)) as source:
        told = source.backend.raw_sql("SELECT current_setting('enable_progress_bar')").fetchall()
    assert told == [(False,)]

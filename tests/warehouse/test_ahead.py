"""A folder that is read ahead gives the same book, and needs none of Ibis for it."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import garant
from garant.metrics.errors import RequestError
from garant.warehouse.ahead import Ahead, begun
from garant.warehouse.read import open_source
from garant.warehouse.run import rows
from tests.warehouse.written import line, write_book

SOURCE = Path(garant.__file__).resolve().parent.parent


def held(source):
    with open_source(source) as opened:
        tables = {name: rows(table) for name, table in opened.tables.items()}
        return tables, opened.problems, opened.origins, opened.ignored, opened.name


@pytest.mark.parametrize("amount", ["12.50", "twelve"])
def test_a_folder_read_ahead_is_the_folder_with_what_is_wrong_in_it(tmp_path, amount):
    folder = write_book(tmp_path, contract=None, contract_line=line(amount=amount))
    assert held(begun(str(folder))) == held(folder)


def test_a_book_of_a_folder_read_ahead_gives_the_same_figures(tmp_path):
    folder = write_book(tmp_path)
    ahead, plain = (
        garant.Book(source, as_of="2024-12-31") for source in (begun(str(folder)), folder)
    )
    assert ahead.mrr("2024-06-30").rows() == plain.mrr("2024-06-30").rows()


def test_only_a_folder_without_a_mapping_is_read_ahead(tmp_path):
    folder = write_book(tmp_path / "plain")
    mapped = write_book(tmp_path / "mapped")
    (mapped / "mapping.toml").write_text("")
    begun_ahead = begun(str(folder))
    assert isinstance(begun_ahead, Ahead)
    begun_ahead.result()
    for text in (str(mapped), str(tmp_path / "none"), "duckdb:///book.db", "spark[2]"):
        assert begun(text) is None


def test_what_stops_the_reading_is_raised_where_the_book_is_opened(tmp_path):
    with pytest.raises(RequestError, match="holds no CSV or Parquet file"):
        open_source(begun(str(tmp_path)))


def test_a_reading_that_nobody_waits_for_is_stopped(tmp_path):
    header, row = line().splitlines()
    many = [row.replace("L1", f"L{number}") for number in range(100_000)]
    folder = write_book(tmp_path, contract_line="\n".join([header, *many]))
    ahead = begun(str(folder))
    ahead.stop()
    with pytest.raises(duckdb.InterruptException):
        ahead.result()


def test_reading_ahead_does_not_wait_for_ibis(tmp_path):
    write_book(tmp_path)
    code = (
        "import sys\nfrom garant.warehouse.ahead import begun\n"
        f"print(*begun({str(tmp_path)!r}).result().tables)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    assert "contract_line" in done.stdout
    assert not set(done.stderr.split()) & {"ibis", "pandas", "pyarrow", "rich"}

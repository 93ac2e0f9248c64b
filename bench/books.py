"""Books to measure on: N contract lines over five years, written as Parquet or as CSV."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import duckdb

SQL = Path(__file__).with_name("books.sql")
TABLES = ("account", "product", "contract", "contract_line", "discount")
SINCE, UNTIL = "2020-01-01", "2024-12-31"  # 60 months
SAMPLE = 2_000  # accounts that are generated to know how many lines one has


@dataclass(frozen=True, slots=True)
class Written:
    """A book on disk, and how many rows each of its tables has."""

    folder: Path
    rows: dict[str, int]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.stat().st_size for file in self.folder.iterdir())


def written_apart(folder: Path, lines: int, *, form: str = "parquet") -> Written:
    """The same as :func:`write`, in a process of its own: what a large book takes is given back."""
    command = [sys.executable, "-m", "bench.books", str(folder), str(lines), form]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Written(folder, json.loads(done.stdout))


def write(folder: Path, lines: int, *, form: str = "parquet") -> Written:
    """A book of that many contract lines in a new folder, in ``parquet`` or ``csv``."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        con = duckdb.connect(config={"temp_directory": scratch})
        _generate(con, lines)
        rows = {table: _written(con, folder / f"{table}.{form}") for table in TABLES}
        con.close()
    return Written(folder, rows)


def _generate(con: duckdb.DuckDBPyConnection, lines: int) -> None:
    """The tables of a book: first of a sample, to know how many accounts are needed."""
    _run(con, accounts=SAMPLE, wanted=SAMPLE * 50)
    sampled = con.table("slot").count("*").fetchall()[0][0]
    _run(con, accounts=ceil(lines / sampled * SAMPLE * 1.05) + 50, wanted=lines)


def _run(con: duckdb.DuckDBPyConnection, *, accounts: int, wanted: int) -> None:
    con.execute("SET VARIABLE accounts = ?", [accounts])
    con.execute("SET VARIABLE wanted = ?", [wanted])
    con.execute(SQL.read_text(encoding="utf-8"))


def _written(con: duckdb.DuckDBPyConnection, file: Path) -> int:
    table = con.table(file.stem)
    if file.suffix == ".csv":
        table.write_csv(str(file), header=True)
    else:
        table.write_parquet(str(file))
    return int(table.count("*").fetchall()[0][0])


if __name__ == "__main__":
    written = write(Path(sys.argv[1]), int(sys.argv[2]), form=sys.argv[3])
    print(json.dumps(written.rows))

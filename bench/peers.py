"""What the bridge is compared with: a sort, and three usual ways to make the same bridge.

Each bridge gives, for each of the 60 months, new, reactivation, expansion, contraction and churn in
ten-thousandths: the net view of garant. They are written for the books of :mod:`bench.books` alone
and know nothing of late renewals, pauses, fixed discounts, currencies or when a row was known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from bench.books import SINCE, UNTIL

if TYPE_CHECKING:
    from garant import Book

HERE = Path(__file__).parent
TABLES = ("account", "contract", "contract_line", "discount")
BUCKETS = ("new", "reactivation", "expansion", "contraction", "churn")
MONTHS = 60

Bridge = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Machine:
    """What each of them may use of this machine."""

    threads: int
    memory: str
    scratch: Path


def of_garant(folder: Path, machine: Machine) -> Bridge:
    """The bridge by garant, from the folder to the rows, checks included."""
    book = _book(folder, machine)
    bridge = net(book)
    book.close()
    return bridge


def of_full(folder: Path, machine: Machine) -> Bridge:
    """The same in the full view, which says what each change was; nothing else here can."""
    book = _book(folder, machine)
    book.bridge(by="month", view="full", since=SINCE, until=UNTIL).rows()
    book.close()
    return []


def net(book: Book) -> Bridge:
    """The net view of a book."""
    rows = book.bridge(by="month", view="net", since=SINCE, until=UNTIL).rows()
    return [tuple(int(row[name] * Decimal(10_000)) for name in BUCKETS) for row in rows]


def checked(folder: Path, machine: Machine) -> Callable[[], Bridge]:
    """What makes the bridge of a book that is open and checked: the bridge alone."""
    book = _book(folder, machine)
    assert book.facts.profile is not None
    return lambda: net(book)


def _book(folder: Path, machine: Machine) -> Book:
    """A book whose engine is limited like those of the others."""
    # Only the processes that measure it need it; the one that starts them may not find it.
    import garant

    book = garant.Book(folder)
    book.source.backend.raw_sql(f"SET threads = {machine.threads}")
    book.source.backend.raw_sql(f"SET memory_limit = '{machine.memory}'")
    return book


def of_sort(folder: Path, machine: Machine) -> Bridge:
    """No bridge: the lines, every column of them, sorted by account, product and start."""
    con = _engine(folder, machine)
    con.execute(
        "CREATE TEMP TABLE sorted AS "
        "FROM contract_line ORDER BY account_id, product_id, department_id, start_on"
    )
    con.close()
    return []


def of_explode(folder: Path, machine: Machine) -> Bridge:
    """Account × month in DuckDB."""
    return _by_sql(folder, machine, "explode.sql")


def of_window(folder: Path, machine: Machine) -> Bridge:
    """Windows over a month spine in DuckDB."""
    return _by_sql(folder, machine, "window.sql")


def _engine(folder: Path, machine: Machine) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(
        config={
            "threads": machine.threads,
            "memory_limit": machine.memory,
            "temp_directory": str(machine.scratch),
        }
    )
    for table in TABLES:
        con.read_parquet(str(folder / f"{table}.parquet")).create_view(table)
    return con


def _by_sql(folder: Path, machine: Machine, name: str) -> Bridge:
    con = _engine(folder, machine)
    con.execute((HERE / "service.sql").read_text(encoding="utf-8"))
    rows = con.execute((HERE / name).read_text(encoding="utf-8")).fetchall()
    con.close()
    return on_every_month(rows)


def on_every_month(rows: Sequence[Sequence[int]]) -> Bridge:
    """Rows of which the first column is the month, with zeros for the months that have none."""
    found = {int(row[0]): tuple(int(value) for value in row[1:]) for row in rows}
    return [found.get(month, (0,) * len(BUCKETS)) for month in range(MONTHS)]


def of_pandas(folder: Path, _machine: Machine) -> Bridge:
    """Pandas, one row for each line and month that it pays in, as whole columns."""
    # Slow to load, and no other comparison needs it.
    from bench import frames

    return on_every_month(frames.bridge(folder))


# Work that has a part before the clock starts.
PREPARED: dict[str, Callable[[Path, Machine], Callable[[], Bridge]]] = {"checked": checked}

KINDS: dict[str, Callable[[Path, Machine], Bridge]] = {
    "garant": of_garant,
    "checked": lambda folder, machine: checked(folder, machine)(),
    "full": of_full,
    "sort": of_sort,
    "explode": of_explode,
    "window": of_window,
    "pandas": of_pandas,
}

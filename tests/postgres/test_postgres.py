"""A book that is a PostgreSQL database gives the rows that its CSV files give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pytest

from garant import Book
from garant.metrics.errors import Problem
from garant.metrics.schema import TABLES
from garant.warehouse import run
from tests import world
from tests.books import random_book, write_book

pytestmark = pytest.mark.postgres

TYPES = {
    "text": "text",
    "date": "date",
    "month": "date",
    "instant": "timestamptz",
    "integer": "bigint",
    "decimal": "numeric",
    "flag": "boolean",
}

Question = Callable[[Book], Any]
Pair = tuple[Book, Book]

QUESTIONS: dict[str, Question] = {
    "mrr": lambda book: book.mrr("2024-06-30"),
    "mrr by line": lambda book: book.mrr("2023-07-15", "line"),
    "full bridge": lambda book: book.bridge(),
    "net bridge": lambda book: book.bridge("quarter", "net"),
    "event bridge": lambda book: book.bridge("month", "event"),
    "bridge by account": lambda book: book.bridge("quarter", accounts=True),
    "bridge by segment": lambda book: book.bridge("year", segment="segment"),
    "retention": lambda book: book.retention(),
    "logo cohorts": lambda book: book.cohorts(),
    "revenue cohorts": lambda book: book.cohorts("revenue", "quarter"),
    "renewals": lambda book: book.renewals(),
    "economics": lambda book: book.economics(),
    "adoption": lambda book: book.adoption(
        value_events=world.VALUE_EVENTS, core_features=world.CORE_FEATURES
    ),
}


@contextmanager
def connected(url: str) -> Iterator[Any]:
    with pytest.importorskip("psycopg").connect(url, autocommit=True) as connection:
        yield connection


def load(url: str, folder: Path) -> None:
    """Every CSV file of a book as a table of its name."""
    with connected(url) as connection:
        for file in folder.glob("*.csv"):
            header = file.read_text(encoding="utf-8").partition("\n")[0].strip().split(",")
            connection.execute(f"CREATE TABLE {file.stem} ({_columns(file.stem, header)})")
            with connection.cursor().copy(
                f"COPY {file.stem} FROM STDIN (FORMAT csv, HEADER)"
            ) as to:
                to.write(file.read_bytes())


def _columns(table: str, header: list[str]) -> str:
    kinds = {column.name: TYPES[column.kind] for column in TABLES[table].columns}
    return ", ".join(f'"{name}" {kinds.get(name, "text")}' for name in header)


@pytest.fixture(scope="module")
def company(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = world.write(tmp_path_factory.mktemp("books") / "world")
    load(postgres, folder)
    pair = tuple(
        Book(place, settings=world.SETTINGS, as_of=world.AS_OF) for place in (folder, postgres)
    )
    yield pair[0], pair[1]
    for book in pair:
        book.close()


@pytest.fixture
def other(postgres: str) -> Iterator[str]:
    """The URL of a database beside that of the company, empty, for one test."""
    with connected(postgres) as connection:
        connection.execute("CREATE DATABASE other")
    yield postgres.removesuffix("postgres") + "other"
    with connected(postgres) as connection:
        connection.execute("DROP DATABASE other WITH (FORCE)")


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_small_company_is_the_same_in_postgresql(company: Pair, asked: str) -> None:
    here, there = company
    assert _as_text(QUESTIONS[asked](there).rows()) == _as_text(QUESTIONS[asked](here).rows())


def test_the_check_and_the_description_are_the_same_but_for_row_numbers(company: Pair) -> None:
    here, there = ([one | {"file": None} for one in book.describe()] for book in company)
    assert there == here
    assert [book.check() for book in company] == [[], []]


def test_a_random_book_with_warnings_is_the_same_in_postgresql(other: str, tmp_path: Path) -> None:
    tables, settings = random_book(2)
    write_book(tables, tmp_path)
    load(other, tmp_path)
    here, there = (Book(place, settings=settings) for place in (tmp_path, other))
    told, expected = ([_unnumbered(one) for one in book.check()] for book in (there, here))
    assert told == expected != []
    asked = QUESTIONS["bridge by account"]
    assert _as_text(asked(there).rows()) == _as_text(asked(here).rows())
    for book in (here, there):
        book.close()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (("2024-02-29", "20.50"), ("2023-02-29", "20,50")),
        (("2024-12-31", ".5"), ("soon", "twenty")),
        (("2024-04-30", "+7"), ("2024-04-31", "1e3")),
    ],
)
def test_text_that_does_not_read_is_counted_and_the_rest_is_read(
    other: str, tmp_path: Path, good: tuple[str, str], bad: tuple[str, str]
) -> None:
    account = tmp_path / "account.csv"
    account.write_text("account_id\nA1\n", encoding="utf-8")
    load(other, tmp_path)
    rows = [("L1", *good), ("L2", *bad)]
    with connected(other) as connection:
        connection.execute(
            "CREATE TABLE contract_line (line_id text, account_id text, start_on text, amount text,"
            " currency text, price_basis text, interval_unit text, interval_count bigint)"
        )
        for line, start, amount in rows:
            connection.execute(
                "INSERT INTO contract_line VALUES"
                " (%s, 'A1', %s, %s, 'EUR', 'flat_per_interval', 'month', 1)",
                (line, start, amount),
            )
    book = Book(other)
    problems = [(one.field, one.text()) for one in book.check()]
    assert problems == [("start_on", "1 values are no date"), ("amount", "1 values are no decimal")]
    (read,) = run.rows(book.source.tables["contract_line"].filter(ibis._.line_id == "L1"))
    assert (str(read["start_on"]), read["amount"]) == (good[0], Decimal(good[1]))
    book.close()


def _unnumbered(problem: Problem) -> tuple[str, str, str | None]:
    """What is left of a problem without the row, which a database does not number."""
    return problem.level, problem.rule, problem.field


def _as_text(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Rows as text, in their order, so that 1.0 is not taken for 1.0000."""
    return [{name: str(value) for name, value in row.items()} for row in rows]

"""The same book gives the same rows on a Spark cluster as on DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from garant import Book
from tests import world
from tests.books import random_book, write_book

pytestmark = pytest.mark.spark

SEEDS = (1, 2, 5)

Question = Callable[[Book], Any]
Pair = tuple[Book, Book]

QUESTIONS: dict[str, Question] = {
    "mrr": lambda book: book.mrr("2024-06-30"),
    "full bridge": lambda book: book.bridge(),
    "net bridge": lambda book: book.bridge("quarter", "net"),
    "event bridge": lambda book: book.bridge("month", "event"),
    "retention": lambda book: book.retention(),
    "cohorts": lambda book: book.cohorts(),
    "renewals": lambda book: book.renewals(),
    "economics": lambda book: book.economics(),
}

RANDOM_QUESTIONS: dict[str, Question] = {
    "mrr by line": lambda book: book.mrr(date(2023, 7, 15), "line"),
    "bridge by account": lambda book: book.bridge("quarter", accounts=True),
}


def opened(folder: Path, engine: str, **options: Any) -> Iterator[Pair]:
    pair = Book(folder, **options), Book(folder, engine=engine, **options)
    yield pair
    for book in pair:
        book.close()


@pytest.fixture(scope="module")
def company(spark: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = world.write(tmp_path_factory.mktemp("books") / "world")
    yield from opened(folder, spark.url, settings=world.SETTINGS, as_of=world.AS_OF)


@pytest.fixture(scope="module", params=SEEDS)
def random_pair(
    request: pytest.FixtureRequest, spark: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    tables, settings = random_book(request.param)
    folder = tmp_path_factory.mktemp("books") / f"random{request.param}"
    write_book(tables, folder)
    yield from opened(folder, spark.url, settings=settings)


def test_the_tests_ran_on_a_cluster_of_two_workers(spark: Any) -> None:
    if spark.instead:
        pytest.skip(spark.instead)
    assert spark.url.startswith("spark://127.0.0.1:")


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_small_company_is_the_same_on_both_engines(company: Pair, asked: str) -> None:
    here, there = company
    assert _as_text(QUESTIONS[asked](there).rows()) == _as_text(QUESTIONS[asked](here).rows())


@pytest.mark.parametrize("asked", RANDOM_QUESTIONS)
def test_a_random_book_is_the_same_on_both_engines(random_pair: Pair, asked: str) -> None:
    here, there = random_pair
    question = RANDOM_QUESTIONS[asked]
    assert _as_text(question(there).rows()) == _as_text(question(here).rows())


def _as_text(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Rows as text, in their order, so that 1.0 is not taken for 1.0000."""
    return [{name: str(value) for name, value in row.items()} for row in rows]

"""The engine and the slow reference give the same digits on books that contain everything.

Two routes that share nothing but METRICS: change points in an engine here, day by day loops over
fractions there. ``GARANT_SEEDS=200`` looks at more books than the suite has time for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from garant import Book
from tests.books import random_book
from tests.reference import Reference

SEEDS = range(int(os.environ.get("GARANT_SEEDS", "4")))
RANGE = {"since": date(2022, 1, 1), "until": date(2024, 12, 31)}

Question = Callable[[Any], Any]

QUESTIONS: dict[str, Question] = {
    "bridge by month": lambda book: book.bridge(**RANGE),
    "bridge by month, default range": lambda book: book.bridge(),
    "bridge by account": lambda book: book.bridge(accounts=True, **RANGE),
    "net bridge by quarter": lambda book: book.bridge("quarter", "net", **RANGE),
    "event bridge by month": lambda book: book.bridge("month", "event", **RANGE),
    "retention": lambda book: book.retention(),
    "retention over a quarter": lambda book: book.retention(3),
    "cohorts of logos": lambda book: book.cohorts(),
    "cohorts of revenue by quarter": lambda book: book.cohorts("revenue", "quarter"),
    "cohorts by segment": lambda book: book.cohorts("revenue", "segment"),
    "renewals by quarter": lambda book: book.renewals("quarter"),
    "economics by month": lambda book: book.economics(),
    "mrr": lambda book: book.mrr(date(2024, 1, 31)),
    "mrr by line": lambda book: book.mrr(date(2023, 7, 15), "line"),
    "mrr by product": lambda book: book.mrr(date(2024, 1, 31), "product"),
}


@pytest.fixture(scope="module", params=SEEDS)
def routes(request: pytest.FixtureRequest) -> Any:
    tables, settings = random_book(request.param)
    book = Book(tables, settings=settings)
    yield Reference(tables, settings), book
    book.close()


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_engine_agrees_with_the_reference_to_the_last_digit(routes: Any, asked: str) -> None:
    reference, book = routes
    expected = QUESTIONS[asked](reference)
    found = QUESTIONS[asked](book).rows()
    assert _comparable(found, expected) == _comparable(expected, expected)


def _comparable(rows: list[dict[str, Any]], like: list[dict[str, Any]]) -> list[list[str]]:
    """Rows in one order, as text, so that 1.0 is not taken for 1.0000."""
    names = list(like[0]) if like else []
    return sorted([str(row.get(name, "no such column")) for name in names] for row in rows)

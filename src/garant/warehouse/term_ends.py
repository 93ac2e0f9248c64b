"""The ends of terms of a book, contract by contract: those that are over, and the next of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from garant.metrics.calendar import Span
from garant.metrics.decisions import decisions
from garant.metrics.facts import Facts
from garant.warehouse import run
from garant.warehouse.observations import lasting

if TYPE_CHECKING:
    from garant.warehouse.book import Book

MONTH = timedelta(days=31)  # terms of months differ by a few days in length
FARTHEST = timedelta(days=20 * 366)  # an end in more than twenty years is none to prepare for
Row = dict[str, Any]


def term_ends(book: Book) -> list[Row]:
    """The rows of :func:`garant.metrics.decisions.decisions`, past ones and of each contract next.

    What is still to come is converted at the rate that will be valid, as far as it is known, else
    at the one of the day of knowledge.
    """
    facts = book.prepared
    if not facts.has("contract"):
        return []
    on = facts.settings.known_on()
    first = min(facts.profile.first_on or on, on)
    past = _decided(book, facts, first, on)
    to_come = _decided(book, lasting(facts), on + timedelta(days=1), on + _reach(book, facts))
    next_of: dict[str, Row] = {}
    for row in to_come:  # in the order of their days
        next_of.setdefault(row["contract_id"], row)
    return [*past, *next_of.values()]


def _decided(book: Book, facts: Facts, first: date, last: date) -> list[Row]:
    return run.rows(decisions(facts, Span.of("day", first, last)), book.source.backend)


def _reach(book: Book, facts: Facts) -> timedelta:
    """How far ahead the next end of any contract can lie: as far as the longest term is long."""
    known = facts.known("contract")
    lasted = known.term_end.delta(known.term_start, unit="day").max()
    longest = run.rows(known.aggregate(days=lasted), book.source.backend)[0]["days"]
    return min(timedelta(days=longest or 0) + MONTH, FARTHEST)

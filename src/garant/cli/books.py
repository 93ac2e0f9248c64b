"""From the options of a command to a book, and to the result that is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

import garant
from garant.cli.language import _
from garant.cli.options import Shape, Source
from garant.cli.waiting import waiting
from garant.metrics.errors import UsageError
from garant.metrics.settings import Settings

if TYPE_CHECKING:
    from garant import Book

T = TypeVar("T")
# Loads DuckDB, which commands without a book do not need.
AHEAD = "garant.warehouse.ahead"


def asked(source: Source, shape: Shape, question: Callable[[Book], T]) -> T:
    """The answer of a book to a question, with a sign of life if it takes long."""
    with waiting(_("Reading the book and computing …"), quiet=shape.quiet), opened(source) as book:
        return question(book)


@contextmanager
def opened(source: Source) -> Iterator[Book]:
    """The book that the options name. A folder is read while the metrics are loaded."""
    settings = chosen(source)
    ahead = None if source.mapping else import_module(AHEAD).begun(source.book)
    given = source.book if ahead is None else ahead
    try:
        # `garant.Book` loads Ibis and the metrics when it is named.
        book = garant.Book(given, mapping=source.mapping, engine=source.engine, settings=settings)
        try:
            yield book
        except BaseException:
            book.close()  # nobody waits any more for what the engine still works on
            raise
    finally:
        if ahead is not None:
            ahead.stop()


def chosen(source: Source) -> dict[str, str]:
    """The settings of `--set` and `--as-of`, checked before anything is read.

    As text: what they do not say is left to the mapping of the book.
    """
    texts = pairs(source.set or ())
    if source.as_of is not None:
        if "known_as_of" in texts:
            raise UsageError("--as-of and --set known_as_of say the same thing: give one of them")
        texts["known_as_of"] = source.as_of.isoformat()
    Settings.parse(texts)
    return texts


def pairs(given: Sequence[str]) -> dict[str, str]:
    """`--set key=value`, as many times as given; a key that comes back is refused."""
    found: dict[str, str] = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        key = key.strip()
        if not equals or not key:
            raise UsageError(
                "--set {pair}: a setting is written key=value, such as closes=frozen",
                pair=repr(pair),
            )
        if key in found:
            raise UsageError("--set gives {key} twice", key=key)
        found[key] = value.strip()
    return found

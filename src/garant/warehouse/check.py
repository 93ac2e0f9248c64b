"""The checks of R26 carried out on a book: doubted, counted, and told where a count is not zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from garant.metrics.checks import MOST_TOLD, Check, Question, cycles, every, lines, questions
from garant.metrics.errors import Problem
from garant.metrics.schema import TABLES
from garant.metrics.settings import Settings
from garant.warehouse.run import Rows, asked, rows
from garant.warehouse.source import Source


def check(source: Source, settings: Settings, *, warnings: bool = True) -> list[Problem]:
    """Everything wrong or doubtful in a book: errors first, and in the order of the tables.

    What reading found comes with it. ``warnings=False`` asks only for what would be refused,
    which is what a metric needs before it computes.
    """
    return checking(source, settings, warnings=warnings)()


def checking(
    source: Source, settings: Settings, *, warnings: bool = True
) -> Callable[[], list[Problem]]:
    """:func:`check` begun; it is over when what is returned is called."""
    every_one = questions(source.checked, settings, warnings=warnings)
    # Most books are without error, but hardly one is without warning: there one counts at once.
    doubts = {} if warnings else _doubts(every_one)

    def found() -> list[Problem]:
        problems: list[Problem] = []
        for place, question in enumerate(every_one):
            if warnings or any(row["doubts"] for row in doubts[place]()):
                problems += _answers(question, source, settings)
        return _in_order(source, problems, warnings=warnings)

    return found


def _doubts(every_one: Sequence[Question]) -> dict[int, Callable[[], Rows]]:
    """The doubts of each question, by its place.

    The longest is asked first: the engine answers it while the others are written down.
    """
    longest_first = sorted(enumerate(every_one), key=lambda one: -len(one[1].checks))
    return {place: asked(question.doubts()) for place, question in longest_first}


def _in_order(source: Source, found: list[Problem], *, warnings: bool) -> list[Problem]:
    kept = [*source.problems, *_not_told_yet(found, source.problems)]
    if not warnings:
        kept = [one for one in kept if one.level == "error"]
    order = list(TABLES)
    return sorted(kept, key=lambda one: (one.level, order.index(one.table)))


def _not_told_yet(found: list[Problem], told: tuple[Problem, ...]) -> Iterator[Problem]:
    """Leaves out what is empty only because reading already said that it does not read."""
    cells = {(one.table, one.row, one.field) for one in told if one.row is not None}
    columns = {(one.table, one.field) for one in told if one.row is None and one.level == "error"}
    for one in found:
        if (one.table, one.row, one.field) in cells or (one.table, one.field) in columns:
            continue
        yield one


def _answers(question: Question, source: Source, settings: Settings) -> Iterator[Problem]:
    counts = rows(question.counts())[0]
    for number in range(len(question.checks)):
        if counts[f"c{number}"]:
            yield from _told(question, number, source)
    if counts.get("repeats"):
        yield from _repeats(source, settings, question.checks[0].table)
    if counts.get("turns"):
        yield from _cycles(source, settings)


def _told(question: Question, number: int, source: Source) -> Iterator[Problem]:
    one = question.checks[number]
    details = question.details(number)
    found = rows(details.limit(MOST_TOLD + 1))
    shown = _as_written(source, one, found[:MOST_TOLD])
    yield from (one.told(row, question.key) for row in shown)
    if len(found) > MOST_TOLD:
        total = rows(details.aggregate(total=details.count()))[0]["total"]
        yield one.more(total - MOST_TOLD)


def _as_written(source: Source, one: Check, found: Rows) -> Rows:
    """The rows with their days as the file has them, where a mapping read them in its own way."""
    raw = source.written.get(one.table)
    if raw is None or not found:
        return found
    days = [name for name in one.values if name in raw.columns and isinstance(found[0][name], date)]
    if not days:
        return found
    places = [row["_row"] for row in found if row["_row"] is not None]
    if not places:
        return found
    cells = rows(raw.filter(raw["_row"].isin(places)).select("_row", *days))
    theirs = {row["_row"]: {name: row[name] for name in days if row[name]} for row in cells}
    return [row | theirs.get(row["_row"], {}) for row in found]


def _repeats(source: Source, settings: Settings, table: str) -> Iterator[Problem]:
    question = every.live_twice(source.checked, settings, name=table)
    if question is not None:
        yield from _told(question, 0, source)


def _cycles(source: Source, settings: Settings) -> Iterator[Problem]:
    found = rows(every.links_near(source.checked, settings))
    at = {row["line_id"]: row["_row"] for row in found}
    one = lines.cyclic()
    for chain in cycles((row["line_id"], row["predecessor_line_id"]) for row in found):
        shown = ", ".join(chain[:20]) + (", …" if len(chain) > 20 else "")
        row = {"_row": at[chain[0]], "line_id": chain[0], "chain": shown}
        yield one.told(row, "line_id")

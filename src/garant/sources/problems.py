"""Problems as they are kept: the sentence and its values apart, so that each reader's language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from garant.metrics.errors import Problem
from garant.warehouse.mapping import TableMapping

DOUBTS = 20  # of one kind that are kept; the rest are counted
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
LINES = "contract_line"
Row = dict[str, Any]


def as_row(problem: Problem) -> Row:
    """A problem as JSON keeps it."""
    return {
        "level": problem.level, "rule": problem.rule, "table": problem.table, "row": problem.row,
        "field": problem.field, "message": problem.message,
        "values": {name: str(value) for name, value in problem.values.items()},
    }  # fmt: skip


def column(row: Mapping[str, Any]) -> str:
    """The column of a kept problem, as the file calls it; beside it our word, if that is another.

    >>> column({"field": "end_on", "column": "Fin"}), column({"field": None})
    ('Fin (end_on)', '')
    """
    ours = row["field"] or ""
    theirs = row.get("column") or ours
    return theirs if theirs == ours else f"{theirs} ({ours})"


def as_problem(row: Mapping[str, Any]) -> Problem:
    """A kept problem again, its column named as :func:`column` does."""
    kept = {name: row[name] for name in ("level", "rule", "table", "row", "message", "values")}
    return Problem(**kept, field=column(row) or None)


def told(problems: Iterable[Problem]) -> list[Row]:
    """Every error; of each kind of doubt the first ones, and how many more there are."""
    rows, doubts = [], defaultdict(list)
    for problem in problems:
        if problem.level == "error":
            rows.append(as_row(problem))
        else:
            doubts[problem.table, problem.field, problem.message].append(problem)
    for same in doubts.values():
        rows += [as_row(problem) for problem in same[:DOUBTS]]
        if len(same) > DOUBTS:
            rows.append(as_row(_more(same[DOUBTS], len(same) - DOUBTS)))
    return rows


def _more(like: Problem, count: int) -> Problem:
    return Problem(
        like.level, like.rule, like.table, None, like.field,
        "and {count} more rows like the last one", {"count": count},
    )  # fmt: skip


def in_their_words(rows: Iterable[Row], mapping: Mapping[str, TableMapping]) -> list[Row]:
    """Problems with the `file` and the `column` in it that they concern, and days as there.

    What is wrong with a cell of a line is wrong with all that the line makes: it is told once.
    """
    told = list(rows)
    _name(told, mapping)
    of_lines = {(row["row"], row["column"]) for row in told if row["table"] == LINES}
    made = {
        name for name, one in mapping.items()
        if one.distinct and LINES in mapping and one.origin == mapping[LINES].origin
    }  # fmt: skip
    return [
        row for row in told
        if row["table"] not in made or (row["row"], row["column"]) not in of_lines
    ]  # fmt: skip


def _name(rows: Iterable[Row], mapping: Mapping[str, TableMapping]) -> None:
    for row in rows:
        table, field = mapping.get(row["table"]), row["field"]
        if table:
            row["file"] = table.origin
        derived = table.columns.get(field) if table and field else None
        row["column"] = derived.column if derived and derived.column else field
        layout = (derived.format if derived else None) or (table.dates if table else None)
        if derived and layout:
            row["values"] = {name: _day(text, layout) for name, text in row["values"].items()}


def _day(text: str, layout: str) -> str:
    """A day that was read as year, month and day, in the order of the file; others as they are."""
    parts = DAY.fullmatch(text)
    if parts is None:
        return text
    for letters, part in zip(("%Y", "%m", "%d"), parts.groups(), strict=True):
        layout = layout.replace(letters, part)
    return layout.replace("%y", parts[1][2:])

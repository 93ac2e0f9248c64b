"""Problems as they are kept: the sentence and its values apart, so that each reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from garant.metrics.errors import Problem

DOUBTS = 20  # of one kind that are kept; the rest are counted
Row = dict[str, Any]


def as_row(problem: Problem) -> Row:
    """A problem as JSON keeps it."""
    return {
        "level": problem.level, "rule": problem.rule, "table": problem.table, "row": problem.row,
        "field": problem.field, "message": problem.message,
        "values": {name: str(value) for name, value in problem.values.items()},
    }  # fmt: skip


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

"""Rows that DuckDB can read, before they are typed; and the names of tables and columns."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from garant.metrics.errors import Problem
from garant.metrics.schema import Table
from garant.warehouse.source import Scratch

MOST_TOLD = 1000  # of one kind of problem, rows told one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class Relation:
    """``sql`` stands after FROM; ``columns`` are names and DuckDB types.

    ``row`` is the SQL of the spreadsheet row; None where rows are numbered as they arrive.
    ``stays`` says that the rows stay where they are and are typed each time they are read.
    """

    sql: str
    columns: Mapping[str, str]
    name: str
    row: str | None = None
    stays: bool = False


def told_columns(table: Table, found: Iterable[str], *, name: str) -> list[Problem]:
    """What is wrong with the names of the columns: missing ones, and ones that look misspelt."""
    found = tuple(found)
    absent = [column for column in table.columns if column.name not in found]
    unknown = [column for column in found if table.column(column) is None]
    problems = []
    for column in absent:
        near = _nearest(column.name, unknown)
        if column.required:
            problems.append(_missing(table.name, column.name, found, near, name))
        elif near is not None:
            problems.append(
                Problem(
                    "warning",
                    "R26",
                    table.name,
                    None,
                    column.name,
                    "the column {found} of {file} is not read; should it be {column}?",
                    {"found": near, "file": name, "column": column.name},
                )
            )
    return problems


def _nearest(name: str, among: Iterable[str]) -> str | None:
    lower = {other.lower().replace(" ", "_"): other for other in among}
    near = difflib.get_close_matches(name, lower, n=1, cutoff=0.75)
    return lower[near[0]] if near else None


def _missing(
    table: str, column: str, found: tuple[str, ...], near: str | None, file: str
) -> Problem:
    values: dict[str, object] = {
        "column": column,
        "file": file,
        "found": ", ".join(found) or "none",
    }
    message = "{file} has no column {column}; its columns are {found}"
    if near is not None:
        message = "{file} has no column {column}; its column {near} looks like it. It has {found}"
        values["near"] = near
    return Problem("error", "R26", table, None, column, message, values)


def and_more(problems: list[Problem], total: int, *, like: Problem) -> list[Problem]:
    """The problems told, and a line that counts those that are not."""
    left = total - len(problems)
    if left <= 0:
        return problems
    more = Problem(
        like.level, like.rule, like.table, None, like.field,
        "and {count} more rows like the last one", {"count": left},
    )  # fmt: skip
    return [*problems, more]


def plain_path(path: Path, scratch: Scratch) -> str:
    """A path without the characters that DuckDB would take for a pattern."""
    if not any(character in str(path) for character in "*?["):
        return str(path)
    link = scratch.path / f"link-{len(list(scratch.path.iterdir()))}{path.suffix}"
    link.symlink_to(path.resolve())
    return str(link)

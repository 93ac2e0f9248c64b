# ruff: noqa: S608 - every name in the SQL goes through quoted(); values are bound
"""Two rows with one id, told as whoever gave the file can mend it. Runs in the child only.

Of what lines make, an id stands twice where two lines say different things of it; of lines whose
id the mapping makes, where two have all in common that it is made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import duckdb

from garant.metrics.errors import Problem
from garant.metrics.schema import TABLES
from garant.warehouse.cells import quoted
from garant.warehouse.mapping import TableMapping

OTHER = "_other"  # what the check of ids calls the row that has the id already


def explained(
    con: duckdb.DuckDBPyConnection,
    problems: Iterable[Problem],
    mapping: Mapping[str, TableMapping],
) -> Iterator[Problem]:
    """The same problems, with other words for those of such ids."""
    for problem in problems:
        how = mapping.get(problem.table)
        if how is None or OTHER not in problem.values:
            yield problem
        elif how.distinct:
            yield _two_of_one(con, problem)
        else:
            derived = how.columns.get(problem.field or "")
            yield _two_alike(problem) if derived and derived.template else problem


def _two_of_one(con: duckdb.DuckDBPyConnection, problem: Problem) -> Problem:
    """Two rows say different things of what they name."""
    different = _different(con, problem)
    if not different:
        return problem
    return Problem(
        problem.level, problem.rule, problem.table, problem.row, different[0],
        "rows {other} and {row} say different things of {id}: make them alike, or choose Not used "
        "for this column",
        {"row": problem.row, "other": problem.values[OTHER], "id": problem.values["id"]},
    )  # fmt: skip


def _different(con: duckdb.DuckDBPyConnection, problem: Problem) -> list[str]:
    table = TABLES[problem.table]
    names = [column.name for column in table.columns if column.name not in table.key]
    counts = ", ".join(f"count(DISTINCT {quoted(name)})" for name in names)
    key = quoted(table.key[0])
    row = con.execute(
        f"SELECT {counts} FROM {quoted(table.name)} WHERE {key} = ?", [problem.values["id"]]
    ).fetchone()
    return [name for name, count in zip(names, row or (), strict=False) if count > 1]


def _two_alike(problem: Problem) -> Problem:
    return Problem(
        problem.level, problem.rule, problem.table, problem.row, None,
        "this row and row {other} have the same account, product and start: take one of them out, "
        "or give each an id in a column of the file",
        {"other": problem.values[OTHER]},
    )  # fmt: skip

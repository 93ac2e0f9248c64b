"""What is told of the links that nobody stated (R15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.errors import Problem
from garant.metrics.facts import Facts
from garant.metrics.threads import inferred_links, threaded_lines

_ = ibis._

MOST_TOLD = 1_000


def links_told(facts: Facts) -> ir.Table:
    """The first inferred links by row, each with how many there are: line_id, before_id, row."""
    found = inferred_links(facts, threaded_lines(facts)).select("line_id", "before_id")
    rows = facts.known("contract_line").select("line_id", row="_row")
    placed = joins.inner(found, rows, ["line_id"])
    counted = placed.mutate(links=_.count().over(ibis.window()))
    return counted.order_by(_.row, _.line_id).limit(MOST_TOLD)


def problems(found: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """A warning for each inferred link; a last one for those that are not told."""
    told = [_told(row["row"], row["line_id"], row["before_id"]) for row in found]
    rest = found[0]["links"] - len(found) if found else 0
    if rest > 0:
        told.append(
            Problem(
                "warning",
                "R15",
                "contract_line",
                None,
                "predecessor_line_id",
                "and {count} more lines that follow another without a link",
                {"count": rest},
            )
        )
    return told


def _told(row: int | None, line_id: str, before_id: str) -> Problem:
    return Problem(
        "warning",
        "R15",
        "contract_line",
        row,
        "predecessor_line_id",
        "line {line} starts on the day line {before} ends, in the same place: it is taken to "
        "replace it; state predecessor_line_id and link to say otherwise",
        {"line": line_id, "before": before_id},
    )

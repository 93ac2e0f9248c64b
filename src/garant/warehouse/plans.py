"""Plans as SQL. What is asked again of other tables of the same columns is not written down again.

Writing a plan down takes Python longer than a small book takes DuckDB to answer it: a server that
checks one fact after another, and a suite of tests, ask the same of book after book.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from ibis.expr.rewrites import _, d, p

ASKED = 20_000  # plans of which we know that they were asked
WRITTEN = 400  # plans that are remembered, with some 50 MB
# A connection that a plan holds would not close while the plan is remembered.
_WITHOUT_CONNECTION = p.DatabaseTable >> d.UnboundTable(
    name=_.name, schema=_.schema, namespace=_.namespace
)


def sql(con: Any, expression: ir.Table) -> str:
    """An expression as the SQL of a connection to DuckDB.

    It is remembered from the second time on: most processes read one book, and end.
    """
    plan = expression.op()
    if next(_asked(hash(plan))):
        return _written(plan.replace(_WITHOUT_CONNECTION))
    return str(con.compile(expression))


@lru_cache(maxsize=ASKED)
def _asked(_plan: int) -> Iterator[int]:
    """How often a plan was asked before."""
    return count()


@lru_cache(maxsize=WRITTEN)
def _written(plan: ops.Relation) -> str:
    return str(ibis.to_sql(plan.to_expr(), dialect="duckdb", pretty=False))

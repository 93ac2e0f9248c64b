"""The only place where an expression is executed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from garant.warehouse import cutting, postgres

# Ibis by default folds each step of a plan into the next, copying what is computed once into every
# place that reads it. The plans of garant are made of many small steps: folded, a whole one takes
# several times as long to write down (docs/decisions/0010).
ibis.options.sql.fuse_selects = False

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends import BaseBackend


def rows(expression: ir.Table, backend: BaseBackend | None = None) -> list[dict[str, Any]]:
    """The rows of an expression, as Python values: Decimal, date, str, int, bool, None."""
    con = backend or _backend_of(expression)
    if con.name == "duckdb":
        return _duckdb_rows(con, expression)
    table = _arrow(con, expression)
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def arrow(expression: ir.Table, backend: BaseBackend | None = None) -> pa.Table:
    """The rows of an expression as a pyarrow table."""
    return _arrow(backend or _backend_of(expression), expression)


def kept(expression: ir.Table, backend: BaseBackend | None = None) -> ir.Table:
    """The rows of an expression, worked out now and kept in the engine while it is open."""
    con = backend or _backend_of(expression)
    if con.name == "pyspark":
        return cutting.stored(con, expression)
    name = f"_kept_{next(_NUMBERS)}"
    if con.name != "duckdb":
        return con.create_table(name, _sayable(con, expression), temp=True)
    con._run_pre_execute_hooks(expression)  # noqa: SLF001 - registers tables held in memory
    con.raw_sql(f'CREATE TEMP TABLE "{name}" AS {con.compile(expression)}')
    return ops.DatabaseTable(name=name, schema=expression.schema(), source=con).to_expr()


_NUMBERS = count()


def _arrow(con: Any, expression: ir.Table) -> pa.Table:
    return con.to_pyarrow(_sayable(con, expression))


def _sayable(con: Any, expression: ir.Table) -> ir.Table:
    """The same rows, by a plan that the engine can take."""
    if con.name == "pyspark":
        return cutting.rows_of(con, expression)
    return postgres.sayable(expression) if con.name == "postgres" else expression


def _backend_of(expression: ir.Table) -> BaseBackend:
    return ibis.get_backend(expression)


def _duckdb_rows(con: Any, expression: ir.Table) -> list[dict[str, Any]]:
    """Straight from DuckDB: pandas and pyarrow take longer to import than most answers take."""
    names: Sequence[str] = expression.columns
    con._run_pre_execute_hooks(expression)  # noqa: SLF001 - registers tables held in memory
    found = con.raw_sql(con.compile(expression)).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]

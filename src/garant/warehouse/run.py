"""The only place where an expression is executed.

On DuckDB what is asked and kept is worked out beside Python, in the order of asking
(:mod:`garant.warehouse.statements`); elsewhere when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir

from garant.warehouse import cutting, plans, postgres, statements

# Ibis by default folds each step of a plan into the next, copying what is computed once into every
# place that reads it. The plans of garant are made of many small steps: folded, a whole one takes
# several times as long to write down (docs/decisions/0010).
ibis.options.sql.fuse_selects = False

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends import BaseBackend


Rows = list[dict[str, Any]]


def rows(expression: ir.Table, backend: BaseBackend | None = None) -> Rows:
    """The rows of an expression, as Python values: Decimal, date, str, int, bool, None."""
    return asked(expression, backend)()


def asked(expression: ir.Table, backend: BaseBackend | None = None) -> Callable[[], Rows]:
    """What gives the rows of an expression when it is called; DuckDB begins at once."""
    con = backend or _backend_of(expression)
    if con.name == "duckdb":
        return _duckdb_rows(con, expression)
    return lambda: _arrow(con, expression).to_pylist()


def arrow(expression: ir.Table, backend: BaseBackend | None = None) -> pa.Table:
    """The rows of an expression as a pyarrow table."""
    return _arrow(backend or _backend_of(expression), expression)


def kept(expression: ir.Table, backend: BaseBackend | None = None) -> ir.Table:
    """The rows of an expression, worked out once and kept in the engine while it is open."""
    con = backend or _backend_of(expression)
    if con.name == "pyspark":
        return cutting.stored(con, expression)
    if con.name != "duckdb":
        name = f"_kept_{next(_NUMBERS)}"
        return con.create_table(name, _sayable(con, expression), temp=True)
    name = _statements(con).keep(plans.sql(con, expression), _hooks(con, expression))
    return ops.DatabaseTable(name=name, schema=expression.schema(), source=con).to_expr()


def settled(expression: ir.Table, backend: BaseBackend) -> ir.Table:
    """The same expression once all that it reads is there, for others to execute."""
    if backend.name == "duckdb":
        read = expression.op().find(ops.DatabaseTable)
        _statements(backend).settle([table.name for table in read])
    return expression


def stop(backend: BaseBackend) -> None:
    """Drop what DuckDB still works on for nobody."""
    _statements(backend).stop()


_NUMBERS = count()


def _arrow(con: Any, expression: ir.Table) -> pa.Table:
    return con.to_pyarrow(settled(_sayable(con, expression), con))


def _sayable(con: Any, expression: ir.Table) -> ir.Table:
    """The same rows, by a plan that the engine can take."""
    if con.name == "pyspark":
        return cutting.rows_of(con, expression)
    return postgres.sayable(expression) if con.name == "postgres" else expression


def _backend_of(expression: ir.Table) -> BaseBackend:
    return ibis.get_backend(expression)


def _duckdb_rows(con: Any, expression: ir.Table) -> Callable[[], Rows]:
    """Straight from DuckDB: pandas and pyarrow take longer to import than most answers take."""
    names = expression.columns
    answer = _statements(con).ask(plans.sql(con, expression), _hooks(con, expression))
    return lambda: [dict(zip(names, row, strict=True)) for row in answer()]


def _statements(con: Any) -> statements.Statements:
    return statements.of(con.con)


def _hooks(con: Any, expression: ir.Table) -> Callable[[], object]:
    """What Ibis does before it executes: it registers tables held in memory."""
    return partial(con._run_pre_execute_hooks, expression)  # noqa: SLF001 - it has no other name

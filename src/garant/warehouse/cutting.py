"""Plans for Spark, cut where several steps read the same rows.

A plan is a graph: lines are read by pieces, pieces by threads and by accounts, and so on. Spark
first writes the graph out as a tree, every shared step once for each of its readers, which takes
minutes where the plan is deep. So each shared step that is more than a few steps itself is handed
to Spark by itself, and what comes after reads its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir

_STEPS = 10
"""A shared step that is written out as fewer steps than this is cheaper to repeat."""

_NUMBERS = count()

_STORED = "_garant_stored"
"""Where a backend keeps the steps that Spark holds already; they go when it goes."""


def rows_of(backend: Any, expression: ir.Table) -> ir.Table:
    """The same rows, by a plan that reads the shared steps of the given one from the engine."""
    return _cut(backend, expression.op()).to_expr()


def stored(backend: Any, expression: ir.Table) -> ir.Table:
    """The rows of an expression, worked out once and kept by Spark while it is open."""
    return _stored(backend, _cut(backend, expression.op())).to_expr()


def _cut(backend: Any, plan: ops.Node) -> ops.Node:
    steps = _steps(plan)
    readers = Counter(child for children in steps.values() for child in set(children))
    size: dict[ops.Node, int] = {}

    def replaced(node: ops.Node, changed: Mapping[str, Any] | None) -> ops.Node:
        new = node.__recreate__(changed) if changed else node
        if node not in steps:
            return new
        size[node] = 1 + sum(size[child] for child in steps[node])
        if readers[node] < 2 or size[node] < _STEPS or isinstance(node, ops.Reference):
            return new
        size[node] = 1
        return _stored(backend, new)

    return plan.replace(replaced)


def _steps(plan: ops.Node) -> dict[ops.Node, tuple[ops.Node, ...]]:
    """Each step of a plan with the steps that it reads."""
    found: dict[ops.Node, tuple[ops.Node, ...]] = {}
    waiting = [plan]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = tuple(dict.fromkeys(_read_by(node)))
            waiting += found[node]
    return found


def _read_by(step: ops.Node) -> Iterator[ops.Node]:
    seen: set[ops.Node] = set()
    waiting = list(step.__children__)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ops.Relation):
            yield node
        elif node not in seen:
            seen.add(node)
            waiting += node.__children__


def _stored(backend: Any, plan: ops.Node) -> ops.Node:
    """A plan handed to Spark, once; it is worked out when its rows are first read."""
    known = vars(backend).setdefault(_STORED, {})
    if plan not in known:
        known[plan] = _handed_over(backend, plan.to_expr())
    return known[plan]


def _handed_over(backend: Any, expression: ir.Table) -> ops.Node:
    backend._run_pre_execute_hooks(expression)  # noqa: SLF001 - registers tables held in memory
    name = f"_kept_{next(_NUMBERS)}"
    frame = backend._session.sql(backend.compile(expression))  # noqa: SLF001 - no public way
    frame.localCheckpoint(eager=False).createOrReplaceTempView(name)
    return ops.DatabaseTable(name=name, schema=expression.schema(), source=backend)

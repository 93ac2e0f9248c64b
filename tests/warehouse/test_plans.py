"""A plan is written down once; what it was written for is let go of, and may hold other rows."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import duckdb
import ibis
import ibis.expr.operations as ops
import pytest

from garant.warehouse import connect, plans, run


@pytest.fixture(autouse=True)
def forgotten() -> None:
    plans._asked.cache_clear()
    plans._written.cache_clear()


def _prices(*amounts: int) -> Any:
    """A connection of its own, with a table of prices."""
    con = duckdb.connect()
    con.execute("CREATE TABLE price (amount BIGINT)")
    con.executemany("INSERT INTO price VALUES (?)", [(amount,) for amount in amounts])
    return connect.over(con)


def _table(backend: Any) -> ibis.Table:
    columns = ibis.schema({"amount": "int64"})
    return ops.DatabaseTable("price", schema=columns, source=backend).to_expr()


def _sum(backend: Any) -> ibis.Table:
    table = _table(backend)
    return table.aggregate(total=table.amount.sum())


def test_the_third_time_a_plan_is_not_written_down_and_answers_for_its_own_rows() -> None:
    answers = [run.rows(_sum(_prices(1, n)))[0]["total"] for n in range(4)]
    assert answers == [1, 2, 3, 4]
    assert (plans._written.cache_info().misses, plans._written.cache_info().hits) == (1, 2)


def test_what_is_asked_once_is_not_remembered() -> None:
    run.rows(_sum(_prices(1)))
    assert plans._written.cache_info().currsize == 0


def test_another_column_another_name_or_another_value_is_another_plan() -> None:
    table = _table(_prices(1, 2))
    asked = [
        table.filter(table.amount > 0), table.filter(table.amount > 1),
        table.aggregate(most=table.amount.max()), table.aggregate(least=table.amount.min()),
    ]  # fmt: skip
    for _time in range(3):
        assert [run.rows(one) for one in asked] == [
            [{"amount": 1}, {"amount": 2}], [{"amount": 2}], [{"most": 2}], [{"least": 1}],
        ]  # fmt: skip


def test_a_plan_that_is_remembered_holds_no_connection() -> None:
    gone = []
    for _time in range(3):
        backend = _prices(1)
        run.rows(_sum(backend))
        gone.append(weakref.ref(backend))
        del backend
    gc.collect()
    assert plans._written.cache_info().currsize == 1
    assert [one() for one in gone] == [None, None, None]

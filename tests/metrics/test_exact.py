"""Quotients of whole numbers are exact, whatever their size (against fractions)."""

from __future__ import annotations

from fractions import Fraction

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.metrics.exact import WIDE, half_away, half_up, quotient
from garant.warehouse.run import rows

PAIRS = st.lists(st.tuples(st.integers(0, 2**51), st.integers(1, 10**6)), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def engine() -> ibis.BaseBackend:
    return ibis.duckdb.connect()


def answers(engine: ibis.BaseBackend, pairs: list[tuple[int, int]]) -> list[dict[str, int]]:
    tops, bottoms = [top for top, _bottom in pairs], [bottom for _top, bottom in pairs]
    engine.con.execute(
        "CREATE OR REPLACE TEMP TABLE pairs AS SELECT unnest(range(len($1))) AS n, "
        "unnest($1::BIGINT[]) AS top, unnest($2::BIGINT[]) AS bottom",
        [tops, bottoms],
    )
    table = ibis.table({"n": "int64", "top": "int64", "bottom": "int64"}, name="pairs")
    wide = table.top.cast(WIDE) * 10**9
    asked = table.select(
        "n",
        whole=quotient(table.top, table.bottom),
        up=half_up(table.top, table.bottom),
        away=half_away(-table.top, table.bottom),
        far=half_up(wide, table.bottom.cast(WIDE) * 10**9),
    )
    return rows(asked.order_by("n"), engine)


def nearest(value: Fraction) -> int:
    return int((value * 2 + 1) // 2)


@settings(max_examples=40, deadline=None)
@given(pairs=PAIRS)
def test_quotients_round_as_fractions_do(
    engine: ibis.BaseBackend, pairs: list[tuple[int, int]]
) -> None:
    for (top, bottom), found in zip(pairs, answers(engine, pairs), strict=True):
        value = Fraction(top, bottom)
        assert found["whole"] == top // bottom
        assert found["up"] == nearest(value)
        assert found["away"] == -nearest(value)
        assert found["far"] == nearest(value)


def test_a_half_goes_up_and_a_negative_half_away_from_zero(engine: ibis.BaseBackend) -> None:
    (found,) = answers(engine, [(5, 2)])
    assert (found["up"], found["away"]) == (3, -3)

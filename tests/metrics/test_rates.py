"""Quotients out of the engine, against Fraction."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import ibis
from hypothesis import example, given, settings
from hypothesis import strategies as st

from garant.metrics.rates import money, ratio, whole_ratio

BIG = 2**62
Pair = tuple[int | None, int | None]


def half_up(value: Fraction, places: int) -> int:
    """By hand: the whole number of 10**-places nearest to value, ties away from zero."""
    size = abs(value) * 10**places + Fraction(1, 2)
    return size.__floor__() * (-1 if value < 0 else 1)


def expected(pair: Pair, places: int) -> int | None:
    top, bottom = pair
    return None if top is None or not bottom else half_up(Fraction(top, bottom), places)


def computed(pairs: list[Pair], places: int | None) -> list[object]:
    rows = [{"i": i, "n": n, "d": d} for i, (n, d) in enumerate(pairs)]
    table = ibis.memtable(rows, schema={"i": "int64", "n": "int64", "d": "int64"})
    quotient = (
        whole_ratio(table.n, table.d) if places is None else ratio(table.n, table.d, places=places)
    )
    return table.select("i", q=quotient).order_by("i").to_pyarrow()["q"].to_pylist()


whole = st.one_of(st.integers(-BIG, BIG), st.integers(-1000, 1000), st.integers(-(10**12), 10**12))
pairs = st.lists(st.tuples(whole, whole), min_size=1, max_size=40)


@settings(max_examples=25, deadline=None)
@given(pairs)
@example([(BIG, 1), (BIG, BIG), (-BIG, 3), (BIG - 1, 2), (1, 2), (-1, 2), (3, -2), (0, 5)])
def test_a_whole_ratio_of_int64_is_the_fraction_rounded_half_up(rows: list[Pair]) -> None:
    assert computed(rows, None) == [expected(row, 0) for row in rows]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(whole, st.integers(1, BIG)), min_size=1, max_size=40))
def test_a_rate_has_six_decimals_and_is_the_fraction_rounded_half_up(rows: list[Pair]) -> None:
    fitting = [(n, d) for n, d in rows if n is not None and d and abs(n) < d * 10**11]
    scaled = [expected(row, 6) for row in fitting]
    assert computed(fitting or [(1, 3)], 6) == (
        [Decimal(value).scaleb(-6) for value in scaled if value is not None]
        if fitting
        else [Decimal("0.333333")]
    )


def test_a_tie_goes_away_from_zero() -> None:
    assert computed([(1, 2_000_000), (-1, 2_000_000), (3, 2_000_000)], 6) == [
        Decimal("0.000001"),
        Decimal("-0.000001"),
        Decimal("0.000002"),
    ]


def test_a_zero_denominator_and_a_missing_number_give_null() -> None:
    assert computed([(1, 0), (0, 0), (None, 3), (3, None)], 6) == [None] * 4


def test_numerators_of_31_digits_are_exact() -> None:
    tops = [Decimal(10**30 + 7), Decimal(-(10**30) - 7)]
    rows = [{"i": i, "n": top, "d": Decimal(10**20 + 3)} for i, top in enumerate(tops)]
    table = ibis.memtable(rows, schema={"i": "int64", "n": "decimal(38,0)", "d": "decimal(38,0)"})
    found = table.select("i", q=ratio(table.n, table.d)).order_by("i").to_pyarrow()["q"].to_pylist()
    with localcontext() as context:
        context.prec, context.rounding = 60, ROUND_HALF_UP
        assert found == [(top / Decimal(10**20 + 3)).quantize(Decimal("0.000001")) for top in tops]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-BIG, BIG), min_size=1, max_size=40))
def test_money_leaves_the_engine_with_four_decimals(amounts: list[int]) -> None:
    rows = [{"i": i, "a": a} for i, a in enumerate(amounts)]
    table = ibis.memtable(rows, schema={"i": "int64", "a": "int64"})
    found = table.select("i", m=money(table.a)).order_by("i").to_pyarrow()["m"].to_pylist()
    assert found == [Decimal(a).scaleb(-4) for a in amounts]
    assert all(value.as_tuple().exponent == -4 for value in found)

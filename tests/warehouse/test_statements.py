# ruff: noqa: S608 - the only names in the SQL are those of kept tables
"""Statements are carried out in the order of asking, beside Python, and say what stopped them."""

import time
from concurrent.futures import CancelledError

import duckdb
import pytest

from garant.warehouse import statements

LONG = "SELECT sum(a.range * b.range % 7) FROM range(10000000) a, range(10000000) b"


def nothing():
    """Nothing comes first."""


@pytest.fixture
def asked():
    con = duckdb.connect()
    yield statements.of(con)
    con.close()


def test_what_is_asked_gives_its_rows_in_any_order_of_waiting(asked):
    first, second = (asked.ask(f"SELECT {number}", nothing) for number in (1, 2))
    assert (second(), first(), first()) == ([(2,)], [(1,)], [(1,)])


def test_what_comes_first_is_done_in_the_turn_of_its_statement(asked):
    said = []
    asked.keep("SELECT 1 AS one", lambda: said.append("kept"))
    asked.ask("SELECT 2", lambda: said.append("asked"))()
    assert said == ["kept", "asked"]


def test_a_kept_table_is_there_for_whoever_reads_it(asked):
    name = asked.keep("SELECT 7 AS seven", nothing)
    other = asked.keep(f'SELECT seven + 1 AS eight FROM "{name}"', nothing)
    assert asked.ask(f'SELECT eight FROM "{other}"', nothing)() == [(8,)]


def test_what_stops_a_kept_table_is_raised_to_its_readers_alone_and_it_is_tried_again(asked):
    name = asked.keep("SELECT number FROM numbers", nothing)
    assert asked.ask("SELECT 1", nothing)() == [(1,)]
    with pytest.raises(duckdb.CatalogException, match="numbers"):
        asked.ask(f'SELECT * FROM "{name}"', nothing)()
    asked.ask("CREATE TEMP TABLE numbers AS SELECT 3 AS number", nothing)()
    asked.settle([name])
    assert asked.ask(f'SELECT * FROM "{name}"', nothing)() == [(3,)]


def test_what_nobody_waits_for_is_stopped_and_the_rest_left_out(asked):
    running, waiting = asked.ask(LONG, nothing), asked.ask("SELECT 1", nothing)
    begun = time.monotonic()
    asked.stop()
    assert time.monotonic() - begun < 30
    for answer in (running, waiting):
        with pytest.raises((duckdb.InterruptException, CancelledError)):
            answer()
    assert asked.ask("SELECT 2", nothing)() == [(2,)]


def test_a_connection_has_one_order_of_statements_and_closes_when_nobody_holds_it():
    con = duckdb.connect()
    assert statements.of(con) is statements.of(con)
    before = len(statements._OF)
    del con
    assert len(statements._OF) == before - 1

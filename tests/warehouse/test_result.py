"""A result is a table that shows itself, and turns into those of other libraries unchanged."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from garant import Book, Result
from tests import world


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder: Path = tmp_path_factory.mktemp("company")
    world.write(folder)
    return Book(folder, settings={"reporting_currency": "EUR"}, as_of="2024-12-31")


@pytest.fixture(scope="module")
def bridge(book: Book) -> Result:
    return book.bridge(by="quarter")


def test_it_prints_as_a_table_with_its_columns_and_first_amount(bridge: Result) -> None:
    shown = repr(bridge)
    assert shown.splitlines()[0].split()[:3] == ["period", "opening", "new"]
    assert str(bridge.rows()[0]["closing"]) in shown


def test_a_notebook_shows_a_picture_and_the_rows(bridge: Result) -> None:
    page = bridge._repr_html_()
    assert page.startswith("<svg")
    assert "<table>" in page


def test_rows_by_account_have_no_picture(book: Book) -> None:
    assert book.bridge(accounts=True)._repr_html_().startswith("<table>")


def test_every_library_gets_the_same_decimals(bridge: Result) -> None:
    expected = [row["closing"] for row in bridge.rows()]
    assert expected[0].as_tuple().exponent == -4
    assert bridge.to_pyarrow().column("closing").to_pylist() == expected
    assert bridge.to_polars()["closing"].to_list() == expected
    assert list(bridge.to_pandas()["closing"]) == expected


def test_it_can_be_worked_on_as_the_ibis_table_that_it_is(bridge: Result) -> None:
    churned = bridge.filter(bridge.table.churn > 0)
    assert churned.columns == bridge.table.columns


def test_it_carries_the_settings_it_was_computed_with(bridge: Result) -> None:
    assert bridge.settings["reporting_currency"] == "EUR"
    assert bridge.settings["closes"] == "restated"
    assert isinstance(bridge.rows()[0]["opening"], Decimal)

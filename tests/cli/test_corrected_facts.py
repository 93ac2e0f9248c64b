"""What was corrected asks for nothing any more: a line in francs, voided and written in euros."""

import json

import pytest

ACCOUNTS = "account_id,name\nA,Aubépine\n"
HEADER = (
    "line_id,account_id,start_on,price_basis,amount,currency,interval_unit,interval_count,"
    "recorded_at,voided_at\n"
)
WRONG = (
    "1,A,2020-01-01,flat_per_interval,100,CHF,month,1,2024-01-02T10:00:00Z,2024-02-02T10:00:00Z\n"
)
RIGHT = "1,A,2024-01-01,flat_per_interval,100,EUR,month,1,2024-02-02T10:00:00Z,\n"
OTHER = "2,A,2024-03-01,flat_per_interval,50,EUR,month,1,,\n"


@pytest.fixture
def corrected(tmp_path):
    (tmp_path / "account.csv").write_text(ACCOUNTS)
    (tmp_path / "contract_line.csv").write_text(HEADER + WRONG + RIGHT + OTHER)
    return tmp_path


def test_the_currency_of_a_voided_line_is_none_of_the_book(call, corrected):
    said = call("metrics", "mrr", corrected, "--on", "2024-03-31", "--format", "json")
    assert said.code == 0, said.err
    answer = json.loads(said.out)
    assert answer["rows"][0]["mrr"] == "150.0000"  # 100 + 50; the 100 francs are void
    assert answer["settings"]["reporting_currency"] == "EUR"


def test_before_it_was_voided_its_currency_was_one_of_the_book(call, corrected):
    said = call("metrics", "mrr", corrected, "--on", "2024-03-31", "--as-of", "2024-01-20")
    assert said.code == 1
    assert "CHF and in EUR" in said.err


def test_with_frozen_closes_it_still_counts_in_the_months_that_knew_it(call, corrected):
    said = call("metrics", "bridge", corrected, "--set", "closes=frozen")
    assert said.code == 1
    assert "CHF and in EUR" in said.err


def test_a_line_that_is_only_known_later_brings_no_currency_yet(call, corrected):
    later = WRONG.replace("2024-01-02", "2030-01-02").replace("2024-02-02T10:00:00Z", "")
    (corrected / "contract_line.csv").write_text(HEADER + OTHER + later)
    said = call("metrics", "mrr", corrected, "--on", "2024-03-31")
    assert said.code == 0, said.err


def test_the_bridge_begins_with_the_first_line_that_counts(call, corrected):
    said = call("metrics", "bridge", corrected, "--format", "json")
    assert json.loads(said.out)["rows"][0]["period"] == "2024-01-01"

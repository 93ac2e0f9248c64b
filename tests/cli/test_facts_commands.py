import csv
import io
import json
import tomllib

import pytest

from garant.metrics.errors import Problem
from tests import world

PROBLEMS = [
    Problem("error", "R26", "contract_line", 12, "amount", "the amount is {n}", {"n": "-5"}),
    Problem("warning", "R4", "contract", 3, "auto_renew", "it ends with its term"),
]


def test_check_has_a_row_for_each_problem_and_lists_the_errors(call, answering):
    answering(tuple(PROBLEMS))
    said = call("facts", "check", "book", "--format", "json")
    assert said.code == 1
    answer = json.loads(said.out)
    assert answer["settings"]["closes"] == "restated"
    assert answer["rows"][0] == {
        "level": "error",
        "rule": "R26",
        "table": "contract_line",
        "row": 12,
        "field": "amount",
        "message": "the amount is -5",
    }
    assert "contract_line, row 12, column amount: the amount is -5" in said.err
    assert "ends with its term" not in said.err


def test_check_of_sound_facts_is_done_even_with_warnings(call, answering):
    answering(tuple(PROBLEMS[1:]))
    said = call("facts", "check", "book")
    assert said.code == 0
    assert said.out.startswith("1 warning is worth reading.")
    assert "ends with its term" in said.out
    answering(())
    assert call("facts", "check", "book").out.startswith("The facts are sound")


def test_describe_names_the_tables_there_and_those_that_may_be_added(call, book):
    said = call("facts", "describe", book)
    assert said.code == 0
    assert said.out.startswith("8 tables were read; a book may also have: opportunity")
    assert "contract_line" in said.out


def test_describe_as_json_has_every_table_and_its_columns(call, book):
    rows = json.loads(call("facts", "describe", book, "--format", "json").out)["rows"]
    lines = next(row for row in rows if row["table"] == "contract_line")
    assert lines["file"] == "contract_line.csv"
    assert "amount" in lines["columns"]
    cells = csv.DictReader(io.StringIO(call("facts", "describe", book, "--format", "csv").out))
    assert "; " in next(cells)["columns"]


@pytest.fixture
def foreign(tmp_path):
    file = tmp_path / "subscriptions.csv"
    file.write_text("Customer,MRR,Start,End,Plan\nacme,100,2024-01-02,2025-01-02,gold\n")
    return file


def test_map_proposes_a_mapping_as_toml_on_standard_output(call, foreign):
    said = call("facts", "map", foreign)
    assert said.code == 0
    mapping = tomllib.loads(said.out)
    assert mapping["contract_line"]["columns"]["account_id"] == "Customer"


def test_map_writes_the_mapping_and_shows_what_it_understood(call, foreign, tmp_path):
    file = tmp_path / "mapping.toml"
    said = call("facts", "map", foreign, "-o", file)
    assert "contract_line" in tomllib.loads(file.read_text())
    assert "Customer" in said.out
    assert "for you to decide" in said.out


def test_map_as_rows_says_what_is_sure(call, foreign):
    rows = json.loads(call("facts", "map", foreign, "--format", "json").out)["rows"]
    sure = {row["ours"]: row["theirs"] for row in rows if row["sure"]}
    assert sure["account_id"] == "Customer"
    assert {row["ours"] for row in rows if not row["sure"]} >= {"currency"}


def test_a_file_to_map_that_is_not_there_is_named(call):
    said = call("facts", "map", "nowhere.csv")
    assert said.code == 1
    assert "nowhere.csv" in said.err


def test_what_each_table_tells_is_said_in_french(call, tmp_path):
    said = call("facts", "describe", world.write(tmp_path / "book"), "--lang", "fr")
    assert "le MRR, l’ARR, le pont" in " ".join(said.out.split())

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from tests import world_numbers

QUESTIONS = [
    ("mrr", "--on", "2024-12-31"),
    ("mrr", "--on", "2024-12-31", "--by", "account"),
    ("bridge", "--by", "quarter"),
    ("bridge", "--view", "net"),
    ("bridge", "--accounts", "--from", "2024-10-01"),
    ("bridge", "--segment", "segment", "--by", "year"),
    ("retention",),
    ("retention", "--segment", "segment"),
    ("cohorts",),
    ("cohorts", "--of", "revenue", "--by", "quarter"),
    ("cohorts", "--by", "discount_band"),
    ("renewals",),
    ("economics", "--by", "quarter"),
    ("adoption", "--value-event", "case_closed"),
]


@pytest.fixture
def ask(call, book, known, opened_once):
    """Ask the small named company a question."""

    def asked(question, *arguments):
        said = call("metrics", question[0], book, *question[1:], *known, *arguments)
        assert said.code == 0, said.err
        return said.out

    return asked


def test_the_mrr_that_is_printed_is_the_one_worked_by_hand(ask):
    for day in (date(2023, 12, 31), date(2024, 12, 31)):
        question = ("mrr", "--on", day.isoformat(), "--by", "account")
        rows = json.loads(ask(question, "--format", "json"))["rows"]
        found = {row["account_id"]: Decimal(row["mrr"]) for row in rows if Decimal(row["mrr"])}
        assert found == world_numbers.MRR[day]


def test_the_bridge_that_is_printed_closes_exactly(ask):
    rows = json.loads(ask(("bridge", "--by", "quarter"), "--format", "json"))["rows"]
    gains = [
        name for name in world_numbers.BUCKETS if not name.startswith(("contraction", "churn"))
    ]
    for row in rows:
        up = sum(Decimal(row[name]) for name in gains)
        down = sum(Decimal(row[name]) for name in world_numbers.BUCKETS if name not in gains)
        assert Decimal(row["opening"]) + up - down == Decimal(row["closing"]), row["period"]
    assert sum(world_numbers.MRR[date(2024, 12, 31)].values()) == Decimal(rows[-1]["closing"])


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_every_answer_fits_80_columns_in_both_languages_and_has_the_same_rows_as_csv(
    ask, monkeypatch, question
):
    monkeypatch.setenv("COLUMNS", "80")
    for lang in ("en", "fr"):
        out = ask(question, "--lang", lang)
        assert max(map(len, out.splitlines())) <= 80
        assert "…" not in out
    answer = json.loads(ask(question, "--format", "json"))
    assert answer["settings"]["reporting_currency"] == "EUR"
    assert answer["settings"]["known_as_of"].startswith("2024-12-31T22:59:59")
    rows = list(csv.DictReader(io.StringIO(ask(question, "--format", "csv"))))
    assert len(rows) == len(answer["rows"]) > 0
    assert list(rows[0]) == list(answer["rows"][0])


def test_the_settings_that_were_chosen_are_said_under_the_table(ask):
    assert "Computed with reporting_tz=Europe/Paris, known_as_of=2024-12-31." in ask(QUESTIONS[0])


def test_the_columns_of_each_answer_are_those_that_scripts_rely_on(ask):
    expected = {
        ("mrr", "--on", "2024-12-31"): "on mrr arr cmrr",
        ("retention",): "period_end opening_mrr nrr grr logo_churn accounts_opening accounts_lost",
        ("cohorts",): "cohort k size kept retention",
        ("renewals",): "period due due_mrr renewed kept_mrr renewed_mrr pending pending_mrr "
        "secured gross net logo",
        ("economics",): "period mrr arr accounts arpa quick_ratio cac payback_months ltv_simple "
        "gross_margin",
        ("bridge", "--view", "net"): "period opening new reactivation expansion contraction churn "
        "fx restatement closing accounts_opening accounts_new accounts_reactivated "
        "accounts_churned accounts_closing blips",
    }
    for question, columns in expected.items():
        header = ask(question, "--format", "csv").splitlines()[0]
        assert header == columns.replace(" ", ","), question


def test_a_fresh_command_computes_and_prints_only_json(start, book, known):
    said = start("metrics", "mrr", book, "--on", "2024-12-31", *known, "--format", "json")
    assert said.err == ""
    (row,) = json.loads(said.out)["rows"]
    found = {name: Decimal(row[name]) for name in ("mrr", "arr", "cmrr")}
    assert found == world_numbers.TOTALS


def test_two_ways_to_say_as_of_are_one_too_many(call, book):
    said = call("metrics", "retention", book, "--as-of", "2024-12-31", "--set", "known_as_of=now")
    assert said.code == 2
    assert "give one of them" in said.err

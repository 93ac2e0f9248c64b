"""`garant outlook renewals` and `growth`: rows, words, files, refusals; growth of any numbers."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.warehouse.due_book import AS_OF, written

MONTH = [
    "period", "due_mrr", "secured", "open", "lost", "expected_kept", "low", "high",
    "called_kept", "uncalled",
]  # fmt: skip
CONTRACT = [
    "contract_id", "account_id", "due_on", "notice_on", "amount", "state", "probability",
    "probability_from", "call",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(tmp_path_factory.mktemp("due") / "book")


def asked(call, folder, *more):
    return call("outlook", "renewals", folder, "--as-of", AS_OF, "--months", "3", *more)


def test_the_rows_by_month_and_what_stands_beside_them(call, folder):
    said = json.loads(asked(call, folder, "--format", "json").out)
    assert [list(row) for row in said["rows"]] == [MONTH] * 4
    assert said["rows"][0]["period"] == "2025-05-01"
    assert said["rows"][2]["due_mrr"] == "350.0000"
    assert said["total"]["contracts"] == 6
    assert {"scenarios", "this_month", "probability", "shared", "due_again"} < {*said}
    assert said["settings"]["months"] == 3


def test_the_rows_by_contract_as_a_file(call, folder, tmp_path):
    to = tmp_path / "due.csv"
    assert asked(call, folder, "--by", "contract", "-o", to).code == 0
    rows = list(csv.DictReader(io.StringIO(to.read_text())))
    assert list(rows[0]) == CONTRACT
    assert [row["contract_id"] for row in rows] == [
        "late", "signed", "fixed", "leaving", "tacit", "noticed",
    ]  # fmt: skip
    assert rows[3]["probability"] == "0.0"


def test_a_person_reads_what_comes_first_and_sees_a_picture(call, folder, tmp_path):
    picture, calls = tmp_path / "due.svg", tmp_path / "calls.csv"
    calls.write_text("contract_id,call,amount\nfixed,renew,80\ntacit,lost,\n")
    said = asked(call, folder, "--lang", "fr", "--chart", picture, "--calls", calls)
    assert said.code == 0, said.err
    assert "6 renouvellements arrivent à échéance d’ici au 31 août 2025" in said.out
    assert "460\u00a0€ seront gardés" in " ".join(said.out.split(" "))
    assert "selon les prévisions" in picture.read_text()
    contracts = asked(call, folder, "--by", "contract")
    assert contracts.out.index("late") < contracts.out.index("tacit") < contracts.out.index("noti")


def test_all_that_is_wrong_with_calls_is_told(call, folder, tmp_path):
    calls = tmp_path / "calls.csv"
    calls.write_text("contract_id,call,amount\nfixd,renew,80\ntacit,no,x\n")
    wrong = asked(call, folder, "--calls", calls)
    assert wrong.code == 1
    for words in ("'fixd'", "'no' is not one of", "'x' is not an amount"):
        assert words in wrong.err


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--months", "0"), 1, "must be from 1 to 36"),
        (("--months", "many"), 2, "not a whole number"),
        (("--by", "day"), 2, "not one of: month, contract"),
    ],
)
def test_what_cannot_be_asked_is_refused(call, folder, more, code, words):
    said = asked(call, folder, *more)
    assert (said.code, words in said.err) == (code, True)


def test_before_the_first_contract_there_is_none_yet(call, folder):
    said = call("outlook", "renewals", folder, "--as-of", "1999-01-01")
    assert (said.code, "no contract yet on 1999-01-01" in said.err) == (1, True), said.err


def test_growth_of_a_book(call, folder):
    said = call("outlook", "growth", folder, "--as-of", AS_OF, "--target", "+30%",
                "--salespeople", "2", "--format", "json")  # fmt: skip
    found = json.loads(said.out)
    assert [row["measure"] for row in found["rows"]] == ["customers", "mrr"]
    assert found["rows"][0]["to_win"] == str(-(-int(float(found["rows"][0]["now"])) * 3 // 10) + 1)
    assert found["so_far"]["count"] == 1  # "late" left in May 2025, and has not been renewed
    assert (
        call("outlook", "growth", folder, "--target", "+100%", "--chart", Path("a.svg")).code == 2
    )


def test_growth_of_any_numbers(call):
    said = call("arithmetic", "growth", "--customers", "120", "--churn", "0", "--target", "+50%",
                "--salespeople", "5", "--format", "json")  # fmt: skip
    row = json.loads(said.out)["rows"][0]
    assert (row["per_month"], row["per_salesperson"], row["to_win"]) == (
        "5.000000", "1.000000", "60",
    )  # fmt: skip
    two = call("arithmetic", "growth", "--customers", "2", "--churn", "0", "--target", "50%")
    assert "win 1: 0.1 a month" in two.out
    money = call("arithmetic", "growth", "--customers", "120", "--churn", "2%", "--target", "50%",
                 "--mrr", "60000")  # fmt: skip
    assert "from 60.0k to 90.0k a month" in " ".join(money.out.split())
    assert (
        call("arithmetic", "growth", "--customers", "2", "--churn", "1", "--target", "1").code == 1
    )

"""Whether the last day counts is read from the days of a file, or left to a person."""

from datetime import date

import pytest

import garant
from garant.warehouse.ends import Ends, ends
from garant.warehouse.propose import propose

HEADER = "customer_id,start_date,end_date,mrr,currency\n"
# Alpha renews on 1 January, Gamma on 15 June: both stay.
LAST_DAYS = (
    HEADER + "X1,2025-01-01,2025-12-31,100,EUR\nX1,2026-01-01,2026-12-31,100,EUR\n"
    "X3,2025-06-15,2026-06-14,300,EUR\nX3,2026-06-15,2027-06-14,300,EUR\n"
)
FIRST_DAYS_WITHOUT = (
    HEADER + "X1,2025-01-01,2026-01-01,100,EUR\nX1,2026-01-01,2027-01-01,100,EUR\n"
    "X3,2025-06-15,2026-06-15,300,EUR\nX3,2026-06-15,2027-06-15,300,EUR\n"
)
ANY_DAYS = HEADER + "X1,2025-01-01,2025-04-17,100,EUR\nX3,2025-06-15,2026-02-03,300,EUR\n"


def rows(text):
    return [line.split(",") for line in text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("start", "end", "sign"),
    [
        ("2025-01-01", "2025-12-31", (1, 0)),
        ("2025-01-01", "2026-01-01", (0, 1)),
        ("2024-02-15", "2025-02-14", (1, 0)),
        ("2024-02-15", "2025-02-15", (0, 1)),
        ("2025-03-09", "2025-10-31", (1, 0)),
        ("2025-03-09", "2025-11-01", (0, 1)),
        ("2025-03-09", "2025-10-20", (0, 0)),
        ("2025-01-31", "2025-02-28", (0, 0)),  # the eve of March, and a month after 31 January
        ("2025-01-30", "2025-03-29", (1, 0)),
    ],
)
def test_one_end_is_a_last_day_a_first_day_without_or_neither(start, end, sign):
    told = ends([["A", start, end]], (0, 1, 2))
    assert (told.last, told.without) == sign


def test_the_next_line_of_the_account_goes_before_the_place_in_the_month():
    days = [["A", "2025-03-10", "2025-03-31"], ["A", "2025-03-31", ""]]
    latest = date(2025, 3, 31)
    assert ends(days, (0, 1, 2)) == Ends(of=1, without=1, followed=1, latest=latest)
    assert ends([*days[:1], ["B", *days[1][1:]]], (0, 1, 2)) == Ends(of=1, last=1, latest=latest)


def test_nine_of_ten_ends_that_show_it_and_half_of_all_decide():
    assert Ends(of=10, last=9, without=1).inclusive is True
    assert Ends(of=10, last=8, without=1).inclusive is None
    assert Ends(of=19, without=9).inclusive is None
    assert Ends(of=18, without=9).inclusive is False
    assert Ends().inclusive is None


def test_an_end_with_an_hour_is_where_the_line_ends():
    told = ends([["A", "2025-01-01 10:11", "2025-12-31 23:50"]], (0, 1, 2))
    assert told.inclusive is False
    assert ends([["A", "2025-01-01 00:00", "2025-12-31 00:00:00"]], (0, 1, 2)).inclusive is True


@pytest.mark.parametrize("text", [LAST_DAYS, FIRST_DAYS_WITHOUT])
def test_a_customer_who_renews_neither_leaves_nor_comes_back(tmp_path, text):
    (tmp_path / "subscriptions.csv").write_text(text)
    proposal = propose([tmp_path / "subscriptions.csv"])
    assert ("inclusive = true" in proposal.toml) == (text is LAST_DAYS)
    assert "does the last day count" not in proposal.toml
    (tmp_path / "mapping.toml").write_text(proposal.toml)
    book = garant.Book(tmp_path, as_of="2026-12-31")
    bridge = book.bridge("year").rows()
    book.close()
    assert [(str(row["period"]), int(row["new"]), int(row["churn"]), int(row["reactivation"]),
             int(row["closing"])) for row in bridge] == [
        ("2025-01-01", 400, 0, 0, 400), ("2026-01-01", 0, 0, 0, 400),
    ]  # fmt: skip


def test_where_the_days_do_not_show_it_the_proposal_asks(tmp_path):
    (tmp_path / "subscriptions.csv").write_text(ANY_DAYS)
    assert "# ? does the last day count?" in propose([tmp_path / "subscriptions.csv"]).toml


def test_lines_that_start_the_day_after_a_last_day_raise_the_question_of_renewal(tmp_path):
    (tmp_path / "subscriptions.csv").write_text(LAST_DAYS)
    assert "# [contract_line.predecessor]" in propose([tmp_path / "subscriptions.csv"]).toml


@pytest.mark.parametrize(
    ("text", "layout"),
    [("31/12/25", "%d/%m/%y"), ("12/31/2025 12:00:00 AM", "%m/%d/%Y"), ("31.12.2025", "%d.%m.%Y")],
)
def test_an_end_is_a_day_however_it_is_written(text, layout):
    start = {"%d/%m/%y": "01/01/25", "%m/%d/%Y": "1/1/2025", "%d.%m.%Y": "01.01.2025"}[layout]
    latest = date(2025, 12, 31)
    assert ends([["A", start, text]], (0, 1, 2), layout=layout) == Ends(1, last=1, latest=latest)

"""`garant outlook retention`: from survivors and from a book, and what is refused."""

import csv
import io
import json

import pytest

from garant.charts.labels import NBSP
from tests.warehouse.test_outlook_retention import STRETCHES, line

HIGH_END = "100,86.9,74.3,65.3,59.3,55.1,51.7,49.1"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Thirty accounts, of which six leave after a year and four after four months."""
    folder = tmp_path_factory.mktemp("book")
    lines = [
        line(account, begin, end, place, 100 + account)
        for account, own in enumerate(STRETCHES)
        for place, (begin, end) in enumerate(own)
    ]
    ids = sorted({row["account_id"] for row in lines})
    accounts = [{"account_id": one, "region": f"R{int(one[1:]) % 4}"} for one in ids]
    for name, rows in (("account", accounts), ("contract_line", lines)):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            written = csv.DictWriter(file, list(rows[0]))
            written.writeheader()
            written.writerows(rows)
    return str(folder), "--as-of", "2024-12-31"


def ask(call, *more):
    return call("outlook", "retention", "--quiet", *more)


def told(call, *more):
    said = ask(call, *more, "--format", "json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def plainly(text: str) -> str:
    return " ".join(text.replace(NBSP, " ").split())


def test_survivors_give_the_rows_of_the_contract_and_the_published_projection(call):
    found = told(call, "--survivors", HIGH_END, "--horizon", "12")
    assert list(found["rows"][0]) == ["period", "observed", "expected", "low", "high"]
    assert [row["period"] for row in found["rows"]] == list(range(13))
    assert found["rows"][7]["observed"] == pytest.approx(0.491)
    assert found["rows"][8]["observed"] is None
    expected = [round(row["expected"], 3) for row in found["rows"][8:]]
    assert expected == [0.46, 0.436, 0.414, 0.395, 0.378]
    assert found["model"] == "shifted beta-geometric"
    assert round(found["parameters"]["alpha"], 3) == 0.668
    assert round(found["parameters"]["beta"], 3) == 3.806


def test_four_years_of_the_published_table_hold_years_5_to_12(call):
    later = (55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4)
    rows = told(call, "--survivors", "100,86.9,74.3,65.3,59.3", "--horizon", "12")["rows"]
    for year, share in enumerate(later, start=5):
        assert rows[year]["low"] <= share / 100 <= rows[year]["high"]


def test_counts_percentages_and_shares_give_the_same_curve(call):
    rows = [
        told(call, "--survivors", typed)["rows"]
        for typed in ("1000,869,743,653", "100,86.9,74.3,65.3", "1;0,869;0,743;0,653")
    ]
    assert rows[0] == rows[1] == rows[2]


def test_fewer_customers_give_a_wider_interval(call):
    ends = [
        told(call, "--survivors", HIGH_END, "--customers", n)["rows"][12] for n in ("50", "5000")
    ]
    assert ends[0]["high"] - ends[0]["low"] > 2 * (ends[1]["high"] - ends[1]["low"])


def test_a_person_reads_sentences_and_a_table(call):
    said = call("outlook", "retention", "--survivors", HIGH_END, "--horizon", "12")
    words = plainly(said.out)
    assert said.code == 0
    assert "After 7 periods, 49.1% are still there." in words
    assert "After 12 periods, 37.8% are expected" in words
    assert "1,000 are assumed" in words
    assert "49.1%" in words
    assert "α" not in words


def test_it_speaks_french(call):
    said = call("outlook", "retention", "--survivors", HIGH_END, "--lang", "fr")
    words = plainly(said.out)
    assert "Après 7 périodes, 49,1 % sont encore là." in words
    assert "on en suppose 1 000" in words


def test_survivors_that_rise_are_warned(call):
    found = told(call, "--survivors", "100,80,85,70")
    assert [one["code"] for one in found["warnings"]] == ["survivors_rise", "customers_assumed"]
    said = call("outlook", "retention", "--survivors", "100,80,85,70")
    assert "the end of period 2 than before" in plainly(said.out)


def test_everything_that_cannot_be_is_said_at_once(call):
    said = ask(call, "--survivors", "100,x,74.3,-5")
    assert said.code == 1
    assert "period 1: 'x' is not a number" in said.err
    assert "period 3: -5 is below zero" in said.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "give a BOOK, or --survivors"),
        (("there", "--survivors", HIGH_END), "one of the two"),
        (("--survivors", HIGH_END, "--segment", "x"), "leave --segment out"),
        (("--survivors", HIGH_END, "--as-of", "2024-01-01"), "leave --as-of out"),
        (("--survivors", HIGH_END, "--seed", "-1"), "the seed is -1; it must be 0 or more"),
        (("there", "--customers", "5"), "--customers goes with --survivors"),
        (("there", "--margin", "80%"), "--margin goes with --accounts"),
        (("there", "--accounts", "--by", "cohort"), "leave --by out"),
        (("there", "--by", "week"), "'week' is not one of: cohort"),
        (("--survivors", HIGH_END, "--discount", "much"), "'much' is not a number"),
    ],
)
def test_options_that_do_not_go_together_are_refused(call, given, words):
    said = ask(call, *given)
    assert said.code == 2
    assert words in plainly(said.err)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--survivors", "100,90"), "2 numbers are given"),
        (("--survivors", "1,2,3"), "more survivors than before at the end of period 1, 2"),
        (("--survivors", "100,90,0"), "everyone had left by the end of period 2"),
        (("--survivors", HIGH_END, "--horizon", "0"), "the horizon is 0"),
        (("--survivors", "1000,1000,1000"), "5 departures at least; there are 0"),
        (("--survivors", "500,400,300", "--customers", "50"), "--customers says 50"),
    ],
)
def test_questions_without_an_answer_are_refused(call, given, words):
    said = ask(call, *given)
    assert said.code == 1
    assert words in plainly(said.err)


def test_a_book_has_the_curve_of_its_accounts(call, book):
    found = told(call, *book)
    assert found["settings"]["period"] == "year"
    assert found["settings"]["known_as_of"].startswith("2024-12-31")
    first = found["kaplan_meier"][1]
    # all thirty had a year; six left at its end, and four before, of whom one was back too late
    assert (first["at_risk"], first["lost"]) == (30, 10)
    shares = [row["expected"] for row in found["rows"]]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--as-of", "2019-01-01"), "no account has paid for a whole month by 2019-01-01"),
        (("--as-of", "2024-12-31", "--from", "2030-01-01"), "ends on 2024-12-31: choose an"),
        (("--as-of", "2024-12-31", "--segment", "nope"), "there is no column nope of the accounts"),
    ],
)
def test_a_day_or_a_column_outside_the_book_is_named(call, book, more, words):
    said = ask(call, book[0], *more)
    assert (said.code, words in plainly(said.err)) == (1, True)
    assert "month, quarter" not in said.err


def test_each_segment_has_its_rows(call, book):
    said = ask(call, *book, "--segment", "region", "--format", "csv", "--period", "month")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert list(rows[0]) == ["segment", "period", "observed", "expected", "low", "high"]
    assert {row["segment"] for row in rows} == {"R0", "R1", "R2", "R3"}


def test_each_year_of_first_revenue_has_its_rows(call, book):
    rows = told(call, *book, "--by", "cohort")["rows"]
    assert {row["cohort"] for row in rows} == {"2022", "2023"}


def test_accounts_are_worth_what_they_still_bring(call, book):
    said = call("outlook", "retention", *book, "--accounts", "--margin", "75%")
    assert said.code == 0
    assert "21 accounts pay" in plainly(said.out)
    assert "LTV" in said.out


def test_departures_before_a_day_do_not_count(call, book):
    found = told(call, *book, "--period", "month", "--from", "2023-05-01")
    assert found["losses"] == 5  # of ten, five left from May 2023 on
    assert found["settings"]["since"] == "2023-05-01"


@pytest.mark.parametrize("name", ["picture.svg", "page.html"])
def test_it_draws_itself(call, tmp_path, name):
    file = tmp_path / name
    option = "--chart" if name.endswith(".svg") else "-o"
    assert ask(call, "--survivors", HIGH_END, option, file).code == 0
    assert "<svg" in file.read_text()

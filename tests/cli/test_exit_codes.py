import pytest

from garant.cli.main import CLOSED_PIPE
from garant.metrics.errors import DataError, OurError, Problem, RequestError


def test_help_and_version_are_done(start):
    assert start("--help").code == 0
    assert start("--version").out.startswith("garant ")


def test_an_unknown_option_a_missing_argument_and_a_wrong_word_are_wrong_usage(start):
    for arguments in (
        ("metrics", "bridge", "book", "--bogus"),
        ("metrics", "bridge"),
        ("metrics", "bridge", "book", "--by", "week"),
        ("metrics", "mrr", "book", "--on", "yesterday"),
        ("metrics", "mrr", "book"),
        ("dance",),
        ("metrics", "bridge", "book", "--set", "closes"),
        ("metrics", "bridge", "book", "--format", "parquet"),
        ("metrics", "economics", "book", "--chart", "x.svg"),
        ("metrics", "bridge", "book", "--chart", "x.gif"),
        ("arithmetic", "replace", "--customers", "2"),
    ):
        said = start(*arguments)
        assert said.code == 2, arguments
        assert said.out == ""
        assert "Traceback" not in said.err


def test_the_words_that_a_choice_allows_are_said(call):
    said = call("metrics", "bridge", "book", "--by", "week")
    assert "--by: 'week' is not one of: month, quarter, year" in said.err


def test_an_unknown_setting_is_refused_by_name(call, book):
    said = call("metrics", "bridge", book, "--set", "colour=blue")
    assert said.code == 1
    assert "colour" in said.err
    assert "closes" in said.err


def test_a_setting_given_twice_is_wrong_usage(call, book):
    said = call("metrics", "bridge", book, "--set", "closes=frozen", "--set", "closes=restated")
    assert said.code == 2
    assert "--set gives closes twice" in said.err


def test_a_book_that_is_not_there_is_refused_with_its_name(call):
    said = call("metrics", "bridge", "no-such-folder")
    assert said.code == 1
    assert "no-such-folder" in said.err
    assert said.out == ""


def test_every_problem_of_the_facts_is_listed_with_table_row_and_column(call, answering):
    problems = [
        Problem("error", "R26", "contract_line", 12, "amount", "amount is {n}", {"n": "-5"}),
        Problem("error", "R26", "account", None, None, "there is no such table"),
    ]
    answering(DataError(problems))
    said = call("metrics", "bridge", "book")
    assert said.code == 1
    assert said.out == ""
    assert said.err.splitlines() == [
        "error: contract_line, row 12, column amount: amount is -5 (R26)",
        "error: account: there is no such table (R26)",
        "The facts have 2 errors; nothing was computed.",
    ]


def test_what_steers_a_terminal_is_taken_out_of_an_error(call, answering):
    answering(RequestError("the account is {name}", name="\x1b[2Jgone"))
    assert "\x1b" not in call("metrics", "bridge", "book").err


def test_our_own_failure_is_code_3_and_shows_a_trace_only_when_asked(call, answering):
    answering(ZeroDivisionError("by nought"))
    said = call("metrics", "bridge", "book")
    assert said.code == 3
    assert "ZeroDivisionError: by nought" in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in call("metrics", "bridge", "book", "--debug").err
    answering(OurError("the engine {name} stopped", name="duckdb"))
    assert call("metrics", "bridge", "book").code == 3


@pytest.mark.parametrize("months", [3, 1200])
def test_a_reader_that_goes_away_leaves_no_trace(process, months):
    with process("arithmetic", "licence-vs-rent", "--months", months) as left:
        left.stdout.close()
        assert left.stderr.read() == b""
    assert left.returncode == CLOSED_PIPE


def test_ctrl_c_is_quiet(call, answering):
    answering(KeyboardInterrupt())
    said = call("metrics", "bridge", "book")
    assert (said.code, said.out, said.err) == (130, "", "")

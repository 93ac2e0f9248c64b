from datetime import date
from decimal import Decimal

import pytest

from garant.cli.drawing import Step, waterfall
from garant.cli.figures import reading
from garant.cli.labels import GAINS, LOSSES


def lines_of(text):
    return [line.rstrip() for line in text.splitlines()]


def month(number):
    return date(2023 + number // 12, number % 12 + 1, 1)


@pytest.fixture
def many_months():
    """Three years, month by month, in which most movements happen."""
    moved = dict.fromkeys((*GAINS, *LOSSES), Decimal("1234.5000"))
    return [
        {
            "period": month(number),
            "opening": Decimal("123456.0000"),
            **moved,
            "upsell_plan": Decimal("0.0000"),
            "closing": Decimal("123456.0000"),
            "accounts_opening": 12,
            "accounts_new": 1,
            "accounts_reactivated": 0,
            "accounts_churned": 1,
            "accounts_closing": 12,
            "blips": 0,
        }
        for number in range(36)
    ]


@pytest.mark.parametrize("width", [80, 100, 160])
def test_a_wide_bridge_is_whole_at_any_width(call, answering, many_months, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    answering(many_months)
    out = call("metrics", "bridge", "book").out
    assert max(map(len, out.splitlines())) <= width
    assert "…" not in out
    for number in range(36):
        assert f"{month(number):%b %y}" in out
    assert out.count("−1,234") + out.count("−1,235") == 36 * len(LOSSES)


def test_movements_that_never_happen_are_left_out_and_the_reader_is_told(
    call, answering, many_months
):
    answering(many_months)
    out = call("metrics", "bridge", "book").out
    assert "Not shown, because always zero: Higher plan, Came and went." in " ".join(out.split())
    assert out.count("Higher plan") == 1


def test_a_gain_has_a_plus_and_a_loss_a_minus(call, answering, two_years):
    answering(two_years)
    out = call("metrics", "bridge", "book", "--by", "year").out
    assert "+1,234.50" in out
    assert "−1,600.25" in out


def test_large_amounts_are_rounded_to_the_unit_and_the_reader_is_told(call, answering, many_months):
    answering(many_months)
    out = call("metrics", "bridge", "book").out
    assert "123,456" in out
    assert "123,456.00" not in out
    assert "rounded to the unit; --format csv gives every digit" in out


def test_the_sentence_above_is_computed_from_the_rows(call, answering, two_years):
    answering(two_years)
    first = call("metrics", "bridge", "book", "--by", "year").out.splitlines()
    assert " ".join(first[:2]).startswith(
        "From 2023 to 2024, monthly recurring revenue went from €0 to €0: "
        "€1,635 gained, €1,635 lost."
    )


def test_quiet_leaves_only_the_tables(call, answering, two_years):
    answering(two_years)
    out = call("metrics", "bridge", "book", "--by", "year", "--quiet").out
    assert "From 2023" not in out
    assert "Not shown" not in out
    assert "Opening" in out


def test_no_row_is_said_in_a_sentence(call, answering):
    answering([])
    assert call("metrics", "bridge", "book").out.strip() == "No period meets this range."


def test_what_a_book_holds_cannot_steer_the_terminal(call, answering):
    answering([{"account_id": "[red]\x1b[31mA1\nB", "mrr": Decimal("5.0000")}])
    out = call("metrics", "mrr", "book", "--on", "2024-01-31", "--by", "account").out
    assert "\x1b" not in out
    assert "[red]" in out


def test_a_null_is_a_dash_never_a_zero(call, answering, two_years):
    rows = [
        {
            "period_end": date(2024, 12, 31), "opening_mrr": Decimal(0), "nrr": None, "grr": None,
            "logo_churn": None, "accounts_opening": 0, "accounts_lost": 0,
        }
    ]  # fmt: skip
    answering(rows)
    out = call("metrics", "retention", "book").out
    assert out.startswith("Not enough history: 12 months are needed before a rate.")
    assert lines_of(out)[-3:][0].split()[4:7] == ["—", "—", "—"] or "—" in out


def test_cohorts_stand_in_a_grid(call, answering):
    rows = [
        {
            "cohort": month(start), "k": k, "size": 10, "kept": 10 - k,
            "retention": Decimal(10 - k) / 10,
        }
        for start in range(3)
        for k in range(3 - start)
    ]  # fmt: skip
    answering(rows)
    out = lines_of(call("metrics", "cohorts", "book").out)
    assert out[0] == "80.0% of the accounts are there 2 months after they started."
    assert [line.split() for line in out if line.startswith(("Cohort", "Jan", "Feb", "Mar"))] == [
        ["Cohort", "Start", "+1", "+2"],
        ["Jan", "23", "10", "90%", "80%"],
        ["Feb", "23", "10", "90%"],
        ["Mar", "23", "10"],
    ]


def test_cents_are_shown_only_where_there_are_some():
    assert reading([{"mrr": Decimal("5.0000")}], by="month").cell("mrr", Decimal(5)) == "5"
    assert reading([{"mrr": Decimal("5.5000")}], by="month").cell("mrr", Decimal(5)) == "5.00"


def test_a_waterfall_keeps_its_width_and_tells_gain_from_loss_without_colour():
    steps = [
        Step("start", Decimal(0), "total", "0"),
        Step("won", Decimal(75), "gain", "+75"),
        Step("lost", Decimal(25), "loss", "−25"),
        Step("end", Decimal(50), "total", "50"),
    ]
    drawn = [line.plain for line in waterfall(steps, 40)]
    assert {len(line) for line in drawn} == {40}
    assert drawn[1].count("▓") == 28
    assert drawn[2].count("░") == 9
    assert drawn[2].index("░") > drawn[1].index("▓")
    assert drawn[3].index("█") == drawn[1].index("▓")


def test_adoption_shows_the_last_day_of_each_account_and_csv_every_day(call, answering):
    rows = [
        {"account_id": account, "on": date(2024, 1, day), "active_users_28d": day, "depth": None}
        for account in ("A1", "A2")
        for day in (30, 31)
    ]
    answering(rows)
    out = call("metrics", "adoption", "book").out
    assert out.startswith("On 31 Jan 2024, 62 users of 2 accounts had got value out of it")
    assert "30 Jan 2024" not in out
    assert "--format csv has every day" in out
    assert len(call("metrics", "adoption", "book", "--format", "csv").out.splitlines()) == 5

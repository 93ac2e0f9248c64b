"""Retention curves of whole books: by hand, against the metrics, on random companies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from garant import Book
from garant.metrics.errors import RequestError
from garant.warehouse.outlook_lives import BookLives
from garant.warehouse.outlook_retention import curve, of_survivors, retention
from garant.warehouse.outlook_worth import account_worth
from tests.books import random_book

AS_OF = date(2024, 12, 31)


def first_of(month: int) -> date:
    """The first day of a month counted from January 2022."""
    return date(2022 + month // 12, month % 12 + 1, 1)


def line(account: int, begin: int, end: int | None, place: int = 0, amount: int = 100):
    return {
        "line_id": f"L{account}-{place}", "account_id": f"A{account:02}", "product_id": "P",
        "kind": "recurring", "start_on": first_of(begin),
        "end_on": None if end is None else first_of(end), "quantity": Decimal(1), "unit": "unit",
        "price_basis": "flat_per_interval", "amount": Decimal(amount), "currency": "EUR",
        "interval_unit": "month", "interval_count": 1,
    }  # fmt: skip


def company(stretches, **more) -> Book:
    """A book of accounts, each with the months in which it pays: [(begin, end), …]."""
    lines = [
        line(account, begin, end, place, 100 + account)
        for account, own in enumerate(stretches)
        for place, (begin, end) in enumerate(own)
    ]
    accounts = [
        {
            "account_id": f"A{account:02}", "name": f"Account {account}",
            "segment": "north" if account % 2 else "south", "is_test": False,
        }
        for account in range(len(stretches))
    ]  # fmt: skip
    tables = {"account": accounts, "contract_line": lines, **more}
    return Book(tables, as_of=AS_OF)


# Thirty accounts that start in the first two years; six southern ones leave after a
# year, four northern ones after four months, and one of these comes back.
STRETCHES = [
    [(account, account + 12)] if account % 4 == 0 and account < 24
    else [(account, account + 4), (20, None)] if account == 7
    else [(account, account + 4)] if account in {1, 3, 5}
    else [(account % 24, None)]
    for account in range(30)
]  # fmt: skip


@cache
def small() -> Book:
    return company(STRETCHES)


def by_hand(months: int, chosen=lambda _account: True):
    """Who was there at one look and not at the next one; 35 is December 2024."""
    rows: dict[int, list[int]] = {}
    for account, own in enumerate(STRETCHES):
        there = {m for begin, end in own for m in range(begin, 36 if end is None else end)}
        first = min(there)
        for period in range(1, (35 - first) // months + 1):
            if first + (period - 1) * months in there and chosen(account):
                row = rows.setdefault(period, [0, 0])
                row[0] += 1
                row[1] += first + period * months not in there
    return [tuple(rows[k]) for k in sorted(rows)]


def counts(evidence):
    return [(int(n), int(d)) for n, d in zip(evidence.at_risk, evidence.lost, strict=True)]


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize("months", [1, 3, 12])
def test_who_is_at_risk_and_lost_is_counted_as_by_hand(months):
    assert counts(BookLives(small()).lives.evidence(months)) == by_hand(months)


def test_the_rows_are_those_of_the_contract():
    found = retention(small(), period="month", horizon=40)
    assert found.columns == ("period", "observed", "expected", "low", "high")
    assert [row["period"] for row in found.rows()] == list(range(41))
    assert found.rows()[0] == {"period": 0, "observed": 1, "expected": 1, "low": 1, "high": 1}
    share = 1.0
    for row, (there, lost) in zip(found.rows()[1:], by_hand(1), strict=False):
        share *= 1 - lost / there
        assert row["observed"] == pytest.approx(share, abs=1e-6)
    assert found.rows()[40]["observed"] is None
    assert {"model", "parameters", "constant", "hold_out", "life", "kaplan_meier"} <= set(
        found.beside
    )


def test_a_segment_has_its_own_curve_of_its_own_accounts():
    found = retention(small(), segment="segment", period="month")
    assert found.columns[0] == "segment"
    south = [row for row in found.rows() if row["segment"] == "south"]
    share = 1.0
    for row, (there, lost) in zip(south[1:], by_hand(1, lambda a: a % 2 == 0), strict=False):
        share *= 1 - lost / there
        assert row["observed"] == pytest.approx(share, abs=1e-6)
    assert [one["segment"] for one in found.beside["curves"]] == ["north", "south"]
    # north lost four, too few for a curve: what was seen is shown, and nothing is foreseen
    north = [row for row in found.rows() if row["segment"] == "north"]
    assert all(row["expected"] is None for row in north)
    assert "north has too few" in " ".join(found.sentences())


def test_cohorts_are_of_the_year_of_first_revenue():
    found = retention(small(), by="cohort", period="month")
    assert sorted({row["cohort"] for row in found.rows()}) == ["2022", "2023"]
    seen = {one["cohort"]: one["customers"] for one in found.beside["curves"]}
    # the returning account is watched twice
    assert seen["2022"] == sum(account % 24 < 12 for account in range(30)) + 1


def test_from_a_day_on_older_accounts_enter_at_their_age():
    lives = BookLives(small()).lives
    since = retention(small(), period="month", since="2023-05-01")
    # the last look before May 2023 is at the end of April, month 15 of 35
    evidence = lives.evidence(1, lives.last - 20)
    assert since.beside["losses"] == int(evidence.losses)
    assert since.beside["losses"] < retention(small(), period="month").beside["losses"]


def test_the_period_is_the_year_where_most_leave_at_its_end():
    yearly = company([[(account % 12, account % 12 + 12)] for account in range(12)]
                     + [[(account, None)] for account in range(12)])  # fmt: skip
    assert retention(yearly).settings["period"] == "year"
    assert curve(yearly).question.months == 12
    assert curve(yearly).hazard(1) == pytest.approx(0.5, abs=0.01)


def test_what_cannot_be_asked_is_refused_by_name():
    with pytest.raises(RequestError, match="there is no column colour of the accounts or of"):
        retention(small(), segment="colour")
    with pytest.raises(RequestError, match="by segment or by cohort, not by both"):
        retention(small(), segment="segment", by="cohort")
    with pytest.raises(RequestError, match="curves are by cohort, not by 'week'"):
        retention(small(), by="week")
    with pytest.raises(RequestError, match="the date since is 'soon'"):
        retention(small(), since="soon")
    with pytest.raises(RequestError, match="a period is a month, a quarter or a year"):
        retention(small(), period="week")
    with pytest.raises(RequestError, match="the horizon is 0"):
        retention(small(), horizon=0)
    with pytest.raises(RequestError, match="discount is -1"):
        retention(small(), discount=-1)


def test_a_book_that_nobody_left_says_what_it_takes():
    with pytest.raises(RequestError, match="5 departures at least; there are 0"):
        retention(company([[(account, None)] for account in range(6)]))


# ---------------------------------------------------------------- against the metrics


@pytest.mark.parametrize("seed", [1, 5])
def test_what_is_lost_is_what_logo_churn_counts_in_books_that_contain_every_oddity(seed):
    tables, settings = random_book(seed)
    book = Book(tables, settings=settings | {"closes": "restated"})
    read = BookLives(book)
    evidence = read.lives.evidence()
    months = [row for row in book.bridge().rows() if row["accounts_opening"]]
    last = read.span.grain.first(read.span.last)
    months = [row for row in months if row["period"] <= last]
    assert evidence.at_risk.sum() == sum(row["accounts_opening"] for row in months)
    assert evidence.losses == sum(row["accounts_churned"] for row in months)


def test_where_nobody_returns_a_cohorts_curve_is_its_logo_retention():
    stretches = [own for own in STRETCHES if len(own) == 1 and own[0][0] == 0]
    stretches += [[(0, end)] for end in (5, 6, 6, 9, 14)]
    book = company(stretches)
    seen = {row["k"]: row["retention"] for row in book.cohorts().rows()}
    found = retention(book, period="month")
    for row in found.rows():
        if row["observed"] is not None:
            assert row["observed"] == pytest.approx(float(seen[row["period"]]), abs=2e-6)


# ---------------------------------------------------------------- what accounts are worth


def test_each_account_is_worth_what_it_still_pays_and_has_paid():
    found = account_worth(small(), margin="80%", period="month")
    rows = {row["account_id"]: row for row in found.rows()}
    there = [account for account, own in enumerate(STRETCHES) if own[-1][1] is None]
    assert set(rows) == {f"A{account:02}" for account in there}
    for account in there:
        row, own = rows[f"A{account:02}"], STRETCHES[account]
        paid = sum((36 if end is None else end) - begin for begin, end in own)
        assert row["age"] == 35 - own[0][0]
        assert row["monthly"] == 100 + account
        # every month end at 100 + account, of which 80 % is margin
        assert row["ltv_realised"] == Decimal(paid * (100 + account)) * Decimal("0.8")
        assert row["ltv_expected"] == pytest.approx(
            Decimal(str(row["remaining"])) * (100 + account) * Decimal("0.8"), rel=Decimal("0.01")
        )
        assert row["ltv_expected_low"] <= row["ltv_expected"] <= row["ltv_expected_high"]


def test_the_simple_value_is_at_the_churn_of_the_metrics():
    cogs = [
        {
            "month": first_of(month), "department": "it", "kind": "cogs",
            "amount": Decimal(600), "currency": "EUR",
        }
        for month in range(36)
    ]  # fmt: skip
    book = company([*STRETCHES, [(4, 30)]], spend=cogs)
    found, last = account_worth(book), book.economics().rows()[-1]
    assert found.settings["margin"] == pytest.approx(float(last["gross_margin"]))
    mean = np.mean([float(row["ltv_simple"]) for row in found.rows()])
    assert mean == pytest.approx(float(last["ltv_simple"]), rel=1e-3)


def test_without_costs_of_service_a_margin_must_be_given():
    with pytest.raises(RequestError, match="give one, such as --margin 80%"):
        account_worth(small())
    with pytest.raises(RequestError, match="margin is 120%; it must be above 0 and 1 at most"):
        account_worth(small(), margin="120%")


# ---------------------------------------------------------------- survivors


def test_survivors_give_the_published_projection_and_say_the_assumption():
    table = "100,86.9,74.3,65.3,59.3,55.1,51.7,49.1"
    found = of_survivors(table, horizon=12)
    assert [round(row["expected"], 3) for row in found.rows()[8:]] == [
        0.46, 0.436, 0.414, 0.395, 0.378,
    ]  # fmt: skip
    assert found.beside["model"] == "shifted beta-geometric"
    assert round(found.beside["parameters"]["alpha"], 3) == 0.668
    assert round(found.beside["parameters"]["beta"], 3) == 3.806
    assert found.settings["assumed_customers"] == 1000
    assert [one["code"] for one in found.beside["warnings"]] == ["customers_assumed"]
    assert "1,000 are assumed" in " ".join(found.sentences())
    assert "12" in repr(found)
    assert "<svg" in found._repr_html_()


def test_survivors_that_rise_are_shown_as_typed_and_warned():
    found = of_survivors([100, 80, 85, 70, 60], customers=400)
    assert found.rows()[2]["observed"] == 0.85
    assert [one["code"] for one in found.beside["warnings"]] == ["survivors_rise"]
    assert "the end of period 2" in " ".join(found.sentences())


def test_the_length_of_a_period_sets_the_discount_of_one():
    # 10 % a year: a month counts 1.1^(-1/12), so twelve times as many months fit in a life
    table = [1000, 980, 962, 946, 932]
    yearly, monthly = (of_survivors(table, period=p).beside["life"] for p in ("year", "month"))
    assert monthly["periods"] > 2 * yearly["periods"]


def test_without_a_discount_a_life_without_end_is_none():
    found = of_survivors([1000, 600, 480, 430, 400], discount=0)
    assert found.beside["parameters"]["alpha"] < 1
    assert found.beside["life"]["periods"] is None
    assert "some never leave" in " ".join(found.sentences())

"""What became of each contract at the end of its terms, by hand and against the slow reference."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import garant
from garant.metrics.calendar import Span
from garant.metrics.decisions import decisions, missing_renewal_rates
from garant.metrics.renewals import COLUMNS, renewals
from garant.warehouse import run
from tests.books import random_book
from tests.reference import Reference
from tests.reference.small import Row, contract, day, line, rate

AS_OF = "2025-02-10"
YEARS = Span.of("month", date(2024, 1, 1), date(2025, 12, 31))
Told = dict[str, list[tuple[str, int, int, str]]]


def paid(contract_id: str, start: str, amount: str = "100", **more: Any) -> Row:
    """A line of a contract, under a name of its own."""
    name = f"{contract_id}/{amount}/{start}"
    return line(name, start, more.pop("end", None), amount=amount, contract_id=contract_id, **more)


def tacit(contract_id: str, start: str, end: str, **more: Any) -> Row:
    return contract(contract_id, start, end, auto_renew=True, **more)


def year(contract_id: str, **more: Any) -> Row:
    """A fixed contract of the year 2024."""
    return contract(contract_id, "2024-01-01", "2025-01-01", **more)


def after(contract_id: str, start: str) -> Row:
    """What renews a contract for a year."""
    end = day(start).replace(year=day(start).year + 1).isoformat()
    return contract(f"{contract_id}+", start, end, renews_contract_id=contract_id)


def renewed(contract_id: str, start: str, amount: str = "100", first: str = "100") -> list[Row]:
    """A line from January 2024, and the one that renews it under the next contract."""
    before = paid(contract_id, "2024-01-01", first)
    link = {"predecessor_line_id": before["line_id"], "link": "renews"}
    return [before, paid(f"{contract_id}+", start, amount, **link)]


def book(lines: list[Row], contracts: list[Row] | None = None, **more: Any) -> garant.Book:
    tables = {"account": [{"account_id": "A"}], "contract_line": lines}
    tables |= {"contract": contracts} if contracts is not None else {}
    rates = more.pop("fx_rate", None)
    tables |= {"fx_rate": rates} if rates else {}
    return garant.Book(tables, as_of=more.pop("as_of", AS_OF), settings=more)


def decided(of: garant.Book) -> Told:
    """By contract: when due, MRR due, MRR after and the outcome."""
    told: Told = {}
    for row in run.rows(decisions(of.prepared, YEARS), of.source.backend):
        case = (row["due_on"].isoformat(), row["due_mrr"], row["renewed_mrr"], row["outcome"])
        told.setdefault(row["contract_id"], []).append(case)
    return told


FIXED_LINES = [
    *renewed("early", "2024-11-20", "80"),
    *renewed("upsell", "2025-01-01", "130"),
    *renewed("within", "2025-01-31"),
    *renewed("beyond", "2025-02-01"),
    *renewed("partial", "2025-01-01", "60"),
    paid("partial", "2024-06-01", "40"),
    *renewed("free", "2025-01-01", "0"),
    *(paid(name, "2024-01-01") for name in ("ended", "leaving", "asked", "open", "left")),
    *(paid(name, "2024-01-01") for name in ("graced", "ungraced", "short", "endless")),
    paid("unpaid", "2024-01-01", "0"),
    paid("short+", "2024-03-01"),
]
FIXED = [
    *(year(name) for name in ("early", "upsell", "within", "beyond", "partial", "free", "unpaid")),
    after("early", "2024-11-20"),
    after("upsell", "2025-01-01"),
    after("within", "2025-01-31"),
    after("beyond", "2025-02-01"),
    after("partial", "2025-01-01"),
    after("free", "2025-01-01"),
    year("ended"),
    contract("leaving", "2024-01-01", "2025-06-01", effective_end="2025-06-01"),
    contract("asked", "2024-01-01", "2025-06-01", cancel_requested_on="2025-01-15"),
    contract("open", "2024-01-01", "2025-06-01"),
    year("left", effective_end="2024-09-01"),
    contract("graced", "2024-01-01", "2025-01-11"),
    contract("ungraced", "2024-01-01", "2025-01-10"),
    contract("short", "2024-01-01", "2024-03-31"),
    contract("short+", "2024-03-01", "2024-06-01"),
    contract("endless", "2024-01-01", None),
]


@pytest.fixture(scope="module")
def fixed() -> Told:
    return decided(book(FIXED_LINES, FIXED))


@pytest.mark.parametrize(
    ("name", "case"),
    [
        # D is what it paid on 19 November; it belongs to the term end all the same.
        ("early", ("2025-01-01", 100, 80, "renewed")),
        ("upsell", ("2025-01-01", 100, 130, "renewed")),
        ("within", ("2025-01-01", 100, 100, "renewed")),  # 30 days late
        ("beyond", ("2025-01-01", 100, 0, "lost")),  # 31 days late
        ("partial", ("2025-01-01", 140, 60, "renewed")),  # 100 + 40, of which 60
        ("free", ("2025-01-01", 100, 0, "lost")),
        ("ended", ("2025-01-01", 100, 0, "lost")),
        ("leaving", ("2025-06-01", 100, 0, "lost")),  # at once: its end is decided
        ("asked", ("2025-06-01", 100, 0, "lost")),
        ("open", ("2025-06-01", 100, 0, "pending")),
        ("graced", ("2025-01-11", 100, 0, "pending")),  # 30 days are over on 10 February
        ("ungraced", ("2025-01-10", 100, 0, "lost")),
        ("short+", ("2024-06-01", 100, 0, "lost")),  # three months are enough
    ],
)
def test_a_fixed_contract_is_decided_once_at_the_end_of_its_term(
    fixed: Told, name: str, case: tuple[str, int, int, str]
) -> None:
    assert fixed[name] == [case]


def test_no_term_long_enough_or_nothing_paid_before_its_end_is_not_due(fixed: Told) -> None:
    assert not {"short", "endless", "left", "unpaid"} & set(fixed)


TACIT_LINES = [
    paid("half", "2024-01-31"),
    paid("cancelled", "2024-01-31"),
    paid("clamped", "2023-11-30"),
    paid("days", "2024-01-15"),
    paid("notice", "2024-03-01"),
    paid("noticed", "2024-03-01"),
    *renewed("moved", "2024-11-01", "90"),
    paid("broken", "2024-01-01", end="2024-07-01"),
    paid("broken", "2024-08-01", "70"),
    paid("stopped", "2024-01-01"),
]
TACIT = [
    tacit("half", "2024-01-31", "2024-07-31", notice_days=30),
    tacit("cancelled", "2024-01-31", "2024-07-31", cancel_requested_on="2024-10-01"),
    tacit("clamped", "2023-11-30", "2024-02-29"),
    tacit("days", "2024-01-15", "2024-04-24"),
    tacit("notice", "2024-03-01", "2025-03-01", notice_days=19),
    tacit("noticed", "2024-03-01", "2025-03-01", notice_days=20),
    tacit("moved", "2024-01-01", "2025-01-01"),
    after("moved", "2024-11-01"),
    tacit("broken", "2024-01-01", "2024-07-01"),
    tacit("stopped", "2024-01-01", "2024-07-01", effective_end="2024-10-01"),
]


@pytest.fixture(scope="module")
def repeated() -> Told:
    return decided(book(TACIT_LINES, TACIT))


def test_a_tacit_contract_is_due_at_the_end_of_every_term(repeated: Told) -> None:
    assert repeated["half"] == [
        ("2024-07-31", 100, 100, "secured"),
        ("2025-01-31", 100, 100, "secured"),
        ("2025-07-31", 100, 0, "pending"),
    ]


def test_terms_are_counted_from_the_first_start_in_months_or_in_days(repeated: Told) -> None:
    months = ["2024-02-29", "2024-05-30", "2024-08-30", "2024-11-30", "2025-02-28"]
    assert [case[0] for case in repeated["clamped"]][:5] == months
    # 100 days, which is no whole number of months
    assert [case[0] for case in repeated["days"]][:4] == [
        "2024-04-24",
        "2024-08-02",
        "2024-11-10",
        "2025-02-18",
    ]


def test_a_request_ends_a_tacit_contract_at_the_next_end_of_a_term(repeated: Told) -> None:
    assert repeated["cancelled"] == [
        ("2024-07-31", 100, 100, "secured"),
        ("2025-01-31", 100, 0, "lost"),
    ]


def test_a_tacit_contract_is_pending_through_the_day_of_its_notice(repeated: Told) -> None:
    assert repeated["notice"][0] == ("2025-03-01", 100, 0, "pending")  # until 10 February
    assert repeated["noticed"][0] == ("2025-03-01", 100, 100, "secured")  # until 9 February


def test_a_tacit_contract_that_is_renewed_early_is_due_once_at_its_own_term(repeated: Told) -> None:
    assert repeated["moved"] == [("2025-01-01", 100, 90, "renewed")]


def test_a_tacit_contract_is_not_due_after_an_end_of_a_term_on_which_it_paid_nothing(
    repeated: Told,
) -> None:
    # 100 to 1 July 2024 and 70 from August: nothing on 1 July, so 1 January does not count
    assert repeated["broken"] == [
        ("2024-07-01", 100, 0, "lost"),
        ("2025-07-01", 70, 0, "pending"),
    ]


def test_a_tacit_contract_that_stops_inside_a_later_term_was_kept_at_the_earlier_one(
    repeated: Told,
) -> None:
    assert repeated["stopped"] == [("2024-07-01", 100, 100, "secured")]


def test_a_decision_says_whose_it_is_and_until_when_a_tacit_term_could_be_cancelled() -> None:
    contracts = [year("F"), tacit("T", "2024-01-31", "2024-07-31", notice_days=30)]
    of = book([paid("F", "2024-01-01"), paid("T", "2024-01-31")], contracts)
    rows = run.rows(decisions(of.prepared, YEARS), of.source.backend)
    told = [(r["contract_id"], r["account_id"], r["tacit"], r["notice_on"]) for r in rows]
    assert told[:2] == [("T", "A", True, day("2024-07-01")), ("F", "A", False, None)]


RATES = [rate("USD", "2024-01-01", "0.9", "2024-12-31"), rate("USD", "2025-01-01", "0.5")]


def dollars(start: str) -> list[Row]:
    return [row | {"currency": "USD"} for row in renewed("abroad", start, "110")]


def test_both_sides_are_converted_at_the_rate_of_the_day_before_the_term_ended() -> None:
    signed = [year("abroad"), after("abroad", "2025-01-01")]
    of = book(dollars("2025-01-01"), signed, fx_rate=RATES, reporting_currency="EUR")
    assert decided(of)["abroad"] == [("2025-01-01", 90, 99, "renewed")]
    missing = missing_renewal_rates(of.prepared, YEARS)
    assert missing is not None
    # The renewal of 2026 is beyond the periods that are asked for.
    assert run.rows(missing, of.source.backend) == []


def test_a_rate_that_a_renewal_lacks_is_named_by_currency_and_day() -> None:
    signed = [year("abroad"), after("abroad", "2024-11-20")]
    of = book(dollars("2024-11-20"), signed, fx_rate=RATES[1:], reporting_currency="EUR")
    missing = missing_renewal_rates(of.prepared, YEARS)
    assert missing is not None
    named = {"currency": "USD", "on_day": day("2024-11-19")}
    assert run.rows(missing, of.source.backend) == [named]


def test_a_period_adds_up_what_was_due_in_it() -> None:
    names = ("early", "upsell", "ended", "graced")
    lines = [x for x in FIXED_LINES if x["contract_id"].removesuffix("+") in names]
    contracts = [x for x in FIXED if x["contract_id"].removesuffix("+") in names]
    rows = book(lines, contracts).renewals(by="quarter").rows()
    assert [row["period"].isoformat() for row in rows] == [
        f"{quarter}-01" for quarter in ("2024-01", "2024-04", "2024-07", "2024-10", "2025-01")
    ]
    idle = dict.fromkeys(COLUMNS[1:9], 0) | dict.fromkeys(COLUMNS[9:])
    assert [{k: row[k] for k in COLUMNS[1:]} for row in rows[:4]] == [idle] * 4
    # early 80 of 100, upsell 130 of 100, ended 0 of 100, graced undecided with 100
    assert tuple(rows[4][name] for name in COLUMNS[1:]) == (
        *(4, 400, 2, 180, 210, 1, 100, 0),
        *(Decimal("0.45"), Decimal("0.525"), Decimal("0.5")),
    )


def test_a_book_without_contracts_has_nothing_due_in_any_period() -> None:
    of = book([line("1", "2024-11-05")])
    span = Span.of("month", date(2024, 11, 5), date(2025, 2, 10))
    rows = run.rows(renewals(of.prepared, span), of.source.backend)
    assert [row["period"].month for row in rows] == [11, 12, 1, 2]
    assert {tuple(row.values())[1:] for row in rows} == {(*[0] * 8, None, None, None)}
    assert run.rows(decisions(of.prepared, span), of.source.backend) == []
    assert missing_renewal_rates(of.prepared, span) is None


@pytest.mark.parametrize("seed", range(int(os.environ.get("GARANT_SEEDS", "6"))))
def test_any_book_gives_the_rows_of_the_reference(seed: int) -> None:
    tables, settings = random_book(seed)
    by = "quarter" if seed % 4 == 0 else "month"
    expected = Reference(tables, settings).renewals(by)
    rows = garant.Book(tables, settings=settings).renewals(by=by).rows()
    assert rows[: len(expected)] == expected
    # Only a book that never had a line has other periods than the reference: one that is empty.
    assert not any(row["due"] for row in rows[len(expected) :])

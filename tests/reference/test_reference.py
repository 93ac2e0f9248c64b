"""Small cases worked by hand: money, service ends and movements (R4 to R19)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.reference import MissingRate
from tests.reference.small import (
    bridge_row,
    contract,
    day,
    discount,
    line,
    mrr,
    rate,
    reference,
    seats,
)

D = Decimal


@pytest.mark.parametrize(
    ("amount", "unit", "count", "expected"),
    [
        ("120", "month", 1, "120"),
        ("300", "month", 3, "100"),  # 300 / 3
        ("1200", "year", 1, "100"),  # 1200 / 12
        ("2400", "year", 2, "100"),  # 2400 / 24
        ("100", "week", 1, "433.3333"),  # 100 × 52 / 12
        ("100", "week", 2, "216.6667"),  # 100 × 52 / 24 = 216.66…
        ("100", "day", 30, "101.3889"),  # 100 × 365 / 360 = 101.388…
        ("100", "day", 1, "3041.6667"),  # 100 × 365 / 12
        ("0.0003", "month", 2, "0.0002"),  # 0.00015: the tie goes up
        ("0.0001", "month", 3, "0"),  # 0.0000333…
    ],
)
def test_a_price_becomes_monthly(amount: str, unit: str, count: int, expected: str) -> None:
    priced = {"amount": amount, "interval_unit": unit, "interval_count": count}
    assert mrr(reference([line("1", "2024-01-01", **priced)]), "2024-01-01") == D(expected)


@pytest.mark.parametrize(
    ("start", "end", "amount", "basis", "expected"),
    [
        ("2023-01-01", "2023-04-01", "270", "months", "90"),  # M = 3
        ("2023-01-31", "2023-02-28", "100", "months", "100"),  # 31 Jan + 1 month = 28 Feb: M = 1
        # k = 1 on 28 Feb; 15 of the 31 days to 31 Mar: M = 46/31; 92 × 31/46 = 62
        ("2023-01-31", "2023-03-15", "92", "months", "62"),
        # 90 days: M = 1080/365; 270 × 365/1080 = 91.25
        ("2023-01-01", "2023-04-01", "270", "days", "91.25"),
    ],
)
def test_a_total_becomes_monthly(
    start: str, end: str, amount: str, basis: str, expected: str
) -> None:
    total = line("1", start, end, amount=amount, price_basis="line_total")
    assert mrr(reference([total], annual_basis=basis), start) == D(expected)


def test_discounts_apply_in_the_order_of_priority_then_id_as_text() -> None:
    lines = [line("1", "2024-01-01")]
    ten = discount("9", "percent", "10", line_id="1")
    thirty = discount("10", "fixed", "30", line_id="1", currency="EUR")
    # "10" < "9" as text: (100 − 30) × 0.9 = 63; with a priority on it, 100 × 0.9 − 30 = 60
    assert mrr(reference(lines, discount=[ten, thirty]), "2024-01-01") == 63
    later = thirty | {"priority": 1}
    assert mrr(reference(lines, discount=[ten, later]), "2024-01-01") == 60


def test_a_fixed_discount_on_a_contract_is_shared_and_what_the_floor_cuts_is_lost() -> None:
    signed = [contract("C", "2024-01-01", None)]
    lines = [line("1", "2024-01-01"), line("2", "2024-01-01", amount="1200", interval_unit="year")]
    lines = [row | {"contract_id": "C"} for row in lines]

    def total(value: str) -> Decimal:
        off = discount("x", "fixed", value, contract_id="C", currency="EUR")
        return mrr(reference(lines, contract=signed, discount=[off]), "2024-01-01")

    # shares 60 and 60: 100 − 60/1 = 40, 100 − 60/12 = 95
    assert total("120") == 135
    # shares 150 and 150: max(0, 100 − 150) = 0, 100 − 150/12 = 87.5
    assert total("300") == D("87.5")


def test_once_is_skipped_unless_the_policy_counts_all() -> None:
    lines = [line("1", "2024-01-01")]
    once = discount("x", "percent", "25", line_id="1", duration="once", end_on=day("2024-02-01"))
    assert mrr(reference(lines, discount=[once]), "2024-01-01") == 100
    counted = reference(lines, discount=[once], discount_policy="all")
    assert (mrr(counted, "2024-01-31"), mrr(counted, "2024-02-01")) == (75, 100)


def amended(before: tuple[str, str], after: tuple[str, str], **more: Any) -> Any:
    first = seats("1", "2024-01-01", "2024-03-10", before)
    second = seats("2", "2024-03-10", None, after, predecessor_line_id="1", link="amends")
    return bridge_row(reference([first, second | more]), "2024-03")


def test_a_change_of_seats_and_price_is_split_at_the_old_price() -> None:
    # 10 × 10 = 100 → 12 × 11 = 132: seats 2 × 10 = 20, price 32 − 20 = 12
    assert amended(("10", "10"), ("12", "11")) == {"upsell_seats": 20, "price_increase": 12}
    # 10 × 10 → 8 × 9 = 72: seats −20, price −8
    assert amended(("10", "10"), ("8", "9")) == {"contraction_seats": 20, "contraction_price": 8}


def test_opposite_signs_leave_one_movement() -> None:
    # 100 → 20 × 6 = 120: seats +100, price −80: the whole +20 is seats
    assert amended(("10", "10"), ("20", "6")) == {"upsell_seats": 20}
    # 100 → 5 × 30 = 150: seats −50, price +100: the whole +50 is price
    assert amended(("10", "10"), ("5", "30")) == {"price_increase": 50}
    # 100 → 20 × 4 = 80: seats +100, price −120: the whole −20 is price
    assert amended(("10", "10"), ("20", "4")) == {"contraction_price": 20}
    # 100 → 20 × 5 = 100: nothing moved
    assert amended(("10", "10"), ("20", "5")) == {}


def test_mixed_units_make_the_whole_change_a_price() -> None:
    assert amended(("10", "10"), ("20", "6"), unit="GB") == {"price_increase": 20}


def test_a_quantity_of_zero_counts_as_one_on_both_days() -> None:
    # a flat fee on no seats cannot be: 0 seats pay 0, so the other line of the thread pays
    total = {"price_basis": "line_total", "interval_unit": None}
    first = line("1", "2024-01-01", "2024-02-01", amount="50", **total)
    second = line("2", "2024-02-01", "2024-03-01", amount="70", **total)
    links = {"predecessor_line_id": "1", "link": "amends", "quantity": D(5)}
    book = reference([first | {"quantity": D(0)}, second | links])
    # 50 / 1 = 50 → 70 / 1 = 70; with q := 1 on both days the whole change is a price
    assert bridge_row(book, "2024-02") == {"price_increase": 20}


def test_a_successor_cuts_a_line_that_would_run_on() -> None:
    first = line("1", "2024-01-01", "2024-12-31")
    second = line("2", "2024-03-10", amount="60", predecessor_line_id="1", link="amends")
    book = reference([first, second])
    assert (mrr(book, "2024-03-09"), mrr(book, "2024-03-10")) == (100, 60)


def test_a_replacement_by_the_same_product_is_a_price() -> None:
    first = line("1", "2024-01-01", "2024-03-10")
    second = line("2", "2024-03-10", amount="130", predecessor_line_id="1", link="replaces")
    assert bridge_row(reference([first, second]), "2024-03") == {"price_increase": 30}


def test_a_replacement_on_the_last_day_of_the_month_belongs_to_that_month() -> None:
    first = line("1", "2024-01-01", "2024-03-31")
    second = line("2", "2024-03-31", "2024-04-20", product_id="Q", amount="130")
    third = line("3", "2024-04-20", product_id="Q", amount="150")
    second |= {"predecessor_line_id": "1", "link": "replaces"}
    third |= {"predecessor_line_id": "2", "link": "amends"}
    book = reference([first, second, third])
    assert bridge_row(book, "2024-03") == {"upsell_plan": 30}
    assert bridge_row(book, "2024-04") == {"price_increase": 20}


def test_a_row_voided_and_rewritten_at_one_instant_counts_once() -> None:
    at = reference([line("1", "2024-01-01")], "2024-03-10").ledger.known_at
    rows = [
        line("1", "2024-01-01", amount="90", recorded_at=at),
        line("1", "2024-01-01", voided_at=at),
    ]
    assert mrr(reference(rows, "2024-03-10"), "2024-02-01") == 90
    assert mrr(reference(rows, "2024-03-09"), "2024-02-01") == 100


def test_a_line_that_never_was_active_is_replaced_by_nothing_and_never_extended() -> None:
    dead = line("1", "2024-03-10", "2024-03-10", product_id="Q")
    born = line("2", "2024-03-10")
    family = [{"product_id": x, "family": "F"} for x in "PQ"]
    assert reference([dead, born], product=family).ledger.replacements == []
    late = line("3", "2024-03-20", predecessor_line_id="1", link="renews")
    assert mrr(reference([dead, late]), "2024-03-15") == 0


def test_another_product_through_a_replacement_is_a_plan_even_when_only_inferred() -> None:
    first = line("1", "2024-01-01", "2024-03-10")
    second = line("2", "2024-03-10", product_id="Q", amount="130")
    linked = second | {"predecessor_line_id": "1", "link": "replaces"}
    assert bridge_row(reference([first, linked]), "2024-03") == {"upsell_plan": 30}
    family = [{"product_id": x, "family": "F"} for x in "PQ"]
    guessed = reference([first, second], product=family)
    assert bridge_row(guessed, "2024-03") == {"upsell_plan": 30}
    row = next(r for r in guessed.bridge(accounts=True) if r["period"] == day("2024-03-01"))
    assert row["inferred"] is True
    # unrelated: 100 dropped, 130 sold
    apart = {"contraction_drop": 100, "cross_sell_product": 130}
    assert bridge_row(reference([first, second]), "2024-03") == apart


def test_what_a_second_line_sells_depends_on_what_the_account_had() -> None:
    first = line("1", "2024-01-01", department_id="D1")

    def sold(**more: Any) -> Any:
        second = line("2", "2024-03-10", **({"department_id": "D1"} | more))
        return bridge_row(reference([first, second], fx_rate=[rate("USD", "2024-01-01", "1")],
                                    reporting_currency="EUR"), "2024-03")  # fmt: skip

    assert sold(product_id="Q") == {"cross_sell_product": 100}
    assert sold(department_id="D2") == {"cross_sell_department": 100}
    assert sold(currency="USD") == {"upsell_seats": 100}  # another thread, nothing else new


def test_a_price_that_only_lost_its_discount_is_said_to_be_a_discount() -> None:
    off = discount("x", "percent", "20", line_id="1", end_on=day("2024-03-10"))
    book = reference([line("1", "2024-01-01")], discount=[off])
    row = next(r for r in book.bridge(accounts=True) if r["period"] == day("2024-03-01"))
    assert (row["price_increase"], row["price_subtype"]) == (20, "discount")


def test_a_late_renewal_is_no_churn_within_the_grace() -> None:
    first = line("1", "2024-01-01", "2024-03-01")

    def march(start: str) -> Any:
        second = line("2", start, predecessor_line_id="1", link="renews")
        book = reference([first, second])
        return bridge_row(book, "2024-03"), mrr(book, "2024-03-15")

    assert march("2024-03-31") == ({}, 100)  # 30 days: the first line runs on
    assert march("2024-04-01") == ({"churn": 100}, 0)  # 31 days


def test_a_tacit_contract_ends_at_the_anniversary_after_the_request() -> None:
    bound = line("1", "2023-01-31", contract_id="C")

    def ends(requested: str, **more: Any) -> Any:
        signed = contract(
            "C", "2023-01-31", "2023-04-30", auto_renew=True, cancel_requested_on=requested
        )
        return reference([bound], contract=[signed], **more).ledger.lines[0].end

    # three months from 31 Jan: 30 Apr, 31 Jul, 31 Oct
    assert ends("2023-05-02") == day("2023-07-31")
    assert ends("2023-07-31") == day("2023-10-31")  # strictly after the request
    assert ends("2023-05-02", churn_recognition="at_request") == day("2023-05-02")


def test_a_return_is_a_reactivation_within_the_window() -> None:
    # none on 1 Feb … 30 Apr: 90 days from the first day without to the first with
    lines = [line("1", "2024-01-01", "2024-02-01"), line("2", "2024-05-01")]
    assert bridge_row(reference(lines), "2024-05") == {"reactivation": 100}
    inside = reference(lines, reactivation_window_days=90)
    assert bridge_row(inside, "2024-05") == {"reactivation": 100}
    outside = reference(lines, reactivation_window_days=89)
    assert bridge_row(outside, "2024-05") == {"new": 100}


def test_a_blip_is_counted_beside_the_bridge_and_makes_a_later_start_a_reactivation() -> None:
    book = reference([line("1", "2024-01-10", "2024-01-20"), line("2", "2024-03-05")])
    assert bridge_row(book, "2024-01") == {"blips": 1}
    assert bridge_row(book, "2024-03") == {"reactivation": 100}
    # day by day it came and went
    assert bridge_row(book, "2024-01", "event") == {"new": 100, "churn": 100, "blips": 1}


def test_a_gap_within_the_tolerance_is_carried_through() -> None:
    lines = [line("1", "2024-01-01", "2024-01-30"), line("2", "2024-02-03")]  # 4 days
    assert mrr(reference(lines, gap_tolerance_days=3), "2024-01-31") == 0
    carried = reference(lines, gap_tolerance_days=4)
    assert mrr(carried, "2024-01-31") == mrr(carried, "2024-02-02") == 100
    assert bridge_row(carried, "2024-02") == {}


def test_trials_and_pauses_pay_nothing_unless_the_policy_says_so() -> None:
    lines = [line("1", "2024-01-01", trial_end="2024-01-15")]
    paused = [{"line_id": "1", "start_on": day("2024-02-01"), "end_on": day("2024-02-03")}]
    book = reference(lines, pause=paused)
    days = ("2024-01-14", "2024-01-15", "2024-01-31", "2024-02-01", "2024-02-02", "2024-02-03")
    assert [mrr(book, on) for on in days] == [0, 100, 100, 0, 0, 100]
    kind = reference(lines, pause=paused, trial_policy="count", pause_policy="keep")
    assert [mrr(kind, on) for on in days] == [100] * 6


def test_exchange_takes_every_remainder() -> None:
    dollars = {"currency": "USD", "reporting_currency": "EUR"}
    lines = [line(x, "2024-01-10", amount="1.0001", currency="USD") for x in "12"]
    rates = [rate("USD", "2024-01-01", "0.5"), rate("USD", "2024-02-10", "0.6")]
    book = reference(lines, fx_rate=rates, reporting_currency=dollars["reporting_currency"])
    # lines: 0.50005 → 0.5001 each, A1 = 1.0002; the thread: 2.0002 × 0.5 = 1.0001
    assert bridge_row(book, "2024-01") == {"new": D("1.0001"), "fx": D("0.0001")}
    # 1.0001 × 0.6 = 0.60006 → 0.6001 each: 1.2002 − 1.0002
    assert bridge_row(book, "2024-02") == {"fx": D("0.2")}


def test_a_movement_is_at_the_rate_of_the_last_day() -> None:
    first = line("1", "2024-01-10", "2024-02-05", currency="USD")
    second = line("2", "2024-02-05", currency="USD", amount="120") | {"link": "amends"}
    rates = [rate("USD", "2024-01-01", "0.5", "2024-01-31"), rate("USD", "2024-02-01", "0.6")]
    chain = [first, second | {"predecessor_line_id": "1"}]
    book = reference(chain, fx_rate=rates, reporting_currency="EUR")
    # 100 × 0.5 = 50 → 120 × 0.6 = 72: price 20 × 0.6 = 12, fx 22 − 12 = 10
    assert bridge_row(book, "2024-02") == {"price_increase": 12, "fx": 10}


def test_a_missing_rate_names_currency_and_date() -> None:
    rates = [rate("USD", "2024-01-01", "0.5", "2024-01-31")]
    lines = [line("1", "2024-01-10", currency="USD")]
    book = reference(lines, "2024-03-31", fx_rate=rates, reporting_currency="EUR")
    with pytest.raises(MissingRate, match="no rate for USD on 2024-02-29"):
        book.bridge()


def test_frozen_closes_show_what_backdated_rows_changed() -> None:
    def at(text: str) -> Any:
        return reference([line("1", text)], text).ledger.known_at  # the last instant of that day

    late = line("2", "2024-01-15", amount="40", recorded_at=at("2024-02-10"))
    wrong = line("1", "2024-01-10", voided_at=at("2024-03-10"))
    right = line("1", "2024-01-10", amount="90", recorded_at=at("2024-03-10"))
    book = reference([wrong, right, late], "2024-04-30", closes="frozen")
    shown = [(r["opening"], r["restatement"], r["closing"]) for r in book.bridge() if r["closing"]]
    # January closed at 100; in February line 2 is known: opening 140; in March line 1 is 90
    assert shown == [(0, 0, 100), (140, 40, 140), (130, -10, 130), (130, 0, 130)]
    now = reference([wrong, right, late], "2024-04-30")
    assert [r["closing"] for r in now.bridge()] == [130, 130, 130, 130]
    assert bridge_row(now, "2024-01") == {"new": 130}


def test_the_reason_of_a_churn_is_that_of_the_last_line_to_end() -> None:
    signed = [
        contract("C1", "2024-01-01", None, effective_end="2024-03-20", end_reason="nonpayment"),
        contract("C2", "2024-01-01", None, effective_end="2024-03-05", end_reason="other"),
    ]
    lines = [line(str(n), "2024-01-01", contract_id=f"C{n}") for n in (1, 2)]
    row = next(r for r in reference(lines, contract=signed).bridge(accounts=True) if r["churn"])
    assert (row["churn"], row["churn_reason"]) == (200, "nonpayment")

"""Cohorts by what was agreed in the first deal (R24), by hand."""

from __future__ import annotations

from typing import Any

from garant import Book


def contract(account: str, number: int, signed: str, salesperson: str) -> dict[str, Any]:
    return {
        "contract_id": f"{account}{number}",
        "account_id": account,
        "signed_on": signed,
        "term_start": signed,
        "salesperson": salesperson,
    }


def line(account: str, number: int, start: str, **more: Any) -> dict[str, Any]:
    return {
        "line_id": f"{account}{number}",
        "contract_id": f"{account}{number}",
        "account_id": account,
        "start_on": start,
        "price_basis": "flat_per_interval",
        "amount": "100",
        "currency": "EUR",
        "interval_unit": "month",
        "interval_count": 1,
    } | more


def company() -> Book:
    """A pays 80 of a list price of 100; B has 12.5 % off by a row; of C nothing is known; D, which
    has both, pays 90 of a list price of 120 less a tenth: 81 of 120, a third off."""
    return Book(
        {
            "account": [{"account_id": one} for one in "ABCD"],
            "contract": [
                *(contract(one, 1, "2024-01-01", "Ines") for one in "ABC"),
                contract("D", 1, "2024-01-01", "Omar"),
                contract("A", 2, "2024-03-01", "Omar"),
            ],
            "contract_line": [
                line("A", 1, "2024-01-01", amount="80", list_amount="100"),
                line("A", 2, "2024-03-01"),
                line("B", 1, "2024-01-01"),
                line("C", 1, "2024-01-01", end_on="2024-02-15"),
                line("D", 1, "2024-01-01", amount="90", list_amount="120"),
            ],
            "discount": [
                {
                    "discount_id": f"off {one}",
                    "contract_id": f"{one}1",
                    "kind": "percent",
                    "value": value,
                    "duration": "repeating",
                    "start_on": "2024-01-01",
                }
                for one, value in (("B", "12.5"), ("D", "10"))
            ],
        },
        as_of="2024-02-29",
    )


def sizes(by: str) -> dict[Any, int]:
    return {row["cohort"]: row["size"] for row in company().cohorts("logos", by).rows()}


def test_the_discount_at_first_signature_is_measured_against_list_price_and_rows() -> None:
    # A: 1 − 80/100 = 20 %; B: 12.5 %, rounded to 13; D: 1 − 81/120 = 32.5 %, rounded to 33
    assert sizes("discount_band") == {"16–20 %": 1, "11–15 %": 1, "> 30 %": 1, None: 1}


def test_a_later_contract_does_not_change_who_sold_the_first() -> None:
    assert sizes("salesperson") == {"Ines": 3, "Omar": 1}
    kept = {
        (r["cohort"], r["k"]): r["kept"] for r in company().cohorts("logos", "salesperson").rows()
    }
    assert kept["Ines", 1] == 2  # C ended on 15 February

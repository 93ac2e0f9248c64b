"""Links that nobody stated are told (R15)."""

from __future__ import annotations

from typing import Any

from garant import Book


def line(line_id: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    return {
        "line_id": line_id,
        "account_id": "acme",
        "product_id": "basic",
        "start_on": start,
        "end_on": end,
        "price_basis": "flat_per_interval",
        "amount": "100",
        "currency": "EUR",
        "interval_unit": "month",
        "interval_count": "1",
    } | more


def told(*lines: dict[str, Any]) -> list[tuple[int | None, str]]:
    products = [
        {"product_id": "basic", "family": "suite"},
        {"product_id": "pro", "family": "suite"},
        {"product_id": "support"},
    ]
    tables = {
        "account": [{"account_id": "acme"}],
        "product": products,
        "contract_line": list(lines),
    }
    return [(p.row, p.text()) for p in Book(tables).check() if p.rule == "R15"]


def test_a_line_that_follows_another_of_its_family_is_taken_to_replace_it_and_that_is_told() -> (
    None
):
    found = told(
        line("1", "2024-01-01", "2024-06-01"), line("2", "2024-06-01", None, product_id="pro")
    )
    assert [row for row, _text in found] == [3]
    assert "line 2 starts on the day line 1 ends" in found[0][1]


def test_a_stated_link_and_another_product_infer_nothing() -> None:
    stated = line("2", "2024-06-01", None, predecessor_line_id="1", link="renews")
    other = line("2", "2024-06-01", None, product_id="support")
    assert told(line("1", "2024-01-01", "2024-06-01"), stated) == []
    assert told(line("1", "2024-01-01", "2024-06-01"), other) == []

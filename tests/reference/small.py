"""Rows for books of a few lines, written by hand in the tests of the reference."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.reference import Reference

Row = dict[str, Any]


def day(text: str) -> date:
    return date.fromisoformat(text)


def line(line_id: str, start: str, end: str | None = None, **more: Any) -> Row:
    """A flat 100 EUR a month of account A unless told otherwise; `amount` is text."""
    row: Row = {
        "line_id": line_id,
        "contract_id": None,
        "account_id": "A",
        "product_id": "P",
        "kind": "recurring",
        "start_on": day(start),
        "end_on": day(end) if end else None,
        "price_basis": "flat_per_interval",
        "amount": Decimal(more.pop("amount", "100")),
        "currency": "EUR",
        "interval_unit": "month",
        "interval_count": 1,
    }
    if "trial_end" in more:
        more["trial_end"] = day(more["trial_end"])
    return row | more


def seats(line_id: str, start: str, end: str | None, priced: tuple[str, str], **more: Any) -> Row:
    """A line of so many seats at so much."""
    quantity, amount = priced
    row = line(line_id, start, end, amount=amount, **more)
    return row | {"quantity": Decimal(quantity), "price_basis": "per_unit_per_interval"}


def contract(contract_id: str, start: str, end: str | None, **more: Any) -> Row:
    for name in ("cancel_requested_on", "effective_end"):
        if name in more:
            more[name] = day(more[name])
    return {
        "contract_id": contract_id,
        "account_id": "A",
        "signed_on": day(start),
        "term_start": day(start),
        "term_end": day(end) if end else None,
        "auto_renew": False,
    } | more


def discount(discount_id: str, kind: str, value: str, **more: Any) -> Row:
    return {
        "discount_id": discount_id,
        "kind": kind,
        "value": Decimal(value),
        "duration": "forever",
        "start_on": day("2000-01-01"),
    } | more


def rate(currency: str, first: str, value: str, last: str | None = None) -> Row:
    return {
        "from_currency": currency,
        "to_currency": "EUR",
        "valid_from": day(first),
        "valid_to": day(last) if last else None,
        "rate": Decimal(value),
    }


def reference(lines: list[Row], as_of: str = "2025-12-31", **more: Any) -> Reference:
    """`more` holds further tables, and settings by their own names."""
    named = ("contract", "discount", "pause", "fx_rate", "product", "spend", "account")
    tables = {name: more.pop(name) for name in named if name in more}
    known = {row["account_id"]: {"account_id": row["account_id"]} for row in lines}
    tables = {"account": list(known.values())} | tables | {"contract_line": lines}
    return Reference(tables, more, as_of=day(as_of))


def mrr(book: Reference, on: str) -> Decimal:
    return book.mrr(day(on))[0]["mrr"]


def bridge_row(book: Reference, month: str, view: str = "full") -> Row:
    """The non-zero cells of one month, without its ends."""
    rows = {row["period"].isoformat()[:7]: row for row in book.bridge(view=view)}
    skipped = ("period", "opening", "closing")
    return {k: v for k, v in rows[month].items() if v and k not in skipped and "accounts" not in k}

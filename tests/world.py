"""The small named company: eight customers over 2023 and 2024, and one test account.

"Ardoise" sells Desk (20 a seat and month), Desk Plus and Inbox to eight invented firms. Each
lives one or two stories, and small round amounts let every number be worked by hand; what they
come to is in ``tests/world_numbers.py``, with the arithmetic. Reporting currency EUR, zone
Europe/Paris, known at the end of 2024-12-31.

    A1 Aubépine Conseil   seats grow, departments join, a second product comes and goes, prices
                          move both ways, renews tacitly
    A2 Brumaire Textile   renews on the day, then changes plan
    A3 Cormoran Frères    30 % off at signature, which ends; leaves after a year
    A4 Dolmen Énergie     pays by the year; renews three weeks late, and dearer
    A5 Églantier Santé    tacit renewal, gives notice in time
    A6 Fennel & Rook      pays in dollars, gives two seats back
    A7 Grisette Presse    stops paying, comes back five months later, steps down a plan
    A8 Havre Logistique   a trial fortnight within one month, then two quarters; undecided
    A9 Ardoise (essai)    a test account, which never counts
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]

SETTINGS = {"reporting_currency": "EUR", "reporting_tz": "Europe/Paris"}
AS_OF = date(2024, 12, 31)
VALUE_EVENTS = ("case_closed",)
CORE_FEATURES = ("case_closed", "report_sent", "rule_created", "export_made")

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


def _account(account_id: str, name: str, segment: str, **more: Any) -> Row:
    return {"account_id": account_id, "name": name, "segment": segment, "is_test": False} | more


def _contract(contract_id: str, signed_on: str, start: str, end: str | None, **more: Any) -> Row:
    return {
        "contract_id": contract_id,
        "account_id": contract_id[:3].replace("C", "A").rstrip("-"),
        "signed_on": day(signed_on),
        "term_start": day(start),
        "term_end": day(end) if end else None,
        "auto_renew": False,
        "notice_days": 0,
    } | more


def _seats(line_id: str, start: str, quantity: int, amount: str, **more: Any) -> Row:
    """A line priced by seat and month."""
    return {
        "line_id": line_id,
        "account_id": line_id[:2].replace("L", "A"),
        "product_id": "DESK",
        "kind": "recurring",
        "start_on": day(start),
        "quantity": D(quantity),
        "unit": "seat",
        "price_basis": "per_unit_per_interval",
        "amount": D(amount),
        "currency": "EUR",
        "interval_unit": "month",
        "interval_count": 1,
    } | more


def _flat(line_id: str, start: str, amount: str, **more: Any) -> Row:
    """A line at one price a month, however many use it."""
    flat = {"price_basis": "flat_per_interval", "unit": "unit", "product_id": "INBOX"}
    return _seats(line_id, start, 1, amount, **(flat | more))


def _year(line_id: str, start: str, end: str, amount: str, **more: Any) -> Row:
    """25 seats for a total over [start, end)."""
    total = {"price_basis": "line_total", "interval_unit": None, "interval_count": None}
    return _seats(line_id, start, 25, amount, end_on=day(end), **(total | more))


def _after(predecessor: str, link: str) -> Row:
    return {"predecessor_line_id": predecessor, "link": link}


ACCOUNTS = [
    _account("A1", "Aubépine Conseil", "large", country="FR"),
    _account("A2", "Brumaire Textile", "small", country="FR"),
    _account("A3", "Cormoran Frères", "large", country="FR"),
    _account("A4", "Dolmen Énergie", "large", country="FR"),
    _account("A5", "Églantier Santé", "small", country="BE"),
    _account("A6", "Fennel & Rook", "large", country="US"),
    _account("A7", "Grisette Presse", "small", country="FR"),
    _account("A8", "Havre Logistique", "small", country="FR"),
    _account("A9", "Ardoise (essai)", "small", country="FR", is_test=True),
]

PRODUCTS = [
    {"product_id": "DESK", "name": "Desk", "family": "desk"},
    {"product_id": "DESKPLUS", "name": "Desk Plus", "family": "desk"},
    {"product_id": "INBOX", "name": "Inbox", "family": "inbox"},
]

CONTRACTS = [
    _contract("C1", "2022-12-15", "2023-01-01", "2024-01-01", auto_renew=True, notice_days=60),
    _contract("C2", "2023-01-20", "2023-02-01", "2024-02-01"),
    _contract("C2-2", "2024-01-12", "2024-02-01", "2025-02-01", renews_contract_id="C2"),
    _contract(
        "C3",
        "2023-02-10",
        "2023-03-01",
        "2024-03-01",
        cancel_requested_on=day("2024-01-10"),
        effective_end=day("2024-03-01"),
        end_reason="voluntary",
    ),
    _contract("C4", "2023-01-10", "2023-01-15", "2024-01-15"),
    _contract("C4-2", "2024-02-03", "2024-02-05", "2025-02-05", renews_contract_id="C4"),
    # Notice by 2024-01-02 at the latest (90 days); it comes on 2023-12-20, so the contract ends
    # with its term.
    _contract(
        "C5",
        "2023-03-20",
        "2023-04-01",
        "2024-04-01",
        auto_renew=True,
        notice_days=90,
        cancel_requested_on=day("2023-12-20"),
        end_reason="other",
    ),
    _contract("C6", "2023-04-20", "2023-05-01", None),
    _contract(
        "C7",
        "2022-12-20",
        "2023-01-01",
        None,
        effective_end=day("2023-08-01"),
        end_reason="nonpayment",
    ),
    _contract("C7-2", "2023-12-20", "2024-01-01", None),
    _contract("C8", "2024-06-10", "2024-06-15", "2024-09-15"),
    _contract("C8-2", "2024-09-10", "2024-09-15", "2024-12-15", renews_contract_id="C8"),
    _contract("C9", "2023-01-01", "2023-01-01", None),
]

_SALES: Row = {"contract_id": "C1", "department_id": "sales"}
_SUPPORT: Row = {"contract_id": "C1", "department_id": "support"}
_QUARTER: Row = {"interval_count": 3}

LINES = [
    # A1: sales 10 → 15 seats, later 22 instead of 20 a seat; support joins, later 18 a seat;
    # Inbox for eight and a half months; finance has signed for February 2025.
    _seats("L1a", "2023-01-01", 10, "20", end_on=day("2023-06-01"), **_SALES),
    _seats(
        "L1b", "2023-06-01", 15, "20", end_on=day("2024-10-01"), **_SALES, **_after("L1a", "amends")
    ),
    _seats("L1c", "2023-09-15", 8, "20", end_on=day("2024-06-01"), **_SUPPORT),
    _flat("L1d", "2024-03-01", "90", end_on=day("2024-11-15"), **_SALES),
    _seats("L1e", "2024-06-01", 8, "18", **_SUPPORT, **_after("L1c", "amends")),
    _seats("L1f", "2024-10-01", 15, "22", **_SALES, **_after("L1b", "amends")),
    _seats("L1g", "2025-02-01", 5, "22", contract_id="C1", department_id="finance"),
    # A2: renewed on the day at the same price; Desk Plus from May 2024.
    _seats("L2a", "2023-02-01", 10, "20", contract_id="C2"),
    _seats(
        "L2b",
        "2024-02-01",
        10,
        "20",
        contract_id="C2-2",
        end_on=day("2024-05-01"),
        **_after("L2a", "renews"),
    ),
    _seats(
        "L2c",
        "2024-05-01",
        10,
        "32",
        contract_id="C2-2",
        product_id="DESKPLUS",
        **_after("L2b", "replaces"),
    ),
    # A3: 20 × 25, 30 % off for the first six months.
    _seats("L3a", "2023-03-01", 20, "25", contract_id="C3", list_amount=D("25")),
    # A4: a year for 6,000; renewed 21 days late for 6,600.
    _year("L4a", "2023-01-15", "2024-01-15", "6000", contract_id="C4"),
    _year(
        "L4b",
        "2024-02-05",
        "2025-02-05",
        "6600",
        contract_id="C4-2",
        **_after("L4a", "renews"),
    ),
    # A5: Inbox at 2,400 a year.
    _flat("L5a", "2023-04-01", "2400", contract_id="C5", interval_unit="year"),
    # A6: 12 seats at 30 dollars, then 10.
    _seats(
        "L6a",
        "2023-05-01",
        12,
        "30",
        contract_id="C6",
        currency="USD",
        end_on=day("2024-04-01"),
    ),
    _seats(
        "L6b",
        "2024-04-01",
        10,
        "30",
        contract_id="C6",
        currency="USD",
        **_after("L6a", "amends"),
    ),
    # A7: 5 seats until the unpaid bills; back on Desk Plus, then down to Desk.
    _seats("L7a", "2023-01-01", 5, "20", contract_id="C7"),
    _seats(
        "L7b",
        "2024-01-01",
        6,
        "30",
        contract_id="C7-2",
        product_id="DESKPLUS",
        end_on=day("2024-09-01"),
    ),
    _seats("L7c", "2024-09-01", 6, "20", contract_id="C7-2", **_after("L7b", "replaces")),
    # A8: a fortnight of Inbox; then two quarters of Desk, 4 seats and 3, at 75 a seat and quarter.
    _flat("L8a", "2023-10-05", "60", end_on=day("2023-10-20")),
    _seats("L8b", "2024-06-15", 4, "75", contract_id="C8", **_QUARTER),
    _seats("L8c", "2024-09-15", 3, "75", contract_id="C8-2", **_QUARTER, **_after("L8b", "renews")),
    _flat("L9a", "2023-01-01", "1000", contract_id="C9"),
]

DISCOUNTS = [
    {
        "discount_id": "D3",
        "line_id": "L3a",
        "kind": "percent",
        "value": D(30),
        "duration": "repeating",
        "start_on": day("2023-03-01"),
        "end_on": day("2023-09-01"),
        "priority": 0,
    }
]

FX_RATES = [
    {"from_currency": "USD", "to_currency": "EUR", "valid_from": day(start), "rate": D(rate)}
    for start, rate in (
        ("2023-01-01", "0.90"),
        ("2023-07-01", "0.95"),
        ("2024-01-01", "0.92"),
        ("2024-07-01", "0.90"),
    )
]


def _spend(month: date, kind: str, amount: str, currency: str = "EUR") -> Row:
    department = {"sales": "sales", "marketing": "marketing", "cogs": "engineering"}[kind]
    return {
        "month": month,
        "department": department,
        "kind": kind,
        "amount": D(amount),
        "currency": currency,
    }


MONTHS = [date(year, month, 1) for year in (2023, 2024) for month in range(1, 13)]

# Each month of 2023: sales 3,000, marketing 600, cogs 300; of 2024: 2,000, 400 and 400. A fair
# in May 2023 cost 200 dollars.
SPEND = [
    _spend(month, kind, amounts[month.year - 2023])
    for month in MONTHS
    for kind, amounts in (
        ("sales", ("3000", "2000")),
        ("marketing", ("600", "400")),
        ("cogs", ("300", "400")),
    )
] + [_spend(date(2023, 5, 1), "marketing", "200", "USD")]


def _use(user_id: str, at: str, event: str, quantity: int, department: str) -> Row:
    return {
        "account_id": "A1",
        "user_id": user_id,
        "at": datetime.fromisoformat(at),
        "event": event,
        "quantity": D(quantity),
        "department_id": department,
    }


# A1's use; instants are UTC, and Paris is an hour ahead in winter.
USAGE = [
    _use("u1", "2023-01-09T09:00:00+00:00", "case_closed", 1, "sales"),
    _use("u3", "2024-11-20T09:00:00+00:00", "case_closed", 1, "support"),
    _use("u1", "2024-12-02T09:00:00+00:00", "case_closed", 1, "sales"),
    _use("u2", "2024-12-27T08:00:00+00:00", "case_closed", 3, "sales"),
    _use("u2", "2024-12-27T08:05:00+00:00", "report_sent", 1, "sales"),
    _use("u1", "2024-12-30T10:00:00+00:00", "case_closed", 1, "sales"),
    _use("u1", "2024-12-31T22:30:00+00:00", "case_closed", 1, "sales"),  # 23:30 in Paris
    _use("u4", "2024-12-31T23:30:00+00:00", "case_closed", 1, "support"),  # 2025 in Paris
]

TABLES: Tables = {
    "account": ACCOUNTS,
    "product": PRODUCTS,
    "contract": CONTRACTS,
    "contract_line": LINES,
    "discount": DISCOUNTS,
    "fx_rate": FX_RATES,
    "spend": SPEND,
    "usage": USAGE,
}


def tables() -> Tables:
    """The facts, every row of a table with the same columns, free to be changed by a test."""
    return {name: _level(rows) for name, rows in TABLES.items()}


def _level(rows: list[Row]) -> list[Row]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [{name: row.get(name) for name in columns} for row in rows]


def write(folder: Path) -> Path:
    """One CSV file per table, in a folder that is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows({key: _text(value) for key, value in row.items()} for row in rows)
    return folder


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)

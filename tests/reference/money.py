"""From a price to monthly money: intervals, discounts, rounding, currencies (R8, R9, R10, R16)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .calendar import Row, addmonths
from .lines import Line

ZERO = Decimal("0.0000")


class MissingRate(LookupError):  # noqa: N818 (the name its callers were promised)
    """R16: no rate for a currency on a date where an amount must be converted."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(f"no rate for {currency} on {day.isoformat()}")
        self.currency = currency
        self.day = day


def rounded(value: Fraction, places: int) -> Decimal:
    """HALF_UP with ties away from zero."""
    scale = 10**places
    whole = int(abs(value) * scale + Fraction(1, 2))
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def round4(value: Fraction) -> Decimal:
    return rounded(value, 4)


def ratio(top: Fraction | Decimal | int, bottom: Fraction | Decimal | int) -> Decimal | None:
    """R25: six decimals; null on a zero denominator."""
    if bottom == 0:
        return None
    return rounded(Fraction(top) / Fraction(bottom), 6)


def months_of(line: Line, annual_basis: str) -> Fraction:
    """R8: the months that one price covers."""
    row = line.row
    if row["price_basis"] == "line_total":
        return months_of_total(row["start_on"], row["end_on"], annual_basis)
    n = row.get("interval_count") or 1
    return {
        "month": Fraction(n),
        "year": Fraction(12 * n),
        "week": Fraction(12 * n, 52),
        "day": Fraction(12 * n, 365),
    }[row["interval_unit"]]


def months_of_total(start: date, end: date, annual_basis: str) -> Fraction:
    """R8: whole months from the original start plus the share of the month begun."""
    if annual_basis == "days":
        return Fraction(12 * (end - start).days, 365)
    k = 0
    while addmonths(start, k + 1) <= end:
        k += 1
    here, following = addmonths(start, k), addmonths(start, k + 1)
    return k + Fraction((end - here).days, (following - here).days)


def gross_mrr(line: Line, annual_basis: str) -> Fraction:
    """R9: the price before discounts, unrounded, per month."""
    base = Fraction(line.row["amount"])
    if line.row["price_basis"] == "per_unit_per_interval":
        base *= Fraction(line.quantity)
    return base / months_of(line, annual_basis)


def counted_discounts(rows: Iterable[Row], policy: str) -> list[Row]:
    """R10: the durations that the policy counts, in the one order of application."""
    durations = {
        "recurring": ("repeating", "forever"),
        "all": ("once", "repeating", "forever"),
        "forever_only": ("forever",),
        "none": (),
    }[policy]
    kept = [row for row in rows if row["duration"] in durations]
    return sorted(kept, key=lambda row: (row.get("priority") or 0, row["discount_id"]))


def is_current(row: Row, day: date) -> bool:
    end = row.get("end_on")
    return row["start_on"] <= day and (end is None or day < end)


def contract_mrr(lines: list[Line], discounts: list[Row], annual_basis: str) -> dict[str, Decimal]:
    """R10: rounded MRR of the active lines of one contract under its current discounts."""
    running = {line.line_id: gross_mrr(line, annual_basis) for line in lines}
    months = {line.line_id: months_of(line, annual_basis) for line in lines}
    for discount in discounts:
        apply_discount(discount, running, months)
    return {line_id: round4(value) for line_id, value in running.items()}


def apply_discount(
    discount: Row, running: dict[str, Fraction], months: dict[str, Fraction]
) -> None:
    """R10: one discount on the lines it touches, floored at 0."""
    own = discount.get("line_id")
    touched = list(running) if own is None else [own]
    total = sum((running[line_id] for line_id in touched), Fraction(0))
    if total == 0:
        return
    value = Fraction(discount["value"])
    before = dict(running)
    for line_id in touched:
        if discount["kind"] == "percent":
            running[line_id] = before[line_id] * (1 - value / 100)
        else:
            share = value * before[line_id] / total
            running[line_id] = max(Fraction(0), before[line_id] - share / months[line_id])


class Rates:
    """R16: conversion to the reporting currency; the latest valid_from wins; never inverted."""

    def __init__(self, rows: list[Row], reporting: str | None) -> None:
        self.rows = rows
        self.reporting = reporting
        self.known: dict[tuple[str, date], Fraction] = {}

    def rate(self, currency: str, day: date) -> Fraction:
        if self.reporting is None:
            raise ValueError("two currencies appear: reporting_currency is needed")
        if currency == self.reporting:
            return Fraction(1)
        key = (currency, day)
        if key not in self.known:
            self.known[key] = self.find(currency, day)
        return self.known[key]

    def find(self, currency: str, day: date) -> Fraction:
        fitting = [
            row
            for row in self.rows
            if row["from_currency"] == currency
            and row["to_currency"] == self.reporting
            and row["valid_from"] <= day
            and (row.get("valid_to") is None or day <= row["valid_to"])
        ]
        if not fitting:
            raise MissingRate(currency, day)
        return Fraction(max(fitting, key=lambda row: row["valid_from"])["rate"])

    def convert(self, amount: Decimal | Fraction, currency: str, day: date) -> Decimal:
        if amount == 0:
            return ZERO
        return round4(Fraction(amount) * self.rate(currency, day))


def add(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def reporting_currency(settings: dict[str, Any], lines: list[Line]) -> str | None:
    """The setting, or the only currency there is, or nothing yet."""
    if settings["reporting_currency"] is not None:
        return settings["reporting_currency"]
    found = {line.currency for line in lines}
    return found.pop() if len(found) == 1 else None

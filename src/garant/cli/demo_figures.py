"""What the demo tells of its company. Every figure is asked of `garant.Book`; none is made here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import garant
from garant.demo.company import Company
from garant.demo.story import Figures

if TYPE_CHECKING:
    from garant import Book

Rows = Sequence[Mapping[str, Any]]
BILLED = ("account", "product", "contract", "contract_line", "discount", "pause")
BEFORE, SINCE = "before", "since"
LOW, HIGH, BETWEEN = "low", "high", "between"
A_YEAR = 12


@dataclass(frozen=True)
class Told:
    """The figures of the story, and the rows that are shown and drawn."""

    figures: Figures
    years: Rows
    retention: Rows
    cohorts: Rows
    quarters: Rows
    months: Rows
    economics: Rows


def told(company: Company, book: Book) -> Told:
    """Everything the demo shows, computed from the book on the day it is known to."""
    known = date.fromisoformat(company.truth["as_of"])
    year_end = date((known + timedelta(days=1)).year, 1, 1) - timedelta(days=1)
    retention = book.retention(window=A_YEAR).rows()
    years = book.bridge(by="year", until=year_end).rows()
    return Told(
        figures=_figures(company, book, years, retention),
        years=years,
        retention=[row for row in retention if row["period_end"] <= known],
        cohorts=book.cohorts(of="logos", by="quarter").rows(),
        quarters=_due(book.renewals(by="quarter").rows(), known),
        months=_due(book.renewals(by="month").rows(), known),
        economics=_until(book.economics(by="quarter").rows(), known),
    )


def _until(rows: Rows, known: date) -> Rows:
    """Periods that were open on the last day, or before: what comes later is not known yet."""
    return [row for row in rows if row["period"] <= known]


def _due(rows: Rows, known: date) -> Rows:
    return [row for row in _until(rows, known) if row["due"]]


def _figures(company: Company, book: Book, years: Rows, retention: Rows) -> Figures:
    truth = company.truth
    known, policy_on = (date.fromisoformat(truth[key]) for key in ("as_of", "policy_on"))
    first = years[0]["period"]
    kept = first_renewals(company, policy_on)
    accounts = book.mrr(known, by="account").rows()
    rates = [row for row in retention if row["period_end"] <= known and row["nrr"] is not None]
    return Figures(
        opening_on=first.replace(month=12, day=31),
        closing_on=known,
        policy_on=policy_on,
        opening_mrr=years[0]["closing"],
        closing_mrr=sum((row["mrr"] for row in accounts), Decimal(0)),
        accounts=sum(1 for row in accounts if row["mrr"]),
        nrr=rates[-1]["nrr"] if rates else None,
        grr=rates[-1]["grr"] if rates else None,
        loss_before=lost(kept, BEFORE),
        due_before=due(kept, BEFORE),
        loss_after=lost(kept, SINCE),
        due_after=due(kept, SINCE),
        loss_low_discount=lost(kept, BEFORE, LOW),
        loss_high_discount=lost(kept, BEFORE, HIGH),
    )


def first_renewals(company: Company, policy_on: date) -> Rows:
    """Accounts kept a year after they started, by side of the policy and band of discount.

    Those whose first term is a year: for them a year on is just after the first renewal. The
    two are an attribute of the account, so that the engine counts them as cohorts.
    """
    tables = {name: company.tables[name] for name in BILLED}
    groups = _groups(company, policy_on)
    tables["account"] = [
        row | {"deal": groups[row["account_id"]]}
        for row in company.tables["account"]
        if row["account_id"] in groups
    ]
    for name in ("contract", "contract_line"):
        tables[name] = [row for row in tables[name] if row["account_id"] in groups]
    held = {row["contract_id"] for row in tables["contract"]}
    lines = {row["line_id"] for row in tables["contract_line"]}
    tables["discount"] = [r for r in tables["discount"] if r["contract_id"] in held]
    tables["pause"] = [row for row in tables["pause"] if row["line_id"] in lines]
    book = garant.Book(tables, as_of=company.truth["as_of"])
    return [row for row in book.cohorts(of="logos", by="deal").rows() if row["k"] == A_YEAR]


def _groups(company: Company, policy_on: date) -> dict[str, str]:
    yearly = {row["account_id"] for row in _first_contracts(company) if _is_a_year(row)}
    return {
        row["account_id"]: f"{_side(row, policy_on)} {_band(row['discount'])}"
        for row in company.tables["opportunity"]
        if row["account_id"] in yearly
    }


def _first_contracts(company: Company) -> Iterable[Mapping[str, Any]]:
    first: dict[str, Mapping[str, Any]] = {}
    for row in company.tables["contract"]:
        known = first.setdefault(row["account_id"], row)
        if row["term_start"] < known["term_start"]:
            first[row["account_id"]] = row
    return first.values()


def _is_a_year(contract: Mapping[str, Any]) -> bool:
    days: int = (contract["term_end"] - contract["term_start"]).days
    return 365 <= days <= 366


def _side(opportunity: Mapping[str, Any], policy_on: date) -> str:
    return SINCE if opportunity["closed_on"] >= policy_on else BEFORE


def _band(discount: Decimal) -> str:
    if discount <= Decimal("0.05"):
        return LOW
    return HIGH if discount > Decimal("0.20") else BETWEEN


def _of(rows: Rows, side: str, band: str) -> Rows:
    return [row for row in rows if row["cohort"].startswith(side) and row["cohort"].endswith(band)]


def due(rows: Rows, side: str, band: str = "") -> int:
    """How many came to their first renewal."""
    return int(sum(row["size"] for row in _of(rows, side, band)))


def lost(rows: Rows, side: str, band: str = "") -> Decimal | None:
    """The share of them that had left."""
    number = due(rows, side, band)
    kept = sum((Decimal(row["kept"]) for row in _of(rows, side, band)), Decimal(0))
    return (number - kept) / number if number else None

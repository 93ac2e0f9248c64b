"""How a file writes its days and numbers, and what its ends mean, by the columns that are chosen.

The first look notes it of every column, whatever it was taken for; so another choice needs no
second look at the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from garant.metrics.schema import TABLES
from garant.sources.choices import (
    LAST,
    OF_ACCOUNT,
    RENEWED,
    WITHOUT,
    Choice,
)
from garant.warehouse.ends import TERMS, Ends
from garant.warehouse.words import also, amount_is

WAYS = ("dates", "decimal", "thousands", "inclusive", "terms")


def of_account(headers: list[str]) -> dict[str, str]:
    """What a row of a line also says of its account."""
    return {header: OF_ACCOUNT + name for header, name in also(headers).items()}


def amount(table: str, columns: Mapping[str, str]) -> str:
    """What the amount of a line is, by the name of its column or because an interval is there."""
    if table != "contract_line" or "price_basis" in columns:
        return ""
    return amount_is(columns) or ("interval" if "interval_unit" in columns else "")


def ends_of(one: Choice) -> Ends:
    """What the days of the chosen start and end say."""
    ours = {column["ours"]: column["name"] for column in one["columns"]}
    start, end = (ours.get(name) for name in TERMS.get(one["table"], ("", "")))
    for pair in one.get("ends", ()):
        if (pair["start"], pair["end"]) == (start, end):
            latest = date.fromisoformat(pair["latest"]) if pair.get("latest") else None
            return Ends(
                pair["of"], pair["last"], pair["without"], pair["moments"], latest=latest
            )  # fmt: skip
    return Ends()


def written(one: Choice) -> Choice:
    """How the chosen columns are written, and whether their last day counts."""
    table = TABLES.get(one["table"])
    kinds = {column.name: column.kind for column in table.columns} if table else {}
    dates = _those(one, kinds, "date")
    numbers = _those(one, kinds, "decimal") + _those(one, kinds, "integer")
    layouts = sorted((c for c in dates if c.get("dates")), key=lambda c: not c.get("shown"))
    comma = any(column.get("decimal") == "," for column in numbers)
    marks = [c["thousands"] for c in numbers
             if c.get("thousands") and (c.get("decimal") == ",") == comma]  # fmt: skip
    told = ends_of(one)
    return {
        "dates": layouts[0]["dates"] if layouts else "",
        "decimal": "," if comma else ".",
        "thousands": marks[0] if marks else "",
        "inclusive": "" if told.inclusive is None else (LAST if told.inclusive else WITHOUT),
        "terms": RENEWED if _lies_ahead(told) else "",
    }


def _lies_ahead(told: Ends) -> bool:
    """Whether an end is still to come: then it is one of a term, not of a customer who left."""
    return told.latest is not None and told.latest > datetime.now(UTC).date()


def _those(one: Choice, kinds: Mapping[str, str], kind: str) -> list[Choice]:
    return [column for column in one["columns"] if kinds.get(column["ours"]) == kind]


def reread(one: Choice, before: Choice) -> list[str]:
    """Write the file's ways anew where its columns changed and nobody chose the way meanwhile."""
    if all("instant" not in column for column in one["columns"]):
        return []  # looked at by a version that did not note it
    told = {column["name"]: column["ours"] for column in before["columns"]}
    if one["table"] == before["table"] and all(
        told[column["name"]] == column["ours"] for column in one["columns"]
    ):
        return []
    found = written(one)
    anew = [
        way for way in WAYS
        if one.get(way, "") == before.get(way, "") and found[way] != one.get(way, "")
    ]  # fmt: skip
    for way in anew:
        one[way] = found[way]
    return anew

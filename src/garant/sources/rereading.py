"""How a file writes its days and numbers, and what its ends mean, by the columns that are chosen.

The first look notes it of every column, whatever it was taken for; so another choice needs no
second look at the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from garant.metrics.schema import TABLES, TERMS
from garant.sources.choices import (
    LAST,
    OF_ACCOUNT,
    RENEWED,
    WITHOUT,
    Choice,
)
from garant.warehouse.ends import Ends
from garant.warehouse.layouts import Days, order_of
from garant.warehouse.marks import OPEN, Marks, between, marks_in, settled
from garant.warehouse.words import also, amount_is

WAYS = ("dates", "decimal", "thousands", "inclusive", "terms", "amount")
PRICES = ("amount", "price_basis", "interval_unit")  # what the amount of a line is, they say


def of_account(headers: list[str]) -> dict[str, str]:
    """What a row of a line also says of its account."""
    return {header: OF_ACCOUNT + name for header, name in also(headers).items()}


def amount(table: str, columns: Mapping[str, str]) -> str:
    """What the amount of a line is, by the name of its column or because an interval is there."""
    if table != "contract_line" or "price_basis" in columns:
        return ""
    return amount_is(columns) or ("interval" if "interval_unit" in columns else "")


def ends_of(one: Choice) -> Ends:
    """What the days of the chosen start and end say, read as the file's days are written."""
    pair = _pair(one)
    looked = {column["name"]: column for column in one["columns"]}
    both = [looked[pair[name]] for name in ("start", "end")] if pair else []
    # The first look read them as the clearer of the two columns is written.
    layout = max(both, key=_clear)["dates"] if both else ""
    if not pair or (layout and layout != one.get("dates", layout)):
        return Ends()
    latest = _latest(pair)
    return Ends(pair["of"], pair["last"], pair["without"], pair["moments"], latest=latest)


def _pair(one: Choice) -> Choice:
    """What the first look found of the chosen start and end."""
    ours = {column["ours"]: column["name"] for column in one["columns"]}
    terms = tuple(ours.get(name) for name in TERMS.get(one["table"], ("", "")))
    pairs = (pair for pair in one.get("ends", ()) if (pair["start"], pair["end"]) == terms)
    return next(pairs, {})


def _latest(pair: Choice) -> date | None:
    return date.fromisoformat(pair["latest"]) if pair.get("latest") else None


def _clear(column: Choice) -> tuple[bool, bool]:
    return bool(column["dates"]), column["shown"]


def written(one: Choice) -> Choice:
    """How the chosen columns are written, and whether their last day counts."""
    order, numbers = order_of(_days(one)), settled(_marks(one))
    dates = OPEN if order.other else order.layout
    told = ends_of(one | {"dates": dates})
    return {
        "dates": dates,
        "decimal": numbers.decimal,
        "thousands": numbers.thousands,
        "inclusive": "" if told.inclusive is None else (LAST if told.inclusive else WITHOUT),
        "terms": RENEWED if _lies_ahead(_latest(_pair(one))) else "",
        "amount": amount(one["table"], _headers(one)),
    }


def doubt(one: Choice) -> str:
    """A number of the chosen columns that can be read in two ways."""
    return settled(_marks(one)).doubt if _is_noted(one) else ""


def _headers(one: Choice) -> dict[str, str]:
    """Their columns by ours."""
    return {column["ours"]: column["name"] for column in one["columns"] if column["ours"]}


def _days(one: Choice) -> list[Days]:
    table = TABLES.get(one["table"])
    dated = {column.name for column in table.columns if column.kind == "date"} if table else set()
    return [
        Days(
            column["dates"], column["shown"], tuple(column["firsts"]), column["alike"],
            column["different"],
        )
        for column in one["columns"] if column["ours"] in dated
    ]  # fmt: skip


def _marks(one: Choice) -> list[Marks]:
    if one["table"] not in TABLES:
        return []
    return [
        marks_in(one["table"], column["ours"], Marks(**column["numbers"]))
        for column in one["columns"]
    ]


def _lies_ahead(latest: date | None) -> bool:
    """Whether an end is still to come: then it is one of a term, not of a customer who left."""
    return latest is not None and latest > datetime.now(UTC).date()


def _is_noted(one: Choice) -> bool:
    """Whether the version that looked at the file noted what is read here."""
    return all("numbers" in column for column in one["columns"])


def reread(one: Choice, before: Choice) -> list[str]:
    """Write the file's ways anew where its columns changed and nobody chose the way meanwhile."""
    if not _is_noted(one):
        return []
    found = _found_anew(one, before)
    anew = [
        way for way in WAYS
        if way in found and one.get(way, "") == before.get(way, "") != found[way]
    ]  # fmt: skip
    for way in anew:
        one[way] = found[way]
    return anew


def _found_anew(one: Choice, before: Choice) -> Choice:
    """What other columns say of the ways, or what a way that was chosen says of others."""
    told = {column["name"]: column["ours"] for column in before["columns"]}
    if one["table"] == before["table"] and all(
        told[column["name"]] == column["ours"] for column in one["columns"]
    ):
        return _follows(one, before)
    found = written(one)
    priced = [[_headers(which).get(name) for name in PRICES] for which in (one, before)]
    if one["table"] == before["table"] and priced[0] == priced[1]:
        del found["amount"]
    return found


def _follows(one: Choice, before: Choice) -> Choice:
    """What follows where somebody said what the file does not show."""
    found: Choice = {}
    if before.get("dates") == OPEN != one["dates"]:
        told = ends_of(one).inclusive
        found |= {} if told is None else {"inclusive": LAST if told else WITHOUT}
    if before.get("decimal") == OPEN != one["decimal"]:
        found["thousands"] = between(_marks(one), one["decimal"])
    return found

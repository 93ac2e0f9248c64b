"""What somebody chose on the page of the mapping, and what that leaves open.

A choice is plain JSON: for each file its table, how it writes, and what each of its columns is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from babel.numbers import list_currencies

from garant.metrics.schema import TABLES, TERMS
from garant.warehouse.mapping import AMOUNTS
from garant.warehouse.marks import OPEN

Choice = dict[str, Any]
LEFT_OUT = "-"
OF_ACCOUNT = "account."
SIGNS: Mapping[str, str] = {"€": "EUR", "£": "GBP"}  # those of one currency alone
NO_CURRENCY = frozenset({"XXX", "XTS"})  # codes of ISO 4217 for none, and for tests
OWNER = "owner"  # a column of accounts: who follows one, by e-mail address
# The price of a line for each of its intervals, which the file names.
BY_INTERVAL: Mapping[str, str] = {
    "interval": "flat_per_interval", "unit_interval": "per_unit_per_interval",
}  # fmt: skip
# Whether the day of the end counts; nothing where nobody has said so yet.
LAST, WITHOUT = "yes", "no"
# Whether each line is a contract too, which comes up for renewal at its end.
RENEWED = "yes"


def chosen(one: Choice) -> dict[str, Choice]:
    """Our columns of this table that a column of theirs was chosen for."""
    skipped = {"price_basis"} if one.get("amount") in {*AMOUNTS, *BY_INTERVAL} else set()
    if one.get("amount") in AMOUNTS:
        skipped |= {"interval_unit", "interval_count"}
    return {
        column["ours"]: column
        for column in one["columns"]
        if is_ours(one["table"], column["ours"]) and column["ours"] not in skipped
    }  # fmt: skip


def is_ours(table: str, name: str) -> bool:
    """Whether a table has such a column; who follows an account is kept beside it."""
    return TABLES[table].column(name) is not None or (table == "account" and name == OWNER)


def currency_of(text: str) -> str:
    """The code of the currency that somebody wrote; nothing where it is none.

    >>> currency_of(" eur "), currency_of("€"), currency_of("Dollar")
    ('EUR', 'EUR', '')
    """
    said = text.strip().upper()
    code = SIGNS.get(said, said)
    return code if code in list_currencies() and code not in NO_CURRENCY else ""


def doubled(one: Choice) -> dict[str, list[str]]:
    """Our columns that several of theirs were chosen for."""
    found: dict[str, list[str]] = {}
    for column in one["columns"]:
        if one["table"] and column["ours"] not in {"", LEFT_OUT}:
            found.setdefault(column["ours"], []).append(column["name"])
    return {ours: theirs for ours, theirs in found.items() if len(theirs) > 1}


def end_of(one: Choice) -> Choice | None:
    """The column of theirs that is the end of a term, where one is chosen."""
    return chosen(one).get(TERMS.get(one["table"], ("", ""))[1])


def lacking(files: Sequence[Choice]) -> list[tuple[str, str]]:
    """What the choices leave open: of which file, which of our columns no column of theirs is."""
    found = []
    for one in files:
        if not one["table"]:
            continue
        stated = {*chosen(one)}
        stated |= {"line_id"} if one["table"] == "contract_line" else set()
        stated |= {"currency"} if one.get("currency") else set()
        stated |= {"price_basis"} if one.get("amount") in {*AMOUNTS, *BY_INTERVAL} else set()
        found += [(one["file"], way) for way in _unsaid(one)]
        found += [(one["file"], "inclusive")] if _has_unclear_ends(one) else []
        found += [
            (one["file"], column.name)
            for column in TABLES[one["table"]].columns
            if column.required and column.name not in stated
        ]
    return found


def _unsaid(one: Choice) -> list[str]:
    """Ways of writing that nothing in the file decides, or that cannot be as they were said."""
    found = [way for way in ("dates", "decimal") if one.get(way) == OPEN]
    one_mark_for_both = one.get("thousands") and one["thousands"] == one.get("decimal")
    return [*found, "decimal"] if one_mark_for_both else found


def _has_unclear_ends(one: Choice) -> bool:
    """Whether a file has ends, and nobody has said whether their last day counts."""
    end = end_of(one)
    if end is None or end.get("instant") or not end.get("sample"):
        return False
    return one.get("inclusive") not in {LAST, WITHOUT}

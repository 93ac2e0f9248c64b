"""What somebody chose on the page of the mapping, as the TOML that the import is read with.

A choice is plain JSON: for each file its table, how it writes, and what each of its columns is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from garant.metrics.schema import TABLES
from garant.warehouse.ends import TERMS
from garant.warehouse.mapping import AMOUNTS
from garant.warehouse.templates import of_line

Choice = dict[str, Any]
LEFT_OUT = "-"
OF_ACCOUNT = "account."
# The price of a line for each of its intervals, which the file names.
BY_INTERVAL: Mapping[str, str] = {
    "interval": "flat_per_interval", "unit_interval": "per_unit_per_interval",
}  # fmt: skip
# Whether the day of the end counts; nothing where nobody has said so yet.
LAST, WITHOUT = "yes", "no"
WAYS = ("dates", "decimal", "thousands")
NOT_SAID = {"dates": "", "decimal": ".", "thousands": ""}


def toml_of(files: Sequence[Choice]) -> str:
    """The mapping that these choices are."""
    used = [one for one in files if one["table"]]
    sections = [_section(one) for one in used]
    held = {one["table"] for one in used}
    for lines in (one for one in used if one["table"] == "contract_line"):
        sections += [_accounts(lines)] if "account" not in held else []
        sections += [_products(lines)] if "product" not in held and _sells(lines) else []
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _section(one: Choice) -> list[str]:
    table = one["table"]
    lines = [f"[{table}]", f"from = {quoted(one['file'])}"]
    lines += [f"{way} = {quoted(one[way])}" for way in WAYS if one.get(way) != NOT_SAID[way]]
    if table == "contract_line" and one.get("amount") in AMOUNTS:
        lines.append(f"amount_is = {quoted(one['amount'])}")
    left_out = [c["name"] for c in one["columns"] if _is_left_out(table, c)]
    if left_out:
        lines.append(f"ignore = [{', '.join(map(quoted, left_out))}]")
    if one.get("chained"):
        lines += ["", f"[{table}.predecessor]", 'same = ["account_id", "product_id"]',
                  'link = "renews"']  # fmt: skip
    return [*lines, "", f"[{table}.columns]", *_columns(one)]


def _is_left_out(table: str, column: Choice) -> bool:
    """Whether a column would be read although nobody chose it for anything."""
    if column["ours"] and column["ours"] != LEFT_OUT:
        return False
    return column["ours"] == LEFT_OUT or TABLES[table].column(column["name"]) is not None


def _columns(one: Choice) -> Iterator[str]:
    chosen = _chosen(one)
    for ours, column in chosen.items():
        yield f"{ours} = {_read(one, ours, column)}"
    priced = one.get("amount") in {*AMOUNTS, *BY_INTERVAL}
    if one.get("amount") in BY_INTERVAL:
        yield f"price_basis = {{ value = {quoted(BY_INTERVAL[one['amount']])} }}"
    if priced and one.get("amount") in BY_INTERVAL and "interval_count" not in chosen:
        yield 'interval_count = { value = "1" }'
    if "currency" not in chosen and one.get("currency"):
        yield f"currency = {{ value = {quoted(one['currency'])} }}"
    if one["table"] == "contract_line" and "line_id" not in chosen:
        headers = {ours: column["name"] for ours, column in chosen.items()}
        yield f"line_id = {{ template = {quoted(of_line(headers))} }}"


def _chosen(one: Choice) -> dict[str, Choice]:
    """Our columns of this table that a column of theirs was chosen for."""
    skipped = {"price_basis"} if one.get("amount") in {*AMOUNTS, *BY_INTERVAL} else set()
    if one.get("amount") in AMOUNTS:
        skipped |= {"interval_unit", "interval_count"}
    return {
        column["ours"]: column
        for column in one["columns"]
        if TABLES[one["table"]].column(column["ours"]) is not None
        and column["ours"] not in skipped
    }  # fmt: skip


def _read(one: Choice, ours: str, column: Choice) -> str:
    keys = [f"column = {quoted(column['name'])}"]
    pairs = {theirs: word for theirs, word in column.get("pairs", {}).items() if word}
    if pairs:
        told = ", ".join(f"{quoted(theirs)} = {quoted(word)}" for theirs, word in pairs.items())
        keys.append(f"values = {{ {told} }}")
    if column.get("instant") and _kind(one["table"], ours) == "date":
        keys.append("instant = true")
    elif ours == TERMS.get(one["table"], ("", ""))[1] and one.get("inclusive") == LAST:
        keys.append("inclusive = true")
    return f"{{ {', '.join(keys)} }}" if len(keys) > 1 else quoted(column["name"])


def _kind(table: str, ours: str) -> str:
    column = TABLES[table].column(ours)
    return column.kind if column is not None else ""


def _accounts(lines: Choice) -> list[str]:
    """Accounts from the lines, where no file holds accounts."""
    chosen = {
        column["ours"].removeprefix(OF_ACCOUNT): column["name"]
        for column in lines["columns"]
        if column["ours"] == "account_id" or column["ours"].startswith(OF_ACCOUNT)
    }
    said = "# No file holds accounts: each account of the lines is one."
    return [said, *_made("account", lines, chosen)]


def _products(lines: Choice) -> list[str]:
    """Products from the lines, where no file holds products; a line may be of none."""
    product = _chosen(lines)["product_id"]["name"]
    said = "# No file holds products: each product of the lines is one."
    sold = f"where = {{ column = {quoted(product)}, empty = false }}"
    return [said, *_made("product", lines, {"product_id": product}, sold)]


def _sells(lines: Choice) -> bool:
    return "product_id" in _chosen(lines)


def _made(table: str, lines: Choice, chosen: Mapping[str, str], *kept: str) -> list[str]:
    """A table of which each row is what some lines say alike."""
    own = {column.name for column in TABLES[table].columns} - {*chosen.values()}
    rest = [column["name"] for column in lines["columns"] if column["name"] in own]
    return [
        f"[{table}]", f"from = {quoted(lines['file'])}", "distinct = true", *kept,
        *([f"ignore = [{', '.join(map(quoted, rest))}]"] if rest else []), "",
        f"[{table}.columns]", *(f"{ours} = {quoted(theirs)}" for ours, theirs in chosen.items()),
    ]  # fmt: skip


def lacking(files: Sequence[Choice]) -> list[tuple[str, str]]:
    """What the choices leave open: of which file, which of our columns no column of theirs is."""
    found = []
    for one in files:
        if not one["table"]:
            continue
        chosen = _chosen(one)
        stated = {"line_id"} if one["table"] == "contract_line" else set()
        stated |= {"currency"} if one.get("currency") else set()
        stated |= {"price_basis"} if one.get("amount") in {*AMOUNTS, *BY_INTERVAL} else set()
        found += [(one["file"], "inclusive")] if _has_unclear_ends(one, chosen) else []
        found += [
            (one["file"], column.name)
            for column in TABLES[one["table"]].columns
            if column.required and column.name not in chosen and column.name not in stated
        ]
    return found


def _has_unclear_ends(one: Choice, chosen: Mapping[str, Choice]) -> bool:
    """Whether a file has ends, and nobody has said whether their last day counts."""
    end = chosen.get(TERMS.get(one["table"], ("", ""))[1])
    if end is None or end.get("instant") or not end.get("sample"):
        return False
    return one.get("inclusive") not in {LAST, WITHOUT}


def quoted(text: str) -> str:
    """A text of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'

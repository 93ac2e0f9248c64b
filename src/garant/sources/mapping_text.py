"""What was chosen on the page of the mapping, as the TOML that the import is read with.

Where no file holds accounts, products or contracts, the lines make them: a section that takes
equal rows as one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence

from garant.metrics.schema import TABLES, TERMS
from garant.sources.choices import (
    BY_INTERVAL,
    LAST,
    LEFT_OUT,
    OF_ACCOUNT,
    RENEWED,
    Choice,
    chosen,
    end_of,
)
from garant.warehouse.folder import KINDS
from garant.warehouse.mapping import AMOUNTS
from garant.warehouse.templates import of_contract, of_line, of_terms

WAYS = ("dates", "decimal", "thousands")
_FROM = re.compile(r"""^\s*from\s*=\s*("[^"]*"|'[^']*')""", re.MULTILINE)
NOT_SAID = {"dates": "", "decimal": ".", "thousands": ""}


def toml_of(files: Sequence[Choice]) -> str:
    """The mapping that these choices are."""
    used = [one for one in files if one["table"]]
    held = {one["table"] for one in used}
    sections = [_section(one, held) for one in used]
    for lines in (one for one in used if one["table"] == "contract_line"):
        sections += _made_by(lines, held)
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def fitted(text: str, files: Sequence[str]) -> str:
    """A mapping of one file for the only file that is given: an export has its day in its name."""
    origins = set(_FROM.findall(text))
    if len(files) != 1 or len(origins) != 1 or not files[0].lower().endswith(KINDS):
        return text
    return _FROM.sub(lambda _found: f"from = {quoted(files[0])}", text)


def is_renewed(lines: Choice, held: Container[str]) -> bool:
    """Whether each line is a contract too: nothing else holds any, and somebody said so."""
    return (
        lines["table"] == "contract_line" and "contract" not in held
        and lines.get("terms") == RENEWED and end_of(lines) is not None
    )  # fmt: skip


# ---------------------------------------------------------------- what a file holds


def _section(one: Choice, held: Container[str]) -> list[str]:
    table = one["table"]
    lines = [f"[{table}]", f"from = {quoted(one['file'])}", *_ways(one)]
    if table == "contract_line" and one.get("amount") in AMOUNTS:
        lines.append(f"amount_is = {quoted(one['amount'])}")
    left_out = [c["name"] for c in one["columns"] if _is_left_out(table, c)]
    if left_out:
        lines.append(_ignored(left_out))
    if one.get("chained") or is_renewed(one, held):
        lines += ["", f"[{table}.predecessor]", 'same = ["account_id", "product_id"]',
                  'link = "renews"']  # fmt: skip
    return [*lines, "", f"[{table}.columns]", *_columns(one, held)]


def _ways(one: Choice) -> list[str]:
    return [f"{way} = {quoted(one[way])}" for way in WAYS if one.get(way) != NOT_SAID[way]]


def _ignored(headers: Sequence[str]) -> str:
    return f"ignore = [{', '.join(map(quoted, headers))}]"


def _is_left_out(table: str, column: Choice) -> bool:
    """Whether a column would be read although nobody chose it for anything."""
    if column["ours"] and column["ours"] != LEFT_OUT:
        return False
    return column["ours"] == LEFT_OUT or TABLES[table].column(column["name"]) is not None


def _columns(one: Choice, held: Container[str]) -> Iterator[str]:
    told = chosen(one)
    if is_renewed(one, held):
        told.pop("contract_id", None)
        yield f"contract_id = {{ template = {quoted(of_contract(_headers(one)))} }}"
    for ours, column in told.items():
        yield f"{ours} = {_read(one, ours, column)}"
    priced = one.get("amount") in {*AMOUNTS, *BY_INTERVAL}
    if one.get("amount") in BY_INTERVAL:
        yield f"price_basis = {{ value = {quoted(BY_INTERVAL[one['amount']])} }}"
    if priced and one.get("amount") in BY_INTERVAL and "interval_count" not in told:
        yield 'interval_count = { value = "1" }'
    if "currency" not in told and one.get("currency"):
        yield f"currency = {{ value = {quoted(one['currency'])} }}"
    if one["table"] == "contract_line" and "line_id" not in told:
        yield f"line_id = {{ template = {quoted(of_line(_headers(one)))} }}"


def _headers(one: Choice) -> Mapping[str, str]:
    """Their columns by ours."""
    return {ours: column["name"] for ours, column in chosen(one).items()}


def _read(one: Choice, ours: str, column: Choice) -> str:
    """How one of our columns is read from one of theirs."""
    keys = [f"column = {quoted(column['name'])}"]
    pairs = {theirs: word for theirs, word in column.get("pairs", {}).items() if word}
    if ours == "currency" and one.get("currency"):
        pairs[""] = one["currency"]
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


# ---------------------------------------------------------------- what lines make


def _made_by(lines: Choice, held: Container[str]) -> Iterator[list[str]]:
    if "account" not in held:
        yield _accounts(lines)
    if "product" not in held and "product_id" in chosen(lines):
        yield _products(lines)
    if is_renewed(lines, held):
        yield _contracts(lines)


def _accounts(lines: Choice) -> list[str]:
    columns = {
        column["ours"].removeprefix(OF_ACCOUNT): quoted(column["name"])
        for column in lines["columns"]
        if column["ours"] == "account_id" or column["ours"].startswith(OF_ACCOUNT)
    }
    said = "# No file holds accounts: each account of the lines is one."
    return [said, *_made("account", lines, columns)]


def _products(lines: Choice) -> list[str]:
    """Those that lines name; a line may be of none."""
    product = quoted(_headers(lines)["product_id"])
    said = "# No file holds products: each product of the lines is one."
    sold = f"where = {{ column = {product}, empty = false }}"
    return [said, *_made("product", lines, {"product_id": product}, sold)]


def _contracts(lines: Choice) -> list[str]:
    """One for each line, or for those of one number that start together."""
    told = chosen(lines)
    start, end = TERMS["contract_line"]
    template = of_contract(_headers(lines), TERMS["contract"][0])
    columns = {
        "contract_id": f"{{ template = {quoted(template)} }}",
        "account_id": quoted(told["account_id"]["name"]),
        "term_start": _read(lines, start, told[start]),
        "term_end": _read(lines, end, told[end]),
    }
    said = "# No file holds contracts: each line is one, and comes up for renewal at its end."
    follow = f"predecessor = {{ same = {quoted(of_terms(_headers(lines)))} }}"
    return [said, *_made("contract", lines, columns, *_ways(lines), follow)]


def _made(table: str, lines: Choice, columns: Mapping[str, str], *more: str) -> list[str]:
    """A table of which each row is what some lines say alike."""
    own = {column.name for column in TABLES[table].columns} - {*columns}
    rest = [column["name"] for column in lines["columns"] if column["name"] in own]
    return [
        f"[{table}]", f"from = {quoted(lines['file'])}", "distinct = true", *more,
        *([_ignored(rest)] if rest else []), "",
        f"[{table}.columns]", *(f"{ours} = {how}" for ours, how in columns.items()),
    ]  # fmt: skip


def quoted(text: str) -> str:
    """A text of TOML, whose escapes are those of JSON; it has one more for the last of ASCII."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

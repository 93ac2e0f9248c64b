"""Templates of a mapping: text with columns in braces, such as ``{Client}-{Plan:-}``.

A name of ours that the mapping derives is the cell that becomes of it: a day is the same however
a file writes it. Any other is a cell of theirs.

``{Plan}`` is the cell of that column, and the whole is empty where the cell is. ``{Plan:-none}``
is ``none`` there, ``{Plan:-}`` nothing, as in a shell. Headers hold colons and exclamation marks,
so the braces are not those of Python's formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_CELL = re.compile(r"\{([^{}]+)\}")
_INSTEAD = ":-"
ROW = "_row"


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell of a column, and what stands there where it is empty."""

    column: str
    instead: str | None = None


def parts(template: str) -> Iterator[str | Cell]:
    """The texts and the cells of a template, in their order.

    >>> list(parts("{Client}-{Plan:-}"))
    [Cell(column='Client', instead=None), '-', Cell(column='Plan', instead='')]
    """
    for place, part in enumerate(_CELL.split(template)):
        if place % 2:
            column, is_told, instead = part.rpartition(_INSTEAD)
            yield Cell(column, instead) if is_told else Cell(part)
        elif part:
            yield part


def columns(template: str) -> list[str]:
    """The columns that a template reads.

    >>> columns("{Client}-{Date : start}-{Plan:-}")
    ['Client', 'Date : start', 'Plan']
    """
    return [part.column for part in parts(template) if isinstance(part, Cell)]


def is_whole(template: str) -> bool:
    """Whether it says something, and each of its braces belongs to a column.

    >>> is_whole("{Client}-1"), is_whole("{Client"), is_whole("")
    (True, False, False)
    """
    texts = [part for part in parts(template) if isinstance(part, str)]
    return bool(template) and not any(brace in text for text in texts for brace in "{}")


def of_line(headers: Mapping[str, str], start: str = "start_on") -> str:
    """The id of a line where no column holds one: its account, product and start, or its row.

    ``headers`` are their columns by ours, and ``start`` is what we call the first day. A line may
    be of no product; where one of the others is missing, that is what is wrong, and not the id.

    >>> of_line({"account_id": "Client", "product_id": "Plan", "start_on": "From", "unit": "U"})
    '{Client:-}-{Plan:-}-{start_on:-}'
    >>> of_line({"account_id": "Client {old}", "start_on": "From"})
    '{_row}'
    """
    return _joined(headers, "product_id", start)


def of_contract(headers: Mapping[str, str], start: str = "start_on") -> str:
    """The id of the contract that a line is: the line's own, or its number where it has one.

    A number goes on from term to term; with the start it is one of them.

    >>> of_contract({"account_id": "Client", "product_id": "Plan", "start_on": "From"})
    '{Client:-}-{Plan:-}-{start_on:-}'
    >>> of_contract({"line_id": "Id", "account_id": "Client", "start_on": "From"})
    '{Id}'
    >>> of_contract({"contract_id": "No.", "account_id": "Client", "start_on": "From"})
    '{Client:-}-{No.:-}-{start_on:-}'
    """
    if "contract_id" in headers:
        return _joined(headers, "contract_id", start)
    line = f"{{{headers['line_id']}}}" if "line_id" in headers else ""
    return line if is_whole(line) else of_line(headers, start)


def of_terms(headers: Mapping[str, str]) -> str:
    """What the terms have alike that renew each other: the account, and the number or product.

    >>> of_terms({"account_id": "Client", "product_id": "Plan", "start_on": "From"})
    '{Client:-}-{Plan:-}'
    """
    return _joined(headers, "contract_id" if "contract_id" in headers else "product_id", "")


def _joined(headers: Mapping[str, str], between: str, start: str) -> str:
    parts = [headers[ours] for ours in ("account_id", between) if ours in headers]
    parts += [start] if start and "start_on" in headers else []
    template = "-".join(f"{{{header}{_INSTEAD}}}" for header in parts)
    return template if is_whole(template) else f"{{{ROW}}}"

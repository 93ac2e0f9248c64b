"""A first look at what was given: which table each file seems to be, and what its columns are.

Runs in the child only; what it answers is what the page of the mapping shows and lets change.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from garant.metrics.errors import DataError
from garant.metrics.schema import TABLES
from garant.sources.choices import ALSO, OF_ACCOUNT
from garant.sources.decoding import Request
from garant.warehouse.csvfile import look as look_at
from garant.warehouse.folder import KINDS
from garant.warehouse.propose import (
    Sample,
    Understood,
    amount_is,
    sample,
    understood,
    ways_of_writing,
)
from garant.warehouse.words import candidates

SHOWN, WORDS, LONGEST = 3, 12, 60
NOTHING = Understood("", "", {}, {}, (), ())
Look = dict[str, Any]


def look(request: Request, files: Path) -> Look:  # noqa: ARG001 - every verb is asked alike
    """Every file: its columns with some of their cells, and what they seem to be."""
    paths = [one for one in sorted(files.iterdir()) if one.suffix.lower() in KINDS]
    problems = [problem for path in paths for problem in _unreadable(path)]
    if problems:
        raise DataError(problems)
    samples = [sample(path) for path in paths]
    found, _unknown = understood(samples)
    known = {one.path: which for which, one in found}
    looks = [_look(one, known.get(one.path, NOTHING)) for one in samples]
    return {"files": looks, "straight": bool(looks) and all(one["straight"] for one in looks)}


def _unreadable(path: Path) -> list[Any]:
    if path.suffix.lower() != ".csv":
        return []
    found = look_at(path, path.stem)
    return found if isinstance(found, list) else []


def _look(one: Sample, which: Understood) -> Look:
    values = one.values()
    ours = {theirs: name for name, theirs in which.columns.items()}
    doubtful = {headers[0]: name for name, headers in which.doubtful.items()}
    if which.table == "contract_line":
        known = {*ours, *doubtful}
        ours |= _of_account([header for header in one.columns if header not in known])
    written = _written(which, values)
    return {
        "file": one.path.name,
        "table": which.table,
        "straight": _is_straight(one, which),
        "dates": written.get("dates", ""),
        "decimal": written.get("decimal", "."),
        "thousands": written.get("thousands", ""),
        "amount": _amount(which),
        "columns": [
            {
                "name": header,
                "ours": ours.get(header) or doubtful.get(header, ""),
                "sure": header not in doubtful,
                "sample": [text[:LONGEST] for text in values.get(header, [])[:SHOWN]],
                "words": _words(values.get(header, [])),
            }
            for header in one.columns if header
        ],
    }  # fmt: skip


def _of_account(headers: list[str]) -> dict[str, str]:
    """What a row of a line also says of its account."""
    found = candidates("account", headers)
    return {found[name][0]: OF_ACCOUNT + name for name in ALSO if name in found}


def _is_straight(one: Sample, which: Understood) -> bool:
    """Whether a file is written as garant itself writes it: it needs no mapping."""
    declared = {column.name for column in TABLES[which.table].columns} if which.table else set()
    required = {c.name for c in TABLES[which.table].columns if c.required} if which.table else set()
    same = which.table == one.path.stem and required <= set(one.columns)
    return same and (which.table == "account" or set(one.columns) <= declared)


def _written(which: Understood, values: dict[str, list[str]]) -> dict[str, str]:
    """How dates and numbers are written; where both orders are possible, the day first."""
    if not which.table:
        return {}
    lines = [line.removeprefix("# ? ").split(" or ")[0] for line in ways_of_writing(which, values)]
    return dict(tomllib.loads("\n".join(lines)))


def _amount(which: Understood) -> str:
    if which.table != "contract_line" or "price_basis" in which.columns:
        return ""
    return amount_is(which.columns) or ("interval" if "interval_unit" in which.columns else "")


def _words(values: list[str]) -> list[str]:
    """The different texts of a column that has few of them."""
    different = sorted(set(values))
    few = len(different) <= WORDS and all(len(word) <= LONGEST for word in different)
    return different if few else []

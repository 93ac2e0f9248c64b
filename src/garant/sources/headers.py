"""A first look at what was given: which table each file seems to be, and what its columns are.

Runs in the child only; what it answers is what the page of the mapping shows and lets change.
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import permutations
from pathlib import Path
from typing import Any

from garant.metrics.errors import DataError
from garant.metrics.schema import TABLES
from garant.sources.decoding import Request
from garant.sources.rereading import amount, of_account, written
from garant.warehouse.csvfile import look as look_at
from garant.warehouse.ends import day, ends, is_moment
from garant.warehouse.folder import KINDS
from garant.warehouse.layouts import days_of
from garant.warehouse.marks import marks_of
from garant.warehouse.propose import (
    Sample,
    Understood,
    sample,
    understood,
)

SHOWN, WORDS, LONGEST = 3, 12, 60
DATED = 8  # columns of days whose pairs are looked at
NOTHING = Understood("", "", {}, {}, (), ())
Look = dict[str, Any]


def look(request: Request, files: Path) -> Look:
    """Every file: its columns with some of their cells, and what they seem to be."""
    paths = [one for one in sorted(files.iterdir()) if one.suffix.lower() in KINDS]
    problems = [problem for path in paths for problem in _unreadable(path)]
    if problems:
        raise DataError(problems)
    samples = [sample(path) for path in paths]
    found, _unknown = understood(samples)
    kept = request.limits or TABLES
    known = {one.path: which for which, one in found if which.table in kept}
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
        ours |= of_account([header for header in one.columns if header not in known])
    columns = [
        {
            "name": header,
            "ours": ours.get(header) or doubtful.get(header, ""),
            "sure": header not in doubtful,
            "sample": [text[:LONGEST] for text in values.get(header, [])[:SHOWN]],
            "words": _words(values.get(header, [])),
            **_writing(values.get(header, [])),
        }
        for header in one.columns if header
    ]  # fmt: skip
    look = {
        "file": one.path.name,
        "table": which.table,
        "straight": _is_straight(one, which),
        "amount": amount(which.table, which.columns),
        "columns": columns,
        "ends": _pairs(one, columns, which.columns.get("account_id", "")),
    }
    return look | written(look)


def _writing(texts: list[str]) -> dict[str, Any]:
    """How the cells of one column are written, if they are days or numbers."""
    days = days_of(texts)
    return {
        "dates": days.layout, "shown": days.shown, "firsts": list(days.firsts),
        "alike": days.alike, "different": days.different,
        "numbers": asdict(marks_of(texts)),
        "instant": bool(texts) and all(map(is_moment, texts)),
    }  # fmt: skip


def _pairs(one: Sample, columns: list[dict[str, Any]], account: str) -> list[dict[str, Any]]:
    """What each two columns of days say, the first taken as starts and the second as ends."""
    values = one.values()
    dated = [c["name"] for c in columns if _is_dated(values.get(c["name"], []), c["dates"])][:DATED]
    looked = {column["name"]: column for column in columns}
    place = one.columns.index
    who = place(account) if account in one.columns else None
    found = []
    for start, end in permutations(dated, 2):
        clearer = max(looked[start], looked[end], key=lambda c: (bool(c["dates"]), c["shown"]))
        layout = clearer["dates"]
        told = ends(one.rows, (who, place(start), place(end)), layout=layout)
        found.append({
            "start": start, "end": end, "of": told.of, "last": told.last,
            "without": told.without, "moments": told.moments,
            "latest": told.latest.isoformat() if told.latest else "",
        })  # fmt: skip
    return found


def _is_dated(texts: list[str], layout: str) -> bool:
    """Whether most of the first cells name a day: one of a file may be wrong, or without end."""
    first = texts[:20]
    return 2 * sum(day(text, layout) is not None for text in first) > len(first)


def _is_straight(one: Sample, which: Understood) -> bool:
    """Whether a file is written as garant itself writes it: it needs no mapping."""
    declared = {column.name for column in TABLES[which.table].columns} if which.table else set()
    required = {c.name for c in TABLES[which.table].columns if c.required} if which.table else set()
    same = which.table == one.path.stem and required <= set(one.columns)
    return same and (which.table == "account" or set(one.columns) <= declared)


def _words(values: list[str]) -> list[str]:
    """The different texts of a column that has few of them."""
    different = sorted(set(values))
    few = len(different) <= WORDS and all(len(word) <= LONGEST for word in different)
    return different if few else []

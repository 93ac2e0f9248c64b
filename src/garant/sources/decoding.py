"""Reading what somebody gave, in a process of its own with little memory and time.

A file of a thousand bytes can unfold to gigabytes, so nothing foreign is decoded in the server.
The child writes each table of facts as Parquet, and what is wrong with them as JSON.

    python -m garant.sources.decoding GIVEN STAGED MAPPING

MAPPING may be a file that is not there. The settings of the metrics come on standard input.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import garant
from garant.metrics.errors import DataError, GarantError, OurError, Problem
from garant.metrics.schema import TABLES
from garant.warehouse import run
from garant.warehouse.mapping import stated_settings

MEMORY = 3 * 1024**3  # of address space: an engine maps more than it uses
SECONDS = 300
REPORT = "report.json"


def decode(given: Path, staged: Path, mapping: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    """Read the files of a folder into staged tables; what the child reports."""
    staged.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", __name__, str(given), str(staged), str(mapping)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, paths of our own
            command, input=json.dumps(dict(settings)).encode(), capture_output=True,
            timeout=SECONDS, check=False, preexec_fn=_limited,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _refused(f"reading took longer than {SECONDS} seconds; give a smaller file")
    report = staged / REPORT
    if done.returncode or not report.exists():
        return _refused(
            "the files could not be read within the memory that an import may use; "
            "they may be damaged, or unfold to more than they seem"
        )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refused(sentence: str) -> dict[str, Any]:
    return {"tables": {}, "problems": [_told(Problem("error", "", "", None, None, sentence))]}


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "level": problem.level, "rule": problem.rule, "table": problem.table, "row": problem.row,
        "field": problem.field, "message": problem.message,
        "values": {name: str(value) for name, value in problem.values.items()},
    }  # fmt: skip


def _child(given: Path, staged: Path, mapping: Path, settings: Mapping[str, str]) -> dict[str, Any]:
    mapped = mapping if mapping.is_file() else None
    stated = stated_settings(mapping) if mapped else {}
    book = garant.Book(given, mapping=mapped, settings={**stated, **settings})
    try:
        problems = book.check()
        tables = {} if any(p.level == "error" for p in problems) else _staged(book, staged)
    except DataError as error:
        problems, tables = list(error.problems), {}
    except GarantError as error:
        return _refused(str(error))
    finally:
        book.close()
    return {"tables": tables, "problems": [_told(problem) for problem in problems]}


def _staged(book: garant.Book, staged: Path) -> dict[str, int]:
    counts = {}
    for name, table in book.source.tables.items():
        rows = run.arrow(table.drop("_row"), book.source.backend)
        pq.write_table(rows, staged / f"{name}.parquet")
        counts[name] = rows.num_rows
    return {name: counts[name] for name in TABLES if name in counts}


def main(arguments: list[str]) -> None:
    """The child: read, write, report."""
    given, staged, mapping = (Path(one) for one in arguments)
    report = _child(given, staged, mapping, json.load(sys.stdin))
    (staged / REPORT).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except MemoryError as error:
        raise OurError("out of memory") from error

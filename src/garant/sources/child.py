"""The process that decodes what was given: `python -m garant.sources.child ANSWER < REQUEST`."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from garant.lib import orphans
from garant.metrics.errors import DataError, GarantError, OurError, Problem
from garant.sources import headers, staging
from garant.sources.decoding import Request
from garant.sources.laying import lay_out
from garant.sources.problems import as_row, in_their_words, told
from garant.warehouse.mapping import load
from garant.warehouse.reading import MEMORY_MB

UNFOLDED = "unfolded"
LEAST_MB, MOST_MB = 100, 1800
UNFOLDS = 1  # for each megabyte given: what it needs beyond that it keeps on disk
VERBS = {"look": headers.look, "read": staging.read}


def answered(request: Request) -> dict[str, Any]:
    """What is in the files, or what is wrong with them."""
    files = request.staged / UNFOLDED
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    MEMORY_MB.set(memory(request))
    problems = lay_out(request.given, files)
    if problems:
        return {"problems": told(problems)}
    for name in request.unused:
        (files / name).unlink(missing_ok=True)
    try:
        return VERBS[request.verb](request, files)
    except DataError as error:
        return {"problems": told(error.problems)}
    except GarantError as error:
        # A mapping, too, has every mistake in `problems`.
        several = getattr(error, "problems", None) or [_sentence(error)]
        return {"problems": [as_row(one) for one in several]}


def memory(request: Request) -> int:
    """The megabytes that the engine may use: an import of usual size must not crowd the machine."""
    folders = [one for one in (request.given, request.live) if one is not None and one.exists()]
    given = sum(file.stat().st_size for folder in folders for file in folder.iterdir())
    return min(LEAST_MB + UNFOLDS * given // 1024**2, MOST_MB)


def _without_places(found: dict[str, Any], request: Request) -> dict[str, Any]:
    """What there is to say, with files by their names: where they lie is nobody's business."""
    text = json.dumps(found, ensure_ascii=False, default=str)
    places = {request.staged / UNFOLDED, request.given, request.staged, request.staged.parent}
    for place in sorted(map(str, places), key=len, reverse=True):
        text = text.replace(f"{json.dumps(place)[1:-1]}/", "")
    without: dict[str, Any] = json.loads(text)
    return without


def _name_columns(found: dict[str, Any], request: Request) -> None:
    """Name the columns of problems as the files do, unless the mapping itself cannot be read."""
    try:
        mapping = load(request.mapping) if request.mapping else {}
    except GarantError:
        mapping = {}
    for kind in ("problems", "refused"):
        found[kind] = in_their_words(found.get(kind, ()), mapping)


def _sentence(error: GarantError) -> Problem:
    return Problem("error", "", "", None, None, error.template, error.values)


def main(answer: str) -> None:
    """Read what is asked, answer it."""
    asked = json.load(sys.stdin)
    for name in ("given", "staged", "live", "mapping"):
        asked[name] = Path(asked[name]) if asked[name] else None
    request = Request(**asked)
    found = answered(request)
    _name_columns(found, request)
    found = _without_places(found, request)
    Path(answer).write_text(json.dumps(found, ensure_ascii=False, default=str), encoding="utf-8")


if __name__ == "__main__":
    orphans.end_with(os.getppid())
    try:
        main(sys.argv[1])
    except MemoryError as error:
        raise OurError("out of memory") from error

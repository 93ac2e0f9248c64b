"""Reading what somebody gave, in a process of its own with little memory and time.

A file of a thousand bytes can unfold to gigabytes, so nothing foreign is decoded in the server:
it asks the child for one of the two things below, in JSON, and gets an answer in JSON.

    python -m garant.sources.child ANSWER < REQUEST
"""

from __future__ import annotations

import json
import logging
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from garant.metrics.errors import Problem
from garant.sources.problems import as_row

MEMORY = 3 * 1024**3  # of address space: an engine maps more than it uses
FILE = 2 * 1024**3  # of one file that it may write
SECONDS = 300
ANSWER = "answer.json"
NO_ROOM = ("MemoryError", "OutOfMemory", "Out of Memory", "bad_alloc", "File too large")
log = logging.getLogger(__name__)
Answer = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What the child is to do: `look` at the files, or `read` them as tables.

    `live` holds our own tables, which the files add to; where it is empty they replace them.
    `limits` names the tables that we keep, and the longest texts and largest numbers of their
    columns. `unused` are files that are left out, whatever their name.
    """

    verb: str
    given: Path
    staged: Path
    live: Path | None = None
    mapping: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skips: bool = False
    unused: Sequence[str] = ()

    def as_text(self) -> str:
        """The request in JSON."""
        return json.dumps(asdict(self), default=str)


def decode(request: Request) -> Answer:
    """What the child answers; a refusal where it did not come back."""
    request.staged.mkdir(parents=True, exist_ok=True)
    answer = request.staged / ANSWER
    answer.unlink(missing_ok=True)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, a path of our own
            [sys.executable, "-m", "garant.sources.child", str(answer)],
            input=request.as_text().encode(), capture_output=True,
            timeout=SECONDS, check=False, preexec_fn=_limit(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return _refusal(
            "reading took longer than {seconds} seconds; give a smaller file", seconds=SECONDS
        )
    if done.returncode or not answer.exists():
        return _failed(done.stderr.decode(errors="replace"))
    found: Answer = json.loads(answer.read_text(encoding="utf-8"))
    return found


def _failed(told: str) -> Answer:
    """What is said of a child that did not come back; why is for the log."""
    log.error("reading an import failed: %s", told[-2000:])
    last = told.strip().rpartition("\n")[2]
    if "Error" in last and not any(word in last for word in NO_ROOM):
        return _refusal("garant failed while it read these files, and its log says why; "
                        "this is a defect of garant, not of the files")  # fmt: skip
    return _refusal(
        "the files could not be read within the memory that an import may use; "
        "they may be damaged, or unfold to more than they seem"
    )


def _limit() -> Callable[[], None]:
    # Between fork and exec other threads may hold any lock: everything is looked up before.
    limits = (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0),
    )  # fmt: skip

    def limited(set_limit: Callable[[int, tuple[int, int]], None] = resource.setrlimit) -> None:
        for kind, most in limits:
            set_limit(kind, (most, most))

    return limited


def _refusal(sentence: str, **values: object) -> Answer:
    return {"problems": [as_row(Problem("error", "", "", None, None, sentence, values))]}

"""Measuring: every run in a fresh process, on the same cores and under the same limit of memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.books import Written, written_apart
from bench.peers import KINDS, Bridge, Machine

PATIENCE = 3600  # seconds for one run
RUNS = {5: 3, 6: 3}  # by the exponent of ten of the lines; one run of what takes longer
COLD_LINES = 10**5
NOTHING = "pass"
IMPORT = "import garant"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds of clock and of processor, bytes of memory at its most."""

    wall: float
    cpu: float
    peak: int | None
    bridge: Bridge | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The runs of one way to make the bridge; or why there is none."""

    runs: tuple[Run, ...] = ()
    failure: str = ""

    @property
    def wall(self) -> float:
        return statistics.median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak(self) -> int | None:
        peaks = [run.peak for run in self.runs if run.peak is not None]
        return max(peaks, default=None)


@dataclass(frozen=True, slots=True)
class Sized:
    """All that was measured on a book of ``10 ** power`` lines."""

    power: int
    book: Written
    kinds: dict[str, Measured]
    differing: tuple[str, ...] = ()


@dataclass(slots=True)
class Everything:
    """What a whole run of the benchmark found."""

    machine: Machine
    cores: int
    sizes: list[Sized] = field(default_factory=list)
    cold: dict[str, Measured] = field(default_factory=dict)


def on_cores(wanted: int) -> int:
    """Keep this process and its children on so many cores, where the system lets us; how many."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or wanted
    cores = sorted(os.sched_getaffinity(0))[:wanted]
    os.sched_setaffinity(0, cores)
    return len(cores)


def sized(power: int, folder: Path, machine: Machine, *, quick: bool, say: Say) -> Sized:
    """Write a book, see that all agree on it, and measure them."""
    say(f"10^{power} lines: writing the book")
    book = written_apart(folder / f"book{power}", 10**power)
    runs = 1 if quick else RUNS.get(power, 1)
    first = {kind: _told(kind, book.folder, machine, say=say) for kind in KINDS}
    differing = tuple(kind for kind in first if _differs(first[kind], first["garant"]))
    kinds = {
        kind: _more(first[kind], kind, book.folder, Again(machine, runs - 1, say)) for kind in KINDS
    }
    return Sized(power, book, kinds, differing)


@dataclass(frozen=True, slots=True)
class Again:
    """How a measurement is repeated."""

    machine: Machine
    times: int
    say: Say


def _more(first: Measured, kind: str, folder: Path, again: Again) -> Measured:
    """The first run, whose rows were compared, and the others."""
    if first.failure:
        return first
    others = [_told(kind, folder, again.machine, say=again.say) for _ in range(again.times)]
    return Measured((*first.runs, *(run for other in others for run in other.runs)))


def _differs(one: Measured, garant: Measured) -> bool:
    """Whether both gave a bridge, and not the same."""
    if not one.runs or not garant.runs or not one.runs[0].bridge:
        return False
    return one.runs[0].bridge != garant.runs[0].bridge


def _told(kind: str, folder: Path, machine: Machine, *, say: Say) -> Measured:
    say(f"{folder.name}: {kind}")
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        where = [kind, str(folder), scratch, str(machine.threads), machine.memory]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "bench.once", *where],
                capture_output=True, text=True, timeout=PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Measured(failure=f"not done after {PATIENCE} s")
    if done.returncode:
        return Measured(failure=_reason(done))
    found = json.loads(done.stdout.splitlines()[-1])
    bridge = [tuple(row) for row in found["bridge"]]
    return Measured((Run(found["wall"], found["cpu"], found["peak"], bridge),))


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """The last sentence of a process that failed, or the signal that ended it."""
    said = done.stderr.strip().splitlines()
    return said[-1] if said else f"ended with {done.returncode}"


def cold(folder: Path, *, quick: bool, say: Say) -> dict[str, Measured]:
    """Whole processes, from the shell's point of view: the command, and a bare import."""
    runs = 1 if quick else 5
    found: dict[str, Measured] = {}
    for form in ("csv", "parquet"):
        say(f"the command on a cold start, {form}")
        book = written_apart(folder / f"cold-{form}", COLD_LINES, form=form)
        asked = ["-m", "garant.cli", "metrics", "bridge", str(book.folder), "--format", "json"]
        found[f"garant metrics bridge, {form}"] = _processes(asked, runs)
    found["python -c pass"] = _processes(["-c", NOTHING], 2 * runs + 1)
    found["python -c 'import garant'"] = _processes(["-c", IMPORT], 2 * runs + 1)
    return found


def _processes(arguments: Sequence[str], runs: int) -> Measured:
    """So many runs of Python, each from its start to its end."""
    done = []
    for _ in range(runs):
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        errors = process.stderr.read() if process.stderr else b""
        _pid, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            return Measured(failure=errors.decode(errors="replace").strip()[-300:])
        done.append(Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024))
    return Measured(tuple(done))

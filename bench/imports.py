"""``python -m bench.imports [LINES]``: an import of 200,000 contract lines, timed and weighed.

The promise: 120 seconds, and 500 MB for all its processes together, the one that decodes included.
What they hold at once is sampled: their pages added up, shared ones counted in each (`together`),
and those that each has for itself (`own`).
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

LINES, PER_ACCOUNT = 200_000, 40
SECONDS, MEGABYTES = 120, 500
LOOK = 0.1  # seconds between two looks at the memory
COLUMNS = (
    "line_id", "account_id", "product_id", "start_on", "end_on", "quantity", "price_basis",
    "amount", "currency", "interval_unit", "interval_count",
)  # fmt: skip


def write(folder: Path, lines: int) -> list[Path]:
    """Accounts and lines, the same each time."""
    chance, accounts = random.Random(1), max(1, lines // PER_ACCOUNT)
    files = [folder / "account.csv", folder / "contract_line.csv"]
    with files[0].open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("account_id", "name", "segment"))
        rows.writerows((f"A{k}", f"Account {k}", f"S{k % 5}") for k in range(accounts))
    with files[1].open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for k in range(lines):
            year, month = 2019 + chance.randrange(5), 1 + chance.randrange(12)
            rows.writerow((f"L{k}", f"A{chance.randrange(accounts)}", f"P{k % 3}",
                           f"{year}-{month:02}-01", f"{year + 1}-{month:02}-01",
                           chance.randint(1, 50), "per_unit_per_interval",
                           f"{chance.randint(5, 80)}.50", "EUR", "month", 1))  # fmt: skip
    return files


@dataclass
class Taken:
    """What a command took: seconds, those of a processor, and megabytes at the worst moment."""

    seconds: float = 0
    worked: float = 0
    together: int = 0
    own: int = 0


def measured(files: list[Path], folder: Path) -> None:
    """Import them into an installation of its own, twice, take it back, and say what it took."""
    os.environ["GARANT_DATA_DIR"] = str(folder / "installation")
    os.environ["GARANT_LOG"] = "ERROR"
    garant = [sys.executable, "-m", "garant.cli"]
    subprocess.run([*garant, "init", "--json"], check=True, capture_output=True)
    book = [*garant, "import", "book", *map(str, files), "--quiet"]
    print(f"{'import':12} {'s':>7} {'CPU s':>7} {'MB':>6} {'own':>6}")
    for word, command in (
        ("new", book), ("all the same", book), ("undone", [*garant, "import", "undo", "1"]),
    ):  # fmt: skip
        _tell(word, watched(command))


def _tell(word: str, took: Taken) -> None:
    mark = "" if took.seconds <= SECONDS and took.together <= MEGABYTES else "  <-"
    print(
        f"{word:12} {took.seconds:7.1f} {took.worked:7.1f} {took.together:6} {took.own:6}"
        f"   (wanted: {SECONDS} s, {MEGABYTES} MB){mark}", flush=True,
    )  # fmt: skip


def watched(command: list[str]) -> Taken:
    """A command, and what it and its children took."""
    began, spent, took = time.perf_counter(), sum(os.times()[2:4]), Taken()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        together, own = _held(process)
        took.together, took.own = max(took.together, together), max(took.own, own)
        time.sleep(LOOK)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    took.seconds = time.perf_counter() - began
    took.worked = sum(os.times()[2:4]) - spent
    return took


def _held(process: psutil.Process) -> tuple[int, int]:
    """The megabytes of a process and its children now."""
    together = own = 0
    for one in (process, *_children(process)):
        try:
            held = one.memory_full_info()
        except psutil.Error:  # it has just ended
            continue
        together, own = together + held.rss, own + held.uss
    return together >> 20, own >> 20


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def main() -> None:
    """Measure in a folder that goes with the end."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory(prefix="garant-bench-") as name:
        folder = Path(name)
        print(f"{lines:,} contract lines")
        measured(write(folder, lines), folder)


if __name__ == "__main__":
    main()

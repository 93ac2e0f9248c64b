"""``python -m bench.imports [LINES]``: an import of 200,000 contract lines, timed and weighed.

The promise: 120 seconds and 500 MB of our process; the child that decodes is weighed apart.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LINES, PER_ACCOUNT = 200_000, 40
SECONDS, MEGABYTES = 120, 500
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


def measured(files: list[Path], folder: Path) -> None:
    """Import them into an installation of its own, twice, and print what it took."""
    os.environ["GARANT_DATA_DIR"] = str(folder / "installation")
    garant = [sys.executable, "-m", "garant.cli"]
    subprocess.run([*garant, "init", "--json"], check=True, capture_output=True)
    for word in ("first", "again"):
        began, spent = time.perf_counter(), sum(os.times()[2:4])
        own, child = _watched([*garant, "import", "book", *map(str, files), "--quiet"])
        took, worked = time.perf_counter() - began, sum(os.times()[2:4]) - spent
        print(f"{word}: {took:.1f} s, of which {worked:.1f} s of work; "
              f"own {own} MB, child {child} MB", flush=True)  # fmt: skip
    print(f"promised: {SECONDS} s, {MEGABYTES} MB of our own")


def _watched(command: list[str]) -> tuple[int, int]:
    """The most memory that a command took, and the most that a child of its took."""
    own = child = 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        own = max(own, _peak(str(process.pid)))
        try:
            pids = children.read_text(encoding="ascii").split()
        except OSError:
            pids = []
        child = max(child, *map(_peak, pids), 0)
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    return own, child


def _peak(pid: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    found = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(found[0]) // 1024 if found else 0


def main() -> None:
    """Measure in a folder that goes with the end."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory(prefix="garant-bench-") as name:
        folder = Path(name)
        measured(write(folder, lines), folder)


if __name__ == "__main__":
    main()

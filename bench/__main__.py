"""``python -m bench [--sizes 5,6,7] [--quick]``: measure and print, an hour or so in all."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bench import measure
from bench.peers import Machine
from bench.report import report

ROOT = Path(__file__).resolve().parent.parent


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="", help="powers of ten of contract lines: 5,6,7")
    parser.add_argument("--quick", action="store_true", help="one run each, 10^5 lines")
    parser.add_argument("--memory", default="2GB", help="memory that DuckDB may take (2GB)")
    parser.add_argument("--threads", type=int, default=2, help="cores and threads for all (2)")
    return parser.parse_args()


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


def _importable() -> None:
    """Let the children find garant and the benchmark, installed or not."""
    held = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "src"), str(ROOT), held]))


def main() -> None:
    """Measure every size in a folder that goes with the end, and print the report."""
    given = _arguments()
    _importable()
    sizes = given.sizes or ("5" if given.quick else "5,6,7")
    with tempfile.TemporaryDirectory(prefix="garant-bench-") as name:
        folder = Path(name)
        machine = Machine(given.threads, given.memory, folder)
        found = measure.Everything(machine, measure.on_cores(given.threads))
        found.cold = measure.cold(folder, quick=given.quick, say=_say)
        for power in sorted(int(size) for size in sizes.split(",")):
            found.sizes.append(measure.sized(power, folder, machine, quick=given.quick, say=_say))
        print(report(found))


if __name__ == "__main__":
    main()

"""``python -m bench.study``: the figures of the study, one line each."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bench.study.aims import FIGURES
from bench.study.figures import measured
from bench.study.page import HEAD, Line, line, page
from bench.study.public import PUBLIC
from bench.study.run import sources, told
from bench.study.scale import SCALE

WORLDS, FEW = 100, 20
TARGET = Path(__file__).resolve().parents[2] / "docs" / "study" / "figures.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.study", description=__doc__)
    parser.add_argument("--worlds", type=int, help=f"worlds of each kind ({WORLDS})")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first world (0)")
    parser.add_argument("--quick", action="store_true", help=f"{FEW} worlds, 10,000 renewals")
    parser.add_argument("--figure", action="append", default=[], help="only figures so named")
    parser.add_argument("--processes", type=int, default=2, help="processes (2)")
    parser.add_argument("--kept", type=Path, help="a file of answers, to take up a long run again")
    parser.add_argument("--write", action="store_true", help="write docs/study/figures.md")
    parser.add_argument("--list", action="store_true", help="the names of the figures")
    return parser.parse_args()


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


def _lines(given: argparse.Namespace) -> list[Line]:
    """Every figure asked for: those of worlds, of the great company, and of public tables."""
    wanted = [f for f in FIGURES if _asked(f.name, given)]
    worlds = given.worlds or (FEW if given.quick else WORLDS)
    how = {"processes": given.processes, "say": _say, "kept": given.kept}
    seeds = range(given.first, given.first + worlds)
    found = told(sources(wanted), seeds, **how) if wanted else {}
    lines = [line(figure, measured(figure, found)) for figure in wanted]
    for name, lay in {**SCALE, **PUBLIC}.items():
        if _asked(name, given):
            _say(name)
            lines.extend(lay(quick=given.quick))
    return lines


def _asked(name: str, given: argparse.Namespace) -> bool:
    return not given.figure or any(name.startswith(each) for each in given.figure)


def main() -> None:
    """Measure, print, and write the page if asked."""
    given = _arguments()
    if given.list:
        print("\n".join([*(f.name for f in FIGURES), *SCALE, *PUBLIC]))
        return
    lines = _lines(given)
    print("\n".join(one.text() for one in (HEAD, *lines)))
    if given.write:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(page(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

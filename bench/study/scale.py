"""The whole study of a great company, in a process of its own: seconds and memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np

from bench.study.page import Line
from garant.study.departments import departments
from garant.study.drivers import drivers
from garant.study.effect import effect
from garant.study.risk import risk
from garant.study.worlds import world

RENEWALS, FEW = 100_000, 10_000
UPCOMING = 2000
SECONDS, GIGABYTES = 60, 2
PATIENCE = 3600


def scale(*, quick: bool) -> list[Line]:
    """Drivers, departments, the effect of the discount, prediction and risk."""
    renewals = FEW if quick else RENEWALS
    cores = _cores()
    done = subprocess.run(
        [sys.executable, "-m", "bench.study.scale", str(renewals)],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    what = f"whole study at {renewals:,} renewals, {cores} cores"
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it ended"])[-1]
        return [Line(what, f"≤ {SECONDS} s", said[:60], "1", "not measured")]
    found = json.loads(done.stdout.splitlines()[-1])
    wall = sum(found["wall"].values())
    parts = ", ".join(f"{name} {seconds:.0f}" for name, seconds in found["wall"].items())
    judged = [
        (what, f"≤ {SECONDS} s", f"{wall:.0f} s ({parts})", wall <= SECONDS),
        (f"{what}: memory", f"≤ {GIGABYTES} GB", f"{found['peak']:.2f} GB",
         found["peak"] <= GIGABYTES),
        (f"{what}: processor", "", f"{sum(found['cpu'].values()):.0f} s", True),
    ]  # fmt: skip
    return [
        Line(text, aim, shown, "1", ("reached" if good else "missed") if aim else "")
        for text, aim, shown, good in judged
    ]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parts(renewals: int) -> Mapping[str, Callable[[], object]]:
    table = world("direct", seed=1, accounts=renewals).observations
    upcoming = table.where(np.arange(len(table)) < UPCOMING)
    return {
        "drivers": lambda: drivers(table),
        "departments": lambda: departments(table),
        "effect": lambda: effect(table, "discount", cap=0.10),
        "prediction and risk": lambda: risk(table, upcoming),
    }


def main() -> None:
    """Measure one company and say it in one line."""
    wall, cpu = {}, {}
    for name, part in _parts(int(sys.argv[1])).items():
        began, used = time.perf_counter(), time.process_time()
        part()
        wall[name], cpu[name] = time.perf_counter() - began, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = most / (1e9 if sys.platform == "darwin" else 1e6)
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))


SCALE: Mapping[str, Callable[..., list[Line]]] = {"scale": scale}


if __name__ == "__main__":
    main()

"""One measurement in a process of its own: ``python -m bench.once KIND FOLDER SCRATCH …``.

What is loaded before the clock starts is loaded for all alike: the libraries. What garant does to
a book is inside: reading, checking, planning, computing. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from importlib import import_module
from pathlib import Path

from bench.peers import KINDS, PREPARED, Machine

GARANT = ("garant.warehouse.book",)
LIBRARIES = {"garant": GARANT, "checked": GARANT, "full": GARANT, "pandas": ("bench.frames",)}


def peak() -> int | None:
    """Bytes of memory that this process ever held, where the system tells.

    A parent's figure of its children would include the parent, whose memory a child starts with.
    """
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    lines = status.read_text(encoding="ascii").splitlines()
    held = next(line for line in lines if line.startswith("VmHWM:"))
    return int(held.split()[1]) * 1024


def main(kind: str, folder: str, machine: Machine) -> None:
    """Do it, and tell how long it took and what came out."""
    for library in LIBRARIES.get(kind, ()):
        import_module(library)
    where = (Path(folder), machine)
    work = PREPARED[kind](*where) if kind in PREPARED else partial(KINDS[kind], *where)
    wall, cpu = time.perf_counter(), time.process_time()
    bridge = work()
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    print(json.dumps(took | {"peak": peak(), "bridge": bridge}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Machine(int(sys.argv[4]), sys.argv[5], Path(sys.argv[3])))

"""Drawing the worlds, over some processes, and reading the figures from them."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.study.figures import Figure, Source
from bench.study.measures import Drawn, Told

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
Say = Callable[[str], None]


def sources(figures: Iterable[Figure]) -> tuple[Source, ...]:
    """The worlds that some figures are read from, each once."""
    return tuple(dict.fromkeys(source for figure in figures for source in figure.sources))


def told(
    wanted: Sequence[Source], worlds: range, *, processes: int, say: Say, kept: Path | None = None
) -> dict[Source, Sequence[Told]]:
    """What the worlds of these seeds tell, of each source; the same on any number of processes.

    With `kept`, answers are added to a file as they come, and those already there are believed:
    a long run can be taken up again, with the same code.
    """
    have = _read(kept)
    drawn = {source: list(source.drawn(len(worlds), worlds.start)) for source in wanted}
    lacking = [one for ones in drawn.values() for one in ones if repr(one) not in have]
    with _pool(processes) as pool:
        for one, answer in zip(lacking, pool.map(Drawn.told, lacking, chunksize=2), strict=True):
            have[repr(one)] = answer
            _add(kept, one, answer)
            if one.seed == worlds.start:
                say(f"{one.measure}: {one.kind}")
    return {source: [have[repr(one)] for one in ones] for source, ones in drawn.items()}


def _read(kept: Path | None) -> dict[str, Told]:
    if kept is None or not kept.is_file():
        return {}
    lines = kept.read_text(encoding="utf-8").splitlines()
    return dict(map(json.loads, lines))


def _add(kept: Path | None, one: Drawn, answer: Told) -> None:
    if kept is not None:
        with kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps([repr(one), answer]) + "\n")


def _pool(processes: int) -> ProcessPoolExecutor:
    """Fresh processes of one thread each: two that spin for the same core help nobody."""
    for name in ONE_THREAD:
        os.environ[name] = "1"
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=spawn)

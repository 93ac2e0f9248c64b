"""Cycles among lines and the predecessors that they name."""

from __future__ import annotations

from collections.abc import Iterable


def cycles(links: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """The cycles in links (line, predecessor), each as its lines from the least one on.

    A line has at most one predecessor, so each line is walked through once: the search takes as
    many steps as there are links.

    >>> cycles([("B", "A"), ("C", "B"), ("A", "C"), ("D", "C")])
    [('A', 'C', 'B')]
    >>> cycles([("A", "A")])
    [('A',)]
    """
    before = dict(links)
    walked: dict[str, str] = {}  # each line, with the line that its walk set out from
    found = []
    for start in sorted(before):
        line = start
        while line in before and line not in walked:
            walked[line] = start
            line = before[line]
        if walked.get(line) == start:
            found.append(_from_least(_round(before, line)))
    return sorted(set(found))


def _round(before: dict[str, str], line: str) -> list[str]:
    """The lines of the cycle through ``line``."""
    lines = [line]
    while before[lines[-1]] != line:
        lines.append(before[lines[-1]])
    return lines


def _from_least(lines: list[str]) -> tuple[str, ...]:
    least = lines.index(min(lines))
    return (*lines[least:], *lines[:least])

"""Pictures made of characters, for a terminal of any width: a waterfall, and bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rich.cells import cell_len
from rich.text import Text

from garant.cli.tables import KEPT, LOST

Kind = Literal["total", "gain", "loss"]
STYLES: dict[Kind, str] = {"total": "bold", "gain": KEPT, "loss": LOST}
# Gains and losses are told apart by their sign and their pattern, not by colour alone.
PATTERNS: dict[Kind, str] = {"total": "█", "gain": "▓", "loss": "░"}


@dataclass(frozen=True)
class Step:
    """One line: a total, or what is added to it or taken from it. `value` is positive."""

    name: str
    value: Decimal
    kind: Kind
    figure: str


def waterfall(steps: Sequence[Step], width: int) -> Iterator[Text]:
    """A line a step: its name, a bar from where it starts to where it ends, its figure."""
    spans = list(_spans(steps))
    highest = max((max(span) for span in spans), default=Decimal(0))
    left = max((cell_len(step.name) for step in steps), default=0)
    right = max((cell_len(step.figure) for step in steps), default=0)
    room = max(10, width - left - right - 4)
    for step, (low, high) in zip(steps, spans, strict=True):
        start, end = _place(low, highest, room), _place(high, highest, room)
        length = max(end - start, 1 if step.value else 0)
        bar = " " * min(start, room - length) + PATTERNS[step.kind] * length
        yield Text.assemble(
            _padded(step.name, left),
            "  ",
            (_padded(bar, room), STYLES[step.kind]),
            "  ",
            (" " * (right - cell_len(step.figure)) + step.figure, STYLES[step.kind]),
        )


def bars(rows: Sequence[Step], width: int) -> Iterator[Text]:
    """A line a share (0 to 1): its name, a bar, its figure."""
    full = Step("", Decimal(1), "total", "")
    left = max((cell_len(row.name) for row in rows), default=0)
    right = max((cell_len(row.figure) for row in rows), default=0)
    room = max(10, width - left - right - 4)
    for row in rows:
        length = _place(row.value, full.value, room)
        bar = PATTERNS[row.kind] * length
        figure = " " * (right - cell_len(row.figure)) + row.figure
        yield Text.assemble(
            _padded(row.name, left),
            "  ",
            (_padded(bar, room), STYLES[row.kind]),
            "  ",
            (figure, STYLES[row.kind]),
        )


def _spans(steps: Sequence[Step]) -> Iterator[tuple[Decimal, Decimal]]:
    level = Decimal(0)
    for step in steps:
        if step.kind == "total":
            level = step.value
            yield Decimal(0), level
        elif step.kind == "gain":
            yield level, level + step.value
            level += step.value
        else:
            yield level - step.value, level
            level -= step.value


def _place(value: Decimal, highest: Decimal, room: int) -> int:
    return int((value / highest * room).to_integral_value()) if highest else 0


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))

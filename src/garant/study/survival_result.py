"""What is found of how long customers stay: apart, for who only reads it need not load a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """The share still there at a time, with its 95 % interval (log-log)."""

    time: float
    surviving: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True)
class Survival:
    """The curve, its median (null if half never left), and the concordance with its error."""

    points: tuple[Point, ...]
    median: float | None
    concordance: float | None
    concordance_error: float | None
    observations: int
    losses: int

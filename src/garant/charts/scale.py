"""From values to pixels, and where the ticks fall. All tick maths is here."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Number = float
Place = Callable[[float], float]

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_LEAST: Final = 1e-300  # a span below it has no digits left to round: it is a point


@dataclass(frozen=True)
class Scale:
    """A linear axis: values `low` to `high` fall on pixels `start` to `end`.

    >>> Scale(0, 10, start=100, end=0)(2.5)
    75.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Pixel of `value`; the middle of the axis when the axis has no length."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True)
class LogScale:
    """A logarithmic axis, for ratios: equal factors take equal lengths. Values are above zero.

    >>> LogScale(0.25, 4, start=0, end=100)(1)
    50.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Pixel of `value`."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)


def nice_step(span: float, count: int = 4) -> float:
    """The round step (1, 2, 2.5 or 5 times a power of ten) that cuts `span` in about `count`.

    >>> nice_step(1.0), nice_step(87), nice_step(3e12)
    (0.25, 25.0, 1000000000000.0)
    """
    if not span > _LEAST:
        return 1.0
    rough = span / count
    power = float(10.0 ** math.floor(math.log10(rough)))
    return next(step * power for step in _STEPS if step * power >= rough * 0.999)


def nice_bounds(low: float, high: float, count: int = 4) -> tuple[float, float]:
    """The round values just around `low` and `high`; never an axis without length.

    >>> nice_bounds(3, 97)
    (0.0, 100.0)
    >>> nice_bounds(0, 0)
    (0.0, 1.0)
    """
    if high - low <= _LEAST:
        return (float(low), low + 1.0)
    step = nice_step(high - low, count)
    return (math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)


def ticks(low: float, high: float, count: int = 4) -> tuple[float, ...]:
    """The round values within `low` and `high`, about `count` of them.

    >>> ticks(0, 100)
    (0.0, 25.0, 50.0, 75.0, 100.0)
    >>> ticks(391, 479)
    (400.0, 425.0, 450.0, 475.0)
    """
    if high <= low:
        return ()
    step = nice_step(high - low, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(i * step, 12) + 0.0 for i in range(first, last + 1))


def log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Powers of two within `low` and `high`: the ticks of a ratio.

    >>> log_ticks(0.4, 4.5)
    (0.5, 1.0, 2.0, 4.0)
    """
    first, last = math.ceil(math.log2(low)), math.floor(math.log2(high))
    return tuple(2.0**i for i in range(first, last + 1))


def stride(count: int, limit: int, steps: Sequence[int] = (1, 2, 3, 6, 12, 24)) -> int:
    """Show one label in how many, so that `count` labels become at most `limit`.

    >>> stride(14, 14), stride(14, 5), stride(600, 5)
    (1, 3, 120)
    """
    wanted = max(1, math.ceil(count / max(limit, 1)))
    return next((step for step in steps if step >= wanted), wanted)

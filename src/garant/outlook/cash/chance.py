"""How many customers there are in each path of chance.

Deals of a month come by a Poisson law around what is expected. A customer who signed leaves at
each age with the chance that the plan gives it, so those of one month who leave at one age also
follow a Poisson law, independent of those who leave at another (thinning): they are drawn at once,
without following anyone. Customers already there are a known number, and leave by binomial laws.

Arrays have a row for each month of signature and a column for each path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """Ages from ``first``, included, to ``end``, excluded, in which nobody leaves.

    ``there``: a row for each month of signature that reaches ``first`` within the plan.
    """

    first: int
    end: int
    there: Floats


def leaving_ages(stays: Floats) -> list[int]:
    """The ages at which somebody may leave; ``stays`` is the share that stays at each age."""
    return [age for age in range(1, len(stays)) if stays[age] < 1]


def new_customers(
    expected: Floats, stays: Floats, loss: Floats, draws: np.random.Generator | None
) -> Iterator[Block]:
    """Who is there of each month's deals, by blocks of ages from the oldest down to signature.

    ``expected``: deals by month and path. ``loss``: by path, the power to which the share that
    stays is raised: 1 = as planned, 2 = as if every loss struck twice. Without ``draws``, what is
    expected.
    """
    months = len(expected)
    starts = [0, *(age for age in leaving_ages(stays) if age < months)]
    kept = [np.ones_like(loss)]
    for age in starts[1:]:
        kept.append(kept[-1] * stays[age] ** loss)
    older = np.zeros((0, expected.shape[1]))
    end = months
    for first, share, next_share in _from_the_oldest(starts, kept):
        reach = months - first
        if draws is None:
            there = expected[:reach] * share
        else:
            rates = _leaving(share, next_share, older, reach)
            there = draws.poisson(expected[:reach] * rates).astype(np.float64)
            there[: len(older)] += older
        yield Block(first, end, there)
        older, end = there, first


def _from_the_oldest(starts: list[int], kept: list[Floats]) -> Iterator[tuple[int, Floats, Floats]]:
    later = [*kept[1:], kept[-1]]
    yield from reversed(list(zip(starts, kept, later, strict=True)))


def _leaving(share: Floats, next_share: Floats, older: Floats, reach: int) -> Floats:
    """The share that leaves after this block, or, of months that end within it, is still there."""
    rates = np.empty((reach, len(share)))
    rates[: len(older)] = share - next_share
    rates[len(older) :] = share
    return rates


def survivors(
    number: int, stays: Floats, loss: Floats, draws: np.random.Generator | None
) -> Iterator[tuple[int, int, Floats]]:
    """Of a number already there, who remains: runs of months (first, end) with the count by path.

    ``stays``: the share that stays as each month of the plan begins.
    """
    there = np.full(len(loss), float(number))
    first = 0
    for month in range(len(stays)):
        if stays[month] >= 1:
            continue
        if month > first:
            yield first, month, there
        share = stays[month] ** loss
        there = there * share if draws is None else _drawn(draws, there, share)
        first = month
    yield first, len(stays), there


def _drawn(draws: np.random.Generator, there: Floats, share: Floats) -> Floats:
    return draws.binomial(there.astype(np.int64), share).astype(np.float64)

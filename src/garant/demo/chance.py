"""Seeded chance: independent streams, so that changing one part of the company leaves the rest."""

import math
from collections.abc import Iterable
from random import Random


def stream(seed: int, *parts: str) -> Random:
    """The stream of random numbers of one named part of the company."""
    return Random(":".join((str(seed), *parts)))


def logistic(log_odds: float) -> float:
    """The probability whose log-odds are given.

    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-log_odds))


def poisson(rng: Random, mean: float) -> int:
    """A count of events that come independently, `mean` of them on average."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def systematic(chances: Iterable[float], start: float) -> list[bool]:
    """One draw per chance, each with its own probability, the total as close as can be to the sum.

    Walks along the cumulated chances and draws wherever a whole number plus `start` is passed:
    the story's shares then do not depend on luck, whatever the seed.

    >>> systematic([0.5, 0.5, 0.5, 0.5], 0.25)
    [True, False, True, False]
    """
    drawn, total = [], 1 - start
    for chance in chances:
        before, total = total, total + chance
        drawn.append(math.floor(total) > math.floor(before))
    return drawn

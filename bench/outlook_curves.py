"""Retention curves measured: how often the intervals hold, and how long a million accounts take.

    python -m bench.outlook_curves            # both
    python -m bench.outlook_curves --quick    # a few histories

Curves are generated of nine families, of which the outlook knows two; each is observed on some
customers for some periods, and its interval is judged beyond them. A figure is the share of
judgements in which the 90 % interval held the true share, and the mean width in points.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, ndtr, ndtri

from garant.outlook.curves.beta_geometric import best
from garant.outlook.curves.curve import Question, retention
from garant.outlook.curves.evidence import Evidence
from garant.outlook.curves.model_error import ensemble

Floats = NDArray[np.float64]

AHEAD = (1.0, 1.5, 2.0, 2.5)  # times as many periods as were seen
PERIODS = (3, 4, 6, 12, 24)
CUSTOMERS = (50, 200, 1_000, 10_000, 1_000_000)
MILLION = 1_000_000


@dataclass(frozen=True)
class Judged:
    """One interval at one place: of which family, and whether it held the truth."""

    family: str
    seen: int
    customers: int
    ahead: float
    held: bool
    width: float


def families(rng: np.random.Generator, periods: int) -> dict[str, Floats]:
    """True shares still there at age 0, 1 … of curves drawn from each family.

    All lose the same share, 3 to 40 %, in their first period.
    """
    k, first = np.arange(periods + 1.0), float(np.exp(rng.uniform(np.log(0.03), np.log(0.4))))
    alpha = float(np.exp(rng.normal(0, 0.8)))
    beta = alpha * (1 - first) / first

    def mixed(power: float) -> Floats:
        return np.exp(betaln(alpha, beta + k**power) - betaln(alpha, beta))

    part, calm = rng.uniform(0.2, 0.8), first * rng.uniform(0.05, 0.5)
    restless = min((first - (1 - part) * calm) / part, 0.95)
    never = rng.uniform(0.1, 0.6)
    wide, steep = rng.uniform(0.8, 2), rng.uniform(0.7, 1.6)
    half = ((1 - first) / first) ** (1 / steep)
    rise, frailty = rng.uniform(0.02, 0.2), float(np.exp(rng.normal(0, 0.6)))
    worn = np.expm1(rise * k) / np.expm1(rise) * -np.log1p(-first)
    return {
        "beta-geometric": mixed(1.0),
        "beta discrete Weibull": mixed(float(np.exp(rng.normal(0.2, 0.35)))),
        "two kinds": part * (1 - restless) ** k + (1 - part) * (1 - calm) ** k,
        "Weibull": (1 - first) ** (k ** float(np.exp(rng.uniform(np.log(0.5), np.log(1.3))))),
        "log-normal": 1 - ndtr(np.log(np.maximum(k, 1e-9)) / wide + ndtri(first)),
        "log-logistic": 1 / (1 + (k / half) ** steep),
        "some never leave": never + (1 - never) * (1 - min(first / (1 - never), 0.95)) ** k,
        "Gompertz with frailty": (1 + worn / frailty) ** -frailty,
        "geometric": (1 - first) ** k,
    }


def observed(rng: np.random.Generator, shares: Floats, customers: int) -> list[int]:
    """How many of so many customers are still there after each period."""
    there = [customers]
    for before, after in pairwise(shares.tolist()):
        there.append(int(rng.binomial(there[-1], min(after / before, 1.0))))
    return there


def judged(histories: int, seed: int = 1) -> Iterator[Judged]:
    """The intervals of many histories, beyond what each had seen."""
    rng = np.random.default_rng(seed)
    for _history in range(histories):
        seen, customers = int(rng.choice(PERIODS)), int(rng.choice(CUSTOMERS))
        most = int(np.ceil(AHEAD[-1] * seen))
        for family, shares in families(rng, most).items():
            counts = observed(rng, shares[: seen + 1], customers)
            evidence = Evidence.of_survivors(counts)
            if evidence.periods < 2 or evidence.losses < 5:
                continue  # the outlook tells no curve from so little
            expected = best(evidence).survivals(most)
            low, high = ensemble(evidence, most).interval()
            low, high = np.minimum(low, expected) - 1e-9, np.maximum(high, expected) + 1e-9
            for ahead in AHEAD:
                at = int(ahead * seen)
                held = bool(low[at] <= shares[at] <= high[at])
                yield Judged(family, seen, customers, ahead, held, float(high[at] - low[at]))


def table(rows: list[Judged]) -> Iterator[str]:
    """How often the intervals held and how wide they were: in all, and by each circumstance."""
    for name in ("all", "family", "seen", "customers", "ahead"):
        groups: dict[object, list[Judged]] = defaultdict(list)
        for row in rows:
            groups["" if name == "all" else getattr(row, name)].append(row)
        for value, some in sorted(groups.items(), key=lambda item: str(item[0])):
            held = np.mean([row.held for row in some])
            width = 100 * np.mean([row.width for row in some])
            yield f"{name:>10} {value!s:<24} held {held:6.1%}   width {width:5.1f} pt   {len(some)}"


def million(seed: int = 0) -> str:
    """The processor time of the curve of a million accounts, some of which came late."""
    rng = np.random.default_rng(seed)
    loss = rng.beta(0.7, 20, MILLION)
    lives = rng.geometric(np.maximum(loss, 1e-6))
    until = rng.integers(1, 85, MILLION)
    entries = np.where(rng.random(MILLION) < 0.2, rng.integers(0, 24, MILLION), 0)
    watched = np.minimum(lives, until) > entries
    start = time.process_time()
    evidence = Evidence.of_lives(
        np.minimum(lives, until)[watched], (lives <= until)[watched], entries[watched]
    )
    found = retention(evidence, Question(months=1))
    spent = time.process_time() - start
    curve = found.curve
    return (
        f"{MILLION:,} accounts, {evidence.periods} months: {spent:.2f} s of processor; "
        f"alpha {curve.alpha:.3f}, beta {curve.beta:.2f} (drawn with 0.7 and 20)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20 histories instead of 300")
    asked = parser.parse_args()
    print(million())
    for line in table(list(judged(20 if asked.quick else 300))):
        print(line)


if __name__ == "__main__":
    main()

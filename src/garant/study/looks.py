"""When to look at an intervention, and how sure to be each time.

Who looks every month finds an effect sooner or later, whether there is one or not. The looks are
fixed when the change is declared, from what the company signed before it; the bar is high at the
first and comes down (O'Brien and Fleming, 1979).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm, t

Floats = NDArray[np.float64]

HORIZON_DAYS = 730
ROUNDING = 1e-12
LOOKS = 4
ALPHA = 0.05


@cache
def boundaries(looks: int = LOOKS, alpha: float = ALPHA) -> tuple[float, ...]:
    """The |z| to pass at each of some looks at equal steps of information: c √(K / k).

    c is such that chance alone passes any of them with probability alpha.

    >>> [round(bar, 2) for bar in boundaries()]
    [4.05, 2.86, 2.34, 2.02]
    """
    scale = np.sqrt(looks / np.arange(1, looks + 1))
    steps = np.arange(1, looks + 1)
    correlation = np.sqrt(np.minimum.outer(steps, steps) / np.maximum.outer(steps, steps))

    def excess(constant: float) -> float:
        bars = constant * scale
        inside = multivariate_normal(cov=correlation, abseps=1e-9, maxpts=10**5, seed=0)
        return 1 - float(inside.cdf(bars, lower_limit=-bars)) - alpha

    constant = float(brentq(excess, 1.5, 4.0, xtol=1e-5))
    return tuple(float(constant * step) for step in scale)


def widened(bar: float, sums: Floats) -> float:
    """The bar for an error that was measured on few: Student's t of the same chance.

    The degrees of freedom are (Σ s²)² / Σ s⁴, `sums` being what each cluster adds to the error:
    the number of clusters if all add alike, few if few were lost; rather too few than too many,
    since sums vary by chance too. Source: Satterthwaite (1946);
    Pan and Wall (2002), Small-sample adjustments in using the sandwich variance estimator.

    >>> round(widened(2.0, np.ones(10_000)), 2), round(widened(2.0, np.ones(10)), 2)
    (2.0, 2.28)
    """
    squares = sums**2
    if not squares.any():
        return bar
    freedom = float(squares.sum() ** 2 / (squares**2).sum())
    return float(t.isf(norm.sf(bar), freedom))


@dataclass(frozen=True)
class Pace:
    """What came due of the customers signed before a change, from which the looks are planned.

    One entry a renewal: ``lags`` are the days from signature to it, ``years`` its term, ``starts``
    the days from the first change to the one that is for such customers (0 if all changed at once).
    """

    lags: Floats
    years: Floats
    starts: Floats

    @property
    def horizon(self) -> int:
        """The days of the last look: 24 months after the changes, on average over customers."""
        mean = float(self.starts @ self.years) / float(self.years.sum())
        return round(mean) + HORIZON_DAYS

    def due(self) -> Floats:
        """The years of contract come due by each day, customers being signed at a steady pace.

        Those of day s of a change have had their renewals of lag <= d - s by day d: the sum over
        renewals of years x (d - start - lag + 1), where that is not negative.
        """
        first = np.minimum(self.starts + self.lags, self.horizon).astype(np.int64)
        new = np.bincount(first, weights=self.years, minlength=self.horizon + 1)[: self.horizon]
        due: Floats = np.cumsum(np.cumsum(new))
        return due


def planned(pace: Pace, on: pd.Timestamp) -> list[pd.Timestamp]:
    """The days of the looks after a first change on `on`.

    After a change, renewals of new customers come due as did those of the customers signed before
    it. The looks are when a quarter, a half, three quarters and all of the years of contract
    expected by the horizon have come due: information grows with losses, losses with years, and a
    monthly renewal tells a twelfth of a yearly one. Empty if nothing can come due.
    """
    if not len(pace.lags):
        return []
    due = pace.due()
    if due[-1] <= 0:
        return []
    shares = np.arange(1, LOOKS + 1) / LOOKS
    places = np.searchsorted(due, shares * due[-1] * (1 - ROUNDING), side="left")
    return [on + pd.Timedelta(days=int(place)) for place in places]

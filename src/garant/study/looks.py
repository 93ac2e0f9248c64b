"""When to look at an intervention, and how sure to be each time.

Who looks every month finds an effect sooner or later, whether there is one or not. The looks are
fixed when the change is declared, from what the company signed before it; the bar is high at the
first and comes down (O'Brien and Fleming, 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import multivariate_normal

HORIZON_MONTHS = 24
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


def planned(lags: Sequence[float] | NDArray[np.float64], on: pd.Timestamp) -> list[pd.Timestamp]:
    """The days of the looks after a change on `on`.

    `lags` are the days from signature to each renewal that came due, of the customers signed
    before the change at a steady pace. After it, renewals of new customers come due at the same
    lags: the looks are when a quarter, a half, three quarters and all of those expected within
    24 months have come due. Empty if none can.
    """
    horizon = (on + pd.DateOffset(months=HORIZON_MONTHS) - on).days
    days = np.arange(horizon)
    ordered = np.sort(np.asarray(lags, dtype=np.float64))
    # A steady pace of signatures: those of day s have had their renewals of lag <= d - s by day d.
    due = np.cumsum(np.searchsorted(ordered, days, side="right"))
    if due[-1] == 0:
        return []
    shares = np.arange(1, LOOKS + 1) / LOOKS
    places = np.searchsorted(due, shares * due[-1], side="left")
    return [on + pd.Timedelta(days=int(days[place])) for place in places]

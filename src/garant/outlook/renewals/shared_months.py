"""How much the renewals of one month share, measured on how past months were missed.

Standing at the start of each past month, the months that followed are foreseen from what had come
due before, as garant would have done it then; what was lost beyond what was expected is the miss
of that month. If contracts left independently, the square of a miss would on average be the sum of
p(1 - p). What is above that is shared, and on the scale of :mod:`departures`, to first order,

    E[miss²] - Σ p(1 - p) = r Σ over pairs of φ(Φ⁻¹(pᵢ)) φ(Φ⁻¹(pⱼ)),

which gives r by moments. The product of the misses of two months foreseen together gives, in the
same way, the part that they have in common: a market, a policy, a level that was not known well.
Source: the moments of Vasicek's model, as in Gordy (2000), and rolling origins, Tashman (2000).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import norm

from garant.outlook.renewals.departures import Shared
from garant.outlook.renewals.rates import LAST, Rates, of_counts, places

Floats = NDArray[np.float64]

ORIGINS = 36  # past months from which it is foreseen
LEAST_MONTHS = 12  # past months with renewals, without which nothing is measured
MOST = 0.3  # more than that is no sharing, but another world
SAFE = 1e-3


def measured(foreseen: pd.DataFrame, *, horizon: int) -> Shared:
    """What months share; `months` is None where too few were foreseen.

    `foreseen` has origin and period (numbers of months), chance (of being kept) and lost. Two
    months are foreseen together if their origin is the same and they are less than `horizon`
    apart.
    """
    months = _missed(foreseen)
    count = int(months["period"].nunique())
    if count < LEAST_MONTHS:
        return Shared()
    whole = _share((months["miss"] ** 2 - months["alone"]).sum(), months["pairs"].sum())
    pairs = months.merge(months, on="origin", suffixes=("", "_other"))
    apart = pairs["period_other"] - pairs["period"]
    pairs = pairs[(apart > 0) & (apart < horizon)]
    common = _share(
        (pairs["miss"] * pairs["miss_other"]).sum(), (pairs["weight"] * pairs["weight_other"]).sum()
    )
    common = min(common, whole)
    return Shared(month=whole - common, common=common, months=count)


def with_level(shared: Shared, known: Rates | None) -> Shared:
    """At least as much in common as the rate itself is unsure of."""
    least = min(known.unsure, MOST) if known is not None else 0.0
    if shared.common >= least:
        return shared
    # What was measured of each month alone may have held the same doubt.
    own = max(shared.all - least, 0.0)
    return Shared(month=own, common=least, months=shared.months)


def looked_back(past: pd.DataFrame, *, horizon: int) -> pd.DataFrame:
    """Each past renewal as it would have been foreseen by the rates of its time.

    `past` has rank, due_on and lost. Grain: an origin and a renewal due in the months that follow
    it; columns origin, period, chance, lost.
    """
    table = pd.DataFrame(
        {
            "period": (past["due_on"].dt.year * 12 + past["due_on"].dt.month - 1),
            "step": places(past["rank"]),
            "lost": past["lost"].astype(bool),
        }
    ).sort_values("period", kind="stable")
    parts = list(_origins(table, horizon))
    if not parts:
        return pd.DataFrame({"origin": [], "period": [], "chance": [], "lost": []})
    return pd.concat(parts, ignore_index=True)


def _origins(table: pd.DataFrame, horizon: int) -> Iterator[pd.DataFrame]:
    """What each origin foresees; rows come by period, so those before one are the first ones."""
    if not len(table):
        return
    period, step, lost = (table[name].to_numpy() for name in ("period", "step", "lost"))
    last = int(period[-1])
    for origin in range(max(last - ORIGINS + 1, int(period[0])), last + 1):
        start, stop = np.searchsorted(period, [origin, origin + horizon])
        due = np.bincount(step[:start], minlength=LAST).astype(np.float64)
        gone = np.bincount(step[:start], weights=lost[:start], minlength=LAST).astype(np.float64)
        known = of_counts(due, gone)
        if known is not None and stop > start:
            yield pd.DataFrame(
                {
                    "origin": origin,
                    "period": period[start:stop],
                    "chance": known.at(step[start:stop]),
                    "lost": lost[start:stop],
                }
            )


def _missed(foreseen: pd.DataFrame) -> pd.DataFrame:
    """By origin and month: the miss, what it would be by itself, and the weights of sharing."""
    chance = foreseen["chance"].to_numpy(dtype=np.float64).clip(SAFE, 1 - SAFE)
    dense = norm.pdf(ndtri(chance))
    table = foreseen[["origin", "period"]].assign(
        miss=foreseen["lost"].to_numpy(dtype=np.float64) - (1 - chance),
        alone=chance * (1 - chance),
        weight=dense,
        square=dense**2,
    )
    found = table.groupby(["origin", "period"], as_index=False).sum()
    return found.assign(pairs=found["weight"] ** 2 - found["square"])


def _share(above: float, pairs: float) -> float:
    return float(np.clip(above / pairs, 0.0, MOST)) if pairs > 0 else 0.0

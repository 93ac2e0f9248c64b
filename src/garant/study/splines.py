"""Restricted cubic splines: smooth between the knots, straight beyond the outer two.

Source: Stone and Koo (1985); Harrell, Regression Modeling Strategies, 2.4.5, whose scaling by
(t_k - t_1)² keeps the columns in the units of x.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.35, 0.65, 0.95)  # Harrell's for four knots


def knots(values: Floats) -> Floats:
    """The distinct knots of a column; NaN aside.

    Four where its quantiles differ. A column with a heap of equal values (a discount, mostly 0)
    has fewer; with fewer than three the spline is a straight line.

    >>> knots(np.arange(101.0)).tolist()
    [5.0, 35.0, 65.0, 95.0]
    """
    known = values[~np.isnan(values)]
    found = np.unique(np.quantile(known, QUANTILES)) if known.size else np.zeros(0)
    # Knots that differ by rounding only (0.3 and 0.1 + 0.2) would leave nothing but rounding.
    return found[np.diff(found, prepend=-np.inf) > 1e-9 * (found[-1:] - found[:1])]


def restricted_cubic(x: Floats, at: Floats) -> Floats:
    """The columns of the spline, one row a value: x itself, then k - 2 cubic columns.

    Column j: [(x - t_j)³₊ - (x - t_{k-1})³₊ (t_k - t_j) / (t_k - t_{k-1})
    + (x - t_k)³₊ (t_{k-1} - t_j) / (t_k - t_{k-1})] / (t_k - t_1)².

    >>> restricted_cubic(np.array([0.0, 2.0]), np.array([0.0, 1.0, 2.0])).round(3).tolist()
    [[0.0, 0.0], [2.0, 1.5]]
    """
    if len(at) < 3:
        return x[:, None]
    last, before = at[-1], at[-2]
    scale = (last - at[0]) ** 2
    columns = [x]
    for knot in at[:-2]:
        cubic = (
            _cubed(x - knot)
            - _cubed(x - before) * (last - knot) / (last - before)
            + _cubed(x - last) * (before - knot) / (last - before)
        )
        columns.append(cubic / scale)
    return np.column_stack(columns)


def _cubed(x: Floats) -> Floats:
    return np.maximum(x, 0.0) ** 3

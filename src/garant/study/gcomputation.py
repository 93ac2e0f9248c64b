"""The effect of a lever by a model of the loss: bands for the figures, a smooth curve for display.

The model is a ridge logistic regression on the confounders and the lever's bands; what it says of
everyone at one band and of everyone at another is averaged over the customers there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.adjusting import Columns
from garant.study.bands import Bands
from garant.study.design import Design
from garant.study.feature import Feature
from garant.study.levers import reference_value
from garant.study.logit import Logit, fitted
from garant.study.observations import Observations
from garant.study.standardised import Estimate, contrast

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CURVE_POINTS = 25
CURVE_END = 0.99  # the quantile of the lever at which the curve stops


@dataclass(frozen=True)
class GComputation:
    """A fitted model of the loss on confounders and bands."""

    model: Logit
    bands: Bands
    confounders: Floats

    @property
    def places(self) -> slice:
        """Where the lever's columns are."""
        width = self.confounders.shape[1]
        return slice(width, self.model.x.shape[1])

    @cached_property
    def p(self) -> float:
        """Whether the lever has to do with loss at all: group Wald test."""
        return self.model.wald(self.places)

    def band(self, column: int) -> Estimate:
        """Everyone in a band against everyone in the reference."""
        rows = len(self.confounders)
        first = self._with(np.full(rows, column, dtype=np.int64))
        return contrast(self.model, first, self._with(np.zeros(rows, dtype=np.int64)))

    def cap(self, at: float | None = None) -> Estimate:
        """Everyone capped against as is."""
        held, badness, _ = self.bands.capped(at)
        return contrast(self.model, self._with(held, badness), self.model.x)

    def _with(self, held: Integers, badness: Floats | None = None) -> Floats:
        return np.column_stack([self.confounders, self.bands.columns(held, badness)])


def gcomputation(bands: Bands, confounders: Columns, lost: Floats) -> GComputation:
    """Fit the model."""
    both = confounders.beside(bands.columns(bands.held, bands.badness), bands.penalties)
    model = fitted(both.x, lost, penalties=both.ridge, clusters=both.clusters)
    return GComputation(model, bands, confounders.x)


def curve_of(
    table: Observations, feature: Feature, confounders: tuple[Feature, ...]
) -> list[tuple[float, Estimate]]:
    """The smooth dose-response, for display: everyone at a value against all at the reference.

    A restricted cubic spline, from the 1st to the 99th percentile of the lever.
    """
    values = table.values
    design = Design.learnt(values, (*confounders, feature))
    matrix = design.matrix(values)
    model = fitted(matrix, table.lost, penalties=design.penalties, clusters=table.clusters)
    column = values[feature.code]
    to = float(reference_value(feature, column))
    low, high = column.quantile(1 - CURVE_END), column.quantile(CURVE_END)
    grid = np.unique(np.append(np.linspace(low, high, CURVE_POINTS), to))

    def at(value: float) -> Floats:
        return design.changed(matrix, feature.code, pd.Series(np.full(len(column), value)))

    there = at(to)
    return [(float(value), contrast(model, at(float(value)), there)) for value in grid]

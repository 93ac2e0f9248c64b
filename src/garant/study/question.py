"""One lever asked about: the rows where it is known, its confounders, and both estimators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.adjusting import Columns, adjustment
from garant.study.bands import LEAST, Bands, badness, bands
from garant.study.crossfit import CrossFit, crossfit
from garant.study.design import Design
from garant.study.feature import Feature
from garant.study.gcomputation import GComputation, gcomputation
from garant.study.levers import reference_value
from garant.study.observations import Observations, Warned
from garant.study.standardised import Estimate, standard_error

Floats = NDArray[np.float64]
Estimand = Literal["band", "cap", "exposed"]
Method = Literal["g-computation", "AIPW"]
Key = tuple[Estimand, int, Method]

METHODS: tuple[Method, Method] = ("g-computation", "AIPW")
LEAST_LOSSES = 10


@dataclass(frozen=True)
class Question:
    """A lever on the first renewals where it is known. ``unknown`` are those left out."""

    table: Observations
    feature: Feature
    to: float | str
    cap: float | None
    bands: Bands
    confounders: tuple[Feature, ...]
    columns: Columns
    seed: int
    unknown: int
    warnings: tuple[Warned, ...]

    @property
    def values(self) -> pd.Series:
        """The lever, row by row."""
        return self.table.values[self.feature.code]

    @property
    def is_graded(self) -> bool:
        """Whether it has bands and can be capped: not so a flag or a category."""
        return self.feature.kind in {"number", "count"}

    @property
    def worse(self) -> NDArray[np.bool_]:
        """The rows worse than the reference."""
        return self.bands.codes > 0

    @property
    def can_compare(self) -> bool:
        """Whether there are losses, and rows on both sides."""
        rows, losses, worse = len(self.table), self.table.losses, int(self.worse.sum())
        return min(losses, rows - losses) >= LEAST_LOSSES and min(worse, rows - worse) >= LEAST


@dataclass(frozen=True)
class Answer:
    """Both estimators on the same bands."""

    bands: Bands
    model: GComputation
    crossed: CrossFit

    def of(self, method: Method) -> GComputation | CrossFit:
        """One of the two."""
        return self.model if method == "g-computation" else self.crossed


def asked(
    observations: Observations, feature: Feature, *, cap: float | None, seed: int
) -> Question:
    """The question, on first renewals of a known lever."""
    first = observations.first_renewals()
    known = first.values[feature.code].notna().to_numpy()
    table = first.where(known)
    unknown = int((~known).sum())
    confounders, warnings = adjustment(table, (feature,))
    if unknown:
        said = f"{unknown} of {len(first)} first renewals have no {feature.code}; left out"
        warnings = (Warned("lever unknown", said), *warnings)
    design = Design.learnt(table.values, confounders)
    values = table.values[feature.code]
    return Question(
        table=table,
        feature=feature,
        to=reference_value(feature, values),
        cap=None if cap is None else float(cap),
        bands=bands(feature, values),
        confounders=confounders,
        columns=Columns(design.matrix(table.values), design.penalties, table.clusters),
        seed=seed,
        unknown=unknown,
        warnings=(*table.warnings, *warnings),
    )


def answered(question: Question, cut: Bands) -> Answer:
    """Both estimators, fitted."""
    columns, lost = question.columns, question.table.lost
    model = gcomputation(cut, columns, lost)
    return Answer(cut, model, crossfit(cut, columns, lost, seed=question.seed))


def estimates(question: Question, answer: Answer) -> dict[Key, Estimate]:
    """Every figure, by estimand, band and method."""
    found: dict[Key, Estimate] = {}
    clusters = question.table.clusters
    for method in METHODS:
        one = answer.of(method)
        for band in range(1, len(answer.bands.names)):
            found["band", band, method] = one.band(int(answer.bands.parts[band]))
        found["cap", 0, method] = moved = one.cap()
        found["exposed", 0, method] = _among(moved, question.worse, clusters)
    if question.cap is not None:
        found |= _capped(question, answer, question.cap)
    return found


def _capped(question: Question, answer: Answer, cap: float) -> dict[Key, Estimate]:
    """The cap asked for, on bands of which it is an edge."""
    at = float(badness(question.feature, np.array([cap]), float(question.to))[0])
    if not np.isclose(answer.bands.uppers, at, atol=1e-9).any():
        answer = answered(question, bands(question.feature, question.values, edge=cap))
    return {("cap", 0, method): answer.of(method).cap(at) for method in METHODS}


def _among(moved: Estimate, worse: NDArray[np.bool_], clusters: NDArray[np.int64]) -> Estimate:
    """The loss that comes with the lever among those worse than the reference.

    Moving them avoids their share times this: it is that ratio, and its influence a ratio's.
    """
    share = float(worse.mean())
    value = -moved.value / share
    influence = -moved.influence / share - value * (worse - share) / (share * len(worse))
    return Estimate(value, standard_error(influence, clusters), influence)

"""Why customers do not renew: the levers, ranked by what each would have avoided.

Each lever is judged in a model of its own: with the features of its own and of earlier causal
stages, never of later ones, which may be its consequences. A model with everything in it hands
the effect of a discount to the poor usage that it brought.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from garant.study.design import Design, usable
from garant.study.feature import SYMPTOM_STAGE, Feature
from garant.study.levers import moved, reference_value
from garant.study.logit import Logit, fitted
from garant.study.observations import Observations, Refused, Warned
from garant.study.standardised import Estimate, contrast
from garant.study.verdict import ALPHA, OBSERVED, Claim, Verdict, detectable, holm, verdict

Floats = NDArray[np.float64]

RENEWAL_NUMBER = Feature(
    code="renewal_number", label="Renewal number", label_fr="Rang du renouvellement",
    stage=0, kind="count", role="context",
)  # fmt: skip


@dataclass(frozen=True)
class Driver:
    """One declared lever, judged. Points are percentage points of loss; the interval is 90 %.

    ``avoidable_mrr`` is the money a month, among what came due, that would have been kept.
    ``detectable_points`` is the effect that this study would find in 80 of 100 like it; null for
    a lever that is the same everywhere.
    """

    rank: int | None
    code: str
    label: str
    label_fr: str
    department: str
    stage: int
    role: str
    kind: str
    p_holm: float
    avoidable_points: float
    low: float
    high: float
    low50: float
    high50: float
    avoidable_mrr: float | None
    reference: float | str
    detectable_points: float | None
    verdict: Verdict
    claim: Claim = OBSERVED


@dataclass(frozen=True)
class Sign:
    """A symptom that goes with a loss, or a context: what is known early, not what explains."""

    code: str
    label: str
    label_fr: str
    p: float


@dataclass(frozen=True)
class Drivers:
    """The ranking, and what must be read beside it."""

    rows: tuple[Driver, ...]
    observations: int
    losses: int
    minimum_detectable_points: float | None
    early_warnings: tuple[Sign, ...]
    contexts: tuple[Sign, ...]
    refused: tuple[Refused, ...]
    warnings: tuple[Warned, ...]


@dataclass(frozen=True)
class Judged:
    """A lever, its model, and what moving it to its reference would avoid."""

    feature: Feature
    to: float | str
    p: float
    avoidable: Estimate
    money: float | None


def drivers(observations: Observations, *, every: bool = False) -> Drivers:
    """Judge every declared lever, on first renewals unless `every` renewal is asked for.

    Significance: group Wald test with covariance by cluster, Holm over the levers. Size:
    g-computation to the declared reference. Ranked are those that matter, by avoidable points.
    """
    table = observations if every else observations.first_renewals()
    bench = Bench.of(table)
    judged = [bench.judged(feature) for feature in bench.features if feature.is_lever]
    rows = _ranked(judged, holm([one.p for one in judged]))
    still = [f for f in table.features if f.is_lever and f not in bench.features]
    return Drivers(
        rows=(*rows, *(_unmoved(feature) for feature in still)),
        observations=len(table),
        losses=table.losses,
        minimum_detectable_points=_typical(rows),
        early_warnings=bench.signs("symptom"),
        contexts=bench.signs("context"),
        refused=table.refused,
        warnings=table.warnings,
    )


@dataclass(frozen=True)
class Bench:
    """The columns of every feature, learnt once, from which each model takes its own."""

    table: Observations
    features: tuple[Feature, ...]
    design: Design
    matrix: Floats

    @classmethod
    def of(cls, table: Observations) -> Bench:
        """Learn the columns of a table's features and of the renewal number."""
        values = with_renewal_number(table)
        features = usable(values, (RENEWAL_NUMBER, *table.features))
        design = Design.learnt(values, features)
        return cls(table, features, design, design.matrix(values))

    def judged(self, lever: Feature) -> Judged:
        """Fit the model of one lever, test it, and move it to its reference."""
        design, model = self._fitted(self.beside(lever))
        values = self.table.values[lever.code]
        to = reference_value(lever, values)
        better = design.changed(model.x, lever.code, moved(lever, values, to))
        p = model.wald(design.places(lever.code))
        return Judged(lever, to, p, contrast(model, model.x, better), self._money(model, better))

    def beside(self, lever: Feature) -> set[str]:
        """The features of a lever's model: of its own or of earlier stages, symptoms never."""
        return {
            f.code
            for f in self.features
            if f.code == lever.code or (f.stage <= lever.stage and f.stage != SYMPTOM_STAGE)
        }

    def signs(self, role: str) -> tuple[Sign, ...]:
        """The symptoms (or contexts) that go with a loss, the strongest first.

        Each is tested beside the contexts of the deal only; its p-value is after Holm.
        """
        features = [f for f in self.features if f.role == role]
        adjusted = holm([self._sign_p(feature) for feature in features])
        found = [
            Sign(f.code, f.label, f.label_fr, p)
            for f, p in zip(features, adjusted, strict=True)
            if p < ALPHA
        ]
        return tuple(sorted(found, key=lambda sign: (sign.p, sign.code)))

    def _sign_p(self, feature: Feature) -> float:
        contexts = {f.code for f in self.features if f.stage == 0}
        design, model = self._fitted(contexts | {feature.code})
        return model.wald(design.places(feature.code))

    def _fitted(self, codes: set[str]) -> tuple[Design, Logit]:
        design, matrix = self.design.part(self.matrix, codes)
        clusters = self.table.clusters
        model = fitted(matrix, self.table.lost, penalties=design.penalties, clusters=clusters)
        return design, model

    def _money(self, model: Logit, better: Floats) -> float | None:
        """The money a month, of what came due, that the better lever would have kept."""
        mrr = self.table.rows["mrr"].to_numpy(dtype=np.float64)
        if np.isnan(mrr).all():
            return None
        return float(np.nan_to_num(mrr) @ (model.chances - model.predicted(better)))


def with_renewal_number(table: Observations) -> pd.DataFrame:
    """The values, with the number of the renewal as a column."""
    return table.values.assign(renewal_number=table.rows["renewal_number"].astype("float64"))


def _ranked(judged: list[Judged], adjusted: list[float]) -> tuple[Driver, ...]:
    """Those that matter first, by avoidable points; the others after, by their p-value."""
    rows = [_row(one, p, len(judged)) for one, p in zip(judged, adjusted, strict=True)]
    mattering = [row for row in rows if row.verdict in {"matters", "clearly matters"}]
    mattering.sort(key=lambda row: (-row.avoidable_points, row.code))
    others = [row for row in rows if row not in mattering]
    others.sort(key=lambda row: (row.p_holm, -row.avoidable_points, row.code))
    ranked = [_with_rank(row, place) for place, row in enumerate(mattering, start=1)]
    return (*ranked, *others)


def _with_rank(row: Driver, rank: int) -> Driver:
    return replace(row, rank=rank)


def _row(one: Judged, p_holm: float, tests: int) -> Driver:
    feature, points = one.feature, one.avoidable
    low, high = (100 * end for end in points.interval(0.90))
    low50, high50 = (100 * end for end in points.interval(0.50))
    return Driver(
        rank=None,
        code=feature.code,
        label=feature.label,
        label_fr=feature.label_fr,
        department=feature.department,
        stage=feature.stage,
        role=feature.role,
        kind=feature.kind,
        p_holm=p_holm,
        avoidable_points=100 * points.value,
        low=low,
        high=high,
        low50=low50,
        high50=high50,
        avoidable_mrr=one.money,
        reference=one.to,
        detectable_points=100 * detectable(points.error, tests),
        verdict=verdict(p_holm, low, high),
    )


def _unmoved(feature: Feature) -> Driver:
    """The row of a lever that is the same everywhere: nothing can be said of it."""
    nothing = Estimate(0.0, 0.0, np.zeros(0))
    reference = feature.reference if feature.reference is not None else 0.0
    row = _row(Judged(feature, reference, 1.0, nothing, None), 1.0, 1)
    return replace(row, detectable_points=None)


def _typical(rows: tuple[Driver, ...]) -> float | None:
    """The detectable effect of the middle lever."""
    found = [row.detectable_points for row in rows if row.detectable_points is not None]
    return float(np.median(found)) if found else None

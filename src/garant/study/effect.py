"""The effect of one lever on loss, adjusted for the context of the deal.

Two estimators side by side: g-computation (a model of the loss, averaged over the customers there
are) and cross-fitted AIPW (which also models who gets what, and is right if either model is).
Beside them what decides how the figure may be called: overlap, a negative control, agreement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from garant.metrics.errors import RequestError
from garant.study.adjusting import Columns
from garant.study.bands import LEAST
from garant.study.design import Design
from garant.study.effect_result import CurvePoint, EffectResult, EffectRow
from garant.study.feature import Feature
from garant.study.gcomputation import curve_of
from garant.study.levers import is_worse
from garant.study.negative_control import NegativeControl, negative_control
from garant.study.observations import Observations, Warned
from garant.study.overlap import NONE, Overlap, overlap
from garant.study.question import (
    METHODS,
    Answer,
    Key,
    Method,
    Question,
    answered,
    asked,
    estimates,
)
from garant.study.standardised import Estimate, standard_error
from garant.study.verdict import ADJUSTED, QUIET, detectable, verdict

LEVEL = 0.95
DISAGREE = 0.01  # the p-value below which the two estimators disagree


def effect(
    observations: Observations, lever: str, *, cap: float | None = None, seed: int = 0
) -> EffectResult:
    """The effect of a lever by bands, of capping it, and among those exposed.

    `cap` is in the lever's units; without one it is the reference. Rows whose lever is unknown
    are left out, and counted. `seed` draws the folds of the cross-fitting.
    """
    feature = _lever(observations, lever, cap)
    question = asked(observations, feature, cap=cap, seed=seed)
    if not question.can_compare:
        return _silent(question, NONE)
    answer = answered(question, question.bands)
    seen = overlap(answer.crossed)
    return _spoken(question, answer, seen) if seen.ok else _silent(question, seen)


def _lever(observations: Observations, code: str, cap: float | None) -> Feature:
    levers = {f.code: f for f in observations.features if f.is_lever}
    if code not in levers:
        raise RequestError(
            "{code} is no lever of this study; its levers: {levers}",
            code=code,
            levers=", ".join(levers) or "none",
        )
    feature = levers[code]
    if cap is not None and (feature.kind not in {"number", "count"} or feature.better is None):
        raise RequestError("{code} cannot be capped: it is no number with a better side", code=code)
    return feature


def _silent(question: Question, seen: Overlap) -> EffectResult:
    """The answer where there is nothing to compare with: who is where, and no figure."""
    code = question.feature.code
    said = f"too few are alike but for {code}: those worse on it have nobody to be compared with"
    at = _at_cap(question)
    return EffectResult(
        lever=code,
        label=question.feature.label,
        label_fr=question.feature.label_fr,
        reference=question.to,
        cap=at if question.is_graded and not isinstance(at, str) else None,
        rows=tuple(_rows(question, {})),
        verdict="inconclusive",
        claim=ADJUSTED,
        p=None,
        negative_control=None,
        overlap=seen,
        curve=(),
        agree=None,
        disagreement_p=None,
        detectable_points=None,
        robustness=None,
        observations=len(question.table),
        losses=question.table.losses,
        unknown=question.unknown,
        confounders=tuple(f.code for f in question.confounders),
        warnings=(*question.warnings, Warned("no overlap", said)),
    )


def _spoken(question: Question, answer: Answer, seen: Overlap) -> EffectResult:
    """The answer with its figures."""
    moved = {method: answer.of(method).cap() for method in METHODS}
    main = moved["g-computation"]
    control, warnings = _control(question)
    apart = _apart(moved, question.table.clusters)
    low, high = (-100 * end for end in reversed(main.interval(0.90)))
    quiet = control is not None and not control.alarm and apart >= DISAGREE
    return replace(
        _silent(question, seen),
        rows=tuple(_rows(question, estimates(question, answer))),
        verdict=verdict(answer.model.p, low, high),
        claim=QUIET if quiet else ADJUSTED,
        p=answer.model.p,
        negative_control=control,
        curve=_curve(question),
        agree=apart >= DISAGREE,
        disagreement_p=apart,
        detectable_points=100 * detectable(main.error, 1),
        robustness=robustness(main, len(question.table) - answer.model.model.x.shape[1]),
        warnings=(*question.warnings, *warnings),
    )


def _rows(question: Question, found: dict[Key, Estimate]) -> Iterator[EffectRow]:
    """Each band, the cap, the exposed; each by both methods."""
    cut = question.bands
    for band in range(1, len(cut.names)) if question.is_graded else ():
        held = question.values[cut.codes == band]
        shown = found if len(held) >= LEAST else {}
        at = float(held.mean()) if len(held) else abs(cut.uppers[min(band, len(cut.uppers) - 1)])
        for method in METHODS:
            row = _row(("band", band, method), shown, at=at, n=len(held))
            yield replace(row, band=cut.names[band])
    if question.is_graded:
        cap = _at_cap(question)
        n = int(is_worse(question.feature, question.values, cap).sum())
        yield from (_row(("cap", 0, method), found, at=cap, n=n) for method in METHODS)
    n = int(question.worse.sum())
    yield from (_row(("exposed", 0, method), found, at=question.to, n=n) for method in METHODS)


def _row(key: Key, found: dict[Key, Estimate], *, at: float | str, n: int) -> EffectRow:
    estimand, _, method = key
    estimate = found.get(key)
    if estimate is None:
        return EffectRow(estimand, None, at, n, None, None, None, method)
    low, high = (100 * end for end in estimate.interval(LEVEL))
    return EffectRow(estimand, None, at, n, 100 * estimate.value, low, high, method)


def _at_cap(question: Question) -> float | str:
    return question.to if question.cap is None else question.cap


def _control(question: Question) -> tuple[NegativeControl | None, tuple[Warned, ...]]:
    """The lever's curve (or levels) in a model of the negative control."""
    table, name = question.table, question.table.negative_control
    if name is None:
        return None, ()
    outcome = table.rows["negative_control"].to_numpy(dtype=np.float64)
    design = Design.learnt(table.values, (*question.confounders, question.feature))
    columns = Columns(design.matrix(table.values), design.penalties, table.clusters)
    places = design.places(question.feature.code)
    found = negative_control(name, outcome, columns, places)
    if found is None:
        said = f"the negative control {name} has too few values of either kind to say anything"
        return None, (Warned("negative control", said),)
    return found, ()


def _curve(question: Question) -> tuple[CurvePoint, ...]:
    if not question.is_graded:
        return ()
    points = []
    for at, estimate in curve_of(question.table, question.feature, question.confounders):
        low, high = (100 * end for end in estimate.interval(LEVEL))
        points.append(CurvePoint(at, 100 * estimate.value, low, high))
    return tuple(points)


def _apart(moved: dict[Method, Estimate], clusters: NDArray[np.int64]) -> float:
    """The p-value of the two estimators being equal, of the joint influence of their difference.

    Source: Hausman (1978), with the influence functions in place of his assumption that one of
    them is efficient.
    """
    one, other = (moved[method] for method in METHODS)
    error = standard_error(one.influence - other.influence, clusters)
    z = abs(one.value - other.value) / error if error > 0 else 0.0
    return float(2 * norm.sf(z))


def robustness(estimate: Estimate, freedom: int) -> float:
    """The robustness value: (√(f⁴ + 4f²) - f²) / 2, f = |t| / √df.

    Source: Cinelli and Hazlett (2020), with the estimate's z in place of t.

    >>> round(robustness(Estimate(0.1, 0.02, np.zeros(0)), 1000), 3)
    0.146
    """
    f2 = (estimate.value / estimate.error) ** 2 / max(freedom, 1) if estimate.error > 0 else 0.0
    return float((np.sqrt(f2**2 + 4 * f2) - f2) / 2)

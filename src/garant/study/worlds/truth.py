"""What is true of a drawn company, computed from its equations and never from its 0/1 draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from garant.study.feature import Feature
from garant.study.worlds.declared import FEATURES, LEVELS
from garant.study.worlds.equations import Change, Company, regrow
from garant.study.worlds.noise import Array

BANDS: tuple[tuple[str, float, float], ...] = (
    ("1–5 %", 0.0, 0.05),
    ("6–10 %", 0.05, 0.10),
    ("11–15 %", 0.10, 0.15),
    ("16–20 %", 0.15, 0.20),
    ("21–30 %", 0.20, 0.30),
    ("> 30 %", 0.30, 1.0),
)
CAPS = (0.0, 0.05, 0.10, 0.15, 0.20, 0.30)
WIDE = 200_000
"""The most cells of one pass over several policies at once."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What a study of the world should find. Points are percentage points of loss, 0 to 100.

    ``planted`` is the lever that was planted (none = no lever matters). ``base`` is the expected
    loss of the accounts drawn. ``avoidable_points`` of a lever: the expected loss as is minus
    that with the lever at its reference where it is worse (first renewals). ``band_points``:
    everyone given the discounts that the band holds, in the shares in which it holds them,
    against everyone at 0 %. ``cap_points``: everyone capped at X against as is (minus = loss
    avoided). Whatever follows from a changed value responds, on the same noise; the mean is over
    the accounts drawn, those with a missing value included.

    ``policy`` (lost deals; discounts capped at 10 %): ``revenue_percent`` over 36 months,
    ``wins_percent``, ``churn_points``. ``intervention`` (policy changes; the exposed, against the
    same accounts had discounts gone on; minus = loss avoided): ``year_points`` of the loss within
    a year of those signed a year before ``as_of`` or earlier, ``first_points`` of the first
    renewal, ``renewal_points`` of each renewal due by ``as_of``. ``yearly_change`` is the same row
    by row: what the yearly chance of loss on the day due changed by, of those not exposed 0.
    ``changed_on``: when each region (or ``all``) ended discounts.
    """

    planted: str | None
    base: float
    avoidable_points: Mapping[str, float] = field(default_factory=dict)
    band_points: Mapping[str, float] = field(default_factory=dict)
    cap_points: Mapping[float, float] = field(default_factory=dict)
    policy: Mapping[str, float] = field(default_factory=dict)
    intervention: Mapping[str, float] = field(default_factory=dict)
    yearly_change: Array | None = field(default=None, repr=False, compare=False)
    changed_on: Mapping[str, date] = field(default_factory=dict)
    as_of: date | None = None


def intercept_for(odds: Array, share: float) -> float:
    """The intercept that makes the mean probability of these log-odds a share."""
    middle = float(np.mean(odds))
    return float(brentq(lambda at: expit(odds + at).mean() - share, -20 - middle, 20 - middle))


def truth_of(company: Company, intercept: float, planted: str | None) -> Truth:
    """The truth of the accounts of a company."""
    base = _loss(company, intercept)
    discounts = company.known["discount"]
    worlds = _discount_worlds(company, intercept)
    return Truth(
        planted=planted,
        base=base,
        avoidable_points={
            feature.code: _avoidable(company, feature, intercept)
            for feature in FEATURES
            if feature.is_lever
        },
        band_points={
            label: _band(discounts, worlds, low, high)
            for label, low, high in BANDS
            if ((discounts > low) & (discounts <= high)).any()
        },
        cap_points={cap: _points(loss - base) for cap, loss in _caps(company, intercept)},
    )


def reference(feature: Feature, values: Array) -> float:
    """The reference of a lever as a number (of a category: the position of its level)."""
    wanted = feature.reference
    if isinstance(wanted, str):
        if not feature.is_number:
            return float(LEVELS[feature.code].index(wanted))
        return float(np.nanquantile(values, float(wanted.removeprefix("q")) / 100))
    return float(wanted or 0.0)


def improved(feature: Feature, values: Array) -> Array:
    """The values, those worse than the reference moved to it."""
    good = reference(feature, values)
    if feature.better == "low":
        return np.minimum(values, good)
    return np.maximum(values, good) if feature.better == "high" else np.full_like(values, good)


def _points(difference: float) -> float:
    """In points, to nine decimals: no effect is exactly 0."""
    return round(100 * difference, 9) + 0.0


def _loss(company: Company, intercept: float) -> float:
    return float(expit(company.known["odds"] + intercept).mean())


def _avoidable(company: Company, feature: Feature, intercept: float) -> float:
    changed = regrow(company, feature.code, lambda values: improved(feature, values))
    return _points(_loss(company, intercept) - _loss(changed, intercept))


def _losses(company: Company, intercept: float, changes: list[Array]) -> list[float]:
    """The mean loss with the discounts of each row, a few rows at a time."""
    rows = max(1, WIDE // len(company.noise))
    losses: list[float] = []
    for start in range(0, len(changes), rows):
        wide = np.stack([np.broadcast_to(c, len(company.noise)) for c in changes[start:][:rows]])
        changed = regrow(company, "discount", _to(wide))
        odds = np.broadcast_to(changed.known["odds"], wide.shape)
        losses.extend(expit(odds + intercept).mean(axis=1).tolist())
    return losses


def _to(values: Array) -> Change:
    return lambda _: values


def _discount_worlds(company: Company, intercept: float) -> dict[float, float]:
    """The mean loss if everyone had each of the discounts that exist."""
    existing = np.unique(np.append(company.known["discount"], 0.0))
    losses = _losses(company, intercept, [np.array([value]) for value in existing])
    return dict(zip(existing.tolist(), losses, strict=True))


def _band(discounts: Array, worlds: Mapping[float, float], low: float, high: float) -> float:
    held = discounts[(discounts > low) & (discounts <= high)]
    values, counts = np.unique(held, return_counts=True)
    losses = np.array([worlds[value] for value in values.tolist()])
    return _points(float(np.average(losses, weights=counts)) - worlds[0.0])


def _caps(company: Company, intercept: float) -> list[tuple[float, float]]:
    discounts = company.known["discount"]
    losses = _losses(company, intercept, [np.minimum(discounts, cap) for cap in CAPS])
    return list(zip(CAPS, losses, strict=True))

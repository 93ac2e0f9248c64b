"""What is known of the effect of one lever: its figures, and what decides how to call them."""

from __future__ import annotations

from dataclasses import dataclass

from garant.study.negative_control import NegativeControl
from garant.study.observations import Warned
from garant.study.overlap import Overlap
from garant.study.question import Estimand, Method
from garant.study.verdict import Claim, Verdict


@dataclass(frozen=True)
class EffectRow:
    """One figure. Points are percentage points of loss, with a 95 % interval.

    ``band``: everyone in the band against everyone in the reference, plus = more loss; ``at`` is
    the band's mean and ``n`` its rows. ``cap``: everyone worse than ``at`` moved to it against
    as is, minus = loss avoided; ``n`` are those moved. ``exposed``: the loss that comes with it
    among the ``n`` worse than the reference ``at``. A band of fewer than ten rows, and all of
    them where there is no overlap, have no figures.
    """

    estimand: Estimand
    band: str | None
    at: float | str
    n: int
    points: float | None
    low: float | None
    high: float | None
    method: Method


@dataclass(frozen=True)
class CurvePoint:
    """The smooth curve at one value of the lever, against the reference."""

    at: float
    points: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class EffectResult:
    """What is known of the effect of one lever, on first renewals.

    ``p`` is the Wald test of the lever's bands. ``agree`` says whether the two estimators of
    moving everyone to the reference differ by no more than chance (``disagreement_p`` ≥ .01).
    ``detectable_points`` is the effect of that move that would be found in 80 of 100 studies like
    this one. ``robustness`` (Cinelli and Hazlett, 2020): the share of what is left unexplained, in
    lever and loss alike, that an unrecorded confounder would have to explain to bring the
    estimate to 0; a footnote, for it cannot tell a confounder from an effect. ``unknown``: first
    renewals left out, their lever not being known.
    """

    lever: str
    label: str
    label_fr: str
    reference: float | str
    cap: float | None
    rows: tuple[EffectRow, ...]
    verdict: Verdict
    claim: Claim
    p: float | None
    negative_control: NegativeControl | None
    overlap: Overlap
    curve: tuple[CurvePoint, ...]
    agree: bool | None
    disagreement_p: float | None
    detectable_points: float | None
    robustness: float | None
    observations: int
    losses: int
    unknown: int
    confounders: tuple[str, ...]
    warnings: tuple[Warned, ...]

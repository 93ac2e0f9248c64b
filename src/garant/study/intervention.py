"""Whether a change did what it was for.

A customer is *exposed* by the day of its signature, never by that of its renewal: a discount ended
in January changes nothing for who signed in December. Exposed renewals are compared with unexposed
ones that came due in the same quarter, so that a market that moved is not taken for an effect.
Where no such pair exists, as when everybody signs for a year and everything changed at once, the
effect is not identified, and the result says so instead of a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from garant.study.design import Design
from garant.study.feature import Feature, Kind
from garant.study.hazard import fitted
from garant.study.leading import Indicator, leading
from garant.study.logit import by_cluster
from garant.study.looks import Pace, boundaries, planned, widened
from garant.study.observations import Observations
from garant.study.standardised import Estimate
from garant.study.verdict import CLEAR, MEASURED, OBSERVED, Claim, Verdict

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST_EXPOSED = 30  # exposed renewals due, without which there is no look
LEAST_LOSSES = 10  # losses of the exposed to be expected by then, had nothing changed
LEAST_PAIRS = 10  # exposed and unexposed renewals of the same quarter and tenure
# Days, a little more than 1, 3, 6, 12, 24 and 36 months: who stayed longer leaves less.
TENURES = (40, 100, 190, 370, 735, 1100)
YEAR = 366  # days: the first year of a customer, for the check
QUARTER_RIDGES = (1.0, 4.0, 16.0, 64.0, 256.0)
BOTH = (False, True)
NOT_IDENTIFIED = "not identified"


@dataclass(frozen=True)
class Change:
    """What changed, on which day, and for whom: all, or those with a value in a column."""

    on: pd.Timestamp
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Look:
    """One look. Points: minus = loss avoided. The interval is as wide as the look's bar asks."""

    look: int
    on: str
    points: float
    low: float
    high: float
    verdict: Verdict
    exposed: int


@dataclass(frozen=True)
class Intervention:
    """The looks so far and the verdict of the last; or why there is none.

    ``check_points`` is the effect among customers in their first year only. ``quarters`` are the
    rows of the picture: quarter, exposed (bool), n, lost (share).
    """

    rows: tuple[Look, ...]
    identified: bool
    verdict: str
    reason: str
    claim: Claim
    exposed: int
    first_verdict_on: str | None
    planned_on: tuple[str, ...]
    check_points: float | None
    leading: tuple[Indicator, ...]
    quarters: tuple[dict[str, object], ...] = field(repr=False, default=())


def intervention(
    table: Observations, changes: Sequence[Change], *, as_of: pd.Timestamp | None = None
) -> Intervention:
    """Measure what a change did to the share lost, look by look.

    Discrete-time hazard: one row a renewal due; beside the exposure the market's trend and what
    its quarters add (random effects), tenure, length of the term, region and segment; the lever
    itself is not in the model. Points are of the yearly loss of the exposed. Covariance by
    cluster. Sources: Singer and Willett (1993); Breslow and Clayton (1993); O'Brien and Fleming
    (1979).
    """
    until = as_of or table.rows["due_on"].max()
    table = table.where((table.rows["due_on"] <= until).to_numpy())
    exposed = exposed_to(table, changes)
    first_on = min(change.on for change in changes)
    looks = planned(_pace(table, changes, first_on), first_on)
    asked = _Asked(table, exposed, until, looks)
    reason = _not_identified(table, exposed, looks)
    if reason:
        return asked.without_verdict(reason)
    return asked.judged([column for change in changes if (column := change.column)])


@dataclass(frozen=True)
class _Asked:
    """What every answer needs, with or without a verdict."""

    table: Observations
    exposed: Mask
    until: pd.Timestamp
    looks: list[pd.Timestamp]

    def without_verdict(self, reason: str) -> Intervention:
        return self._answer((), reason, None)

    def judged(self, scopes: list[str]) -> Intervention:
        rows = []
        for number, (on, bar) in enumerate(zip(self.looks, boundaries(), strict=True), start=1):
            if on > self.until:
                break
            known = (self.table.rows["due_on"] <= on).to_numpy()
            part, exposed = self.table.where(known), self.exposed[known]
            if _enough(part, exposed):
                effect = _effect(part, exposed, scopes)
                wide = widened(bar, by_cluster(effect.influence, part.clusters))
                rows.append(_look(number, on, effect, wide, int(exposed.sum())))
        young = _first_year(self.table) & (self.table.rows["due_on"] <= self.until).to_numpy()
        return self._answer(tuple(rows), "", _check(self.table, self.exposed, young, scopes))

    def _first_verdict_on(self) -> str | None:
        """The first look at which enough exposed renewals had come due, or can still come due."""
        for on in self.looks:
            known = (self.table.rows["due_on"] <= on).to_numpy()
            if on > self.until or _enough(self.table.where(known), self.exposed[known]):
                return f"{on:%Y-%m-%d}"
        return None

    def _answer(self, rows: tuple[Look, ...], reason: str, check: float | None) -> Intervention:
        # A sequential test ends at the first bar that is passed; later looks are shown beside.
        passed = [row.verdict for row in rows if row.verdict != "inconclusive"]
        told = passed[0] if passed else "inconclusive"
        dates = tuple(f"{day:%Y-%m-%d}" for day in self.looks)
        return Intervention(
            rows=rows,
            identified=not reason,
            verdict=NOT_IDENTIFIED if reason else told,
            reason=reason,
            claim=OBSERVED if reason else MEASURED,
            exposed=int(self.exposed.sum()),
            first_verdict_on=None if reason else self._first_verdict_on(),
            planned_on=dates,
            check_points=check,
            leading=leading(self.table, self.exposed),
            quarters=_quarters(self.table, self.exposed),
        )


def exposed_to(table: Observations, changes: Sequence[Change]) -> Mask:
    """Who signed on or after the day of a change that was for them."""
    signed_on = table.rows["signed_on"]
    exposed = np.zeros(len(table), dtype=np.bool_)
    for change in changes:
        exposed |= _concerns(table, change) & (signed_on >= change.on).to_numpy()
    return exposed


def _concerns(table: Observations, change: Change) -> Mask:
    """For whom a change is, whenever they signed."""
    if change.column is None:
        return np.ones(len(table), dtype=np.bool_)
    concerned: Mask = (table.values[change.column].astype(str) == change.value).to_numpy()
    return concerned


def _pace(table: Observations, changes: Sequence[Change], first_on: pd.Timestamp) -> Pace:
    """How the renewals of those signed before the first change came due, for whom one was.

    Of those due before it too, so that the looks are the same whenever they are asked for; of all
    of them where a company is too young to have had any.
    """
    starts = np.full(len(table), np.inf)
    for change in changes:
        days = float((change.on - first_on).days)
        starts = np.where(_concerns(table, change), np.minimum(starts, days), starts)
    before = (table.rows["signed_on"] < first_on).to_numpy() & np.isfinite(starts)
    due = before & (table.rows["due_on"] < first_on).to_numpy()
    told = due if due.any() else before
    lags = (table.rows["due_on"] - table.rows["signed_on"]).dt.days.to_numpy(dtype=np.float64)
    return Pace(lags[told], _years(table)[told], starts[told])


def _cells(table: Observations) -> pd.Series:
    """The quarter in which each row came due, and how long it had been a customer."""
    return table.rows["due_on"].dt.to_period("Q").astype(str) + "/" + _tenure(table)


def _tenure(table: Observations) -> pd.Series:
    """How long each row had been a customer when it came due, in months."""
    days = (table.rows["due_on"] - table.rows["signed_on"]).dt.days
    return pd.cut(days, [-np.inf, *TENURES, np.inf], labels=False).astype(str)


def _pairs(table: Observations, exposed: Mask) -> int:
    """How many exposed renewals have an unexposed one of the same quarter and tenure.

    Only where their days overlap: if within a quarter all unexposed ones came due before all
    exposed ones, the quarter tells the two apart as well as the exposure does.
    """
    rows = pd.DataFrame({"cell": _cells(table), "due": table.rows["due_on"], "exposed": exposed})
    last = rows["due"].where(~rows["exposed"]).groupby(rows["cell"]).transform("max")
    first = rows["due"].where(rows["exposed"]).groupby(rows["cell"]).transform("min")
    overlap = (rows["due"] < last).where(rows["exposed"], rows["due"] > first)
    among = rows[overlap.astype(bool)]
    counts = pd.crosstab(among["cell"], among["exposed"])
    return int(counts.min(axis=1).sum()) if counts.shape[1] == len(BOTH) else 0


def _not_identified(table: Observations, exposed: Mask, looks: list[pd.Timestamp]) -> str:
    """Why the effect cannot be told from the calendar; empty if it can."""
    if not exposed.any():
        return "no_exposed_renewal_due"
    if exposed.all():
        return "no_unexposed_renewal"
    if not looks:
        return "no_renewal_before"
    return "all_at_once" if _pairs(table, exposed) < LEAST_PAIRS else ""


def _enough(table: Observations, exposed: Mask) -> bool:
    """Whether there is enough for a look: renewals of the exposed, and losses to be expected.

    Expected had nothing changed: years of contract of the exposed, at the losses a year of the
    others. Where few are expected, none is lost by chance; the estimate then runs away and its
    error, measured on those who were lost, does not say so (Hauck and Donner, 1977).
    """
    years = _years(table)
    yearly = table.lost[~exposed].sum() / max(years[~exposed].sum(), 1.0)
    expected = years[exposed].sum() * yearly
    return bool(exposed.sum() >= LEAST_EXPOSED and expected >= LEAST_LOSSES)


def _effect(table: Observations, exposed: Mask, scopes: list[str]) -> Estimate:
    """The mean change of the yearly chance of loss of the exposed, by g-computation.

    A renewal counts by the length of its term, so that twelve monthly ones weigh one yearly one.
    """
    values, features = _model_table(table, exposed, scopes)
    design = Design.learnt(values, features)
    matrix = design.matrix(values)
    years = _years(table)
    models = (
        fitted(matrix, table.lost, years=years, penalties=ridge, clusters=table.clusters)
        for ridge in _ridges(design)
    )
    model = max(models, key=lambda one: one.evidence)
    never = design.changed(matrix, "exposed", values["exposed"] * 0.0)
    return model.yearly_contrast(matrix, never, weights=exposed * years)


def _years(table: Observations) -> Floats:
    """The term of each renewal in years; one where it is not known."""
    if "term_months" not in table.values:
        return np.ones(len(table))
    months = pd.to_numeric(table.values["term_months"].astype("object"), errors="coerce")
    years: Floats = (months.astype(np.float64).fillna(12.0) / 12).to_numpy()
    return years


def _ridges(design: Design) -> Iterator[Floats]:
    """The ridges to choose from: they differ in how far quarters may stray from the trend.

    Next to none on the exposure and on the market's trend: a trend drawn to zero would be left to
    the exposure, which came with time.
    """
    penalties = design.penalties.copy()
    for code in ("exposed", "calendar"):
        penalties[design.places(code)] = 1e-3
    for ridge in QUARTER_RIDGES:
        penalties = penalties.copy()
        penalties[design.places("quarter")] = ridge
        yield penalties


def _model_table(
    table: Observations, exposed: Mask, scopes: list[str]
) -> tuple[pd.DataFrame, tuple[Feature, ...]]:
    """The columns of the hazard: exposure, trend, quarter, tenure, term, region and segment."""
    quarters = table.rows["due_on"].dt.to_period("Q")
    values = pd.DataFrame(
        {
            "exposed": exposed.astype(np.float64),
            "calendar": quarters.astype("int64").astype(np.float64),
            "quarter": quarters.astype(str),
            "tenure": _tenure(table),
        }
    )
    for name in dict.fromkeys(("region", "segment", *scopes, "term_months")):
        if name in table.values:
            values[name] = table.values[name].astype("object").astype(str)
    return values, tuple(_column(name) for name in values)


def _column(name: str) -> Feature:
    kind: Kind = "flag" if name in {"exposed", "calendar"} else "category"
    return Feature(code=name, label=name, stage=0, kind=kind, role="context")


def _look(number: int, on: pd.Timestamp, effect: Estimate, bar: float, exposed: int) -> Look:
    reach = bar * effect.error
    z = effect.value / effect.error if effect.error > 0 else 0.0
    return Look(
        look=number,
        on=f"{on:%Y-%m-%d}",
        points=100 * effect.value,
        low=100 * (effect.value - reach),
        high=100 * (effect.value + reach),
        verdict=_judgement(z, bar),
        exposed=exposed,
    )


def _judgement(z: float, bar: float) -> Verdict:
    """A fall past the bar: what was changed matters. A rise past it: what was changed protected."""
    if abs(z) < bar:
        return "inconclusive"
    if z > 0:
        return "protects"
    return "clearly matters" if 2 * norm.sf(abs(z)) < CLEAR else "matters"


def _first_year(table: Observations) -> Mask:
    tenure = (table.rows["due_on"] - table.rows["signed_on"]).dt.days
    young: Mask = (tenure <= YEAR).to_numpy()
    return young


def _check(table: Observations, exposed: Mask, young: Mask, scopes: list[str]) -> float | None:
    """The effect among customers in their first year, if it can be told there."""
    part, treated = table.where(young), exposed[young]
    if treated.sum() < LEAST_EXPOSED or treated.all() or _pairs(part, treated) < LEAST_PAIRS:
        return None
    return 100 * _effect(part, treated, scopes).value


def _quarters(table: Observations, exposed: Mask) -> tuple[dict[str, object], ...]:
    """The share lost by quarter of the renewal, exposed and not: what the picture shows."""
    rows = pd.DataFrame(
        {
            "quarter": table.rows["due_on"].dt.to_period("Q").dt.start_time.dt.date,
            "exposed": exposed,
            "lost": table.lost,
        }
    )
    grouped = rows.groupby(["quarter", "exposed"])["lost"].agg(["count", "mean"]).reset_index()
    return tuple(
        {"quarter": q.isoformat(), "exposed": bool(e), "n": int(n), "lost": float(mean)}
        for q, e, n, mean in grouped.itertuples(index=False)
    )

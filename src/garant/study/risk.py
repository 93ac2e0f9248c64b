"""How likely each account that comes up for renewal is to leave, why, and how far to trust it.

A risk is published with its track record: what was foreseen in the past, forward in time, against
what then happened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import beta

from garant.study.feature import Feature
from garant.study.levers import is_worse, reference_value
from garant.study.likelihood import Likelihood
from garant.study.observations import Observations
from garant.study.prediction import Prediction, prediction

Floats = NDArray[np.float64]
Band = Literal["red", "amber", "green"]
BANDS: tuple[Band, ...] = ("red", "amber", "green")
Model = Literal["calibrated", "no skill", "rules"]
COIN = 0.5  # the AUC of chance

LEAST_RENEWALS = 150
LEAST_LOSSES = 30
RED = 2.0  # times the average risk
REASONS = 5  # shown for each account
GROUPS = 10
RULES_RED, RULES_AMBER = 3, 1  # signs against an account, where there is no model


@dataclass(frozen=True)
class Reason:
    """What one feature adds to the risk of an account, in points; negative protects."""

    code: str
    label: str
    label_fr: str
    value: str
    points: float | None


@dataclass(frozen=True)
class Risk:
    """One account that comes up for renewal.

    ``risk`` is a share (null by rules), ``band`` red from twice the average risk, amber from the
    average; none where the model has shown no skill. The reasons are the strongest first; with
    ``others_points`` they add up to risk - average, in points.
    """

    id: str
    due_on: str | None
    mrr: float | None
    risk: float | None
    band: Band | None
    reasons: tuple[Reason, ...]
    others_points: float | None


@dataclass(frozen=True)
class Group:
    """A tenth of the past, by the risk foreseen. Shares; the interval is 95 %."""

    predicted: float
    observed: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Outcome:
    """What the accounts of a band then did, in the last quarter that can be judged."""

    band: Band
    n: int
    lost: int


@dataclass(frozen=True)
class Risks:
    """The accounts, the greatest risk first, and the track record of the model.

    ``model`` is ``calibrated``, ``no skill`` or ``rules``. Without skill the risks are given but no
    band: to say red would be to promise what was never kept. By rules there is no risk, only a
    band.
    """

    rows: tuple[Risk, ...]
    model: Model
    average: float
    observations: int
    losses: int
    record: Prediction | None
    groups: tuple[Group, ...]
    last_quarter: tuple[Outcome, ...]


def risk(
    past: Observations,
    upcoming: Observations,
    *,
    seed: int = 0,
    record: Prediction | None = None,
) -> Risks:
    """The risk of each upcoming renewal, learnt from the renewals that came due.

    `upcoming` has the same features, as known today. With fewer than 150 renewals or 30 losses
    there is no model: bands follow the signs against an account, and the result says so. A
    `record` of the same past, seed and features need not be made again.
    """
    if len(past) < LEAST_RENEWALS or past.losses < LEAST_LOSSES:
        return _by_rules(past, upcoming)
    model = Likelihood.fitted(past, seed=seed)
    record = record or prediction(past, seed=seed)
    skilled = record is not None and has_skill(record)
    rows = _rows(model, upcoming, banded=skilled)
    return Risks(
        rows=tuple(sorted(rows, key=lambda row: (-(row.risk or 0), row.id))),
        model="calibrated" if skilled else "no skill",
        average=model.average,
        observations=len(past),
        losses=past.losses,
        record=record,
        groups=() if record is None else calibration(record),
        last_quarter=_last_quarter(past, record) if record is not None and skilled else (),
    )


def has_skill(record: Prediction) -> bool:
    """Whether the record shows that lost ones were put above kept ones more often than by a coin.

    That is, whether the 95 % interval of the AUC (DeLong and others, 1988) is above one half. The
    AUC and not the slope of calibration: a band only claims an order.
    """
    return record.auc_low > COIN


def band(chance: float, average: float) -> Band:
    """Red from twice the average, amber from the average, green below.

    >>> band(0.5, 0.2), band(0.2, 0.2), band(0.1, 0.2)
    ('red', 'amber', 'green')
    """
    if chance >= RED * average:
        return "red"
    return "amber" if chance >= average else "green"


def _rows(model: Likelihood, upcoming: Observations, *, banded: bool) -> list[Risk]:
    chances = model.chances(upcoming.values)
    reasons = 100 * model.reasons(upcoming.values)
    order = np.argsort(-np.abs(reasons), axis=1, kind="stable")
    rows = []
    for place, chance in enumerate(chances):
        shown = order[place, :REASONS]
        told = tuple(
            _reason(model.features[at], upcoming.values, place, float(reasons[place, at]))
            for at in shown
        )
        others = float(reasons[place].sum() - reasons[place, shown].sum())
        colour = band(float(chance), model.average) if banded else None
        bare = _bare(upcoming, place, colour)
        rows.append(replace(bare, risk=float(chance), reasons=told, others_points=others))
    return rows


def _bare(table: Observations, place: int, colour: Band | None) -> Risk:
    """An account and its band, without a chance and without reasons."""
    row = table.rows.iloc[place]
    due_on, mrr = row.get("due_on"), row.get("mrr")
    return Risk(
        id=str(row["id"]),
        due_on=None if due_on is None or pd.isna(due_on) else f"{due_on:%Y-%m-%d}",
        mrr=None if mrr is None or pd.isna(mrr) else float(mrr),
        risk=None,
        band=colour,
        reasons=(),
        others_points=None,
    )


def _reason(feature: Feature, values: pd.DataFrame, place: int, points: float | None) -> Reason:
    value = values[feature.code].iloc[place]
    shown = "?" if pd.isna(value) else f"{value:g}" if feature.is_number else str(value)
    return Reason(feature.code, feature.label, feature.label_fr, shown, points)


def calibration(record: Prediction) -> tuple[Group, ...]:
    """The past in tenths by what was foreseen: mean foreseen, share lost, its exact interval.

    Source of the interval: Clopper and Pearson (1934).
    """
    order = np.argsort(record.foreseen, kind="stable")
    groups = []
    for places in np.array_split(order, min(GROUPS, len(order))):
        count, lost = len(places), float(record.lost[places].sum())
        groups.append(
            Group(
                predicted=float(record.foreseen[places].mean()),
                observed=lost / count,
                low=float(beta.ppf(0.025, lost, count - lost + 1)) if lost else 0.0,
                high=float(beta.ppf(0.975, lost + 1, count - lost)) if lost < count else 1.0,
                n=count,
            )
        )
    return tuple(groups)


def _last_quarter(past: Observations, record: Prediction) -> tuple[Outcome, ...]:
    """What the accounts observed in the last 92 days that can be judged then did, by band."""
    if record.observed_on is None:
        return ()
    recent = record.observed_on > record.observed_on.max() - np.timedelta64(92, "D")
    average = past.losses / len(past)
    bands = np.array([band(float(chance), average) for chance in record.foreseen])
    return tuple(
        Outcome(
            colour,
            int(((bands == colour) & recent).sum()),
            int(record.lost[(bands == colour) & recent].sum()),
        )
        for colour in BANDS
    )


def _by_rules(past: Observations, upcoming: Observations) -> Risks:
    """A band by the number of signs against an account: levers worse than their references."""
    levers = [f for f in upcoming.features if f.is_lever]
    signs = {f.code: _against(f, past, upcoming) for f in levers}
    rows: list[tuple[Band, Risk]] = []
    for place in range(len(upcoming)):
        told = tuple(
            _reason(f, upcoming.values, place, None) for f in levers if signs[f.code][place]
        )
        count = len(told)
        colour: Band = "red" if count >= RULES_RED else "amber" if count >= RULES_AMBER else "green"
        rows.append((colour, replace(_bare(upcoming, place, colour), reasons=told)))
    rows.sort(key=lambda row: (BANDS.index(row[0]), -len(row[1].reasons), row[1].id))
    share = past.losses / len(past) if len(past) else 0.0
    shown = tuple(row for _, row in rows)
    return Risks(shown, "rules", share, len(past), past.losses, None, (), ())


def _against(lever: Feature, past: Observations, upcoming: Observations) -> NDArray[np.bool_]:
    values = upcoming.values[lever.code]
    known = pd.concat([past.values[lever.code], values])
    return is_worse(lever, values, reference_value(lever, known))

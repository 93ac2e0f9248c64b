"""What one drawn company tells of one part of the study: numbers by name, from one world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from garant.study.drivers import drivers
from garant.study.effect import effect
from garant.study.effect_result import EffectRow
from garant.study.intervention import Change, exposed_to, intervention
from garant.study.observations import Observations
from garant.study.policy import policy
from garant.study.prediction import prediction
from garant.study.screening import screened
from garant.study.verdict import Verdict
from garant.study.worlds import LEAK, World, leak, world
from garant.study.worlds.leaks import How

Told = dict[str, float]
MATTERS: tuple[Verdict, ...] = ("matters", "clearly matters")
CAPS = (0.0, 0.05, 0.10, 0.20)  # one a world, in turn
HOWS: tuple[How, ...] = ("late", "telling", "losses only")
SHORT = {"g-computation": "g", "AIPW": "AIPW"}


@dataclass(frozen=True)
class Drawn:
    """One world to draw, and what to ask of it."""

    measure: str
    kind: str
    seed: int
    options: tuple[tuple[str, Any], ...] = ()

    def told(self) -> Told:
        """Draw it and ask."""
        drawn = world(self.kind, seed=self.seed, **dict(self.options))
        return MEASURES[self.measure](drawn)


def ranking(drawn: World) -> Told:
    """Which levers are flagged, and whether the planted one comes first."""
    rows = drivers(drawn.observations).rows
    flagged = {row.code for row in rows if row.verdict in MATTERS}
    told = [row for row in rows if row.verdict != "inconclusive"]
    first = next((row.code for row in rows if row.rank == 1), None)
    return {
        "first": float(first is not None and first == drawn.truth.planted),
        "discount": float("discount" in flagged),
        "blamed": float(bool(flagged)),
        "any": float(bool(told)),
    }


def effects(drawn: World) -> Told:
    """The discount's effect against the truth: errors in points, and whether intervals hold it."""
    cap = CAPS[drawn.seed % len(CAPS)]
    found = effect(drawn.observations, "discount", cap=cap, seed=drawn.seed)
    told: dict[str, list[float]] = {}
    for row in found.rows:
        truth = _truth(drawn, row)
        if row.points is None or row.low is None or row.high is None or truth is None:
            continue
        name = f"{row.estimand} {SHORT[row.method]}"
        told.setdefault(f"{name} error", []).append(row.points - truth)
        told.setdefault(f"{name} covered", []).append(float(row.low <= truth <= row.high))
    means = {name: float(np.mean(values)) for name, values in told.items()}
    control = found.negative_control
    return {**means, "alarm": float(control is not None and control.alarm)}


def _truth(drawn: World, row: EffectRow) -> float | None:
    if row.estimand == "band":
        return drawn.truth.band_points.get(row.band or "")
    return drawn.truth.cap_points[float(row.at)] if row.estimand == "cap" else None


def policies(drawn: World) -> Told:
    """A cap of 10 % on discounts: revenue, wins and churn against the truth."""
    told: Told = {}
    found = policy(drawn.observations, {"discount": ("<=", 0.10)}, seed=drawn.seed)
    for row in found.rows:
        truth = drawn.truth.policy[row.measure]
        told[f"{row.measure} off"] = abs(row.change - truth)
        told[f"{row.measure} covered"] = float(row.low <= truth <= row.high)
    return told


def interventions(drawn: World) -> Told:
    """The looks at a change of policy: what the last says, and whether any passed its bar."""
    changes = [
        Change(pd.Timestamp(day), *(() if region == "all" else ("region", region)))
        for region, day in drawn.truth.changed_on.items()
    ]
    as_of = None if drawn.truth.as_of is None else pd.Timestamp(drawn.truth.as_of)
    found = intervention(drawn.observations, changes, as_of=as_of)
    if not found.rows:
        return {"told": 0.0}
    last = found.rows[-1]
    truth = _changed_by(drawn, changes, pd.Timestamp(last.on))
    return {
        "told": 1.0,
        "looks": float(len(found.rows)),
        "last": float(last.verdict != "inconclusive"),
        "found": float(found.verdict in MATTERS),
        "any": float(any(row.verdict != "inconclusive" for row in found.rows)),
        "error": last.points - truth,
        "covered": float(last.low <= truth <= last.high),
    }


def _changed_by(drawn: World, changes: list[Change], on: pd.Timestamp) -> float:
    """What the change did to the yearly loss of the exposed due by a day, each year counting."""
    by_row = drawn.truth.yearly_change
    if by_row is None:
        raise ValueError(f"nothing changed in a world of kind {drawn.kind}")
    table = drawn.observations
    due = (table.rows["due_on"] <= on).to_numpy()
    weights = table.values["term_months"].to_numpy() * (exposed_to(table, changes) & due)
    return 100 * float(weights @ by_row / weights.sum())


def foresight(drawn: World) -> Told:
    """What was foreseen of rows that came later, against what came."""
    found = prediction(drawn.observations, seed=drawn.seed)
    if found is None:
        return {}
    return {
        "slope": found.calibration_slope,
        "off": 100 * (found.mean_predicted - found.mean_observed),
        "auc": found.auc,
    }


def leaks(drawn: World) -> Told:
    """Whether a column that knows too much is refused by name, however it was planted."""
    return {how: float(LEAK in _refused(leak(drawn, how).observations)) for how in HOWS}


def _refused(table: Observations) -> set[str]:
    """The columns that are set aside."""
    return {one.code for one in screened(table).refused}


MEASURES: Mapping[str, Callable[[World], Told]] = {
    "ranking": ranking,
    "effects": effects,
    "policies": policies,
    "interventions": interventions,
    "foresight": foresight,
    "leaks": leaks,
}

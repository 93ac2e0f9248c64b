"""Columns that know too much, planted into a world: a study must refuse them by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from garant.study.feature import Feature
from garant.study.worlds.world import World

LEAK = "exports_requested"
RECORDED = "recorded:exports_requested"

How = Literal["late", "telling", "losses only"]


def leak(drawn: World, how: How = "late") -> World:
    """The world with a column that is a result of the loss.

    ``late``: counted after the observation date, as the dates in
    ``rows["recorded:exports_requested"]`` say. ``telling``: without dates, but it tells lost from
    kept almost by itself. ``losses only``: without dates, and known of nearly nobody who stayed.
    """
    observed = drawn.observations
    rng = np.random.default_rng([drawn.seed, 1_000_003])
    lost = observed.lost
    spread = 2.0 if how == "late" else 0.5
    requested = np.maximum(0.0, np.round(2 + 4 * lost + spread * rng.standard_normal(len(lost)), 2))
    if how == "losses only":
        requested = np.where(lost > 0, requested, np.nan)
    rows = observed.rows
    if how == "late":
        days = rng.integers(1, 160, len(lost)).astype("timedelta64[D]")
        rows = rows.assign(**{RECORDED: rows["observed_on"] + days})
    feature = Feature(
        code=LEAK,
        label="Exports requested",
        stage=4,
        kind="number",
        role="lever",
        department="support",
        better="low",
        reference=0.0,
        recorded_at=RECORDED if how == "late" else None,
    )
    planted = replace(
        observed,
        rows=rows,
        values=observed.values.assign(**{LEAK: requested}),
        features=(*observed.features, feature),
    )
    return replace(drawn, observations=planted)

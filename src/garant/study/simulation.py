"""Deals under a policy: won or not, renewed or not, worth so much; with draws of both models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from garant.study.bands import SHARE_EDGES
from garant.study.changes import Change, changed
from garant.study.design import Design
from garant.study.feature import Feature
from garant.study.logit import Logit
from garant.study.observations import Observations
from garant.study.winning import Winning, contexts, winning

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DRAWS = 400
TERM = 12.0  # months, of a deal whose term nobody recorded
LEAST_LATER = 50  # later renewals below which each counts with the chance of the first
TERM_CODE = "term_months"
DISCOUNT_CODE = "discount"


@dataclass(frozen=True)
class Churning:
    """The model of loss at the first renewal."""

    observations: Observations
    features: tuple[Feature, ...]
    design: Design
    model: Logit

    @cached_property
    def table(self) -> Observations:
        """The first renewals it was fitted on."""
        return self.observations.first_renewals()

    def later(self) -> tuple[float, float]:
        """What a later renewal adds to the log-odds of loss, and its standard error.

        The shift that makes the model's mean over the later renewals the share of them that was
        lost; 0 where there are too few.
        """
        rows = (self.observations.rows["renewal_number"] > 1).to_numpy()
        seen = self.observations.where(rows)
        if len(seen) < LEAST_LATER or not 0 < seen.losses < len(seen):
            return 0.0, 0.0
        odds = self.design.matrix(seen.values) @ self.model.beta
        share = float(seen.lost.mean())
        shift = float(brentq(lambda by: float(expit(odds + by).mean()) - share, -20.0, 20.0))
        chances = expit(odds + shift)
        return shift, float(1 / np.sqrt((chances * (1 - chances)).sum()))


@dataclass(frozen=True)
class Simulated:
    """Changes of revenue (%), wins (%) and churn (points): the estimate (3,), draws (n, 3)."""

    change: Floats
    draws: Floats


@dataclass(frozen=True)
class _Side:
    """The deals as they are, or under the policy: columns of both models, worth, term."""

    winning: Floats
    churning: Floats
    worth: Floats
    term: Floats


@dataclass(frozen=True)
class _Draw:
    """One draw of everything that is not known for sure."""

    winning: Floats
    churning: Floats
    shift: float
    weights: Floats


def simulated(
    churn: Churning,
    deals: pd.DataFrame,
    changes: Mapping[str, Change],
    *,
    seed: int,
    months: int,
) -> Simulated:
    """Apply both models to every deal, as is and under the policy, and repeat with drawn models.

    A draw takes the coefficients of both models from their normal distributions, and weighs the
    deals by exponential draws by cluster (the Bayesian bootstrap; Rubin, 1981).
    """
    rng = np.random.default_rng(seed)
    won = winning(deals, _win_features(churn, deals))
    lives = _lives(churn, deals, rng)
    sides = tuple(_side(churn, won, lives, to) for to in ({}, changes))
    shift, error = churn.later()
    best = _Draw(won.model.beta, churn.model.beta, shift, np.ones(len(deals)))
    wins, churns = _root(won.model.covariance), _root(churn.model.covariance)
    count = int(won.model.clusters.max()) + 1
    draws = []
    for _ in range(DRAWS):
        drawn = _Draw(
            won.model.beta + wins @ rng.standard_normal(len(wins)),
            churn.model.beta + churns @ rng.standard_normal(len(churns)),
            shift + error * float(rng.standard_normal()),
            rng.standard_exponential(count)[won.model.clusters],
        )
        draws.append(_change(sides, drawn, months))
    return Simulated(_change(sides, best, months), np.array(draws))


def _win_features(churn: Churning, deals: pd.DataFrame) -> tuple[Feature, ...]:
    """What is known of every deal, and the levers of the policy that deals are known by."""
    features = churn.observations.features
    levers = [f for f in churn.features if f.is_lever and f.stage == 1 and f.code in deals]
    return (*contexts(deals, features), *levers)


def _lives(churn: Churning, deals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The features of the churn model, for each deal.

    What the deals do not tell (days of onboarding, of a deal that was lost) is that of the
    account if it was won and came due, and otherwise that of a customer drawn among those whose
    discount is in the same band.
    """
    donors = _donors(churn.table, deals, rng)
    told = {f.code: deals[f.code] for f in churn.features if f.code in deals}
    lent = churn.table.values.iloc[donors].reset_index(drop=True)
    lives = lent.assign(**told)
    if DISCOUNT_CODE in deals:
        lives[DISCOUNT_CODE] = deals[DISCOUNT_CODE]
    if TERM_CODE in deals:
        lives[TERM_CODE] = deals[TERM_CODE]
    return lives


def _donors(table: Observations, deals: pd.DataFrame, rng: np.random.Generator) -> Integers:
    """The position in the table of the customer that each deal borrows from."""
    here, there = _bands_of(table.values, len(table)), _bands_of(deals, len(deals))
    chosen = rng.integers(0, len(table), len(deals))
    for band in np.unique(there):
        own, wanted = np.flatnonzero(here == band), there == band
        if len(own):
            chosen[wanted] = own[rng.integers(0, len(own), int(wanted.sum()))]
    if "account_id" in deals:
        place = pd.Series(np.arange(len(table)), index=table.rows["id"].astype(str))
        place = place[~place.index.duplicated()]
        found = deals["account_id"].astype("object").map(place).to_numpy(dtype=np.float64)
        chosen = np.where(np.isnan(found), chosen, np.nan_to_num(found)).astype(np.int64)
    return np.asarray(chosen, dtype=np.int64)


def _bands_of(values: pd.DataFrame, rows: int) -> Integers:
    if DISCOUNT_CODE not in values:
        return np.zeros(rows, dtype=np.int64)
    discounts = values[DISCOUNT_CODE].to_numpy(dtype=np.float64)
    bands: Integers = np.searchsorted(SHARE_EDGES, np.nan_to_num(discounts)).astype(np.int64)
    return bands


def _side(
    churn: Churning, won: Winning, lives: pd.DataFrame, changes: Mapping[str, Change]
) -> _Side:
    after = lives.assign(**{code: changed(lives[code], to) for code, to in changes.items()})
    matrix = won.matrix
    for code in changes:
        if code in won.deals:
            matrix = won.design.changed(matrix, code, after[code])
    rows = len(lives)
    discount = after[DISCOUNT_CODE] if DISCOUNT_CODE in after else pd.Series(np.zeros(rows))
    term = after[TERM_CODE] if TERM_CODE in after else pd.Series(np.full(rows, TERM))
    amount = won.deals["list_amount"].to_numpy(dtype=np.float64)
    return _Side(
        winning=matrix,
        churning=churn.design.matrix(after),
        worth=amount * (1 - discount.fillna(0.0).to_numpy(dtype=np.float64)),
        term=np.maximum(term.fillna(TERM).to_numpy(dtype=np.float64), 1.0),
    )


def _change(sides: tuple[_Side, ...], draw: _Draw, months: int) -> Floats:
    """Revenue and wins in percent, churn in points."""
    (revenue, wins, lost), (new_revenue, new_wins, new_lost) = (
        _totals(side, draw, months) for side in sides
    )
    return np.array(
        [
            100 * (new_revenue / revenue - 1),
            100 * (new_wins / wins - 1),
            100 * (new_lost / new_wins - lost / wins),
        ]
    )


def _totals(side: _Side, draw: _Draw, months: int) -> tuple[float, float, float]:
    """Expected revenue, wins, and wins lost at their first renewal."""
    wins = draw.weights * expit(side.winning @ draw.winning)
    odds = side.churning @ draw.churning
    lost = expit(odds)
    paid = paid_months(lost, expit(odds + draw.shift), side.term, months)
    return float(wins @ (side.worth * paid)), float(wins.sum()), float(wins @ lost)


def paid_months(first: Floats, later: Floats, term: Floats, months: int) -> Floats:
    """The months paid, in expectation: all of the first term, then those of each renewal.

    ``first`` is the chance of loss at the first renewal and ``later`` that at each one after.

    >>> paid_months(np.array([0.5]), np.array([0.5]), np.array([12.0]), 36).tolist()
    [21.0]
    """
    paid = np.zeros(len(term))
    alive = np.ones(len(term))
    begun = np.zeros(len(term))
    lost = first
    while (begun < months).any():
        paid += alive * np.clip(months - begun, 0.0, term)
        begun = begun + term
        alive = alive * (1 - lost)
        lost = later
    return paid


def _root(covariance: Floats) -> Floats:
    """A matrix whose product with its transpose is the covariance."""
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)), dtype=np.float64)

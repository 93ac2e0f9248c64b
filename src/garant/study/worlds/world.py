"""Companies whose truth is known: what a study is tested on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from garant.study.observations import Observations
from garant.study.worlds.change import ChangeOptions, changed_world
from garant.study.worlds.deals import WIN_SHARE, opportunities, policy_truth, won, year_long
from garant.study.worlds.equations import Company, Effects, grow, show_control, show_symptoms
from garant.study.worlds.kinds import KINDS, Kind
from garant.study.worlds.noise import Noise, Whole, draw
from garant.study.worlds.rows import (
    Days,
    add_months,
    feature_values,
    observations,
    outcome_rows,
    signed_on,
)
from garant.study.worlds.truth import Truth, intercept_for, truth_of

AS_OF = date(2025, 12, 31)
FADE = 0.75
LATER_INTERCEPT = -0.3


@dataclass(frozen=True, kw_only=True)
class Options:
    """Options of every kind but ``policy_change``.

    ``renewals``: how many of each account, as far as due by :data:`AS_OF`; whatever drives the
    loss is a quarter weaker at each. ``strength`` multiplies what is planted, ``missing`` the
    shares of missing values. ``randomised``: discounts are granted by lot.
    """

    renewals: int = 1
    strength: float = 1.0
    missing: float = 1.0
    randomised: bool = False


@dataclass(frozen=True, kw_only=True)
class World:
    """A drawn company and its truth."""

    kind: str
    seed: int
    observations: Observations
    truth: Truth


@dataclass(frozen=True)
class _Cohort:
    """Some accounts at their ``number``-th renewal."""

    company: Company
    signed: Days
    ids: Whole
    lost: NDArray[np.bool_]


def world(
    kind: str, *, seed: int, accounts: int = 2000, base: float = 0.20, **options: Any
) -> World:
    """A company of some accounts, of a kind of :data:`KINDS`, with ``base`` expected loss.

    Of ``lost_deals``, ``accounts`` is about the number of deals won. ``options`` are the fields of
    :class:`Options`, for ``policy_change`` of :class:`ChangeOptions`.

    >>> drawn = world("null", seed=1, accounts=600)
    >>> len(drawn.observations), drawn.truth.planted, round(drawn.truth.base, 3)
    (600, None, 0.2)
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    rng = np.random.default_rng([seed, list(KINDS).index(kind)])
    if kind == "policy_change":
        noise = draw(rng, accounts)
        observed, truth = changed_world(rng, noise, base, ChangeOptions(**options))
    elif kind == "lost_deals":
        noise = draw(rng, round(accounts / WIN_SHARE))
        observed, truth = _with_deals(rng, noise, base, Options(**options))
    else:
        noise = draw(rng, accounts)
        observed, truth = _plain(rng, noise, (kind, base), Options(**options))
    return World(kind=kind, seed=seed, observations=observed, truth=truth)


def _kind(name: str, options: Options) -> Kind:
    kind = KINDS[name]
    effects = replace(kind.effects.times(options.strength), randomised=options.randomised)
    return replace(kind, effects=effects)


def _plain(
    rng: np.random.Generator, noise: Noise, asked: tuple[str, float], options: Options
) -> tuple[Observations, Truth]:
    kind = _kind(asked[0], options)
    company = grow(noise, kind.effects)
    intercept = intercept_for(company.known["odds"], asked[1])
    truth = truth_of(company, intercept, kind.planted)
    signed = signed_on(rng, company.known["quarter_end"])
    first = _renew(rng, company, intercept, (signed, np.arange(len(noise))))
    return _table(rng, first, intercept, options), replace(truth, as_of=AS_OF)


def _with_deals(
    rng: np.random.Generator, noise: Noise, share: float, options: Options
) -> tuple[Observations, Truth]:
    kind = _kind("lost_deals", options)
    deals = year_long(noise, kind)
    wins, win_intercept = won(deals)
    company = year_long(noise.take(wins), kind)
    intercept = intercept_for(company.known["odds"], share)
    truth = replace(
        truth_of(company, intercept, kind.planted),
        policy=policy_truth(deals, win_intercept, intercept),
        as_of=AS_OF,
    )
    signed = signed_on(rng, deals.known["quarter_end"])
    first = _renew(rng, company, intercept, (signed[wins], np.arange(len(company.noise))))
    table = _table(rng, first, intercept, options)
    return replace(table, opportunities=opportunities(deals, wins, signed)), truth


def _renew(
    rng: np.random.Generator, company: Company, intercept: float, whose: tuple[Days, Whole]
) -> _Cohort:
    show_symptoms(company, intercept)
    show_control(company)
    lost = rng.random(len(company.noise)) < expit(company.known["odds"] + intercept)
    return _Cohort(company, *whose, lost)


def _table(
    rng: np.random.Generator, first: _Cohort, intercept: float, options: Options
) -> Observations:
    cohort, rows, values = first, [], []
    for number in range(1, options.renewals + 1):
        if number > 1:
            cohort = _next(rng, cohort, intercept, number)
        rows.append(
            outcome_rows(
                cohort.company,
                cohort.lost,
                signed=cohort.signed,
                number=np.full(len(cohort.ids), number),
                ids=cohort.ids,
            )
        )
        values.append(feature_values(rng, cohort.company.known, options.missing))
    if options.renewals == 1:
        return observations(rows[0], values[0])
    return observations(pd.concat(rows, ignore_index=True), pd.concat(values, ignore_index=True))


def _next(rng: np.random.Generator, before: _Cohort, intercept: float, number: int) -> _Cohort:
    """Those who stayed and are due again; the deal is as it was, what happened since is new."""
    term = before.company.known["term_months"].astype(np.int64)
    due = add_months(before.signed, term * number)
    again = ~before.lost & (due <= np.datetime64(AS_OF, "D"))
    noise = before.company.noise.take(again).later(rng)
    company = grow(noise, _faded(before.company.effects), before.company.changes)
    whose = before.signed[again], before.ids[again]
    return _renew(rng, company, intercept + LATER_INTERCEPT * (number - 1), whose)


def _faded(effects: Effects) -> Effects:
    return replace(effects.times(FADE), background=FADE * effects.background)

"""Discounts end at a date, while the market moves by itself: worlds to measure an intervention in.

Contracts of several terms are signed over five years; each is renewed until it is lost or the
as-of day comes, one row a renewal. With h the yearly probability of loss at a renewal's date
(a logistic equation, with the market's trend in calendar time), a renewal after m months is lost
with probability 1 - (1 - h)^(m/12). A contract signed after its region's date has no discount.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from garant.study.observations import Observations
from garant.study.worlds.declared import LEVELS
from garant.study.worlds.equations import Company, grow, regrow, show_control, show_symptoms
from garant.study.worlds.kinds import KINDS
from garant.study.worlds.noise import Array, Noise, Whole
from garant.study.worlds.rows import (
    FIRST_QUARTER,
    Days,
    add_months,
    feature_values,
    observations,
    outcome_rows,
    signed_on,
)
from garant.study.worlds.truth import Truth, intercept_for

STAGGER_DAYS = 182
STEEPEST = 60.0
REGIONS = LEVELS["region"]


@dataclass(frozen=True, kw_only=True)
class ChangeOptions:
    """Options of ``policy_change``.

    ``effect``: whether the discounts did harm; then ending them changes the yearly loss of the
    exposed that are seen for a year by ``points``. ``trend``: the market's own, in log-odds a
    year. ``terms``: the shares of contracts by term in months. ``staggered``: one region after
    the other, half a year apart, from a year before ``changed_on``, instead of all at once.
    ``missing`` scales the gaps.
    """

    effect: bool = True
    points: float = -5.5
    trend: float = -0.3
    terms: dict[int, float] = field(default_factory=lambda: {1: 0.1, 3: 0.15, 12: 0.6, 24: 0.15})
    staggered: bool = False
    changed_on: date = date(2021, 1, 1)
    as_of: date = date(2022, 12, 31)
    missing: float = 1.0


@dataclass(frozen=True)
class Lives:
    """Every renewal due by the as-of day: whose, the how-manieth, and whether it was lost."""

    account: Whole
    number: Whole
    lost: NDArray[np.bool_]
    difference: Array
    """Probability of loss minus what it would have been had discounts gone on."""
    yearly: Array
    """The same of the yearly probability on the day due."""


@dataclass(frozen=True)
class Market:
    """The company as it was, as it would have been had discounts gone on, and when.

    ``year`` is the day each customer has been one for a year.
    """

    company: Company
    before: Company
    signed: Days
    year: Days
    intercept: float
    trend: float

    def yearly(self, company: Company, account: Whole, due: Days) -> Array:
        """The yearly probability of loss at a date."""
        years = (due - FIRST_QUARTER.astype("datetime64[D]")).astype(np.float64) / 365.25
        odds = company.known["odds"][account] + self.trend * years + self.intercept
        return np.asarray(expit(odds), dtype=np.float64)


def changed_world(
    rng: np.random.Generator, noise: Noise, share: float, options: ChangeOptions
) -> tuple[Observations, Truth]:
    """The renewals of a company that ended discounts, and what that did."""
    dates = _dates(options)
    market, exposed = _market(rng, noise, share, (options, dates))
    lives = _live(rng, market, np.datetime64(options.as_of, "D"))
    every = np.arange(len(noise))
    now = market.yearly(market.company, every, market.year)
    without = market.yearly(market.before, every, market.year)
    seen = exposed & (market.year <= np.datetime64(options.as_of, "D"))
    first = exposed[lives.account] & (lives.number == 1)
    truth = Truth(
        planted="discount" if options.effect else None,
        base=float(now.mean()),
        intervention={
            "year_points": _points(now - without, seen),
            "first_points": _points(lives.difference, first),
            "renewal_points": _points(lives.difference, exposed[lives.account]),
        },
        yearly_change=lives.yearly,
        changed_on=dates,
        as_of=options.as_of,
    )
    return _observed(rng, market, lives, options.missing), truth


def _points(difference: Array, chosen: NDArray[np.bool_]) -> float:
    return float(100 * difference[chosen].mean()) if chosen.any() else 0.0


def _dates(options: ChangeOptions) -> dict[str, date]:
    if not options.staggered:
        return {"all": options.changed_on}
    return {
        region: options.changed_on + timedelta(days=STAGGER_DAYS * (place - 2))
        for place, region in enumerate(REGIONS)
    }


def _market(
    rng: np.random.Generator,
    noise: Noise,
    share: float,
    plan: tuple[ChangeOptions, dict[str, date]],
) -> tuple[Market, NDArray[np.bool_]]:
    options, dates = plan
    shares = np.array(list(options.terms.values()))
    terms = rng.choice(list(options.terms), len(noise), p=shares / shares.sum()).astype(float)
    effects = KINDS["policy_change"].effects
    company = grow(noise, effects, {"term_months": lambda _: terms})
    signed = signed_on(rng, company.known["quarter_end"])
    ends = np.array([dates.get(region, dates.get("all")) for region in REGIONS], "datetime64[D]")
    exposed = np.asarray(signed >= ends[noise.category["region"]])
    year = add_months(signed, np.full(len(noise), 12))
    odds = company.known["odds"] + options.trend * (year - FIRST_QUARTER).astype(float) / 365.25
    wanted = options.points if options.effect else 0.0
    seen = year <= np.datetime64(options.as_of, "D")
    slope, intercept = _solve(
        odds[seen], company.known["discount"][seen], exposed[seen], (share, wanted)
    )
    before = grow(noise, replace(effects, discount=slope), company.changes)
    after = regrow(before, "discount", lambda discount: np.where(exposed, 0.0, discount))
    for grown in (before, after):
        show_symptoms(grown, intercept + options.trend * 2.5)
        show_control(grown)
    return Market(after, before, signed, year, intercept, options.trend), exposed


def _solve(
    odds: Array, discount: Array, exposed: NDArray[np.bool_], wanted: tuple[float, float]
) -> tuple[float, float]:
    """The discount's log-odds and the intercept that bring the base rate and the points about."""
    share, points = wanted

    def intercept(slope: float) -> float:
        return intercept_for((odds + slope * discount)[~exposed], share)

    def gap(slope: float) -> float:
        plain = odds[exposed] + intercept(slope)
        return float(100 * (expit(plain) - expit(plain + slope * discount[exposed])).mean())

    if not points:
        return 0.0, intercept(0.0)
    if not gap(STEEPEST) < points < 0:
        raise ValueError(f"a loss of {share:.0%} a year cannot change by {points:g} points")
    slope = float(brentq(lambda at: gap(at) - points, 0.0, STEEPEST))
    return slope, intercept(slope)


def _live(rng: np.random.Generator, market: Market, as_of: np.datetime64) -> Lives:
    alive = np.arange(len(market.signed))
    term = market.company.known["term_months"].astype(np.int64)
    found: list[tuple[Whole, Whole, NDArray[np.bool_], Array, Array]] = []
    number = 1
    while len(alive):
        due = add_months(market.signed[alive], term[alive] * number)
        alive, due = alive[due <= as_of], due[due <= as_of]
        yearly = [market.yearly(one, alive, due) for one in (market.company, market.before)]
        now, without = (1 - (1 - each) ** (term[alive] / 12) for each in yearly)
        lost = rng.random(len(alive)) < now
        numbers = np.full(len(alive), number)
        found.append((alive, numbers, lost, now - without, yearly[0] - yearly[1]))
        alive = alive[~lost]
        number += 1
    account, counted, gone, *points = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((counted, account))
    return Lives(account[order], counted[order], gone[order], *(one[order] for one in points))


def _observed(
    rng: np.random.Generator, market: Market, lives: Lives, missing: float
) -> Observations:
    company = market.company
    known = {code: values[lives.account] for code, values in company.known.items()}
    each = Company(company.noise.take(lives.account), company.effects, {}, known)
    rows = outcome_rows(
        each,
        lives.lost,
        signed=market.signed[lives.account],
        number=lives.number,
        ids=lives.account,
    )
    rows["term_months"] = known["term_months"].astype(np.int64)
    for code in ("region", "segment"):
        positions = known[code].astype(np.int8)
        rows[code] = pd.Categorical.from_codes(positions, LEVELS[code])
    return observations(rows, feature_values(rng, known, missing))

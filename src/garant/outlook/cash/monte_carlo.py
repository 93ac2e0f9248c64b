"""Bands around the exact path: what may turn out otherwise, drawn many times.

Each path draws, with mean 1, how sales pace, rent of new deals and fixed costs differ from the
plan (gamma laws), how often losses strike (the same, as a power of the share that stays), and the
payment delay (normal, not below 0). When the plan says so, deals and departures then come one by
one (:mod:`chance`). Without any spread and without chance every path is the exact one.

The draws come from one stream a quantity, split from the seed, and from one thread: the same seed
gives the same paths on every machine, and scenarios of one seed share their luck.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import numpy as np

from garant.metrics.errors import RequestError
from garant.outlook.cash.chance import Floats, new_customers, survivors
from garant.outlook.cash.deal_ages import YEAR, first_year, rent_rises
from garant.outlook.cash.kept_shares import ONE, staying
from garant.outlook.cash.monte_carlo_result import Bands, summed_up
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection import salespeople
from garant.outlook.cash.series import Series, constant, listed

FEWEST, MOST = 100, 100_000


@dataclass(frozen=True)
class _World:
    """What each path drew of the plan; rows of one, columns are paths."""

    pace: Floats
    price: Floats
    loss: Floats
    delay: Floats
    cost: Floats
    deals: np.random.Generator | None
    departures: np.random.Generator | None

    @classmethod
    def drawn(cls, plan: Plan, seed: int, paths: int) -> _World:
        streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(7)]
        factors = [plan.pace_spread, plan.price_spread, plan.loss_spread, plan.cost_spread]
        pace, price, loss, cost = (
            _around_one(stream, spread, paths)
            for stream, spread in zip(streams, factors, strict=False)
        )
        late = float(plan.delay_spread) * streams[4].standard_normal(paths)
        delay = np.maximum(0.0, float(plan.payment_delay_months) + late)
        deals, departures = (streams[5], streams[6]) if plan.chance else (None, None)
        return cls(pace, price, loss, delay, cost, deals, departures)


@dataclass(frozen=True)
class _Counted:
    """Of new customers, by month and path: how many, their rent and bills in first rents."""

    signed: Floats
    accounts: Floats
    rent: Floats
    bills: Floats
    commission: Floats


def simulate(plan: Plan, *, seed: int = 0, paths: int = 10_000) -> Bands:
    """Cumulative cash in so many paths of chance, as bands.

    Raises RequestError for fewer than 100 paths or more than 100,000, and a seed below 0.

    >>> bands = simulate(Plan(months=12), paths=100)
    >>> bands.months[11].low90 <= bands.months[11].middle <= bands.months[11].high90
    True
    """
    if not FEWEST <= paths <= MOST:
        raise RequestError("{paths} paths: draw between {fewest} and {most}", paths=paths,
                           fewest=FEWEST, most=MOST)  # fmt: skip
    if seed < 0:
        raise RequestError("a seed of {seed}: it must be 0 or more", seed=seed)
    return summed_up(plan, simulated(plan, seed=seed, paths=paths), seed=seed)


def simulated(plan: Plan, *, seed: int, paths: int) -> Floats:
    """Cumulative cash, a row for each month and a column for each path."""
    world = _World.drawn(plan, seed, paths)
    people, productive = salespeople(plan)
    expected = _floats(productive.times(plan.deals_each))[:, None] * world.pace
    new = _new(plan, world, expected)
    accounts, rent, bills = _already_there(plan, world)
    net_price = float(plan.net_price) * world.price
    billed = net_price * new.bills + bills
    commission = float(plan.commission) * net_price * new.commission
    if plan.commission_paid == "receipt":
        billed -= commission
        commission = np.zeros_like(commission)
    income = _delayed(billed, world.delay) + _floats(listed(plan.receivables, plan.months))[:, None]
    service = float(plan.service_share) * (net_price * new.rent + rent)
    service += float(plan.service_per_account) * (new.accounts + accounts)
    steady = _floats(people.times(plan.salary))[:, None]
    steady = steady + _floats(constant(plan.fixed, plan.months))[:, None] * world.cost
    onboarding = float(plan.onboarding) * new.signed
    cash: Floats = np.cumsum(income - commission - service - steady - onboarding, axis=0)
    return cash


def _new(plan: Plan, world: _World, expected: Floats) -> _Counted:
    months = plan.months
    rises = _floats(rent_rises(plan, months))
    stays = np.array(staying(plan, months)) / ONE
    counted = _Counted(expected, *(np.zeros_like(expected) for _ in range(4)))
    signed = expected
    blocks = new_customers(expected, stays, world.loss, world.deals)
    for block in blocks:
        signed = block.there
        for first, end in _years(block.first, block.end):
            within = _within(block.there, first - block.first, end - block.first)
            counted.accounts[first:] += within
            counted.rent[first:] += rises[first] * within
        for age in range(block.first, block.end):
            there = block.there[: months - age]
            if age % plan.billing_months == 0:
                counted.bills[age:] += plan.billing_months * rises[age] * there
            paid = _commission_months(plan, age)
            if paid:
                counted.commission[age:] += paid * there
    return _Counted(signed, counted.accounts, counted.rent, counted.bills, counted.commission)


def _commission_months(plan: Plan, age: int) -> int:
    """Months of the first rent on which commission falls due at an age."""
    if plan.commission_paid == "signature":
        return YEAR if age == 0 else 0
    if plan.commission_paid == "spread":
        return int(age < YEAR)
    return first_year(plan.billing_months, age)


def _years(first: int, end: int) -> list[tuple[int, int]]:
    """A range of ages cut at the anniversaries."""
    marks = [first, *range((first // YEAR + 1) * YEAR, end, YEAR), end]
    return list(pairwise(marks))


def _within(there: Floats, start: int, stop: int) -> Floats:
    """Σ of the months of signature whose age is within a range, from the first month that has one.

    ``there`` has the months that reach the first age of a block; the range starts ``start``
    after it.
    """
    reach = len(there) - start
    if stop - start == 1:
        return there[:reach]
    sums = np.cumsum(there[:reach], axis=0)
    sums[stop - start :] -= sums[: max(reach - (stop - start), 0)].copy()
    return sums


def _already_there(plan: Plan, world: _World) -> tuple[Floats, Floats, Floats]:
    """Accounts, rent and bills of the customers already there."""
    shape = (plan.months, len(world.loss))
    accounts, rent, bills = (np.zeros(shape) for _ in range(3))
    for (age, billing, term), (number, amount) in _groups(plan).items():
        stays = np.array(staying(plan, age + plan.months, term=term)[age:]) / ONE
        rises = _floats(rent_rises(plan, plan.months + 2 * YEAR))
        today = max(age - 1, 0) // YEAR
        draws = world.departures if number else None
        for first, end, there in survivors(number or 1, stays, world.loss, draws):
            share = there / (number or 1)
            for month in range(first, end):
                since = (age + month) // YEAR - today
                one = amount * rises[YEAR * since] * share
                accounts[month] += there if number else 0.0
                rent[month] += one
                if (age + month) % billing == 0:
                    bills[month] += billing * one
    return accounts, rent, bills


def _groups(plan: Plan) -> dict[tuple[int, int, int], tuple[int, float]]:
    """Customers already there: accounts and rent by age, billing and term."""
    found: dict[tuple[int, int, int], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for group in plan.existing:
        key = (group.age_months, group.billing_months, group.term_months or plan.term_months)
        accounts, rent = found[key]
        found[key] = (accounts + group.accounts, rent + group.rent)
    return {key: (accounts, float(rent)) for key, (accounts, rent) in found.items()}


def _delayed(bills: Floats, delay: Floats) -> Floats:
    """What is paid of the bills; a fraction of a month shares out each bill between two."""
    months = len(bills)
    whole = delay.astype(np.int64)
    rest = delay - whole
    if (delay == delay[0]).all():
        k, r = int(whole[0]), rest[0]
        paid = np.zeros_like(bills)
        paid[k:] += (1 - r) * bills[: max(months - k, 0)]
        paid[k + 1 :] += r * bills[: max(months - k - 1, 0)]
        return paid
    most = min(int(whole.max()) + 1, months)
    padded = np.concatenate([np.zeros((most + 1, bills.shape[1])), bills])
    at = np.arange(months)[:, None] - np.minimum(whole, most) + most + 1
    early, late = (np.take_along_axis(padded, at - k, axis=0) for k in (0, 1))
    paid = (1 - rest) * early + rest * late
    return np.asarray(paid, dtype=np.float64)


def _around_one(stream: np.random.Generator, spread: Decimal, paths: int) -> Floats:
    """Numbers of mean 1 and of that standard deviation; never below 0."""
    if not spread:
        return np.ones(paths)
    variance = float(spread) ** 2
    return stream.gamma(1 / variance, variance, size=paths)


def _floats(series: Series) -> Floats:
    return np.array([number / series.one for number in series.numbers])

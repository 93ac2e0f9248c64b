"""The sale: opportunities, the discount the salesperson grants, and which deals are won.

The order of events is the study's: the risk of the deal is logged, then the discount is granted,
then the deal is won or lost. Lost deals are kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from garant.demo.catalogue import DEPARTMENTS, PLANS
from garant.demo.chance import logistic, stream
from garant.demo.months import add_months, quarter_end, workday
from garant.demo.people import Salesperson, on_duty
from garant.demo.truth import Truth

T = TypeVar("T")

COUNTRIES = {"FR": 62, "BE": 10, "DE": 10, "ES": 8, "IT": 5, "NL": 5}
REGIONS = {
    "FR": "France", "BE": "Benelux", "NL": "Benelux",
    "DE": "Germany", "ES": "South", "IT": "South",
}  # fmt: skip
INDUSTRIES = ("retail", "media", "tourism", "industry", "public", "finance", "food")
CHANNELS = {"inbound": 40, "outbound": 35, "partner": 15, "event": 10}
TERMS = {12: 84, 24: 3, 3: 5, 1: 8}  # months of the term: weight


@dataclass(frozen=True)
class Segment:
    """A size of customer: its weight among deals, its staff, its seats, the plans it takes."""

    name: str
    weight: int
    employees: tuple[int, int]
    seats: int
    plans: tuple[int, int, int]


SEGMENTS = (
    Segment("small", 48, (10, 60), 12, (70, 28, 2)),
    Segment("middle", 37, (60, 500), 28, (15, 70, 15)),
    Segment("large", 15, (500, 8000), 68, (2, 38, 60)),
)


@dataclass(frozen=True)
class Prospect:
    """The company on the other side of the table."""

    segment: Segment
    industry: str
    country: str
    channel: str
    employees: int
    seats: int
    plan: str
    department: str | None


@dataclass(frozen=True)
class Deal:
    """One opportunity that was decided. `discount` is a whole percentage of the list price."""

    prospect: Prospect
    salesperson: Salesperson
    opened_on: date
    closed_on: date
    deal_risk: float
    discount: int
    won: bool
    term_months: int
    tacit: bool
    notice_days: int
    discount_lasts: bool


def deals(truth: Truth, *, accounts: int, seed: int) -> list[Deal]:
    """Every deal decided in the five years, in order of decision, `accounts` of them won."""
    rng = stream(seed, "signing")
    decided: list[Deal] = []
    for signing in range(accounts):
        day = _signing_day(rng, truth, (signing + rng.random()) / accounts)
        decided += _until_won(rng, truth, day)
    return sorted(decided, key=lambda deal: deal.closed_on)


def _signing_day(rng: Random, truth: Truth, share: float) -> date:
    year = 0
    while year < len(truth.signings_by_year) - 1 and share > truth.signings_by_year[year]:
        share -= truth.signings_by_year[year]
        year += 1
    within = min(share / truth.signings_by_year[year], 0.999)
    day = add_months(truth.first_day, 12 * year) + timedelta(days=int(within * 365))
    if rng.random() < 0.2:  # what was left for the end of the quarter
        quarter = add_months(day.replace(day=1), 3 - (day.month - 1) % 3)
        day = quarter - timedelta(days=rng.randint(1, 12))
    return day


def _until_won(rng: Random, truth: Truth, day: date) -> list[Deal]:
    decided = [_deal(rng, truth, day)]
    while not decided[-1].won:
        decided.append(_deal(rng, truth, day + timedelta(days=rng.randint(-20, 20))))
    return decided


def _deal(rng: Random, truth: Truth, day: date) -> Deal:
    closed_on = workday(min(max(day, truth.first_day + timedelta(days=6)), truth.last_day))
    prospect, salesperson = _prospect(rng), rng.choice(on_duty(closed_on))
    risk = round(rng.betavariate(2.5, 2.5), 2)
    discount = 0 if truth.trained(closed_on) else _discount(rng, salesperson, risk, closed_on)
    term = _weighted(rng, TERMS)
    tacit = term < 12 or (term == 12 and rng.random() < 0.62)
    return Deal(
        prospect=prospect,
        salesperson=salesperson,
        opened_on=_opened_on(rng, salesperson, closed_on),
        closed_on=closed_on,
        deal_risk=risk,
        discount=discount,
        won=rng.random() < win_chance(truth, risk=risk, discount=discount, day=closed_on),
        term_months=term,
        tacit=tacit,
        notice_days=_notice(rng, term) if tacit else 0,
        discount_lasts=tacit and rng.random() < 0.5,
    )


def _opened_on(rng: Random, salesperson: Salesperson, closed_on: date) -> date:
    """Weeks before the decision, but not before the salesperson was there."""
    opened_on = max(closed_on - timedelta(days=rng.randint(12, 120)), salesperson.joined_on)
    return min(opened_on, closed_on - timedelta(days=1))


def win_chance(truth: Truth, *, risk: float, discount: int, day: date) -> float:
    """The chance that the deal is won, once its risk and its discount are known."""
    effect = truth.winning
    return logistic(
        effect.intercept
        + effect.discount * discount / 100
        + effect.deal_risk * (risk - 0.5)
        + effect.trained * truth.trained(day)
    )


def _discount(rng: Random, salesperson: Salesperson, risk: float, day: date) -> int:
    leaning = salesperson.generosity + 0.12 * (risk - 0.5) + 0.03 * quarter_end(day)
    percent = min(100 * (leaning + rng.gauss(0, 0.05)), 45)
    if percent < 2.5:
        return 0
    # Discounts are mostly spoken in fives.
    return 5 * round(percent / 5) if rng.random() < 0.6 else round(percent)


def _prospect(rng: Random) -> Prospect:
    segment = rng.choices(SEGMENTS, [s.weight for s in SEGMENTS])[0]
    seats = round(rng.lognormvariate(0, 0.55) * segment.seats)
    return Prospect(
        segment=segment,
        industry=rng.choice(INDUSTRIES),
        country=_weighted(rng, COUNTRIES),
        channel=_weighted(rng, CHANNELS),
        employees=rng.randint(*segment.employees),
        seats=min(max(seats, 5), 400),
        plan=rng.choices(PLANS, segment.plans)[0],
        department=rng.choice(DEPARTMENTS[:2]) if rng.random() < 0.7 else None,
    )


def _notice(rng: Random, term: int) -> int:
    return rng.choice((60, 90, 90)) if term >= 12 else {3: 30, 1: 15}[term]


def _weighted(rng: Random, weights: dict[T, int]) -> T:
    return rng.choices(list(weights), list(weights.values()))[0]

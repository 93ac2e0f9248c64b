"""Who leaves: the chance at the first renewal and later, from what was sold and how it started."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from garant.demo.chance import logistic, poisson, stream, systematic
from garant.demo.signing import Deal
from garant.demo.truth import Truth


@dataclass(frozen=True)
class Start:
    """How a customer started: what customer success lived through in the first term."""

    sponsor: bool
    onboarding_days: int
    defects: int
    fit: float  # share of the seats that settle into use


@dataclass(frozen=True)
class Profile:
    """A won deal, its account, how it started and what it will decide."""

    account_id: str
    name: str
    deal: Deal
    start: Start
    trained: bool
    first_chance: float
    leaves_first: bool
    later_chance: float
    unpaid_after: int | None  # months until it stops paying
    returns_after: int | None  # days away before it comes back


def first_chance(truth: Truth, deal: Deal, *, start: Start) -> float:
    """The chance of leaving at the first renewal."""
    effect = truth.leaving
    return logistic(
        effect.intercept
        + effect.discount * deal.discount / 100
        + effect.deal_risk * (deal.deal_risk - 0.5)
        + effect.no_economic_sponsor * (not start.sponsor)
        + effect.onboarding_day * (start.onboarding_days - 35)
        + effect.defect * (start.defects - 2)
        + effect.trained * truth.trained(deal.closed_on)
    )


def later_chance(truth: Truth, deal: Deal) -> float:
    """The chance of leaving at each later yearly renewal."""
    effect = truth.leaving_later
    return logistic(
        effect.intercept
        + effect.discount * deal.discount / 100
        + effect.trained * truth.trained(deal.closed_on)
    )


def starts(truth: Truth, won: Sequence[Deal], *, seed: int) -> list[Start]:
    """How each won deal started, in the same order."""
    rng = stream(seed, "starts")
    return [_start(rng, deal, trained=truth.trained(deal.closed_on)) for deal in won]


def first_leavers(
    truth: Truth, won: Sequence[Deal], *, chances: Sequence[float], seed: int
) -> list[bool]:
    """Which won deals leave at the first renewal: before and after the policy drawn apart.

    Before, in order of chance, so that the link with the discount shows at every seed; after, in
    order of signature, so that those who come due first leave at the same rate as the others.
    Monthly contracts, which have no renewal to be counted, are drawn apart.
    """
    rng = stream(seed, "leaving")
    leaves: dict[int, bool] = {}
    for trained, monthly in product((False, True), repeat=2):
        places = [
            i
            for i, deal in enumerate(won)
            if (truth.trained(deal.closed_on), deal.term_months == 1) == (trained, monthly)
        ]
        if not trained:
            places.sort(key=lambda i: (chances[i], i))
        drawn = systematic([chances[i] for i in places], rng.random())
        leaves |= dict(zip(places, drawn, strict=True))
    return [leaves[i] for i in range(len(won))]


def _start(rng: Random, deal: Deal, *, trained: bool) -> Start:
    sponsor = rng.random() < (0.78 if trained else 0.62)
    days = round(min(max(rng.lognormvariate(3.5, 0.4), 7), 150))
    # A discount sells to those the product suits less: use is a symptom of it, not a driver.
    fit = 0.53 - 0.75 * deal.discount / 100 + 0.05 * sponsor + rng.gauss(0, 0.09)
    return Start(sponsor, days, poisson(rng, 2.0), min(max(fit, 0.12), 0.95))


def months_until_unpaid(rng: Random) -> int | None:
    """Months until a customer stops paying; most never do."""
    return rng.randint(5, 40) if rng.random() < 0.03 else None


def days_until_return(rng: Random) -> int | None:
    """Days a leaver stays away before it comes back; most never do."""
    return rng.randint(50, 300) if rng.random() < 0.09 else None

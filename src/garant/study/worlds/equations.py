"""How a drawn company comes about: structural equations, in the order of the causal stages.

Every equation reads what is *recorded* (before some of it goes missing), the latent fit of the
customer, and the noise. The outcome is a log-odds of loss. Symptoms come last: they mirror fit
and the odds of loss, and nothing reads them.

    context → discount, terms → fit → onboarding → product → service → around the renewal
            → log-odds of loss → symptoms
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from garant.study.worlds.noise import Array, Noise

Change = Callable[[Array], Array]
"""What a policy makes of the values an equation gave."""


@dataclass(frozen=True, kw_only=True)
class Effects:
    """What drives the loss, in log-odds; 0 = nothing. ``background`` scales the small effects."""

    discount: float = 0.0
    above_15: float = 0.0
    discount_small: float = 0.0
    discount_fit: float = 0.0
    discount_onboarding: float = 0.0
    onboarding: float = 0.0
    defects: float = 0.0
    background: float = 1.0
    deal_risk: float = 0.3
    deal_risk_discount: float = 0.45
    segment: float = 0.3
    segment_discount: float = 0.2
    weakness: float = 0.0
    randomised: bool = False

    def times(self, strength: float) -> Effects:
        """The same, what is planted made stronger or weaker."""
        return replace(
            self,
            discount=strength * self.discount,
            above_15=strength * self.above_15,
            discount_small=strength * self.discount_small,
            discount_fit=strength * self.discount_fit,
            onboarding=strength * self.onboarding,
            defects=strength * self.defects,
        )


MOST = 15.0
"""The highest count."""


@dataclass
class Company:
    """One company in the making: each step fills ``known`` from what is known before it."""

    noise: Noise
    effects: Effects
    changes: Mapping[str, Change] = field(default_factory=dict)
    known: dict[str, Array] = field(default_factory=dict)

    def set(self, code: str, values: NDArray[np.floating[Any]]) -> None:
        """What an equation gives, unless a policy changes it."""
        given = np.asarray(values, dtype=np.float64)
        change = self.changes.get(code)
        self.known[code] = given if change is None else change(given)

    def flag(self, code: str, index: Array) -> None:
        """1 where a normal draw is below the index (a probit equation)."""
        self.set(code, (self.noise[code] < index).astype(np.float64))

    def count(self, code: str, mean: float, index: Array | float) -> None:
        """A skewed count: a log-normal one, cut to whole numbers, of at most :data:`MOST`."""
        skewed = np.floor(mean * np.exp(index + 0.7 * self.noise[code]))
        self.set(code, np.minimum(skewed, MOST))


def grow(noise: Noise, effects: Effects, changes: Mapping[str, Change] | None = None) -> Company:
    """The company that comes of the noise, with its log-odds of loss (without intercept)."""
    return _run(Company(noise, effects, changes or {}), 0)


def regrow(company: Company, code: str, change: Change) -> Company:
    """The same company had one value been another: all that comes after it responds."""
    before = company.changes.get(code)
    both = change if before is None else lambda values: change(before(values))
    changes = {**company.changes, code: both}
    changed = Company(company.noise, company.effects, changes, dict(company.known))
    return _run(changed, STEP_OF[code])


def _run(company: Company, first: int) -> Company:
    for step in (_context, _terms, _start, _product, _service, _renewal)[first:]:
        step(company)
    company.known["odds"] = _odds(company)
    return company


STEP_OF = {
    **dict.fromkeys(("discount", "term_months", "billing", "promise_made"), 1),
    **dict.fromkeys(("onboarding_days", "training", "csm_load"), 2),
    **dict.fromkeys(("defects", "outages"), 3),
    **dict.fromkeys(("tickets", "resolve_hours"), 4),
    **dict.fromkeys(("price_uplift", "sponsor_left", "value_proven"), 5),
}
"""The position of the equation of each lever."""


def _context(c: Company) -> None:
    for code, drawn in c.noise.category.items():
        c.known[code] = drawn.astype(np.float64)
    segment = c.known["segment"]
    c.flag("quarter_end", np.full(len(c.noise), -0.5) + 0.25 * c.noise.generosity)
    c.set("list_size", np.round(6.0 + 0.9 * segment + 0.5 * c.noise["list_size"], 3))
    c.set("deal_risk", np.round(np.clip(5.0 + 2.0 * c.noise["deal_risk"], 0.0, 10.0), 1))


def risk(c: Company) -> Array:
    """The recorded deal risk, from about -2.5 to 2.5."""
    return (c.known["deal_risk"] - 5.0) / 2.0


def _wish(c: Company) -> Array:
    """How much discount the deal asks for."""
    if c.effects.randomised:
        return 1.2 * c.noise["discount"]
    return (
        c.noise["discount"]
        + 0.55 * c.noise.generosity
        + c.effects.deal_risk_discount * risk(c)
        + 0.35 * (c.known["quarter_end"] - 0.3)
        + c.effects.segment_discount * (0.75 - c.known["segment"])
        + c.effects.weakness * c.noise["weakness"]
    )


GRID = np.array([0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45])
NONE_BELOW = -0.5
STEP = 0.42
OFF_GRID = np.array([0.03, 0.08, 0.12, 0.18, 0.22, 0.28, 0.33, 0.38, 0.42])


def _terms(c: Company) -> None:
    wish = _wish(c)
    step = np.clip(np.floor((wish - NONE_BELOW) / STEP), 0, 8).astype(np.int64)
    granted = np.where(c.noise["off_grid"] > 1.0, OFF_GRID[step], GRID[step])
    c.set("discount", np.where(wish < NONE_BELOW, 0.0, granted))
    segment = c.known["segment"]
    term = c.noise["term_months"] + 0.3 * segment
    c.set("term_months", np.where(term < 0.6, 12.0, np.where(term < 1.5, 24.0, 36.0)))
    billing = c.noise["billing"] - 0.3 * segment
    c.set("billing", np.where(billing < 0.3, 0.0, np.where(billing < 1.1, 1.0, 2.0)))
    c.flag("promise_made", 0.1 + 0.25 * c.noise.quality + 0.2 * segment)


def _start(c: Company) -> None:
    discount = c.known["discount"]
    c.known["fit"] = (
        c.noise["fit"] + 0.6 * c.noise.quality - c.effects.discount_fit * (discount - 0.12)
    )
    segment = c.known["segment"]
    slow = 0.15 * (segment - 0.75) + c.effects.discount_onboarding * (discount - 0.12)
    c.set("onboarding_days", np.round(45.0 * np.exp(slow + 0.5 * c.noise["onboarding_days"])))
    c.set("training", np.round(np.maximum(0.0, 6 + 2 * segment + 3 * c.noise["training"]), 1))
    c.set("csm_load", np.round(np.maximum(5.0, 50 - 12 * segment + 10 * c.noise["csm_load"])))


def _product(c: Company) -> None:
    c.count("defects", 1.9, 0.15 * (c.known["segment"] - 0.75))
    c.count("outages", 1.0, 0.2 * (c.known["region"] == 2))


def _service(c: Company) -> None:
    cause = np.log1p(c.known["defects"]) + 0.5 * np.log1p(c.known["outages"])
    c.count("tickets", 3.0, 0.4 * (cause - 1.0) - 0.02 * (c.known["training"] - 7.5))
    busy = 0.01 * (c.known["csm_load"] - 41.0)
    c.set("resolve_hours", np.round(12.0 * np.exp(busy + 0.6 * c.noise["resolve_hours"]), 1))


def _renewal(c: Company) -> None:
    uplift = 0.03 + 0.03 * c.noise["price_uplift"]
    c.set("price_uplift", np.round(np.clip(uplift, 0.0, 0.15), 3))
    c.flag("sponsor_left", np.full(len(c.noise), -1.2))
    c.flag("value_proven", 0.4 * c.known["promise_made"] + 0.02 * (c.known["training"] - 7.5))


def _odds(c: Company) -> Array:
    """The log-odds of loss, without the intercept that brings the base rate about."""
    return _context_odds(c) + _planted_odds(c) + c.effects.background * _small_odds(c)


def _context_odds(c: Company) -> Array:
    effects = c.effects
    fit = c.known["fit"]
    odds: Array = (
        effects.segment * (0.75 - c.known["segment"])
        + 0.15 * (c.known["channel"] == 1)
        + 0.15 * (c.known["industry"] == 3)
        + 0.15 * (c.known["region"] == 2)
        + effects.deal_risk * risk(c)
        + effects.weakness * c.noise["weakness"]
        - 0.5 * fit
    )
    return odds


def _planted_odds(c: Company) -> Array:
    effects, discount = c.effects, c.known["discount"]
    odds: Array = (
        effects.discount * discount
        + effects.above_15 * (discount > 0.15)
        + effects.discount_small * discount * (c.known["segment"] == 0)
        + effects.onboarding * np.log(np.clip(c.known["onboarding_days"], 10.0, 240.0) / 30.0)
        + effects.defects * np.minimum(c.known["defects"], 8.0)
    )
    return odds


def _small_odds(c: Company) -> Array:
    """What also matters a little, as in any company: about a point each."""
    return (
        2.5 * c.known["price_uplift"]
        + 0.4 * c.known["sponsor_left"]
        - 0.15 * c.known["value_proven"]
        + 0.1 * np.log1p(c.known["resolve_hours"])
    )


def show_symptoms(c: Company, intercept: float) -> None:
    """Usage, NPS and late payment: results of fit and of the odds of loss."""
    fit, odds = c.known["fit"], c.known["odds"] + intercept + 1.4
    c.set("usage", np.round(np.clip(60 + 9 * fit - 3 * odds + 10 * c.noise["usage"], 0, 100), 1))
    score = 7.2 + 1.0 * fit - 0.4 * odds + 1.3 * c.noise["nps"]
    c.set("nps", np.round(np.clip(score, 0, 10)))
    c.flag("late_payment", -1.1 + 0.2 * odds - 0.2 * fit)


def show_control(c: Company) -> None:
    """Invoices disputed with other suppliers before the signature: no lever can cause that."""
    index = -0.9 + 0.2 * risk(c) + 0.2 * (c.known["segment"] == 0)
    c.flag("negative_control", index + 1.0 * (c.effects.weakness > 0) * c.noise["weakness"])

"""Everything random about a drawn company but the losses themselves: drawn once, used again.

A change of policy is computed by growing the same company from the same noise with one value
changed; so the difference is the effect, account by account, with no sampling error of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

DEAL = (
    *("quarter_end", "list_size", "deal_risk", "weakness", "discount", "off_grid"),
    *("term_months", "billing", "promise_made", "fit", "negative_control", "win"),
)
"""What is drawn once for an account: the deal, its fit, and what came before it."""
LIFE = (
    *("onboarding_days", "training", "csm_load", "defects", "outages", "tickets"),
    *("resolve_hours", "price_uplift", "sponsor_left", "value_proven"),
    *("usage", "nps", "late_payment", "kept"),
)
"""What is drawn anew for each renewal, except that an account is onboarded once."""
ONCE = ("onboarding_days", "training")

SALESPEOPLE = 12
SEGMENT_SHARES = (0.45, 0.35, 0.20)


@dataclass(frozen=True)
class Noise:
    """The draws of some accounts: categories, standard normals by name, and their parents."""

    normal: dict[str, Array]
    category: dict[str, Whole]
    cluster: Whole
    generosity: Array
    quality: Array

    def __len__(self) -> int:
        return len(self.cluster)

    def __getitem__(self, name: str) -> Array:
        return self.normal[name]

    def take(self, chosen: NDArray[np.bool_] | Whole) -> Noise:
        """The same draws, of some accounts only."""
        return replace(
            self,
            normal={name: drawn[chosen] for name, drawn in self.normal.items()},
            category={name: drawn[chosen] for name, drawn in self.category.items()},
            cluster=self.cluster[chosen],
            generosity=self.generosity[chosen],
            quality=self.quality[chosen],
        )

    def later(self, rng: np.random.Generator) -> Noise:
        """The same accounts one renewal on: the deal stays, what happens to them is new."""
        fresh = {n: rng.standard_normal(len(self)) for n in LIFE if n not in ONCE}
        return replace(self, normal=self.normal | fresh)


def draw(rng: np.random.Generator, accounts: int) -> Noise:
    """The noise of some accounts; one parent in eight has two or three of them.

    Children of a parent share region, industry and salesperson, and half of their fit's variance.
    Generous salespeople are a little less good at choosing customers: nothing makes generosity
    an instrument.
    """
    cluster, first = _clusters(rng, accounts)
    names = (*DEAL, *LIFE)
    drawn = rng.standard_normal((len(names), accounts))
    normal = {name: drawn[position] for position, name in enumerate(names)}
    normal["fit"] = np.sqrt(0.5) * (normal["fit"] + rng.standard_normal(accounts)[cluster])
    shared = {
        name: rng.integers(0, levels, accounts)[first]
        for name, levels in (("industry", 5), ("region", 4), ("salesperson", SALESPEOPLE))
    }
    category = shared | {
        "segment": rng.choice(3, accounts, p=SEGMENT_SHARES),
        "channel": rng.choice(3, accounts, p=(0.6, 0.3, 0.1)),
    }
    drawn_generosity = rng.standard_normal(SALESPEOPLE)
    generosity = (drawn_generosity - drawn_generosity.mean()) / drawn_generosity.std()
    quality = -0.3 * generosity + 0.95 * rng.standard_normal(SALESPEOPLE)
    person = category["salesperson"]
    return Noise(normal, category, cluster, generosity[person], quality[person])


def _clusters(rng: np.random.Generator, accounts: int) -> tuple[Whole, Whole]:
    """The parent's number of each account, and the position of the parent's first account."""
    sizes = rng.choice((1, 2, 3), accounts, p=(0.88, 0.08, 0.04))
    cluster = np.repeat(np.arange(accounts), sizes)[:accounts]
    starts = np.cumsum(sizes) - sizes
    return cluster, starts[cluster]

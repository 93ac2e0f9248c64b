"""What the company was made with: the dates, the coefficients, the habits of its people."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from garant.demo.people import SALESPEOPLE

NAME = "Volière"


@dataclass(frozen=True)
class Leaving:
    """Log-odds of leaving at the first renewal; amounts are measured from the value in brackets."""

    intercept: float = -2.15
    discount: float = 7.0  # per share of the list price: 0.10 adds 0.7
    deal_risk: float = 0.4  # per unit, from 0.5
    no_economic_sponsor: float = 0.35
    onboarding_day: float = 0.008  # per day, from 35
    defect: float = 0.10  # per defect of the first term, from 2
    trained: float = -0.15


@dataclass(frozen=True)
class LeavingLater:
    """Log-odds of leaving at each later yearly renewal."""

    intercept: float = -2.75
    discount: float = 2.5
    trained: float = -0.2


@dataclass(frozen=True)
class Winning:
    """Log-odds that an opportunity is won."""

    intercept: float = -1.25
    discount: float = 2.0
    deal_risk: float = -1.2  # per unit, from 0.5
    trained: float = 0.3


@dataclass(frozen=True)
class Truth:
    """Everything that is decided before any chance is drawn."""

    first_day: date = date(2021, 1, 1)
    last_day: date = date(2025, 12, 31)
    policy_on: date = date(2024, 1, 1)
    signings_by_year: tuple[float, ...] = (0.12, 0.16, 0.21, 0.24, 0.27)
    leaving: Leaving = field(default_factory=Leaving)
    leaving_later: LeavingLater = field(default_factory=LeavingLater)
    winning: Winning = field(default_factory=Winning)

    def trained(self, day: date) -> bool:
        """Whether salespeople are trained, and discounts over, on that day."""
        return day >= self.policy_on


def described(truth: Truth, **drawn: object) -> dict[str, Any]:
    """The truth as it is stored beside the tables, with what was drawn from it: JSON values."""
    values = asdict(truth)
    for key in ("first_day", "last_day", "policy_on"):
        values[key] = values[key].isoformat()
    values["signings_by_year"] = list(truth.signings_by_year)
    return {
        "invented": True,
        "company": NAME,
        **drawn,
        "as_of": truth.last_day.isoformat(),
        **values,
        "policy": "no discount on new signatures, salespeople trained to show the value",
        "generosity": {p.name: p.generosity for p in SALESPEOPLE},
    }

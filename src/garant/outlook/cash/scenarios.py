"""Plans side by side: each scenario pulls some levers of one plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from garant.outlook.cash.levers import applied
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.projection import project
from garant.outlook.cash.projection_result import Projection
from garant.outlook.cash.trough import trough
from garant.outlook.cash.trough_result import Trough

AS_PLANNED = "plan"


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One plan among others.

    ``deeper``: its depth less that of the plan as it is; above 0 = a deeper trough.
    ``higher``: the same of cumulative cash at the end of the plan; above 0 = more cash.
    """

    code: str
    en: str
    fr: str
    plan: Plan
    projection: Projection
    trough: Trough
    deeper: Decimal
    higher: Decimal

    def told(self, lang: str) -> str:
        """The name in a language."""
        return (self.fr if lang == "fr" else self.en).replace("~", "\u00a0")


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side; the first row is the plan as it is."""

    plan: Plan
    rows: tuple[Scenario, ...]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A scenario to be made: its names, and the levers to pull. ``~`` is a no-break space."""

    code: str
    en: str
    fr: str
    levers: Mapping[str, object]


STANDARD = (
    Wanted(code="selling", en="Selling 30% more", fr="Vendre 30~% de plus",
           levers={"selling": Decimal("0.3")}),
    Wanted(code="prepayment", en="Annual prepayment", fr="Paiement annuel d’avance",
           levers={"billing": 12}),
    Wanted(code="loss_30", en="30% lost in the first year", fr="30~% de perte la première année",
           levers={"first_loss": Decimal("0.3")}),
    Wanted(code="loss_10", en="10% lost in the first year", fr="10~% de perte la première année",
           levers={"first_loss": Decimal("0.1")}),
    Wanted(code="no_discount", en="No discount, as many deals",
           fr="Sans remise, autant de contrats",
           levers={"discount": 0}),
)  # fmt: skip
"""What is shown beside any plan. No discount: as many deals are signed, and as many leave."""


def standard(plan: Plan) -> Comparison:
    """The plan beside selling 30 % more, annual prepayment, churn of 30 % and 10 %, no discount.

    >>> [row.code for row in standard(Plan(months=3, hires=(), ramp_months=2)).rows]
    ['plan', 'selling', 'prepayment', 'loss_30', 'loss_10', 'no_discount']
    """
    return compared(plan, STANDARD)


def scenarios(plan: Plan, levers: Mapping[str, Mapping[str, object]]) -> Comparison:
    """The plan beside others, each named and described by its levers.

    >>> rows = scenarios(Plan(months=12), {"Faster": {"pace": 0.5}}).rows
    >>> rows[1].en, rows[1].deeper > 0
    ('Faster', True)
    """
    wanted = [Wanted(code=name, en=name, fr=name, levers=values) for name, values in levers.items()]
    return compared(plan, tuple(wanted))


def compared(plan: Plan, wanted: tuple[Wanted, ...]) -> Comparison:
    """The plan beside scenarios to be made."""
    as_is = Wanted(code=AS_PLANNED, en="As planned", fr="Comme prévu", levers={})
    path = project(plan)
    base = trough(path)
    return Comparison(plan, tuple(_scenario(plan, base, each) for each in (as_is, *wanted)))


def _scenario(plan: Plan, base: Trough, wanted: Wanted) -> Scenario:
    changed = applied(plan, wanted.levers)
    path = project(changed)
    found = trough(path)
    return Scenario(
        code=wanted.code,
        en=wanted.en,
        fr=wanted.fr,
        plan=changed,
        projection=path,
        trough=found,
        deeper=found.depth - base.depth,
        higher=found.end - base.end,
    )

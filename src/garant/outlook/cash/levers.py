"""What a company can pull: each lever makes another plan of a plan.

Levers that are shares of the value change it by so much: 0.3 = 30 % more. The others set it.
Prices, discounts and billing are those of new deals: customers already there keep theirs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from garant.metrics.errors import RequestError
from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_checks import exact
from garant.outlook.cash.plan_fields import UNITS
from garant.outlook.cash.plan_rows import Hire

Change = Callable[[Plan, Any], Plan]


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One lever: its code, its name in both languages, the unit of its value, what it does.

    ``field``: the field of the plan whose value it sets or scales, when there is one.
    """

    code: str
    en: str
    fr: str
    unit: str
    change: Change
    field: str | None = None

    def told(self, lang: str) -> str:
        """The name in a language."""
        return self.fr if lang == "fr" else self.en

    def unit_told(self, lang: str) -> str:
        """The unit of its value in a language."""
        return UNITS[self.unit][lang].replace("~", "\u00a0")


def applied(plan: Plan, values: Mapping[str, object]) -> Plan:
    """The plan with some levers pulled, one after the other.

    Raises RequestError that names the levers there are; DataError when the new plan contradicts
    itself.

    >>> applied(Plan(), {"discount": 0, "price": 0.05}).net_price
    Decimal('1050.00')
    """
    for code, value in values.items():
        if code not in LEVERS:
            raise RequestError(
                "there is no lever {code}; the levers are: {levers}",
                code=code, levers=", ".join(LEVERS),
            )  # fmt: skip
        plan = LEVERS[code].change(plan, _read(code, value))
    return plan


def _read(code: str, value: object) -> Any:
    number = exact(value)
    if LEVERS[code].unit == "word":
        return value
    if not isinstance(number, Decimal) or not number.is_finite():
        raise RequestError("{lever}: {value} is not a number", lever=code, value=repr(value))
    if LEVERS[code].unit == "relative" and number < -1:
        raise RequestError("{lever}: {value} takes away more than there is; −1 takes all away",
                           lever=code, value=str(value))  # fmt: skip
    return number


def _scaled(plan: Plan, x: Decimal, *, field: str) -> Plan:
    return plan.but(**{field: getattr(plan, field) * (1 + x)})


def _set(plan: Plan, value: object, *, field: str) -> Plan:
    return plan.but(**{field: value})


def _whole(plan: Plan, value: Decimal, *, field: str) -> Plan:
    return plan.but(**{field: int(value) if value == int(value) else value})


def _selling(plan: Plan, x: Decimal) -> Plan:
    """So much more of the sales force. Those to add to the people present are hired in month 1."""
    hires = _hiring(plan, x)
    if x < 0:
        return hires.but(salespeople=plan.salespeople * (1 + x))
    added = Hire(1, plan.salespeople * x)
    return hires.but(hires=(added, *hires.hires)) if added.people else hires


def _hiring(plan: Plan, x: Decimal) -> Plan:
    return plan.but(hires=tuple(Hire(hire.month, hire.people * (1 + x)) for hire in plan.hires))


def _billing(plan: Plan, months: Decimal) -> Plan:
    """Bill new deals so many months in advance; their terms last up to a multiple of that."""
    billed = int(months) if months == int(months) else months
    if not isinstance(billed, int) or billed < 1:
        return plan.but(billing_months=billed)  # refused there, by name
    kept = tuple(
        dataclasses.replace(group, term_months=group.term_months or plan.term_months)
        for group in plan.existing
    )
    term = -(-plan.term_months // billed) * billed
    return plan.but(billing_months=billed, term_months=term, existing=kept)


def _first_loss(plan: Plan, loss: Decimal) -> Plan:
    """The loss by the end of the first year; later years keep theirs."""
    later = plan.loss_by_year[1:] or plan.loss_by_year
    return plan.but(loss_by_year=(loss, *later))


def _losing(plan: Plan, x: Decimal) -> Plan:
    """All losses, so much more or less; never above everyone."""
    return plan.but(
        loss_by_year=tuple(min(Decimal(1), loss * (1 + x)) for loss in plan.loss_by_year),
        loss_by_month=tuple(min(Decimal(1), loss * (1 + x)) for loss in plan.loss_by_month),
    )


def _serving(plan: Plan, x: Decimal) -> Plan:
    return plan.but(
        service_share=min(Decimal(1), plan.service_share * (1 + x)),
        service_per_account=plan.service_per_account * (1 + x),
    )


def _scaling(code: str, field: str, en: str, fr: str) -> Lever:
    return Lever(code=code, en=en, fr=fr, unit="relative", field=field,
                 change=partial(_scaled, field=field))  # fmt: skip


def _setting(code: str, field: str, en: str, fr: str) -> Lever:
    unit = Plan.spec(field).unit
    change = _whole if Plan.spec(field).kind == "whole" else _set
    return Lever(code=code, en=en, fr=fr, unit=unit, field=field,
                 change=partial(change, field=field))  # fmt: skip


_ALL = (
    Lever(code="selling", en="Sales effort", fr="Effort de vente", unit="relative",
          change=_selling),
    Lever(code="hires", en="Hires", fr="Embauches", unit="relative", change=_hiring,
          field="hires"),
    _scaling("pace", "deals_each", "Deals each salesperson signs", "Contrats par commercial"),
    _setting("ramp", "ramp_months", "Ramp of a salesperson", "Montée en puissance"),
    _scaling("salary", "salary", "Cost of a salesperson", "Coût d’un commercial"),
    _setting("commission", "commission", "Commission", "Commission"),
    _setting("commission_paid", "commission_paid", "When the commission is paid",
             "Versement de la commission"),
    _scaling("price", "price", "List price", "Tarif"),
    _setting("discount", "discount", "Discount at signing", "Remise à la signature"),
    Lever(code="billing", en="Months billed in advance", fr="Mois facturés d’avance",
          unit="months", change=_billing, field="billing_months"),
    _setting("delay", "payment_delay_months", "Payment delay", "Délai de paiement"),
    Lever(code="first_loss", en="Loss in the first year", fr="Perte de la première année",
          unit="share", change=_first_loss),
    Lever(code="loss", en="Customers lost", fr="Clients perdus", unit="relative",
          change=_losing, field="loss_by_year"),
    _setting("expansion", "expansion", "Expansion a year", "Expansion par an"),
    _scaling("onboarding", "onboarding", "Onboarding of a deal", "Mise en service"),
    Lever(code="service", en="Cost of service", fr="Coût du service", unit="relative",
          change=_serving, field="service_share"),
    _scaling("fixed", "fixed", "Fixed costs", "Coûts fixes"),
)  # fmt: skip

LEVERS: dict[str, Lever] = {lever.code: lever for lever in _ALL}
"""Every lever by its code, in the order in which a plan is read."""

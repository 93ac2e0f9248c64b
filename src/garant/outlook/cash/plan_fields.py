"""What a field of a plan is: its group, unit, bounds, and a line in English and in French.

A `~` is a no-break space (U+00A0), written so that it can be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Kind = Literal[
    "whole", "number", "share", "money", "word", "text", "month", "flag", "list", "table"
]
Group = Literal["plan", "sales", "price", "customers", "costs", "cash", "uncertainty"]

GROUPS: dict[Group, dict[str, str]] = {
    "plan": {"en": "The plan itself", "fr": "Le plan lui-même"},
    "sales": {"en": "Sales", "fr": "Ventes"},
    "price": {"en": "Price and payment", "fr": "Prix et paiement"},
    "customers": {"en": "Customers", "fr": "Clients"},
    "costs": {"en": "Costs", "fr": "Coûts"},
    "cash": {"en": "Cash", "fr": "Trésorerie"},
    "uncertainty": {"en": "What is not known", "fr": "Ce que l’on ne sait pas"},
}
"""The groups of a plan in the order of its file, each a section of it."""

UNITS: dict[str, dict[str, str]] = {
    "months": {"en": "months", "fr": "mois"},
    "month": {"en": "month, as 2027-01", "fr": "mois, comme 2027-01"},
    "code": {"en": "ISO 4217 code", "fr": "code ISO 4217"},
    "people": {"en": "people", "fr": "personnes"},
    "deals a month": {"en": "deals a month", "fr": "contrats par mois"},
    "money": {"en": "money", "fr": "argent"},
    "money a month": {"en": "money a month", "fr": "argent par mois"},
    "share": {"en": "share, 0 to 1", "fr": "part, de 0 à 1"},
    "share a year": {"en": "share a year", "fr": "part par an"},
    "shares": {"en": "list of shares, 0 to 1", "fr": "liste de parts, de 0 à 1"},
    "amounts": {"en": "list of amounts", "fr": "liste de montants"},
    "word": {"en": "word", "fr": "mot"},
    "rows": {"en": "rows", "fr": "lignes"},
    "relative": {"en": "share of the value", "fr": "part de la valeur"},
    "flag": {"en": "true or false", "fr": "true (oui) ou false (non)"},
}
"""The units, in both languages."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What one field of a plan means.

    ``low`` and ``high`` are the bounds, both allowed, of a number or of each number of a list.
    """

    group: Group
    kind: Kind
    unit: str
    en: str
    fr: str
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[str, ...] = ()

    def told(self, lang: str) -> str:
        """The explanation in a language."""
        return (self.fr if lang == "fr" else self.en).replace("~", "\u00a0")

    def unit_told(self, lang: str) -> str:
        """The unit in a language."""
        return UNITS[self.unit][lang].replace("~", "\u00a0")


def meaning(**values: Any) -> dict[str, Spec]:
    """The metadata of a field of the plan's dataclass."""
    return {"spec": Spec(**values)}

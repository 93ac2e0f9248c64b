"""What one column of a study is: who owns it, when it comes, what good would be.

A feature is declared once, in a table of rows. Its *causal stage* says what may stand beside it in
a model: a driver is judged with features of its own or of earlier stages only, because what comes
later may be its consequence.

=====  =====================================================================================
stage  what belongs there
=====  =====================================================================================
0      context of the deal: segment, industry, region, channel, salesperson, list-price size
1      terms of the deal: discount, term, billing, the promise made
2      onboarding: delay, training
3      product and quality: defects, outages
4      service: tickets, time to resolve
5      around the renewal: price uplift asked, sponsor left, value proven against promised
9      symptoms: usage, adoption, late payment; they go with a loss and explain nothing
=====  =====================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "category", "flag", "count"]
Role = Literal["lever", "context", "symptom"]
Better = Literal["low", "high"]

STAGES = (0, 1, 2, 3, 4, 5, 9)
SYMPTOM_STAGE = 9
DEPARTMENTS = (
    "product",
    "engineering",
    "marketing",
    "sales",
    "customer_success",
    "finance",
    "support",
    "none",
)


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One declared feature.

    ``reference`` is what good would be: a value of the column, or a quantile of it such as
    ``"q25"``. Only a lever needs one. ``better`` says which side of the reference is good;
    without it every value but the reference is moved to it. ``heavy`` asks for a stronger ridge:
    for categories of many small levels, such as salespeople.

    >>> Feature(code="discount", label="Discount", stage=1, kind="number", role="lever",
    ...         department="sales", better="low", reference=0.0).is_lever
    True
    """

    code: str
    label: str
    stage: int
    kind: Kind
    role: Role
    label_fr: str = ""
    department: str = "none"
    better: Better | None = None
    reference: float | str | None = None
    column: str = ""
    recorded_at: str | None = None
    heavy: bool = False

    @property
    def is_lever(self) -> bool:
        """Whether someone in the company can change it."""
        return self.role == "lever"

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers (a flag is 0 or 1)."""
        return self.kind != "category"

    def named(self, lang: str) -> str:
        """Its label in a language."""
        return self.label_fr or self.label if lang == "fr" else self.label

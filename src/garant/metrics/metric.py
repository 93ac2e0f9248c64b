"""One row of the catalogue: what a metric is called, means, and comes to on a small example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal

Unit = Literal["money", "share", "ratio", "count", "months", "days"]
Better = Literal["up", "down", "none"]
Table = Literal[
    "mrr", "bridge", "retention", "cohorts", "renewals", "economics", "adoption", "arithmetic"
]
Value = Decimal | int | None

MRR_SETTINGS = (
    "reporting_currency",
    "discount_policy",
    "trial_policy",
    "pause_policy",
    "churn_recognition",
    "annual_basis",
    "gap_tolerance_days",
    "renewal_grace_days",
    "known_as_of",
)
"""The settings that MRR depends on, and so all that is made of it."""

NO_BREAK = "\N{NO-BREAK SPACE}"


def french(text: str) -> str:
    """French typography: no line breaks before : ; ? ! % € », after «, nor inside numbers.

    >>> french("l'année : 1 734 €").replace(NO_BREAK, "_")
    'l’année_: 1_734_€'
    """
    spaced = re.sub(
        r" ([:;?!%€»])", NO_BREAK + r"\1", text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    )
    return re.sub(r"(?<=\d) (?=\d{3}\b)|(?<=«) ", NO_BREAK, spaced)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A figure of the small company that the pages describe, and how it is worked.

    ``asked`` and ``where`` say which figure: the options of the question of that name, and the
    cells of its row. A test works each out again.
    """

    value: Value
    working: str
    working_fr: str
    asked: Mapping[str, object] = field(default_factory=dict)
    where: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "working_fr", french(self.working_fr))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What garant computes under one name.

    ``table`` is the question whose rows hold it, ``column`` its column there; ``grain`` is what
    one figure is about; ``better`` the direction that is good. ``settings`` are those that move
    it, and ``vendors`` says where other tools count otherwise and which setting counts as they do.
    A ``formula`` without words has no French one.

    >>> Metric(code="mrr", label="MRR", label_fr="MRR", unit="money", grain="day", better="up",
    ...        table="mrr", column="mrr", definition="…", definition_fr="…", formula="…",
    ...        rules=("R9",), source="METRICS §2", example=Example(value=1, working="1",
    ...        working_fr="1")).column
    'mrr'
    """

    code: str
    label: str
    label_fr: str
    unit: Unit
    grain: str
    better: Better
    table: Table
    column: str
    definition: str
    definition_fr: str
    formula: str
    rules: tuple[str, ...]
    source: str
    example: Example
    settings: tuple[str, ...] = ()
    formula_fr: str = ""
    vendors: str = ""
    vendors_fr: str = ""

    def __post_init__(self) -> None:
        for name in (each.name for each in fields(self) if each.name.endswith("_fr")):
            object.__setattr__(self, name, french(getattr(self, name)))

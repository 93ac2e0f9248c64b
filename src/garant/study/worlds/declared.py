"""The features of the drawn companies, declared as a user would declare them."""

from __future__ import annotations

from garant.study.feature import Better, Feature, Kind

LEVELS: dict[str, tuple[str, ...]] = {
    "segment": ("small", "medium", "large"),
    "industry": ("health", "manufacturing", "public", "retail", "services"),
    "region": ("north", "east", "south", "west"),
    "channel": ("direct", "partner", "web"),
    "salesperson": tuple(f"S{number:02d}" for number in range(1, 13)),
    "billing": ("annual", "quarterly", "monthly"),
}
"""The levels of each category; a drawn company holds their positions."""

_CONTEXT = (
    Feature(code="segment", label="Segment", stage=0, kind="category", role="context"),
    Feature(code="industry", label="Industry", stage=0, kind="category", role="context"),
    Feature(code="region", label="Region", stage=0, kind="category", role="context"),
    Feature(code="channel", label="Channel", stage=0, kind="category", role="context"),
    Feature(
        code="salesperson",
        label="Salesperson",
        stage=0,
        kind="category",
        role="context",
        heavy=True,
    ),
    Feature(code="quarter_end", label="Quarter end", stage=0, kind="flag", role="context"),
    Feature(code="list_size", label="List-price size", stage=0, kind="number", role="context"),
    Feature(code="deal_risk", label="Deal risk", stage=0, kind="number", role="context"),
)


def _lever(
    code: str, label: str, stage: int, better: Better | None, reference: float | str
) -> Feature:
    return Feature(
        code=code,
        label=label,
        stage=stage,
        kind=_KINDS.get(code, "number"),
        role="lever",
        department=_OWNERS[code],
        better=better,
        reference=reference,
    )


_KINDS: dict[str, Kind] = {
    "billing": "category",
    "promise_made": "flag",
    "defects": "count",
    "outages": "count",
    "tickets": "count",
    "sponsor_left": "flag",
    "value_proven": "flag",
}
_OWNERS = {
    "discount": "sales",
    "term_months": "sales",
    "billing": "finance",
    "promise_made": "marketing",
    "onboarding_days": "customer_success",
    "training": "customer_success",
    "csm_load": "customer_success",
    "defects": "product",
    "outages": "engineering",
    "tickets": "support",
    "resolve_hours": "support",
    "price_uplift": "finance",
    "sponsor_left": "customer_success",
    "value_proven": "customer_success",
}
_LEVERS = (
    _lever("discount", "Discount at first signature", 1, "low", 0.0),
    _lever("term_months", "Term in months", 1, "high", 24.0),
    _lever("billing", "Billing", 1, None, "annual"),
    _lever("promise_made", "Promise made", 1, "high", 1.0),
    _lever("onboarding_days", "Days of onboarding", 2, "low", 30.0),
    _lever("training", "Hours of training", 2, "high", 8.0),
    _lever("csm_load", "Accounts for each CSM", 2, "low", 30.0),
    _lever("defects", "Defects", 3, "low", 0.0),
    _lever("outages", "Outages", 3, "low", 0.0),
    _lever("tickets", "Tickets", 4, "low", "q25"),
    _lever("resolve_hours", "Hours to resolve", 4, "low", "q25"),
    _lever("price_uplift", "Price uplift asked", 5, "low", 0.0),
    _lever("sponsor_left", "Sponsor left", 5, "low", 0.0),
    _lever("value_proven", "Value proven", 5, "high", 1.0),
)
_SYMPTOMS = (
    Feature(code="usage", label="Usage", stage=9, kind="number", role="symptom"),
    Feature(code="nps", label="NPS", stage=9, kind="number", role="symptom"),
    Feature(code="late_payment", label="Late payment", stage=9, kind="flag", role="symptom"),
)

FEATURES: tuple[Feature, ...] = (*_CONTEXT, *_LEVERS, *_SYMPTOMS)
CONFOUNDERS: tuple[str, ...] = tuple(feature.code for feature in _CONTEXT)
LEVERS: tuple[str, ...] = tuple(feature.code for feature in _LEVERS)

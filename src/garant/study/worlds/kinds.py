"""The kinds of worlds: what is planted in each, tuned at 20 % base churn.

Planted effects are 6 to 10 avoidable points; a policy change's is set by its own option.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from garant.study.worlds.equations import Effects


@dataclass(frozen=True)
class Kind:
    """A kind of world: the code of the lever planted in it (none = no lever matters)."""

    planted: str | None
    effects: Effects


_NOTHING = Effects(background=0.0)

KINDS: dict[str, Kind] = {
    # The discount brings the loss about by itself.
    "direct": Kind("discount", Effects(discount=4.8)),
    # The discount brings in customers who do not fit; usage and NPS mirror the fit.
    "mediated": Kind("discount", Effects(discount_fit=10.0)),
    # Only discounts above 15 % harm.
    "threshold": Kind("discount", Effects(above_15=1.5)),
    # Discounts harm small customers only, and those strongly.
    "interaction": Kind("discount", Effects(discount_small=8.0)),
    "onboarding": Kind("onboarding_days", Effects(onboarding=1.3)),
    "defect": Kind("defects", Effects(defects=0.3)),
    # The discount slows onboarding (less of it is paid for), and slow onboarding loses.
    "chain": Kind("discount", Effects(discount_onboarding=3.6, onboarding=1.3)),
    # A weakness nobody records drives discount, loss and the negative control alike.
    "hidden_confounder": Kind(None, replace(_NOTHING, weakness=0.8)),
    # Segment and salesperson make noise; no lever matters.
    "null": Kind(None, _NOTHING),
    # Risky deals and small customers get the discounts, and leave more.
    "null_confounded": Kind(
        None,
        replace(
            _NOTHING,
            deal_risk=0.7,
            deal_risk_discount=0.7,
            segment=0.6,
            segment_discount=0.5,
        ),
    ),
    # Discounts win deals that are then lost; the deals not won are known too.
    "lost_deals": Kind("discount", Effects(discount=4.8)),
    # Discounts end at a date; the market moves by itself.
    "policy_change": Kind("discount", _NOTHING),
}

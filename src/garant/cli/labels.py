"""The columns of every answer: what a person reads above them, and what kind of thing they hold."""

from __future__ import annotations

from typing import Any, Literal

from garant.cli.language import N_

Kind = Literal[
    "money", "share", "ratio", "months", "count", "number", "points", "day", "text", "flag"
]

LABELS: dict[str, tuple[str, Kind]] = {
    # the bridge
    "period": (N_("Period"), "day"),
    "opening": (N_("Opening"), "money"),
    "new": (N_("New"), "money"),
    "reactivation": (N_("Win-backs"), "money"),
    "upsell_seats": (N_("More seats"), "money"),
    "upsell_plan": (N_("Higher plan"), "money"),
    "cross_sell_product": (N_("Other products"), "money"),
    "cross_sell_department": (N_("Other departments"), "money"),
    "price_increase": (N_("Price increases"), "money"),
    "expansion": (N_("Expansion"), "money"),
    "contraction_seats": (N_("Fewer seats"), "money"),
    "contraction_plan": (N_("Lower plan"), "money"),
    "contraction_price": (N_("Price decreases"), "money"),
    "contraction_drop": (N_("Dropped products"), "money"),
    "contraction": (N_("Downsell"), "money"),
    "churn": (N_("Churn"), "money"),
    "fx": (N_("Exchange rates"), "money"),
    "restatement": (N_("Restatement"), "money"),
    "closing": (N_("Closing"), "money"),
    "accounts_opening": (N_("Accounts at opening"), "count"),
    "accounts_new": (N_("New accounts"), "count"),
    "accounts_reactivated": (N_("Accounts won back"), "count"),
    "accounts_churned": (N_("Accounts lost"), "count"),
    "accounts_closing": (N_("Accounts at closing"), "count"),
    "blips": (N_("Came and went"), "count"),
    "churn_reason": (N_("Reason"), "text"),
    "price_subtype": (N_("Kind of price change"), "text"),
    "inferred": (N_("Inferred"), "flag"),
    # recurring revenue
    "on": (N_("On"), "day"),
    "mrr": (N_("MRR"), "money"),
    "arr": (N_("ARR"), "money"),
    "cmrr": (N_("CMRR"), "money"),
    "account_id": (N_("Account"), "text"),
    "line_id": (N_("Line"), "text"),
    "product_id": (N_("Product"), "text"),
    "department_id": (N_("Department"), "text"),
    # retention and cohorts
    "period_end": (N_("Period end"), "day"),
    "opening_mrr": (N_("Opening MRR"), "money"),
    "nrr": (N_("NRR"), "share"),
    "grr": (N_("GRR"), "share"),
    "logo_churn": (N_("Logo churn"), "share"),
    "accounts_lost": (N_("Accounts lost"), "count"),
    "cohort": (N_("Cohort"), "day"),
    "k": (N_("Months later"), "count"),
    "size": (N_("Start"), "number"),
    "kept": (N_("Kept"), "number"),
    "retention": (N_("Retention"), "share"),
    # renewals
    "due": (N_("Due"), "count"),
    "due_mrr": (N_("Due MRR"), "money"),
    "renewed": (N_("Renewed"), "count"),
    "kept_mrr": (N_("Kept MRR"), "money"),
    "renewed_mrr": (N_("Renewed MRR"), "money"),
    "pending": (N_("Pending"), "count"),
    "pending_mrr": (N_("Pending MRR"), "money"),
    "secured": (N_("Secured"), "count"),
    "gross": (N_("Gross rate"), "share"),
    "net": (N_("Net rate"), "share"),
    "logo": (N_("Logo rate"), "share"),
    # economics
    "accounts": (N_("Accounts"), "count"),
    "arpa": (N_("ARPA"), "money"),
    "quick_ratio": (N_("Quick ratio"), "ratio"),
    "cac": (N_("CAC"), "money"),
    "payback_months": (N_("Payback, months"), "months"),
    "ltv_simple": (N_("LTV, simple"), "money"),
    "gross_margin": (N_("Gross margin"), "share"),
    # adoption
    "active_users_1d": (N_("Active 1 d"), "count"),
    "active_users_7d": (N_("Active 7 d"), "count"),
    "active_users_28d": (N_("Active 28 d"), "count"),
    "seats": (N_("Seats"), "number"),
    "seat_utilisation": (N_("Seats used"), "share"),
    "breadth": (N_("Breadth"), "share"),
    "depth": (N_("Depth"), "ratio"),
    "days_since_value_event": (N_("Days silent"), "count"),
    "new_users": (N_("New users"), "count"),
    "users_lost": (N_("Users lost"), "count"),
    # checks and descriptions
    "level": (N_("Level"), "text"),
    "rule": (N_("Rule"), "text"),
    "table": (N_("Table"), "text"),
    "row": (N_("Row"), "count"),
    "rows": (N_("Rows"), "count"),
    "field": (N_("Column"), "text"),
    "column": (N_("Column"), "text"),
    "message": (N_("What is wrong"), "text"),
    # the catalogue
    "code": (N_("Code"), "text"),
    "label": (N_("Metric"), "text"),
    "unit": (N_("Unit"), "text"),
    "grain": (N_("One row for"), "text"),
    "better": (N_("Better"), "text"),
    "definition": (N_("Definition"), "text"),
    "aspect": (N_("Aspect"), "text"),
    "meaning": (N_("Meaning"), "text"),
    # the facts
    "file": (N_("File"), "text"),
    "first_day": (N_("First day"), "day"),
    "last_day": (N_("Last day"), "day"),
    "currencies": (N_("Currencies"), "text"),
    "gives": (N_("What it tells"), "text"),
    "unknown": (N_("Not read"), "text"),
    "theirs": (N_("In the file"), "text"),
    "ours": (N_("What it is"), "text"),
    "sure": (N_("Sure"), "flag"),
    # the study
    "rank": (N_("Rank"), "count"),
    "lever": (N_("Lever"), "text"),
    "avoidable_points": (N_("Avoidable loss"), "points"),
    "avoidable_mrr": (N_("Avoidable MRR"), "money"),
    "alone_points": (N_("Alone"), "points"),
    "interval": (N_("Between"), "text"),
    "verdict": (N_("Verdict"), "text"),
    "owner": (N_("Who can act"), "text"),
    "levers": (N_("Levers"), "text"),
    "what": (N_("What"), "text"),
    "loss": (N_("Loss"), "points"),
    "method": (N_("Method"), "text"),
    "renewals": (N_("Renewals"), "count"),
    "due_on": (N_("Due"), "day"),
    "band": (N_("Colour"), "text"),
    "risk": (N_("Risk"), "share"),
    "reasons": (N_("Reasons, in points"), "text"),
    "measure": (N_("Measure"), "text"),
    "shift": (N_("Change"), "text"),
    "look": (N_("Look"), "count"),
    "surviving": (N_("Still there"), "share"),
    "time": (N_("Time"), "number"),
    "at_risk": (N_("Observed"), "count"),
    "kind": (N_("Kind"), "text"),
    "levels": (N_("Values"), "count"),
    "empty": (N_("Empty"), "count"),
    "sample": (N_("Such as"), "text"),
    # arithmetic
    "monthly": (N_("Monthly"), "money"),
    "expected_months": (N_("Expected months"), "months"),
    "kept_months": (N_("Months kept"), "months"),
    "cost": (N_("Cost"), "money"),
    "customers": (N_("Customers"), "count"),
    "growth": (N_("Growth"), "share"),
    "lost": (N_("Lost"), "count"),
    "to_win": (N_("To win"), "count"),
    "month": (N_("Month"), "count"),
    "licence": (N_("Licence"), "share"),
    "rent": (N_("Rent"), "share"),
    # the outlook: retention curves
    "observed": (N_("Seen so far"), "share"),
    "expected": (N_("Expected"), "share"),
    "constant": (N_("Constant churn"), "share"),
    "segment": (N_("Segment"), "text"),
    "age": (N_("Age"), "count"),
    "remaining": (N_("Still to come"), "ratio"),
    "ltv_expected": (N_("LTV, expected"), "money"),
    "ltv_expected_low": (N_("Low"), "money"),
    "ltv_expected_high": (N_("High"), "money"),
    "ltv_realised": (N_("LTV, realised"), "money"),
    # the outlook: the cash trough
    "lowest": (N_("Lowest cash"), "money"),
    "bottom": (N_("Bottom"), "count"),
    "turns": (N_("Positive from"), "count"),
    "at_the_end": (N_("At the end"), "money"),
    "behind": (N_("Furthest behind"), "money"),
    "behind_in": (N_("In"), "count"),
    "ahead_from": (N_("Ahead from"), "count"),
    "low_value": (N_("Low"), "count"),
    "high_value": (N_("High"), "count"),
    "lowest_low": (N_("Bottom, low"), "money"),
    "lowest_high": (N_("Bottom, high"), "money"),
    "end_low": (N_("End, low"), "money"),
    "end_high": (N_("End, high"), "money"),
    # the outlook: renewals to come, growth
    "secured_mrr": (N_("Secured MRR"), "money"),
    "open_mrr": (N_("Open MRR"), "money"),
    "lost_mrr": (N_("Lost MRR"), "money"),
    "expected_kept": (N_("Expected kept"), "money"),
    "called_kept": (N_("Kept by the calls"), "money"),
    "uncalled": (N_("Without a call"), "money"),
    "contract_id": (N_("Contract"), "text"),
    "decide_on": (N_("Decided by"), "day"),
    "amount": (N_("Amount"), "money"),
    "state": (N_("Where it stands"), "text"),
    "probability": (N_("Chance to renew"), "share"),
    "call": (N_("Call"), "text"),
    "now": (N_("Now"), "number"),
    "target": (N_("Target"), "number"),
    "monthly_churn": (N_("Leaves each month"), "share"),
    "per_month": (N_("Each month"), "number"),
    "per_salesperson": (N_("Each salesperson"), "number"),
    "without_churn": (N_("If nobody left"), "number"),
}

GAINS = (
    "new", "reactivation", "expansion", "upsell_seats", "upsell_plan",
    "cross_sell_product", "cross_sell_department", "price_increase",
)  # fmt: skip
LOSSES = (
    "contraction", "contraction_seats", "contraction_plan", "contraction_price",
    "contraction_drop", "churn",
)  # fmt: skip
MOVEMENTS = (*GAINS, *LOSSES, "fx", "restatement")


def label(column: str) -> str:
    """The English label of a column; an unknown column, such as a segment, is its own label."""
    return LABELS[column][0] if column in LABELS else column


def kind(column: str, value: Any = None) -> Kind:
    """What a column holds; an unknown one is judged by a value."""
    if column in LABELS:
        return LABELS[column][1]
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, int | float) or hasattr(value, "quantize") else "text"

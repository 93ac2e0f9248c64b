"""Decisions at the end of a term (R22)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .bridge import default_range
from .calendar import (
    ONE_DAY,
    Row,
    addmonths,
    anniversary_after,
    local_date,
    periods,
    term_boundary,
)
from .ledger import Ledger
from .money import ZERO, add, ratio


@dataclass
class Decision:
    """One contract due at one term end."""

    contract_id: str
    due_on: date
    due: Decimal
    kept: Decimal
    outcome: str  # renewed, lost, pending, secured


def contract_amount(ledger: Ledger, contract_id: str, day: date, rate_day: date) -> Decimal:
    """MRR of a contract on a day at the rate of another, line by line."""
    return add(
        ledger.rates.convert(amount, ledger.by_id[line_id].currency, rate_day)
        for line_id, amount in ledger.contract_on(contract_id, day).items()
    )


def pays_on(ledger: Ledger, contract_id: str, day: date) -> bool:
    return any(amount > 0 for amount in ledger.contract_on(contract_id, day).values())


def term_ends(ledger: Ledger, contract: Row, last: date) -> list[date]:
    """The term end, and those of each further term of a tacit contract that still runs."""
    if not contract.get("auto_renew"):
        return [contract["term_end"]] if contract["term_end"] <= last else []
    ends: list[date] = []
    k, boundary, before = 1, term_boundary(contract, 1), None
    while boundary is not None and boundary <= last:
        if before is None or pays_on(ledger, contract["contract_id"], before):
            ends.append(boundary)
        k, before = k + 1, boundary
        boundary = term_boundary(contract, k)
    return ends


def successor_of(ledger: Ledger, contract: Row) -> Row | None:
    """The earliest contract that renews this one."""
    after = [
        row
        for row in ledger.known["contract"]
        if row.get("renews_contract_id") == contract["contract_id"]
    ]
    return min(after, key=lambda row: (row["term_start"], row["contract_id"]), default=None)


def is_cancelled(contract: Row, t: date) -> bool:
    """Decided to end by t: an effective end, or a request that takes effect by then."""
    effective = contract.get("effective_end")
    requested = contract.get("cancel_requested_on")
    if effective is not None:
        return effective <= t
    if requested is None:
        return False
    if not contract.get("auto_renew"):
        return True
    ends = anniversary_after(contract, requested)
    return ends is not None and ends <= t


def decide(ledger: Ledger, contract: Row, t: date) -> Decision | None:
    """D, S and the state of one due contract."""
    contract_id = contract["contract_id"]
    after = successor_of(ledger, contract)
    last_day = (t if after is None else min(t, after["term_start"])) - ONE_DAY
    due = contract_amount(ledger, contract_id, last_day, last_day)
    if due == 0:
        return None
    grace = timedelta(ledger.settings["renewal_grace_days"])
    if after is not None and after["term_start"] <= t + grace:
        kept = contract_amount(ledger, after["contract_id"], after["term_start"], last_day)
        return Decision(contract_id, t, due, kept, "renewed" if kept > 0 else "lost")
    kept, outcome = undecided_or_not(ledger, contract, t, t + grace)
    if outcome == "secured":
        kept = contract_amount(ledger, contract_id, t, last_day)
    if kept == 0 and outcome == "secured":
        outcome = "lost"
    return Decision(contract_id, t, due, kept, outcome)


def undecided_or_not(ledger: Ledger, contract: Row, t: date, graced: date) -> tuple[Decimal, str]:
    """Without a successor: lost at once when cancelled, pending while it can still be decided."""
    as_of = local_date(ledger.known_at, ledger.settings["reporting_tz"])
    if is_cancelled(contract, t):
        return ZERO, "lost"
    if not contract.get("auto_renew"):
        return ZERO, "pending" if as_of <= graced else "lost"
    deadline = t - timedelta(contract.get("notice_days") or 0)
    return ZERO, "pending" if as_of <= deadline else "secured"


def is_renewable(contract: Row, months: int) -> bool:
    """Not evergreen, and a term of at least min_renewable_months."""
    end = contract.get("term_end")
    return end is not None and addmonths(contract["term_start"], months) <= end


def decisions(ledger: Ledger, last: date) -> list[Decision]:
    found = []
    for contract in ledger.known["contract"]:
        if is_renewable(contract, ledger.settings["min_renewable_months"]):
            for t in term_ends(ledger, contract, last):
                decision = decide(ledger, contract, t)
                found += [decision] if decision is not None else []
    return found


def renewal_rows(ledger: Ledger, by: str) -> list[Row]:
    """Rows of CONTRACT `renewals` over the default range."""
    span = default_range(ledger)
    if span is None:
        return []
    chosen = periods(*span, by)
    everything = decisions(ledger, chosen[-1][2]) if chosen else []
    return [
        renewal_row(first, [x for x in everything if d0 < x.due_on <= d1])
        for first, d0, d1 in chosen
    ]


def renewal_row(first: date, due: list[Decision]) -> Row:
    total = add(x.due for x in due)
    kept = add(min(x.kept, x.due) for x in due)
    renewed = add(x.kept for x in due)
    count = sum(1 for x in due if x.kept > 0)
    pending = [x for x in due if x.outcome == "pending"]
    return {
        "period": first,
        "due": len(due),
        "due_mrr": total,
        "renewed": count,
        "kept_mrr": kept,
        "renewed_mrr": renewed,
        "pending": len(pending),
        "pending_mrr": add(x.due for x in pending),
        "secured": sum(1 for x in due if x.outcome == "secured"),
        "gross": ratio(kept, total),
        "net": ratio(renewed, total),
        "logo": ratio(count, len(due)),
    }

"""Accounts followed from their first month-end with MRR (R24, D17)."""

from datetime import date
from typing import Any

from .bridge import default_range, month_ends
from .calendar import Row, addmonths, month_end, period_start
from .ledger import Ledger
from .money import add, ratio


def horizon(ledger: Ledger) -> list[date]:
    """The complete month ends of the default range."""
    return month_ends(ledger)


def first_months(ledger: Ledger, ends: list[date]) -> dict[str, date]:
    """R24: month 0 of each account."""
    found = {}
    for account in ledger.accounts:
        paying = [day for day in ends if ledger.amount(account, day) > 0]
        if paying:
            found[account] = paying[0]
    return found


def label(ledger: Ledger, account: str, month0: date, by: str) -> Any:
    """The month or quarter of month 0 (its first day), or a column of the account or deal."""
    if by in ("month", "quarter"):
        return period_start(month0, by)
    row = next(x for x in ledger.known["account"] if x["account_id"] == account)
    if by in row or by in ("segment", "industry", "region", "country", "channel"):
        value = row.get(by)
        return row.get("country") if by == "region" and value is None else value
    deals = [x for x in ledger.known["contract"] if x["account_id"] == account]
    deals.sort(key=lambda x: (x["signed_on"], x["contract_id"]))
    return deals[0].get(by) if deals else None


def cohort_rows(ledger: Ledger, of: str, by: str) -> list[Row]:
    """Rows of CONTRACT `cohorts`: logos or revenue kept at k months."""
    if default_range(ledger) is None:
        return []
    ends = horizon(ledger)
    month0 = first_months(ledger, ends)
    groups: dict[Any, list[str]] = {}
    for account, first in month0.items():
        groups.setdefault(label(ledger, account, first, by), []).append(account)
    rows = []
    for name in sorted(groups, key=lambda x: (x is None, str(x))):
        for k in range(len(ends)):
            row = cohort_row(ledger, groups[name], (k, of), (month0, ends))
            if row is not None:
                rows.append({"cohort": name} | row)
    return rows


def cohort_row(
    ledger: Ledger,
    accounts: list[str],
    asked: tuple[int, str],
    world: tuple[dict[str, date], list[date]],
) -> Row | None:
    """D17: only the accounts whose own month 0 + k is within the horizon."""
    k, of = asked
    month0, ends = world
    size, kept = [], []
    for account in accounts:
        first = month0[account]
        day = month_end(addmonths(first.replace(day=1), k))
        if day > ends[-1]:
            continue
        size.append(ledger.amount(account, first))
        kept.append(ledger.amount(account, day, rate_day=first))
    if not size:
        return None
    if of == "logos":
        top: Any = sum(1 for amount in kept if amount > 0)
        return {"k": k, "size": len(size), "kept": top, "retention": ratio(top, len(size))}
    return {"k": k, "size": add(size), "kept": add(kept), "retention": ratio(add(kept), add(size))}

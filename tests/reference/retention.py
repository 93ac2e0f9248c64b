"""Net and gross retention, point to point, at the opening rate (R20, R21)."""

from datetime import date
from decimal import Decimal

from .bridge import month_ends
from .calendar import Row, addmonths, month_end
from .ledger import Ledger
from .money import add, ratio


def pairs(ledger: Ledger, d0: date, d1: date) -> list[tuple[Decimal, Decimal]]:
    """(A0, A1) of the accounts with MRR on d0, both at rate(d0)."""
    found = []
    for account in ledger.accounts:
        opening = ledger.amount(account, d0)
        if opening > 0:
            found.append((opening, ledger.amount(account, d1, rate_day=d0)))
    return found


def retention_row(ledger: Ledger, d0: date, d1: date) -> Row:
    found = pairs(ledger, d0, d1)
    opening = add(a0 for a0, _ in found)
    lost = sum(1 for _, a1 in found if a1 == 0)
    return {
        "period_end": d1,
        "opening_mrr": opening,
        "nrr": ratio(add(a1 for _, a1 in found), opening),
        "grr": ratio(add(min(a0, a1) for a0, a1 in found), opening),
        "logo_churn": ratio(lost, len(found)),
        "accounts_opening": len(found),
        "accounts_lost": lost,
    }


def retention_rows(ledger: Ledger, window: int) -> list[Row]:
    """D16: a row per month whose d0 is not before the first month end of the book."""
    ends = month_ends(ledger)
    rows = []
    for d1 in ends:
        d0 = month_end(addmonths(d1.replace(day=1), -window))
        if d0 >= ends[0]:
            rows.append(retention_row(ledger, d0, d1))
    return rows

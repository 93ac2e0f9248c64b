"""MRR, ARR and committed MRR on one day (R23)."""

from datetime import date, timedelta
from decimal import Decimal

from .calendar import ONE_DAY, Row
from .ledger import Ledger
from .lines import Line
from .money import ZERO, add

KEYS = {
    "account": "account_id",
    "line": "line_id",
    "product": "product_id",
    "department": "department_id",
}
LOOK_AHEAD = timedelta(days=366 * 10)


def mrr_rows(ledger: Ledger, on: date, by: str | None) -> list[Row]:
    """Rows of CONTRACT `mrr`; with `by`, the groups that have MRR."""
    if by is not None:
        return grouped(ledger, on, by)
    total = add(ledger.amount(account, on) for account in ledger.accounts)
    return [{"on": on, "mrr": total, "arr": 12 * total, "cmrr": committed(ledger, on)}]


def grouped(ledger: Ledger, on: date, by: str) -> list[Row]:
    name = KEYS[by]
    sums: dict[str | None, Decimal] = {}
    for account in ledger.accounts:
        for line_id, amount in ledger.lines_on(account, on).items():
            line = ledger.by_id[line_id]
            key = line.row.get(name)
            sums[key] = sums.get(key, ZERO) + ledger.rates.convert(amount, line.currency, on)
    ordered = sorted(sums, key=lambda key: (key is None, key or ""))
    return [{name: key, "mrr": sums[key]} for key in ordered if sums[key] != 0]


def committed(ledger: Ledger, on: date) -> Decimal:
    """R23: lines without a linked successor, at rate(on)."""
    return add(
        ledger.rates.convert(committed_line(ledger, line, on), line.currency, on)
        for line in ledger.lines
        if line.successor is None and line.inferred_into is None
    )


def committed_line(ledger: Ledger, line: Line, on: date) -> Decimal:
    if line.start > on:
        return first_payment(ledger, line)
    if line.has_decided_end:
        return ZERO
    return ledger.own_lines(line.account, on).get(line.line_id, ZERO)


def first_payment(ledger: Ledger, line: Line) -> Decimal:
    """MRR on the first paying day of a line that has not started."""
    day = line.start
    last = line.end or line.start + LOOK_AHEAD
    while day < last:
        amount = ledger.own_lines(line.account, day).get(line.line_id, ZERO)
        if amount > 0:
            return amount
        day += ONE_DAY
    return ZERO

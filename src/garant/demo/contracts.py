"""Writing contracts and their lines: sign, amend, add, end, renew. No chance is drawn here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from garant.demo.catalogue import CURRENCY, PRODUCTS
from garant.demo.ledger import Ledger, Row
from garant.demo.months import add_months

BILLING = {1: ("month", 1), 3: ("month", 3), 12: ("year", 1)}  # months paid ahead: interval


@dataclass(frozen=True)
class Terms:
    """What is agreed besides the lines."""

    signed_on: date
    start: date
    months: int
    tacit: bool
    notice_days: int
    billed_months: int
    salesperson: str
    channel: str


@dataclass(frozen=True)
class Priced:
    """A line as it is agreed: `monthly` is the list price a month of one seat, or of the whole."""

    product_id: str
    department_id: str | None
    quantity: int
    monthly: Decimal
    total: bool = False  # one sum for the whole term
    trial_days: int = 0
    predecessor: str | None = None
    link: str | None = None


@dataclass
class Running:
    """The contract an account runs on now and its live recurring lines."""

    ledger: Ledger
    account_id: str
    contract: Row = field(default_factory=dict)
    lines: list[Row] = field(default_factory=list)
    months: int = 12
    billed_months: int = 12
    clock: datetime | None = None

    def known(self, at: datetime) -> datetime:
        """`at`, or a minute after the account's last record if that is later."""
        if self.clock is not None and at <= self.clock:
            at = self.clock + timedelta(minutes=1)
        self.clock = at
        return at


def sign(running: Running, terms: Terms, *, lines: Iterable[Priced], at: datetime) -> None:
    """Sign a new contract; if one runs, the new one renews it."""
    at = running.known(at)
    renewed = running.contract.get("contract_id")
    end = add_months(terms.start, terms.months)
    running.contract = running.ledger.record("contract", _contract(running, terms, end), at=at)
    running.contract["renews_contract_id"] = renewed
    running.months, running.billed_months = terms.months, terms.billed_months
    running.lines = [_open(running, line, terms.start, at) for line in lines]


def _contract(running: Running, terms: Terms, end: date) -> Row:
    return {
        "contract_id": running.ledger.next_id("C", digits=4),
        "account_id": running.account_id,
        "signed_on": terms.signed_on,
        "term_start": terms.start,
        "term_end": end,
        "auto_renew": terms.tacit,
        "notice_days": terms.notice_days,
        "renews_contract_id": None,
        "cancel_requested_on": None,
        "effective_end": None,
        "end_reason": None,
        "salesperson": terms.salesperson,
        "channel": terms.channel,
    }


def add_line(running: Running, line: Priced, *, start: date, at: datetime) -> None:
    """Add a line to the running contract: a department that joins, an addition."""
    running.lines.append(_open(running, line, start, running.known(at)))


def change_line(running: Running, line: Row, *, changed: Priced, start: date, at: datetime) -> None:
    """Close a line and open the one that takes its place, linked to it."""
    at = running.known(at)
    running.ledger.correct("contract_line", line, at=at, end_on=start)
    running.lines[running.lines.index(line)] = _open(running, changed, start, at)


def drop_line(running: Running, line: Row, *, end: date, at: datetime) -> None:
    """Close a line that nothing follows."""
    running.ledger.correct("contract_line", line, at=running.known(at), end_on=end)
    running.lines.remove(line)


def end_contract(
    running: Running,
    end: date,
    *,
    reason: str,
    at: datetime,
    requested_on: date | None = None,
) -> None:
    """Write down that the running contract ends on that day, and why."""
    running.contract = running.ledger.correct(
        "contract",
        running.contract,
        at=running.known(at),
        cancel_requested_on=requested_on,
        effective_end=end,
        end_reason=reason,
    )


def grant(running: Running, percent: int, *, end: date | None, at: datetime) -> None:
    """Write the discount on the whole contract, until `end` or for as long as it runs."""
    discount = {
        "discount_id": running.ledger.next_id("D", digits=4),
        "line_id": None,
        "contract_id": running.contract["contract_id"],
        "kind": "percent",
        "value": Decimal(percent),
        "currency": None,
        "duration": "forever" if end is None else "repeating",
        "start_on": running.contract["term_start"],
        "end_on": end,
        "priority": 0,
    }
    running.ledger.record("discount", discount, at=running.known(at))


def charge_once(running: Running, product_id: str, *, amount: Decimal, at: datetime) -> None:
    """Write a one-time line at the start of the contract."""
    start = running.contract["term_start"]
    line = Priced(product_id, None, 1, amount)
    row = _line(running, line, start) | {
        "kind": "one_time",
        "price_basis": "line_total",
        "amount": amount,
        "list_amount": amount,
        "end_on": add_months(start, 1),
        "interval_unit": None,
        "interval_count": None,
    }
    running.ledger.record("contract_line", row, at=running.known(at))


def agreed(row: Row, monthly: Decimal) -> Priced:
    """The line as it stands at another monthly list price, ready to be changed and reopened."""
    return Priced(
        product_id=row["product_id"],
        department_id=row["department_id"],
        quantity=row["quantity"],
        monthly=monthly,
        predecessor=row["line_id"],
    )


def linked(lines: Sequence[Priced], link: str) -> list[Priced]:
    """The same lines, each linked to its predecessor in that way."""
    return [replace(line, link=link) for line in lines]


def _open(running: Running, line: Priced, start: date, at: datetime) -> Row:
    return running.ledger.record("contract_line", _line(running, line, start), at=at)


def _line(running: Running, line: Priced, start: date) -> Row:
    product = PRODUCTS[line.product_id]
    interval: tuple[str | None, int | None] = BILLING[running.billed_months]
    amount = line.monthly * running.billed_months
    basis = "flat_per_interval" if product.flat else "per_unit_per_interval"
    if line.total:
        basis, interval = "line_total", (None, None)
        amount = line.monthly * line.quantity * running.months
    return {
        "line_id": running.ledger.next_id("L", digits=5),
        "contract_id": running.contract["contract_id"],
        "account_id": running.account_id,
        "product_id": line.product_id,
        "department_id": line.department_id,
        "kind": "usage_commit" if line.product_id == "P-LISTENING" else "recurring",
        "start_on": start,
        "end_on": running.contract["term_end"] if line.total else None,
        "trial_end": start + timedelta(days=line.trial_days) if line.trial_days else None,
        "quantity": line.quantity,
        "unit": "service" if product.flat else "seat",
        "price_basis": basis,
        "amount": amount,
        "list_amount": amount,
        "currency": CURRENCY,
        "interval_unit": interval[0],
        "interval_count": interval[1],
        "predecessor_line_id": line.predecessor,
        "link": line.link,
    }

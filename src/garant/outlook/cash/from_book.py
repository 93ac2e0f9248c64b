"""A plan from a book: what the facts tell of a company's cash, and what they do not.

Every field of the plan has an :class:`~garant.outlook.cash.book_frames.Origin`: derived from the
book, or the default, kept by name and said. What is derived is a level or a ratio of the recent
past, taken as it is: a plan that goes on as now. Customers who have given notice count as the
others of their age do, at the average loss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from garant.metrics.errors import RequestError
from garant.outlook.cash.book_costs import costs
from garant.outlook.cash.book_customers import customers
from garant.outlook.cash.book_deals import prices, sellers, terms
from garant.outlook.cash.book_frames import CashFrames, Origin, assumed, rounded, total
from garant.outlook.cash.plan import Plan

DAYS_A_MONTH = Decimal("30.4375")  # 365.25 / 12
MOST_DELAY = Decimal(24)
KEPT = ("ramp_months", "commission_paid", "cash_in_hand")


@dataclass(frozen=True)
class FromBook:
    """A plan, and where each of its fields came from."""

    plan: Plan
    origins: tuple[Origin, ...]


def plan_from_book(frames: CashFrames) -> FromBook:
    """The plan of a company that goes on as its book says.

    Raises RequestError where nobody pays anything: there is nothing to start from.
    """
    if frames.now.empty:
        raise RequestError("nobody pays anything in this book, so there is no cash to plan from")
    found = tuple(_origins(frames))
    values = {one.field: one.value for one in found if one.value is not None}
    return FromBook(Plan(**values), found)


def _origins(frames: CashFrames) -> Iterator[Origin]:
    year, month = divmod(frames.last + 1, 12)
    yield Origin("currency", frames.currency, "from_currency", {"currency": frames.currency})
    yield Origin("start", f"{year:04d}-{month + 1:02d}", "from_start", {"month": frames.last})
    usual, fitted = terms(frames)
    there, each = sellers(frames)
    yield there
    yield each
    yield Origin("hires", (), "no_hires", derived=False)
    yield from prices(frames)
    yield from fitted
    delay = _delay(frames)
    yield delay
    months = Plan().payment_delay_months if delay.value is None else delay.value
    yield from customers(frames, usual.term, months)
    yield from costs(frames, there.value or Plan().salespeople)
    for name in KEPT:
        yield assumed(name, "not_in_a_book")


def _delay(frames: CashFrames) -> Origin:
    """Months from invoice to payment, weighted by amount, of the payments of the last 12 months."""
    rows = frames.payments
    if rows is None or rows.empty or not int(rows["amount"].sum()) > 0:
        return assumed("payment_delay_months", "no_payments")
    weighted = sum(
        int(days) * int(paid) for days, paid in zip(rows["days"], rows["amount"], strict=True)
    )
    days = Decimal(weighted) / int(rows["amount"].sum())
    months = min(max(rounded(days / DAYS_A_MONTH, 2), Decimal(0)), MOST_DELAY)
    said = {"payments": len(rows), "paid": total(rows, "amount"), "days": rounded(days, 1)}
    return Origin("payment_delay_months", months, "from_payments", said)

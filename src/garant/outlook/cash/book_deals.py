"""What a deal is, how many are signed and by whom, from the deals of the last 12 months of a book.

A deal is the first day of an account: what it pays a month then, after the discounts of that day
and before, and the terms of its dearest line. It belongs to the month in which its contract was
signed, or else to the one in which it starts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from garant.outlook.cash.book_frames import CashFrames, Origin, assumed, rounded, total, within
from garant.outlook.cash.plan import Plan

YEAR = 12
PRESENT = 6  # months in which a salesperson must have signed a deal to count as there
MOST_BILLED = 36


@dataclass(frozen=True)
class Terms:
    """The usual term and billing of a deal, in months, made to fit each other."""

    term: int
    billing: int


def terms(frames: CashFrames) -> tuple[Terms, tuple[Origin, ...]]:
    """The commonest term of the deals of the last 12 months, and their median billing by rent.

    Half of the rent of these deals is billed for so many months in advance or fewer: a company
    that bills half of it by the year and half by the month is neither. Billing must divide the
    term, as a plan pays nothing back: a term that is no multiple becomes the least common multiple
    of both.
    """
    rows = _recent(frames)
    if rows.empty:
        kept = Plan()
        untold = tuple(assumed(name, "no_deals") for name in ("billing_months", "term_months"))
        return Terms(kept.term_months, kept.billing_months), untold
    billing = median_billing(rows)
    under = total(rows[rows["billed_months"] <= billing], "net")
    said = {"months": billing, "share": _share(under, total(rows, "net"))}
    billed = Origin("billing_months", billing, "from_billing", said)
    known = rows["term_months"].dropna()
    usual = Plan().term_months if known.empty else int(known.mode().min())
    fitting = math.lcm(usual, billing)
    if fitting != usual:
        return Terms(fitting, billing), (billed, Origin("term_months", fitting, "term_of_billing"))
    if known.empty:
        return Terms(fitting, billing), (billed, assumed("term_months", "term_unknown"))
    share = Decimal(int((known == usual).sum())) / len(known)
    told = Origin("term_months", usual, "from_term", {"share": share})
    return Terms(fitting, billing), (billed, told)


def median_billing(deals: pd.DataFrame) -> int:
    """The months billed at once of the middle of the rent.

    >>> rows = pd.DataFrame({"billed_months": [1, 3, 12], "net": [40, 20, 40]})
    >>> median_billing(rows)
    3
    """
    by = deals.groupby("billed_months")["net"].sum().sort_index().cumsum()
    reached = by[2 * by >= by.iloc[-1]]
    return min(int(reached.index[0]), MOST_BILLED)


def _recent(frames: CashFrames) -> pd.DataFrame:
    return within(frames.deals, "signed_month", frames.last, YEAR)


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole else Decimal(0)


def prices(frames: CashFrames) -> Iterator[Origin]:
    """List rent of a deal and the discount given: 1 − Σ paid / Σ list, over the same deals.

    A deal whose list price is not told counts at the price it pays.
    """
    rows = _recent(frames)
    listed, net = total(rows, "listed"), total(rows, "net")
    if rows.empty or not listed:
        yield assumed("price", "no_deals")
        yield assumed("discount", "no_deals")
        return
    price = rounded(listed / len(rows), 4)
    yield Origin("price", price, "from_price", {"deals": len(rows), "price": price})
    share = max(rounded(1 - net / listed, 6), Decimal(0))
    told = int(rows["told"].sum())
    code = "from_discount" if told else "discount_untold"
    yield Origin("discount", share, code, {"told": told, "deals": len(rows), "discount": share})


def sellers(frames: CashFrames) -> Iterator[Origin]:
    """Salespeople, and the deals each signs in a month.

    A salesperson is there in a month if a deal of that month or of the five before names them.
    Deals each = the deals of the last 12 months / the sum of the salespeople there in each. Where
    no deal names anybody, the default of deals each is kept, and as many salespeople stand for
    the sales force as sign the deals there were.
    """
    rows = _recent(frames)
    there = headcounts(frames)
    said = {"deals": len(rows), "first_month": frames.last - YEAR + 1, "month": frames.last}
    if rows.empty:
        yield assumed("salespeople", "no_deals")
        yield Origin("deals_each", Decimal(0), "from_no_deals", said)
    elif not any(there):
        kept = Plan().deals_each
        people = rounded(Decimal(len(rows)) / YEAR / kept, 4)
        yield Origin("salespeople", people, "sellers_untold", said | {"people": people})
        yield assumed("deals_each", "sellers_unknown")
    else:
        present = Decimal(max(there[-1], 1))
        each = rounded(Decimal(len(rows)) / sum(there), 4)
        average = rounded(Decimal(sum(there)) / YEAR, 1)
        yield Origin("salespeople", present, "from_sellers", {"people": present, "months": PRESENT})
        yield Origin("deals_each", each, "from_deals", said | {"each": each, "people": average})


def headcounts(frames: CashFrames) -> list[int]:
    """How many salespeople were there in each of the last 12 months."""
    named = frames.deals.dropna(subset=["salesperson"])
    months = range(frames.last - YEAR + 1, frames.last + 1)
    return [
        int(within(named, "signed_month", month, PRESENT)["salesperson"].nunique())
        for month in months
    ]


def bookings(frames: CashFrames) -> pd.Series:
    """The first 12 months of rent of the deals signed in each month, in ten-thousandths."""
    return frames.deals.groupby("signed_month")["net"].sum() * YEAR

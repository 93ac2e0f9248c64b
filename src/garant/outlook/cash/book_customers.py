"""Customers already there, how many leave, and how those who stay grow, from a book.

A customer is an account. Its age counts from the first month end at which it pays, its cohort
(METRICS R24); what is lost of whom at which age is what :mod:`garant.outlook.curves.lives` tells.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pandas as pd

from garant.outlook.cash.book_frames import CashFrames, Origin, amount, assumed, rounded, total
from garant.outlook.cash.plan_rows import Existing
from garant.outlook.curves.evidence import Evidence
from garant.outlook.curves.lives import Lives

YEAR = 12
LEAST = 20  # accounts at the end of a year of their life, without which its loss is not told
WINDOWS = (12, 24, 36)  # months looked back, the shortest that is enough


def existing(frames: CashFrames, term: int) -> Origin:
    """Customers who pay on the last day, and those who start next month, by age and billing.

    How often an account is billed is that of its dearest line. An account that is billed for
    longer than the term of the plan has a term of its own, the shortest that its billing fits.
    """
    paying, starting = _paying(frames), _about_to_start(frames)
    rows = pd.concat([paying, starting], ignore_index=True)
    groups = rows.groupby(["age", "billed_months"], as_index=False).agg(
        mrr=("mrr", "sum"), accounts=("account_id", "size")
    )
    found = tuple(
        _group(int(row.age), int(row.billed_months), amount(row.mrr), int(row.accounts), term)
        for row in groups.itertuples()
    )
    said = {"accounts": len(paying), "rent": total(paying, "mrr"), "month": frames.last}
    if starting.empty:
        return Origin("existing", found, "from_existing", said)
    said |= {"starting": len(starting), "starting_rent": total(starting, "mrr")}
    return Origin("existing", found, "from_existing_starting", said)


def _group(age: int, billed: int, rent: Decimal, accounts: int, term: int) -> Existing:
    fitting = math.lcm(term, billed)
    own = None if fitting == term else fitting
    return Existing(
        age_months=age, rent=rent, accounts=accounts, billing_months=billed, term_months=own
    )


def receivables(groups: tuple[Existing, ...], delay: Decimal) -> Origin:
    """What the customers there were billed before month 1 and have still to pay, by month.

    A bill of j months before month 1 comes in `delay` months after it: of 1.5, one half after one
    month and the other after two.
    """
    whole = int(delay)
    parts = ((whole, 1 - (delay - whole)), (whole + 1, delay - whole))
    due = [Decimal(0)] * (whole + 1)
    for group in groups:
        for ago in range(1, whole + 2):
            age = group.age_months - ago
            if age < 0 or age % group.billing_months:
                continue
            for later, share in parts:
                if later >= ago:
                    due[later - ago] += group.billing_months * group.rent * share
    found = tuple(rounded(one, 4) for one in due)
    while found and not found[-1]:
        found = found[:-1]
    said = {"owed": sum(found, Decimal(0)), "delay": delay}
    return Origin("receivables", found, "from_receivables", said)


def _paying(frames: CashFrames) -> pd.DataFrame:
    """account_id, mrr, billed_months, age: one row an account that pays on the last day."""
    lines = frames.now.sort_values(["mrr", "billed_months"], kind="stable")
    rows = lines.groupby("account_id", as_index=False).agg(
        mrr=("mrr", "sum"), billed_months=("billed_months", "last")
    )
    first = frames.lives.groupby("account_id")["begin"].min()
    ages = frames.last + 1 - rows["account_id"].map(first)
    return rows.assign(age=ages)[rows["mrr"] > 0]


def _about_to_start(frames: CashFrames) -> pd.DataFrame:
    """The same for accounts whose first month is the first of the plan."""
    rows = frames.deals[frames.deals["started_month"] == frames.last + 1]
    rows = rows[["account_id", "net", "billed_months"]].rename(columns={"net": "mrr"})
    return rows.assign(age=0)


def lives(frames: CashFrames) -> Lives:
    """The lives of the accounts, up to the last month."""
    rows = frames.lives
    codes, _names = pd.factorize(rows["account_id"])
    first = rows.groupby("account_id")["begin"].transform("min")
    columns = (codes, first, rows["begin"], rows["end"])
    account, first, begin, end = (np.asarray(column, dtype=np.int64) for column in columns)
    return Lives(account, first, begin, end, last=frames.last)


def losses(frames: CashFrames) -> Origin:
    """Loss by year of age: 1 − S(12 y) / S(12 (y − 1)) of Kaplan and Meier's curve of the accounts.

    The curve is of a window (12, 24 or 36 months, or all of the book): accounts older than its
    start are at risk in it from the age they had then (delayed entry), so that it tells how
    customers leave now and not how they did long ago. It is the shortest window in which at least
    20 accounts came to the end of their first year; later years are told as far as 20 came to
    their end. Kaplan and Meier (1958). Chosen over renewal rates by rank because it needs no
    contracts and counts those who leave within a term as well.
    """
    known = lives(frames)
    for window in (*WINDOWS, None):
        seen = known.evidence(since=None if window is None else frames.last - window)
        years = _years(seen)
        if years:
            break
    if not years:
        there = int(seen.at_risk[YEAR - 1]) if seen.periods >= YEAR else 0
        return assumed("loss_by_year", "loss_unknown", accounts=there, least=LEAST)
    said = {
        "window": window,
        "loss": years[0],
        "at_risk": int(seen.at_risk[YEAR - 1]),
        "lost": int(seen.lost[:YEAR].sum()),
        "years": len(years),
    }
    return Origin("loss_by_year", tuple(years), "from_losses", said)


def _years(seen: Evidence) -> list[Decimal]:
    """The loss of each year of age whose end enough accounts were seen to reach."""
    years = []
    for end in range(YEAR, seen.periods + 1, YEAR):
        if seen.at_risk[end - 1] < LEAST:
            break
        kept = Decimal(1)
        for place in range(end - YEAR, end):
            if seen.at_risk[place] > 0:
                kept *= 1 - Decimal(int(seen.lost[place])) / Decimal(int(seen.at_risk[place]))
        years.append(rounded(1 - kept, 6))
    return years


def expansion(frames: CashFrames) -> Origin:
    """Growth of those who stay: Σ rent today / Σ rent a year ago − 1, of who paid on both days."""
    now = frames.now.groupby("account_id")["mrr"].sum()
    before = frames.before.groupby("account_id")["mrr"].sum()
    both = pd.concat([now, before], axis=1, keys=["now", "then"], join="inner")
    both = both[(both["now"] > 0) & (both["then"] > 0)]
    if len(both) < LEAST:
        return assumed("expansion", "expansion_unknown", accounts=len(both), least=LEAST)
    growth = rounded(total(both, "now") / total(both, "then") - 1, 6)
    growth = min(max(growth, Decimal("-0.9")), Decimal(5))
    said = {"accounts": len(both), "growth": growth}
    return Origin("expansion", growth, "from_expansion", said)


def customers(frames: CashFrames, term: int, delay: Decimal) -> Iterator[Origin]:
    """Everything of customers that a plan asks for."""
    there = existing(frames, term)
    yield there
    yield receivables(there.value, delay)
    yield losses(frames)
    yield expansion(frames)

"""What a company spends, sorted into the costs of a plan, from the ``spend`` of its book.

========================  ======================================================================
field                     from the spend of kind
========================  ======================================================================
``commission, salary``    sales: what moves with the deals signed, and the rest, a salesperson
``onboarding``            onboarding, a deal signed in the same 12 months
``service_share``         cogs, of the MRR of the same 12 months: 1 − gross margin
``service_per_account``   success, an account and month of the same 12 months
``fixed``                 marketing and other, a month, over the last 6 months; cogs and success
                          too while there are fewer than 20 customers
========================  ======================================================================

What grows with the company is told over its last 6 months, as hires show there first; what is a
ratio over the last 12. Months are counted back from the last one that has spend. A kind that the
book never mentions is not known: the default is kept, by name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pandas as pd

from garant.outlook.cash.book_customers import LEAST
from garant.outlook.cash.book_deals import YEAR, bookings
from garant.outlook.cash.book_frames import CashFrames, Origin, assumed, rounded, total, within

RECENT = 6
SEEN = 24  # months over which commission is told from salaries
LEAST_MONTHS = 12
SURE = 1.645  # standard errors of a 90 % interval
FIXED = ("marketing", "other")
SERVICE = ("cogs", "success")
FIELDS = ("commission", "salary", "onboarding", "service_share", "service_per_account", "fixed")


def costs(frames: CashFrames, people: Decimal) -> Iterator[Origin]:
    """Everything of costs that a plan asks for; `people` are the salespeople."""
    spend = frames.spend
    if spend is None or spend.empty:
        for name in FIELDS:
            yield assumed(name, "no_spend")
        return
    last = min(frames.last, int(spend["month"].max()))
    yield from _sales(frames, people, last)
    yield _onboarding(frames, last)
    yield from _service(frames, last)
    yield _fixed(frames, last)


def _of(frames: CashFrames, *kinds: str) -> pd.DataFrame:
    spend = frames.spend if frames.spend is not None else pd.DataFrame({"kind": []})
    return spend[spend["kind"].isin(kinds)]


def _sales(frames: CashFrames, people: Decimal, last: int) -> Iterator[Origin]:
    """Commission by :func:`commission_of`; salary = the rest of sales spend, a salesperson.

    Together they come to the sales spend of the last 6 months, whatever the split.
    """
    rows = _of(frames, "sales")
    if rows.empty:
        yield assumed("commission", "no_kind", kind="sales")
        yield assumed("salary", "no_kind", kind="sales")
        return
    share = commission_of(frames, last)
    if share is None:
        yield Origin("commission", Decimal(0), "commission_untold")
    else:
        yield Origin("commission", share, "from_commission", {"share": share, "months": SEEN})
    signed = bookings(frames).rename_axis("month").reset_index(name="booked")
    spent = total(within(rows, "month", last, RECENT), "amount") / RECENT
    booked = total(within(signed, "month", last, RECENT), "booked") / RECENT
    rest = max(spent - (share or Decimal(0)) * booked, Decimal(0))
    salary = rounded(rest / people, 4)
    said = {"spent": rounded(spent, 4), "people": people, "months": RECENT, "salary": salary}
    yield Origin("salary", salary, "from_salary", said)


def commission_of(frames: CashFrames, last: int) -> Decimal | None:
    """The commission: how the change of sales spend goes with the change of bookings.

        c = median of (Δsᵢ − Δsⱼ) / (Δbᵢ − Δbⱼ) over all pairs of the last 24 months,

    with b the first 12 months of rent of the deals signed in a month, and Δ from each month to the
    next. Changes, because salaries are gone from them; a median, because a hire or a rise moves
    salaries by a step, in a few months. None unless the lower end of its 90 % interval is above 0,
    c is at most 1 and 12 changes were seen: then salaries and commissions cannot be told apart.
    Sources: Theil (1950); the interval is Sen's (1968).
    """
    spent = _of(frames, "sales").groupby("month")["amount"].sum()
    months = range(max(last - SEEN + 1, int(spent.index.min())), last + 1)
    costs_of = spent.reindex(months, fill_value=0).to_numpy(dtype=np.float64)
    booked = bookings(frames).reindex(months, fill_value=0).to_numpy(dtype=np.float64)
    moved, signed = np.diff(costs_of), np.diff(booked)
    count = len(moved)
    one, other = np.triu_indices(count, k=1)
    apart = signed[one] - signed[other]
    slopes = np.sort((moved[one] - moved[other])[apart != 0] / apart[apart != 0])
    if count < LEAST_MONTHS or not len(slopes):
        return None
    spread = SURE * math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = slopes[max(0, math.floor((len(slopes) - spread) / 2))]
    slope = float(np.median(slopes))
    return rounded(Decimal(repr(slope)), 4) if low > 0 and slope <= 1 else None


def _onboarding(frames: CashFrames, last: int) -> Origin:
    rows = _of(frames, "onboarding")
    deals = len(within(frames.deals, "signed_month", last, YEAR))
    if rows.empty:
        return assumed("onboarding", "no_kind", kind="onboarding")
    if not deals:
        return assumed("onboarding", "no_deals")
    spent = total(within(rows, "month", last, YEAR), "amount")
    each = rounded(max(spent, Decimal(0)) / deals, 4)
    said = {"spent": spent, "deals": deals, "cost": each}
    return Origin("onboarding", each, "from_onboarding", said)


def _service(frames: CashFrames, last: int) -> Iterator[Origin]:
    """Cost of service, of rent and of a customer; of a handful of them nothing can be told."""
    months = within(frames.months, "month", last, YEAR)
    rent, accounts = total(months, "mrr"), Decimal(int(months["accounts"].sum()))
    wanted = (
        ("service_share", "cogs", rent, 6, ("rent", "share")),
        ("service_per_account", "success", accounts, 4, ("account_months", "cost")),
    )
    for name, kind, over, places, names in wanted:
        rows = _of(frames, kind)
        if rows.empty:
            yield assumed(name, "no_kind", kind=kind)
            continue
        if is_handful(frames, last) or not over:
            yield Origin(name, Decimal(0), "service_fixed", {"least": LEAST})
            continue
        spent = max(total(within(rows, "month", last, YEAR), "amount"), Decimal(0))
        value = rounded(spent / over, places)
        value = min(value, Decimal(1)) if name == "service_share" else value
        said = {"spent": spent, names[0]: over, names[1]: value}
        yield Origin(name, value, f"from_{kind}", said)


def is_handful(frames: CashFrames, last: int) -> bool:
    """Whether there were fewer than 20 customers on average over the last 12 months.

    A team that serves a handful costs what it costs: by customer it would look as if each new one
    needed a team.
    """
    months = within(frames.months, "month", last, YEAR)
    return len(months) == 0 or int(months["accounts"].sum()) < LEAST * len(months)


def _fixed(frames: CashFrames, last: int) -> Origin:
    """Marketing and other, with what each department spends: hires outside sales show here.

    With the cost of service, where customers are too few to tell what each costs.
    """
    kinds = (*FIXED, *SERVICE) if is_handful(frames, last) else FIXED
    rows = _of(frames, *kinds)
    if rows.empty:
        return assumed("fixed", "no_kind", kind="other")
    recent = within(rows, "month", last, RECENT)
    value = rounded(max(total(recent, "amount"), Decimal(0)) / RECENT, 4)
    departments = recent.assign(department=recent["department"].fillna("none"))
    by = departments.groupby("department")["amount"].sum().sort_values(ascending=False)
    shares = tuple(
        (str(name), rounded(Decimal(int(sum_)) / RECENT / 10**4, 4)) for name, sum_ in by.items()
    )
    said = {"departments": shares, "months": RECENT, "cost": value}
    return Origin("fixed", value, "from_fixed", said)

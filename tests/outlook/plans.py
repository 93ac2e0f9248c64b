"""Plans drawn at random, and a slow second way to compute them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, localcontext
from fractions import Fraction

from hypothesis import strategies as st

from garant.outlook.cash.plan import Plan
from garant.outlook.cash.plan_rows import Existing, Hire
from garant.outlook.cash.projection import flows

COSTS = ("commissions", "salaries", "onboarding", "service", "fixed")
EXACTLY = {
    "pace_spread": 0, "price_spread": 0, "loss_spread": 0, "delay_spread": 0, "cost_spread": 0,
    "chance": False,
}  # fmt: skip
"""Nothing unknown: every path is the exact one."""


def exact_path(plan: Plan) -> list[Fraction]:
    """Cumulative cash before any rounding."""
    parts = {name: series.fractions() for name, series in flows(plan).items()}
    path, cash = [], Fraction(0)
    for t in range(plan.months):
        cash += parts["receipts"][t] - sum(parts[cost][t] for cost in COSTS)
        path.append(cash)
    return path


# ---------------------------------------------------------------- the slow way


def slow_parts(plan: Plan) -> dict[str, list[Fraction]]:
    """Month after month, group after group of customers, from the rules as they are told."""
    parts = {name: [Fraction(0)] * plan.months for name in ("receipts", *COSTS)}
    due: dict[int, Fraction] = defaultdict(Fraction)
    groups: list[list] = []  # [age, accounts, rent of an account, billing, term, rep pay left]
    for i, amount in enumerate(plan.receivables, start=1):
        due[i] += Fraction(amount)
    for e in plan.existing:
        count = Fraction(e.accounts)
        groups.append([e.age_months - 1, count, Fraction(e.rent), e.billing_months,
                       e.term_months or plan.term_months, False, Fraction(1)])  # fmt: skip
    for t in range(1, plan.months + 1):
        people, worth = Fraction(plan.salespeople), Fraction(plan.salespeople)
        for hire in plan.hires:
            if hire.month <= t:
                people += Fraction(hire.people)
                ready = (
                    min(1, Fraction(t - hire.month, plan.ramp_months)) if plan.ramp_months else 1
                )
                worth += ready * Fraction(hire.people)
        signed = worth * Fraction(plan.deals_each)
        rent = Fraction(plan.price) * (1 - Fraction(plan.discount))
        groups.append([-1, signed, rent * signed, plan.billing_months, plan.term_months, True,
                       Fraction(1)])  # fmt: skip
        parts["salaries"][t - 1] = people * Fraction(plan.salary)
        parts["onboarding"][t - 1] = signed * Fraction(plan.onboarding)
        parts["fixed"][t - 1] = Fraction(plan.fixed)
        for group in groups:
            _one_month(plan, group, t, parts, due)
        parts["receipts"][t - 1] = due[t]
    return parts


def _one_month(plan, group, t, parts, due):
    """A group gets a month older: some leave, the rent rises, a bill goes out, costs fall due."""
    group[0] += 1
    age, accounts, rent, billing, term, is_new, share = group
    signing_rent = Fraction(plan.net_price)
    if age > 0:
        share = group[6] = _rounded(share * _stay(plan, term, age))
        if age % 12 == 0:
            rent = group[2] = rent * (1 + Fraction(plan.expansion))
    accounts, rent = accounts * share, rent * share
    months_billed = billing if age % billing == 0 else 0
    late = Fraction(plan.payment_delay_months)
    whole = late.numerator // late.denominator
    for later, part in ((whole, 1 - (late - whole)), (whole + 1, late - whole)):
        due[t + later] += part * months_billed * rent
        if is_new and plan.commission_paid == "receipt":
            first = max(0, min(months_billed, 12 - age))
            paid = part * first * Fraction(plan.commission) * signing_rent * accounts
            if t + later <= plan.months:
                parts["commissions"][t + later - 1] += paid
    if is_new and plan.commission_paid == "signature" and age == 0:
        parts["commissions"][t - 1] += 12 * Fraction(plan.commission) * signing_rent * accounts
    if is_new and plan.commission_paid == "spread" and age < 12:
        parts["commissions"][t - 1] += Fraction(plan.commission) * signing_rent * accounts
    parts["service"][t - 1] += rent * Fraction(plan.service_share)
    parts["service"][t - 1] += accounts * Fraction(plan.service_per_account)


def _stay(plan: Plan, term: int, age: int) -> Fraction:
    """Of those there a month before, who is there at an age: 12 decimals, as the rules say."""
    with localcontext() as context:
        context.prec = 50
        stay = Decimal(1)
        if age % term == 0:
            for month in range(age - term, age):  # a twelfth of its year's loss, month by month
                year = min(month // 12, len(plan.loss_by_year) - 1)
                kept = 1 - plan.loss_by_year[year]
                stay *= (kept.ln() / 12).exp() if kept else 0
        if plan.loss_by_month:
            stay *= 1 - plan.loss_by_month[min(age - 1, len(plan.loss_by_month) - 1)]
        return Fraction(stay.quantize(Decimal("1e-12")))


def _rounded(share: Fraction) -> Fraction:
    one = 10**12
    return Fraction((2 * share.numerator * one + share.denominator) // (2 * share.denominator), one)


# ---------------------------------------------------------------- at random


def amounts(most: int):
    return st.decimals(0, most, places=2)


def shares(most: str = "1"):
    return st.decimals(0, Decimal(most), places=2)


HIRES = st.lists(st.builds(Hire, st.integers(1, 24), st.decimals(0, 3, places=1)), max_size=3)


@st.composite
def existing(draw, term: int):
    billing = draw(st.sampled_from([b for b in (1, 3, 6, 12) if term % b == 0]))
    return Existing(age_months=draw(st.integers(0, 40)), rent=draw(amounts(20000)),
                    accounts=draw(st.integers(1, 30)), billing_months=billing)  # fmt: skip


@st.composite
def plans(draw, **fixed):
    """Plans of a few years, most of them with a trough."""
    term = fixed.get("term_months") or draw(st.sampled_from([1, 3, 12, 12, 24]))
    values = {
        "months": draw(st.integers(24, 48)),
        "salespeople": draw(st.decimals(0, 3, places=1)),
        "hires": tuple(draw(HIRES)),
        "ramp_months": draw(st.integers(0, 12)),
        "deals_each": draw(st.decimals(0, 3, places=2)),
        "salary": draw(amounts(12000)),
        "commission": draw(shares("0.5")),
        "commission_paid": draw(st.sampled_from(["signature", "receipt", "spread"])),
        "price": draw(amounts(3000)),
        "discount": draw(shares("0.5")),
        "billing_months": draw(st.sampled_from([b for b in (1, 3, 12) if term % b == 0])),
        "payment_delay_months": draw(st.decimals(0, 3, places=1)),
        "term_months": term,
        "loss_by_year": tuple(draw(st.lists(shares(), min_size=1, max_size=3))),
        "loss_by_month": tuple(draw(st.lists(shares("0.1"), max_size=2))),
        "expansion": draw(st.decimals(Decimal("-0.2"), Decimal("0.3"), places=2)),
        "existing": tuple(draw(st.lists(existing(term), max_size=2))),
        "onboarding": draw(amounts(6000)),
        "service_share": draw(shares("0.5")),
        "service_per_account": draw(amounts(100)),
        "fixed": draw(amounts(30000)),
        "cash_in_hand": draw(amounts(500000)),
        "receivables": tuple(draw(st.lists(amounts(20000), max_size=2))),
    }
    return Plan(**{**values, **fixed})

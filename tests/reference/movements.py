"""One account over one period (d0, d1]: its class and its buckets (R13, R14, R16, R19)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .calendar import ONE_DAY, days_after
from .ledger import EMPTY, Ledger, ThreadState
from .lines import Thread
from .money import ZERO, add, round4

GAINS = (
    "new",
    "reactivation",
    "upsell_seats",
    "upsell_plan",
    "cross_sell_product",
    "cross_sell_department",
    "price_increase",
)
LOSSES = (
    "contraction_seats",
    "contraction_plan",
    "contraction_price",
    "contraction_drop",
    "churn",
)
BUCKETS = GAINS + LOSSES
KEPT_IN_NET = ("new", "reactivation", "churn")


@dataclass
class Movement:
    """Buckets are positive amounts; `signed` gives their effect on MRR."""

    opening: Decimal
    closing: Decimal
    buckets: dict[str, Decimal] = field(default_factory=dict)
    fx: Decimal = ZERO
    started: int = 0
    reactivated: int = 0
    churned: int = 0
    reason: str | None = None
    price_kinds: set[str] = field(default_factory=set)

    @property
    def signed(self) -> Decimal:
        return add(self.buckets.get(name, ZERO) for name in GAINS) - add(
            self.buckets.get(name, ZERO) for name in LOSSES
        )

    def put(self, bucket: str, amount: Decimal) -> None:
        if amount != 0:
            self.buckets[bucket] = self.buckets.get(bucket, ZERO) + amount


def full_movement(ledger: Ledger, account: str, d0: date, d1: date) -> Movement:
    """R13, R14 and R16 between two days."""
    result = Movement(ledger.amount(account, d0), ledger.amount(account, d1))
    if result.opening == 0 and result.closing > 0:
        name = comeback(ledger, account, d0, d1)
        whole_account(ledger, account, d1, d1, (name, result))
        result.started, result.reactivated = int(name == "new"), int(name == "reactivation")
    elif result.opening > 0 and result.closing == 0:
        whole_account(ledger, account, d0, d1, ("churn", result))
        result.churned = 1
        result.reason = churn_reason(ledger, account, d0, d1)
    elif result.opening > 0 and result.closing > 0:
        continuing(ledger, account, (d0, d1), result)
    result.fx = result.closing - result.opening - result.signed
    return result


def whole_account(
    ledger: Ledger, account: str, day: date, rate_day: date, into: tuple[str, Movement]
) -> None:
    """R16: new, reactivation and churn, thread by thread, at rate(d1)."""
    name, result = into
    for thread, found in ledger.threads(account, day).items():
        result.put(name, ledger.rates.convert(found.m, thread[3], rate_day))


def comeback(ledger: Ledger, account: str, d0: date, d1: date) -> str:
    """R13 and D8: `reactivation` if it ever had MRR on a day <= d0, else `new`."""
    last = ledger.last_paying_day(account, d0)
    if last is None:
        return "new"
    window = ledger.settings["reactivation_window_days"]
    if window is None:
        return "reactivation"
    first_back = next(day for day in days_after(d0, d1) if ledger.has_mrr(account, day))
    away = (first_back - (last + ONE_DAY)).days
    return "reactivation" if away <= window else "new"


def churn_reason(ledger: Ledger, account: str, d0: date, d1: date) -> str | None:
    """R13 and D9: the end_reason of the last line to end."""
    ended = []
    for line_id, amount in ledger.lines_on(account, d0).items():
        line = ledger.by_id[line_id]
        if amount > 0 and line.end is not None and line.end <= d1:
            ended.append(line)
    if not ended:
        return None
    last = max(ended, key=lambda line: (line.end, line.line_id))
    return last.contract.get("end_reason") if last.contract is not None else None


def continuing(ledger: Ledger, account: str, period: tuple[date, date], result: Movement) -> None:
    """R14: thread by thread."""
    d0, d1 = period
    before, after = ledger.threads(account, d0), ledger.threads(account, d1)
    if before == after:
        return
    for thread in sorted({*before, *after}, key=str):
        pair = (before.get(thread, EMPTY), after.get(thread, EMPTY))
        local = thread_movement(ledger, thread, period, pair)
        if not local and pair[0].m == 0 < pair[1].m:
            local = {arrival(thread, before): pair[1].m}
        for bucket, amount in local.items():
            result.put(bucket, ledger.rates.convert(amount, thread[3], d1))
            if bucket in ("price_increase", "contraction_price"):
                result.price_kinds.add(price_kind(*with_quantities(pair)))


def arrival(thread: Thread, before: dict[Thread, ThreadState]) -> str:
    """R14 (a) and D1."""
    had = {(t[1], t[2]) for t, found in before.items() if found.m > 0}
    if thread[1] not in {product for product, _ in had}:
        return "cross_sell_product"
    if (thread[1], thread[2]) not in had:
        return "cross_sell_department"
    return "upsell_seats"


def thread_movement(
    ledger: Ledger,
    thread: Thread,
    period: tuple[date, date],
    pair: tuple[ThreadState, ThreadState],
) -> dict[str, Decimal]:
    """R14 (b), (c), (d) in local money; (a) needs the whole account."""
    m0, m1 = pair[0].m, pair[1].m
    if m0 in (m1, 0):
        return {}
    if m1 == 0:
        return {"contraction_drop": m0}
    if plan_changed(ledger, thread, period):
        return {"upsell_plan": m1 - m0} if m1 > m0 else {"contraction_plan": m0 - m1}
    return seats_and_price(pair)


def plan_changed(ledger: Ledger, thread: Thread, period: tuple[date, date]) -> bool:
    """R14 (c) and D6: a replaces link to another product starts in (d0, d1]."""
    d0, d1 = period
    return any(
        b.product != a.product
        and d0 < b.start <= d1
        and b.pays_ever
        and ledger.thread[b.line_id] == thread
        for a, b in ledger.replacements
    )


def with_quantities(
    pair: tuple[ThreadState, ThreadState],
) -> tuple[tuple[ThreadState, Fraction], tuple[ThreadState, Fraction]]:
    """R11, D4, D7: the quantities, or 1 and 1 when units mix or a quantity is 0."""
    before, after = pair
    mixed = len(before.units | after.units) > 1
    if mixed or before.q == 0 or after.q == 0:
        return (before, Fraction(1)), (after, Fraction(1))
    return (before, before.q), (after, after.q)


def seats_and_price(pair: tuple[ThreadState, ThreadState]) -> dict[str, Decimal]:
    """R14 (d)."""
    (before, q0), (after, q1) = with_quantities(pair)
    change = after.m - before.m
    seats = round4((q1 - q0) * Fraction(before.m) / q0)
    price = change - seats
    if seats * price < 0:
        if (seats > 0) == (change > 0):
            seats, price = change, ZERO
        else:
            seats, price = ZERO, change
    buckets = {}
    if seats != 0:
        buckets["upsell_seats" if seats > 0 else "contraction_seats"] = abs(seats)
    if price != 0:
        buckets["price_increase" if price > 0 else "contraction_price"] = abs(price)
    return buckets


def price_kind(before: tuple[ThreadState, Fraction], after: tuple[ThreadState, Fraction]) -> str:
    """R14 (e) and D13: `discount` when the undiscounted unit price did not move."""
    (state0, q0), (state1, q1) = before, after
    return "discount" if state0.gross / q0 == state1.gross / q1 else "list"


def event_movement(ledger: Ledger, account: str, d0: date, d1: date) -> Movement:
    """R18 and D10: the full classification of every day, summed."""
    whole = Movement(ledger.amount(account, d0), ledger.amount(account, d1))
    yesterday = d0
    for day in days_after(d0, d1):
        step = full_movement(ledger, account, yesterday, day)
        for bucket, amount in step.buckets.items():
            whole.put(bucket, amount)
        whole.fx += step.fx
        whole.started += step.started
        whole.reactivated += step.reactivated
        whole.churned += step.churned
        whole.reason = step.reason if step.churned else whole.reason
        whole.price_kinds |= step.price_kinds
        yesterday = day
    return whole


def net_movement(ledger: Ledger, account: str, d0: date, d1: date) -> Movement:
    """R18 and D11: one movement per account and period."""
    result = full_movement(ledger, account, d0, d1)
    result.price_kinds = set()
    if result.opening > 0 and result.closing > 0:
        total = result.signed
        result.buckets = {}
        result.put("expansion" if total > 0 else "contraction", abs(total))
    return result


def is_blip(ledger: Ledger, account: str, d0: date, d1: date) -> bool:
    """R19: nothing at both ends, something inside."""
    if ledger.has_mrr(account, d0) or ledger.has_mrr(account, d1):
        return False
    return any(ledger.has_mrr(account, day) for day in days_after(d0, d1))


def signed_total(
    buckets: dict[str, Decimal], gains: Iterable[str], losses: Iterable[str]
) -> Decimal:
    return add(buckets.get(x, ZERO) for x in gains) - add(buckets.get(x, ZERO) for x in losses)

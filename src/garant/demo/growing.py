"""Within a term: seats are added, departments join, additions are taken, plans change, a pause."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from garant.demo.catalogue import (
    ADDITIONS,
    DEPARTMENTS,
    PLANS,
    PRICE_RISES,
    PRODUCTS,
    list_price,
    to_ten_cents,
)
from garant.demo.contracts import Priced, add_line, agreed, change_line, drop_line
from garant.demo.ledger import Row
from garant.demo.life import Life
from garant.demo.months import add_months, month_of

MOST_SEATS = 400
BEFORE_THE_END = 65  # days: what happens later belongs to the renewal
NOTICE_MAY_COME = 170  # days: who is about to leave has stopped growing by then
LEAVING_GROWTH, TRAINED_GROWTH = 0.35, 1.5
LATE_ENTRY = 0.06  # share of changes that are written down after they took effect

# Chance a year of each change.
CHANGES_A_YEAR = {
    "more_seats": 0.40,
    "department": 0.10,
    "addition": 0.12,
    "better_plan": 0.05,
    "drop_addition": 0.03,
    "pause": 0.05,
}


def grow(life: Life, begin: date, *, end: date, leaving: bool) -> None:
    """Write the changes of one term, in order of date."""
    for day, change in sorted(_planned(life, begin, end, leaving=leaving).items()):
        if day <= life.last_day:
            CHANGES[change](life, day)


def _planned(life: Life, begin: date, end: date, *, leaving: bool) -> dict[date, str]:
    """At most one change a day. A pause comes alone, so that nothing changes while it lasts."""
    first = begin + timedelta(days=45)
    last = end - timedelta(days=NOTICE_MAY_COME if leaving else BEFORE_THE_END)
    planned: dict[date, str] = {}
    if first >= last:
        return planned
    for change, chance in CHANGES_A_YEAR.items():
        if life.rng.random() < chance * _pace(life, leaving=leaving) * (end - begin).days / 365:
            planned.setdefault(_day(life, first, last), change)
    if "pause" in planned.values():
        return _summer(first, last)
    return planned | _indexed(life, begin, end)


def _pace(life: Life, *, leaving: bool) -> float:
    pace = TRAINED_GROWTH if life.profile.trained else 1.0
    return pace * (LEAVING_GROWTH if leaving else 1.0)


def _day(life: Life, first: date, last: date) -> date:
    day = first + timedelta(days=life.rng.randint(0, (last - first).days))
    return month_of(day) if life.rng.random() < 0.6 and month_of(day) >= first else day


def _summer(first: date, last: date) -> dict[date, str]:
    """The August of the term, when it falls wholly inside."""
    august = date(first.year if first <= date(first.year, 8, 1) else first.year + 1, 8, 1)
    return {august: "pause"} if add_months(august, 1) <= last else {}


def _indexed(life: Life, begin: date, end: date) -> dict[date, str]:
    """List price rises reach a tacit contract once its first term is over."""
    contract = life.running.contract
    if not contract["auto_renew"] or begin < contract["term_end"]:
        return {}
    return {day: "price" for day in PRICE_RISES if begin < day < end}


def _written(life: Life, day: date) -> date:
    """The day on which a change that takes effect on `day` is written down."""
    if life.rng.random() < LATE_ENTRY:
        return day + timedelta(days=life.rng.randint(3, 25))
    return day - timedelta(days=life.rng.randint(1, 12))


def _by_the_seat(life: Life) -> list[Row]:
    """The lines of a plan whose seats may change: not those sold for one sum."""
    return [
        row
        for row in life.running.lines
        if row["product_id"] in PLANS and row["price_basis"] == "per_unit_per_interval"
    ]


def _monthly(life: Life, row: Row) -> Decimal:
    return Decimal(row["amount"] / life.running.billed_months)


def _change(life: Life, row: Row, changed: Priced, day: date) -> None:
    written_on = _written(life, day)
    if written_on <= life.last_day:
        change_line(life.running, row, changed=changed, start=day, at=life.at(written_on))


def _add(life: Life, line: Priced, day: date) -> None:
    written_on = _written(life, day)
    if written_on <= life.last_day:
        add_line(life.running, line, start=day, at=life.at(written_on))


def _more_seats(life: Life, day: date) -> None:
    rows = _by_the_seat(life)
    if not rows:
        return
    row = life.rng.choice(rows)
    seats = row["quantity"] + max(2, round(row["quantity"] * life.rng.uniform(0.08, 0.35)))
    line = agreed(row, _monthly(life, row))
    _change(life, row, replace(line, quantity=min(seats, MOST_SEATS), link="amends"), day)


def _department(life: Life, day: date) -> None:
    rows = _by_the_seat(life)
    taken = {row["department_id"] for row in life.running.lines}
    free = [department for department in DEPARTMENTS if department not in taken]
    if not rows or not free:
        return
    like = rows[0]
    seats = max(3, round(like["quantity"] * life.rng.uniform(0.2, 0.5)))
    price = list_price(like["product_id"], day)
    _add(life, Priced(like["product_id"], life.rng.choice(free), seats, price), day)


def _addition(life: Life, day: date) -> None:
    taken = {row["product_id"] for row in life.running.lines}
    free = [product for product in ADDITIONS if product not in taken]
    if not free:
        return
    product = life.rng.choice(free)
    seats = sum(row["quantity"] for row in life.running.lines if row["product_id"] in PLANS)
    quantity = 1 if PRODUCTS[product].flat else max(3, seats // 2)
    _add(life, Priced(product, None, quantity, list_price(product, day)), day)


def _better_plan(life: Life, day: date) -> None:
    rows = [row for row in _by_the_seat(life) if row["product_id"] != PLANS[-1]]
    if not rows:
        return
    row = rows[0]
    plan = PLANS[PLANS.index(row["product_id"]) + 1]
    line = agreed(row, list_price(plan, day))
    _change(life, row, replace(line, product_id=plan, link="replaces"), day)


def _drop_addition(life: Life, day: date) -> None:
    rows = [row for row in life.running.lines if row["product_id"] in ADDITIONS]
    written_on = _written(life, day)
    if rows and written_on <= life.last_day:
        drop_line(life.running, rows[0], end=day, at=life.at(written_on))


def _price(life: Life, day: date) -> None:
    """The yearly indexation: every line that runs follows the list."""
    written_on = day - timedelta(days=40)
    if written_on > life.last_day:
        return
    at = life.at(written_on)
    for row in list(life.running.lines):
        if row["price_basis"] == "line_total" or row["start_on"] >= day:
            continue
        price = to_ten_cents(_monthly(life, row) * (1 + PRICE_RISES[day]))
        indexed = replace(agreed(row, price), link="amends")
        change_line(life.running, row, changed=indexed, start=day, at=at)


def _pause(life: Life, day: date) -> None:
    written_on = day - timedelta(days=life.rng.randint(5, 30))
    if written_on > life.last_day:
        return
    at = life.running.known(life.at(written_on))
    for row in life.running.lines:
        pause = {"line_id": row["line_id"], "start_on": day, "end_on": add_months(day, 1)}
        life.running.ledger.record("pause", pause, at=at)


CHANGES: dict[str, Callable[[Life, date], None]] = {
    "more_seats": _more_seats,
    "department": _department,
    "addition": _addition,
    "better_plan": _better_plan,
    "drop_addition": _drop_addition,
    "price": _price,
    "pause": _pause,
}

"""At the end of a term: notice is given, the contract goes on by itself, or another is signed."""

from dataclasses import replace
from datetime import date, timedelta

from garant.demo.catalogue import ADDITIONS, PRODUCTS, list_price
from garant.demo.contracts import Priced, Terms, agreed, end_contract, grant, linked, sign
from garant.demo.ledger import Row
from garant.demo.life import Life

RENEGOTIATED = 0.22  # share of tacit contracts replaced by a new one instead of going on
SAID = 0.65  # share of fixed-term leavers who say so; the others let the term run out
EARLY, LATE = 0.07, 0.07  # shares of fixed-term renewals that start before, and after, the end
FEWER, MORE = 0.14, 0.22  # shares of new contracts with fewer, and with more, seats
DROPPED = 0.15  # share of additions not taken again


def leave(life: Life, end: date) -> date | None:
    """Leave at the end of the term; the day of leaving if it is known by the end of the book."""
    contract = life.running.contract
    silent = not contract["auto_renew"] and life.rng.random() >= SAID
    if silent:
        return end if end <= life.last_day else None
    ahead = life.rng.randint(3, 70) if life.running.months >= 12 else life.rng.randint(1, 10)
    requested_on = end - timedelta(days=contract["notice_days"] + ahead)
    if requested_on > life.last_day:
        return None
    end_contract(
        life.running, end, reason="voluntary", at=life.at(requested_on), requested_on=requested_on
    )
    return end


def stay(life: Life, end: date) -> date | None:
    """Renew at the end of the term; the start of the next one if it is known by then."""
    contract = life.running.contract
    if contract["auto_renew"]:
        renegotiates = life.running.months == 12 and life.rng.random() < RENEGOTIATED
        return _renegotiate(life, end) if renegotiates else end
    return _sign_next(life, start=end + timedelta(days=_shift(life)))


def _shift(life: Life) -> int:
    """Days from the end of the term to the start of the next contract."""
    if life.running.lines[0]["price_basis"] == "line_total":
        return 0
    draw = life.rng.random()
    if draw < EARLY:
        return -life.rng.randint(15, 60)
    return life.rng.randint(4, 27) if draw > 1 - LATE else 0


def _renegotiate(life: Life, end: date) -> date | None:
    signed_on = end - timedelta(days=life.rng.randint(3, 30))
    if signed_on > life.last_day:
        return None
    end_contract(life.running, end, reason="superseded", at=life.at(signed_on))
    return _sign_next(life, start=end, signed_on=signed_on)


def _sign_next(life: Life, *, start: date, signed_on: date | None = None) -> date | None:
    signed_on = signed_on or start - timedelta(days=life.rng.randint(1, 30))
    if signed_on > life.last_day:
        return None
    old = life.running.contract
    terms = Terms(
        signed_on=signed_on,
        start=start,
        months=12,
        tacit=old["auto_renew"],
        notice_days=old["notice_days"],
        billed_months=life.running.billed_months,
        salesperson=old["salesperson"],
        channel=old["channel"],
    )
    lines = linked([_again(life, row, start) for row in _kept(life)], "renews")
    sign(life.running, terms, lines=lines, at=life.at(signed_on))
    _discount_again(life, signed_on)
    return start


def _kept(life: Life) -> list[Row]:
    return [
        row
        for row in life.running.lines
        if row["product_id"] not in ADDITIONS or life.rng.random() >= DROPPED
    ]


def _again(life: Life, row: Row, start: date) -> Priced:
    """The same line at the list price of the day, with the seats that are really wanted."""
    line = agreed(row, list_price(row["product_id"], start))
    if PRODUCTS[row["product_id"]].flat:
        return line
    draw, seats = life.rng.random(), row["quantity"]
    if draw < FEWER:
        seats = max(3, round(seats * life.rng.uniform(0.6, 0.92)))
    elif draw > 1 - MORE:
        seats = min(400, round(seats * life.rng.uniform(1.06, 1.35)))
    return replace(line, quantity=seats)


def _discount_again(life: Life, signed_on: date) -> None:
    """Until the policy, half of the first discount is sometimes kept for one more term."""
    percent = life.profile.deal.discount // 2
    if percent and not life.truth.trained(signed_on) and life.rng.random() < 0.5:
        until = life.running.contract["term_end"]
        grant(life.running, percent, end=until, at=life.at(signed_on))

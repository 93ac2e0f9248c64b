"""The course of one account: it signs, lives term after term, leaves, and sometimes returns.

What happens is decided here, in `growing` and in `renewing`; `contracts` writes it down.
"""

from datetime import date, timedelta

from garant.demo import growing, renewing
from garant.demo.catalogue import ONBOARDING, list_price
from garant.demo.chance import stream
from garant.demo.contracts import Priced, Running, Terms, charge_once, end_contract, grant, sign
from garant.demo.leaving import Profile
from garant.demo.ledger import Ledger
from garant.demo.life import Life
from garant.demo.months import add_months, month_of
from garant.demo.truth import Truth


def live(truth: Truth, profile: Profile, *, ledger: Ledger, seed: int) -> None:
    """Write everything that the account ever signs, until it leaves or the book ends."""
    rng = stream(seed, "life", profile.account_id)
    life = Life(truth, profile, rng, Running(ledger, profile.account_id))
    left_on = _stay(life, _sign_first(life))
    back_after = profile.returns_after
    if left_on is None or back_after is None:
        return
    back_on = left_on + timedelta(days=back_after)
    if back_on <= life.last_day - timedelta(days=30):
        _stay(life, _sign_again(life, back_on))


def _stay(life: Life, begin: date) -> date | None:
    """Live term after term from `begin`; the day of leaving if it is by choice and known."""
    while begin <= life.last_day:
        end = add_months(begin, _term(life))
        leaves = life.rng.random() < _chance(life)
        if leaves and life.running.months == 1:
            end = add_months(begin, life.rng.randint(2, 12))  # a monthly contract need not wait
        unpaid_on = _unpaid_on(life)
        if unpaid_on is not None and begin < unpaid_on < end:
            growing.grow(life, begin, end=unpaid_on, leaving=True)
            _stop_paying(life, unpaid_on)
            return None
        growing.grow(life, begin, end=end, leaving=leaves)
        life.renewals += 1
        if leaves:
            return renewing.leave(life, end)
        following = renewing.stay(life, end)
        if following is None:
            return None
        begin = following
    return None


def _chance(life: Life) -> float:
    """The chance that this term is the last; the first one was drawn with everybody's."""
    profile = life.profile
    if life.renewals == 0:
        return 1.0 if profile.leaves_first else 0.0
    return profile.later_chance * (0.3 if life.running.months == 3 else 1)


def _term(life: Life) -> int:
    """Months until the next decision: a monthly contract is thought over once a year."""
    return 12 if life.running.months == 1 else life.running.months


def _sign_first(life: Life) -> date:
    deal, rng = life.profile.deal, life.rng
    billed = _billed_months(life)
    terms = Terms(
        signed_on=deal.closed_on,
        start=_first_start(life),
        months=deal.term_months,
        tacit=deal.tacit,
        notice_days=deal.notice_days,
        billed_months=billed,
        salesperson=deal.salesperson.name,
        channel=deal.prospect.channel,
    )
    sign(life.running, terms, lines=[_first_line(life, terms.start)], at=life.at(deal.closed_on))
    if deal.prospect.seats >= 20 and deal.term_months >= 12 and rng.random() < 0.6:
        fee = list_price(ONBOARDING, deal.closed_on)
        charge_once(life.running, ONBOARDING, amount=fee, at=life.at(deal.closed_on))
    if deal.discount:
        until = None if deal.discount_lasts else _discount_end(terms)
        grant(life.running, deal.discount, end=until, at=life.at(deal.closed_on))
    return terms.start


def _first_line(life: Life, start: date) -> Priced:
    deal, prospect = life.profile.deal, life.profile.deal.prospect
    whole_sum = not deal.tacit and deal.term_months >= 12 and life.rng.random() < 0.08
    tries = deal.term_months == 1 and life.rng.random() < 0.5
    return Priced(
        prospect.plan,
        prospect.department,
        prospect.seats,
        list_price(prospect.plan, start),
        total=whole_sum,
        trial_days=14 if tries else 0,
    )


def _first_start(life: Life) -> date:
    """Service starts on the first of the next month, or within days."""
    signed_on = life.profile.deal.closed_on
    if life.rng.random() < 0.55:
        return add_months(month_of(signed_on), 1)
    return signed_on + timedelta(days=life.rng.randint(0, 14))


def _billed_months(life: Life) -> int:
    months = life.profile.deal.term_months
    return months if months < 12 else life.rng.choices((12, 3, 1), (50, 15, 35))[0]


def _discount_end(terms: Terms) -> date:
    """A first-term discount; on a monthly contract it is given for the first year."""
    return add_months(terms.start, 12 if terms.months == 1 else terms.months)


def _sign_again(life: Life, day: date) -> date:
    """Come back: a new contract, at list price, linked to nothing."""
    life.running = Running(life.running.ledger, life.profile.account_id, clock=life.running.clock)
    prospect = life.profile.deal.prospect
    start = add_months(month_of(day), 1)
    terms = Terms(
        signed_on=day,
        start=start,
        months=12,
        tacit=True,
        notice_days=90,
        billed_months=12,
        salesperson=life.profile.deal.salesperson.name,
        channel="inbound",
    )
    seats = max(5, round(prospect.seats * life.rng.uniform(0.5, 1.0)))
    line = Priced(prospect.plan, prospect.department, seats, list_price(prospect.plan, start))
    sign(life.running, terms, lines=[line], at=life.at(day))
    return start


def _unpaid_on(life: Life) -> date | None:
    """The first of the month on which unpaid invoices end the service."""
    months = life.profile.unpaid_after
    if months is None:
        return None
    return add_months(month_of(life.profile.deal.closed_on), months + 1)


def _stop_paying(life: Life, day: date) -> None:
    written_on = day - timedelta(days=life.rng.randint(1, 10))
    if written_on <= life.last_day:
        end_contract(life.running, day, reason="nonpayment", at=life.at(written_on))

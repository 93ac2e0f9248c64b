"""What customer success and support lived through: touchpoints at three levels, and tickets."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from garant.demo.chance import poisson, stream
from garant.demo.leaving import Profile
from garant.demo.ledger import Ledger
from garant.demo.months import instant, months
from garant.demo.truth import Truth
from garant.demo.worth import Stretch

LEVELS = ("user", "operational", "economic")
TICKETS_A_MONTH = {"question": 0.16, "request": 0.06, "outage": 0.01}
LATER_DEFECTS_A_MONTH = 0.10
FIRST_DEFECTS_WITHIN = 280  # days: the defects that weigh on the first renewal
SEVERITIES = ("low", "normal", "high")


@dataclass(frozen=True)
class Watch:
    """One account that is being looked after, over the months in which it is served."""

    ledger: Ledger
    profile: Profile
    rng: Random
    served: list[date]
    last_day: date


def look_after(
    truth: Truth, profile: Profile, *, lived: list[Stretch], ledger: Ledger, seed: int
) -> None:
    """Write the touchpoints and the tickets of one account."""
    served = [
        month
        for month in months(profile.deal.closed_on, truth.last_day)
        if any(stretch.runs(month.replace(day=15)) for stretch in lived)
    ]
    rng = stream(seed, "attention", profile.account_id)
    watch = Watch(ledger, profile, rng, served, truth.last_day)
    _welcome(watch)
    sponsor = profile.start.sponsor
    for number, month in enumerate(served):
        sponsor = _month(watch, month, number, sponsor=sponsor)
        _tickets(watch, month, first_term=number < 12)
    _first_defects(watch)


def _welcome(watch: Watch) -> None:
    signed_on, start = watch.profile.deal.closed_on, watch.profile.start
    done_on = signed_on + timedelta(days=start.onboarding_days)
    _touch(watch, "onboarding_done", "operational", done_on)
    if watch.rng.random() < (0.95 if watch.profile.trained else 0.75):
        _touch(watch, "training", "user", signed_on + timedelta(days=watch.rng.randint(10, 70)))


def _month(watch: Watch, month: date, number: int, *, sponsor: bool) -> bool:
    """One month of exchanges; whether there is still a sponsor after it."""
    rng = watch.rng
    if rng.random() < 0.35:
        direction = "theirs" if rng.random() < 0.3 else "ours"
        level = rng.choices(LEVELS[:2], (2, 1))[0]
        _touch(
            watch, "call" if rng.random() < 0.5 else "mail", level, _day(watch, month), direction
        )
    if number % 6 == 4 and rng.random() < 0.75:
        level = "economic" if sponsor else "operational"
        _touch(watch, "business_review", level, _day(watch, month))
    if sponsor and rng.random() < 0.010:
        _touch(watch, "sponsor_left", "economic", _day(watch, month), "theirs")
        return False
    return sponsor


def _day(watch: Watch, month: date) -> date:
    return max(month + timedelta(days=watch.rng.randint(0, 27)), watch.profile.deal.closed_on)


def _touch(watch: Watch, kind: str, level: str, day: date, direction: str = "ours") -> None:
    if day > watch.last_day:
        return
    touchpoint = {
        "account_id": watch.profile.account_id,
        "contact_id": f"{watch.profile.account_id}-K{LEVELS.index(level) + 1}",
        "level": level,
        "kind": kind,
        "direction": direction,
        "at": instant(day, watch.rng),
    }
    watch.ledger.add("touchpoint", touchpoint)


def _tickets(watch: Watch, month: date, *, first_term: bool) -> None:
    for kind, mean in TICKETS_A_MONTH.items():
        for _ in range(poisson(watch.rng, mean)):
            _ticket(watch, kind, _day(watch, month))
    if not first_term and watch.rng.random() < LATER_DEFECTS_A_MONTH:
        _ticket(watch, "defect", _day(watch, month))


def _first_defects(watch: Watch) -> None:
    for _ in range(watch.profile.start.defects):
        days = watch.rng.randint(15, FIRST_DEFECTS_WITHIN)
        _ticket(watch, "defect", watch.profile.deal.closed_on + timedelta(days=days))


def _ticket(watch: Watch, kind: str, day: date) -> None:
    if day > watch.last_day:
        return
    opened_at = instant(day, watch.rng)
    hours = watch.rng.lognormvariate(3.0 if kind == "question" else 4.3, 0.9)
    closed_at = (opened_at + timedelta(hours=hours)).replace(second=0, microsecond=0)
    ticket = {
        "account_id": watch.profile.account_id,
        "opened_at": opened_at,
        "closed_at": closed_at if _known(closed_at, watch.last_day) else None,
        "kind": kind,
        "severity": "high" if kind == "outage" else watch.rng.choices(SEVERITIES, (5, 4, 1))[0],
        "department_id": watch.profile.deal.prospect.department,
    }
    watch.ledger.add("ticket", ticket)


def _known(moment: datetime, last_day: date) -> bool:
    return moment.date() <= last_day

"""What users do, one row per active user and month, and what the promised indicators read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from garant.demo.catalogue import DEPARTMENTS, PLANS
from garant.demo.chance import stream
from garant.demo.leaving import Profile
from garant.demo.ledger import Ledger
from garant.demo.months import add_months, instant, month_of, months
from garant.demo.truth import Truth
from garant.demo.worth import Stretch

# Each is a value event: something of use was done, not a page opened.
EVENTS = {
    "post_published": 40,
    "message_answered": 28,
    "campaign_measured": 14,
    "report_shared": 10,
    "mention_handled": 8,
}
SETTLING = (0.55, 0.8, 1.0)  # share of its cruising use in each month after the go-live
FADING = (0.45, 0.6, 0.75, 0.9)  # and in each month before a departure
WATCHED_BEFORE_LEAVING = 125  # days


@dataclass(frozen=True)
class Indicator:
    """A promised result: where it starts, where the sale said it would go in a year."""

    code: str
    baseline: float
    target: float


INDICATORS = (
    Indicator("reply_hours", 9.0, 3.0),
    Indicator("posts_per_week", 6.0, 14.0),
    Indicator("leads_per_month", 20.0, 45.0),
    Indicator("hours_saved_per_month", 0.0, 30.0),
)


def use(truth: Truth, profile: Profile, *, lived: list[Stretch], ledger: Ledger, seed: int) -> None:
    """Write the usage and the readings of one account."""
    rng = stream(seed, "usage", profile.account_id)
    live_on = profile.deal.closed_on + timedelta(days=profile.start.onboarding_days)
    left_on = _left_on(lived)
    fades = left_on is not None and rng.random() < 0.75
    for stretch in lived:
        if stretch.line["product_id"] in PLANS:
            _use_stretch(
                _Use(profile, ledger, rng, live_on, left_on if fades else None), stretch, truth
            )
    _read(truth, profile, lived, ledger, rng)


@dataclass(frozen=True)
class _Use:
    profile: Profile
    ledger: Ledger
    rng: Random
    live_on: date
    fading_to: date | None

    def share(self, month: date) -> float:
        """Share of the seats that are used in that month."""
        age = _months_between(self.live_on, month)
        share = self.profile.start.fit * SETTLING[min(age, len(SETTLING) - 1)]
        if self.fading_to is not None:
            days = (self.fading_to - month).days
            if 0 <= days < WATCHED_BEFORE_LEAVING:
                share *= FADING[min(days // 30, len(FADING) - 1)]
        return share * self.rng.uniform(0.92, 1.06)


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _left_on(lived: list[Stretch]) -> date | None:
    """The day on which the account is known to leave by choice."""
    last = max(lived, key=lambda stretch: (stretch.end, stretch.start))
    return last.end if last.contract["end_reason"] == "voluntary" else None


def _use_stretch(use: _Use, stretch: Stretch, truth: Truth) -> None:
    begin = max(stretch.start, use.live_on)
    end = min(stretch.end, truth.last_day + timedelta(days=1))
    for month in months(begin, end - timedelta(days=1)) if begin < end else ():
        first = max(begin, month)
        after = min(end, add_months(month, 1))
        # A line that changes within the month is counted on the side that has its middle.
        if first <= month.replace(day=15) < after or (
            month == month_of(begin) == month_of(use.live_on)
        ):
            _use_month(use, stretch, first, (after - first).days)


def _use_month(use: _Use, stretch: Stretch, first: date, days: int) -> None:
    rng, department = use.rng, stretch.line["department_id"]
    place = 1000 * (DEPARTMENTS.index(department) + 1) if department else 0
    active = min(round(stretch.line["quantity"] * use.share(first)), stretch.line["quantity"])
    turnover = _months_between(use.live_on, first) // 5  # people come and go
    events = rng.choices(list(EVENTS), list(EVENTS.values()), k=active)
    opening = datetime(first.year, first.month, first.day, 7, tzinfo=UTC)
    for number, event in enumerate(events):
        seat = place + (number + turnover) % 1000
        row = {
            "account_id": use.profile.account_id,
            "user_id": f"{use.profile.account_id}-U{seat:04d}",
            "at": opening
            + timedelta(days=int(rng.random() * days), minutes=int(rng.random() * 660)),
            "event": event,
            "quantity": 1 + int(rng.expovariate(0.12)),
            "department_id": department,
        }
        use.ledger.add("usage", row)


def _read(
    truth: Truth, profile: Profile, lived: list[Stretch], ledger: Ledger, rng: Random
) -> None:
    """Readings every quarter, where the sale promised something that can be read."""
    if rng.random() >= (0.92 if profile.trained else 0.5):
        return
    promised = rng.sample(INDICATORS, rng.choice((1, 1, 2)))
    month = add_months(month_of(profile.deal.closed_on), 1)
    quarter = 0
    while month <= truth.last_day and any(stretch.runs(month) for stretch in lived):
        day = month + timedelta(days=rng.randint(0, 9))
        for indicator in promised if day <= truth.last_day else ():
            reading = {
                "account_id": profile.account_id,
                "indicator": indicator.code,
                "at": instant(day, rng),
                "value": _value(rng, indicator, profile.start.fit, quarter),
            }
            ledger.add("reading", reading)
        month, quarter = add_months(month, 3), quarter + 1


def _value(rng: Random, indicator: Indicator, fit: float, quarter: int) -> Decimal:
    progress = min(quarter / 4, 1.0) * min(fit / 0.6, 1.15) + rng.gauss(0, 0.06) * (quarter > 0)
    value = indicator.baseline + (indicator.target - indicator.baseline) * progress
    return Decimal(f"{value:.1f}")

"""Daily adoption per account (section 4 of the rules)."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from .bridge import default_range
from .calendar import ONE_DAY, Row, local_date
from .ledger import Ledger
from .money import ratio

Activity = dict[date, dict[str, int]]


def value_events(ledger: Ledger) -> dict[str, Activity]:
    """account -> day -> user -> number of value events (every event when none is chosen)."""
    found: dict[str, Activity] = {}
    zone = ledger.settings["reporting_tz"]
    for row in ledger.known["usage"]:
        day = local_date(row["at"], zone)
        users = found.setdefault(row["account_id"], {}).setdefault(day, defaultdict(int))
        users[row["user_id"]] += 1
    return found


def users_between(activity: Activity, day: date, days: int) -> set[str]:
    return {user for back in range(days) for user in activity.get(day - timedelta(back), {})}


def seats_on(ledger: Ledger, account: str, day: date) -> Decimal:
    lines = ledger.lines_on(account, day)
    return sum((ledger.by_id[line_id].quantity for line_id in lines), Decimal(0))


def adoption_rows(ledger: Ledger) -> list[Row]:
    """One row per account and day from its first value event to the end of the default range."""
    span = default_range(ledger)
    if span is None:
        return []
    rows = []
    for account, activity in sorted(value_events(ledger).items()):
        day = min(activity)
        while day <= span[1]:
            rows.append(adoption_row(ledger, account, activity, day))
            day += ONE_DAY
    return rows


def adoption_row(ledger: Ledger, account: str, activity: Activity, day: date) -> Row:
    month = users_between(activity, day, 28)
    before = users_between(activity, day - ONE_DAY, 28)
    earlier = {u for d, users in activity.items() if d < day for u in users}
    today = activity.get(day, {})
    last = max(d for d in activity if d <= day)
    seats = seats_on(ledger, account, day)
    return {
        "account_id": account,
        "day": day,
        "active_1": len(today),
        "active_7": len(users_between(activity, day, 7)),
        "active_28": len(month),
        "seats": seats,
        "utilisation": ratio(len(month), seats),
        "depth": ratio(sum(today.values()), len(today)),
        "days_since_last": (day - last).days,
        "new_users": len(set(today) - earlier),
        "users_lost": len(before - month),
    }

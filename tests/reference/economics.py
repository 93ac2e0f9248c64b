"""Unit economics (section 3 of the rules)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from .calendar import Row, addmonths, month_end, periods
from .ledger import Ledger
from .money import add, ratio, rounded
from .movements import GAINS, LOSSES

Number = Fraction | Decimal | int


def spend_between(
    ledger: Ledger, kinds: tuple[str, ...], first: date, last: date
) -> Decimal | None:
    """Spend of the months in [first, last], at each month's last rate; None when never given."""
    rows = [row for row in ledger.known["spend"] if row["kind"] in kinds]
    if not rows:
        return None
    return add(
        ledger.rates.convert(row["amount"], row["currency"], month_end(row["month"]))
        for row in rows
        if first <= row["month"] <= last
    )


def trailing(monthly: list[Row], d1: date) -> list[Row]:
    """The rows of the month that ends on d1 and of the eleven before, as far as there are any."""
    return [row for row in monthly if addmonths(d1.replace(day=1), -11) <= row["period"] <= d1]


def gross_margin(ledger: Ledger, monthly: list[Row], d1: date) -> Fraction | None:
    """1 - cogs / MRR over the twelve months that end with this period."""
    cogs = spend_between(ledger, ("cogs",), addmonths(d1.replace(day=1), -11), d1)
    earned = add(row["closing"] for row in trailing(monthly, d1))
    if cogs is None or earned == 0:
        return None
    return 1 - Fraction(cogs) / Fraction(earned)


def monthly_logo_churn(monthly: list[Row], d1: date) -> Fraction | None:
    """Accounts that left in the twelve months that end on d1, by account and month at risk."""
    months = trailing(monthly, d1)
    lost = sum(row["accounts_churned"] for row in months)
    return divided(Fraction(lost), sum(row["accounts_opening"] for row in months))


def divided(top: Number | None, bottom: Number | None) -> Fraction | None:
    if top is None or bottom is None or bottom == 0:
        return None
    return Fraction(top) / Fraction(bottom)


def shown(value: Fraction | None, places: int) -> Decimal | None:
    return None if value is None else rounded(value, places)


def economics_row(ledger: Ledger, monthly: list[Row], row: Row, by: str) -> Row:
    """One period, from its bridge row in the full view."""
    first, _, d1 = periods(row["period"], row["period"], by)[0]
    gained = add(row[name] for name in GAINS)
    lost = add(row[name] for name in LOSSES)
    cac = divided(spend_between(ledger, ("sales", "marketing"), first, d1), row["accounts_new"])
    margin = gross_margin(ledger, monthly, d1)
    arpa = divided(row["closing"], row["accounts_closing"])
    arpa_new = divided(row["new"], row["accounts_new"])
    churn = monthly_logo_churn(monthly, d1)
    earning = None if arpa_new is None or margin is None or margin <= 0 else arpa_new * margin
    worth = None if arpa is None or margin is None else arpa * margin
    return {
        "period": first,
        "mrr": row["closing"],
        "arr": 12 * row["closing"],
        "accounts": row["accounts_closing"],
        "arpa": shown(arpa, 4),
        "quick_ratio": ratio(gained, lost),
        "cac": shown(cac, 4),
        "payback_months": shown(divided(cac, earning), 6),
        "ltv_simple": shown(divided(worth, churn), 4),
        "gross_margin": shown(margin, 6),
    }


def economics_rows(
    ledger: Ledger, bridge_rows: list[Row], monthly: list[Row], by: str
) -> list[Row]:
    return [economics_row(ledger, monthly, row, by) for row in bridge_rows]

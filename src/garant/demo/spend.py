"""What the company spends each month: salaries and commissions at once, long before the rent.

Amounts are for a company of 400 accounts and scale with it, so that the cash trough of the first
essay is there at every size.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from garant.demo.catalogue import CURRENCY, list_price
from garant.demo.ledger import Ledger, Row
from garant.demo.months import month_of, months
from garant.demo.people import on_duty
from garant.demo.signing import Deal
from garant.demo.truth import Truth
from garant.demo.worth import Stretch

CENT = Decimal("0.01")
SIZE = 400  # accounts that the amounts below are for
SALARY, SALES_LEAD = 6200, 9000
COMMISSION = Decimal("0.12")  # of the first year's rent, paid in the month of signature
ONBOARDING_AN_ACCOUNT = 1150
CARE_AN_ACCOUNT = 105  # a month, for each account that is served
COGS_SHARE = Decimal("0.15")
COGS_FIXED = 3000


@dataclass(frozen=True)
class Month:
    """What a month's spend follows from."""

    first: date
    number: int
    deals: Sequence[Deal]
    served: int
    mrr: Decimal


def spend(
    truth: Truth, won: Iterable[Deal], *, lived: Sequence[Stretch], ledger: Ledger, accounts: int
) -> None:
    """Write one row per month, department and kind."""
    signed: dict[date, list[Deal]] = defaultdict(list)
    for deal in won:
        signed[month_of(deal.closed_on)].append(deal)
    discounts = _discounts(ledger)
    scale = Decimal(accounts) / SIZE
    for number, first in enumerate(months(truth.first_day, truth.last_day)):
        running = [stretch for stretch in lived if stretch.runs(first)]
        served = len({stretch.line["account_id"] for stretch in running})
        mrr = sum((_net(stretch, discounts, first) for stretch in running), Decimal(0))
        for row in _rows(Month(first, number, signed[first], served, mrr), scale):
            ledger.add("spend", row)


def _rows(month: Month, scale: Decimal) -> list[Row]:
    growth = Decimal(month.number) / 12  # years
    marketing = 11000 + 3500 * growth
    spent = (
        ("sales", "sales", _sales(month, scale)),
        ("marketing", "marketing", marketing * scale),
        ("customer_success", "onboarding", Decimal(ONBOARDING_AN_ACCOUNT * len(month.deals))),
        ("customer_success", "success", 4800 * scale + CARE_AN_ACCOUNT * month.served),
        ("support", "cogs", COGS_FIXED * scale + COGS_SHARE * month.mrr),
        ("product", "other", (8000 + 2500 * growth) * scale),
        ("engineering", "other", (31000 + 5500 * growth) * scale),
        ("finance", "other", (10500 + 2500 * growth) * scale),
    )
    return [
        {
            "month": month.first,
            "department": department,
            "kind": kind,
            "amount": amount.quantize(CENT),
            "currency": CURRENCY,
        }
        for department, kind, amount in spent
    ]


def _sales(month: Month, scale: Decimal) -> Decimal:
    salaries = (SALES_LEAD + SALARY * len(on_duty(month.first))) * scale
    return salaries + COMMISSION * sum((first_year(deal) for deal in month.deals), Decimal(0))


def first_year(deal: Deal) -> Decimal:
    """The rent of the first year of a deal, discount taken off."""
    price = list_price(deal.prospect.plan, deal.closed_on)
    return 12 * price * deal.prospect.seats * (100 - deal.discount) / 100


def _discounts(ledger: Ledger) -> dict[str, list[Row]]:
    by_contract: dict[str, list[Row]] = defaultdict(list)
    for row in ledger.tables.get("discount", []):
        by_contract[row["contract_id"]].append(row)
    return by_contract


def _net(stretch: Stretch, discounts: dict[str, list[Row]], day: date) -> Decimal:
    value = stretch.monthly
    for row in discounts.get(stretch.line["contract_id"], ()):
        if row["start_on"] <= day and (row["end_on"] is None or day < row["end_on"]):
            value *= (100 - row["value"]) / 100
    return value

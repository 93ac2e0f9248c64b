"""What a growth target asks for, from a book: its customers, its churn, what departures cost."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import ibis

from garant.metrics import fx
from garant.metrics.arithmetic import Number
from garant.metrics.calendar import add_months
from garant.metrics.errors import RequestError
from garant.metrics.facts import Facts
from garant.outlook.growth.rows import COLUMNS, rows_of
from garant.outlook.growth.target import MONTHS, Departed, Departures, Growth, Stock, departures
from garant.outlook.growth.target import growth as grown
from garant.outlook.growth.words import told
from garant.warehouse import run
from garant.warehouse.told_result import Found, ToldResult

if TYPE_CHECKING:
    from garant.warehouse.book import Book

_ = ibis._

MOST_EXPECTED = 36  # months
Row = dict[str, Any]


def growth(
    book: Book,
    target: Number,
    *,
    salespeople: int | None = None,
    expected_months: Number | None = None,
) -> ToldResult:
    """What growing by `target` in a year asks for, at the churn of the last twelve months.

    `salespeople` are those who signed in these months unless it is given. A customer is expected
    for `expected_months`, or for one over the churn, but no longer than the 36 months over which
    the study judges policies: beyond them the present churn says little.
    """
    months = _months(book)
    customers = Stock("customers", months[-1]["accounts_closing"], _pace(
        months, ("accounts_churned",), "accounts_opening"))  # fmt: skip
    money = Stock("mrr", months[-1]["closing"], _pace(
        months, ("churn", "contraction"), "opening"))  # fmt: skip
    people = salespeople if salespeople is not None else _salespeople(book)
    found = grown(
        [customers, money], target, salespeople=people,
        so_far=_so_far(book, months, _expected(expected_months, customers)),
    )  # fmt: skip
    facts = book.facts
    currency = fx.reporting_currency(facts)
    settings = facts.settings.as_text() | {
        "reporting_currency": currency, "target": str(found.target),
        "salespeople": found.salespeople,
    }  # fmt: skip
    return ToldResult(
        "growth",
        lambda _lang: laid(found),
        settings,
        say=lambda lang: told(found, lang, currency=currency),
        draw=lambda _lang: None,
    )


def laid(found: Growth) -> Found:
    """A row for customers and one for money; beside them what departures cost."""
    return Found(COLUMNS, rows_of(found), {
        "so_far": dict(vars(found.so_far)) if found.so_far is not None else None,
        "to_come": dict(vars(found.to_come)) if found.to_come is not None else None,
    })  # fmt: skip


def _months(book: Book) -> list[Row]:
    """The last twelve months that are over."""
    found = book.bridge(by="month", view="net").rows()[-MONTHS:]
    if not found or not found[-1]["accounts_closing"]:
        raise RequestError("there is no customer at the end of the last month, so nothing to grow")
    return found


def _pace(months: list[Row], lost: tuple[str, ...], opening: str) -> Fraction:
    """The share that left each month: what left of what there was, over all the months."""
    gone = sum((Fraction(row[name]) for row in months for name in lost), Fraction(0))
    held = sum((Fraction(row[opening]) for row in months), Fraction(0))
    return gone / held if held else Fraction(0)


def _expected(given: Number | None, customers: Stock) -> Number:
    """How many months a customer is expected for."""
    if given is not None:
        return given
    churn = Fraction(customers.churn)
    return min(1 / churn, Fraction(MOST_EXPECTED)) if churn else MOST_EXPECTED


def _so_far(book: Book, months: list[Row], expected: Number) -> Departures:
    """What those cost who left in these months and have not come back."""
    last, since = months[-1]["period"], months[0]["period"]
    frame = book.bridge(by="month", view="net", accounts=True, until=last).to_pandas()
    frame = frame.sort_values(["account_id", "period"])
    frame["kept"] = (frame["closing"] > 0).groupby(frame["account_id"]).cumsum()
    ended = frame.drop_duplicates("account_id", keep="last")
    gone = ended[(ended["churn"] > 0) & (ended["period"] >= since)]
    pairs = zip(gone["opening"], gone["kept"], strict=True)
    return departures([Departed(Decimal(monthly), int(kept)) for monthly, kept in pairs], expected)


def _salespeople(book: Book) -> int | None:
    """How many people signed contracts in the last twelve months; None where nobody is named."""
    facts = book.facts
    if not facts.has("contract"):
        return None
    counted = run.rows(_signed(facts), book.source.backend)
    return int(counted[0]["people"]) or None


def _signed(facts: Facts) -> Any:
    known_on = facts.settings.known_on()
    since = ibis.literal(add_months(known_on, -MONTHS))
    signed = facts.known("contract").filter(
        (_.signed_on > since) & (_.signed_on <= ibis.literal(known_on)) & _.salesperson.notnull()
    )
    return signed.aggregate(people=_.salesperson.nunique())

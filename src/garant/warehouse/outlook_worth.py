"""What each account of a book is worth: expected over the curve, simple, and realised so far."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from garant.charts import Lang
from garant.metrics import fx
from garant.metrics.arithmetic import number
from garant.metrics.errors import RequestError
from garant.outlook.curves.curve import Retention
from garant.outlook.curves.curve import retention as curve_of
from garant.outlook.curves.lifetime import Accounts, Terms, Worth, worth
from garant.outlook.curves.words import told_worth
from garant.warehouse.outlook_lives import BookLives
from garant.warehouse.outlook_retention import DISCOUNT, Length, question, refuse_outside
from garant.warehouse.outlook_survival_pictures import picture
from garant.warehouse.told_result import Found, ToldResult

if TYPE_CHECKING:
    from garant.warehouse.book import Book

COLUMNS = (
    *("account_id", "age", "monthly", "remaining", "remaining_low", "remaining_high"),
    *("ltv_expected", "ltv_expected_low", "ltv_expected_high", "ltv_simple", "ltv_realised"),
)
KIND = "outlook_worth"
YEAR = 12
_CENT = Decimal("0.01")


def account_worth(
    book: Book,
    *,
    margin: str | float | None = None,
    period: Length | None = None,
    discount: float = DISCOUNT,
    seed: int = 0,
) -> ToldResult:
    """One row an account that pays now, the one worth most first.

    `age` (whole periods) and `remaining` (the rest of the running one included) are in periods,
    whose length is among the settings; amounts in the
    reporting currency. `margin`: the gross margin; without, that of the book's last twelve months.
    `ltv_simple` is at the logo churn of the last twelve months, undiscounted.
    """
    asked = question(period, discount=discount, seed=seed)
    share = _margin(book, margin)
    read = BookLives(book)
    refuse_outside(read)
    lives = read.lives
    months = asked.months or lives.period()
    asked = replace(asked, months=months)
    found = curve_of(lives.evidence(months), asked)
    frame = read.paid()
    ages = _ages(read, frame)
    monthly, paid = (frame[name].to_numpy(float) for name in ("monthly", "paid"))
    recent = lives.evidence(1, lives.last - YEAR)
    terms = Terms(share, asked.factor, _churn(recent.losses, recent.at_risk.sum()), months)
    value = worth(Accounts(ages, monthly, paid), found.curve, found.ensemble, terms=terms)
    currency = fx.reporting_currency(book.facts)
    settings: dict[str, Any] = book.facts.settings.as_text() | {
        "reporting_currency": currency, "margin": share, "discount": asked.discount,
        "period_months": months, "monthly_churn": terms.churn, "level": asked.level,
        "seed": asked.seed,
    }  # fmt: skip
    rows = _rows(list(frame["account_id"]), ages // months, monthly, value)
    return ToldResult(
        KIND,
        lambda _lang: Found(COLUMNS, rows, {"curve": _curve(found)}),
        settings,
        say=lambda lang: told_worth(value, monthly, found, lang, currency=currency),
        draw=lambda lang: _picture(found, lang),
    )


def _margin(book: Book, given: str | float | None) -> float:
    """The gross margin that is given, else that of the last month whose book says it."""
    if given is not None:
        share = float(number("margin", str(given)))
        if not 0 < share <= 1:
            raise RequestError(
                "margin is {margin}; it must be above 0 and 1 at most, or 100%", margin=given
            )
        return share
    known = [row["gross_margin"] for row in book.economics().rows()] if _has_costs(book) else []
    told = [share for share in known if share is not None]
    if not told:
        raise RequestError(
            "the book does not say what service costs (spend of kind cogs), from which a margin "
            "is read: give one, such as --margin 80%"
        )
    return float(told[-1])


def _has_costs(book: Book) -> bool:
    return bool(book.facts.has("spend"))


def _ages(read: BookLives, frame: Any) -> Any:
    """The age of each account in months."""
    firsts = read.frame.groupby("account_id")["begin"].min()
    first = firsts.reindex(frame["account_id"]).to_numpy(np.int64)
    return read.span.last - first


def _churn(lost: float, at_risk: float) -> float | None:
    return lost / at_risk if at_risk and lost else None


def _rows(ids: list[str], ages: Any, monthly: Any, value: Worth) -> list[dict[str, Any]]:
    order = np.argsort(-value.expected, kind="stable")
    periods = (value.remaining, value.remaining_low, value.remaining_high)
    money = (value.expected, value.expected_low, value.expected_high, value.simple, value.realised)
    return [
        dict(
            zip(
                COLUMNS,
                (
                    *(ids[place], int(ages[place]), _money(monthly[place])),
                    *(round(float(one[place]), 2) for one in periods),
                    *(_money(one[place]) for one in money),
                ),
                strict=True,
            )
        )
        for place in order
    ]


def _money(amount: float) -> Decimal | None:
    """An amount, to the cent; nothing where there is none."""
    if not np.isfinite(amount):
        return None
    return Decimal(repr(float(amount))).quantize(_CENT, "ROUND_HALF_UP")


def _curve(found: Retention) -> dict[str, Any]:
    return {
        "alpha": found.curve.alpha if found.curve.spread else None,
        "beta": found.curve.beta if found.curve.spread else None,
        "first_loss": found.curve.loss,
    }


def _picture(found: Retention, lang: Lang) -> Any:
    return picture(found, lang)

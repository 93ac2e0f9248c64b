"""The story of the demo in sentences, in English and in French, built from computed figures.

Each sentence is a whole template; rules on the figures choose which one is said. Nothing is
called a cause: two shares side by side are an observed link until an intervention is measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from garant.demo.wording import SENTENCES, money, percent, spoken_date

CLOSE = Decimal("0.02")  # two shares nearer than this are "about the same"
ENOUGH = 30  # renewals below which a share is not commented


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the metrics found in the book. Shares are 0 to 1; None is what could not be computed.

    `loss_before` and `loss_after` are the shares of accounts that left among those whose first
    renewal came due, signed before the policy and since; `due_before`, `due_after` count them.
    `loss_low_discount` and `loss_high_discount` are the same share, before the policy, for
    discounts of 5 % at most and for more than 20 %. `nrr` and `grr` are over the last 12 months.
    """

    opening_on: date
    closing_on: date
    policy_on: date
    opening_mrr: Decimal
    closing_mrr: Decimal
    accounts: int
    nrr: Decimal | None
    grr: Decimal | None
    loss_before: Decimal | None
    due_before: int
    loss_after: Decimal | None
    due_after: int
    loss_low_discount: Decimal | None = None
    loss_high_discount: Decimal | None = None
    trough: Decimal | None = None
    trough_on: date | None = None
    currency: str = "EUR"


def story(figures: Figures, lang: str = "en") -> list[str]:
    """The sentences of the story, in `en` or `fr`, in the order in which they are told."""
    values = _values(figures, lang)
    return [SENTENCES[code][lang].format(**values) for code in _told(figures)]


def _told(figures: Figures) -> Iterator[str]:
    """The codes of the sentences that the figures allow."""
    yield "grew" if figures.closing_mrr >= figures.opening_mrr else "shrank"
    if figures.trough is not None and figures.trough < 0 and figures.trough_on is not None:
        yield "trough"
    if figures.loss_before is not None:
        yield f"left_{size(figures.loss_before)}"
    yield from _discount(figures)
    yield from _since_policy(figures)
    yield from _retention(figures)


def size(share: Decimal) -> str:
    """How a share is spoken of; `figure` when no plain fraction is near.

    >>> [size(Decimal(share)) for share in ("0.34", "0.30", "0.10", "0.42")]
    ['third', 'near_third', 'tenth', 'figure']
    """
    for word, low, high in (
        ("tenth", "0.085", "0.115"),
        ("quarter", "0.23", "0.27"),
        ("near_third", "0.28", "0.325"),
        ("third", "0.325", "0.345"),
        ("half", "0.48", "0.52"),
    ):
        if Decimal(low) <= share < Decimal(high):
            return word
    return "figure"


def _discount(figures: Figures) -> Iterator[str]:
    low, high = figures.loss_low_discount, figures.loss_high_discount
    if low is None or high is None:
        return
    if abs(high - low) < CLOSE:
        yield "discount_same"
    else:
        yield "discount_more" if high > low else "discount_less"


def _since_policy(figures: Figures) -> Iterator[str]:
    before, after = figures.loss_before, figures.loss_after
    yield "policy"
    if after is None or before is None:
        yield "too_early"
        return
    if abs(after - before) < CLOSE:
        yield "since_same"
    else:
        yield "since_less" if after < before else "since_more"
    yield "few" if figures.due_after < ENOUGH else "not_cause"


def _retention(figures: Figures) -> Iterator[str]:
    if figures.nrr is None or figures.grr is None:
        return
    yield "nrr_above" if figures.nrr > 1 else "nrr_below"


def _values(figures: Figures, lang: str) -> dict[str, str | int]:
    shares = {
        "nrr": figures.nrr,
        "grr": figures.grr,
        "before": figures.loss_before,
        "after": figures.loss_after,
        "low": figures.loss_low_discount,
        "high": figures.loss_high_discount,
    }
    days = {
        "opening_on": figures.opening_on,
        "closing_on": figures.closing_on,
        "policy_on": figures.policy_on,
        "trough_on": figures.trough_on,
    }
    amounts = {
        "opening": figures.opening_mrr,
        "closing": figures.closing_mrr,
        "trough": None if figures.trough is None else abs(figures.trough),
    }
    return {
        "accounts": figures.accounts,
        "due_before": figures.due_before,
        "due_after": figures.due_after,
        **{name: "" if v is None else percent(v, lang) for name, v in shares.items()},
        **{name: "" if v is None else spoken_date(v, lang) for name, v in days.items()},
        **{
            name: "" if v is None else money(v, figures.currency, lang=lang)
            for name, v in amounts.items()
        },
    }

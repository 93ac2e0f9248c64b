"""What the renewals to come are told as: contracts, months, calls, and where chances come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import pandas as pd

from garant.metrics.calendar import Grain
from garant.metrics.errors import RequestError
from garant.outlook.renewals.departures import Shared
from garant.outlook.renewals.rates import Rates

State = Literal["open", "secured", "lost"]
From = Literal["study", "rates", "decided"]
Said = Literal["renew", "lost", "open"]
CALLS: tuple[Said, ...] = ("renew", "lost", "open")
MOST_MONTHS = 36
MONTH = Grain("month")


@dataclass(frozen=True)
class Skill:
    """What the study's risk has shown, and why it is not used where it is not.

    ``reason`` is None where it is used, else ``too_few`` (to foresee anything), ``no_skill`` (it
    does not tell the lost from the kept), or ``no_better`` (it does, and yet the rates of past
    renewals foresaw better). The interval of the AUC is 95 %, forward in time.
    """

    reason: Literal["too_few", "no_skill", "no_better"] | None
    auc: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Foreseen:
    """What the study foresees: the chance that each contract is kept, and how it did before.

    `past` has period (the number of a month), chance and lost, one row a past renewal.
    """

    skill: Skill
    chances: Mapping[str, float]
    past: pd.DataFrame


@dataclass(frozen=True)
class Call:
    """What a person expects of a contract; `amount` is what she expects it to be kept at."""

    call: Said
    amount: Decimal | None = None
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True)
class Due:
    """One contract at its next end of a term.

    ``amount`` is its MRR the day before; ``kept`` what is secured of it, at most that amount.
    ``notice_on`` is the last day on which a tacit contract can be cancelled. ``probability`` is
    the chance that it is renewed: 1 or 0 where that is decided.
    """

    contract_id: str
    account_id: str
    due_on: date
    notice_on: date | None
    amount: Decimal
    kept: Decimal
    state: State
    probability: float | None
    probability_from: From | None
    call: Call | None

    @property
    def decide_on(self) -> date:
        """The day by which it is decided: the last day of notice, or the end of the term."""
        return self.notice_on or self.due_on


@dataclass(frozen=True)
class Month:
    """What comes due in a month, or in all of them; due = secured + open + lost, exactly.

    ``lost`` holds what secured contracts will pay less. ``expected_kept`` has its 90 % interval.
    ``called_kept`` is what is secured and what is called renewed; ``uncalled`` what is open
    without a call that says which. All four are None where there is nothing to say them from.
    """

    period: date
    count: int
    due_mrr: Decimal
    secured: Decimal
    open: Decimal
    lost: Decimal
    expected_kept: Decimal | None
    low: Decimal | None
    high: Decimal | None
    called_kept: Decimal | None
    uncalled: Decimal | None


@dataclass(frozen=True)
class Ahead:
    """From which day, and for how many calendar months; the first is that of the day after."""

    on: date
    months: int = 6

    def __post_init__(self) -> None:
        if not 1 <= self.months <= MOST_MONTHS:
            raise RequestError(
                "{months} months: it must be from 1 to {most}", months=self.months, most=MOST_MONTHS
            )

    @property
    def first(self) -> int:
        """The number of the first month."""
        return MONTH.number(self.on + timedelta(days=1))

    @property
    def until(self) -> date:
        """The last day looked at."""
        return MONTH.last(self.first + self.months - 1)

    @property
    def soon(self) -> date:
        """The last day of the first month: what is decided by then is decided this month."""
        return MONTH.last(self.first)


@dataclass(frozen=True)
class Unheard:
    """The contracts of which a call does not count as it is written, by why.

    ``capped``: for more than is due. ``lost_amount``: lost, and with an amount. ``not_open``:
    decided, or not due within the months. ``later``: made after the day from which one looks.
    """

    capped: tuple[str, ...] = ()
    lost_amount: tuple[str, ...] = ()
    not_open: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[Due], calls: Mapping[str, Call], later: Sequence[str]) -> Unheard:
        """What of these calls does not count, for these contracts."""
        still = {row.contract_id: row for row in rows if row.state == "open"}
        amounts = {name: call for name, call in calls.items() if name in still and call.amount}
        return cls(
            capped=tuple(
                name for name, call in amounts.items()
                if call.call == "renew" and (call.amount or 0) > still[name].amount
            ),
            lost_amount=tuple(name for name, call in amounts.items() if call.call == "lost"),
            not_open=tuple(name for name in calls if name not in still),
            later=tuple(later),
        )  # fmt: skip


@dataclass(frozen=True)
class RenewalsToCome:
    """The contracts by due day, the months, and all of them together.

    ``worst`` is what is kept at least in 99 of 100 such futures; with all that is open renewed it
    would be ``total.due_mrr - total.lost``. ``this_month`` are the open contracts whose last day
    to decide falls before the end of the first month. ``again`` counts the contracts of which a
    later end falls within the months too. ``rates`` is None where too few renewals came due;
    ``past`` counts those that did.
    """

    rows: tuple[Due, ...]
    months: tuple[Month, ...]
    total: Month
    worst: Decimal | None
    this_month: tuple[Due, ...]
    ahead: Ahead
    past: int
    skill: Skill
    rates: Rates | None
    shared: Shared
    shrinking: float
    kept_at: float
    again: int
    unheard: Unheard = Unheard()

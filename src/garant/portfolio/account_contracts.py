"""The contracts of an account as its page shows them: lines, discounts, pauses, terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.accounts.models import Account
from garant.charts import labels
from garant.contracts import fact_queries
from garant.contracts.models import Contract, ContractLine, Discount, Pause
from garant.contracts.words import CHOICES
from garant.portfolio.templatetags.garant import day, exact, lang, number
from garant.users.models import User


@dataclass(frozen=True)
class Line:
    """A line: what it is, what it costs, what is taken off it."""

    row: ContractLine
    product: str
    price: str
    discounts: Sequence[Discount] = ()
    pauses: Sequence[Pause] = ()
    over: bool = False


@dataclass(frozen=True)
class Signed:
    """A contract with its lines; none for lines that belong to no contract."""

    contract: Contract | None
    lines: Sequence[Line]
    discounts: Sequence[Discount] = ()
    notice_on: date | None = None
    over: bool = False


@dataclass(frozen=True)
class Shown:
    """The contracts that run, and those that are over."""

    running: list[Signed] = field(default_factory=list)
    over: list[Signed] = field(default_factory=list)


def rows_seen(user: User, account: Account) -> dict[str, list[Any]]:
    """What is signed with an account, as far as somebody may see it."""
    if not user.may("contracts.read"):
        return defaultdict(list)
    return fact_queries.signed_rows(account)


def shown(rows: dict[str, list[Any]], on: date) -> Shown:
    """The contracts of an account, the latest first."""
    lines = _lines(rows, on)
    contracts = sorted(rows["contract"], key=lambda one: one.term_start, reverse=True)
    renewed = {one.renews_contract_id for one in contracts if one.term_start <= on}
    found = [
        _signed(
            one, lines.pop(one.contract_id, []), rows["discount"], on,
            followed=one.contract_id in renewed,
        )
        for one in contracts
    ]  # fmt: skip
    rest = [line for held in lines.values() for line in held]
    if rest:
        found.append(Signed(None, rest, over=all(line.over for line in rest)))
    return Shown([one for one in found if not one.over], [one for one in found if one.over])


def _lines(rows: dict[str, list[Any]], on: date) -> dict[str, list[Line]]:
    products = {one.product_id: str(one) for one in rows["product"]}
    discounts = fact_queries.by_key(rows["discount"], "line_id")
    pauses = fact_queries.by_key(rows["pause"], "line_id")
    found: dict[str, list[Line]] = {}
    for row in sorted(rows["contract_line"], key=lambda one: (one.start_on, one.line_id)):
        line = Line(
            row, products.get(row.product_id, row.product_id), price(row),
            discounts.get(row.line_id, ()), pauses.get(row.line_id, ()),
            over=row.end_on is not None and row.end_on <= on,
        )  # fmt: skip
        found.setdefault(row.contract_id, []).append(line)
    return found


def _signed(
    one: Contract, lines: list[Line], discounts: list[Discount], on: date, *, followed: bool
) -> Signed:
    """A contract; it is over once it has ended, or another one has renewed it and begun."""
    ends = [one.effective_end, None if one.auto_renew else one.term_end]
    ended = any(end is not None and end <= on for end in ends)
    return Signed(
        one, lines, [each for each in discounts if each.contract_id == one.contract_id],
        notice_on=_notice(one), over=ended or followed,
    )  # fmt: skip


def _notice(one: Contract) -> date | None:
    """The last day to give notice for the end of the term that is written down."""
    if one.term_end is None or not one.auto_renew:
        return None
    return one.term_end - timedelta(days=one.notice_days)


def price(line: ContractLine) -> str:
    """The price of a line, as one says it."""
    amount = exact(line.amount, line.currency)
    if line.price_basis == "line_total" or not line.interval_unit:
        return _("{price} in all").format(price=amount)
    each = _each(amount, line.interval_unit, line.interval_count or 1)
    if line.price_basis == "per_unit_per_interval":
        n = number(line.quantity, 0 if line.quantity == line.quantity.to_integral() else 2)
        return _("{n} × {price}").format(n=n, price=each)
    return each


def _each(amount: str, unit: str, count: int) -> str:
    said = {
        "day": ngettext("{price} a day", "{price} every {n} days", count),
        "week": ngettext("{price} a week", "{price} every {n} weeks", count),
        "month": ngettext("{price} a month", "{price} every {n} months", count),
        "year": ngettext("{price} a year", "{price} every {n} years", count),
    }[unit]
    return said.format(price=amount, n=count)


def taken_off(one: Discount) -> str:
    """A discount, as one says it."""
    off = (
        labels.percent(one.value / Decimal(100), lang(), decimals=1)
        if one.kind == "percent" else exact(one.value, one.currency)
    )  # fmt: skip
    if one.duration == "once":
        return _("{off} off, once, on {day}").format(off=off, day=day(one.start_on))
    if one.end_on is not None:
        return _("{off} off, from {since} to {until}").format(
            off=off, since=day(one.start_on), until=day(one.end_on)
        )
    return _("{off} off, from {since} on").format(off=off, since=day(one.start_on))


def why_ended(contract: Contract) -> str:
    """The reason of an end, in words."""
    return str(CHOICES.get(contract.end_reason, contract.end_reason))

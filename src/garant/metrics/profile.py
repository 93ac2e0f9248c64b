"""What a book contains, so that its plan holds only the rules that it needs.

Two small questions are asked of a book before any metric: :func:`survey` scans the tables once;
:func:`survey_links` follows links and discounts, and is asked only where there are some. Both are
taken over all rows ever recorded, so they hold for every instant of knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from garant.metrics.settings import Settings

_ = ibis._

ELIGIBLE = ("recurring", "usage_commit")
_COUNTED: Mapping[str, tuple[str, ...]] = {
    "recurring": ("repeating", "forever"),
    "all": ("once", "repeating", "forever"),
    "forever_only": ("forever",),
    "none": (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is in a book. The defaults describe a book with nothing but plain lines.

    ``tacit_requests``: some tacit contract was cancelled without an effective end (R4);
    ``dated`` names the tables with a recorded or voided instant; ``*_decimals`` are the decimals
    really used, ``*_digits`` those of the greatest number with all its decimals; ``wide*`` say that
    an int64 may be too small; ``stack`` is the largest number of discounts on one line, ``shared``
    whether some are on contracts; ``switching`` says that a link changes product or department, or
    that two products share a family; ``longest`` is the largest number of lines of an account.
    """

    first_on: date | None = None
    dated: frozenset[str] = frozenset()
    currencies: tuple[str, ...] = ()
    departments: bool = True
    mixed_units: bool = False
    trials: bool = False
    totals: bool = False
    tacit_requests: bool = False
    linked: bool = False
    split_successors: bool = False
    switching: bool = False
    families: bool = False
    longest: int = 1
    tests: bool = False
    pauses: bool = False
    stack: int = 0
    shared: bool = False
    percents: bool = False
    spread: bool = False
    amount_decimals: int = 2
    quantity_decimals: int = 0
    discount_decimals: int = 0
    amount_digits: int = 18
    quantity_digits: int = 18
    wide: bool = False
    wide_gross: bool = False
    wide_seats: bool = False

    def foreign(self, settings: Settings) -> bool:
        """Whether some line is in another currency than the reporting currency."""
        return bool(self.currencies) and self.currencies != (
            settings.reporting_currency or self.currencies[0],
        )


def eligible(lines: ir.Table) -> ir.Table:
    """R3: lines that can have recurring revenue."""
    return lines.filter(_.kind.isin(ELIGIBLE))


def counted(discounts: ir.Table, settings: Settings) -> ir.Table:
    """R10: the discounts that the discount policy counts."""
    return discounts.filter(_.duration.isin(_COUNTED[settings.discount_policy]))


def survey(tables: Mapping[str, ir.Table], settings: Settings) -> ir.Table:
    """One row that describes the tables, each taken by itself."""
    parts = [_survey_lines(eligible(tables["contract_line"]))]
    parts += [_survey_dates(name, table) for name, table in sorted(tables.items())]
    parts.append(tables["account"].aggregate(tests=_some(_.is_test)))
    if "contract" in tables:
        parts.append(_survey_contracts(tables["contract"]))
    if "pause" in tables and settings.pause_policy == "zero":
        parts.append(tables["pause"].aggregate(pauses=_.count()))
    if "product" in tables:
        parts.append(_survey_families(tables["product"]))
    if "discount" in tables:
        parts.append(_survey_discounts(counted(tables["discount"], settings)))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.cross_join(part)
    return whole


def survey_links(tables: Mapping[str, ir.Table], settings: Settings) -> ir.Table:
    """One row that describes how lines, contracts and discounts hang together."""
    lines = eligible(tables["contract_line"])
    whole = _survey_switches(lines).cross_join(_survey_accounts(lines))
    whole = whole.cross_join(_survey_units(lines))
    if "discount" in tables:
        discounts = counted(tables["discount"], settings)
        whole = whole.cross_join(_survey_stacks(lines, discounts))
        whole = whole.cross_join(_survey_spreads(lines, discounts))
    return whole


def profile(found: Mapping[str, Any], links: Mapping[str, Any] | None = None) -> Profile:
    """The profile from the rows of the two surveys; without ``links``, of a book that has none."""
    links = links or {}
    stack = int(links.get("stack") or 0)
    switching = bool(links.get("switches") or found.get("families"))
    return Profile(
        first_on=found["first_on"],
        dated=frozenset(k.removeprefix("dated_") for k, v in found.items() if _dated(k, v)),
        currencies=_currencies(found),
        departments=bool(found["departments"]),
        mixed_units=bool(links.get("mixed_accounts" if switching else "mixed")),
        trials=bool(found["trials"]),
        totals=bool(found["totals"]),
        tacit_requests=bool(found.get("tacit_requests")),
        linked=bool(found["links"]),
        split_successors=bool(links.get("split")),
        switching=switching,
        families=bool(found.get("families")),
        longest=int(links.get("longest") or 1),
        tests=bool(found["tests"]),
        pauses=bool(found.get("pauses")),
        stack=stack,
        shared=bool(found.get("shared")),
        percents=bool(found.get("percents")),
        spread=bool(links.get("spread")),
        amount_decimals=int(found["amount_decimals"] or 0),
        quantity_decimals=int(found["quantity_decimals"] or 0),
        discount_decimals=int(found.get("discount_decimals") or 0),
        amount_digits=_scaled_digits(found, "amount"),
        quantity_digits=_scaled_digits(found, "quantity"),
        wide=_price_digits(found, 4, stack) > _INT64_DIGITS,
        wide_gross=_price_digits(found, 8) > _INT64_DIGITS,
        wide_seats=_price_digits(found, 4, stack) + _seat_digits(found) > _INT64_DIGITS,
    )


def needs_links(found: Mapping[str, Any]) -> bool:
    """Whether the second survey has anything to find."""
    asked = ("links", "discounts", "families", "units")
    return any(found.get(name) for name in asked)


_INT64_DIGITS = 18

_MONTHS_DIGITS = 3
"""Digits of the bottom of an interval of days, weeks or part of a month: 365 has three."""


def _price_digits(found: Mapping[str, Any], places: int, stack: int = 0) -> int:
    """Digits of the exact price of a line after so many discounts, with at least some decimals.

    See :mod:`garant.metrics.money`.
    """
    whole = Decimal(found["amount_max"] or 0) * max(Decimal(found["quantity_max"] or 0), Decimal(1))
    base = len(str(int(whole)))
    decimals = int(found["amount_decimals"] or 0) + int(found["quantity_decimals"] or 0)
    percent = 2 + int(found.get("discount_decimals") or 0) if found.get("percents") else 0
    decimals = max(decimals, int(found.get("discount_decimals") or 0), places)
    months = _MONTHS_DIGITS if found["totals"] or found["odd_intervals"] else 0
    rounding = 1
    return base + decimals + stack * percent + months + rounding


def _scaled_digits(found: Mapping[str, Any], column: str) -> int:
    greatest = Decimal(found[f"{column}_max"] or 0)
    return len(str(int(greatest))) + int(found[f"{column}_decimals"] or 0)


def _seat_digits(found: Mapping[str, Any]) -> int:
    """Digits that a change of seats adds when it multiplies the MRR of a thread (R14 d)."""
    seats = len(str(int(found["quantity_max"] or 0))) + int(found["quantity_decimals"] or 0)
    several_lines = 1
    return seats + several_lines


def _currencies(found: Mapping[str, Any]) -> tuple[str, ...]:
    first, last = found["currency_first"], found["currency_last"]
    if first is None:
        return ()
    return (first,) if first == last else (first, last)


def _dated(name: str, value: Any) -> bool:
    return name.startswith("dated_") and bool(value)


def _survey_lines(lines: ir.Table) -> ir.Table:
    return lines.aggregate(
        first_on=_.start_on.min(),
        currency_first=_.currency.min(),
        currency_last=_.currency.max(),
        units=_differ(_.unit),
        departments=_differ(_.department_id.fill_null("")),
        trials=_some(_.trial_end.notnull()),
        totals=_some(_.price_basis == "line_total"),
        odd_intervals=_some(_.interval_unit.isin(["day", "week"])),
        links=_.predecessor_line_id.count(),
        amount_decimals=_decimals(_.amount),
        quantity_decimals=_decimals(_.quantity),
        amount_max=_.amount.max(),
        quantity_max=_.quantity.max(),
    )


def _survey_contracts(contracts: ir.Table) -> ir.Table:
    open_request = _.cancel_requested_on.notnull() & _.effective_end.isnull()
    return contracts.aggregate(tacit_requests=_some(_.auto_renew & open_request))


def _survey_dates(name: str, table: ir.Table) -> ir.Table:
    dated = _.recorded_at.notnull() | _.voided_at.notnull()
    return table.aggregate(**{f"dated_{name}": _some(dated)})


def _survey_families(products: ir.Table) -> ir.Table:
    shared = products.filter(_.family.notnull()).group_by("family").agg(n=_.product_id.nunique())
    return shared.aggregate(families=_some(_.n > 1))


def _survey_discounts(discounts: ir.Table) -> ir.Table:
    return discounts.aggregate(
        discounts=_.count(),
        shared=_some(_.contract_id.notnull()),
        percents=_some(_.kind == "percent"),
        discount_decimals=_decimals(_.value),
    )


def _survey_switches(lines: ir.Table) -> ir.Table:
    """Links that change product or department, and lines with several successors."""
    ends = lines.select("line_id", was=_thing(), account_was="account_id")
    links = lines.filter(_.predecessor_line_id.notnull()).select(
        "predecessor_line_id", "account_id", becomes=_thing()
    )
    pairs = links.join(ends, links.predecessor_line_id == ends.line_id)
    per_line = links.group_by("predecessor_line_id").agg(n=_.count())
    return pairs.aggregate(switches=_some(_.was != _.becomes)).cross_join(
        per_line.aggregate(split=_some(_.n > 1))
    )


def _survey_accounts(lines: ir.Table) -> ir.Table:
    return lines.group_by("account_id").agg(n=_.count()).aggregate(longest=_.n.max())


def _survey_units(lines: ir.Table) -> ir.Table:
    """Whether some thread has several units, if every line is in its own; and some account."""
    several = lines.group_by(["account_id", "product_id", "department_id", "currency"]).agg(
        several=_differ(_.unit), least=_.unit.min(), most=_.unit.max()
    )
    accounts = several.group_by("account_id").agg(
        in_thread=_.several.max(), in_account=(_.least.min() != _.most.max()).cast("int64")
    )
    return accounts.aggregate(mixed=_.in_thread.max(), mixed_accounts=_.in_account.max())


def _survey_stacks(lines: ir.Table, discounts: ir.Table) -> ir.Table:
    by_line = discounts.filter(_.line_id.notnull()).select(on="line_id")
    contract = discounts.filter(_.contract_id.notnull()).select("contract_id")
    by_contract = lines.select("line_id", "contract_id").join(contract, "contract_id")
    stacked = by_line.union(by_contract.select(on="line_id"), distinct=False)
    return stacked.group_by("on").agg(n=_.count()).aggregate(stack=_.n.max())


def _survey_spreads(lines: ir.Table, discounts: ir.Table) -> ir.Table:
    """Fixed discounts on contracts with several lines: they are spread (R10)."""
    fixed = discounts.filter(_.contract_id.notnull() & (_.kind == "fixed"))
    several = lines.group_by("contract_id").agg(n=_.count()).filter(_.n > 1)
    return several.semi_join(fixed, "contract_id").aggregate(spread=_.count())


def _thing() -> ir.Value:
    return _.product_id.fill_null("") + "\x1f" + _.department_id.fill_null("")


def _some(condition: Any) -> ir.Value:
    return condition.cast("int64").max().fill_null(0)


def _differ(value: Any) -> ir.Value:
    """Whether a column has more than one value."""
    return (value.min() != value.max()).cast("int64").fill_null(0)


def _decimals(value: Any) -> ir.Value:
    """How many decimals a column really uses: 0, 2, 4, 6 or 8."""
    return ibis.cases(
        (value == value.round(0), 0),
        (value == value.round(2), 2),
        (value == value.round(4), 4),
        (value == value.round(6), 6),
        else_=8,
    ).max()

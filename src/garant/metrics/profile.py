"""What a book contains, so that its plan holds only the rules that it needs.

Up to three small questions are asked of a book before any metric: :func:`survey` scans the tables
once; :func:`survey_links` follows the links, units and discounts that it found, and
:func:`survey_accounts` looks at whole accounts where links join different things. They are taken
over all rows ever recorded, so they hold for every instant of knowledge; but the currencies
and the first start are those of the lines that count (R2): what was corrected asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from garant.metrics.knowledge import is_known
from garant.metrics.settings import Settings

_ = ibis._

ELIGIBLE = ("recurring", "usage_commit")
_THING = ("product_id", "department_id")
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
    that two products share a family; ``longest`` is then the most lines of an account.
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
    lines = eligible(tables["contract_line"])
    parts = [
        _survey_lines(lines, is_known(lines, settings)),
        _survey_numbers(lines, "amount", "quantity"),
    ]
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
    return _beside(parts)


def survey_links(
    tables: Mapping[str, ir.Table], settings: Settings, found: Mapping[str, Any]
) -> ir.Table | None:
    """One row on how lines, contracts and discounts hang together; of that, what can hold."""
    lines = eligible(tables["contract_line"])
    parts = _survey_chains(lines) if found["links"] else []
    if found["units"]:
        parts.append(_survey_units(lines))
    if found.get("discounts"):
        discounts = counted(tables["discount"], settings)
        parts.append(_survey_stacks(lines, discounts))
        parts += [_survey_spreads(lines, discounts)] if found["fixed_on_contracts"] else []
    return _beside(parts) if parts else None


def survey_accounts(tables: Mapping[str, ir.Table], found: Mapping[str, Any]) -> ir.Table | None:
    """One row on the accounts, of a book in which one thing can follow another."""
    if not _switching(found):
        return None
    by_account = eligible(tables["contract_line"]).group_by("account_id")
    return by_account.agg(n=_.count(), mixed=_differ(_.unit)).aggregate(
        longest=_.n.max(), mixed_accounts=_.mixed.max()
    )


def profile(found: Mapping[str, Any]) -> Profile:
    """The profile from the rows of the surveys, put together; what was not asked does not hold."""
    stack = int(found.get("stack") or 0)
    switching = _switching(found)
    return Profile(
        first_on=found["first_on"],
        dated=frozenset(k.removeprefix("dated_") for k, v in found.items() if _dated(k, v)),
        currencies=_currencies(found),
        departments=bool(found["departments"]),
        mixed_units=bool(found.get("mixed_accounts" if switching else "mixed")),
        trials=bool(found["trials"]),
        totals=bool(found["totals"]),
        tacit_requests=bool(found.get("tacit_requests")),
        linked=bool(found["links"]),
        split_successors=bool(found.get("split")),
        switching=switching,
        families=bool(found.get("families")),
        longest=int(found.get("longest") or 1),
        tests=bool(found["tests"]),
        pauses=bool(found.get("pauses")),
        stack=stack,
        shared=bool(found.get("shared")),
        percents=bool(found.get("percents")),
        spread=bool(found.get("spread")),
        amount_decimals=int(found["amount_decimals"] or 0),
        quantity_decimals=int(found["quantity_decimals"] or 0),
        discount_decimals=int(found.get("discount_decimals") or 0),
        amount_digits=_scaled_digits(found, "amount"),
        quantity_digits=_scaled_digits(found, "quantity"),
        wide=_price_digits(found, 4, stack) > _INT64_DIGITS,
        wide_gross=_price_digits(found, 8) > _INT64_DIGITS,
        wide_seats=_price_digits(found, 4, stack) + _seat_digits(found) > _INT64_DIGITS,
    )


def _switching(found: Mapping[str, Any]) -> bool:
    return bool(found.get("switches") or found.get("families"))


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


def _survey_lines(lines: ir.Table, known: ir.BooleanValue) -> ir.Table:
    return lines.aggregate(
        first_on=_.start_on.min(where=known),
        currency_first=_.currency.min(where=known),
        currency_last=_.currency.max(where=known),
        units=_differ(_.unit),
        departments=_differ(_.department_id.fill_null("")),
        trials=_some(_.trial_end.notnull()),
        totals=_some(_.price_basis == "line_total"),
        odd_intervals=_some(_.interval_unit.isin(["day", "week"])),
        links=_.predecessor_line_id.count(),
    )


def _survey_numbers(table: ir.Table, *columns: str) -> ir.Table:
    """Size and decimals of columns. Prices repeat, and rounding costs more than finding that."""
    return _beside(
        table.select(column)
        .distinct()
        .aggregate(**{f"{column}_max": _[column].max(), f"{column}_decimals": _decimals(_[column])})
        for column in columns
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
        fixed_on_contracts=_some((_.kind == "fixed") & _.contract_id.notnull()),
        discount_decimals=_decimals(_.value),
    )


def _survey_chains(lines: ir.Table) -> list[ir.Table]:
    """Links that change product or department, and lines with several successors."""
    links = lines.filter(_.predecessor_line_id.notnull())
    ends = lines.select(before_id="line_id", **{f"{name}_was": name for name in _THING})
    pairs = links.join(ends, links.predecessor_line_id == ends.before_id)
    named = _.predecessor_line_id
    return [
        pairs.aggregate(switches=_some(_changed("product_id") | _changed("department_id"))),
        links.aggregate(split=(named.nunique() < named.count()).cast("int64")),
    ]


def _survey_units(lines: ir.Table) -> ir.Table:
    """Whether some thread has several units, if every line is in its own."""
    threads = lines.group_by(["account_id", *_THING, "currency"])
    return threads.agg(several=_differ(_.unit)).aggregate(mixed=_.several.max())


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


def _beside(parts: Iterable[ir.Table]) -> ir.Table:
    """Tables of one row as one table of one row."""
    return reduce(ir.Table.cross_join, parts)


def _changed(name: str) -> ir.Value:
    """Whether a link changes a column; an empty one may have stayed empty."""
    return _[name].fill_null("") != _[f"{name}_was"].fill_null("")


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

"""What is known at one instant, and each account's MRR day by day (R2, R6, R7, R11, R16)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .calendar import ONE_DAY, Row, known_rows
from .lines import Line, Thread, eligible_lines, replacements, thread_of
from .money import (
    ZERO,
    Rates,
    add,
    contract_mrr,
    counted_discounts,
    gross_mrr,
    is_current,
    reporting_currency,
)

TABLES = (
    "account",
    "product",
    "contract",
    "contract_line",
    "discount",
    "pause",
    "fx_rate",
    "spend",
    "usage",
)


@dataclass(frozen=True)
class ThreadState:
    """R11 on one day: money, quantity, undiscounted money, and the units met."""

    m: Decimal
    q: Fraction
    gross: Fraction
    units: frozenset[str]


EMPTY = ThreadState(ZERO, Fraction(0), Fraction(0), frozenset())


class Ledger:
    """Every question about one day under one knowledge instant."""

    def __init__(
        self,
        tables: dict[str, list[Row]],
        settings: dict[str, Any],
        known_at: datetime,
        reporting: str | None = None,
    ) -> None:
        self.settings = settings
        self.known_at = known_at
        self.known = {name: known_rows(tables.get(name, []), known_at) for name in TABLES}
        self.lines = eligible_lines(self.known, settings)
        self.by_id = {line.line_id: line for line in self.lines}
        self.discounts = counted_discounts(self.known["discount"], settings["discount_policy"])
        currency = reporting or reporting_currency(settings, self.lines)
        self.rates = Rates(self.known["fx_rate"], currency)
        self.thread = {line.line_id: thread_of(line) for line in self.lines}
        self.replacements = replacements(self.lines)
        self.contract_lines = self.group(lambda line: line.row.get("contract_id") or line.line_id)
        self.account_lines = self.group(lambda line: line.account)
        self.account_contracts = {
            account: sorted({line.row.get("contract_id") or line.line_id for line in lines})
            for account, lines in self.account_lines.items()
        }
        self.day_cache: dict[tuple[str, date], dict[str, Decimal]] = {}
        self.contract_cache: dict[Any, dict[str, Decimal]] = {}
        self.thread_cache: dict[Any, dict[Thread, ThreadState]] = {}

    def group(self, key: Any) -> dict[str, list[Line]]:
        groups: dict[str, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(key(line), []).append(line)
        return groups

    @property
    def accounts(self) -> list[str]:
        return sorted(self.account_lines)

    def is_active(self, line: Line, day: date) -> bool:
        """R6."""
        if day < line.start or (line.end is not None and day >= line.end):
            return False
        trial = line.row.get("trial_end")
        if self.settings["trial_policy"] == "zero" and trial is not None and day < trial:
            return False
        if self.settings["pause_policy"] == "zero":
            return not any(is_current(pause, day) for pause in line.pauses)
        return True

    def own_lines(self, account: str, day: date) -> dict[str, Decimal]:
        """Local MRR of the lines active that day, before R7; zero amounts are kept."""
        key = (account, day)
        if key not in self.day_cache:
            found: dict[str, Decimal] = {}
            for contract_id in self.account_contracts.get(account, []):
                found.update(self.contract_on(contract_id, day))
            self.day_cache[key] = found
        return self.day_cache[key]

    def contract_on(self, contract_id: str, day: date) -> dict[str, Decimal]:
        """R6 to R10 for one contract on one day."""
        lines = [x for x in self.contract_lines.get(contract_id, []) if self.is_active(x, day)]
        ids = {line.line_id for line in lines}
        discounts = [
            row
            for row in self.discounts
            if is_current(row, day)
            and (row.get("line_id") in ids or row.get("contract_id") == contract_id)
        ]
        key = (contract_id, tuple(sorted(ids)), tuple(row["discount_id"] for row in discounts))
        if key not in self.contract_cache:
            basis = self.settings["annual_basis"]
            self.contract_cache[key] = contract_mrr(lines, discounts, basis)
        return self.contract_cache[key]

    def pays(self, account: str, day: date) -> bool:
        return any(amount > 0 for amount in self.own_lines(account, day).values())

    def lines_on(self, account: str, day: date) -> dict[str, Decimal]:
        """R7: the lines of the account on a day, those of e - 1 inside a tolerated gap."""
        return self.own_lines(account, self.state_day(account, day))

    def state_day(self, account: str, day: date) -> date:
        tolerance = self.settings["gap_tolerance_days"]
        if tolerance == 0 or self.pays(account, day):
            return day
        before, after = day, day
        while not self.pays(account, before):
            before -= ONE_DAY
            if (day - before).days > tolerance:
                return day
        while not self.pays(account, after):
            after += ONE_DAY
            if (after - before).days - 1 > tolerance:
                return day
        return before

    def has_mrr(self, account: str, day: date) -> bool:
        return any(amount > 0 for amount in self.lines_on(account, day).values())

    def amount(self, account: str, day: date, rate_day: date | None = None) -> Decimal:
        """R16: A(d), every line converted and rounded at the rate of a day."""
        at = rate_day or day
        return add(
            self.rates.convert(amount, self.by_id[line_id].currency, at)
            for line_id, amount in self.lines_on(account, day).items()
        )

    def first_start(self, account: str) -> date:
        return min(line.start for line in self.account_lines[account])

    def last_paying_day(self, account: str, until: date) -> date | None:
        """The last day <= until with MRR."""
        day, first = until, self.first_start(account)
        while day >= first:
            if self.has_mrr(account, day):
                return day
            day -= ONE_DAY
        return None

    def threads(self, account: str, day: date) -> dict[Thread, ThreadState]:
        """R11: the threads of an account on a day."""
        lines = self.lines_on(account, day)
        key = (account, tuple(sorted(lines.items())))
        if key not in self.thread_cache:
            groups: dict[Thread, list[str]] = {}
            for line_id in lines:
                groups.setdefault(self.thread[line_id], []).append(line_id)
            self.thread_cache[key] = {
                thread: self.thread_state(ids, lines) for thread, ids in groups.items()
            }
        return self.thread_cache[key]

    def thread_state(self, ids: list[str], amounts: dict[str, Decimal]) -> ThreadState:
        lines = [self.by_id[line_id] for line_id in ids]
        basis = self.settings["annual_basis"]
        return ThreadState(
            m=add(amounts[line_id] for line_id in ids),
            q=sum((Fraction(line.quantity) for line in lines), Fraction(0)),
            gross=sum((gross_mrr(line, basis) for line in lines), Fraction(0)),
            units=frozenset(line.unit for line in lines),
        )

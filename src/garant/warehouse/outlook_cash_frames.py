"""What a book says of its cash, as frames that a plan is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from garant.metrics import fx, joins
from garant.metrics.calendar import FOREVER, Span, add_months, month_number
from garant.metrics.errors import DataError
from garant.metrics.facts import Facts
from garant.metrics.gaps import carried
from garant.metrics.months import MONTH, account_months, rates_of, valued
from garant.metrics.mrr import standing
from garant.metrics.pieces import pieces
from garant.outlook.cash.book_frames import ONE, CashFrames
from garant.warehouse import run
from garant.warehouse.outlook_lives import BookLives

if TYPE_CHECKING:
    from garant.warehouse.book import Book

_ = ibis._

YEAR = 12
SEEN = 36  # months of deals, of revenue and of spend that are looked at
MOST_BILLED = 36
DAYS_A_MONTH = Decimal("30.4375")
DEAL = ("account_id", "signed_month", "started_month", "net", "listed", "told", "billed_months",
        "term_months", "salesperson")  # fmt: skip


def cash_frames(book: Book) -> CashFrames:
    """The frames of a book. Raises DataError where a rate is missing (R16)."""
    known = BookLives(book)
    last = known.span.last
    reader = _Reader(book, last)
    return CashFrames(
        last=last,
        currency=fx.reporting_currency(book.facts) or "",
        lives=known.frame[["account_id", "begin", "end"]],
        now=reader.paying(last),
        before=reader.paying(last - YEAR),
        deals=reader.deals(),
        months=reader.months(),
        spend=reader.spend(),
        payments=reader.payments(),
    )


@dataclass(frozen=True)
class _Reader:
    """Asks one book, up to the month of number `last`."""

    book: Book
    last: int

    @property
    def facts(self) -> Facts:
        return self.book.prepared

    def paying(self, month: int) -> pd.DataFrame:
        """The lines that pay at the end of a month: account_id, mrr, billed_months."""
        on = MONTH.last(month)
        table = standing(carried(self.facts, pieces(self.facts)), on).filter(_.mrr > 0)
        table = table.select("account_id", "line_id", "currency", "mrr", on_day=ibis.literal(on))
        priced = self._rated(table).mutate(mrr=fx.converted(_.mrr, _.rate).cast("int64"))
        billed = joins.left(priced, self._terms(), ["line_id"])
        return self._frame(billed.select("account_id", "mrr", "billed_months"))

    def deals(self) -> pd.DataFrame:
        """The first day of each account of the last three years, as a deal."""
        rows = self._rows(self._first_lines())
        by_account: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_account.setdefault(row["account_id"], []).append(row)
        found = [_deal(lines) for lines in by_account.values()]
        return pd.DataFrame(found, columns=list(DEAL)).astype({"term_months": "Int64"})

    def months(self) -> pd.DataFrame:
        """MRR and accounts at the end of each of the last three years of months."""
        facts = self.facts
        span = Span(MONTH, self.last - SEEN + 1, self.last)
        table = account_months(facts, carried(facts, pieces(facts)), span)
        if fx.foreign(facts):
            self._refuse_missing(rates_of(table, "month_no"))
        sums = valued(facts, table, "month_no").group_by("month_no").agg(
            mrr=_.mrr.sum().cast("int64"), accounts=_.mrr.count()
        )  # fmt: skip
        return self._frame(sums.select("mrr", "accounts", month="month_no"))

    def spend(self) -> pd.DataFrame | None:
        """What was spent by month, department and kind, at the rate of the end of its month."""
        facts = self.facts
        if not facts.has("spend"):
            return None
        table = facts.known("spend").mutate(month=month_number(_.month))
        table = table.filter((_.month <= self.last) & (_.amount != 0)).mutate(
            on_day=MONTH.last_of(_.month), scaled=(_.amount * ONE).round().cast("int64")
        )
        size = fx.converted(_.scaled.abs(), _.rate).cast("int64")
        rated = self._rated(table).select(
            "month", "department", "kind", amount=ibis.ifelse(_.scaled < 0, -size, size)
        )
        return self._frame(rated)

    def payments(self) -> pd.DataFrame | None:
        """Payments of the last 12 months in the reporting currency, and after how many days."""
        facts = self.facts
        if not (facts.has("invoice") and facts.has("payment")):
            return None
        invoices = facts.known("invoice").select("invoice_id", "issued_on")
        paid = facts.known("payment").filter(
            (_.amount > 0)
            & (_.currency == fx.reporting_currency(facts))
            & (_.paid_on >= ibis.literal(_first_day(self.last - YEAR + 1)))
            & (_.paid_on <= ibis.literal(MONTH.last(self.last)))
        )
        both = joins.inner(paid.select("invoice_id", "paid_on", "amount"), invoices, ["invoice_id"])
        rows = self._rows(both)
        return pd.DataFrame(
            {
                "days": [(row["paid_on"] - row["issued_on"]).days for row in rows],
                "amount": [int(row["amount"] * ONE) for row in rows],
            }
        )

    # ------------------------------------------------------------ expressions

    def _terms(self) -> ir.Table:
        """line_id, billed_months: how many months a line is billed for at once.

        A line of a total is billed once, for its whole time; what is billed by days or weeks
        counts as billed by the month.
        """
        whole = month_number(_.end_on) - month_number(_.start_on)
        count = _.interval_count.fill_null(1).cast("int64")
        billed = ibis.cases(
            (_.price_basis == "line_total", whole.fill_null(1)),
            (_.interval_unit == "month", count),
            (_.interval_unit == "year", count * YEAR),
            else_=1,
        )
        capped = ibis.least(ibis.greatest(billed, 1), MOST_BILLED).cast("int64")
        return self.facts.known("contract_line").select("line_id", billed_months=capped)

    def _first_lines(self) -> ir.Table:
        """The lines of the first day on which an account pays, with their price and their terms."""
        facts = self.facts
        parts = pieces(facts)
        first = parts.filter(_.mrr > 0).group_by("account_id").agg(on_day=_.start_on.min())
        since = _first_day(self.last - SEEN + 1)
        first = first.filter((_.on_day >= ibis.literal(since)) & (_.on_day < FOREVER))
        there = joins.inner(parts, first, ["account_id"])
        there = there.filter((_.start_on <= _.on_day) & (_.on_day < _.end_on) & (_.gross > 0))
        columns = ("account_id", "line_id", "contract_id", "currency", "mrr", "gross", "on_day")
        priced = self._rated(there.select(*columns))
        lines = facts.known("contract_line").select(
            "line_id", "amount", "list_amount", line_start="start_on", line_end="end_on"
        )
        told = joins.left(joins.left(priced, self._terms(), ["line_id"]), lines, ["line_id"])
        return joins.left(told, self._contracts(), ["contract_id"])

    def _contracts(self) -> ir.Table:
        names = ("signed_on", "term_start", "term_end", "salesperson")
        if not self.facts.has("contract"):
            lines = self.facts.known("contract_line").filter(ibis.literal(False))
            days = dict.fromkeys(names[:3], ibis.null("date"))
            return lines.select("contract_id", **days, salesperson=ibis.null("string"))
        return self.facts.known("contract").select("contract_id", *names)

    def _rated(self, table: ir.Table) -> ir.Table:
        """Rows with `currency` and `on_day`, with the `rate` of that day (R16)."""
        self._refuse_missing(table.select("currency", "on_day").distinct())
        return fx.with_rate(self.facts, table, "on_day")

    def _refuse_missing(self, needed: ir.Table) -> None:
        lacking = self._rows(fx.missing_rates(self.facts, needed))
        if lacking:
            raise DataError(fx.missing_rate(self.facts, **row) for row in lacking)

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        return run.rows(table, self.book.source.backend)

    def _frame(self, table: ir.Table) -> pd.DataFrame:
        found: pd.DataFrame = run.arrow(table, self.book.source.backend).to_pandas()
        return found


def _first_day(month: int) -> date:
    return date(month // YEAR, month % YEAR + 1, 1)


def _deal(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The deal of one account, of the lines of its first day; terms are those of the dearest."""
    priced = [(_paid(line), _listed(line), line) for line in lines]
    dearest = max(priced, key=lambda one: (one[0], one[2]["line_id"]))[2]
    signed = dearest["signed_on"] or dearest["on_day"]
    told = any(
        line["list_amount"] is not None or line["mrr"] * ONE < line["gross"] for line in lines
    )
    return {
        "account_id": dearest["account_id"],
        "signed_month": MONTH.number(signed),
        "started_month": MONTH.number(dearest["on_day"]),
        "net": sum(net for net, _list, _line in priced),
        "listed": sum(listed for _net, listed, _line in priced),
        "told": told,
        "billed_months": dearest["billed_months"],
        "term_months": _term(dearest),
        "salesperson": dearest["salesperson"] or None,
    }


def _paid(line: dict[str, Any]) -> int:
    return _half_up(Decimal(line["mrr"]) * Decimal(line["rate"]) / fx.RATE_ONE)


def _listed(line: dict[str, Any]) -> int:
    """What the line would cost a month at list price; at its own price where that is not told."""
    gross = Decimal(line["gross"]) / ONE
    if line["list_amount"] is not None and line["amount"]:
        gross = gross * line["list_amount"] / line["amount"]
    return _half_up(gross * Decimal(line["rate"]) / fx.RATE_ONE)


def _half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _term(line: dict[str, Any]) -> int | None:
    """The whole months of a term: of the contract, or of the line where there is no contract.

    A contract without an end binds for a month; a line without an end says nothing.
    """
    if line["term_start"] is not None:
        start, end = line["term_start"], line["term_end"]
        return _months(start, end) if end is not None else 1
    return None if line["line_end"] is None else _months(line["line_start"], line["line_end"])


def _months(start: date, end: date) -> int:
    months = MONTH.number(end) - MONTH.number(start)
    if months > 0 and add_months(start, months) == end:
        return months
    return max(1, _half_up(Decimal((end - start).days) / DAYS_A_MONTH))

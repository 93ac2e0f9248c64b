"""The lives of a book's accounts: months with revenue, cohorts, segments; what they pay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from garant.metrics import fx, joins
from garant.metrics.calendar import Span
from garant.metrics.deals import with_deal
from garant.metrics.errors import DataError, RequestError
from garant.metrics.facts import Facts
from garant.metrics.gaps import carried
from garant.metrics.months import MONTH, account_months, rates_of, valued
from garant.metrics.pieces import pieces
from garant.metrics.scope import Scope
from garant.metrics.span import default_range, reach
from garant.outlook.curves.lives import Lives
from garant.warehouse import run

if TYPE_CHECKING:
    from garant.warehouse.book import Book

_ = ibis._
ONE = 10**4  # money is kept in ten-thousandths


@dataclass(frozen=True)
class BookLives:
    """What a book says of how long its accounts have paid."""

    book: Book
    segment: str | None = None

    @cached_property
    def span(self) -> Span:
        """The complete months of the book, as its cohorts have them."""
        facts = self.book.prepared
        ends = run.rows(reach(facts), self.book.source.backend)[0]
        first, last = default_range(facts, ends["first_on"], ends["last_on"])
        known_on = facts.settings.known_on()
        span = Span.of("month", first, last)
        running = MONTH.last(span.last) > known_on and span.last > span.first
        return Span(MONTH, span.first, span.last - running)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """account_id, begin, end (months, half-open) and segment, by account and month."""
        facts = self.book.prepared
        table = _stretches(facts, self.span)
        if self.segment is not None:
            parts = carried(facts, pieces(facts))
            accounts = table.select("account_id").distinct()
            named = _named(facts, parts, accounts, self.segment)
            table = joins.left(table, named.rename(segment="cohort"), ["account_id"])
        found: pd.DataFrame = run.arrow(table, self.book.source.backend).to_pandas()
        return found.sort_values(["account_id", "begin"], ignore_index=True)

    @cached_property
    def lives(self) -> Lives:
        """The same as the outlook takes them."""
        frame = self.frame
        account = pd.factorize(frame["account_id"])[0].astype(np.int64)
        begin, end = (frame[name].to_numpy(np.int64) for name in ("begin", "end"))
        starts = np.flatnonzero(np.diff(account, prepend=-1))
        first = begin[starts][account] if len(account) else begin
        return Lives(account, first, begin, end, self.span.last)

    def paid(self) -> pd.DataFrame:
        """Accounts that pay at the last month end: account_id, monthly and paid, in money.

        `paid`: the sum of what was paid at each month end, each at its rate. DataError where a
        rate is missing (R16).
        """
        facts, backend = self.book.prepared, self.book.source.backend
        months = account_months(facts, carried(facts, pieces(facts)), self.span)
        if fx.foreign(facts):
            lacking = run.rows(fx.missing_rates(facts, rates_of(months, "month_no")), backend)
            if lacking:
                raise DataError(fx.missing_rate(facts, **row) for row in lacking)
        sums = valued(facts, months, "month_no").group_by("account_id").agg(
            monthly=_.mrr.sum(where=_.month_no == self.span.last).fill_null(0).cast("int64"),
            paid=_.mrr.sum().cast("int64"),
        )  # fmt: skip
        table = sums.filter(_.monthly > 0).order_by("account_id")
        found: pd.DataFrame = run.arrow(table, backend).to_pandas()
        return found.assign(monthly=found["monthly"] / ONE, paid=found["paid"] / ONE)


def _named(facts: Facts, parts: ir.Table, accounts: ir.Table, column: str) -> ir.Table:
    """What a column says of each account; RequestError with the columns there are."""
    try:
        return with_deal(facts, parts, accounts, column)
    except RequestError as error:
        choices = dict.fromkeys(str(error.values.get("choices", "")).split(", "))
        raise RequestError(
            "there is no column {column} of the accounts or of their first deal; there are: "
            "{choices}",
            column=column, choices=", ".join(choices),
        ) from None  # fmt: skip


def _stretches(facts: Facts, span: Span) -> ir.Table:
    """The months at whose end an account has revenue, as stretches: begin included, end not."""
    scope = Scope.of(facts, span, daily=False)
    paid = carried(facts, pieces(facts)).filter(_.mrr > 0)
    placed = scope.placed(paid, "account_id").select(
        "account_id",
        begin=ibis.greatest(_.enters, span.first),
        end=ibis.least(_.leaves, span.last + 1),
    )
    placed = placed.filter(_.begin < _.end)
    earlier = ibis.window(group_by="account_id", order_by=["begin", "end"], rows=(None, -1))
    placed = placed.mutate(reached=_.end.max().over(earlier))
    opens = (_.reached.isnull() | (_.reached < _.begin)).cast("int64")
    placed = placed.mutate(opens=opens)
    running = ibis.cumulative_window(group_by="account_id", order_by=["begin", "end"])
    placed = placed.mutate(place=_.opens.sum().over(running))
    return placed.group_by(["account_id", "place"]).agg(
        begin=_.begin.min().cast("int64"), end=_.end.max().cast("int64")
    )

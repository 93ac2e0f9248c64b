"""From a book to the table that a study looks at: runs the expressions, hands over frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
import pyarrow as pa

from garant.metrics import fx
from garant.metrics.calendar import Span
from garant.metrics.decisions import decided, missing_renewal_rates
from garant.metrics.errors import DataError
from garant.metrics.facts import Facts
from garant.metrics.pieces import pieces
from garant.study import observing
from garant.study.asknown import Knowledge
from garant.study.observations import Observations
from garant.warehouse import run

if TYPE_CHECKING:
    from garant.warehouse.book import Book

_ = ibis._

_READ = (
    *("account", "contract", "contract_line", "discount", "opportunity", "fx_rate", "invoice"),
    *("payment", "touchpoint", "ticket", "usage", "reading"),
)
_EVENTS = {
    "touchpoint": ("account_id", "level", "kind", "direction", "at"),
    "ticket": ("account_id", "opened_at", "closed_at", "kind"),
    "usage": ("account_id", "user_id", "at", "event"),
    "reading": ("account_id", "indicator", "at"),
}
_KNOWLEDGE = ("recorded_at", "voided_at")
_FARTHEST = timedelta(days=20 * 366)  # an end in more than twenty years is none to prepare for
_LONG_AGO = date(1900, 1, 1)
_ONE = 10**4  # money is kept in ten-thousandths


def observations(book: Book, *, as_of: date | str | None = None) -> Observations:
    """The renewal opportunities of a book, as known on the day on which each could be saved.

    `as_of` reads the book as of another day than its own. Not screened: see
    :mod:`garant.study.screening`. Raises DataError where a rate is missing (R16).
    """
    return Reading.of(book, as_of).observations()


def upcoming(book: Book, *, as_of: date | str | None = None) -> Observations:
    """The renewals to come of a book: those of terms that run today and are not decided.

    The features are those of :func:`observations`, as known today; see
    :func:`garant.study.observing.upcoming`. What is paid is converted at the rate that will be
    valid, as far as it is known, else at the one of today. Raises DataError where there is none.
    """
    return Reading.of(book, as_of).upcoming()


@dataclass(frozen=True)
class Reading:
    """What is read of a book: its tables, and what came due or, without contracts, was paid."""

    book: Book
    frames: Mapping[str, pd.DataFrame]
    knowledge: Knowledge
    decisions: pd.DataFrame | None
    pieces: pd.DataFrame | None

    def observations(self) -> Observations:
        """See :func:`observations`."""
        return observing.observed(
            self.frames, self.decisions, knowledge=self.knowledge, pieces=self.pieces
        )

    def upcoming(self) -> Observations:
        """See :func:`upcoming`."""
        return observing.upcoming(
            self.frames, self.decisions, self.ahead, knowledge=self.knowledge, pieces=self.pieces
        )

    @cached_property
    def ahead(self) -> pd.DataFrame | None:
        """What falls due after the day of knowledge; nothing where there are no contracts."""
        return None if self.decisions is None else _ahead(self)

    @classmethod
    def of(cls, book: Book, as_of: date | str | None) -> Reading:
        book = book if as_of is None else book.settings(known_as_of=_instant(book, as_of))
        facts = book.prepared
        frames = {name: _frame(book, facts, name) for name in _READ if facts.has(name)}
        if not facts.has("contract"):
            return cls(book, frames, _knowledge(facts), None, _pieces(book, facts))
        span = Span.of("day", _first_day(facts), facts.settings.known_on())
        return cls(book, frames, _knowledge(facts), _decisions(book, facts, span), None)


def _ahead(read: Reading) -> pd.DataFrame:
    """What falls due after the day of knowledge, up to the end of the longest term there is."""
    contracts, on = read.frames["contract"], read.knowledge.on.date()
    longest = (contracts["term_end"] - contracts["term_start"]).max()
    # Terms of months differ by a few days in length.
    reach = timedelta(days=31) + (timedelta() if pd.isna(longest) else longest.to_pytimedelta())
    span = Span.of("day", on + timedelta(days=1), on + min(reach, _FARTHEST))
    return _decisions(read.book, lasting(read.book.prepared), span)


def lasting(facts: Facts) -> Facts:
    """The facts, with the rates of today for the days to come that have none of their own."""
    if not facts.has("fx_rate"):
        return facts
    rates, today = facts.tables["fx_rate"], ibis.literal(facts.settings.known_on())
    latest = ibis.row_number().over(
        group_by=["from_currency", "to_currency"],
        order_by=[ibis.desc("valid_from"), ibis.desc("rate")],
    )
    valid = (_.valid_from <= today) & (_.valid_to.isnull() | (today <= _.valid_to))
    best = facts.known("fx_rate").filter(valid).mutate(place=latest).filter(_.place == 0)
    # The earliest start loses against every other rate that is valid on the day.
    best = best.mutate(valid_from=ibis.literal(_LONG_AGO), valid_to=ibis.null("date"))
    both = rates.union(best.select(*rates.columns), distinct=False)
    return replace(facts, tables={**facts.tables, "fx_rate": both})


def _instant(book: Book, as_of: date | str) -> Any:
    text = as_of if isinstance(as_of, str) else as_of.isoformat()
    settings = book.facts.settings
    parsed = type(settings).parse({"known_as_of": text, "reporting_tz": settings.reporting_tz})
    return parsed.known_as_of


def _first_day(facts: Facts) -> date:
    known_on = facts.settings.known_on()
    first_on = facts.profile.first_on
    return min(first_on, known_on) if first_on else known_on


def _knowledge(facts: Facts) -> Knowledge:
    settings = facts.settings
    return Knowledge(
        at=settings.known(),
        tz=settings.reporting_tz,
        currency=fx.reporting_currency(facts),
        least_months=settings.min_renewable_months,
        grace_days=settings.renewal_grace_days,
    )


def _decisions(book: Book, facts: Facts, span: Span) -> pd.DataFrame:
    missing = missing_renewal_rates(facts, span)
    lacking = run.rows(missing, book.source.backend) if missing is not None else []
    if lacking:
        raise DataError(fx.missing_rate(facts, **row) for row in lacking)
    table = decided(facts, span).select(
        *("contract_id", "account_id", "term_no", "due_on", "notice_days", "tacit", "outcome"),
        *("due_mrr", "renewed_mrr"),
        begin_on=_.before_on,
    )
    found = _pandas(run.arrow(table, book.source.backend))
    return found.assign(due_mrr=found["due_mrr"] / _ONE, renewed_mrr=found["renewed_mrr"] / _ONE)


def _pieces(book: Book, facts: Facts) -> pd.DataFrame:
    """What was paid, each piece at the rate of its first day."""
    table = pieces(facts).filter(_.mrr > 0)
    table = table.select("account_id", "line_id", "currency", "start_on", "end_on", "mrr")
    if fx.foreign(facts):
        needed = table.select("currency", on_day="start_on").distinct()
        lacking = run.rows(fx.missing_rates(facts, needed), book.source.backend)
        if lacking:
            raise DataError(fx.missing_rate(facts, **row) for row in lacking)
        rated = fx.with_rate(facts, table, "start_on")
        table = rated.mutate(mrr=fx.converted(_.mrr, _.rate))
    found = _pandas(run.arrow(table.select("account_id", "line_id", "start_on", "end_on", "mrr")))
    return found.assign(mrr=found["mrr"] / _ONE)


def _frame(book: Book, facts: Facts, name: str) -> pd.DataFrame:
    """A table, every row ever recorded; instants without a zone, decimals as floats.

    Of events, which are many, only the columns that are read.
    """
    table = facts.tables[name]
    columns = [column for column in table.columns if column != "_row"]
    if name in _EVENTS:
        columns = [*_EVENTS[name], *(_KNOWLEDGE if name in facts.profile.dated else ())]
    floats = {
        column: table[column].cast("float64")
        for column in columns
        if table[column].type().is_decimal()
    }
    table = table.select(columns).mutate(**floats)
    return _pandas(run.arrow(table, book.source.backend), coded=name in _EVENTS)


def _pandas(found: pa.Table, *, coded: bool = False) -> pd.DataFrame:
    """A frame: days and instants as ``datetime64[us]``; texts by number where they are `coded`."""
    schema = pa.schema([field.with_type(_kind(field.type, coded=coded)) for field in found.schema])
    # The pages are given back while they are copied: a million events are held once, not twice.
    frame = found.cast(schema).to_pandas(
        date_as_object=False, split_blocks=True, self_destruct=True
    )
    empty = [name for name in _KNOWLEDGE if name in frame and frame[name].dtype == object]
    return frame.astype(dict.fromkeys(empty, "datetime64[us]"))


def _kind(kind: pa.DataType, *, coded: bool) -> pa.DataType:
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    return pa.dictionary(pa.int32(), pa.string()) if coded and text else kind

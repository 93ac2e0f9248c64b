"""From a book to the table that a study looks at: runs the expressions, hands over frames."""

from __future__ import annotations

from datetime import date
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
from garant.study.asknown import Knowledge
from garant.study.observations import Observations
from garant.study.observing import observed
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
_ONE = 10**4  # money is kept in ten-thousandths


def observations(book: Book, *, as_of: date | str | None = None) -> Observations:
    """The renewal opportunities of a book, as known on the day on which each could be saved.

    `as_of` reads the book as of another day than its own. Not screened: see
    :mod:`garant.study.screening`. Raises DataError where a rate is missing (R16).
    """
    book = book if as_of is None else book.settings(known_as_of=_instant(book, as_of))
    facts = book.prepared
    frames = {name: _frame(book, facts, name) for name in _READ if facts.has(name)}
    span = Span.of("day", _first_day(facts), facts.settings.known_on())
    knowledge = _knowledge(facts)
    if facts.has("contract"):
        return observed(frames, _decisions(book, facts, span), knowledge=knowledge)
    return observed(frames, None, knowledge=knowledge, pieces=_pieces(book, facts))


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

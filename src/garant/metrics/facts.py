"""The facts as they were known at an instant, with the settings they are read by.

``Facts`` is what every metric takes: canonical tables (one column per row of
:mod:`garant.metrics.schema`, plus the attributes of accounts), settings, and a
:class:`~garant.metrics.profile.Profile` that says which rules these facts need at all, so that a
plain book gets a plain plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import ibis
import ibis.expr.types as ir

from garant.metrics.calendar import Span
from garant.metrics.profile import Profile
from garant.metrics.settings import Settings, end_of_day


@dataclass(frozen=True, slots=True)
class Vintage:
    """What was known at the end of a period (``closes=frozen``)."""

    period_no: int
    known: datetime


@dataclass(frozen=True)
class Facts:
    """Tables of facts, how to read them, and what they contain.

    ``spread``, ``lines`` and ``pieces`` are what was worked out of them beforehand, if anything
    was. With ``vintages`` each fact stands once per vintage in which it was known, and every
    expression carries the column ``vintage`` (a period number) in :attr:`keys`.
    """

    tables: Mapping[str, ir.Table]
    settings: Settings
    profile: Profile
    vintages: tuple[Vintage, ...] = ()
    spread: ir.Table | None = None
    lines: ir.Table | None = None
    pieces: ir.Table | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that keep vintages apart; none when there is but one knowledge."""
        return ("vintage",) if self.vintages else ()

    def has(self, name: str) -> bool:
        """Whether the book has that table."""
        return name in self.tables

    def known(self, name: str) -> ir.Table:
        """R2: the rows of a table that were known, and not voided, at the instant of knowledge."""
        table = self.tables[name]
        if not self.vintages:
            return _known_at(
                table, _literal(self.settings.known()), dated=name in self.profile.dated
            )
        return _known_at(table.cross_join(self.vintage_rows()), _.known_at, dated=True).drop(
            "known_at"
        )

    def frozen(self, span: Span) -> Facts:
        """The same facts as known at the end of each period of ``span`` (R17, ``frozen``)."""
        latest = self.settings.known()
        tz = self.settings.reporting_tz
        vintages = tuple(
            Vintage(number, min(latest, end_of_day(span.grain.last(number), tz)))
            for number in range(span.first, span.last + 1)
        )
        return replace(self, vintages=vintages)

    def vintage_rows(self) -> ir.Table:
        """The vintages as a table: ``vintage``, ``known_at``."""
        rows = [(v.period_no, _naive(v.known)) for v in self.vintages]
        return ibis.memtable(rows, schema={"vintage": "int64", "known_at": "timestamp"})


_ = ibis._


def _known_at(table: ir.Table, known: ir.Value, *, dated: bool) -> ir.Table:
    if not dated:
        return table
    recorded = _.recorded_at.isnull() | (_.recorded_at <= known)
    return table.filter(recorded & (_.voided_at.isnull() | (_.voided_at > known)))


def _literal(instant: datetime) -> ir.Value:
    return ibis.literal(_naive(instant)).cast("timestamp")


def _naive(instant: datetime) -> datetime:
    """Canonical instants are UTC without a zone."""
    return instant.astimezone(UTC).replace(tzinfo=None)

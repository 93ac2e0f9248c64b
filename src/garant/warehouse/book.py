"""A book: the facts of one company, and every metric that can be made of them.

>>> import garant
>>> rows = {
...     "account": [{"account_id": "acme"}],
...     "contract_line": [{
...         "line_id": "1", "account_id": "acme", "start_on": "2024-01-15",
...         "price_basis": "flat_per_interval", "amount": "1200", "currency": "EUR",
...         "interval_unit": "year", "interval_count": "1",
...     }],
... }
>>> garant.Book(rows).mrr("2024-01-31").rows()[0]["mrr"]
Decimal('100.0000')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import ibis.expr.types as ir

from garant.metrics import adoption as adoptions
from garant.metrics import bridge as bridges
from garant.metrics import cohorts as cohort_rows
from garant.metrics import economics as unit
from garant.metrics import fx, inferred, profile, spread
from garant.metrics import mrr as mrrs
from garant.metrics import renewals as renewal_rows
from garant.metrics import retention as retentions
from garant.metrics.calendar import By, Span
from garant.metrics.decisions import missing_renewal_rates
from garant.metrics.errors import DataError, Problem, RequestError
from garant.metrics.facts import Facts
from garant.metrics.gaps import carried
from garant.metrics.lines import lines
from garant.metrics.pieces import pieces
from garant.metrics.scope import Scope
from garant.metrics.settings import Settings
from garant.metrics.span import default_range, reach
from garant.metrics.threads import threaded
from garant.warehouse import run
from garant.warehouse.check import check, checking
from garant.warehouse.describe import describe
from garant.warehouse.mapping import FILE, stated_settings
from garant.warehouse.read import Given, open_source
from garant.warehouse.result import Result
from garant.warehouse.source import Source

Day = date | str


class Book:
    """The facts of one company. Each method gives a :class:`~garant.warehouse.result.Result`.

    ``source`` is a folder of CSV or Parquet files, an Ibis URL, or a dict of tables in memory.
    Facts with errors raise a :class:`~garant.metrics.errors.DataError` that lists all of them.
    """

    def __init__(
        self,
        source: Given,
        *,
        mapping: str | Path | None = None,
        engine: str | None = None,
        as_of: Day | datetime | None = None,
        settings: Mapping[str, object] | Settings | None = None,
    ) -> None:
        self._given = source
        self._mapping = Path(mapping) if mapping is not None else None
        self._engine = engine
        given = (
            settings if isinstance(settings, Settings) else self._mapped() | dict(settings or {})
        )
        self._settings = _settings(given, as_of)

    def _mapped(self) -> dict[str, object]:
        """The settings that the mapping of the book states."""
        own = Path(self._given) / FILE if isinstance(self._given, str | PathLike) else None
        path = self._mapping or (own if own is not None and own.is_file() else None)
        return dict(stated_settings(path)) if path is not None else {}

    def settings(self, **changes: object) -> Book:
        """The same book, read by other settings."""
        other = Book(self._given, mapping=self._mapping, engine=self._engine)
        merged = {name: getattr(self._settings, name) for name in Settings.__slots__} | changes
        other._settings = _settings(merged, None)
        other.__dict__["source"] = self.source
        return other

    @cached_property
    def source(self) -> Source:
        """The tables of the book, read and typed."""
        return open_source(self._given, mapping=self._mapping, engine=self._engine)

    def close(self) -> None:
        """Let go of files and engine, and of what the engine still works on."""
        if "source" in self.__dict__:
            self.source.close()

    def check(self) -> list[Problem]:
        """Everything that is wrong or doubtful in the facts (R26), and what was inferred (R15)."""
        found = check(self.source, self._settings)
        if any(problem.level == "error" for problem in found):
            return found
        if "facts" not in self.__dict__:
            self.facts = self._surveyed(lambda: list)  # what is wrong was asked for just now
        links = inferred.problems(self._rows(inferred.links_told(self.prepared)))
        return self._first_rates_missing() + found + links

    def errors(self) -> list[Problem]:
        """What a metric would be refused for: what is wrong in the facts, not what is doubtful."""
        try:
            _ = self.facts
        except DataError as error:
            return list(error.problems)
        return self._first_rates_missing()

    def describe(self) -> list[dict[str, Any]]:
        """What tables there are, what they hold and what can be said with them."""
        return describe(self.source)

    @cached_property
    def facts(self) -> Facts:
        """The facts, checked, with what is needed to plan over them."""
        return self._surveyed(lambda: checking(self.source, self._settings, warnings=False))

    def _surveyed(self, begin: Callable[[], Callable[[], list[Problem]]]) -> Facts:
        """The facts with what is needed to plan over them, once a check that is begun is over."""
        # The engine surveys the tables while their checks are written, and checks them while the
        # second survey is: of wrong facts these say something wrong, but then nobody reads it.
        tables, settings = self.source.tables, self._settings
        survey = self._row(profile.survey(tables, settings))
        checked = begin()
        found = survey()
        links = self._row(profile.survey_links(tables, settings, found))
        errors = checked()
        if errors:
            raise DataError(errors)
        found |= links()
        found |= self._row(profile.survey_accounts(tables, found))()
        facts = Facts(tables, settings, profile.profile(found))
        fx.reporting_currency(facts)
        return facts

    def mrr(self, on: Day, by: mrrs.By | None = None) -> Result:
        """MRR on a day, in all or by account, line, product or department."""
        day = _day(on, "on")
        facts = self.prepared
        if fx.foreign(facts):
            self._refuse_missing(facts, mrrs.needed_rates(facts, day))
        return self._result(mrrs.mrr(facts, day, by), "mrr")

    def bridge(  # noqa: PLR0913 - the options of the command, by name
        self,
        by: By = "month",
        view: bridges.View = "full",
        *,
        since: Day | None = None,
        until: Day | None = None,
        segment: str | None = None,
        accounts: bool = False,
    ) -> Result:
        """How MRR got from opening to closing, period by period."""
        if view not in ("full", "net", "event"):
            raise RequestError(
                "there is no view {view}; the views are full, net and event", view=repr(view)
            )
        if accounts and segment:
            raise RequestError("rows by account cannot be split by segment as well")
        first = since or self.facts.profile.first_on
        span = self._span(by, first, until) if until else self._until_now(by, first)
        facts = self._bridged(span, daily=view == "event")
        if accounts:
            return self._result(bridges.account_bridge(facts, span, view=view), "bridge")
        table = bridges.bridge(facts, span, view=view, segment=segment)
        return self._result(table if until else bridges.trimmed(table), "bridge")

    def retention(self, window: int = 12, segment: str | None = None) -> Result:
        """Net and gross retention and logo churn over the months up to each month end."""
        if window < 1:
            raise RequestError("the window is {window} months; it must be 1 or more", window=window)
        facts, span = self.prepared, self._span("month")
        if fx.foreign(facts):
            self._refuse_missing(facts, retentions.needed_rates(facts, span, window=window))
        table = retentions.retention(facts, span, window=window, segment=segment)
        return self._result(table, "retention")

    def cohorts(self, of: cohort_rows.Of = "logos", by: str = "month") -> Result:
        """Accounts followed from their first month end with revenue."""
        facts, span = self.prepared, self._span("month")
        if fx.foreign(facts):
            self._refuse_missing(facts, cohort_rows.needed_rates(facts, span))
        return self._result(cohort_rows.cohorts(facts, span, of=of, by=by), "cohorts")

    def renewals(
        self, by: By = "month", *, since: Day | None = None, until: Day | None = None
    ) -> Result:
        """What was due, what was renewed, and what is still open, by the end of the term.

        The period that is running now is included: what it holds is pending, secured or decided.
        """
        first, last = self._reach
        first = _day(since, "from") if since is not None else first
        last = _day(until, "to") if until is not None else max(first, last)
        span, facts = Span.of(by, first, last), self.prepared
        missing = missing_renewal_rates(facts, span)
        if missing is not None:
            self._refuse_rows(facts, self._rows(missing))
        return self._result(renewal_rows.renewals(facts, span), "renewals")

    def economics(self, by: Literal["month", "quarter", "year"] = "month") -> Result:
        """Unit economics of each period."""
        span, months = self._span(by), self._span("month")
        terms = unit.Terms(by=by)
        periods = bridges.counted_bridge(self._bridged(span), span)
        monthly = bridges.counted_bridge(self._bridged(months), months)
        missing = unit.missing_spend_rates(self.facts)
        if missing is not None:
            self._refuse_rows(self.facts, self._rows(missing))
        table = unit.economics(periods, monthly, costs=unit.costs(self.facts), terms=terms)
        return self._result(table, "economics")

    def adoption(
        self,
        *,
        value_events: Sequence[str] = (),
        core_features: Sequence[str] = (),
        by_department: bool = False,
    ) -> Result:
        """Who gets value out of the product, by account and day."""
        facts = self.facts
        if not facts.has("usage"):
            raise RequestError("the book has no table usage, from which adoption is read")
        usage = facts.known("usage")
        watch = adoptions.Watch(
            **self._used_range(usage),
            tz=self._settings.reporting_tz,
            value_events=tuple(value_events),
            core_features=tuple(core_features),
            by_department=by_department,
            seat_one=10**facts.profile.quantity_decimals,
        )
        seats = pieces(self.prepared)
        return self._result(adoptions.adoption(usage, seats, watch=watch), "adoption")

    def _bridged(self, span: Span, *, daily: bool = False) -> Facts:
        """The facts that a bridge over some periods is made of, every rate it needs there."""
        facts = self._known_for(span)
        if fx.foreign(facts):
            self._refuse_missing(facts, _rates_needed(facts, span, daily=daily))
        return facts

    def _first_rates_missing(self) -> list[Problem]:
        """For each currency, the first month end at which an amount or spend has no rate (R16)."""
        facts = self.facts
        asked = [unit.missing_spend_rates(facts)]
        if fx.foreign(facts):
            span = self._span("month")
            facts = self._known_for(span)
            asked.append(fx.missing_rates(facts, _rates_needed(facts, span)))
        found = [row for table in asked if table is not None for row in self._rows(table)]
        latest_first = sorted(found, key=lambda row: row["on_day"], reverse=True)
        first = {row["currency"]: row for row in latest_first}
        return [fx.missing_rate(facts, **first[currency]) for currency in sorted(first)]

    def _known_for(self, span: Span) -> Facts:
        """The facts, worked out, as they were known for each period of a span (R17)."""
        if self._settings.closes == "restated":
            return self.prepared
        return self._prepared(bridges.known_for(self.facts, span))

    def _span(self, by: By, since: Day | None = None, until: Day | None = None) -> Span:
        """The periods that meet two days; by default all of the book that are over."""
        first = _day(since, "from") if since is not None else self._reach[0]
        last = _day(until, "to") if until is not None else max(first, self._reach[1])
        span = Span.of(by, first, last)
        return self._over(span) if until is None else span

    def _until_now(self, by: By, since: Day | None) -> Span:
        """The periods from a day to the last one that is over; that of the day in any case."""
        known_on = self._settings.known_on()
        first = _day(since, "from") if since is not None else known_on
        return self._over(Span.of(by, first, max(first, known_on)))

    def _over(self, span: Span) -> Span:
        """A span without a last period that is still running."""
        running = span.grain.last(span.last) > self._settings.known_on()
        return replace(span, last=span.last - 1) if running and span.last > span.first else span

    @cached_property
    def _reach(self) -> tuple[date, date]:
        found = self._rows(reach(self.prepared))[0]
        return default_range(self.facts, found["first_on"], found["last_on"])

    def _used_range(self, usage: ir.Table) -> dict[str, date]:
        """The days from the first use to the last thing known."""
        found = self._rows(usage.aggregate(first=usage["at"].min()))[0]["first"]
        known_on = self._settings.known_on()
        since = min(found.date() - timedelta(days=1), known_on) if found else known_on
        return {"since": since, "until": known_on}

    def _refuse_missing(self, facts: Facts, needed: ir.Table) -> None:
        """R16: an amount that no rate converts is an error that names currency and date."""
        self._refuse_rows(facts, self._rows(fx.missing_rates(facts, needed)))

    def _refuse_rows(self, facts: Facts, found: list[dict[str, Any]]) -> None:
        if found:
            raise DataError(fx.missing_rate(facts, **row) for row in found)

    @cached_property
    def prepared(self) -> Facts:
        """The facts with their lines and pieces worked out, for every metric to read."""
        return self._prepared(self.facts)

    def _prepared(self, facts: Facts) -> Facts:
        """Lines, threads and pieces are the better part of every plan: they are computed once."""
        if facts.profile.switching:
            found = self._kept(threaded(facts, self._kept(lines(facts))))
        else:
            found = threaded(facts, lines(facts))
        facts = self._sharing(replace(facts, lines=found))
        return replace(facts, pieces=self._kept(pieces(facts)))

    def _kept(self, table: ir.Table) -> ir.Table:
        return run.kept(table, self.source.backend)

    def _sharing(self, facts: Facts) -> Facts:
        """Facts in which fixed discounts on contracts are shared out (R10)."""
        if not facts.profile.spread:
            return facts
        asked = spread.questions(facts)
        answers = {name: self._rows(table) for name, table in asked.items()}
        return replace(facts, spread=spread.table(facts, spread.spread_rows(facts, answers)))

    def _rows(self, table: ir.Table) -> list[dict[str, Any]]:
        return run.rows(table, self.source.backend)

    def _row(self, question: ir.Table | None) -> Callable[[], dict[str, Any]]:
        """What gives the one row of a question; nothing of one that need not be asked.

        The engine works it out meanwhile, where it can.
        """
        if question is None:
            return dict
        answer = run.asked(question, self.source.backend)
        return lambda: answer()[0]

    def _result(self, table: ir.Table, kind: str) -> Result:
        shown = self._settings.as_text() | {"reporting_currency": fx.reporting_currency(self.facts)}
        return Result(table, shown, self.source, kind)


def _rates_needed(facts: Facts, span: Span, *, daily: bool = False) -> ir.Table:
    """The (currency, on_day) of every amount that a bridge converts."""
    days = fx.days_of(facts, Scope.of(facts, span, daily=daily))
    return fx.needed_by(facts, carried(facts, pieces(facts)), days)


def _settings(given: Mapping[str, object] | Settings, as_of: Day | datetime | None) -> Settings:
    settings = given if isinstance(given, Settings) else _parsed(given)
    if as_of is None:
        # "Now" is one instant for the life of a book, so that its results can be had again.
        return settings.with_(known_as_of=settings.known())
    if isinstance(as_of, datetime):
        return settings.with_(known_as_of=as_of)
    text = as_of if isinstance(as_of, str) else as_of.isoformat()
    known = Settings.parse({"known_as_of": text, "reporting_tz": settings.reporting_tz})
    return settings.with_(known_as_of=known.known_as_of)


def _parsed(given: Mapping[str, object]) -> Settings:
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    known = set(Settings.__slots__)
    unknown = [name for name in given if name not in known]
    parsed = Settings.parse({**texts, **dict.fromkeys(unknown, "")})
    typed = {name: value for name, value in given.items() if not isinstance(value, str)}
    return parsed.with_(**typed)


def _day(given: Day, what: str) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise RequestError(
            "the date {what} is {given}; write it as 2024-12-31", what=what, given=repr(given)
        ) from None

"""Currencies (R16): rates on the last day of a step, and amounts converted line by line.

A rate is the one with the latest ``valid_from`` among those valid on the day; it is never
inverted, and one that is missing where an amount needs it is an error, never 1.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import FOREVER, Span
from garant.metrics.errors import Problem, RequestError
from garant.metrics.exact import WIDE, half_up
from garant.metrics.facts import Facts
from garant.metrics.scope import Scope

_ = ibis._

RATE_ONE = 10**12


def reporting_currency(facts: Facts) -> str | None:
    """The currency of the results: the setting, or the only currency of the book."""
    stated, found = facts.settings.reporting_currency, facts.profile.currencies
    if stated is None and len(found) > 1:
        raise RequestError(
            "the book has lines in {first} and in {last}: say in which currency to report, "
            "with the setting reporting_currency (on pages: Settings, Metrics, Currency of the "
            "figures), and give exchange rates, as the table fx_rate",
            first=found[0],
            last=found[-1],
        )
    return stated or (found[0] if found else None)


def foreign(facts: Facts) -> bool:
    """Whether any amount has to be converted."""
    return facts.profile.foreign(facts.settings)


def converted(amount: ir.IntegerValue, rate: ir.NumericValue) -> ir.IntegerValue:
    """An amount in another currency, rounded half up to ten-thousandths."""
    return half_up(amount.cast(WIDE) * rate, RATE_ONE)


def with_rate(facts: Facts, table: ir.Table, day: str) -> ir.Table:
    """Rows with ``currency`` and a date, with ``rate`` on that date (null where there is none)."""
    target = reporting_currency(facts)
    needed = table.filter(_.currency != target).select(*facts.keys, "currency", day).distinct()
    best = rates_on(facts, needed, day)
    joined = joins.left(table, best, [*facts.keys, "currency", day])
    one = ibis.literal(RATE_ONE).cast(WIDE)
    return joined.mutate(rate=ibis.ifelse(_.currency == target, one, _.rate))


def rates_on(facts: Facts, needed: ir.Table, day: str) -> ir.Table:
    """The rate of each (currency, date) asked for that has one, in units of 10**-12."""
    if not facts.has("fx_rate"):
        return needed.filter(ibis.literal(False)).mutate(rate=ibis.literal(0).cast(WIDE))
    rates = facts.known("fx_rate").filter(_.to_currency == reporting_currency(facts))
    rates = rates.select(
        *facts.keys,
        "valid_from",
        currency="from_currency",
        valid_to=_.valid_to.fill_null(FOREVER),
        rate=(_.rate * RATE_ONE).cast(WIDE),
    )
    by = [*facts.keys, "currency"]
    valid = joins.inner(needed, rates, by).filter((_.valid_from <= _[day]) & (_[day] <= _.valid_to))
    latest = ibis.row_number().over(
        group_by=[*by, day], order_by=[ibis.desc("valid_from"), ibis.desc("rate")]
    )
    return valid.mutate(place=latest).filter(_.place == 0).select(*by, day, "rate")


def days_of(facts: Facts, scope: Scope) -> ir.Table:
    """The days on which the amounts of a bridge are converted: ``on_day`` (and the vintage)."""
    steps = scope.steps
    numbers = Span(steps.grain, steps.first - 1, steps.last).numbers()
    numbers = numbers.select(step=_.period_no.cast("int64"))
    if facts.vintages:
        vintages = facts.vintage_rows().select("vintage")
        numbers = numbers.cross_join(vintages).filter(
            (_.step >= scope.floor) & (_.step <= scope.last)
        )
    return numbers.select(*facts.keys, on_day=scope.grain.last_of(_.step))


def needed_by(facts: Facts, parts: ir.Table, days: ir.Table) -> ir.Table:
    """The (currency, on_day) of every amount that stands on one of some days."""
    paying = parts.filter(_.mrr > 0)
    spans = paying.select(*facts.keys, "currency", "start_on", "end_on").distinct()
    paired = joins.inner(spans, days, facts.keys) if facts.keys else spans.cross_join(days)
    standing = paired.filter((_.start_on <= _.on_day) & (_.on_day < _.end_on))
    return standing.select(*facts.keys, "currency", "on_day")


def missing_rates(facts: Facts, needed: ir.Table) -> ir.Table:
    """R16: those (currency, on_day) of ``needed`` that no rate converts."""
    target = reporting_currency(facts)
    abroad = needed.filter(_.currency != target).distinct()
    found = rates_on(facts, abroad, "on_day")
    lacking = abroad.anti_join(found, [*facts.keys, "currency", "on_day"])
    return lacking.select("currency", "on_day").distinct().order_by("currency", "on_day")


def missing_rate(facts: Facts, *, currency: str, on_day: date) -> Problem:
    """The problem of one rate that is not there."""
    return Problem(
        "error",
        "R16",
        "fx_rate",
        None,
        "rate",
        "no rate from {currency} to {target} is valid on {on_day}; add a row that covers that day",
        {"currency": currency, "target": reporting_currency(facts), "on_day": on_day},
    )

"""What became of each contract at the end of each of its terms (R22).

Inside, a *case* is one contract at one end of a term, ``due_on``, and has a *state*:

=============  ================================================================================
``followed``   a contract that renews it starts no later than the days of grace allow
``cancelled``  it is decided to end by then, and nothing follows
``pending``    it can still be decided: a fixed term until its days of grace are over, a tacit
               one until its notice deadline has passed
``secured``    tacit, and too late to cancel for that end
``over``       a fixed term whose days of grace have passed
=============  ================================================================================

What counts is money: a case is due when the contract paid the day before, and is kept when it, or
what follows it, pays at the start of the next term.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import (
    FOREVER,
    Span,
    days_between,
    month_number,
    plus_days,
    plus_months,
    whole,
)
from garant.metrics.facts import Facts
from garant.metrics.fx import converted, foreign, with_rate
from garant.metrics.lines import nth_term_end, term_in_months
from garant.metrics.pieces import pieces
from garant.metrics.rates import money

_ = ibis._

_CASE = ["contract_id", "term_no"]
_AMOUNTS = ("due_mrr", "renewed_mrr")


def decisions(facts: Facts, span: Span) -> ir.Table:
    """Every contract due in a span of periods, and what became of it.

    Columns: contract_id, account_id, due_on, notice_on (the last day to cancel a tacit term),
    tacit, outcome (``renewed``, ``lost``, ``pending`` or ``secured``), due_mrr, renewed_mrr: both
    at the rate of the day before the term ended, or before its successor started if that came
    first. Grain: a contract and the end of a term. Source: METRICS R22.
    """
    if not facts.has("contract"):
        return _nothing()
    shown = decided(facts, span).select(
        "contract_id",
        "account_id",
        "due_on",
        "notice_on",
        "tacit",
        "outcome",
        **{name: money(_[name]) for name in _AMOUNTS},
    )
    return shown.order_by("due_on", "contract_id")


def decided(facts: Facts, span: Span) -> ir.Table:
    """:func:`decisions`, money in ten-thousandths; the book has contracts."""
    due = cases(facts, span)
    sums = _summed(_in_reporting_currency(facts, _payments(facts, due)))
    rows = joins.inner(due, _really_due(sums), _CASE)
    kept = _.renewed_mrr > 0
    outcome = ibis.cases(
        (_.state == "pending", "pending"),
        ((_.state == "secured") & kept, "secured"),
        ((_.state == "followed") & kept, "renewed"),
        else_="lost",
    )
    return rows.mutate(outcome=outcome)


def missing_renewal_rates(facts: Facts, span: Span) -> ir.Table | None:
    """R16: (currency, on_day) of what is due or renewed that no rate converts.

    None when nothing has to be converted.
    """
    if not facts.has("contract") or not foreign(facts):
        return None
    paid = _payments(facts, cases(facts, span))
    rated = with_rate(facts, paid.filter((_.due_mrr > 0) | (_.renewed_mrr > 0)), "rate_on")
    lacking = rated.filter(_.rate.isnull()).semi_join(_really_due(_summed(paid)), _CASE)
    return lacking.select("currency", on_day="rate_on").distinct().order_by("currency", "on_day")


def cases(facts: Facts, span: Span) -> ir.Table:
    """Each end of a term in a span of each contract that can be renewed, with its ``state``."""
    terms = _terms(renewable(facts), span)
    table = joins.left(terms, _following(facts), ["contract_id"])
    table = table.mutate(next_on=_.next_on.fill_null(FOREVER))
    table = table.mutate(
        in_time=_.next_on <= plus_days(_.due_on, facts.settings.renewal_grace_days),
        last_on=plus_days(ibis.least(_.due_on, _.next_on), -1),
        notice_on=ibis.ifelse(_.tacit, plus_days(_.due_on, -_.notice_days), ibis.null("date")),
    )
    return table.mutate(state=_state(facts))


def renewable(facts: Facts) -> ir.Table:
    """Contracts with a term that is long enough to be renewed; evergreen ones have none."""
    least = ibis.literal(facts.settings.min_renewable_months, "int64")
    termed = facts.known("contract").filter(_.term_end.notnull())
    long_enough = termed.filter(plus_months(_.term_start, least) <= _.term_end)
    return long_enough.select(
        "contract_id",
        "account_id",
        "term_start",
        "term_end",
        "effective_end",
        "cancel_requested_on",
        tacit=_.auto_renew,
        notice_days=_.notice_days.cast("int64"),
    )


def _terms(contracts: ir.Table, span: Span) -> ir.Table:
    """The ends of terms in the span: one for a fixed contract, all for a tacit one."""
    first_on, last_on = span.grain.first(span.first), span.grain.last(span.last)
    fixed = contracts.filter(~_.tacit)
    once = fixed.mutate(term_no=ibis.literal(1, "int64"), due_on=_.term_end, before_on=_.term_start)
    repeated = _numbered(contracts.filter(_.tacit), first_on, last_on).mutate(
        due_on=nth_term_end(_.term_start, _.term_end, _.term_no),
        # Its own start for the first term, which no other has to precede.
        before_on=nth_term_end(_.term_start, _.term_end, _.term_no - 1),
    )
    both = once.union(repeated.select(*once.columns), distinct=False)
    return both.filter(_.due_on.between(first_on, last_on))


def _numbered(tacit: ir.Table, first_on: date, last_on: date) -> ir.Table:
    """The terms, ``term_no`` counted from 1, that may end in [first_on, last_on]; some do not."""
    # A term that ends where it starts is never followed by another.
    table = tacit.filter(_.term_start < _.term_end).mutate(
        from_on=ibis.greatest(_.term_start, first_on),
        until_on=ibis.greatest(_.term_start, last_on),
        months=term_in_months(_.term_start, _.term_end),
        days=days_between(_.term_start, _.term_end),
    )
    table = table.mutate(first=_elapsed(_.from_on), after=_elapsed(_.until_on) + 1)
    table = table.mutate(first=ibis.greatest(_.first, 1)).filter(_.first < _.after)
    numbers = ibis.range(table["first"], table["after"], 1).unnest().cast("int64")
    return table.select(*tacit.columns, term_no=numbers)


def _elapsed(day: ir.DateValue) -> ir.IntegerValue:
    """Whole terms from the start of the contract to the month, or the day, of ``day``."""
    in_months = whole(month_number(day) - month_number(_.term_start), _.months)
    return ibis.coalesce(in_months, whole(days_between(_.term_start, day), _.days))


def _following(facts: Facts) -> ir.Table:
    """The contract that renews each: the earliest by (term_start, contract_id)."""
    links = facts.known("contract").filter(_.renews_contract_id.notnull())
    first = ibis.row_number().over(
        group_by="renews_contract_id", order_by=["term_start", "contract_id"]
    )
    return (
        links.mutate(place=first)
        .filter(_.place == 0)
        .select(contract_id=_.renews_contract_id, next_id=_.contract_id, next_on=_.term_start)
    )


def _state(facts: Facts) -> ir.StringValue:
    """What is known of a case, whatever it pays; a null condition is false."""
    today = ibis.literal(facts.settings.known_on())
    graced_on = plus_days(_.due_on, facts.settings.renewal_grace_days)
    # A request ends a tacit contract at the first end of a term after it (R4), so at every later.
    asked = ibis.ifelse(_.tacit, _.cancel_requested_on < _.due_on, _.cancel_requested_on.notnull())
    cancelled = ibis.ifelse(_.effective_end.isnull(), asked, _.effective_end <= _.due_on)
    return ibis.cases(
        (_.in_time, "followed"),
        (cancelled.fill_null(False), "cancelled"),
        (_.tacit & (today <= _.notice_on), "pending"),
        (_.tacit, "secured"),
        (today <= graced_on, "pending"),
        else_="over",
    )


def _payments(facts: Facts, due: ir.Table) -> ir.Table:
    """What each piece adds to each case.

    ``due_mrr`` and ``renewed_mrr`` in its own currency, to be converted on ``rate_on``; ``before``
    is what it paid at the end of the term before.
    """
    paid = joins.inner(_payers(due), _paying(facts), ["payer"])
    whens = {"due_mrr": _.due_from, "renewed_mrr": _.kept_from, "before": _.before_on}
    stood = {
        name: ibis.ifelse((_.start_on <= day) & (day < _.end_on), _.mrr, 0)
        for name, day in whens.items()
    }
    paid = paid.mutate(**stood).select(*_CASE, "currency", "rate_on", *whens)
    return paid.filter((_.due_mrr > 0) | (_.renewed_mrr > 0) | (_.before > 0))


def _paying(facts: Facts) -> ir.Table:
    """The pieces with revenue, by the contract that they are of, the ``payer``."""
    paying = pieces(facts).filter(_.mrr > 0)
    return paying.select("start_on", "end_on", "currency", "mrr", payer="contract_id")


def _payers(due: ir.Table) -> ir.Table:
    """Whose money on which days decides a case: the contract's, and its successor's."""
    never = ibis.null("date")
    own = due.select(
        *_CASE,
        payer=_.contract_id,
        rate_on=_.last_on,
        due_from=_.last_on,
        kept_from=ibis.ifelse(_.state == "secured", _.due_on, never),
        before_on=_.before_on,
    )
    after = due.filter(_.state == "followed").select(
        *_CASE,
        payer=_.next_id,
        rate_on=_.last_on,
        due_from=never,
        kept_from=_.next_on,
        before_on=never,
    )
    return own.union(after, distinct=False)


def _in_reporting_currency(facts: Facts, paid: ir.Table) -> ir.Table:
    if not foreign(facts):
        return paid
    rated = with_rate(facts, paid, "rate_on")
    return rated.mutate(**{name: converted(_[name], _.rate) for name in _AMOUNTS})


def _summed(paid: ir.Table) -> ir.Table:
    names = (*_AMOUNTS, "before")
    return paid.group_by(_CASE).agg(**{n: _[n].sum().cast("int64").fill_null(0) for n in names})


def _really_due(sums: ir.Table) -> ir.Table:
    """Cases that paid the day before, and at the end of the term before if there was one."""
    ran = (_.term_no == 1) | (_.before > 0)
    return sums.filter(ran & (_.due_mrr > 0)).drop("before")


def _nothing() -> ir.Table:
    """No decision: a book without contracts has no terms."""
    nulls = {"contract_id": "string", "account_id": "string", "due_on": "date"}
    nulls |= {"notice_on": "date", "tacit": "boolean", "outcome": "string"}
    nulls |= dict.fromkeys(_AMOUNTS, "decimal(38, 4)")
    one = ibis.range(1).unnest().name("n").as_table()
    return one.filter(_.n < 0).select(**{name: ibis.null(kind) for name, kind in nulls.items()})

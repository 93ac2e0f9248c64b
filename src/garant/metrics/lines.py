"""Lines that can have recurring revenue, and when their service ends (R3 to R5).

The rows of :func:`lines` have, besides their own columns:

=================  =============================================================================
``end_on``         service end, excluded; ``FOREVER`` when there is none
``stated_end_on``  the ``end_on`` of the line itself, which a ``line_total`` is spread over
``decided``        whether an end is decided: the line or its contract says so (R23)
``continued``      whether a linked successor takes over
``end_reason``     why the contract ended
``price`` …        what it costs and from when, see :func:`garant.metrics.money.price_terms`
=================  =============================================================================
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.calendar import (
    FOREVER,
    days_between,
    month_number,
    plus_days,
    plus_months,
    whole,
)
from garant.metrics.facts import Facts
from garant.metrics.money import price_terms, with_whole_months
from garant.metrics.profile import eligible

_ = ibis._


def lines(facts: Facts) -> ir.Table:
    """Eligible lines with their service end.

    A line that never runs (its end is not after its start) is kept: chains of links pass through
    it. Grain: a line (and a vintage). Source: METRICS R3, R4, R5.
    """
    own = _own_lines(facts)
    table, columns = own, own.columns
    by = list(facts.keys)
    end, decided, reason = _.end_on, _.stated_end_on.notnull(), ibis.null("string")
    if facts.has("contract"):
        table = joins.left(table, contract_ends(facts), [*by, "contract_id"])
        end = ibis.least(end, _.contract_end.fill_null(FOREVER))
        decided = decided | _.contract_decided.fill_null(False)
        reason = _.end_reason
    continued = ibis.literal(False)
    if facts.profile.linked:
        table = joins.left(table, successors(facts, own), [*by, "line_id"])
        end = _until_successor(facts, end)
        continued = _.next_start.notnull()
    ended = {"end_on": end, "decided": decided, "continued": continued, "end_reason": reason}
    return _without_tests(
        facts, table.select(*(name for name in columns if name not in ended), **ended)
    )


def _without_tests(facts: Facts, table: ir.Table) -> ir.Table:
    """R3. Taken out last: an engine takes what an anti-join leaves for few rows, and plans so."""
    if not facts.profile.tests:
        return table
    tests = facts.known("account").filter(_.is_test)
    return table.anti_join(tests, [*facts.keys, "account_id"])


def contract_ends(facts: Facts) -> ir.Table:
    """When each contract stops its lines, and whether that is decided.

    Columns: contract_id, contract_end (``FOREVER`` when nothing stops it), contract_decided,
    end_reason. Source: METRICS R4.
    """
    contracts = facts.known("contract")
    stop = _.effective_end
    if facts.settings.churn_recognition == "at_request":
        stop = ibis.coalesce(_.cancel_requested_on, _.effective_end)
    renewed_until = (
        anniversary_after_request() if facts.profile.tacit_requests else ibis.null("date")
    )
    term_ends = ibis.ifelse(_.auto_renew, renewed_until, _.term_end)
    return contracts.select(
        *facts.keys,
        "contract_id",
        "end_reason",
        contract_end=ibis.least(stop.fill_null(FOREVER), term_ends.fill_null(FOREVER)),
        contract_decided=_.effective_end.notnull(),
    )


def anniversary_after_request() -> ir.Value:
    """When a tacit contract ends that was cancelled without an effective end: null otherwise.

    The first end of a term after the day of the request. A contract without a term has none.
    """
    asked = _.cancel_requested_on
    after = nth_term_end(
        _.term_start, _.term_end, terms_before(_.term_start, _.term_end, asked) + 1
    )
    applies = asked.notnull() & _.effective_end.isnull() & _.term_end.notnull()
    return ibis.ifelse(applies, after, ibis.null("date"))


def term_in_months(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """The term in whole months, or null when it is not a whole number of months."""
    months = month_number(end) - month_number(start)
    return ibis.ifelse(
        (months > 0) & (plus_months(start, months) == end), months, ibis.null("int64")
    )


def nth_term_end(start: ir.DateValue, end: ir.DateValue, n: ir.IntegerValue) -> ir.DateValue:
    """The end of the n-th term: start + n × the term, in whole months when it is, else in days."""
    months = term_in_months(start, end)
    return ibis.ifelse(
        months.notnull(),
        plus_months(start, n * months.fill_null(0)),
        plus_days(start, n * days_between(start, end)),
    )


def terms_before(start: ir.DateValue, end: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """How many terms have ended on or before a day; 0 before the first end."""
    months = term_in_months(start, end)
    passed = month_number(day) - month_number(start)
    roughly = ibis.greatest(
        ibis.ifelse(
            months.notnull(),
            whole(ibis.greatest(passed, 0), months),
            whole(ibis.greatest(days_between(start, day), 0), days_between(start, end).nullif(0)),
        ),
        0,
    )
    too_far = nth_term_end(start, end, roughly) > day
    return ibis.greatest(ibis.ifelse(too_far, roughly - 1, roughly), 0)


def _own_lines(facts: Facts) -> ir.Table:
    table = with_whole_months(facts, eligible(facts.known("contract_line")))
    return table.select(
        *facts.keys,
        "line_id",
        "account_id",
        "contract_id",
        product_id=_.product_id.fill_null(""),
        department_id=_.department_id.fill_null(""),
        currency=_.currency,
        start_on=_.start_on,
        end_on=_.end_on.fill_null(FOREVER),
        stated_end_on=_.end_on,
        unit=_.unit,
        predecessor_line_id=_.predecessor_line_id,
        link=_.link,
        **price_terms(facts),
    )


def successors(facts: Facts, table: ir.Table) -> ir.Table:
    """The linked successor of each line that has one: the earliest by (start_on, line_id) (R5)."""
    links = table.filter(_.predecessor_line_id.notnull())
    if facts.profile.split_successors:
        first = ibis.row_number().over(
            group_by=[*facts.keys, "predecessor_line_id"], order_by=["start_on", "line_id"]
        )
        links = links.mutate(place=first).filter(_.place == 0)
    return links.select(
        *facts.keys, line_id=_.predecessor_line_id, next_start=_.start_on, next_link=_.link
    )


def _until_successor(facts: Facts, end: ir.Value) -> ir.Value:
    """R5: the end of a line that may have a successor, which can also start a little late.

    A line that never was active (R6) has nothing that a late renewal could extend.
    """
    late = (
        (_.next_link == "renews")
        & (_.start_on < end)
        & (end < _.next_start)
        & (days_between(end, _.next_start) <= facts.settings.renewal_grace_days)
    )
    return ibis.ifelse((_.next_start < end) | late, _.next_start, end).fill_null(end)

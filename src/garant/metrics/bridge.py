"""The MRR bridge: how each period gets from its opening to its closing (R12 to R19).

For every row, exactly: closing = opening + gains - losses + fx, and with ``closes=frozen``
opening = previous closing + restatement (R17).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import ibis
import ibis.expr.types as ir

from garant.metrics import joins
from garant.metrics.account_rows import (
    CONTRACTIONS,
    EXPANSIONS,
    account_events,
    account_steps,
    blips,
    bucket_sums,
    churn_reasons,
    inferred_periods,
    signed,
)
from garant.metrics.calendar import Span
from garant.metrics.facts import Facts
from garant.metrics.fx import foreign
from garant.metrics.gaps import carried
from garant.metrics.movements import BUCKETS, thread_movements
from garant.metrics.net import NET_BUCKETS, net_steps
from garant.metrics.pieces import pieces
from garant.metrics.rates import money
from garant.metrics.scope import Scope
from garant.metrics.segments import with_segment
from garant.metrics.states import account_states
from garant.metrics.threads import threaded_lines

_ = ibis._

View = Literal["full", "net", "event"]

EVENTS = ("accounts_new", "accounts_reactivated", "accounts_churned")


@dataclass(frozen=True, slots=True)
class Bridge:
    """A bridge to be made: its facts, periods, view and the column it is split by."""

    facts: Facts
    report: Span
    view: View = "full"
    segment: str | None = None

    @property
    def daily(self) -> bool:
        """Whether the days inside a period are compared too."""
        return self.view == "event"

    @property
    def buckets(self) -> tuple[str, ...]:
        """The movements that its rows show."""
        return NET_BUCKETS if self.view == "net" else BUCKETS

    @property
    def by(self) -> list[str]:
        """What its rows are, periods apart."""
        return ["segment"] if self.segment else []

    @property
    def key(self) -> list[str]:
        """What its rows are, periods included."""
        return [*self.by, "period_no"]


def known_for(facts: Facts, report: Span) -> Facts:
    """The facts that a bridge over some periods is made of (R17, ``closes``).

    With ``frozen``, those known at the end of each period, and of the one before the first.
    """
    if facts.settings.closes == "restated":
        return facts
    return facts.frozen(replace(report, first=report.first - 1))


def bridge(
    facts: Facts, report: Span, *, view: View = "full", segment: str | None = None
) -> ir.Table:
    """One row a period (and a segment), money with four decimals.

    ``facts`` are those of :func:`known_for`.
    """
    wanted = Bridge(facts, report, view, segment)
    return _shown(wanted, counted_bridge(facts, report, view=view, segment=segment))


def counted_bridge(
    facts: Facts, report: Span, *, view: View = "full", segment: str | None = None
) -> ir.Table:
    """:func:`bridge` in ten-thousandths, with ``period``: for what is computed from it."""
    wanted = Bridge(facts, report, view, segment)
    if foreign(facts) or facts.vintages:
        rows = _total(wanted, account_periods(wanted))
    else:
        rows = _running(wanted)
    return rows.mutate(period=report.grain.first_of(_.period_no))


def account_bridge(facts: Facts, report: Span, *, view: View = "full") -> ir.Table:
    """One row an account and period in which the account has anything to show."""
    wanted = Bridge(facts, report, view)
    rows = account_periods(wanted, detail=True)
    subtype = ibis.cases(
        ((_.listed > 0) & (_.discounted > 0), "mixed"),
        (_.listed > 0, "list"),
        (_.discounted > 0, "discount"),
        else_=ibis.null("string"),
    )
    if view == "net":
        subtype = ibis.null("string")
    rows = rows.mutate(price_subtype=subtype, inferred=_.inferred > 0).mutate(
        period=report.grain.first_of(_.period_no),
        accounts_opening=(_.opening > 0).cast("int64"),
        accounts_closing=(_.closing > 0).cast("int64"),
    )
    return _shown(wanted, rows, ("account_id",), ("churn_reason", "price_subtype", "inferred"))


def account_periods(wanted: Bridge, *, detail: bool = False) -> ir.Table:
    """Everything about each account and period, in ten-thousandths, on one row."""
    facts, report = wanted.facts, wanted.report
    scope = Scope.of(facts, report, daily=wanted.daily)
    table = threaded_lines(facts)
    parts = carried(facts, pieces(facts))
    steps = account_steps(facts, parts, table, scope, detail=detail)
    steps = steps.filter(_.step > scope.floor)
    rows = [_by_period(wanted, scope, _with_fx(facts, steps, account_states(facts, parts, scope)))]
    if wanted.daily:
        rows.append(_blips_by_period(facts, parts, scope))
    if detail:
        rows.append(_inferences(facts, table, scope))
    if facts.vintages:
        rows.append(_restatements(rows[0]))
    merged = _merged(wanted, rows)
    if detail:
        reasons = churn_reasons(facts, parts, table, steps, scope)
        merged = _with_reason(facts, scope, merged, reasons)
    return _in_view(wanted, merged)


def _with_fx(facts: Facts, steps: ir.Table, states: ir.Table) -> ir.Table:
    """R16: what the movements do not explain of an account's change is currency."""
    by = [*facts.keys, "account_id", "step"]
    names = [name for name in steps.columns if name not in by]
    zeros = {name: ibis.literal(0, "int64") for name in names}
    ends = {name: ibis.literal(0, "int64") for name in ("opening", "closing")}
    moved = steps.mutate(**ends)
    stood = states.mutate(**zeros).select(*moved.columns)
    both = moved.union(stood, distinct=False)
    sums = both.group_by(by).agg(**{n: _[n].sum().cast("int64") for n in (*names, *ends)})
    return sums.mutate(fx=_.closing - _.opening - signed(BUCKETS))


def _by_period(wanted: Bridge, scope: Scope, steps: ir.Table) -> ir.Table:
    """Steps summed to periods; the opening is that of the first step, the closing of the last."""
    table = steps.mutate(period_no=scope.period_of(_.step))
    if wanted.daily:
        first = scope.grain.number_of(scope.report.grain.first_of(_.period_no))
        last = scope.grain.number_of(scope.report.grain.last_of(_.period_no))
        table = table.mutate(
            opening=ibis.ifelse(_.step == first, _.opening, 0),
            closing=ibis.ifelse(_.step == last, _.closing, 0),
            blips=ibis.literal(0, "int64"),
        )
    return table.drop("step", "moved").mutate(restatement=ibis.literal(0, "int64"))


def _blips_by_period(facts: Facts, parts: ir.Table, scope: Scope) -> ir.Table:
    """Blips are those of the ends of periods, in the event view as well."""
    ends = Scope.of(facts, scope.report, daily=False)
    found = blips(facts, parts, ends)
    return found.select(*facts.keys, "account_id", period_no=_.step, blips=ibis.literal(1, "int64"))


def _inferences(facts: Facts, table: ir.Table, scope: Scope) -> ir.Table:
    return inferred_periods(facts, table, scope).mutate(inferred=ibis.literal(1, "int64"))


def _restatements(rows: ir.Table) -> ir.Table:
    """R17: what was learnt later about the past: an opening less the closing before it."""
    opened = rows.select("vintage", "account_id", "period_no", restatement=_.opening)
    closed = rows.select(
        "account_id",
        vintage=_.vintage + 1,
        period_no=_.period_no + 1,
        restatement=-_.closing,
    )
    return opened.union(closed.select(*opened.columns), distinct=False)


def _merged(wanted: Bridge, rows: list[ir.Table]) -> ir.Table:
    """All that there is about each account and period, what is nothing but zeros left out."""
    inside = [
        row.filter(_.period_no.between(wanted.report.first, wanted.report.last)) for row in rows
    ]
    sums = _together(inside, ["account_id", "period_no"])
    told = [n for n in sums.columns if n not in ("account_id", "period_no", "inferred")]
    return sums.filter(ibis.or_(*(_[n] != 0 for n in told)))


def _together(rows: list[ir.Table], by: list[str]) -> ir.Table:
    """Rows with different columns, one a sum of all: what a row does not have counts as 0."""
    names = list(dict.fromkeys(c for row in rows for c in row.columns if c not in (*by, "vintage")))
    nothing = ibis.literal(0, "int64")
    filled = [
        row.select(*by, **{n: _[n] if n in row.columns else nothing for n in names}) for row in rows
    ]
    both = ibis.union(*filled, distinct=False) if len(filled) > 1 else filled[0]
    return both.group_by(by).agg(**{n: _[n].sum().cast("int64") for n in names})


def _with_reason(facts: Facts, scope: Scope, merged: ir.Table, reasons: ir.Table) -> ir.Table:
    """The reason of the last departure of the account in the period."""
    by = ["account_id", "period_no"]
    dated = reasons.mutate(period_no=scope.period_of(_.step))
    if facts.vintages:
        dated = dated.filter(_.vintage == _.period_no)
    last = ibis.row_number().over(group_by=by, order_by=ibis.desc("step"))
    final = dated.mutate(place=last).filter(_.place == 0).select(*by, "churn_reason")
    return joins.left(merged, final, by)


def _in_view(wanted: Bridge, rows: ir.Table) -> ir.Table:
    """R18: in the net view an account has one movement a period."""
    if wanted.view != "net":
        return rows
    change = signed(EXPANSIONS + CONTRACTIONS)
    return rows.mutate(
        expansion=ibis.greatest(change, 0), contraction=ibis.greatest(-change, 0)
    ).drop(*EXPANSIONS, *CONTRACTIONS)


def _total(wanted: Bridge, rows: ir.Table) -> ir.Table:
    """Account rows summed by period and segment, periods without any included."""
    rows = rows.mutate(
        accounts_opening=(_.opening > 0).cast("int64"),
        accounts_closing=(_.closing > 0).cast("int64"),
    )
    return _on_every_period(wanted, [_of_period(wanted, rows)])


def _running(wanted: Bridge) -> ir.Table:
    """The bridge of a book in one currency and one knowledge: nothing stands still but sums.

    Buckets are summed straight by period; only what happens to accounts is looked at by account.
    """
    facts = wanted.facts
    scope = Scope.of(facts, wanted.report, daily=wanted.daily)
    parts = carried(facts, pieces(facts))
    if wanted.view == "net":
        steps = net_steps(facts, parts, scope)
        return _accumulated(wanted, [_of_period(wanted, _dated(scope, steps))])
    events = _dated(scope, account_events(facts, parts, scope))
    moves = thread_movements(facts, parts, threaded_lines(facts), scope, detail=False)
    rows = [_buckets_of_period(wanted, _dated(scope, moves))]
    if wanted.daily:
        events = events.drop("blips")
        rows.append(_of_period(wanted, _blips_by_period(facts, parts, scope)))
    return _accumulated(wanted, [_of_period(wanted, events), *rows])


def _dated(scope: Scope, steps: ir.Table) -> ir.Table:
    """Steps by the period that they belong to."""
    return steps.mutate(period_no=scope.period_of(_.step)).drop("step")


def _of_period(wanted: Bridge, rows: ir.Table) -> ir.Table:
    """Rows by account and period summed by period and segment."""
    segmented = with_segment(wanted.facts, rows, wanted.segment)
    return _together([segmented.drop("account_id")], wanted.key)


def _buckets_of_period(wanted: Bridge, moves: ir.Table) -> ir.Table:
    """Movements of threads summed by period and segment, a column a bucket."""
    rows = moves.select("account_id", "period_no", "bucket", "amount")
    sums = with_segment(wanted.facts, rows, wanted.segment).group_by([*wanted.key, "bucket"])
    return sums.agg(amount=_.amount.sum().cast("int64")).group_by(wanted.key).agg(**bucket_sums())


def _accumulated(wanted: Bridge, parts: list[ir.Table]) -> ir.Table:
    """Openings and closings as running sums over the periods, from the floor on."""
    entered = _.accounts_new + _.accounts_reactivated - _.accounts_churned
    window = ibis.cumulative_window(group_by=wanted.by or None, order_by="period_no")
    every = _on_every_period(wanted, parts).mutate(
        closing=_.moved.sum().over(window).cast("int64"),
        accounts_closing=entered.sum().over(window).cast("int64"),
    )
    nothing = ibis.literal(0, "int64")
    return every.filter(_.period_no >= wanted.report.first).mutate(
        opening=_.closing - _.moved,
        accounts_opening=_.accounts_closing - entered,
        fx=nothing,
        restatement=nothing,
    )


def _on_every_period(wanted: Bridge, sums: list[ir.Table]) -> ir.Table:
    """A row for every period (of every segment), zeros where nothing moved.

    The first of ``sums`` has every segment: whatever moves or stands shows in what happened.
    """
    periods = wanted.report.numbers().select(period_no=_.period_no.cast("int64"))
    if wanted.by:
        periods = periods.cross_join(sums[0].select(*wanted.by).distinct())
    return _together([*sums, periods], wanted.key)


def _shown(
    wanted: Bridge, rows: ir.Table, first: tuple[str, ...] = (), last: tuple[str, ...] = ()
) -> ir.Table:
    """The rows of CONTRACT: periods by their first day, money with four decimals, in order."""
    amounts = ("opening", *wanted.buckets, "fx", "restatement", "closing")
    counts = ("accounts_opening", *EVENTS, "accounts_closing", "blips")
    order = [*wanted.by, *first]
    shown = rows.select(
        "period",
        *order,
        **{name: money(_[name]) for name in amounts},
        **{n: _[n] for n in counts},
        **{name: _[name] for name in last},
    )
    return shown.order_by("period", *order)


def trimmed(rows: ir.Table) -> ir.Table:
    """A bridge without the periods after the last in which anything stands or moves (D14)."""
    told = [name for name in rows.columns if name not in ("period", "segment")]
    something = ibis.or_(*(_[name] != 0 for name in told))
    last = ibis.ifelse(something, _.period, None).max().over(ibis.window())
    order = [name for name in ("period", "segment") if name in rows.columns]
    return rows.mutate(last=last).filter(_.period <= _.last).drop("last").order_by(order)

"""Adoption: who gets value out of the product, day by day.

A user is *active* in a window when at least one value event of theirs falls into it. Which events
are value events is chosen for each product; all of them, unless said otherwise. Windows end with
the day of the row, local in the reporting time zone. Source: METRICS §4.

Grain: an account (and department) and day, from its first seat or value event on.

==========================  =======================================================================
``active_users_1d, 7d, 28d``  users with a value event in the 1, 7 or 28 days that end on this day
``seats``                   seats bought, on this day
``seat_utilisation``        active users of 28 days / seats
``breadth``                 share of the core features that were used in the 28 days
``depth``                   value events in the 28 days / active users of 28 days
``days_since_value_event``  days since the last value event; null before the first
``new_users``               users whose first value event ever is on this day
``users_lost``              users who were active in the 28 days until yesterday, and are not in the
                            28 days until today; a user who comes back may be lost again
==========================  =======================================================================

Active users are counted by merging intervals: a value event on day e makes its user active on
[e, e + window), intervals that touch become one, and a day's count is the running sum of starts
less ends. Nothing is joined with itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from garant.metrics.calendar import Grain, days_between, plus_days
from garant.metrics.errors import RequestError
from garant.metrics.local_days import local_date
from garant.metrics.rates import WHOLE, ratio

_ = ibis._

WINDOWS = (1, 7, 28)
MONTH = 28
COLUMNS = (
    "on",
    "active_users_1d",
    "active_users_7d",
    "active_users_28d",
    "seats",
    "seat_utilisation",
    "breadth",
    "depth",
    "days_since_value_event",
    "new_users",
    "users_lost",
)
_DAY = Grain("day")
_SUMMED = (
    "active_users_1d",
    "active_users_7d",
    "active_users_28d",
    "features",
    "events",
    "seats",
)
_FLOWS = ("new_users", "users_lost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Which days to show, and what counts.

    ``value_events`` are names of events (all when empty), ``core_features`` the names of events
    that breadth is measured on. ``seat_one`` is what a seat counts in the table of seats.
    """

    since: date
    until: date
    tz: str = "UTC"
    value_events: tuple[str, ...] = ()
    core_features: tuple[str, ...] = ()
    by_department: bool = False
    seat_one: int = 1

    def __post_init__(self) -> None:
        if self.until < self.since:
            raise RequestError(
                "the range ends on {until}, before it starts on {since}",
                until=self.until,
                since=self.since,
            )

    @property
    def keys(self) -> tuple[str, ...]:
        """What a row is about, besides its day."""
        return ("account_id", "department_id") if self.by_department else ("account_id",)


def adoption(usage: ir.Table, seats: ir.Table | None, *, watch: Watch) -> ir.Table:
    """One row per account (and department) and day: its keys, then :data:`COLUMNS`.

    ``usage`` has account_id, user_id, at (UTC, without a zone), event and department_id;
    ``seats`` account_id, department_id, start_on, end_on (half-open) and count. Without a table
    of seats they are null, not 0. Rates have six decimals, null where nothing divides.
    """
    uses = _uses(usage, watch)
    values = _value_uses(uses, watch)
    parts = [_active(values, watch), _moves(values, watch), _events(values, watch)]
    if watch.core_features:
        parts.append(_features(uses, watch))
    if seats is not None:
        parts.append(_seats(seats, watch))
    days = _running(_dense(_by_day(parts, watch), watch), watch)
    return _shown(days, watch, seated=seats is not None)


def time_to_first_value(usage: ir.Table, contracts: ir.Table, *, watch: Watch) -> ir.Table:
    """One row per account that signed: ``signed_on``, ``first_value_on``, ``time_to_first_value``.

    Days from the first signature to the first value event; null until there is one, and below
    zero when the account used the product before it signed. ``contracts`` has account_id,
    signed_on and term_start, which stands in for a signature that was not recorded. Only events
    until ``watch.until`` count.
    """
    signed = contracts.group_by("account_id").aggregate(
        signed_on=ibis.coalesce(contracts.signed_on, contracts.term_start).min()
    )
    values = _value_uses(_uses(usage, watch), watch)
    first = values.group_by("account_id").aggregate(first_no=values.day_no.min())
    joined = signed.left_join(first, "account_id").drop("account_id_right")
    table = joined.mutate(first_value_on=_DAY.first_of(_.first_no))
    return table.select(
        "account_id",
        "signed_on",
        "first_value_on",
        time_to_first_value=days_between(_.signed_on, _.first_value_on),
    ).order_by("account_id")


# ---------------------------------------------------------------- what happened on which day


def _uses(usage: ir.Table, watch: Watch) -> ir.Table:
    """Uses with the number of their local day, none after the last day shown."""
    local = local_date(usage.at, watch.tz, until=watch.until)
    columns = [*watch.keys, "user_id", "event"]
    uses = usage.select(*columns, day_no=_DAY.number_of(local))
    return uses.filter(_.day_no <= _DAY.number(watch.until))


def _value_uses(uses: ir.Table, watch: Watch) -> ir.Table:
    return uses.filter(_.event.isin(watch.value_events)) if watch.value_events else uses


def _change(table: ir.Table, watch: Watch, day_no: ir.Value, **amounts: ir.Value | int) -> ir.Table:
    """What changes on a day, in the columns that every change has."""
    columns: dict[str, ir.Value] = {
        name: ibis.literal(0).cast("int64") for name in (*_SUMMED, *_FLOWS)
    }
    columns["value_no"] = ibis.null("int64")
    for name, amount in amounts.items():
        value = ibis.literal(amount) if isinstance(amount, int) else amount
        columns[name] = value.cast("int64")
    return table.select(*watch.keys, day_no=day_no.cast("int64"), **columns)


def _used_days(uses: ir.Table, watch: Watch, who: str) -> ir.Table:
    """One row per user (or feature) and day, with the days of the use before and after."""
    days = uses.select(*watch.keys, who, "day_no").distinct()
    window = ibis.window(group_by=[*watch.keys, who], order_by="day_no")
    return days.mutate(before=_.day_no.lag().over(window), after=_.day_no.lead().over(window))


def _merged(days: ir.Table, watch: Watch, name: str, length: int) -> list[ir.Table]:
    """The ends of the merged intervals [day, day + length): one more, one less."""
    starts = days.filter(_.before.isnull() | (_.before + length < _.day_no))
    stops = days.filter(_.after.isnull() | (_.day_no + length < _.after))
    return [
        _change(starts, watch, _.day_no, **{name: 1}),
        _change(stops, watch, _.day_no + length, **{name: -1}),
    ]


def _active(values: ir.Table, watch: Watch) -> ir.Table:
    days = _used_days(values, watch, "user_id")
    changes = [
        change
        for length in WINDOWS
        for change in _merged(days, watch, f"active_users_{length}d", length)
    ]
    return ibis.union(*changes, distinct=False)


def _moves(values: ir.Table, watch: Watch) -> ir.Table:
    """Users who come for the first time, and users whose last use leaves the window."""
    days = _used_days(values, watch, "user_id")
    came = days.filter(_.before.isnull())
    left = days.filter(_.after.isnull() | (_.day_no + MONTH < _.after))
    return ibis.union(
        _change(came, watch, _.day_no, new_users=1),
        _change(left, watch, _.day_no + MONTH, users_lost=1),
        distinct=False,
    )


def _events(values: ir.Table, watch: Watch) -> ir.Table:
    by_day = values.group_by([*watch.keys, "day_no"]).aggregate(used=_.count())
    return ibis.union(
        _change(by_day, watch, _.day_no, events=_.used, value_no=_.day_no),
        _change(by_day, watch, _.day_no + MONTH, events=-_.used),
        distinct=False,
    )


def _features(uses: ir.Table, watch: Watch) -> ir.Table:
    core = uses.filter(_.event.isin(watch.core_features))
    days = _used_days(core, watch, "event")
    return ibis.union(*_merged(days, watch, "features", MONTH), distinct=False)


def _seats(seats: ir.Table, watch: Watch) -> ir.Table:
    held = seats.mutate(count=seats["count"].cast("int64"))
    ended = held.filter(held.end_on.notnull() & (held.end_on <= watch.until))
    return ibis.union(
        _change(held, watch, _DAY.number_of(held.start_on), seats=held["count"]),
        _change(ended, watch, _DAY.number_of(ended.end_on), seats=-ended["count"]),
        distinct=False,
    )


# ---------------------------------------------------------------- from changes to days


def _by_day(parts: list[ir.Table], watch: Watch) -> ir.Table:
    """All changes of a key on a day in one row; those before the range, on its first day."""
    changes = ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    first, last = _DAY.number(watch.since), _DAY.number(watch.until)
    inside = changes.filter(_.day_no <= last).mutate(
        real_no=_.day_no, day_no=ibis.greatest(_.day_no, first)
    )
    sums = {name: _[name].sum().cast("int64") for name in _SUMMED}
    flows = {name: _[name].sum(where=_.real_no >= first).fill_null(0) for name in _FLOWS}
    return inside.group_by([*watch.keys, "day_no"]).aggregate(
        **sums, **flows, value_no=_.value_no.max()
    )


def _dense(changes: ir.Table, watch: Watch) -> ir.Table:
    """A row for every day from a key's first change to the end of the range."""
    keys = list(watch.keys)
    spans = changes.group_by(keys).aggregate(first_no=changes.day_no.min())
    days = (
        ibis.range(_DAY.number(watch.since), _DAY.number(watch.until + timedelta(days=1)))
        .unnest()
        .name("spine_no")
        .as_table()
    )
    spine = spans.cross_join(days).filter(_.first_no <= _.spine_no)
    same = [spine[key].identical_to(changes[key]) for key in keys]
    joined = spine.left_join(changes, [*same, spine.spine_no == changes.day_no])
    return joined.drop(*(name for name in joined.columns if name.endswith("_right")))


def _running(days: ir.Table, watch: Watch) -> ir.Table:
    """Running sums of the changes, and the last value event so far."""
    so_far = ibis.cumulative_window(group_by=list(watch.keys), order_by="spine_no")
    return days.mutate(
        **{name: _[name].fill_null(0).sum().over(so_far).cast("int64") for name in _SUMMED},
        **{name: _[name].fill_null(0).cast("int64") for name in _FLOWS},
        value_no=_.value_no.max().over(so_far),
    )


def _shown(days: ir.Table, watch: Watch, *, seated: bool) -> ir.Table:
    one = watch.seat_one
    features = ibis.literal(len(set(watch.core_features)), "int64")
    nothing = ibis.null("decimal(18, 6)")
    table = days.mutate(
        on=plus_days(ibis.literal(date(1970, 1, 1)), _.spine_no),
        seat_utilisation=ratio(_.active_users_28d.cast(WHOLE) * one, _.seats)
        if seated
        else nothing,
        breadth=ratio(_.features, features) if watch.core_features else nothing,
        depth=ratio(_.events, _.active_users_28d),
        days_since_value_event=_.spine_no - _.value_no,
    )
    shown_seats = ratio(_.seats, ibis.literal(one, "int64")) if seated else nothing
    return table.mutate(seats=shown_seats).select(*watch.keys, *COLUMNS).order_by(*watch.keys, "on")

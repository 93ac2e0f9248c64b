"""Adoption against a plain day loop that looks at every event for every day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pytest

from garant.metrics.adoption import COLUMNS, Watch, adoption, time_to_first_value
from garant.metrics.errors import RequestError
from garant.metrics.local_days import local_date
from tests import world, world_numbers

Rows = list[dict[str, Any]]
SINCE, UNTIL = date(2024, 3, 1), date(2024, 6, 10)
FEATURES = ("a", "b", "c")
TZ = "America/New_York"

USAGE = {
    "account_id": "string",
    "user_id": "string",
    "at": "timestamp",
    "event": "string",
    "department_id": "string",
}
SEATS = {
    "account_id": "string",
    "department_id": "string",
    "start_on": "date",
    "end_on": "date",
    "count": "int64",
}


def random_usage(r: random.Random) -> Rows:
    rows = []
    for _ in range(r.choice([5, 60, 150])):
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=r.randrange(170 * 86_400))
        rows.append(
            {
                "account_id": r.choice(["A1", "A2", "A3"]),
                "user_id": r.choice(["u1", "u2", "u3", "u4", "u5"]),
                "at": at,
                "event": r.choice(["a", "b", "c", "page"]),
                "department_id": r.choice(["sales", None]),
            }
        )
    return rows


def random_seats(r: random.Random) -> Rows:
    rows = []
    for _ in range(8):
        start = date(2024, 2, 1) + timedelta(r.randrange(120))
        rows.append(
            {
                "account_id": r.choice(["A1", "A2", "A4"]),
                "department_id": r.choice(["sales", None]),
                "start_on": start,
                "end_on": r.choice([None, start + timedelta(r.randrange(90)), date(9999, 12, 31)]),
                "count": r.randint(0, 9),
            }
        )
    return rows


def tables(usage: Rows, seats: Rows) -> tuple[ibis.Table, ibis.Table]:
    bare = [row | {"at": row["at"].astimezone(UTC).replace(tzinfo=None)} for row in usage]
    named = [{name: row[name] for name in USAGE} for row in bare]
    return ibis.memtable(named, schema=USAGE), ibis.memtable(seats, schema=SEATS)


def answers(usage: Rows, seats: Rows | None, watch: Watch) -> Rows:
    used, bought = tables(usage, seats or [])
    expression = adoption(used, None if seats is None else bought, watch=watch)
    rows: Rows = expression.to_pyarrow().to_pylist()
    return rows


def rate(top: int, bottom: int) -> Decimal | None:
    if not bottom:
        return None
    return (Decimal(top) / Decimal(bottom)).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def keys_of(row: dict[str, Any], watch: Watch) -> tuple[Any, ...]:
    return tuple(row[name] for name in watch.keys)


def day_row(uses: Rows, seats: Rows, day: date, values: tuple[str, ...]) -> dict[str, Any]:
    """One key on one day, by looking at everything."""

    def within(days: int, until: date = day) -> Rows:
        return [u for u in uses if until - timedelta(days) < u["day"] <= until]

    def users(rows: Rows) -> set[str]:
        return {u["user_id"] for u in rows if not values or u["event"] in values}

    valued = [u for u in uses if not values or u["event"] in values]
    active = users(within(28))
    held = sum(
        s["count"]
        for s in seats
        if s["start_on"] <= day and (s["end_on"] is None or day < s["end_on"])
    )
    past = [u["day"] for u in valued if u["day"] <= day]
    return {
        "on": day,
        "active_users_1d": len(users(within(1))),
        "active_users_7d": len(users(within(7))),
        "active_users_28d": len(active),
        "seats": held,
        "seat_utilisation": rate(len(active), held),
        "breadth": rate(len({u["event"] for u in within(28)} & set(FEATURES)), 3),
        "depth": rate(len([u for u in within(28) if u in valued]), len(active)),
        "days_since_value_event": (day - max(past)).days if past else None,
        "new_users": len(users(within(1)) - users([u for u in uses if u["day"] < day])),
        "users_lost": len(users(within(28, day - timedelta(1))) - active),
    }


def by_hand(usage: Rows, seats: Rows, watch: Watch) -> Rows:
    zone = ZoneInfo(watch.tz)
    dated = [u | {"day": u["at"].astimezone(zone).date()} for u in usage]
    everyone = sorted({keys_of(row, watch) for row in dated + seats}, key=str)
    rows = []
    for keys in everyone:
        uses = [u for u in dated if keys_of(u, watch) == keys]
        mine = [s for s in seats if keys_of(s, watch) == keys]
        counted = {*watch.value_events, *FEATURES} if watch.value_events else None
        firsts = [u["day"] for u in uses if counted is None or u["event"] in counted]
        firsts += [s["start_on"] for s in mine]
        day = max(min(firsts, default=date.max), watch.since)
        while day <= watch.until:
            row = day_row(uses, mine, day, watch.value_events)
            rows.append(dict(zip(watch.keys, keys, strict=True)) | row)
            day += timedelta(days=1)
    return rows


def in_order(rows: Rows, watch: Watch) -> Rows:
    return sorted(rows, key=lambda row: (str(keys_of(row, watch)), row["on"]))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("by_department", [False, True])
def test_every_day_of_random_use_is_what_a_plain_loop_counts(
    seed: int, by_department: bool
) -> None:
    r = random.Random(seed)
    usage, seats = random_usage(r), random_seats(r)
    values = r.choice([(), ("a",), ("a", "b")])
    watch = Watch(
        since=SINCE,
        until=UNTIL,
        tz=TZ,
        value_events=values,
        core_features=FEATURES,
        by_department=by_department,
    )
    found = in_order(answers(usage, seats, watch), watch)
    assert found == in_order(by_hand(usage, seats, watch), watch)


def test_active_users_follow_from_those_of_the_day_before() -> None:
    usage = random_usage(random.Random(1))
    watch = Watch(since=date(2024, 1, 1), until=UNTIL)
    rows = [row for row in answers(usage, None, watch) if row["account_id"] == "A1"]
    gone = sum(row["users_lost"] for row in rows)
    came = sum(row["new_users"] for row in rows)
    assert rows[-1]["active_users_28d"] >= came - gone
    for before, after in pairwise(rows):
        back = after["active_users_28d"] - before["active_users_28d"] + after["users_lost"]
        assert back >= after["new_users"]


def test_without_seats_and_features_what_depends_on_them_is_null_and_not_zero() -> None:
    rows = answers(random_usage(random.Random(2)), None, Watch(since=SINCE, until=UNTIL))
    assert rows
    assert {row["seats"] for row in rows} == {None}
    assert {row["seat_utilisation"] for row in rows} == {None}
    assert {row["breadth"] for row in rows} == {None}


def test_parts_of_a_seat_are_counted_in_their_own_unit() -> None:
    seats = [
        {
            "account_id": "A1",
            "department_id": None,
            "start_on": SINCE,
            "end_on": None,
            "count": 250,
        }
    ]
    usage = [
        {
            "account_id": "A1",
            "user_id": "u1",
            "at": datetime(2024, 3, 5, 12, tzinfo=UTC),
            "event": "a",
            "department_id": None,
        }
    ]
    rows = answers(usage, seats, Watch(since=SINCE, until=UNTIL, seat_one=100))
    assert rows[4]["seats"] == Decimal("2.5")
    assert rows[4]["seat_utilisation"] == Decimal("0.4")


def test_the_order_of_columns_and_of_rows_is_fixed() -> None:
    watch = Watch(since=SINCE, until=UNTIL, by_department=True)
    rows = answers(random_usage(random.Random(3)), [], watch)
    assert tuple(rows[0]) == ("account_id", "department_id", *COLUMNS)
    days = [row["on"] for row in rows if keys_of(row, watch) == keys_of(rows[0], watch)]
    assert days == sorted(days)


def test_aubepine_on_the_last_day_of_2024_is_what_was_worked_by_hand() -> None:
    watch = Watch(
        since=date(2024, 12, 1),
        until=date(2024, 12, 31),
        tz="Europe/Paris",
        value_events=world.VALUE_EVENTS,
        core_features=world.CORE_FEATURES,
    )
    seats = [
        {
            "account_id": line["account_id"],
            "department_id": line["department_id"],
            "start_on": line["start_on"],
            "end_on": line["end_on"],
            "count": int(line["quantity"]),
        }
        for line in world.tables()["contract_line"]
        if line["account_id"] == "A1" and line["unit"] == "seat"
    ]
    rows = [row for row in answers(world.USAGE, seats, watch) if row["account_id"] == "A1"]
    (row,) = [row for row in rows if row["on"] == watch.until]
    assert {name: row[name] for name in world_numbers.ADOPTION} == world_numbers.ADOPTION
    lost = {row["on"]: row["users_lost"] for row in rows if row["users_lost"]}
    assert lost == world_numbers.USERS_LOST


def test_time_to_first_value_runs_from_the_first_signature() -> None:
    usage, _seats = tables(world.USAGE, [])
    names = ("account_id", "signed_on", "term_start")
    contracts = ibis.memtable(
        [{name: row[name] for name in names} for row in world.CONTRACTS],
        schema={"account_id": "string", "signed_on": "date", "term_start": "date"},
    )
    watch = Watch(
        since=date(2023, 1, 1),
        until=world.AS_OF,
        tz="Europe/Paris",
        value_events=world.VALUE_EVENTS,
    )
    rows = time_to_first_value(usage, contracts, watch=watch).to_pyarrow().to_pylist()
    days = {row["account_id"]: row["time_to_first_value"] for row in rows}
    assert days == dict.fromkeys(days) | world_numbers.TIME_TO_FIRST_VALUE
    assert len(days) == 9


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(RequestError, match="before it starts on 2024-06-10"):
        Watch(since=UNTIL, until=SINCE)


@pytest.mark.parametrize(
    "tz", ["UTC", "Europe/Paris", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]
)
def test_local_dates_are_those_of_the_time_zone_tables(tz: str) -> None:
    r = random.Random(tz)
    start = datetime(1995, 1, 1, tzinfo=UTC)
    instants = [start + timedelta(seconds=r.randrange(32 * 365 * 86_400)) for _ in range(3_000)]
    zone = ZoneInfo(tz)
    for year in (2011, 2024):  # the seconds around midnight and around changes of the clock
        for day in range(365):
            midnight = datetime(year, 1, 1, tzinfo=zone) + timedelta(days=day)
            instant = midnight.astimezone(UTC)
            instants += [instant - timedelta(microseconds=1), instant]
    bare = [{"i": i, "at": x.astimezone(UTC).replace(tzinfo=None)} for i, x in enumerate(instants)]
    table = ibis.memtable(bare, schema={"i": "int64", "at": "timestamp"})
    dates = table.select("i", on=local_date(table.at, tz, until=date(2027, 1, 1))).order_by("i")
    assert dates.to_pyarrow()["on"].to_pylist() == [x.astimezone(zone).date() for x in instants]

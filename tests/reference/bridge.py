"""The bridge from opening to closing MRR (R12, R16 to R19)."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .calendar import Row, end_of_day, local_date, period_start, periods
from .ledger import Ledger
from .money import ZERO, add
from .movements import (
    GAINS,
    LOSSES,
    Movement,
    event_movement,
    full_movement,
    is_blip,
    net_movement,
    signed_total,
)

NET_GAINS = ("new", "reactivation", "expansion")
NET_LOSSES = ("contraction", "churn")
MONEY_AFTER = ("fx", "restatement", "closing")
COUNTS = (
    "accounts_opening",
    "accounts_new",
    "accounts_reactivated",
    "accounts_churned",
    "accounts_closing",
    "blips",
)
VIEWS: dict[str, Callable[[Ledger, str, date, date], Movement]] = {
    "full": full_movement,
    "net": net_movement,
    "event": event_movement,
}


def default_range(ledger: Ledger) -> tuple[date, date] | None:
    """D14: first line start to min(as_of date, last service end)."""
    if not ledger.lines:
        return None
    as_of = local_date(ledger.known_at, ledger.settings["reporting_tz"])
    first = min(line.start for line in ledger.lines)
    last = max(as_of if line.end is None else line.end for line in ledger.lines)
    return first, min(as_of, last)


def chosen_range(
    ledger: Ledger, since: date | None, until: date | None
) -> tuple[date, date] | None:
    usual = default_range(ledger)
    if usual is None:
        return None
    first, last = since or usual[0], until or usual[1]
    return first, last


class Bridge:
    """Periods under their own knowledge when closes are frozen (D18)."""

    def __init__(self, ledger: Ledger, frozen: Callable[[datetime], Ledger], view: str) -> None:
        self.ledger = ledger
        self.frozen = frozen
        self.view = view
        self.gains: tuple[str, ...] = NET_GAINS if view == "net" else GAINS
        self.losses: tuple[str, ...] = NET_LOSSES if view == "net" else LOSSES

    def ledger_at(self, day: date) -> Ledger:
        """R17: the knowledge of a period that ends on `day`."""
        if self.ledger.settings["closes"] == "restated":
            return self.ledger
        at = end_of_day(day, self.ledger.settings["reporting_tz"])
        return self.frozen(min(at, self.ledger.known_at))

    def account_row(self, account: str, period: tuple[date, date, date]) -> Row:
        first, d0, d1 = period
        ledger = self.ledger_at(d1)
        if account in ledger.account_lines:
            found = VIEWS[self.view](ledger, account, d0, d1)
            blip = is_blip(ledger, account, d0, d1)
        else:
            found, blip = Movement(ZERO, ZERO), False
        row: Row = {"period": first, "account_id": account, "opening": found.opening}
        for name in self.gains + self.losses:
            row[name] = found.buckets.get(name, ZERO)
        row |= {
            "fx": found.fx,
            "restatement": found.opening - self.closed(account, d0),
            "closing": found.closing,
            "accounts_opening": int(found.opening > 0),
            "accounts_new": found.started,
            "accounts_reactivated": found.reactivated,
            "accounts_churned": found.churned,
            "accounts_closing": int(found.closing > 0),
            "blips": int(blip),
            "churn_reason": found.reason,
            "price_subtype": subtype(found.price_kinds),
            "inferred": inferred(ledger, account, d0, d1),
        }
        self.check(row)
        return row

    def closed(self, account: str, d0: date) -> Decimal:
        """R17: the closing of the previous period as it was known then."""
        return self.ledger_at(d0).amount(account, d0)

    def check(self, row: Row) -> None:
        """R17: the identity, exactly."""
        moved = signed_total(row, self.gains, self.losses)
        assert row["closing"] == row["opening"] + moved + row["fx"], row
        assert all(row[name] >= 0 for name in self.gains + self.losses), row
        if self.ledger.settings["closes"] == "restated":
            assert row["restatement"] == 0, row

    def period_rows(self, period: tuple[date, date, date]) -> list[Row]:
        accounts = {*self.ledger_at(period[2]).accounts, *self.ledger_at(period[1]).accounts}
        return [self.account_row(account, period) for account in sorted(accounts)]

    def total(self, first: date, rows: list[Row]) -> Row:
        money = ("opening", *self.gains, *self.losses, *MONEY_AFTER)
        out: Row = {"period": first}
        out |= {name: add(row[name] for row in rows) for name in money}
        out |= {name: sum(row[name] for row in rows) for name in COUNTS}
        return out

    def is_shown(self, row: Row) -> bool:
        names = ("opening", *self.gains, *self.losses, *MONEY_AFTER, "blips")
        return any(row[name] != 0 for name in names)

    def rows(self, chosen: list[tuple[date, date, date]], accounts: bool) -> list[Row]:
        found: list[Row] = []
        for period in chosen:
            rows = self.period_rows(period)
            if accounts:
                found += [row for row in rows if self.is_shown(row)]
            else:
                found.append(self.total(period[0], rows))
        return found


def subtype(kinds: set[str]) -> str | None:
    """D12: `list`, `discount`, `mixed` or nothing."""
    if len(kinds) > 1:
        return "mixed"
    return next(iter(kinds), None)


def inferred(ledger: Ledger, account: str, d0: date, d1: date) -> bool:
    """D12: an inferred replaces link starts in the period."""
    return any(
        line.inferred_from is not None and d0 < line.start <= d1
        for line in ledger.account_lines.get(account, [])
    )


def complete(ledger: Ledger, found: list[tuple[date, date, date]]) -> list[tuple[date, date, date]]:
    """D14: periods whose last day is known of; the first one in any case."""
    as_of = local_date(ledger.known_at, ledger.settings["reporting_tz"])
    return [period for n, period in enumerate(found) if n == 0 or period[2] <= as_of]


def month_ends(ledger: Ledger) -> list[date]:
    """The last days of the complete months of the default range."""
    span = default_range(ledger)
    if span is None:
        return []
    months = list(periods(period_start(span[0], "month"), span[1], "month"))
    return [d1 for _, _, d1 in complete(ledger, months)]


def run(ledger: Ledger, frozen: Callable[[datetime], Ledger], **chosen: Any) -> list[Row]:
    """Rows of CONTRACT `bridge`."""
    span = chosen_range(ledger, chosen["since"], chosen["until"])
    bridge = Bridge(ledger, frozen, chosen["view"])
    found = list(periods(*span, chosen["by"])) if span is not None else []
    if chosen["until"] is not None:
        return bridge.rows(found, chosen["accounts"])
    rows = bridge.rows(complete(ledger, found), chosen["accounts"])
    return until_the_last_in_which_anything_is(rows)


def until_the_last_in_which_anything_is(rows: list[Row]) -> list[Row]:
    """D14: by default a bridge does not go on over periods in which nothing stands or moves."""
    told = [row for row in rows if any(value for name, value in row.items() if name != "period")]
    last = max((row["period"] for row in told), default=date.min)
    return [row for row in rows if row["period"] <= last]

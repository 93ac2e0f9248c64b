"""The sentence above a table, computed from its rows. Each variant is a whole sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from garant.cli.clean import clean
from garant.cli.figures import Reading, money, share
from garant.cli.labels import GAINS, LOSSES
from garant.cli.language import _, ngettext

Rows = Sequence[Mapping[str, Any]]
ZERO = Decimal(0)


def total(rows: Rows, *columns: str) -> Decimal:
    """The sum of those columns, where the rows have them."""
    return sum((row.get(column) or ZERO for row in rows for column in columns), ZERO)


def bridge(rows: Rows, currency: str | None, by: str) -> str:
    """From where to where, and by what."""
    if not rows:
        return _("No period meets this range.")
    periods = sorted({row["period"] for row in rows})
    first = [row for row in rows if row["period"] == periods[0]]
    last = [row for row in rows if row["period"] == periods[-1]]
    gained, lost = total(rows, *GAINS), total(rows, *LOSSES)
    day = Reading(by).day
    sentence = _bridged(moved=bool(gained or lost), several=len(periods) > 1)
    return sentence.format(
        first=day(periods[0]),
        last=day(periods[-1]),
        opening=money(total(first, "opening"), currency),
        closing=money(total(last, "closing"), currency),
        gained=money(gained, currency),
        lost=money(lost, currency),
    )


def _bridged(*, moved: bool, several: bool) -> str:
    if moved and several:
        return _(
            "From {first} to {last}, monthly recurring revenue went from {opening} to {closing}: "
            "{gained} gained, {lost} lost."
        )
    if moved:
        return _(
            "In {last}, monthly recurring revenue went from {opening} to {closing}: "
            "{gained} gained, {lost} lost."
        )
    if several:
        return _(
            "From {first} to {last}, monthly recurring revenue went from {opening} to {closing}; "
            "no account moved."
        )
    return _(
        "In {last}, monthly recurring revenue went from {opening} to {closing}; no account moved."
    )


def mrr(rows: Rows, currency: str | None, day: date) -> str:
    """How much recurs on that day."""
    if not rows:
        return _("No recurring revenue on that day.")
    on, amount = Reading().day(day), total(rows, "mrr")
    if "arr" in rows[0]:
        return _("On {on}, monthly recurring revenue is {mrr}, that is {arr} a year.").format(
            on=on, mrr=money(amount, currency), arr=money(rows[0]["arr"], currency)
        )
    return ngettext(
        "On {on}, monthly recurring revenue is {mrr}, in {count} part.",
        "On {on}, monthly recurring revenue is {mrr}, in {count} parts.",
        len(rows),
    ).format(on=on, mrr=money(amount, currency), count=len(rows))


def retention(rows: Rows, window: int, segment: str | None) -> str:
    """What was kept of what there was."""
    known = [row for row in rows if row["nrr"] is not None]
    if not known:
        return _("Not enough history: {window} months are needed before a rate.").format(
            window=window
        )
    end = max(row["period_end"] for row in known)
    last = [row for row in known if row["period_end"] == end]
    if segment:
        return _retention_by(last, segment)
    return ngettext(
        "Over {window} month to {end}, net retention is {nrr} and gross retention {grr}; "
        "{lost} of {opening} accounts left.",
        "Over the {window} months to {end}, net retention is {nrr} and gross retention {grr}; "
        "{lost} of {opening} accounts left.",
        window,
    ).format(
        window=window,
        end=Reading().day(end),
        nrr=share(last[0]["nrr"]),
        grr=share(last[0]["grr"]),
        lost=last[0]["accounts_lost"],
        opening=last[0]["accounts_opening"],
    )


def _retention_by(last: Rows, segment: str) -> str:
    worst = min(last, key=lambda row: row["nrr"])
    best = max(last, key=lambda row: row["nrr"])
    return _(
        "At {end}, net retention goes from {low} ({worst}) to {high} ({best}), by {segment}."
    ).format(
        end=Reading().day(worst["period_end"]),
        low=share(worst["nrr"]),
        worst=clean(str(worst[segment])),
        high=share(best["nrr"]),
        best=clean(str(best[segment])),
        segment=segment,
    )


def cohorts(rows: Rows, of: str) -> str:
    """What is left a year on, or as late as can be seen."""
    later = [row["k"] for row in rows if row["k"] and row["retention"] is not None]
    if not later:
        return _("Not enough history: no cohort is a month old.")
    k = min(max(later), 12)
    seen = [row for row in rows if row["k"] == k and row["retention"] is not None]
    kept, size = total(seen, "kept"), total(seen, "size")
    rate = share(kept / size) if size else share(None)
    if of == "revenue":
        return ngettext(
            "{rate} of the starting revenue is there {k} month later.",
            "{rate} of the starting revenue is there {k} months later.",
            k,
        ).format(rate=rate, k=k)
    return ngettext(
        "{rate} of the accounts are there {k} month after they started.",
        "{rate} of the accounts are there {k} months after they started.",
        k,
    ).format(rate=rate, k=k)


def renewals(rows: Rows, currency: str | None) -> str:
    """What came up for renewal, and what became of it."""
    due, pending = int(total(rows, "due")), int(total(rows, "pending"))
    if not due:
        return _("No contract came to the end of its term.")
    amount = total(rows, "due_mrr")
    said = ngettext(
        "{due} contract came to its end, {renewed} renewed: {gross} of {amount} a month is kept.",
        "{due} contracts came to their end, {renewed} renewed: "
        "{gross} of {amount} a month is kept.",
        due,
    ).format(
        due=due,
        renewed=int(total(rows, "renewed")),
        gross=share(total(rows, "kept_mrr") / amount) if amount else share(None),
        amount=money(amount, currency),
    )
    if not pending:
        return said
    undecided = ngettext(
        "{pending} is still undecided and counts as not kept.",
        "{pending} are still undecided and count as not kept.",
        pending,
    ).format(pending=pending)
    return f"{said} {undecided}"


def economics(rows: Rows, currency: str | None, by: str) -> str:
    """What an account brings, and what it took to win it."""
    if not rows:
        return _("No period meets this range.")
    last = rows[-1]
    known = {name: value for name, value in last.items() if value is not None}
    if "arpa" not in known:
        sentence = _("{period}: no account pays.")
    elif "payback_months" in known:
        sentence = _(
            "{period}: an account pays {arpa} a month on average; "
            "what it cost to win comes back in {months} months."
        )
    else:
        sentence = _("{period}: an account pays {arpa} a month on average.")
    return sentence.format(
        period=Reading(by).day(last["period"]),
        arpa=money(known.get("arpa", ZERO), currency),
        months=Reading().cell("payback_months", last.get("payback_months")),
    )


def last_days(rows: Rows) -> Rows:
    """The last day of each account, as adoption has a row for each day."""
    return list({row["account_id"]: row for row in sorted(rows, key=lambda r: r["on"])}.values())


def adoption(rows: Rows) -> str:
    """How many use what was bought, on the last day."""
    if not rows:
        return _("No usage is known.")
    on = max(row["on"] for row in rows)
    last = [row for row in rows if row["on"] == on]
    return ngettext(
        "On {on}, {users} users of {count} account had got value out of it within 28 days.",
        "On {on}, {users} users of {count} accounts had got value out of it within 28 days.",
        len(last),
    ).format(on=Reading().day(on), users=int(total(last, "active_users_28d")), count=len(last))

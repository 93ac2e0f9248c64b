"""A second route to the observations of a book: plain loops over rows, one case at a time.

Outcomes are those of ``tests/reference``; features are worked out anew, with local dates in place
of instants and nothing of the vectorised code.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import log
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tests.reference.calendar import addmonths, term_boundary
from tests.reference.reference import Reference
from tests.reference.renewals import decisions

Row = dict[str, Any]
ONE = timedelta(days=1)
MONTHS = {"month": 1, "year": 12, "week": 12 / 52, "day": 12 / 365}
ELIGIBLE = (None, "recurring", "usage_commit")


def months_between(start: date, end: date) -> float:
    k = 0
    while addmonths(start, k + 1) <= end:
        k += 1
    full, following = addmonths(start, k), addmonths(start, k + 1)
    return k + (end - full) / (following - full)


class Slow:
    """One book, read slowly."""

    def __init__(self, tables: dict[str, list[Row]], settings: Row) -> None:
        self.tables, self.settings = tables, settings
        self.reference = Reference(tables, settings)
        self.tz = ZoneInfo(settings.get("reporting_tz", "UTC"))
        self.last = self.day(self.reference.ledger.known_at)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.tz).date()

    def today(self, table: str) -> list[Row]:
        return self.reference.ledger.known[table]

    def then(self, table: str, on: date, **same: Any) -> list[Row]:
        """Rows recorded by the end of a day and not voided by then."""
        return [
            row
            for row in self.tables.get(table, [])
            if all(row.get(name) == value for name, value in same.items())
            and (row.get("recorded_at") is None or self.day(row["recorded_at"]) <= on)
            and (row.get("voided_at") is None or self.day(row["voided_at"]) > on)
        ]

    # --- rows ----------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        found = [
            self.case(one)
            for one in decisions(self.reference.ledger, self.last)
            if one.due_on <= self.last and one.outcome != "pending"
        ]
        by_account: dict[str, list[Row]] = {}
        for row in sorted(found, key=lambda row: (row["due_on"], row["contract_id"])):
            by_account.setdefault(row["id"], []).append(row)
        for rows in by_account.values():
            own = [row for row in rows if row["contract_id"] == row["first"]["contract_id"]]
            order = own[:1] + [row for row in rows if row not in own[:1]]
            skipped = self.skipped(order[0], found)
            for number, row in enumerate(order, 1):
                row["renewal_number"] = number + skipped
        return [row for row in found if row["entered"]]

    def case(self, decided: Any) -> Row:
        contract = next(
            r for r in self.today("contract") if r["contract_id"] == decided.contract_id
        )
        account = contract["account_id"]
        signed = [r for r in self.today("contract") if r["account_id"] == account]
        first = min(signed, key=lambda r: (r.get("signed_on") or r["term_start"], r["contract_id"]))
        begin, k = contract["term_start"], 1
        while contract.get("auto_renew") and term_boundary(contract, k) < decided.due_on:
            begin, k = term_boundary(contract, k), k + 1
        lead = timedelta((contract.get("notice_days") or 0) + 75)
        recorded = [
            None if r.get("recorded_at") is None else self.day(r["recorded_at"])
            for r in self.tables["contract"]
            if r["contract_id"] == contract["contract_id"]
        ]
        return {
            "id": account, "contract_id": contract["contract_id"], "first": first, "k": k,
            "signed_on": first.get("signed_on") or first["term_start"],
            "begin_on": begin, "due_on": decided.due_on,
            "observed_on": max(decided.due_on - lead, begin),
            "lost": decided.outcome == "lost",
            "mrr": float(decided.due), "kept": float(decided.kept / decided.due),
            "entered": None in recorded or min(recorded) < decided.due_on,
            "cluster": self.head(account),
        }  # fmt: skip

    def skipped(self, row: Row, found: list[Row]) -> int:
        """Terms before the first one on record that the book tells of."""
        with_case = {one["contract_id"] for one in found}
        contracts = {r["contract_id"]: r for r in self.today("contract")}
        count, at = row["k"] - 1, contracts[row["contract_id"]].get("renews_contract_id")
        least = self.reference.settings["min_renewable_months"]
        while at is not None and at in contracts:
            one = contracts[at]
            long_enough = one.get("term_end") and (
                addmonths(one["term_start"], least) <= one["term_end"]
            )
            count += bool(long_enough and at not in with_case)
            at = one.get("renews_contract_id")
        return count

    def head(self, account: str) -> str:
        parents = {r["account_id"]: r.get("parent_account_id") for r in self.today("account")}
        while parents.get(account):
            account = parents[account]
        return account

    # --- features ------------------------------------------------------------------------------

    def features(self, row: Row) -> Row:
        values = self.deal(row) | self.account(row) | self.contract(row)
        if "touchpoint" in self.tables:
            values |= self.touchpoints(row)
        if "ticket" in self.tables:
            values |= self.tickets(row)
        if "reading" in self.tables:
            values |= self.readings(row)
        return values | self.usage(row) | self.payments(row)

    def account(self, row: Row) -> Row:
        then = self.then("account", row["observed_on"], account_id=row["id"])
        one = then[0] if then else {}
        return {name: one.get(name) for name in ("segment", "employees", "tier")}

    def contract(self, row: Row) -> Row:
        on = row["observed_on"]
        first = (self.then("contract", on, contract_id=row["first"]["contract_id"]) or [{}])[0]
        due = (self.then("contract", on, contract_id=row["contract_id"]) or [{}])[0]
        accounts = (self.then("account", on, account_id=row["id"]) or [{}])[0]
        term = months_between(due["term_start"], due["term_end"]) if due.get("term_end") else None
        return {
            "salesperson": first.get("salesperson"),
            "channel": first.get("channel") or accounts.get("channel"),
            "term_months": None if term is None else round(term, 2),
            "tacit": None if not due else float(bool(due.get("auto_renew"))),
        }

    def deal(self, row: Row) -> Row:
        on, first = row["observed_on"], row["first"]["contract_id"]
        lines = [
            r
            for r in self.then("contract_line", on, contract_id=first)
            if r.get("kind") in ELIGIBLE
            and (r.get("end_on") is None or r["end_on"] > r["start_on"])
        ]
        opening = min((r["start_on"] for r in lines), default=None)
        lines = [r for r in lines if r["start_on"] == opening]
        return self.prices(lines, on, first) | {
            "quarter_end": self.quarter_end(row["signed_on"]),
        }

    def quarter_end(self, signed_on: date) -> float:
        return float(any(
            (signed_on + n * ONE).day == 1 and (signed_on + n * ONE).month in (1, 4, 7, 10)
            for n in range(1, 15)
        ))  # fmt: skip

    def prices(self, lines: list[Row], on: date, first: str) -> Row:
        months, net, listed, told = {}, {}, {}, set()
        for r in lines:
            total = r["price_basis"] == "line_total"
            m = (
                months_between(r["start_on"], r["end_on"])
                if total
                else MONTHS[r["interval_unit"]] * (r.get("interval_count") or 1)
            )
            per_unit = r["price_basis"] == "per_unit_per_interval"
            factor = float(1 if r["quantity"] is None else r["quantity"]) if per_unit else 1.0
            months[r["line_id"]] = m
            net[r["line_id"]] = float(r["amount"]) * factor / m
            of_list = r.get("list_amount")
            listed[r["line_id"]] = float(r["amount"] if of_list is None else of_list) * factor / m
            told |= {r["line_id"]} if of_list is not None else set()
        for d in self.discounts(on, first, net, lines):
            touched = [d["line_id"]] if d.get("line_id") else list(net)
            told |= set(touched)
            whole = sum(net[name] for name in touched)
            for name in touched:
                if d["kind"] == "percent":
                    net[name] *= 1 - float(d["value"]) / 100
                elif whole:
                    share = 1.0 if d.get("line_id") else net[name] / whole
                    net[name] = max(net[name] - float(d["value"]) * share / months[name], 0.0)
        rates = {r["line_id"]: self.rate(r["currency"], r["start_on"]) for r in lines}
        base = sum(listed[name] * (rates[name] or 1.0) for name in told)
        cost = sum(net[name] * (rates[name] or 1.0) for name in told)
        size = sum(listed[name] * (rates[name] or 1.0) for name in listed)
        sized = told and size > 0 and None not in rates.values()
        return {
            "discount": min(max(1 - cost / base, 0.0), 1.0) if base > 0 else None,
            "list_size": log(size) if sized else None,
        }

    def rate(self, currency: str, on: date) -> float | None:
        target = self.reference.ledger.rates.reporting
        if currency == target:
            return 1.0
        valid = [
            r
            for r in self.today("fx_rate")
            if (r["from_currency"], r["to_currency"]) == (currency, target)
            and r["valid_from"] <= on <= (r["valid_to"] or on)
        ]
        best = max(valid, key=lambda r: (r["valid_from"], r["rate"]), default=None)
        return float(best["rate"]) if best else None

    def discounts(self, on: date, first: str, net: Row, lines: list[Row]) -> list[Row]:
        if not lines:
            return []
        opening = lines[0]["start_on"]
        found = [
            d
            for d in self.then("discount", on)
            if (d.get("contract_id") == first or d.get("line_id") in net)
            and d["duration"] in ("repeating", "forever")
            and d["start_on"] <= opening
            and (d.get("end_on") is None or d["end_on"] > opening)
        ]
        return sorted(found, key=lambda d: (d.get("priority") or 0, d["discount_id"]))

    def events(self, table: str, row: Row, since: date, at: str = "at") -> list[Row]:
        return [
            r
            for r in self.then(table, row["observed_on"], account_id=row["id"])
            if since <= self.day(r[at]) <= row["observed_on"]
        ]

    def begins(self, table: str, at: str = "at") -> date:
        return self.day(min(r[at] for r in self.tables[table]))

    def in_term(self, table: str, row: Row, at: str = "at") -> tuple[list[Row], float | None]:
        begin = max(row["begin_on"], self.begins(table, at))
        days = (row["observed_on"] - begin).days + 1
        return self.events(table, row, begin, at), 365 / days if days >= 30 else None

    def touchpoints(self, row: Row) -> Row:
        on, signed, begins = row["observed_on"], row["signed_on"], self.begins("touchpoint")
        ever = self.events("touchpoint", row, signed)
        done = [self.day(r["at"]) for r in ever if r["kind"] == "onboarding_done"]
        told = begins <= signed <= on
        start = on - 179 * ONE
        recent = self.events("touchpoint", row, start)
        term, factor = self.in_term("touchpoint", row)
        reviews = sum(r["kind"] == "business_review" for r in term)
        covered = {
            f"{level}_covered": float(any(r["level"] == level for r in recent))
            if start >= begins else None
            for level in ("user", "operational", "economic")
        }  # fmt: skip
        theirs = [r["direction"] == "theirs" for r in recent]
        return covered | {
            "onboarding_days": (min(done, default=on) - signed).days if told else None,
            "trained": float(any(r["kind"] == "training" for r in ever)) if told else None,
            "sponsor_left": float(any(r["kind"] == "sponsor_left" for r in ever)) if told else None,
            "theirs_share": sum(theirs) / len(theirs) if theirs and start >= begins else None,
            "business_reviews": reviews * factor if factor else None,
        }

    def tickets(self, row: Row) -> Row:
        term, factor = self.in_term("ticket", row, "opened_at")
        on = row["observed_on"]
        closed = [r for r in term if r["closed_at"] and self.day(r["closed_at"]) <= on]
        hours = [(r["closed_at"] - r["opened_at"]).total_seconds() / 3600 for r in closed]
        counts = {
            "defects": sum(r["kind"] == "defect" for r in term),
            "outages": sum(r["kind"] == "outage" for r in term),
            "requests_unmet": sum(r["kind"] == "request" and r not in closed for r in term),
            "tickets": len(term),
        }
        rates = {name: n * factor if factor else None for name, n in counts.items()}
        return rates | {"hours_to_resolve": median(hours) if hours else None}

    def readings(self, row: Row) -> Row:
        on, signed, begins = row["observed_on"], row["signed_on"], self.begins("reading")
        near = self.events("reading", row, signed - 90 * ONE)
        promise = any(self.day(r["at"]) <= signed + 90 * ONE for r in near)
        start = on - 179 * ONE
        return {
            "promise": float(promise) if signed >= begins else None,
            "value_read": float(bool(self.events("reading", row, start)))
            if start >= begins else None,
        }  # fmt: skip

    def usage(self, row: Row) -> Row:
        if not self.tables.get("usage"):
            return {}
        on, kept = row["observed_on"], (row["observed_on"] - self.begins("usage")).days + 1
        ago = [(on - self.day(r["at"])).days for r in self.events("usage", row, on - 364 * ONE)]
        used = list(zip(ago, self.events("usage", row, on - 364 * ONE), strict=True))
        now = sum(d < 84 for d in ago)
        before = sum(84 <= d < 168 for d in ago)
        trend = log((now + 1) / (before + 1)) if now + before and kept >= 168 else None
        events = {r["event"] for r in self.tables["usage"]}
        since = min(max((on - row["signed_on"]).days, 0), 365)
        return {
            "usage_trend": trend,
            "breadth": len({r["event"] for d, r in used if d < 84}) / len(events)
            if kept >= 84 else None,
            "last_use_days": min(ago, default=since) if kept >= 365 else None,
        }  # fmt: skip

    def payments(self, row: Row) -> Row:
        if "invoice" not in self.tables:
            return {}
        on = row["observed_on"]
        late = []
        for bill in self.then("invoice", on, account_id=row["id"]):
            if bill["due_on"] is None or not 1 <= (on - bill["due_on"]).days <= 365:
                continue
            paid = [
                p
                for p in self.then("payment", on, invoice_id=bill["invoice_id"])
                if p["paid_on"] <= on and p["account_id"] == row["id"]
            ]
            settled = sum(p["amount"] for p in paid) >= bill["amount"]
            late.append(not settled or max(p["paid_on"] for p in paid) > bill["due_on"])
        return {"late_payments": sum(late) / len(late) if late else None}

"""One random company being written down: contracts, lines, and what happens to them."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.reference.calendar import addmonths, month_end

Row = dict[str, Any]
Tables = dict[str, list[Row]]

KNOWLEDGE = "recorded_at voided_at"
COLUMNS = {
    "account": "account_id name parent_account_id segment industry region country channel "
    f"employees is_test {KNOWLEDGE}",
    "product": f"product_id name family {KNOWLEDGE}",
    "contract": "contract_id account_id signed_on term_start term_end auto_renew notice_days "
    "renews_contract_id cancel_requested_on effective_end end_reason salesperson channel "
    f"{KNOWLEDGE}",
    "contract_line": "line_id contract_id account_id product_id department_id kind start_on "
    "end_on trial_end quantity unit price_basis amount list_amount currency interval_unit "
    f"interval_count predecessor_line_id link {KNOWLEDGE}",
    "discount": "discount_id line_id contract_id kind value currency duration start_on end_on "
    f"priority {KNOWLEDGE}",
    "pause": f"line_id start_on end_on {KNOWLEDGE}",
    "fx_rate": f"from_currency to_currency valid_from valid_to rate {KNOWLEDGE}",
    "spend": f"month department kind amount currency {KNOWLEDGE}",
    "usage": f"account_id user_id at event quantity department_id {KNOWLEDGE}",
}
SIZES = {"tiny": (1, 2, 6), "small": (2, 8, 32), "large": (8, 30, 200)}
INTERVALS = (
    [("month", 1)] * 5
    + [("year", 1)] * 3
    + [("month", 3), ("month", 6), ("year", 2), ("week", 1), ("week", 2), ("day", 1), ("day", 30)]
)
PERCENTS = ["10", "15", "33.33", "50", "100", "0", "12.5"]


class Company:
    """One random company being written down."""

    def __init__(self, seed: int, size: str) -> None:
        self.r = Random(f"book {seed}")
        self.tables: Tables = {name: [] for name in COLUMNS}
        low, high, self.most_lines = SIZES[size]
        self.n_accounts = self.r.randint(low, high)
        self.begin = addmonths(date(2022, 11, 1), self.r.randint(0, 14))
        self.finish = addmonths(self.begin, 24)
        self.home = self.r.choice(["EUR", "EUR", "USD"])
        others = [c for c in ("EUR", "USD", "JPY", "GBP") if c != self.home]
        self.abroad = self.r.sample(others, self.r.choice([0, 0, 1, 2]))
        self.settings: Row = {}
        self.products: list[str] = []
        self.counters: dict[str, int] = {}

    def chance(self, share: float) -> bool:
        return self.r.random() < share

    def name(self, prefix: str) -> str:
        self.counters[prefix] = self.counters.get(prefix, 0) + 1
        return f"{prefix}{self.counters[prefix]}"

    def put(self, table: str, row: Row) -> Row:
        full = dict.fromkeys(COLUMNS[table].split()) | row
        self.tables[table].append(full)
        return full

    def some_day(self, first: date, last: date) -> date:
        """A day in [first, last], often one of the awkward ones."""
        day = first + timedelta(self.r.randint(0, max(0, (last - first).days)))
        if self.chance(0.5):
            ends = month_end(day)
            day = self.r.choice([ends, day.replace(day=1), ends - timedelta(1), date(2024, 2, 29)])
        return min(max(day, first), last)

    def instant(self, day: date) -> datetime:
        clock = self.r.choice([time(0, 0), time(9, 30), time(22, 45), time(23, 59, 59)])
        return datetime.combine(day, clock, tzinfo=UTC)

    def recorded(self, day: date, *sources: Row) -> datetime | None:
        """Mostly unknown or on the day, sometimes much later; never before its sources."""
        own = None
        if self.chance(0.4):
            own = self.instant(day + timedelta(self.r.choice([-20, -5, 0, 1, 40, 100])))
        known = [x for x in (own, *(row["recorded_at"] for row in sources)) if x is not None]
        return max(known, default=None)

    def rewrite(self, table: str, row: Row, at: datetime, **changes: Any) -> Row:
        """Void a live row and write it again under the same id."""
        if row["recorded_at"] is not None and at <= row["recorded_at"]:
            at = row["recorded_at"] + timedelta(hours=1)
        row["voided_at"] = at
        return self.put(table, row | {"recorded_at": at, "voided_at": None} | changes)

    def money(self) -> Decimal:
        if self.chance(0.04):
            return Decimal(0)
        places = 4 if self.chance(0.15) else 2
        return Decimal(self.r.randint(5 * 10**places, 900 * 10**places)).scaleb(-places)

    def quantity(self) -> Decimal:
        if self.chance(0.1):
            return Decimal(self.r.randint(5, 90)) / 8 if self.chance(0.5) else Decimal("2.5")
        return Decimal(0) if self.chance(0.02) else Decimal(self.r.randint(1, 20))

    @property
    def is_full(self) -> bool:
        return self.counters.get("L", 0) >= self.most_lines

    # --- facts -----------------------------------------------------------------------------

    def contract(self, account: str, start: date, previous: Row | None = None) -> Row:
        r = self.r
        evergreen, in_days = self.chance(0.12), self.chance(0.1)
        months = r.choice([1, 3, 6, 12, 12, 12, 24])
        end = start + timedelta(r.choice([30, 90, 365])) if in_days else addmonths(start, months)
        sources = [previous] if previous is not None else []
        row = {
            "contract_id": self.name("C"),
            "account_id": account,
            "signed_on": start - timedelta(r.randint(0, 20)),
            "term_start": start,
            "term_end": None if evergreen else end,
            "auto_renew": self.chance(0.4),
            "notice_days": r.choice([None, 0, 30, 60]),
            "renews_contract_id": previous["contract_id"] if previous else None,
            "end_reason": r.choice([None, "voluntary", "nonpayment", "superseded", "other"]),
            "salesperson": r.choice(["Ana", "Bo", None]),
            "channel": r.choice(["direct", "partner", None]),
            "recorded_at": self.recorded(start, *sources),
        }
        return self.put("contract", row)

    def line(self, contract: Row, start: date, **given: Any) -> Row:
        """A priced line; `given` overrides what is drawn."""
        r = self.r
        unit, count = r.choice(INTERVALS)
        before = given.pop("before", None)
        row: Row = {
            "line_id": self.name("L"),
            "contract_id": contract["contract_id"],
            "account_id": contract["account_id"],
            "product_id": r.choice(self.products),
            "department_id": r.choice([None, None, None, "D1", "D2"]),
            "kind": "usage_commit" if self.chance(0.1) else "recurring",
            "start_on": start,
            "quantity": self.quantity(),
            "unit": r.choice(["seat"] * 6 + ["GB", None]),
            "price_basis": r.choice(["per_unit_per_interval"] * 5 + ["flat_per_interval"] * 2),
            "amount": self.money(),
            "currency": r.choice([self.home, self.home, *self.abroad]),
            "interval_unit": unit,
            "interval_count": count,
        } | given
        if before is not None:
            row |= {"predecessor_line_id": before["line_id"], "currency": before["currency"]}
        if self.chance(0.15) and row["kind"] == "recurring":
            self.make_total(row, contract)
        sources = [contract] + ([before] if before is not None else [])
        row["recorded_at"] = self.recorded(start, *sources)
        return self.put("contract_line", row)

    def make_total(self, row: Row, contract: Row) -> None:
        """One price for the whole time of the line."""
        start, term_end = row["start_on"], contract["term_end"]
        end = term_end if term_end is not None and term_end > start else None
        if end is None or self.chance(0.5):
            end = start + timedelta(self.r.choice([0, 10, 31, 89, 200, 365, 366]))
        row |= {"price_basis": "line_total", "end_on": end, "amount": self.money() * 10}
        row |= {"interval_unit": None, "interval_count": None}
        if self.chance(0.5):
            row["quantity"] = None

    def close(self, row: Row, day: date) -> None:
        """Write the end on the line, or leave it to the successor to cut it."""
        if row["end_on"] is None and day >= row["start_on"] and self.chance(0.7):
            row["end_on"] = day

    def last_day(self, contract: Row, row: Row) -> date:
        ends = [row.get("end_on"), contract["term_end"], self.finish]
        if contract["auto_renew"]:
            ends[1] = None
        return min(end for end in ends if end is not None)

    # --- what happens to a line ----------------------------------------------------------------

    def amend(self, contract: Row, row: Row, day: date) -> Row:
        """Seats, price, both ways, unit, or nothing that counts."""
        kept = ("product_id", "department_id", "kind", "quantity", "unit", "price_basis")
        kept += ("amount", "interval_unit", "interval_count")
        same = {name: row[name] for name in kept}
        change = self.r.choice(["seats", "seats", "price", "both", "unit", "redraw", "department"])
        if change in ("seats", "both"):
            same["quantity"] = self.quantity()
        if change in ("price", "both"):
            same["amount"] = self.money()
        if change == "unit":
            same |= {"unit": "GB", "quantity": self.quantity()}
        if change == "department":
            same["department_id"] = self.r.choice([None, "D1", "D2"])
        if change == "redraw" or row["price_basis"] == "line_total":
            same = {"product_id": row["product_id"], "department_id": row["department_id"]}
        self.close(row, day)
        return self.line(contract, day, before=row, link="amends", **same)

    def replace(self, contract: Row, row: Row, day: date) -> Row:
        self.close(row, day)
        same = {"department_id": row["department_id"]}
        return self.line(contract, day, before=row, link="replaces", **same)

    def swap_unlinked(self, contract: Row, row: Row, day: date) -> Row:
        """An end that meets a start, with nobody having said that they belong together."""
        row["end_on"] = day if row["price_basis"] != "line_total" else row["end_on"]
        same = {name: row[name] for name in ("department_id", "currency")}
        if self.chance(0.4):
            same["product_id"] = row["product_id"]
        return self.line(contract, row["end_on"], **same)

    def gap(self, contract: Row, row: Row, day: date) -> Row:
        """Nothing for some days, then the same again, linked or not."""
        row["end_on"] = row["end_on"] or day
        start = row["end_on"] + timedelta(self.r.choice([1, 2, 5, 9, 20, 45]))
        same = {name: row[name] for name in ("product_id", "department_id", "currency")}
        if self.chance(0.5):
            link = self.r.choice(["amends", "renews", "replaces"])
            return self.line(contract, start, before=row, link=link, **same)
        return self.line(contract, start, **same)

    def pause(self, _: Row, row: Row, day: date) -> Row:
        end = day + timedelta(self.r.choice([0, 3, 20, 60])) if self.chance(0.75) else None
        known = {"recorded_at": self.recorded(day, row)}
        self.put("pause", {"line_id": row["line_id"], "start_on": day, "end_on": end} | known)
        return row

    def correct(self, _: Row, row: Row, day: date) -> Row:
        """The row was wrong: voided, and written again under the same id."""
        at = self.instant(day + timedelta(self.r.choice([0, 15, 60])))
        return self.rewrite("contract_line", row, at, amount=self.money())

    def split(self, contract: Row, row: Row, day: date) -> Row:
        """Two successors: the earlier one cuts."""
        second = self.amend(contract, row, day)
        self.line(contract, day + timedelta(self.r.choice([0, 12])), before=row, link="amends")
        return second

    def live_through(self, contract: Row, row: Row) -> Row:
        """Zero to three things that happen to a line; the last line of its chain comes back."""
        fates = [self.amend, self.amend, self.amend, self.replace, self.replace, self.pause]
        fates += [self.swap_unlinked, self.swap_unlinked, self.gap, self.correct, self.split]
        for _ in range(self.r.choice([0, 1, 1, 2, 3])):
            last = self.last_day(contract, row)
            if self.is_full or last <= row["start_on"]:
                break
            row = self.r.choice(fates)(contract, row, self.some_day(row["start_on"], last))
        return row

    # --- what happens to a contract ------------------------------------------------------------

    def live(self, account: str) -> None:
        if self.chance(0.15):
            self.short_try(account)
        else:
            self.subscription(account)

    def short_try(self, account: str) -> None:
        """Some days inside a month, alone: a blip unless the account has more."""
        start = self.some_day(self.begin, addmonths(self.begin, 20)).replace(day=9)
        contract = self.contract(account, start)
        self.line(contract, start, end_on=start + timedelta(self.r.choice([1, 5, 15, 60])))

    def subscription(self, account: str) -> None:
        start = self.some_day(self.begin, addmonths(self.begin, self.r.choice([1, 8, 20])))
        contract: Row | None = self.contract(account, start)
        chains: list[Row] = [self.line(contract, start)]
        while contract is not None and not self.is_full:
            chains += [self.co_term(contract) for _ in range(self.r.choice([0, 0, 1, 2]))]
            chains = [self.live_through(contract, row) for row in chains]
            self.discounts(contract)
            contract, chains = self.decide(contract, chains)

    def co_term(self, contract: Row) -> Row:
        """A line added later that ends with the contract."""
        end = min(contract["term_end"] or self.finish, self.finish)
        start = self.some_day(contract["term_start"], max(end, contract["term_start"]))
        given: Row = {}
        if self.chance(0.2) and contract["term_end"] is not None:
            given["end_on"] = max(contract["term_end"], start)
        if self.chance(0.15):
            given["trial_end"] = start + timedelta(self.r.choice([7, 14, 30, 90]))
        if self.chance(0.12):
            given |= {"kind": self.r.choice(["usage", "one_time"]), "interval_unit": None}
            given |= {"interval_count": None, "price_basis": "flat_per_interval"}
        if self.chance(0.08):
            given["end_on"] = start + timedelta(self.r.choice([0, 3, 12]))
        return self.line(contract, start, **given)

    def decide(self, contract: Row, chains: list[Row]) -> tuple[Row | None, list[Row]]:
        """Cancelled, left alone, or renewed: early, on the day or late."""
        if self.chance(0.35):
            self.cancel(contract)
            return None, []
        end = contract["term_end"]
        if end is None or end > self.finish or self.chance(0.3) or self.is_full:
            return None, []
        start = end + timedelta(self.r.choice([0, 0, 0, -25, -3, 1, 10, 30, 31, 50]))
        if start <= contract["term_start"]:
            return None, []
        following = self.contract(contract["account_id"], start, contract)
        return following, [x for row in chains for x in self.renewed(following, row, start)]

    def renewed(self, contract: Row, row: Row, start: date) -> list[Row]:
        if self.chance(0.15) or row["start_on"] > start:
            return []
        kept = ("product_id", "department_id", "kind")
        same = {name: row[name] for name in kept}
        if row["price_basis"] != "line_total" and row["interval_unit"] and self.chance(0.6):
            more = ("quantity", "unit", "amount", "price_basis", "interval_unit", "interval_count")
            same |= {name: row[name] for name in more}
        if row["interval_unit"] is None and row["kind"] in ("usage", "one_time"):
            return []
        if self.chance(0.15):
            return [self.line(contract, start, currency=row["currency"], **same)]
        return [self.line(contract, start, before=row, link="renews", **same)]

    def cancel(self, contract: Row) -> None:
        start, end = contract["term_start"], contract["term_end"] or self.finish
        asked = self.some_day(start, max(start, min(end, self.finish) - timedelta(1)))
        changes: Row = {"cancel_requested_on": asked if self.chance(0.8) else None}
        tacit = contract["auto_renew"]
        if not tacit or changes["cancel_requested_on"] is None or self.chance(0.5):
            latest = addmonths(end, 4) if tacit else end
            changes["effective_end"] = self.some_day(asked, max(asked, latest))
        changes["end_reason"] = self.r.choice(["voluntary", "nonpayment", "pause", None])
        if self.chance(0.5):
            contract |= changes
        else:
            self.rewrite("contract", contract, self.instant(asked), **changes)

    # --- discounts -----------------------------------------------------------------------------

    def discounts(self, contract: Row) -> None:
        lines = {
            row["line_id"]: row
            for row in self.tables["contract_line"]
            if row["contract_id"] == contract["contract_id"]
        }
        for row in list(lines.values()):
            if self.chance(0.25):
                self.discount(row, {"line_id": row["line_id"]}, row["currency"])
        currencies = {row["currency"] for row in lines.values()}
        currency = currencies.pop() if len(currencies) == 1 else None
        for _ in range(self.r.choice([0, 0, 1, 2])):
            self.discount(contract, {"contract_id": contract["contract_id"]}, currency)

    def discount(self, target: Row, where: Row, currency: str | None) -> None:
        start = self.some_day(target.get("start_on") or target["term_start"], self.finish)
        duration = self.r.choice(["once", "repeating", "repeating", "forever", "forever"])
        end = None
        if duration == "repeating" or self.settings.get("discount_policy") == "all":
            end = addmonths(start, self.r.choice([0, 1, 3, 6]))
        fixed = currency is not None and self.chance(0.5)
        value = Decimal(self.r.randint(100, 60000)) / 100
        row = where | {
            "discount_id": self.name("X"),
            "kind": "fixed" if fixed else "percent",
            "value": value if fixed else Decimal(self.r.choice(PERCENTS)),
            "currency": currency if fixed else None,
            "duration": duration,
            "start_on": start,
            "end_on": end,
            "priority": self.r.choice([None, 0, 1, 2]),
            "recorded_at": self.recorded(start, target),
        }
        kept = self.put("discount", row)
        if self.chance(0.08):
            kept["voided_at"] = self.instant(self.finish) - timedelta(self.r.randint(0, 300))
            kept["voided_at"] = max(kept["voided_at"], kept["recorded_at"] or kept["voided_at"])

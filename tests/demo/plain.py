"""The demo's tables read in plain Python: a second route, with nothing of the generator in it."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

LAST_DAY = date(2025, 12, 31)
POLICY_ON = date(2024, 1, 1)


def live(rows):
    return [row for row in rows if row.get("voided_at") is None]


class Plain:
    """The live rows of a company and what they say of each account on each day."""

    def __init__(self, company):
        self.tables, self.truth = company.tables, company.truth
        tables = company.tables
        self.contracts = {row["contract_id"]: row for row in live(tables["contract"])}
        self.lines = [row for row in live(tables["contract_line"]) if row["kind"] != "one_time"]
        self.discounts = defaultdict(list)
        for row in live(tables["discount"]):
            self.discounts[row["contract_id"]].append(row)
        self.pauses = defaultdict(list)
        for row in live(tables["pause"]):
            self.pauses[row["line_id"]].append(row)
        self.successors = {
            row["predecessor_line_id"]: row for row in self.lines if row["predecessor_line_id"]
        }
        self.of_account = defaultdict(list)
        for row in self.lines:
            self.of_account[row["account_id"]].append((row, self.service_end(row)))

    def service_end(self, line):
        contract = self.contracts[line["contract_id"]]
        term_end = None if contract["auto_renew"] else contract["term_end"]
        known = (line["end_on"], contract["effective_end"], term_end)
        end = min((day for day in known if day), default=date.max)
        successor = self.successors.get(line["line_id"])
        if successor is None:
            return end
        late = successor["link"] == "renews" and (successor["start_on"] - end).days <= 30
        return successor["start_on"] if successor["start_on"] < end or late else end

    def mrr(self, account, day):
        return sum(
            (
                self.line_mrr(line, day)
                for line, end in self.of_account[account]
                if line["start_on"] <= day < end
            ),
            Decimal(0),
        )

    def line_mrr(self, line, day):
        paused = any(p["start_on"] <= day < p["end_on"] for p in self.pauses[line["line_id"]])
        if paused or (line["trial_end"] and day < line["trial_end"]):
            return Decimal(0)
        value = Decimal(line["amount"])
        if line["price_basis"] == "line_total":
            months = round((line["end_on"] - line["start_on"]).days / 30.4)
        else:
            months = line["interval_count"] * {"month": 1, "year": 12}[line["interval_unit"]]
        if line["price_basis"] == "per_unit_per_interval":
            value *= line["quantity"]
        for discount in self.discounts[line["contract_id"]]:
            if discount["start_on"] <= day and (not discount["end_on"] or day < discount["end_on"]):
                value *= 1 - discount["value"] / 100
        return value / months

    def total(self, day):
        return sum(self.mrr(account, day) for account in self.of_account)

    def first_contracts(self):
        first = {}
        for row in sorted(self.contracts.values(), key=lambda row: row["contract_id"]):
            first.setdefault(row["account_id"], row)
        return list(first.values())

    def first_discount(self, contract):
        return sum(row["value"] for row in self.discounts[contract["contract_id"]])

    def first_renewals(self):
        """(first contract, whether it was lost) for those of a term of 3 months or more, due."""
        renewals = []
        for contract in self.first_contracts():
            due_on = contract["term_end"]
            if (due_on - contract["term_start"]).days < 85 or due_on > LAST_DAY:
                continue
            if not self.mrr(contract["account_id"], due_on - timedelta(days=1)):
                continue  # it stopped paying within the term
            renewals.append((contract, not self.kept(contract, due_on)))
        return renewals

    def kept(self, contract, due_on):
        """Whether the account pays on the day it was due, or within the 30 days of grace."""
        days = range(0, 31, 1) if not contract["auto_renew"] else (0,)
        account = contract["account_id"]
        return any(self.mrr(account, due_on + timedelta(days=day)) > 0 for day in days)


def share(flags):
    flags = list(flags)
    return sum(flags) / len(flags)


def month_ends():
    """The last days of the 60 months of the book."""
    firsts = [date(2021 + m // 12, m % 12 + 1, 1) for m in range(1, 61)]
    return [first - timedelta(days=1) for first in firsts]

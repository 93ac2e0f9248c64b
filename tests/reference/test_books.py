"""The generated books obey the input rules, and together they hold every oddity."""

import csv
from collections import Counter
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as budget

from tests.books import books, random_book, write_book
from tests.reference import Reference
from tests.reference.calendar import known_rows
from tests.reference.ledger import Ledger
from tests.reference.movements import BUCKETS

SEEDS = range(200)
IDS = {"account": "account_id", "product": "product_id", "contract": "contract_id"} | {
    "contract_line": "line_id",
    "discount": "discount_id",
}
REFERENCES = [
    ("contract", "account_id", "account"),
    ("contract", "renews_contract_id", "contract"),
    ("contract_line", "contract_id", "contract"),
    ("contract_line", "account_id", "account"),
    ("contract_line", "product_id", "product"),
    ("contract_line", "predecessor_line_id", "contract_line"),
    ("discount", "line_id", "contract_line"),
    ("discount", "contract_id", "contract"),
    ("pause", "line_id", "contract_line"),
]
VIEWS = ("full", "net", "event")


@cache
def book(seed: int) -> Any:
    return random_book(seed)


def instants(tables: Any) -> list[datetime]:
    found = {
        row[name]
        for rows in tables.values()
        for row in rows
        for name in ("recorded_at", "voided_at")
        if row[name] is not None
    }
    return sorted(found)


def live_by_id(tables: Any, at: datetime) -> dict[str, dict[str, Any]]:
    live = {}
    for table, key in IDS.items():
        rows = known_rows(tables[table], at)
        live[table] = {row[key]: row for row in rows}
        assert len(live[table]) == len(rows), f"two live rows of one {key}"
    return live


@pytest.mark.parametrize("seed", SEEDS)
def test_a_book_has_no_dangling_or_doubled_id_at_any_instant(seed: int) -> None:
    tables, settings = book(seed)
    for at in [*instants(tables), settings["known_as_of"]]:
        live = live_by_id(tables, at)
        for table, column, target in REFERENCES:
            for row in known_rows(tables[table], at):
                assert row[column] is None or row[column] in live[target], (table, column, row)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_book_has_no_row_that_the_input_rules_refuse(seed: int) -> None:
    tables, settings = book(seed)
    lines = {row["line_id"]: row for row in tables["contract_line"]}
    for row in tables["contract_line"]:
        assert row["end_on"] is None or row["end_on"] >= row["start_on"]
        assert row["amount"] >= 0
        assert row["quantity"] is None or row["quantity"] >= 0
        total = row["price_basis"] == "line_total"
        assert not total or row["end_on"] is not None
        recurring = row["kind"] in ("recurring", "usage_commit")
        assert not recurring or total or row["interval_unit"] is not None
        before = lines.get(row["predecessor_line_id"])
        if before is not None:
            assert (before["account_id"], before["currency"]) == (
                row["account_id"],
                row["currency"],
            )
            assert chain_ends(row, lines)
    for row in tables["contract"]:
        for end in (row["term_end"], row["effective_end"]):
            assert end is None or end >= row["term_start"]
    for row in tables["pause"] + tables["discount"]:
        assert row["end_on"] is None or row["end_on"] >= row["start_on"]
    for row in tables["discount"]:
        assert row["value"] >= 0
        assert row["kind"] == "fixed" or row["value"] <= 100
        counted = settings.get("discount_policy") == "all"
        assert not (counted and row["duration"] == "once" and row["end_on"] is None)
        if row["currency"] is not None:
            mine = (row["line_id"], row["contract_id"])
            met = {
                x["currency"]
                for x in lines.values()
                if x["line_id"] == mine[0] or x["contract_id"] == mine[1]
            }
            assert met == {row["currency"]}


def chain_ends(row: Any, lines: Any) -> bool:
    for _ in lines:
        if row["predecessor_line_id"] is None:
            return True
        row = lines[row["predecessor_line_id"]]
    return False


def test_books_are_small_and_the_same_for_the_same_seed() -> None:
    sizes = [len({r["line_id"] for r in book(seed)[0]["contract_line"]}) for seed in SEEDS]
    assert max(sizes) <= 40
    assert random_book(7) == random_book(7)
    assert random_book(7) != random_book(8)


@budget(max_examples=20, deadline=None)
@given(books(size="tiny"))
def test_a_tiny_book_of_any_seed_has_a_bridge(made: Any) -> None:
    tables, chosen = made
    for view in VIEWS:
        Reference(tables, chosen).bridge(view=view)


def test_a_written_book_reads_back_cell_by_cell(tmp_path: Any) -> None:
    tables, _ = book(3)
    write_book(tables, tmp_path)
    with (tmp_path / "contract_line.csv").open(encoding="utf-8") as file:
        read = list(csv.DictReader(file))
    assert len(read) == len(tables["contract_line"])
    for text, row in zip(read, tables["contract_line"], strict=True):
        assert text["start_on"] == row["start_on"].isoformat()
        assert text["amount"] == format(row["amount"], "f")
        assert text["end_on"] == (row["end_on"].isoformat() if row["end_on"] else "")
        recorded = row["recorded_at"]
        wanted = recorded.strftime("%Y-%m-%dT%H:%M:%SZ") if recorded else ""
        assert text["recorded_at"] == wanted


def line_features(ledger: Ledger) -> Counter[str]:
    seen: Counter[str] = Counter()
    for line in ledger.lines:
        row = line.row
        seen[f"interval {row['interval_unit']}"] += 1
        seen[f"basis {row['price_basis']}"] += 1
        seen[f"link {row['link']}"] += 1
        seen["zero length"] += row["start_on"] == row["end_on"]
        seen["zero amount"] += row["amount"] == 0
        seen["four decimals"] += row["amount"] != round(row["amount"], 2)
        seen["decimal quantity"] += line.quantity != int(line.quantity)
        seen["month end"] += line.start.day == 31
        seen["leap day"] += line.start == date(2024, 2, 29)
        seen["trial"] += row["trial_end"] is not None
        seen["department"] += row["department_id"] is not None
        seen["inferred"] += line.inferred_from is not None
        seen["inferred across products"] += (
            line.inferred_from is not None and line.inferred_from.product != line.product
        )
        seen["open pause"] += any(p["end_on"] is None for p in line.pauses)
        seen["closed pause"] += any(p["end_on"] is not None for p in line.pauses)
        before = line.predecessor
        if before is not None and row["link"] == "renews" and before.row["contract_id"]:
            end = before.contract["term_end"] if before.contract else None
            seen["early renewal"] += end is not None and line.start < end
            seen["late renewal"] += end is not None and line.start > end
    for thread in set(ledger.thread.values()):
        mine = [x for x in ledger.lines if ledger.thread[x.line_id] == thread]
        seen["mixed units"] += len({x.unit for x in mine}) > 1
        seen["overlap"] += any(
            a is not b
            and a.successor is not b
            and b.start >= a.start
            and (a.end is None or b.start < a.end)
            for a in mine
            for b in mine
        )
    return seen


def table_features(tables: Any, settings: Any) -> Counter[str]:
    seen: Counter[str] = Counter()
    for row in tables["contract_line"]:
        seen[f"kind {row['kind']}"] += 1
        seen["voided and rewritten"] += row["voided_at"] is not None
        recorded = row["recorded_at"]
        seen["backdated"] += recorded is not None and recorded.date() > row["start_on"]
    for row in tables["discount"]:
        where = "line" if row["line_id"] else "contract"
        seen[f"{where} {row['kind']} discount"] += 1
        seen[f"discount {row['duration']}"] += 1
        seen["100 % discount"] += row["kind"] == "percent" and row["value"] == 100
        seen["discount priority"] += bool(row["priority"])
    for row in tables["contract"]:
        asked, ends = row["cancel_requested_on"], row["effective_end"]
        seen["tacit"] += row["auto_renew"]
        seen["tacit request without end"] += bool(row["auto_renew"] and asked and not ends)
        seen["future cancellation"] += bool(ends and ends > settings["known_as_of"].date())
        seen["evergreen"] += row["term_end"] is None
        seen["contract rewritten"] += row["voided_at"] is not None
    seen["test account"] += any(row["is_test"] for row in tables["account"])
    seen[f"{len({row['currency'] for row in tables['contract_line']})} currencies"] += 1
    for key, value in settings.items():
        seen[f"setting {key}={value}" if key != "known_as_of" else "known_as_of"] += 1
    return seen


def outcome_features(reference: Reference) -> Counter[str]:
    seen: Counter[str] = Counter()
    for row in reference.bridge(accounts=True):
        for name in (*BUCKETS, "fx", "restatement", "blips"):
            seen[name] += row[name] != 0
        seen[f"churn because {row['churn_reason']}"] += row["churn"] != 0
        seen[f"price {row['price_subtype']}"] += 1
    for decision in reference.decisions(date(2026, 12, 31)):
        seen[f"renewal {decision.outcome}"] += 1
    per_contract = Counter(x.contract_id for x in reference.decisions(date(2026, 12, 31)))
    seen["tacit repeat"] += any(n > 1 for n in per_contract.values())
    return seen


@cache
def features() -> Counter[str]:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        tables, settings = book(seed)
        reference = Reference(tables, settings)
        seen += table_features(tables, settings)
        seen += line_features(reference.ledger)
        seen += outcome_features(reference)
    return seen


WANTED = [
    *BUCKETS,
    *(f"interval {unit}" for unit in ("day", "week", "month", "year", None)),
    *(f"basis {x}" for x in ("per_unit_per_interval", "flat_per_interval", "line_total")),
    *(f"link {x}" for x in ("renews", "replaces", "amends", None)),
    *(f"kind {x}" for x in ("recurring", "usage_commit", "usage", "one_time")),
    *(f"{a} {b} discount" for a in ("line", "contract") for b in ("percent", "fixed")),
    *(f"discount {x}" for x in ("once", "repeating", "forever", "priority")),
    *(f"renewal {x}" for x in ("renewed", "lost", "pending", "secured")),
    *(f"price {x}" for x in ("list", "discount", "mixed", None)),
    *(f"{n} currencies" for n in (1, 2, 3)),
    "fx",
    "restatement",
    "blips",
    "trial",
    "department",
    "inferred",
    "overlap",
    "backdated",
    "tacit",
    "evergreen",
    "setting closes=frozen",
    "setting annual_basis=days",
    "setting trial_policy=count",
    "setting pause_policy=keep",
    "zero length",
    "zero amount",
    "four decimals",
    "decimal quantity",
    "month end",
    "leap day",
    "inferred across products",
    "open pause",
    "closed pause",
    "early renewal",
    "late renewal",
    "mixed units",
    "voided and rewritten",
    "contract rewritten",
    "100 % discount",
    "tacit request without end",
    "tacit repeat",
    "future cancellation",
    "test account",
    "churn because voluntary",
    "churn because None",
    "setting churn_recognition=at_request",
    "setting gap_tolerance_days=5",
    "setting reactivation_window_days=10",
    "setting renewal_grace_days=0",
    "setting min_renewable_months=1",
    "setting discount_policy=all",
    "setting discount_policy=forever_only",
    "setting discount_policy=none",
]


@pytest.mark.parametrize("feature", WANTED)
def test_two_hundred_books_hold_a_feature(feature: str) -> None:
    assert features()[feature] >= 3

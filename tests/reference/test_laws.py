"""Laws over two hundred generated books, and cases worked by hand for the rates (R17 to R24)."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.books import random_book
from tests.reference import Reference
from tests.reference.money import add
from tests.reference.movements import GAINS, LOSSES
from tests.reference.small import contract, day, line, rate, reference

D = Decimal
ALL = 200
OFTEN = 40
"""Every book takes `make test-all`; `make test` looks at the first of them."""
BOOKS = [
    pytest.param(seed, marks=[] if seed < OFTEN else [pytest.mark.slow]) for seed in range(ALL)
]


@pytest.mark.parametrize("seed", BOOKS)
def test_every_bridge_closes_exactly_in_every_view(seed: int) -> None:
    tables, settings = random_book(seed)
    book = Reference(tables, settings)
    # the identity of each account and period is asserted inside; here the totals chain
    views = {view: book.bridge(view=view) for view in ("full", "net", "event")}
    for view, rows in views.items():
        gains = ("new", "reactivation", "expansion") if view == "net" else GAINS
        losses = ("contraction", "churn") if view == "net" else LOSSES
        before = None
        for row in rows:
            moved = add(row[x] for x in gains) - add(row[x] for x in losses) + row["fx"]
            assert row["closing"] == row["opening"] + moved
            if before is not None:
                assert row["opening"] == before["closing"] + row["restatement"]
            before = row
    for full, net, event in zip(*views.values(), strict=True):
        for name in ("opening", "closing", "restatement", "blips"):
            assert full[name] == net[name] == event[name]
        assert full["fx"] == net["fx"]


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_retention_obeys_its_bounds(seed: int) -> None:
    for row in Reference(*random_book(seed)).retention(3):
        if row["opening_mrr"]:
            assert 0 <= row["grr"] <= min(1, row["nrr"])
        else:
            assert row["grr"] is row["nrr"] is row["logo_churn"] is None


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    tables, settings = random_book(seed)
    mixed = {name: Random(1).sample(rows, len(rows)) for name, rows in tables.items()}
    one, two = Reference(tables, settings), Reference(mixed, settings)
    assert one.bridge(accounts=True) == two.bridge(accounts=True)
    assert one.renewals() == two.renewals()
    assert one.cohorts("revenue", "quarter") == two.cohorts("revenue", "quarter")


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_the_net_view_has_one_movement_per_account_and_period(seed: int) -> None:
    names = ("new", "reactivation", "expansion", "contraction", "churn")
    for row in Reference(*random_book(seed)).bridge(view="net", accounts=True):
        assert sum(row[name] != 0 for name in names) <= 1


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_every_other_table_comes_out(seed: int) -> None:
    tables, settings = random_book(seed)
    book = Reference(tables, settings)
    total = book.mrr(settings["known_as_of"].date())[0]["mrr"]
    for by in ("account", "line", "product", "department"):
        assert add(r["mrr"] for r in book.mrr(settings["known_as_of"].date(), by)) == total
    for by in ("month", "quarter", "year"):
        assert len(book.economics(by)) == len(book.bridge(by))
    for row in book.renewals():
        assert row["renewed"] + row["pending"] <= row["due"]
        assert row["kept_mrr"] <= min(row["renewed_mrr"], row["due_mrr"])
    book.adoption()


def thirteen_accounts() -> list[Any]:
    """Five from January, two lost and one doubled; eight that came and went within the year."""
    stay = [line(f"s{n}", "2024-01-01", account_id=f"S{n}") for n in range(3)]
    lost = [line(f"l{n}", "2024-01-01", "2024-08-15", account_id=f"L{n}") for n in range(2)]
    more = [line("s9", "2024-06-01", account_id="S0")]
    guests = [line(f"g{n}", "2024-02-10", "2024-06-10", account_id=f"G{n}") for n in range(8)]
    return stay + lost + more + guests


def test_net_retention_is_point_to_point() -> None:
    book = reference(thirteen_accounts(), "2025-01-31")
    row = book.retention(12)[-1]
    # 31 Jan 2024: 5 × 100; 31 Jan 2025: 200 + 100 + 100 = 400 of them; min: 300
    assert (row["opening_mrr"], row["nrr"], row["grr"]) == (500, D("0.8"), D("0.6"))
    assert (row["accounts_opening"], row["accounts_lost"], row["logo_churn"]) == (5, 2, D("0.4"))
    # the summed monthly movements would say (500 + 100 − 200 − 800) / 500 = −0.8
    year = [r for r in book.bridge() if r["period"] > day("2024-01-31")]
    gained = add(r["upsell_seats"] for r in year)
    assert (500 + gained - add(r["churn"] for r in year)) / 500 == D("-0.8")


def test_cohorts_follow_accounts_from_their_first_month_end() -> None:
    book = reference(thirteen_accounts(), "2024-07-15")
    logos = {(r["cohort"], r["k"]): (r["size"], r["kept"]) for r in book.cohorts("logos", "month")}
    january, february = day("2024-01-01"), day("2024-02-01")
    assert logos[january, 5] == (5, 5)  # June
    assert (january, 6) not in logos  # July is not complete
    assert (logos[february, 3], logos[february, 4]) == ((8, 8), (8, 0))
    revenue = {(r["cohort"], r["k"]): r["retention"] for r in book.cohorts("revenue", "quarter")}
    # first quarter: January's five and February's eight; at k = 5 only January's are old enough
    assert revenue[january, 4] == D("0.384615")  # (500 at May's end) / 1300
    assert revenue[january, 5] == D("1.2")  # 600 / 500


def test_retention_and_cohorts_keep_the_rate_of_their_opening() -> None:
    lines = [
        line("1", "2024-01-01", currency="USD"),
        line("2", "2024-01-01"),
    ]
    rates = [rate("USD", "2024-01-01", "0.5", "2024-02-15"), rate("USD", "2024-02-16", "2")]
    more = {"fx_rate": rates, "reporting_currency": "EUR"}
    book = reference(lines, "2024-04-30", **more)
    # 100 × 0.5 + 100 on both days, whatever the dollar did
    february = book.retention(1)[0]
    assert (february["opening_mrr"], february["nrr"]) == (150, 1)
    assert {r["retention"] for r in book.cohorts("revenue", "month")} == {1}


def decided(lines: list[Any], contracts: list[Any], as_of: str, **more: Any) -> Any:
    book = reference(lines, as_of, contract=contracts, **more)
    found = [x for x in book.decisions(day("2026-12-31")) if x.contract_id == "C1"]
    return [(x.due_on.isoformat(), x.due, x.kept, x.outcome) for x in found]


def test_a_fixed_term_is_pending_until_the_grace_has_passed() -> None:
    lines = [line("1", "2024-01-01", contract_id="C1")]
    signed = [contract("C1", "2024-01-01", "2025-01-01")]
    assert decided(lines, signed, "2025-01-31") == [("2025-01-01", 100, 0, "pending")]
    assert decided(lines, signed, "2025-02-01") == [("2025-01-01", 100, 0, "lost")]
    ended = [signed[0] | {"effective_end": day("2025-01-01")}]
    assert decided(lines, ended, "2024-06-30") == [("2025-01-01", 100, 0, "lost")]


def test_an_early_renewal_belongs_to_the_original_term_end() -> None:
    lines = [
        line("1", "2024-01-01", contract_id="C1"),
        line("2", "2024-11-20", contract_id="C2", amount="80", predecessor_line_id="1")
        | {"link": "renews"},
    ]
    signed = [
        contract("C1", "2024-01-01", "2025-01-01"),
        contract("C2", "2024-11-20", "2025-11-20", renews_contract_id="C1"),
    ]
    assert decided(lines, signed, "2025-03-31") == [("2025-01-01", 100, 80, "renewed")]
    january = next(
        r
        for r in reference(lines, "2025-03-31", contract=signed).renewals()
        if r["period"] == day("2025-01-01")
    )
    # gross min(80, 100) / 100, net 80 / 100, one of one
    assert (january["gross"], january["net"], january["logo"]) == (D("0.8"), D("0.8"), 1)


def test_a_tacit_contract_is_due_at_the_end_of_each_term_while_it_runs() -> None:
    lines = [line("1", "2024-01-31", contract_id="C1")]
    tacit = {"auto_renew": True, "notice_days": 30}
    signed = [contract("C1", "2024-01-31", "2024-07-31", **tacit)]
    # six months from 31 Jan: 31 Jul, 31 Jan, 31 Jul; notice for the last ends on 1 Jul 2025
    known = [x for x in decided(lines, signed, "2025-07-01") if x[0] < "2026"]
    assert known == [
        ("2024-07-31", 100, 100, "secured"),
        ("2025-01-31", 100, 100, "secured"),
        ("2025-07-31", 100, 0, "pending"),
    ]
    known = [x for x in decided(lines, signed, "2025-07-02") if x[0] < "2026"]
    assert known[-1] == ("2025-07-31", 100, 100, "secured")
    leaving = [signed[0] | {"cancel_requested_on": day("2024-10-01")}]
    # the request of October ends it on 31 Jan 2025, decided at once, and never due again
    assert decided(lines, leaving, "2024-12-01") == [
        ("2024-07-31", 100, 100, "secured"),
        ("2025-01-31", 100, 0, "lost"),
    ]


def test_committed_mrr_leaves_out_decided_ends_and_adds_what_will_start() -> None:
    lines = [
        line("1", "2024-01-01", amount="10"),
        line("2", "2024-01-01", "2025-01-01", amount="20"),  # a decided end
        line("3", "2024-01-01", amount="40", contract_id="C1"),  # only reaches its term end
        line("4", "2024-09-01", amount="80", trial_end="2024-10-01"),
    ]
    signed = [contract("C1", "2024-01-01", "2025-01-01")]
    # 5 ends with its term where 6 begins, unlinked: only 6 counts, from its first day
    lines.append(line("5", "2024-01-01", amount="160", contract_id="C1", product_id="R"))
    lines.append(line("6", "2025-01-01", amount="320", product_id="R"))
    row = reference(lines, contract=signed).mrr(day("2024-06-30"))[0]
    assert row == {"on": day("2024-06-30"), "mrr": 230, "arr": 2760, "cmrr": 450}


def test_unit_economics_of_one_month() -> None:
    spent = [("sales", "300"), ("marketing", "100"), ("cogs", "260")]
    spend = [
        {"month": day("2024-01-01"), "kind": kind, "amount": D(amount), "currency": "EUR"}
        for kind, amount in spent
    ]
    row = reference(thirteen_accounts(), "2024-02-29", spend=spend).economics()[0]
    # 400 / 5 new = 80; margin 1 − 260/500 = 0.48; 80 / (100 × 0.48) = 1.666667
    assert (row["cac"], row["gross_margin"], row["arpa"]) == (80, D("0.48"), 100)
    assert (row["payback_months"], row["quick_ratio"]) == (D("1.666667"), None)

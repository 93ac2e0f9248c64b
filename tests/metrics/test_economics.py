"""Unit economics: from hand-made bridges, against plain fractions."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import ibis
import pytest

from garant.metrics.economics import (
    COLUMNS,
    GAINED,
    LOST,
    Terms,
    costs,
    economics,
    missing_spend_rates,
)
from garant.metrics.errors import RequestError
from garant.metrics.facts import Facts
from garant.metrics.profile import Profile
from garant.metrics.settings import Settings
from tests import world, world_numbers

Rows = list[dict[str, Any]]
D = Decimal
EURO = 10_000
MONEY = ("opening", *GAINED, *LOST, "fx", "closing")
COUNTS = ("accounts_opening", "accounts_new", "accounts_churned", "accounts_closing")


def bridge(rows: Rows) -> ibis.Table:
    schema = {"period": "date"} | dict.fromkeys(MONEY + COUNTS, "int64")
    return ibis.memtable([{n: row.get(n, 0) for n in schema} for row in rows], schema=schema)


def spend(rows: list[tuple[date, str, int]]) -> ibis.Table:
    counted = [(d.year * 12 + d.month - 1, kind, amount) for d, kind, amount in rows]
    schema = {"month_no": "int64", "kind": "string", "amount": "int64"}
    return ibis.memtable(counted, schema=schema)


def answers(
    table: ibis.Table,
    monthly: ibis.Table,
    spent: ibis.Table | None,
    terms: Terms | None = None,
) -> Rows:
    expression = economics(table, monthly, costs=spent, terms=terms or Terms())
    rows: Rows = expression.to_pyarrow().to_pylist()
    return rows


def month(number: int) -> date:
    return date(2023 + number // 12, number % 12 + 1, 1)


def random_months(seed: int) -> tuple[Rows, list[tuple[date, str, int]]]:
    r = random.Random(seed)
    rows: Rows = []
    closing, accounts = 0, 0
    for number in range(26):
        row: dict[str, Any] = {"period": month(number), "opening": closing}
        row |= {name: r.choice([0, 0, r.randint(1, 10**9)]) for name in (*GAINED, *LOST)}
        row["accounts_opening"] = accounts
        row["accounts_new"] = r.randint(1, 9) if row["new"] else 0
        row["accounts_churned"] = min(accounts, r.choice([0, 1, 3]))
        accounts += row["accounts_new"] - row["accounts_churned"]
        closing = r.choice([0, r.randint(1, 10**10)]) if accounts else 0
        rows.append(row | {"accounts_closing": accounts, "closing": closing})
    kinds = ("sales", "marketing", "cogs", "other")
    costs = [(month(r.randrange(-3, 26) % 26), r.choice(kinds), r.randint(-9, 10**8)) for _ in rows]
    return rows, costs


def rounded(value: Fraction | None, places: int) -> Decimal | None:
    if value is None:
        return None
    size = (abs(value) * 10**places + Fraction(1, 2)).__floor__()
    return Decimal(size if value >= 0 else -size).scaleb(-places)


def over(top: Fraction | int | None, bottom: Fraction | int | None) -> Fraction | None:
    return None if top is None or not bottom else Fraction(top) / Fraction(bottom)


def by_hand(rows: Rows, costs: list[tuple[date, str, int]], at: int, lag: int = 0) -> Rows:
    """One month of economics in fractions, straight from the definitions."""
    row, window = rows[at], range(max(0, at - 11), at + 1)
    bought = sum(
        a for d, kind, a in costs if kind in {"sales", "marketing"} and d == month(at - lag)
    )
    cogs = sum(a for d, kind, a in costs if kind == "cogs" and d in {month(n) for n in window})
    earned = sum(rows[n]["closing"] for n in window)
    margin = over(earned - cogs, earned)
    churn = over(
        sum(rows[n]["accounts_churned"] for n in window),
        sum(rows[n]["accounts_opening"] for n in window),
    )
    arpa, cac = over(row["closing"], row["accounts_closing"]), over(bought, row["accounts_new"])
    of_new = over(row["new"], row["accounts_new"])
    euro = Fraction(1, EURO)
    shown = {
        "period": row["period"],
        "mrr": Decimal(row["closing"]).scaleb(-4),
        "arr": Decimal(row["closing"] * 12).scaleb(-4),
        "accounts": row["accounts_closing"],
        "arpa": rounded(arpa and arpa * euro, 4) if arpa is not None else None,
        "quick_ratio": rounded(over(sum(row[n] for n in GAINED), sum(row[n] for n in LOST)), 6),
        "cac": rounded(cac * euro, 4) if cac is not None else None,
        "gross_margin": rounded(margin, 6),
    }
    earns = of_new is not None and margin is not None and margin > 0
    earning = of_new * margin if earns else None
    worth = None if arpa is None or margin is None else arpa * margin * euro
    shown["payback_months"] = rounded(over(cac, earning), 6)
    shown["ltv_simple"] = rounded(over(worth, churn), 4)
    return [{name: shown[name] for name in COLUMNS}]


@pytest.mark.parametrize("seed", range(4))
def test_every_month_of_a_random_company_is_what_the_definitions_say(seed: int) -> None:
    rows, spent = random_months(seed)
    found = answers(bridge(rows), bridge(rows), spend(spent))
    assert found == [by_hand(rows, spent, at)[0] for at in range(len(rows))]


def test_a_lag_sets_earlier_spend_against_the_accounts_won() -> None:
    rows, spent = random_months(3)
    found = answers(bridge(rows), bridge(rows), spend(spent), terms=Terms(lag_months=2))
    expected = [by_hand(rows, spent, at, lag=2)[0] for at in range(2, len(rows))]
    assert found[2:] == expected


def test_a_quarter_takes_the_spend_of_three_months_and_the_twelve_that_end_with_it() -> None:
    rows, spent = random_months(1)
    quarter = rows[12] | {"period": month(12), "accounts_closing": 4, "accounts_new": 2}
    quarter |= {"new": 200 * EURO, "closing": 1_000 * EURO}
    (found,) = answers(bridge([quarter]), bridge(rows), spend(spent), terms=Terms(by="quarter"))
    months = {month(n) for n in (12, 13, 14)}
    year = {month(n) for n in range(3, 15)}
    bought = sum(a for d, kind, a in spent if kind in {"sales", "marketing"} and d in months)
    cogs = sum(a for d, kind, a in spent if kind == "cogs" and d in year)
    earned = sum(row["closing"] for row in rows if row["period"] in year)
    assert found["arpa"] == 250
    assert found["cac"] == rounded(Fraction(bought, 2 * EURO), 4)
    assert found["gross_margin"] == rounded(1 - Fraction(cogs, earned), 6)


def test_without_spend_there_is_no_cac_no_margin_and_nothing_made_of_them() -> None:
    rows, _spent = random_months(0)
    for given in (None, spend([]), spend([(month(4), "other", 5)])):
        for row in answers(bridge(rows), bridge(rows), given):
            for name in ("cac", "gross_margin", "payback_months", "ltv_simple"):
                assert row[name] is None


def test_a_stated_margin_replaces_the_computed_one() -> None:
    opening = {"period": month(0), "closing": 900 * EURO, "accounts_closing": 3}
    closing = {
        "period": month(1),
        "new": 300 * EURO,
        "accounts_new": 1,
        "closing": 900 * EURO,
        "accounts_opening": 4,
        "accounts_churned": 1,
        "accounts_closing": 3,
    }
    table = bridge([opening, closing])
    spent = spend([(month(1), "sales", 480 * EURO)])
    (_, row) = answers(table, table, spent, terms=Terms(gross_margin=D("0.8")))
    assert row["payback_months"] == 2  # 480 / (300 × 0.8)
    assert row["ltv_simple"] == 960  # 300 × 0.8 / (1 / 4)


@pytest.mark.parametrize("service", [300, 400])
def test_what_earns_nothing_is_never_paid_back(service: int) -> None:
    row = {"new": 300 * EURO, "accounts_new": 1, "closing": 300 * EURO, "accounts_closing": 1}
    table = bridge([row | {"period": month(0)}])
    spent = spend([(month(0), "sales", 480 * EURO), (month(0), "cogs", service * EURO)])
    (found,) = answers(table, table, spent)
    assert found["gross_margin"] == 1 - rounded(Fraction(service, 300), 6)
    assert (found["cac"], found["payback_months"]) == (480, None)


def test_amounts_of_a_large_group_do_not_overflow() -> None:
    row = {
        "period": month(0),
        "new": 10**13,
        "closing": 10**14,  # ten thousand million a month
        "accounts_opening": 10**6,
        "accounts_new": 1,
        "accounts_churned": 7,
        "accounts_closing": 10**6,
    }
    table = bridge([row])
    spent = spend([(month(0), "cogs", 10**13), (month(0), "sales", 10**13)])
    assert answers(table, table, spent) == by_hand(
        [row | {n: row.get(n, 0) for n in (*GAINED, *LOST)}],
        [(month(0), "cogs", 10**13), (month(0), "sales", 10**13)],
        0,
    )


SPEND = {
    "month": "date",
    "department": "string",
    "kind": "string",
    "amount": "decimal(18, 4)",
    "currency": "string",
}
RATES = {
    "from_currency": "string",
    "to_currency": "string",
    "valid_from": "date",
    "valid_to": "date",
    "rate": "decimal(18, 6)",
}


def facts(spent: Rows, rates: Rows) -> Facts:
    tables = {
        "spend": ibis.memtable([{n: row[n] for n in SPEND} for row in spent], schema=SPEND),
        "fx_rate": ibis.memtable([{n: row.get(n) for n in RATES} for row in rates], schema=RATES),
    }
    return Facts(tables, Settings(reporting_currency="EUR"), Profile(currencies=("EUR", "USD")))


def test_decimal_bridges_do_as_well_and_the_small_company_comes_out_as_by_hand() -> None:
    months = [row | {"period": key} for key, row in world_numbers.MONTHLY.items()]
    schema = {"period": "date"} | dict.fromkeys(MONEY, "decimal(38, 4)")
    schema |= dict.fromkeys(COUNTS, "int64")
    table = ibis.memtable([{n: row[n] for n in schema} for row in months], schema=schema)
    spent = costs(facts(world.SPEND, world.FX_RATES))
    found = {row["period"]: row for row in answers(table, table, spent)}
    for key, expected in world_numbers.ECONOMICS.items():
        assert {name: found[key][name] for name in expected} == expected


def test_spend_is_converted_at_the_rate_of_the_last_day_of_its_month() -> None:
    rates = [
        {"from_currency": "USD", "to_currency": "EUR", "valid_from": day, "rate": D(rate)}
        for day, rate in ((date(2024, 2, 1), "0.9"), (date(2024, 2, 29), "0.8"))
    ]
    amounts = [("100", "USD"), ("-0.00005", "EUR"), ("-100.00005", "USD"), ("7", "EUR")]
    spent = [
        {
            "month": date(2024, 2, 1),
            "department": None,
            "kind": "cogs",
            "amount": D(amount),
            "currency": currency,
        }
        for amount, currency in amounts
    ]
    schema = SPEND | {"amount": "decimal(18, 5)"}
    table = ibis.memtable(spent, schema=schema)
    given = facts([], rates)
    converted = costs(Facts(given.tables | {"spend": table}, given.settings, given.profile))
    assert converted is not None
    rows = converted.to_pyarrow().to_pylist()
    # 100 × 0.8; half a ten-thousandth goes away from zero; −100.0001 × 0.8 = −80.00008
    assert sorted(row["amount"] for row in rows) == [-80_0001, -1, 7_0000, 80_0000]
    assert {row["month_no"] for row in rows} == {2024 * 12 + 1}


def test_a_missing_rate_of_spend_is_named_by_currency_and_day() -> None:
    spent = [
        {
            "month": day,
            "department": None,
            "kind": "sales",
            "amount": D(amount),
            "currency": currency,
        }
        for day, amount, currency in (
            (date(2024, 1, 1), "5", "USD"),
            (date(2024, 2, 1), "0", "USD"),
            (date(2024, 3, 1), "5", "EUR"),
            (date(2024, 4, 1), "5", "USD"),
        )
    ]
    rate = {"from_currency": "USD", "to_currency": "EUR", "rate": D("0.9")}
    rate |= {"valid_from": date(2024, 2, 1), "valid_to": None}
    lacking = missing_spend_rates(facts(spent, [rate]))
    assert lacking is not None
    assert lacking.to_pyarrow().to_pylist() == [
        {"currency": "USD", "on_day": date(2024, 1, 31)},
    ]


def test_a_book_without_spend_has_no_costs_and_misses_no_rate() -> None:
    bare = Facts({}, Settings(reporting_currency="EUR"), Profile(currencies=("EUR",)))
    assert costs(bare) is None
    assert missing_spend_rates(bare) is None


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ({"by": "week"}, "'week' is not a period; it must be one of: month, quarter, year"),
        ({"gross_margin": D(80)}, "the gross margin is 80; it must be at most 1"),
        ({"lag_months": -1}, "the lag is -1 months; it must not be negative"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        Terms(**terms)

"""A plan from a book: by hand on the small company, and by plain loops on a larger one."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pandas as pd
import pytest

import garant
from garant.metrics.errors import RequestError
from garant.outlook.cash.book_costs import commission_of
from garant.outlook.cash.book_customers import receivables
from garant.outlook.cash.from_book import plan_from_book
from garant.outlook.cash.plan import SPECS, Plan
from garant.outlook.cash.plan_rows import Existing
from garant.outlook.cash.words import how
from garant.warehouse.outlook_cash_frames import cash_frames
from tests import world

D = Decimal
LAST = 2025 * 12 - 1  # December 2024


def half_up(value, places):
    return D(value).quantize(D(1).scaleb(-places), rounding=ROUND_HALF_UP)


# ---------------------------------------------------------------- by hand


def of_world(day, **tables):
    facts = world.tables() | tables
    return garant.Book(facts, settings=world.SETTINGS, as_of=day)


@pytest.fixture(scope="module")
def frames_2023():
    return cash_frames(of_world(date(2023, 12, 31)))


@pytest.fixture(scope="module")
def world_2023(frames_2023):
    return plan_from_book(frames_2023)


def origins(found):
    return {one.field: one for one in found.origins}


def test_who_is_there_is_by_age_since_the_first_month_end_and_by_billing(world_2023):
    # On 2023-12-31, seen from January 2024: A1 460 since January 2023 is 12 months old, and so is
    # A4, 500, billed for its year at once; A2 200 since February; A3 500 since March; A5 200 since
    # April, by the year; A6 12 × 30 dollars × 0.95 = 342 since May. A7 left in August.
    plan = world_2023.plan
    assert plan.start == "2024-01"
    assert plan.existing == (
        Existing(age_months=8, rent=D(342), accounts=1, billing_months=1),
        Existing(age_months=9, rent=D(200), accounts=1, billing_months=12),
        Existing(age_months=10, rent=D(500), accounts=1, billing_months=1),
        Existing(age_months=11, rent=D(200), accounts=1, billing_months=1),
        Existing(age_months=12, rent=D(460), accounts=1, billing_months=1),
        Existing(age_months=12, rent=D(500), accounts=1, billing_months=12),
    )


def test_what_was_billed_last_month_is_still_to_be_paid_a_month_later(world_2023):
    # Billed in December: 342 + 500 + 200 + 460; A4's year ends in January, A5's in April.
    assert world_2023.plan.receivables == (D(1502),)


def test_the_deals_of_a_year_give_price_discount_and_pace(world_2023):
    # Signed in 2023, on their first day: A2 10 × 20 = 200, A3 20 × 25 = 500 less 30 % = 350,
    # A4 500, A5 200, A6 12 × 30 dollars × 0.90 = 324, A8 60. A1 and A7 were signed in 2022.
    plan, told = world_2023.plan, origins(world_2023)
    assert plan.price == half_up(D(200 + 500 + 500 + 200 + 324 + 60) / 6, 4) == D("297.3333")
    assert plan.discount == half_up(1 - D(1634) / 1784, 6)
    assert told["discount"].said["told"] == 1
    # Nobody is named: 6 deals in 12 months at the default of 1 a month are half a salesperson.
    assert (plan.salespeople, plan.deals_each) == (D("0.5"), 1)
    assert [told[name].derived for name in ("salespeople", "deals_each")] == [True, False]
    # 934 of 1,634 is paid by the month (A2, A3, A6, A8), the rest by the year (A4, A5).
    assert plan.billing_months == 1
    assert plan.term_months == 12  # A2 to A5; A6 is evergreen, A8 a fortnight


def test_the_costs_are_the_spend_sorted_by_kind(world_2023):
    plan, told = world_2023.plan, origins(world_2023)
    # Sales 3,000 a month in every month: it does not move with the deals signed.
    assert plan.commission == 0
    assert told["commission"].code == "commission_untold"
    assert plan.salary == 6000  # 3,000 / half a salesperson
    # Marketing 600 and cogs 300: the fair of May is more than six months ago, and seven customers
    # are too few to tell what each costs.
    assert plan.fixed == 900
    assert plan.service_share == 0
    assert told["service_share"].code == "service_fixed"


def test_what_the_book_does_not_tell_keeps_its_default_and_says_so(world_2023):
    told, kept = origins(world_2023), Plan()
    missing = {name for name, one in told.items() if not one.derived}
    assert missing == {
        *("deals_each", "hires", "payment_delay_months", "loss_by_year", "expansion"),
        *("onboarding", "service_per_account", "ramp_months", "commission_paid", "cash_in_hand"),
    }
    for name in missing - {"hires"}:
        assert getattr(world_2023.plan, name) == getattr(kept, name)
    assert world_2023.plan.hires == ()
    assert told["loss_by_year"].said == {"accounts": 0, "least": 20}
    assert "kind onboarding" in how(told["onboarding"], world_2023.plan, "en")


def test_every_field_that_a_book_could_tell_has_an_origin_with_a_sentence_in_both_languages(
    world_2023, looped
):
    for found in (world_2023, looped):
        named = {one.field for one in found.origins}
        spreads = {name for name, spec in SPECS.items() if spec.group == "uncertainty"}
        assert named == set(SPECS) - spreads - {"months", "loss_by_month"}
        for one in found.origins:
            english, french = (how(one, found.plan, lang) for lang in ("en", "fr"))
            assert english.endswith(".")
            assert french.endswith(".")
            assert one.derived != english.startswith("Assumed")


def test_without_spend_every_cost_is_assumed_and_payments_tell_the_delay_by_amount():
    facts = world.tables()
    del facts["spend"]
    paid = {"currency": "EUR", "invoice_id": "I1", "account_id": "A1", "amount": D(100)}
    other = paid | {"invoice_id": "I2", "account_id": "A2", "amount": D(300)}
    facts["invoice"] = [{**one, "issued_on": date(2023, 9, 1)} for one in (paid, other)]
    facts["payment"] = [
        {**paid, "payment_id": "P1", "paid_on": date(2023, 9, 11)},
        {**other, "payment_id": "P2", "paid_on": date(2023, 11, 30)},
    ]
    book = garant.Book(facts, settings=world.SETTINGS, as_of=date(2023, 12, 31))
    found = plan_from_book(cash_frames(book))
    told = origins(found)
    costs = ("commission", "salary", "onboarding", "service_share", "service_per_account", "fixed")
    assert {told[name].code for name in costs} == {"no_spend"}
    # 10 days of 100 and 90 days of 300: 28,000 / 400 = 70 days; 70 / 30.4375 = 2.30 months.
    assert found.plan.payment_delay_months == half_up(D(70) / D("30.4375"), 2) == D("2.30")


def test_bills_of_several_months_ago_come_in_when_they_fall_due():
    # Two and a half months: what was billed j months before month 1 comes in half 2 - j and half
    # 3 - j months after month 1, where that is not before it.
    groups = (
        Existing(age_months=30, rent=D(100), accounts=1, billing_months=1),
        Existing(age_months=13, rent=D(10), accounts=1, billing_months=12),
        Existing(age_months=1, rent=D(8), accounts=1, billing_months=1),
    )
    found = receivables(groups, D("2.5"))
    # Of 100 a month, billed one, two and three months before month 1: half of what was billed j
    # before comes in in month 3 - j of the plan and half in month 4 - j, where there is such a
    # month: 50 + 50 in month 1, 50 + 50 in month 2, 50 in month 3.
    due = [D(0)] * 3
    for ago in (1, 2, 3):
        for later in (2, 3):
            if later >= ago:
                due[later - ago] += D(100) / 2
    due[1] += D(120) / 2  # billed a month ago at age 12
    due[2] += D(120) / 2
    due[1] += D(8) / 2  # its first bill, a month ago
    due[2] += D(8) / 2
    assert found.value == tuple(due) == (D(100), D(164), D(114))


def test_a_book_in_which_nobody_pays_is_refused_in_a_sentence(frames_2023):
    frames = frames_2023
    with pytest.raises(RequestError, match="nobody pays anything in this book"):
        plan_from_book(replace(frames, now=frames.now.iloc[:0]))


# ---------------------------------------------------------------- by plain loops

PEOPLE = ("Ana", "Bo", "Cy")
COMMISSION, SALARY, ONBOARDING, MARKETING, OTHER = D("0.08"), 4000, 650, 900, 2100
MONTHS = range(2021 * 12, LAST + 1)


def first_day(month):
    return date(month // 12, month % 12 + 1, 1)


def invented(seed=11):
    """360 deals over four years: who signed, what is paid, how long it lasts, by the month."""
    draw = Random(seed)
    rows = []
    for number in range(360):
        begin = draw.choice(MONTHS[:-1])
        years = next((y for y in range(1, 9) if draw.random() < (0.3 if y == 1 else 0.12)), 9)
        rows.append(
            {
                "id": f"A{number}",
                "begin": begin,
                "end": begin + 12 * years,
                "list": D(draw.randint(20, 400) * 12),
                "off": draw.choice([0, 0, 10, 20]),
                "grows": draw.choice([0, 0, 5]),
                "billed": draw.choice(["month", "month", "year"]),
                "by": draw.choice(PEOPLE if begin < 2024 * 12 else PEOPLE[:2]),
            }
        )
    return rows


def paid(deal, month):
    """What a deal pays in a month: its price less its discount, and its growth after two years."""
    if not deal["begin"] <= month < deal["end"]:
        return D(0)
    price = deal["list"] * (100 - deal["off"]) / 100
    return price + (deal["grows"] if month >= deal["begin"] + 24 else 0)


def tables(rows):
    """The same as facts: a second line from the third year on where the price grows."""
    spend = [
        {"month": first_day(m), "department": d, "kind": k, "amount": a, "currency": "EUR"}
        for m in MONTHS
        for d, k, a in spent(rows, m)
    ]
    return {
        "account": [{"account_id": row["id"]} for row in rows],
        "contract": [contract(row) for row in rows],
        "contract_line": [line for row in rows for line in lines_of(row)],
        "spend": spend,
    }


def contract(row):
    start = first_day(row["begin"])
    return {
        "contract_id": "C" + row["id"],
        "account_id": row["id"],
        "signed_on": start,
        "term_start": start,
        "term_end": first_day(row["begin"] + 12),
        "auto_renew": True,
        "effective_end": first_day(row["end"]) if row["end"] <= LAST else None,
        "salesperson": row["by"],
    }


def lines_of(row):
    times = 12 if row["billed"] == "year" else 1
    line = {
        "line_id": "L" + row["id"],
        "contract_id": "C" + row["id"],
        "account_id": row["id"],
        "start_on": first_day(row["begin"]),
        "price_basis": "flat_per_interval",
        "amount": row["list"] * (100 - row["off"]) / 100 * times,
        "list_amount": row["list"] * times,
        "currency": "EUR",
        "interval_unit": row["billed"],
        "interval_count": 1,
    }
    yield line
    if row["grows"]:
        more = {"line_id": "G" + row["id"], "start_on": first_day(row["begin"] + 24)}
        yield line | more | {"amount": D(row["grows"]) * times, "list_amount": None}


def spent(rows, month):
    signed = [row for row in rows if row["begin"] == month]
    booked = 12 * sum((paid(row, month) for row in signed), D(0))
    rent = sum((paid(row, month) for row in rows), D(0))
    return (
        ("sales", "sales", SALARY * len(PEOPLE) + COMMISSION * booked),
        ("success", "onboarding", D(ONBOARDING * len(signed))),
        ("support", "cogs", rent / 4),
        ("success", "success", D(30) * sum(paid(row, month) > 0 for row in rows)),
        ("marketing", "marketing", D(MARKETING)),
        ("product", "other", D(OTHER)),
    )


ROWS = invented()


@pytest.fixture(scope="module")
def looped():
    """As known in the middle of January: the last month that is over is December."""
    book = garant.Book(tables(ROWS), as_of=date(2025, 1, 15))
    return plan_from_book(cash_frames(book))


def recent():
    return [row for row in ROWS if LAST - 12 < row["begin"] <= LAST]


def test_loops_give_the_same_customers(looped):
    found = Counter()
    rent = defaultdict(D)
    for row in ROWS:
        if paid(row, LAST):
            key = LAST + 1 - row["begin"], 12 if row["billed"] == "year" else 1
            found[key] += 1
            rent[key] += paid(row, LAST)
    groups = {(one.age_months, one.billing_months): one for one in looped.plan.existing}
    assert {key: one.accounts for key, one in groups.items()} == dict(found)
    assert {key: one.rent for key, one in groups.items()} == dict(rent)


def test_loops_give_the_same_deals(looped):
    rows, plan = recent(), looped.plan
    listed, net = sum(row["list"] for row in rows), sum(paid(row, row["begin"]) for row in rows)
    assert plan.price == half_up(listed / len(rows), 4)
    assert plan.discount == half_up(1 - net / listed, 6)
    by_year = sum(paid(row, row["begin"]) for row in rows if row["billed"] == "year")
    assert plan.billing_months == (12 if 2 * (net - by_year) < net else 1)
    there = sum(
        len({row["by"] for row in ROWS if month - 6 < row["begin"] <= month})
        for month in range(LAST - 11, LAST + 1)
    )
    assert plan.salespeople == 2
    assert plan.deals_each == half_up(D(len(rows)) / there, 4)


def test_loops_give_the_same_losses_by_year_over_the_last_twelve_months(looped):
    def loss(year, window):
        kept = D(1)
        for age in range(12 * year - 11, 12 * year + 1):
            risk = lost = 0
            for row in ROWS:
                month = row["begin"] + age  # the month end at which it would be that old
                if LAST - window < month <= LAST and row["begin"] + age - 1 < row["end"]:
                    risk += 1
                    lost += row["end"] <= month
            kept *= 1 - D(lost) / risk if risk else 1
        return half_up(1 - kept, 6), risk

    found = looped.plan.loss_by_year
    for year, value in enumerate(found, start=1):
        expected, at_the_end = loss(year, 12)
        assert value == expected
        assert at_the_end >= 20
    assert loss(len(found) + 1, 12)[1] < 20
    assert origins(looped)["loss_by_year"].said["window"] == 12


def test_loops_give_the_same_expansion_of_those_who_stay(looped):
    both = [row for row in ROWS if paid(row, LAST) and paid(row, LAST - 12)]
    growth = sum(paid(row, LAST) for row in both) / sum(paid(row, LAST - 12) for row in both) - 1
    assert looped.plan.expansion == half_up(growth, 6)


def test_loops_give_the_same_costs_and_the_commission_that_was_paid(looped):
    plan = looped.plan
    assert plan.start == "2025-01"
    assert plan.commission == COMMISSION
    booked = 12 * sum(paid(row, row["begin"]) for row in ROWS if row["begin"] > LAST - 6) / 6
    sales = sum(row[2] for m in range(LAST - 5, LAST + 1) for row in spent(ROWS, m)[:1]) / 6
    assert plan.salary == half_up((sales - COMMISSION * booked) / 2, 4) == SALARY * 3 / D(2)
    assert plan.onboarding == ONBOARDING
    assert plan.service_share == D("0.25")
    assert plan.service_per_account == 30
    assert plan.fixed == MARKETING + OTHER
    departments = dict(origins(looped)["fixed"].said["departments"])
    assert departments == {"product": OTHER, "marketing": MARKETING}


def test_salaries_that_move_by_steps_are_not_taken_for_commission(frames_2023):
    months = range(LAST - 23, LAST + 1)
    draw = Random(5)
    booked = {month: draw.randint(100, 900) * 10**4 for month in months}
    frames = replace(
        frames_2023,
        deals=pd.DataFrame(
            {"signed_month": list(booked), "net": [value // 12 for value in booked.values()]}
        ),
        spend=pd.DataFrame(
            {
                "month": list(months),
                "kind": "sales",
                "department": "sales",
                "amount": [(3000 + 1000 * (m > LAST - 10)) * 10**4 for m in months],
            }
        ),
    )
    assert commission_of(frames, LAST) is None
    with_commission = frames.spend.assign(
        amount=[a + b // 12 * 12 // 5 for a, b in zip(frames.spend["amount"], booked.values(),
                                                      strict=True)]
    )  # fmt: skip
    found = commission_of(replace(frames, spend=with_commission), LAST)
    assert found is not None
    assert float(found) == pytest.approx(0.2, abs=0.001)  # the step is one change of 23

"""What growth asks for under churn: the essay's numbers, and a month after month count."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.metrics.arithmetic import cost_of_departure, replacement, replacement_per_month
from garant.metrics.errors import RequestError
from garant.outlook.growth.rows import rows_of
from garant.outlook.growth.target import (
    Departed,
    Stock,
    departures,
    effort,
    growth,
    to_come,
)
from garant.outlook.growth.words import told

CENTS = Decimal("0.0001")
SHARE = st.decimals(0, Decimal("0.4"), places=4)


def test_two_customers_and_half_as_many_again_is_one_to_win_and_two_if_one_is_lost():
    assert effort(Stock("customers", 2, 0), "50%").to_win == 1  # 2 × 50 % + 0
    assert replacement(2, "50%") == 1
    assert replacement(2, "50%", lost=1) == 2  # 2 × 50 % + 1


def test_a_customer_of_500_expected_for_20_months_and_gone_after_2_costs_9000():
    found = departures([Departed(500, 2)], 20)
    assert found.cost == 500 * (20 - 2) == 9000
    assert (found.count, found.monthly, found.kept_months) == (1, 500, 2)


def test_departures_add_up_and_who_stayed_longer_counts_against():
    gone = [Departed(500, 2), Departed("100.50", 30), Departed(40, 20)]
    found = departures(gone, 20)
    assert found.cost == 9000 - 1005 + 0
    assert found.cost == sum(cost_of_departure(one.monthly, 20, one.kept_months) for one in gone)
    assert found.kept_months == Decimal("17.333333")
    assert departures([], 20).kept_months is None


@settings(max_examples=200)
@given(st.integers(0, 10**6), SHARE, st.decimals(Decimal("-0.9"), 3, places=3))
def test_month_after_month_the_wins_reach_the_target(now, churn, target):
    found = effort(Stock("mrr", now, churn), target)
    have, lost, won = Fraction(now), Fraction(0), Fraction(0)
    for _ in range(12):
        leaving = have * Fraction(churn)
        have += Fraction(found.per_month) - leaving
        lost, won = lost + leaving, won + Fraction(found.per_month)
    wanted = now * (1 + Fraction(target))
    if found.per_month > 0:
        assert abs(have - wanted) < Fraction(1, 10**4)
    else:
        assert have >= wanted - Fraction(1, 10**4)
    assert abs(lost - Fraction(found.lost)) < Fraction(1, 10**3)
    assert abs(won - Fraction(found.to_win)) < Fraction(1, 10**3)


@settings(max_examples=100)
@given(st.integers(1, 10**6), SHARE, st.decimals(0, 3, places=3))
def test_it_is_the_replacement_of_the_metrics(now, churn, target):
    assert effort(Stock("customers", now, churn), target).per_month == replacement_per_month(
        now, target, monthly_churn=churn
    )


@settings(max_examples=100)
@given(st.integers(1, 10**5), SHARE, st.decimals(0, 3, places=3), st.integers(1, 40))
def test_churn_never_lowers_what_must_be_won_and_people_share_it(now, churn, target, people):
    found = effort(Stock("customers", now, churn), target, salespeople=people)
    still = effort(Stock("customers", now, 0), target)
    assert found.to_win >= found.without_churn == still.to_win == ceil(now * Fraction(target))
    assert abs(found.per_salesperson * people - found.per_month) <= people * Decimal("0.000001")
    if found.replacing is not None:
        assert 0 <= found.replacing <= 1


def test_a_whole_number_of_wins_is_not_rounded_up_to_one_more():
    found = effort(Stock("customers", 16, 0), "50%")  # 8 in a year is 2/3 a month
    assert (found.per_month, found.to_win) == (Decimal("0.666667"), 8)


def test_what_is_to_come_is_counted_month_by_month():
    found = to_come(1000, "10%")
    have, lost, missing = Fraction(1000), Fraction(0), Fraction(0)
    for month in range(1, 13):
        leaving = have / 10
        have, lost = have - leaving, lost + leaving
        missing += leaving * (12 - month)
    assert found.lost == pytest.approx(Decimal(str(float(lost))), abs=CENTS)
    assert found.missing == pytest.approx(Decimal(str(float(missing))), abs=CENTS * 12)


def test_numbers_that_cannot_be_are_refused_by_name():
    for stock, target, said in (
        (Stock("customers", -2, 0), "50%", "customers is -2"),
        (Stock("customers", 2, "100%"), "50%", "monthly churn is 100%"),
        (Stock("customers", 2, "-1%"), "50%", "from 0% to less than 100%"),
        (Stock("customers", 2, 0), "-101%", "at least -100%"),
        (Stock("customers", 2, 0), "a lot", "target is 'a lot'"),
    ):
        with pytest.raises(RequestError, match=said):
            effort(stock, target)
    with pytest.raises(RequestError, match="0 salespeople: it must be 1 or more"):
        growth([], "50%", salespeople=0)


def test_the_rows_have_customers_then_money():
    found = growth([Stock("customers", 100, "2%"), Stock("mrr", 5000, "1%")], "30%")
    assert [row["measure"] for row in rows_of(found)] == ["customers", "mrr"]
    assert rows_of(found)[0]["without_churn"] == 30
    assert rows_of(found)[1]["target"] == 6500
    assert rows_of(found)[0]["per_salesperson"] is None


def test_it_is_said_in_both_languages():
    stocks = [Stock("customers", 120, "2%"), Stock("mrr", 60000, "2%")]
    found = growth(stocks, "50%", salespeople=3, so_far=departures([Departed(500, 2)], 20))
    said = told(found, currency="EUR")
    assert said[:2] == [
        (
            "To go from 120 to 180 customers in a year while 2% leave each month, win 96: 8 a "
            "month, or 2.7 for each of 3 salespeople."
        ),
        (
            "In money: from €60.0k to €90.0k a month while 2% leaves each month, win €47.8k: "
            "€3,987 more each month, or €1,329 for each of 3 salespeople."
        ),
    ]
    assert said[2:] == [
        "If nobody left, 60 would do: 37.5% of what is won only replaces what leaves.",
        (
            "One customer left in the last 12 months, €500 a month: expected for 20 months and "
            "gone after 2, that is €9,000 that will not come in."
        ),
        (
            "At this pace €12.9k a month will have left in 12 months, and €74.2k will not have "
            "come in by then."
        ),
    ]
    french = " ".join(told(found, "fr", currency="EUR"))
    assert "9\u00a0000\u00a0€ qui ne rentreront pas" in french
    assert "chacun des 3 commerciaux" in french
    alone = growth([Stock("customers", 2, 0)], "50%", so_far=departures([], 20))
    assert told(alone)[1:] == [
        "Nobody leaves, so that nothing of it goes into replacing.",
        "No customer left in the last 12 months.",
    ]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("30", r"could be \+30% or \+3000%"),
        ("+1.5", r"could be \+1.5% or \+150%"),
        ("3000%", r"must be \+1000% at most"),
        ("many", r"write it as \+30% or 0.3"),
    ],
)
def test_a_target_that_can_be_read_in_two_ways_is_refused(target, words):
    with pytest.raises(RequestError, match=words):
        growth([Stock("customers", 10, 0)], target)


@pytest.mark.parametrize("customers", [0, "2.5"])
def test_there_is_a_whole_number_of_customers_to_grow(customers):
    with pytest.raises(RequestError, match="a whole number, 1 or more"):
        growth([Stock("customers", customers, 0)], "50%")


def test_a_target_that_asks_for_nothing_says_what_will_still_be_there():
    # 1000 x .99^12 = 886.4, more than the 800 that are wanted
    said = " ".join(told(growth([Stock("customers", 1000, "1%")], "-20%")))
    assert said == (
        "For 800 customers in a year none has to be won: of 1,000, 886 will still be there while "
        "1% leave each month."
    )


def test_the_months_kept_are_weighed_so_that_the_product_is_the_cost():
    # (36 - 2) x 900 + (36 - 30) x 100 = 31,200 = 1,000 x (36 - 4.8); the plain mean is 16 months
    found = departures([Departed(900, 2), Departed(100, 30)], 36)
    assert (found.cost, found.kept_months, found.kept_by_money) == (31200, 16, Decimal("4.8"))
    said = " ".join(told(growth([Stock("mrr", 5000, 0)], "10%", so_far=found)))
    assert "gone after 4.8 on average, each weighed by what it paid" in said

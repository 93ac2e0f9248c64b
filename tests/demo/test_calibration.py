"""The story that the demo is made to tell is there in its tables, whatever the seed."""

from collections import defaultdict
from datetime import date
from statistics import mean

import pytest

from garant.demo.company import generate
from garant.metrics.errors import RequestError
from tests.demo.plain import LAST_DAY, POLICY_ON, live, month_ends, share


def losses(plain, *, before):
    return [
        lost
        for contract, lost in plain.first_renewals()
        if (contract["signed_on"] < POLICY_ON) == before
    ]


def test_about_a_third_left_at_the_first_renewal_before_the_policy(book):
    left = losses(book, before=True)
    assert len(left) > 150
    assert 0.27 <= share(left) <= 0.36


def test_about_a_tenth_left_at_the_first_renewal_when_signed_since_the_policy(book):
    left = losses(book, before=False)
    assert len(left) > 60
    assert 0.07 <= share(left) <= 0.13


def test_the_bigger_the_first_discount_the_more_left(book):
    bands = {"low": [], "middle": [], "high": []}
    for contract, lost in book.first_renewals():
        if contract["signed_on"] < POLICY_ON:
            percent = book.first_discount(contract)
            band = "low" if percent <= 5 else "high" if percent > 20 else "middle"
            bands[band].append(lost)
    assert share(bands["low"]) + 0.1 < share(bands["middle"]) + 0.05 < share(bands["high"])


def test_later_renewals_go_better_than_the_first(book):
    """Of the accounts there two years in, few are gone a year later; of the new, many."""
    before = [c for c in book.first_contracts() if c["signed_on"] < date(2022, 11, 1)]
    pairs = [
        (book.mrr(c["account_id"], second), book.mrr(c["account_id"], third))
        for c in before
        for second, third in [(_years_after(c, 2), _years_after(c, 3))]
    ]
    assert share(third == 0 for second, third in pairs if second > 0) < 0.2


def _years_after(contract, years):
    start = contract["term_start"]
    return start.replace(year=start.year + years, day=15)


def test_the_mean_discount_of_a_salesperson_follows_their_generosity(book):
    granted = defaultdict(list)
    for row in book.tables["opportunity"]:
        if row["closed_on"] < POLICY_ON:
            granted[row["salesperson"]].append(row["discount"])
    generosity = book.truth["generosity"]
    ranked = sorted(granted, key=lambda name: generosity[name])
    means = [mean(granted[name]) for name in ranked]
    assert len(means) == 7
    assert means == sorted(means)


def test_no_discount_is_granted_on_a_new_signature_after_the_policy(book):
    first = {row["contract_id"]: row for row in book.first_contracts()}
    for discount in live(book.tables["discount"]):
        contract = book.contracts[discount["contract_id"]]
        assert contract["signed_on"] < POLICY_ON
    for row in book.tables["opportunity"]:
        if row["closed_on"] >= POLICY_ON:
            assert row["discount"] == 0
    assert sum(row["signed_on"] >= POLICY_ON for row in first.values()) > 150


def test_the_discount_of_a_won_deal_is_the_one_written_on_its_contract(book):
    for row in book.tables["opportunity"]:
        if row["outcome"] == "won":
            contract = book.contracts[row["contract_id"]]
            assert contract["account_id"] == row["account_id"]
            assert contract["salesperson"] == row["salesperson"]
            assert book.first_discount(contract) == 100 * row["discount"]


def test_lost_deals_are_kept_with_their_risk_and_belong_to_no_account(book):
    lost = [row for row in book.tables["opportunity"] if row["outcome"] == "lost"]
    won = [row for row in book.tables["opportunity"] if row["outcome"] == "won"]
    assert len(won) == 400
    assert len(lost) > 1.5 * len(won)
    assert all(row["account_id"] is None and row["contract_id"] is None for row in lost)
    assert all(0 <= row["deal_risk"] <= 1 for row in lost + won)
    assert mean(row["deal_risk"] for row in lost) > mean(row["deal_risk"] for row in won)


def test_monthly_revenue_and_what_is_signed_each_year_grow_to_a_plausible_size(book):
    ends = month_ends()
    totals = [book.total(ends[12 * year - 1]) for year in range(1, 6)]
    assert totals == sorted(totals)
    assert 300_000 <= totals[-1] <= 600_000
    signed = [0] * 5
    for contract in book.first_contracts():
        signed[(contract["signed_on"] - date(2021, 1, 1)).days // 366] += 1
    assert signed == sorted(signed)


def test_net_retention_of_the_last_year_is_near_or_above_one_hundred(book):
    opening_on, closing_on = month_ends()[-13], LAST_DAY
    opening = {a: book.mrr(a, opening_on) for a in book.of_account}
    there = {account: value for account, value in opening.items() if value > 0}
    closing = {a: book.mrr(a, closing_on) for a in there}
    nrr = sum(closing.values()) / sum(there.values())
    grr = sum(min(closing[a], there[a]) for a in there) / sum(there.values())
    assert 0.95 <= nrr <= 1.2
    assert 0.8 <= grr <= 0.96


def test_cash_sinks_for_years_before_it_rises(book):
    spent = defaultdict(int)
    for row in book.tables["spend"]:
        spent[row["month"]] += row["amount"]
    cash, course = 0, []
    for end in month_ends():
        cash += book.total(end) - spent[end.replace(day=1)]
        course.append(cash)
    bottom = course.index(min(course))
    assert 30 <= bottom < 56
    assert course[-1] > course[bottom] + 100_000


def test_another_size_of_company_keeps_its_proportions():
    small = generate(accounts=60, seed=4)
    assert len(small.tables["account"]) == 60
    assert sum(row["outcome"] == "won" for row in small.tables["opportunity"]) == 60
    assert all(small.tables[table] for table in ("contract", "usage", "spend", "reading"))


def test_a_company_without_accounts_is_refused():
    with pytest.raises(RequestError, match="1 account or more, not 0"):
        generate(accounts=0)


def test_the_truth_says_how_the_company_was_made(company):
    truth = company.truth
    assert truth["policy_on"] == "2024-01-01"
    assert truth["as_of"] == truth["last_day"] == "2025-12-31"
    assert truth["seed"] == 7
    assert truth["leaving"]["discount"] > 5
    assert 0.27 < truth["expected_loss_before"] < 0.36
    assert 0.07 < truth["expected_loss_after"] < 0.13


def test_usage_is_moderate_and_follows_seats(company):
    usage = company.tables["usage"]
    assert 60_000 < len(usage) <= 150_000
    assert len({row["event"] for row in usage}) == 5
    assert all(row["quantity"] >= 1 for row in usage)

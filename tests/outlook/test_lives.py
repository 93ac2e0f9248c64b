"""From months with revenue to what was seen: against plain loops over who was there when."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.outlook.curves.lives import Lives

LAST = 30

# For each account the months in which it paid, as a set; at least one.
books = st.lists(st.sets(st.integers(0, LAST), min_size=1, max_size=20), min_size=1, max_size=12)


def lives(book) -> Lives:
    """The stretches of months of each account."""
    rows = []
    for account, months in enumerate(book):
        for begin in sorted(month for month in months if month - 1 not in months):
            end = begin
            while end in months:
                end += 1
            rows.append((account, min(months), begin, end))
    account, first, begin, end = (np.array(column) for column in zip(*rows, strict=True))
    return Lives(account, first, begin, end, LAST)


def by_hand(book, length: int, since: int | None = None):
    """Who was there at one look and not at the next one, by the age at the second."""
    at_risk, lost = {}, {}
    for months in book:
        first = min(months)
        period = 1
        while first + period * length <= LAST:
            before, now = first + (period - 1) * length, first + period * length
            watched = since is None or before >= since
            if before in months and watched:
                at_risk[period] = at_risk.get(period, 0) + 1
                lost[period] = lost.get(period, 0) + (now not in months)
            period += 1
    most = max(at_risk, default=0)
    return [(at_risk.get(k, 0), lost.get(k, 0)) for k in range(1, most + 1)]


def counts(seen):
    return list(zip(seen.at_risk, seen.lost, strict=True))


@settings(max_examples=60, deadline=None)
@given(book=books, length=st.sampled_from([1, 3, 12]), since=st.none() | st.integers(0, LAST))
def test_who_is_at_risk_and_lost_is_who_was_there_at_one_look_and_not_at_the_next(
    book, length, since
):
    assert counts(lives(book).evidence(length, since)) == by_hand(book, length, since)


def test_an_account_that_returns_is_lost_once_and_watched_again_at_its_age():
    # There in months 0 to 2, gone in 3 and 4, back from 5 on: lost at age 3, at risk again from 6.
    seen = lives([{0, 1, 2, 5, 6, 7, *range(8, LAST + 1)}]).evidence()
    assert seen.lost.tolist()[:4] == [0, 0, 1, 0]
    assert seen.at_risk.tolist()[:7] == [1, 1, 1, 0, 0, 1, 1]


def test_a_period_that_is_not_over_does_not_count():
    # Left in month 26, in a third year that would end in month 36, of which 30 are known.
    seen = lives([set(range(26))]).evidence(12)
    assert counts(seen) == [(1, 0), (1, 0)]


def test_what_happens_between_two_looks_is_not_seen():
    seen = lives([{*range(5), *range(8, 20)}]).evidence(12)
    assert counts(seen) == [(1, 0), (1, 1)]


@pytest.mark.parametrize(("left_after", "months"), [(12, 12), (3, 3), (5, 1)])
def test_the_period_is_the_one_at_whose_ends_half_of_the_departures_lie(left_after, months):
    book = [set(range(left_after))] * 6 + [set(range(7))] * 5 + [set(range(LAST + 1))]
    assert lives(book).period() == months


def test_without_departures_periods_are_months():
    assert lives([set(range(LAST + 1))]).period() == 1

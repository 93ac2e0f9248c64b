"""A retention curve as a whole: its rows, its hazards, its sentences."""

import numpy as np
import pytest

from garant.charts.labels import NBSP
from garant.metrics.errors import RequestError
from garant.outlook.curves.curve import Question, retention
from garant.outlook.curves.evidence import Evidence, enough
from garant.outlook.curves.words import Part, told, told_parts

HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491)
SEEN = Evidence.of_survivors(HIGH_END)
FOUND = retention(SEEN, Question(horizon=12, months=12))


def plainly(sentences) -> str:
    return " ".join(sentences).replace(NBSP, " ")


def test_rows_run_from_the_start_to_the_horizon():
    assert [row.period for row in FOUND.periods] == list(range(13))
    first = FOUND.periods[0]
    assert (first.observed, first.expected, first.low, first.high) == (1, 1, 1, 1)
    assert [row.observed for row in FOUND.periods[1:8]] == pytest.approx(
        [n / 1000 for n in HIGH_END[1:]]
    )
    assert FOUND.periods[8].observed is None
    assert all(row.low <= row.expected <= row.high for row in FOUND.periods)


def test_the_horizon_may_end_before_what_was_seen():
    short = retention(SEEN, Question(horizon=3))
    assert [row.period for row in short.periods] == [0, 1, 2, 3]
    assert len(told(short)) >= 4


def test_without_a_horizon_it_is_half_as_far_again_and_twelve_at_least():
    assert retention(SEEN).periods[-1].period == 12
    long = Evidence.of_survivors([1000 - 10 * month for month in range(41)])
    assert retention(long).periods[-1].period == 60


def test_hazards_are_counted_from_the_first_period():
    shares = [row.expected for row in FOUND.periods]
    for period in range(1, 13):
        assert FOUND.hazard(period) == pytest.approx(1 - shares[period] / shares[period - 1])
        low, high = FOUND.hazard_interval(period)
        assert low <= FOUND.hazard(period) <= high


def test_departures_of_a_year_fall_at_its_end():
    hazards = [FOUND.monthly_hazard(month) for month in range(1, 25)]
    assert [place + 1 for place, hazard in enumerate(hazards) if hazard] == [12, 24]
    assert hazards[11] == FOUND.hazard(1)
    assert hazards[23] == FOUND.hazard(2)


def test_too_little_is_refused_with_what_it_takes():
    with pytest.raises(RequestError, match="needs 2 periods at least; there are 1"):
        retention(Evidence.of_survivors([100, 50]))
    with pytest.raises(RequestError, match="needs 5 departures at least; there are 4"):
        retention(Evidence.of_survivors([100, 98, 96]))


def test_it_says_what_was_seen_what_is_expected_and_how_far_to_believe_it():
    said = plainly(told(FOUND))
    assert "After 7 years, 49.1% are still there" in said
    assert "of 1,000 customers followed for a whole year at least, of whom 509 left" in said
    assert "After 12 years, 37.8% are expected" in said
    assert "At a constant churn it would be 27%." in said
    assert "Fitted on the first 4 years alone, the curve would have been 3.1 pt off" in said
    assert (
        "By the curve, 14.9% of those there at the start leave in the first year, and 6.4% of"
        in said
    )


def test_it_says_the_same_in_french():
    said = plainly(told(FOUND, "fr"))
    assert "Après 7 ans, 49,1 % sont encore là" in said
    assert "sur 1 000 clients suivis pendant 1 an entier au moins, dont 509 sont partis" in said
    assert "14,9 % partent la première année" in said
    assert "6,4 % partent la 7e" in said


def test_it_says_that_the_number_of_customers_is_assumed_and_that_survivors_rose():
    found = retention(SEEN, Question(horizon=12), assumed_customers=True)
    said = plainly(told(found, risen=(2, 5)))
    assert "1,000 are assumed" in said
    assert "at the end of periods 2, 5 than before" in said
    assert "509 left" not in said


def test_survivors_that_rose_are_told_of_first():
    assert told(FOUND, risen=(2,))[0].startswith("More are still there at the end of period 2")


def test_how_long_a_customer_stays_is_in_plain_time_to_a_named_end():
    stays, low, high = FOUND.stays
    # each of the first twelve years is stayed by those who are there when it begins
    assert stays == pytest.approx(sum(FOUND.curve.survival(year) for year in range(12)))
    assert low < stays < high < 12
    said = plainly(told(FOUND))
    assert f"Within its first 12 years, a new customer stays {stays:.1f} years on average" in said
    assert "Over its whole life, what it pays is worth" in said
    assert "each counting 10% less a year" in said


def test_a_curve_above_what_was_seen_last_says_why():
    # .75 x .9 x .92 x .5 = .3105: the last share is that of ten customers, of whom five left
    at_risk, lost = np.array([1000.0, 700, 500, 10]), np.array([250.0, 70, 40, 5])
    found = retention(Evidence(at_risk, lost, 1000), Question(12, 12))
    assert found.periods[5].expected > 0.35
    said = plainly(told(found))
    assert "Just after 4 years more are expected than the 31.1% last seen" in said
    assert "where 10 customers were seen" in said
    assert "Just after" not in plainly(told(FOUND))


def test_an_earlier_last_period_is_the_one_that_is_spoken_of():
    said = plainly(told(retention(SEEN, Question(3, 12))))
    # 1000 - 653 had left by then
    assert "After 3 years, 65.3% are still there" in said
    assert "of whom 347 left" in said
    assert "After 7 years" not in said


def test_where_everyone_has_left_nothing_is_foreseen():
    with pytest.raises(RequestError, match="everyone had left by the end of period 2"):
        retention(Evidence.of_survivors([100, 90, 0, 0]))
    gone = Evidence.of_survivors([100, 40, 0])
    assert not enough(gone)
    parts = [part("A", 60, 52, 48), Part("B", gone, None)]
    said = plainly(told_parts(parts, Question(months=1)))
    assert "Everyone of B has left: nothing is foreseen." in said
    assert "too few" not in said


def test_a_constant_churn_is_called_one():
    flat = retention(Evidence.of_survivors([1000, 800, 640, 512]))
    said = plainly(told(flat))
    assert "Nothing shows that those who stay leave less" in said
    assert "those likely to leave go first" not in said


def part(name: str, *counts: int) -> Part:
    seen = Evidence.of_survivors(counts)
    small = seen.losses < 5
    return Part(name, seen, None if small else retention(seen, Question(months=1)))


def test_several_curves_are_compared_where_all_were_seen():
    parts = [part("North", 500, 450, 420, 400), part("South", 500, 380, 300), part("East", 20, 19)]
    said = plainly(told_parts(parts, Question(months=1)))
    assert "After 2 months, North keeps the most, 84%" in said
    assert "South the least, 60%" in said
    assert "do not overlap. That is no test: of 2 parts the best and the worst lie apart" in said
    assert "East has too few periods or departures" in said


def test_intervals_that_overlap_are_no_test():
    parts = [part("A", 60, 52, 48), part("B", 60, 50, 46)]
    assert "it shows neither a difference nor that there is none" in plainly(
        told_parts(parts, Question(months=1))
    )


def test_parts_that_are_all_too_small_say_so():
    parts = [part("A", 10, 9, 9), part("B", 10, 9, 9)]
    assert plainly(told_parts(parts, Question(months=1))) == (
        "None of the 2 parts has enough departures for a curve of its own."
    )

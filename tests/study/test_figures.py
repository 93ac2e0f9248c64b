"""The figures of the study in small: a few seeded worlds of each kind, read as the bench reads."""

import numpy as np
import pytest

from bench.study.aims import FIGURES
from bench.study.figures import Figure, Measured, Source, aim, judged, measured
from bench.study.measures import Drawn
from bench.study.page import line, page

SOURCE = Source("ranking", "null")


def told(measure, kind, seeds, **options):
    return [Drawn(measure, kind, seed, tuple(options.items())).told() for seed in seeds]


def mean(answers, key):
    return float(np.mean([one[key] for one in answers]))


# ---------------------------------------------------------------- the study, in small


@pytest.mark.parametrize("kind", ["direct", "mediated", "onboarding", "defect"])
def test_a_planted_driver_comes_first(kind):
    assert mean(told("ranking", kind, range(3)), "first") == 1


def test_a_discount_that_works_through_onboarding_is_flagged():
    assert mean(told("ranking", "chain", range(3)), "discount") == 1


def test_where_nothing_matters_hardly_anything_is_flagged():
    assert mean(told("ranking", "null", range(5)), "any") <= 2 / 5  # of 5, 3 have odds of 1 in 200
    assert mean(told("ranking", "null_confounded", range(4)), "discount") <= 1 / 4


def test_effects_are_near_the_truth_and_a_hidden_confounder_rings():
    answers = told("effects", "direct", range(3))
    for key in ("cap g", "cap AIPW", "band g", "band AIPW"):
        assert abs(mean(answers, f"{key} error")) < 4
        assert mean(answers, f"{key} covered") >= 0.6
    assert mean(answers, "alarm") == 0
    assert mean(told("effects", "hidden_confounder", range(2)), "alarm") == 1


def test_a_policy_is_foreseen_within_a_few_points():
    (answer,) = told("policies", "lost_deals", [0])
    assert answer["revenue_percent off"] < 3
    assert answer["churn_points off"] < 3


def test_an_intervention_is_measured():
    (answer,) = told("interventions", "policy_change", [0], points=-5.5)
    assert answer["told"] == 1
    assert abs(answer["error"]) < 6


def test_losses_are_foreseen_forward_in_time():
    (answer,) = told("foresight", "direct", [0])
    assert 0.6 < answer["slope"] < 1.5
    assert abs(answer["off"]) < 5


def test_a_planted_leak_is_refused_by_name():
    assert told("leaks", "direct", [0]) == [{"late": 1.0, "telling": 1.0, "losses only": 1.0}]


# ---------------------------------------------------------------- how figures are read


def figure(how="share", **aims):
    return Figure("f", "what", (SOURCE,), ("key",), how, **aims)


def test_a_share_of_worlds_has_its_exact_interval():
    """Of 10 worlds none: the upper end is 1 - .025^(1/10)."""
    found = measured(figure(most=5.0), {SOURCE: [{"key": 0.0}] * 10})
    assert found == Measured(0.0, 0.0, pytest.approx(100 * (1 - 0.025**0.1)), 10)


def test_a_mean_over_worlds_has_students_interval():
    found = measured(figure("mean", most=5.0), {SOURCE: [{"key": 0.0}, {"key": 0.02}]})
    assert (found.value, found.high) == pytest.approx((1.0, 1.0 + 12.7062 * np.sqrt(2) / 2**0.5))


def test_the_worst_kind_of_world_is_told():
    other = Source("ranking", "direct")
    both = Figure("f", "what", (SOURCE, other), ("key",), "worst", -1, 1, "points", 1.0)
    found = measured(both, {SOURCE: [{"key": 1.0}] * 2, other: [{"key": -3.0}] * 2})
    assert found.value == -3.0


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [(4, 1, 9, "reached"), (6, 2, 9, "missed, within chance"), (9, 6, 12, "missed")],
)
def test_a_figure_is_reached_missed_or_missed_within_chance(value, low, high, verdict):
    assert judged(figure(most=5.0), Measured(value, low, high, 20)) == verdict


def test_every_figure_has_a_name_of_its_own_and_an_aim():
    names = [one.name for one in FIGURES]
    assert len(set(names)) == len(names)
    assert [one.name for one in FIGURES if not aim(one)] == ["intervention-worsening"]


def test_a_figure_that_nothing_told_of_is_not_measured():
    one = line(figure(most=5.0), measured(figure(most=5.0), {SOURCE: []}))
    assert one.verdict == "not measured"
    assert "| what | ≤ 5 % | nothing was told | 0 | not measured |" in page([one])

"""Shapley's split by all orders of arrival, and its axioms."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from garant.study.departments import departments
from garant.study.design import Design, usable
from garant.study.drivers import RENEWAL_NUMBER, with_renewal_number
from garant.study.feature import Feature
from garant.study.levers import moved, reference_value
from garant.study.logit import fitted
from garant.study.observations import Observations
from garant.study.worlds import world

OWNERS = ("sales", "product", "support", "finance")


def lever(code, owner, stage=1, **more):
    given = {"kind": "number", "role": "lever", "better": "low", "reference": 0.0} | more
    return Feature(code=code, label=code, stage=stage, department=owner, **given)


def company(seed, owners=OWNERS, rows=150, effects=(0.8, 0.5, -0.3, 0.0)):
    """Levers that go together, so that the departments overlap; the first owner has two."""
    rng = np.random.default_rng(seed)
    shared = rng.standard_normal(rows)
    values = pd.DataFrame(
        {f"x{n}": np.maximum(0.5 * shared + rng.standard_normal(rows), -1) for n in range(5)}
    )
    odds = -0.7 + sum(effect * values[f"x{n}"] for n, effect in enumerate(effects))
    rows_of = pd.DataFrame(
        {
            "id": [f"R{n}" for n in range(rows)],
            "cluster": [f"C{n // 2}" for n in range(rows)],
            "renewal_number": 1,
            "lost": rng.random(rows) < expit(odds),
            "mrr": rng.gamma(2, 100, rows),
        }
    )
    features = [lever(f"x{n}", owner, stage=n) for n, owner in enumerate(owners)]
    features.append(lever("x4", owners[0], stage=4))
    return Observations(rows=rows_of, values=values, features=tuple(features))


def worth(table, weights):
    """What a group of departments avoids: fit once, replace its columns, count in a loop."""
    values = with_renewal_number(table)
    features = usable(values, (RENEWAL_NUMBER, *(f for f in table.features if f.stage != 9)))
    design = Design.learnt(values, features)
    model = fitted(
        design.matrix(values), table.lost, penalties=design.penalties, clusters=table.clusters
    )

    def avoided(group):
        better = values.copy()
        for feature in features:
            if feature.is_lever and feature.department in group:
                to = reference_value(feature, values[feature.code])
                better[feature.code] = moved(feature, values[feature.code], to)
        saved = expit(model.x @ model.beta) - expit(design.matrix(better) @ model.beta)
        return float((weights * saved).sum() / weights.sum())

    return avoided


def by_all_orders(avoided, owners):
    parts = dict.fromkeys(owners, 0.0)
    orders = list(permutations(owners))
    for order in orders:
        there = set()
        for owner in order:
            before = avoided(there)
            there.add(owner)
            parts[owner] += (avoided(there) - before) / len(orders)
    return parts


@pytest.mark.parametrize("owners", [OWNERS, ("sales", "product", "sales", "support")])
def test_parts_are_those_of_all_orders_of_arrival_in_plain_loops(owners):
    table = company(3, owners)
    avoided = worth(table, np.ones(len(table)))
    money = table.rows["mrr"].to_numpy()
    kept = worth(table, money)
    names = sorted(set(owners))
    points, amounts = by_all_orders(avoided, names), by_all_orders(kept, names)
    found = departments(table)
    assert sorted(part.department for part in found.rows) == names
    for part in found.rows:
        assert part.avoidable_points == pytest.approx(100 * points[part.department], abs=1e-8)
        assert part.avoidable_mrr == pytest.approx(amounts[part.department] * money.sum())
        assert part.alone_points == pytest.approx(100 * avoided({part.department}), abs=1e-8)
    assert found.total_points == pytest.approx(100 * avoided(set(names)), abs=1e-8)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_the_parts_add_up_to_what_all_would_avoid_and_the_greatest_comes_first(seed, count):
    table = company(seed, tuple(OWNERS[n % count] for n in range(4)), rows=80)
    found = departments(table)
    assert sum(part.avoidable_points for part in found.rows) == pytest.approx(
        found.total_points, abs=1e-9
    )
    kept = worth(table, table.rows["mrr"].to_numpy())(set(OWNERS))
    total = sum(part.avoidable_mrr for part in found.rows)
    assert total == pytest.approx(kept * table.rows["mrr"].sum(), abs=1e-6)
    points = [part.avoidable_points for part in found.rows]
    assert points == sorted(points, reverse=True)
    for part in found.rows:
        assert part.low <= part.avoidable_points <= part.high
        assert part.claim == "observed link"


def test_a_department_alone_has_the_whole():
    found = departments(company(5, ("sales",) * 4))
    (part,) = found.rows
    assert part.avoidable_points == pytest.approx(found.total_points)
    assert (part.low, part.high) == pytest.approx((found.total_low, found.total_high))
    assert part.alone_points == pytest.approx(part.avoidable_points)
    assert part.levers == ("x0", "x1", "x2", "x3", "x4")


def test_a_department_whose_levers_are_as_good_as_can_be_has_nothing():
    """The dummy player: whatever the others do, it adds nothing."""
    table = company(6)
    values = table.values.assign(x3=-table.values["x3"].abs())
    found = departments(replace(table, values=values))
    (part,) = (part for part in found.rows if part.department == "finance")
    assert (part.avoidable_points, part.low, part.high) == pytest.approx((0, 0, 0), abs=1e-12)
    assert part.avoidable_mrr == pytest.approx(0.0, abs=1e-9)


def test_two_departments_with_the_same_lever_have_the_same_part():
    """The symmetric players: the column twice, once for each."""
    table = company(7)
    found = departments(replace(table, values=table.values.assign(x2=table.values["x1"])))
    parts = {part.department: part for part in found.rows}
    one, other = parts["product"], parts["support"]
    assert one.avoidable_points == pytest.approx(other.avoidable_points, abs=1e-4)
    assert one.alone_points == pytest.approx(other.alone_points, abs=1e-4)
    assert one.avoidable_mrr == pytest.approx(other.avoidable_mrr, rel=1e-4)


def test_the_interval_of_a_part_is_that_of_a_bootstrap_of_clusters():
    table = company(8, ("sales", "product", "sales", "product"), rows=240)
    found = {part.department: part for part in departments(table).rows}
    rng = np.random.default_rng(1)
    drawn = []
    for _ in range(150):
        pairs = rng.integers(0, 120, 120)
        chosen = np.column_stack([2 * pairs, 2 * pairs + 1]).ravel()
        rows = table.rows.iloc[chosen].reset_index(drop=True)
        rows["cluster"] = np.repeat(np.arange(120), 2).astype(str)
        again = replace(table, rows=rows, values=table.values.iloc[chosen].reset_index(drop=True))
        drawn.append({part.department: part.avoidable_points for part in departments(again).rows})
    for owner, part in found.items():
        spread = np.std([one[owner] for one in drawn])
        assert part.high - part.low == pytest.approx(2 * 1.645 * spread, rel=0.3), owner


def test_symptoms_do_not_enter_and_later_renewals_only_when_asked_for():
    here = world("direct", seed=5, accounts=200, renewals=2).observations
    found = departments(here)
    symptoms = [f.code for f in here.features if f.role == "symptom"]
    noise = np.random.default_rng(1).standard_normal((len(here), len(symptoms)))
    other = here.values.copy()
    other[symptoms] = noise
    assert departments(replace(here, values=other)) == found
    assert found.observations == 200
    assert departments(here, every=True).observations == len(here)


def test_without_a_lever_there_is_no_part():
    table = company(9)
    context = tuple(replace(f, role="context", department="none") for f in table.features)
    found = departments(replace(table, features=context))
    assert (found.rows, found.total_points) == ((), 0.0)

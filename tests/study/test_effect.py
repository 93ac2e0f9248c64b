"""The effect of one lever: figures by a second route, and what keeps the study from talking."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from garant.metrics.errors import RequestError
from garant.study.effect import EffectResult, effect
from garant.study.feature import Feature
from garant.study.observations import Observations
from garant.study.verdict import ADJUSTED, QUIET
from garant.study.worlds import World, world

DISCOUNT = Feature(
    code="discount", label="D", stage=1, kind="number", role="lever", better="low", reference=0.0
)
SIZE = Feature(code="size", label="S", stage=0, kind="flag", role="context")
SLOW = Feature(
    code="slow", label="L", stage=2, kind="flag", role="lever", better="low", reference=0.0
)
USAGE = Feature(code="usage", label="U", stage=9, kind="number", role="symptom")


@cache
def direct() -> World:
    return world("direct", seed=7)


@cache
def of_direct() -> EffectResult:
    return effect(direct().observations, "discount")


def table(values: dict, lost, *, features=(SIZE, DISCOUNT), control=None) -> Observations:
    """First renewals, each its own cluster."""
    count = len(lost)
    names = [f"A{n}" for n in range(count)]
    rows = pd.DataFrame(
        {"id": names, "cluster": names, "renewal_number": 1, "lost": lost, "mrr": 1.0, "kept": 0.0}
    )
    if control is not None:
        rows["negative_control"] = control
    frame = pd.DataFrame(values).astype("float64")
    name = None if control is None else "control"
    return Observations(rows=rows, values=frame, features=features, negative_control=name)


def one_confounder(seed: int = 1, count: int = 3000) -> tuple[Observations, pd.DataFrame]:
    """A flag confounds a discount of 0, 10 or 25 %; also as a frame."""
    rng = np.random.default_rng(seed)
    size = rng.integers(0, 2, count).astype(float)
    shares = np.where(size[:, None] == 1, [[0.3, 0.3, 0.4]], [[0.6, 0.25, 0.15]]).cumsum(axis=1)
    step = (rng.random(count)[:, None] > shares).sum(axis=1).clip(0, 2)
    discount = np.array([0.0, 0.10, 0.25])[step]
    lost = rng.random(count) < expit(-2 + 0.8 * size + 4 * discount)
    seen = table({"size": size, "discount": discount}, lost)
    return seen, pd.DataFrame({"size": size, "discount": discount, "lost": lost.astype(float)})


def points(result: EffectResult, estimand: str, method: str, band: str | None = None) -> float:
    return next(
        row.points
        for row in result.rows
        if (row.estimand, row.method, row.band) == (estimand, method, band)
    )


def stratified(frame: pd.DataFrame, move) -> float:
    """The loss of everyone, moved, by the shares lost in each cell of size and discount."""
    cells = frame.groupby(["size", "discount"])["lost"].mean()
    moved = [cells[size, move(discount)] for size, discount in
             zip(frame["size"], frame["discount"], strict=True)]  # fmt: skip
    return 100 * float(np.mean(moved))


def test_a_band_is_what_counting_within_each_size_says():
    seen, frame = one_confounder()
    result = effect(seen, "discount")
    for value, band in ((0.10, "6–10 %"), (0.25, "21–30 %")):
        by_hand = stratified(frame, lambda _, to=value: to) - stratified(frame, lambda _: 0.0)
        assert points(result, "band", "AIPW", band) == pytest.approx(by_hand, abs=0.6)
        assert points(result, "band", "g-computation", band) == pytest.approx(by_hand, abs=1.0)


def test_a_cap_is_what_counting_within_each_size_says():
    seen, frame = one_confounder()
    result = effect(seen, "discount", cap=0.10)
    by_hand = stratified(frame, lambda d: min(d, 0.10)) - 100 * frame["lost"].mean()
    assert points(result, "cap", "AIPW") == pytest.approx(by_hand, abs=0.5)
    assert points(result, "cap", "g-computation") == pytest.approx(by_hand, abs=0.5)


def test_moving_all_the_exposed_avoids_their_share_of_what_comes_with_it():
    result = of_direct()
    exposed = next(row for row in result.rows if row.estimand == "exposed")
    share = exposed.n / result.observations
    for method in ("g-computation", "AIPW"):
        avoided = -points(result, "cap", method)
        assert points(result, "exposed", method) * share == pytest.approx(avoided)


def test_the_intervals_hold_the_truth_of_a_drawn_company():
    result, truth = of_direct(), direct().truth
    held = [
        row.low <= truth.band_points[row.band] <= row.high
        for row in result.rows
        if row.estimand == "band"
    ]
    cap = next(row for row in result.rows if row.estimand == "cap")
    assert sum(held) >= len(held) - 1
    assert cap.low <= truth.cap_points[0.0] <= cap.high
    assert (result.verdict, result.claim) == ("clearly matters", QUIET)


def test_every_band_has_a_row_by_both_methods():
    bands = ["1–5 %", "6–10 %", "11–15 %", "16–20 %", "21–30 %", "> 30 %"]
    rows = [row for row in of_direct().rows if row.estimand == "band"]
    for method in ("g-computation", "AIPW"):
        assert [row.band for row in rows if row.method == method] == bands


def test_the_same_seed_gives_the_same_answer():
    assert effect(direct().observations, "discount") == of_direct()


def test_a_hidden_confounder_sets_the_alarm_off():
    result = effect(world("hidden_confounder", seed=3).observations, "discount")
    assert result.negative_control.alarm
    assert result.claim == ADJUSTED


def test_without_a_negative_control_it_is_an_adjusted_association():
    seen, _ = one_confounder()
    result = effect(seen, "discount")
    assert result.negative_control is None
    assert (result.verdict, result.claim) == ("clearly matters", ADJUSTED)


def test_where_a_size_decides_the_discount_there_is_no_verdict():
    rng = np.random.default_rng(2)
    size = rng.integers(0, 2, 1000).astype(float)
    lost = rng.random(1000) < 0.1 + 0.3 * size
    result = effect(table({"size": size, "discount": 0.2 * size}, lost), "discount")
    assert not result.overlap.ok
    assert result.overlap.share_beyond_95 == 1.0
    assert (result.verdict, result.claim) == ("inconclusive", ADJUSTED)
    assert {row.points for row in result.rows} == {None}


def test_a_rare_lever_whose_bearers_have_many_like_them_is_not_refused():
    rng = np.random.default_rng(2)
    size = rng.integers(0, 2, 2000).astype(float)
    slow = (rng.random(2000) < 0.03).astype(float)
    lost = rng.random(2000) < 0.1 + 0.3 * slow
    seen = table({"size": size, "slow": slow}, lost, features=(SIZE, SLOW))
    result = effect(seen, "slow")
    assert result.overlap.ok
    assert {row.estimand for row in result.rows} == {"exposed"}
    by_hand = 100 * (lost[slow == 1].mean() - lost[slow == 0].mean())
    assert points(result, "exposed", "AIPW") == pytest.approx(by_hand, abs=1.5)


def test_nobody_exposed_is_said_and_not_estimated():
    lost = np.arange(200) % 4 == 0
    seen = table({"size": np.arange(200) % 2, "discount": np.zeros(200)}, lost)
    result = effect(seen, "discount")
    assert (result.verdict, result.overlap.ok) == ("inconclusive", False)
    assert [row.n for row in result.rows if row.estimand == "exposed"] == [0, 0]


def test_a_tiny_band_has_no_figures():
    seen, frame = one_confounder()
    few = frame["discount"].to_numpy().copy()
    few[:4] = 0.45
    seen = replace(seen, values=seen.values.assign(discount=few))
    row = next(row for row in effect(seen, "discount").rows if row.band == "> 30 %")
    assert (row.n, row.points, row.low) == (4, None, None)


def test_rows_of_an_unknown_discount_are_left_out_and_counted():
    seen, frame = one_confounder()
    unknown = frame["discount"].where(np.arange(len(frame)) % 10 > 0)
    left = effect(replace(seen, values=seen.values.assign(discount=unknown)), "discount")
    without = effect(seen.where(unknown.notna().to_numpy()), "discount")
    assert left.unknown == 300
    assert left.rows == without.rows
    assert [w.code for w in left.warnings] == ["lever unknown"]


def test_later_renewals_change_nothing():
    seen, _ = one_confounder()
    rows = pd.concat([seen.rows, seen.rows.assign(renewal_number=2, lost=True)])
    values = pd.concat([seen.values, seen.values])
    both = replace(seen, rows=rows.reset_index(drop=True), values=values.reset_index(drop=True))
    assert effect(both, "discount").rows == effect(seen, "discount").rows


def test_what_comes_after_the_sale_is_never_held_equal():
    seen, frame = one_confounder()
    late = seen.values.assign(usage=frame["lost"] * 10.0, slow=frame["lost"].to_numpy())
    asked = replace(
        seen,
        values=late,
        features=(SIZE, DISCOUNT, SLOW, USAGE),
        confounders=("size", "usage", "slow"),
    )
    result = effect(asked, "discount")
    assert result.confounders == ("size",)
    assert [w.code for w in result.warnings] == ["late confounder"] * 2
    assert result.rows == effect(seen, "discount").rows


def test_a_net_price_is_never_held_equal():
    seen, frame = one_confounder()
    net = Feature(code="net_price", label="N", stage=0, kind="number", role="context")
    values = seen.values.assign(net_price=100 * (1 - frame["discount"]))
    result = effect(replace(seen, values=values, features=(*seen.features, net)), "discount")
    assert result.confounders == ("size",)
    assert [w.code for w in result.warnings] == ["net price"]


def test_a_lever_of_a_later_stage_is_held_equal_to_what_came_before_it():
    table = replace(direct().observations, confounders=None)
    result = effect(table, "training")
    assert "discount" in result.confounders
    assert "defects" not in result.confounders
    declared = effect(replace(table, confounders=("segment",)), "training")
    assert declared.confounders == ("segment",)


def test_the_curve_is_zero_at_the_reference_and_rises():
    curve = {point.at: point for point in of_direct().curve}
    assert (curve[0.0].points, curve[0.0].low, curve[0.0].high) == (0.0, 0.0, 0.0)
    assert curve[max(curve)].low > 0


@pytest.mark.parametrize("code", ["segment", "usage", "nothing"])
def test_only_a_lever_has_an_effect(code):
    with pytest.raises(RequestError, match=f"{code} is no lever of this study"):
        effect(direct().observations, code)


def test_a_category_cannot_be_capped():
    with pytest.raises(RequestError, match="billing cannot be capped"):
        effect(direct().observations, "billing", cap=1.0)

"""How long customers stay: Kaplan and Meier by a plain loop, the concordance by pairs."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.util import Surv

from garant.study import survival as module
from garant.study.feature import Feature
from garant.study.likelihood import folds
from garant.study.observations import Observations
from garant.study.survival import curve, survival
from garant.warehouse import study_flat

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("GARANT_SHARED", ROOT.parent / "shared")) / "data"
TELCO = DATA / "ibm_telco" / "Telco-Customer-Churn.csv"
SAAS = DATA / "pysurvival_saas" / "churn.csv"
EXAMPLES = ROOT / "examples" / "features"
needs_telco = pytest.mark.skipif(not TELCO.is_file(), reason="IBM's sample is not here")
needs_saas = pytest.mark.skipif(not SAAS.is_file(), reason="the sample of a vendor is not here")

X = Feature(code="x", label="X", stage=0, kind="number", role="context")
Y = Feature(code="y", label="Y", stage=0, kind="flag", role="context")


def sample(count: int = 300, seed: int = 0) -> tuple[Observations, np.ndarray]:
    rng = np.random.default_rng(seed)
    x, y = rng.standard_normal(count), rng.integers(0, 2, count) * 1.0
    left = rng.exponential(20 * np.exp(-0.8 * x - 0.5 * y))
    until = rng.uniform(5, 40, count)
    times = np.ceil(np.minimum(left, until))
    names = [f"A{place}" for place in range(count)]
    rows = pd.DataFrame({"id": names, "cluster": names, "renewal_number": 1, "lost": left <= until})
    return Observations(rows=rows, values=pd.DataFrame({"x": x, "y": y}), features=(X, Y)), times


def by_hand(lost, times) -> dict[float, float]:
    """The product over times of 1 - left / still there."""
    surviving, steps = 1.0, {}
    for at in sorted(set(times)):
        there = sum(time >= at for time in times)
        left = sum(time == at and gone for time, gone in zip(times, lost, strict=True))
        surviving *= 1 - left / there
        steps[float(at)] = surviving
    return steps


def pairs(lost, times, scores) -> float:
    """Of the pairs of which one is known to have left first: how often its score is the higher."""
    right = total = 0.0
    for one in range(len(times)):
        for other in range(len(times)):
            first = times[one] < times[other] or (times[one] == times[other] and not lost[other])
            if lost[one] and first and one != other:
                total += 1
                right += (scores[one] > scores[other]) + (scores[one] == scores[other]) / 2
    return right / total


def test_the_curve_is_the_product_over_times():
    table, times = sample()
    points = curve(table.lost > 0, times)
    steps = by_hand(table.lost > 0, times)
    assert [point.time for point in points] == list(steps)
    assert [point.surviving for point in points] == pytest.approx(list(steps.values()), abs=1e-12)
    assert [point.at_risk for point in points] == [sum(times >= at) for at in steps]
    assert all(point.low <= point.surviving <= point.high for point in points)


def test_the_interval_is_that_of_greenwood_on_the_log_log():
    table, times = sample()
    lost = table.lost > 0
    point = curve(lost, times)[9]
    total = 0.0
    for at in sorted(set(times))[:10]:
        there, left = (times >= at).sum(), (lost & (times == at)).sum()
        total += left / (there * (there - left))
    reach = 1.959964 * np.sqrt(total) / abs(np.log(point.surviving))
    assert point.low == pytest.approx(point.surviving ** np.exp(reach), abs=1e-6)
    assert point.high == pytest.approx(point.surviving ** np.exp(-reach), abs=1e-6)


def test_the_median_is_the_first_time_at_which_half_have_left_or_nothing():
    table, times = sample()
    steps = by_hand(table.lost > 0, times)
    found = survival(table, times)
    assert found.median == min(at for at, surviving in steps.items() if surviving <= 0.5)
    rows = table.rows.assign(lost=np.arange(len(table)) % 10 == 0)
    few = Observations(rows=rows, values=table.values, features=table.features)
    assert survival(few, times).median is None


def test_the_concordance_is_the_mean_over_folds_of_counting_pairs():
    table, times = sample()
    found = survival(table, times, seed=3)
    scores = []
    for fold in folds(table.clusters, seed=3):
        learnt, judged = table.where(~fold), table.where(fold)
        low, spread = learnt.values.mean(), learnt.values.std(ddof=0)
        model = CoxPHSurvivalAnalysis(alpha=module.RIDGE)
        model.fit((learnt.values - low) / spread, Surv.from_arrays(learnt.lost > 0, times[~fold]))
        ranked = model.predict((judged.values - low) / spread)
        scores.append(pairs(judged.lost > 0, times[fold], ranked))
    assert found.concordance == pytest.approx(np.mean(scores), abs=1e-9)
    assert found.concordance_error == pytest.approx(np.std(scores, ddof=1) / np.sqrt(5), abs=1e-9)
    assert found.concordance > 0.6


def test_without_features_there_is_a_curve_and_no_concordance():
    table, times = sample()
    found = survival(table.only(()), times)
    assert (found.concordance, found.concordance_error) == (None, None)
    assert (found.observations, found.losses) == (300, table.losses)


@needs_telco
def test_the_curve_of_monthly_customers_of_ibm_is_the_published_one():
    read = pd.read_csv(TELCO)
    monthly = read[(read["Contract"] == "Month-to-month") & (read["InternetService"] != "No")]
    lost, times = (monthly["Churn"] == "Yes").to_numpy(), monthly["tenure"].to_numpy(np.float64)
    points = curve(lost, times)
    assert len(monthly) == 3351
    assert min(point.time for point in points if point.surviving <= 0.5) == 34
    for at, published in ((12, 0.6950), (24, 0.5753), (60, 0.2890)):
        last = [point.surviving for point in points if point.time <= at][-1]
        assert last == pytest.approx(published, abs=5e-5)


@needs_saas
def test_the_concordance_on_a_vendor_of_software_is_the_published_one():
    table = study_flat.opened(SAAS, EXAMPLES / "pysurvival_saas.toml", time="months_active")
    found = survival(*table.timed(table.observations()))
    assert found.concordance == pytest.approx(0.866, abs=0.010)
    assert found.concordance > 0.8650  # with curves in place of lines it was .857

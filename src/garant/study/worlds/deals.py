"""Deals won and lost: a discount wins some, and loses some of those a year later.

The chance of winning is a logistic equation of discount, deal risk, segment, channel and the
salesperson's quality; nothing unrecorded but the salesperson's quality links winning and staying.
Every contract runs for twelve months and is renewed at its price, with the same chance of loss at
each renewal: the revenue of 36 months from a deal worth m a month is 12 m (1 + s + s²), s = 1 - p.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from garant.study.worlds.declared import LEVELS
from garant.study.worlds.equations import Company, grow, regrow, risk
from garant.study.worlds.kinds import Kind
from garant.study.worlds.noise import Array, Noise
from garant.study.worlds.rows import Days
from garant.study.worlds.truth import intercept_for

WIN_SHARE = 0.35
WIN_DISCOUNT = 3.2
CAP = 0.10


def year_long(noise: Noise, kind: Kind) -> Company:
    """The company of these deals, every term twelve months."""
    return grow(noise, kind.effects, {"term_months": lambda term: np.full_like(term, 12.0)})


def win_odds(company: Company) -> Array:
    """The log-odds of winning a deal, without the intercept."""
    known = company.known
    odds: Array = (
        WIN_DISCOUNT * known["discount"]
        - 0.4 * risk(company)
        + 0.2 * (known["segment"] == 0)
        - 0.2 * (known["channel"] == 2)
        + 0.4 * company.noise.quality
    )
    return odds


def won(company: Company) -> tuple[NDArray[np.bool_], float]:
    """Which deals were won, and the intercept of winning."""
    odds = win_odds(company)
    intercept = intercept_for(odds, WIN_SHARE)
    return np.asarray(company.noise["win"] < _probit(expit(odds + intercept))), intercept


def _probit(share: Array) -> Array:
    return np.asarray(ndtri(share), dtype=np.float64)


def policy_truth(company: Company, win_intercept: float, intercept: float) -> Mapping[str, float]:
    """What capping discounts at 10 % changes, in expectation over all the deals."""
    capped = regrow(company, "discount", lambda discount: np.minimum(discount, CAP))
    before = _expected(company, win_intercept, intercept)
    after = _expected(capped, win_intercept, intercept)
    return {
        "revenue_percent": 100 * (after["revenue"] / before["revenue"] - 1),
        "wins_percent": 100 * (after["wins"] / before["wins"] - 1),
        "churn_points": 100 * (after["churn"] - before["churn"]),
    }


def _expected(company: Company, win_intercept: float, intercept: float) -> dict[str, float]:
    wins = expit(win_odds(company) + win_intercept)
    lost = expit(company.known["odds"] + intercept)
    stay = 1 - lost
    month = np.exp(company.known["list_size"]) * (1 - company.known["discount"])
    return {
        "wins": float(wins.sum()),
        "churn": float((wins * lost).sum() / wins.sum()),
        "revenue": float((wins * 12 * month * (1 + stay + stay**2)).sum()),
    }


def opportunities(company: Company, wins: NDArray[np.bool_], signed: Days) -> pd.DataFrame:
    """The deals as a sales team records them; ``list_amount`` is a month's, at list price."""
    known = company.known
    numbers = np.cumsum(wins) - 1
    account = [f"A{n:06d}" if w else None for n, w in zip(numbers.tolist(), wins, strict=True)]
    category = {
        code: pd.Categorical.from_codes(known[code].astype(np.int8), LEVELS[code])
        for code in ("segment", "industry", "region", "channel", "salesperson")
    }
    return pd.DataFrame(
        {
            "opportunity_id": [f"O{n:06d}" for n in range(len(wins))],
            "account_id": account,
            "cluster": [f"P{parent:06d}" for parent in company.noise.cluster.tolist()],
            "closed_on": signed.astype("datetime64[s]"),
            "outcome": np.where(wins, "won", "lost"),
            **category,
            "quarter_end": known["quarter_end"],
            "list_size": known["list_size"],
            "list_amount": np.round(np.exp(known["list_size"]), 2),
            "discount": known["discount"],
            "deal_risk": known["deal_risk"],
        }
    )

"""The renewals to come of a book: read, foreseen, and told as rows, in sentences and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from garant.charts import Chart, Lang
from garant.charts.renewals_ahead_chart import DueMonth, renewals_ahead
from garant.metrics import fx
from garant.metrics.errors import RequestError
from garant.outlook.renewals.ahead import renewals_to_come as looked_ahead
from garant.outlook.renewals.rates import beaten
from garant.outlook.renewals.result import (
    Ahead,
    Call,
    Due,
    Foreseen,
    Month,
    RenewalsToCome,
    Skill,
    Unheard,
)
from garant.outlook.renewals.words import told
from garant.study.likelihood import Likelihood
from garant.study.observations import Observations
from garant.study.prediction import Prediction, prediction
from garant.study.risk import LEAST_LOSSES, LEAST_RENEWALS
from garant.study.screening import screened
from garant.warehouse.observations import Reading
from garant.warehouse.outlook_calls import calls_and_later, own_calls
from garant.warehouse.told_result import Found, ToldResult

if TYPE_CHECKING:
    from garant.warehouse.book import Book

By = Literal["month", "contract"]
ONE = 10**4
CHANCE = 0.5  # of two renewals, the lost one is above the kept one by chance alone
STATES = {"pending": "open", "secured": "secured", "renewed": "secured", "lost": "lost"}
CONTRACT = (
    *("contract_id", "account_id", "due_on", "notice_on", "amount", "state"),
    *("probability", "probability_from", "call"),
)
MONTH = (
    *("period", "due_mrr", "secured", "open", "lost", "expected_kept", "low", "high"),
    *("called_kept", "uncalled"),
)


def renewals_to_come(
    book: Book,
    *,
    months: int = 6,
    calls: str | Path | None = None,
    by: By = "month",
    seed: int = 0,
) -> ToldResult:
    """What comes due in the next months, what is secured, lost or open, and what will be kept.

    `calls` is a file of what people expect (:mod:`outlook_calls`); without it, that of the book
    itself, if it has one. Rows are by month or by contract.
    """
    if by not in get_args(By):
        raise RequestError("rows are by month or by contract, not {given}", given=repr(by))
    known = _Known.of(book, months, seed)
    path = calls if calls is not None else own_calls(book)
    said: Mapping[str, Call] | None = None
    later: tuple[str, ...] = ()
    if path is not None:
        said, later = calls_and_later(path, contracts=known.contracts, on=known.ahead.on)
    found = looked_ahead(
        known.due, known.past, ahead=known.ahead, foreseen=known.foreseen, calls=said
    )
    found = replace(found, unheard=Unheard.of(found.rows, said or {}, later))
    facts = book.facts
    currency = fx.reporting_currency(facts)
    settings = facts.settings.as_text() | {
        "reporting_currency": currency, "months": months, "by": by,
        "calls": Path(path).name if path is not None else None, "seed": seed,
    }  # fmt: skip
    return ToldResult(
        "renewals_to_come",
        lambda _lang: laid(found, by),
        settings,
        say=lambda lang: told(found, lang, currency=currency),
        draw=lambda lang: picture(found, lang, currency),
    )


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class _Known:
    """What the pure part is given."""

    due: pd.DataFrame
    past: pd.DataFrame
    ahead: Ahead
    foreseen: Foreseen
    contracts: frozenset[str]

    @classmethod
    def of(cls, book: Book, months: int, seed: int) -> _Known:
        read = Reading.of(book, None)
        ahead = Ahead(read.knowledge.on.date(), months)
        past, upcoming, later = read.observations(), read.upcoming(), read.ahead
        due = _due(read, later, upcoming, past)
        known = _past(past)
        if not len(due) and not len(known) and later is not None:
            raise RequestError("there is no contract yet on {day}: choose a later day",
                               day=ahead.on)  # fmt: skip
        named = read.frames["contract"]["contract_id"] if later is not None else due["contract_id"]
        return cls(due, known, ahead, _foreseen(past, upcoming, seed), frozenset(named.map(str)))


def _due(
    read: Reading, later: pd.DataFrame | None, upcoming: Observations, past: Observations
) -> pd.DataFrame:
    """Every end of a term that is not over, as :func:`looked_ahead` takes it."""
    if later is None or read.decisions is None:
        return _from_lines(upcoming)
    undecided = read.decisions[read.decisions["outcome"] == "pending"]
    both = pd.concat([part for part in (undecided, later) if len(part)] or [later])
    table = both[both["due_mrr"] > 0].reset_index(drop=True)
    notice = table["due_on"] - pd.to_timedelta(table["notice_days"].fillna(0), unit="D")
    return pd.DataFrame(
        {
            "contract_id": table["contract_id"],
            "account_id": table["account_id"],
            "rank": _ranks(table, upcoming.rows, past.rows),
            "due_on": table["due_on"],
            "notice_on": notice.where(table["tacit"].astype(bool)),
            "state": table["outcome"].map(STATES),
            "amount": _exact(table["due_mrr"]),
            "kept": _exact(table["renewed_mrr"]),
        }
    )


def _from_lines(upcoming: Observations) -> pd.DataFrame:
    """Without contracts, only the terms that are open are known."""
    rows = upcoming.rows
    return pd.DataFrame(
        {
            "contract_id": rows["contract_id"],
            "account_id": rows["id"],
            "rank": rows["renewal_number"],
            "due_on": rows["due_on"],
            "notice_on": pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
            "state": "open",
            "amount": _exact(rows["mrr"]),
            "kept": 0,
        }
    )


def _exact(amounts: pd.Series) -> pd.Series:
    """Ten-thousandths again, as the engine counted them."""
    return (amounts.astype("float64") * ONE).round().astype("int64")


def _ranks(table: pd.DataFrame, upcoming: pd.DataFrame, past: pd.DataFrame) -> pd.Series:
    """Which renewal of its account each is; one more than it has seen where the study is silent."""
    numbers = upcoming.drop_duplicates("contract_id").set_index("contract_id")["renewal_number"]
    seen = past.groupby("id").size()
    before = pd.to_numeric(table["account_id"].map(seen)).fillna(0) + 1
    return table["contract_id"].map(numbers).fillna(before).astype("int64")


def _past(past: Observations) -> pd.DataFrame:
    rows = past.rows.rename(columns={"renewal_number": "rank"})
    return rows[["rank", "due_on", "lost", "kept"]].reset_index(drop=True)


# ---------------------------------------------------------------- foreseeing


def _foreseen(past: Observations, upcoming: Observations, seed: int) -> Foreseen:
    """The risk of the study, if it has shown that it tells the lost from the kept."""
    nothing = pd.DataFrame({"period": [], "chance": [], "lost": []})
    if len(past) < LEAST_RENEWALS or past.losses < LEAST_LOSSES:
        return Foreseen(Skill("too_few"), {}, nothing)
    codes = {feature.code for feature in upcoming.features}
    table = _screened(past)
    features = tuple(feature for feature in table.features if feature.code in codes)
    table = table.only(features)
    record = prediction(table, seed=seed)
    if record is None or record.observed_on is None:
        return Foreseen(Skill("too_few"), {}, nothing)
    shown = partial(Skill, auc=record.auc, low=record.auc_low, high=record.auc_high)
    if record.auc_low <= CHANCE:
        return Foreseen(shown("no_skill"), {}, nothing)
    judged = _judged(table, record)
    if not beaten(_past(past), judged):
        return Foreseen(shown("no_better"), {}, nothing)
    model = Likelihood.fitted(table, seed=seed)
    kept = 1 - model.chances(upcoming.only(features).values)
    chances = dict(zip(upcoming.rows["contract_id"].map(str), map(float, kept), strict=True))
    return Foreseen(shown(None), chances, judged)


def _judged(table: Observations, record: Prediction) -> pd.DataFrame:
    """The past renewals that the study foresaw, forward in time, and what came of them.

    It foresees all that was looked at on a day, or nothing.
    """
    days = table.rows["observed_on"].to_numpy("datetime64[D]")
    rows = table.rows[np.isin(days, np.asarray(record.observed_on))]
    observed_on = rows["observed_on"]
    return pd.DataFrame(
        {
            "rank": rows["renewal_number"],
            "observed_on": observed_on,
            "period": observed_on.dt.year * 12 + observed_on.dt.month - 1,
            "chance": 1 - record.foreseen,
            "lost": record.lost,
        }
    )


def _screened(past: Observations) -> Observations:
    try:
        return screened(past)
    except RequestError:  # too little to study, and enough to foresee
        return past


# ---------------------------------------------------------------- telling


def laid(found: RenewalsToCome, by: By) -> Found:
    """The rows, and beside them the whole, the scenarios and what is to be decided."""
    if by == "contract":
        return Found(CONTRACT, [_contract(row) for row in found.rows], _beside(found))
    return Found(MONTH, [_month(month) for month in found.months], _beside(found))


def _contract(row: Due) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in CONTRACT[:6]},
        "probability": None if row.probability is None else round(row.probability, 4),
        "probability_from": row.probability_from,
        "call": row.call.call if row.call is not None else None,
    }


def _month(month: Month) -> dict[str, Any]:
    return {name: getattr(month, name) for name in MONTH}


def _beside(found: RenewalsToCome) -> dict[str, Any]:
    return {
        "total": {"until": found.ahead.until, "contracts": found.total.count,
                  **{name: getattr(found.total, name) for name in MONTH[1:]}},
        "scenarios": scenarios(found),
        "this_month": [
            {**_contract(row), "decide_on": row.decide_on,
             "called_amount": row.call.amount if row.call is not None else None}
            for row in found.this_month
        ],
        "probability": {
            "study": found.skill.reason or "used",
            "auc": _rounded(found.skill.auc), "auc_low": _rounded(found.skill.low),
            "auc_high": _rounded(found.skill.high),
            "rates": [
                {"renewal": step.rank, "due": step.due, "lost": step.lost,
                 "probability": round(step.chance, 4)}
                for step in (found.rates.steps if found.rates is not None else ())
            ],
        },
        "shared": {"month": _rounded(found.shared.month), "common": _rounded(found.shared.common),
                   "months_measured": found.shared.months},
        "renewed_at_less": {"share": _rounded(found.shrinking), "kept": _rounded(found.kept_at)},
        "due_again": found.again,
    }  # fmt: skip


def scenarios(found: RenewalsToCome) -> list[dict[str, Any]]:
    """What is kept if all that is open renews, as foreseen, as called, and at the plausible worst.

    Each stands for itself: they are never averaged.
    """
    total = found.total
    return [
        {"scenario": "all_renewed", "kept": total.secured + total.open},
        {"scenario": "model", "kept": total.expected_kept, "low": total.low, "high": total.high},
        {"scenario": "called", "kept": total.called_kept, "uncalled": total.uncalled},
        {"scenario": "worst_plausible", "kept": found.worst},
        {"scenario": "none_renewed", "kept": total.secured},
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def picture(found: RenewalsToCome, lang: Lang, currency: str | None) -> Chart:
    """Due by month: open, secured and lost, with what will be kept."""
    months = [
        DueMonth(
            month.period,
            secured=month.secured, open=month.open, lost=month.lost,
            kept=month.expected_kept, low=month.low, high=month.high, called=month.called_kept,
            count=month.count,
        )
        for month in found.months
    ]  # fmt: skip
    return renewals_ahead(months, lang=lang, currency=currency)

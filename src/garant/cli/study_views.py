"""The tables of a study as a person reads them: few columns, words in place of codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from garant.charts import intervals, labels
from garant.charts.labels import Lang
from garant.cli.answers import Answer
from garant.cli.figures import lang, points
from garant.cli.language import N_, _

if TYPE_CHECKING:
    from garant.warehouse.study_result import StudyResult
    from garant.warehouse.told_result import Found

Row = Mapping[str, Any]
MOST_ACCOUNTS = 30
MOST_REASONS = 3
EVERY_TIME = 24  # points of a curve above which only some are shown

TITLES = {
    "drivers": N_("What weighs on renewals"),
    "effect": N_("The effect of one lever"),
    "departments": N_("Who can act"),
    "risk": N_("The accounts at risk"),
    "policy": N_("What a change of policy would do"),
    "intervention": N_("Whether the change did what it was for"),
    "survival": N_("How long customers stay"),
    "table": N_("The rows that are studied"),
}
WORDS = {
    "red": N_("red"), "amber": N_("amber"), "green": N_("green"),
    "band": N_("in the band {band}"), "cap": N_("all capped at {at}"),
    "exposed": N_("among those exposed"),
    "revenue_percent": N_("Revenue over 36 months"), "wins_percent": N_("Deals won"),
    "churn_points": N_("Loss at the first renewal"),
    "g-computation": N_("standardised"), "AIPW": N_("doubly robust"),
    "all_missing": N_("every cell is empty"),
    "constant": N_("it has one value only"),
    "too_many_levels": N_("a category of more than 50 levels says who, not why"),
    "recorded_too_late": N_(
        "it was recorded after the day on which a loss could still be prevented"
    ),
    "near_copy_of_outcome": N_("it tells the outcome almost by itself"),
    "known_only_of_the_lost": N_("whether it is filled in tells the outcome almost by itself"),
    "read_from_the_successor": N_(
        "read from what was signed next it is known only of those who stay"
    ),
    "covered_by_another": N_("another column already says it"),
    "lost deals": N_("the deals that were lost"),
    "deal risk logged before the discount": N_("the risk of a deal, logged before its discount"),
}  # fmt: skip


def title_of(kind: str) -> str:
    """What an answer is called."""
    return _(TITLES[kind])


def word(code: str, **values: object) -> str:
    """A code of the study in words; an unknown one is its own."""
    said = _(WORDS[code]) if code in WORDS else code
    return said.format(**values) if values else said


def to_read(result: StudyResult, found: Found, tongue: Lang) -> Answer:
    """The rows as a person reads them."""
    rows = [_ROWS[result.kind](row, tongue) for row in _kept(result.kind, found.rows)]
    columns = tuple(rows[0]) if rows else ()
    return Answer(columns, rows, result.settings)


def set_aside(beside: Mapping[str, Any]) -> Iterator[str]:
    """The columns that were refused, by name, and what else the reader must know."""
    for one in beside.get("refused", ()):
        yield _("{column} was set aside: {reason}.").format(
            column=one["column"], reason=word(one["reason"])
        )
    missing = [word(one) for one in beside.get("missing", ())]
    if missing:
        yield _("Revenue and wins cannot be told without {missing}.").format(
            missing=" · ".join(missing)
        )


def _kept(kind: str, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows a terminal has room for."""
    if kind == "risk":
        return rows[:MOST_ACCOUNTS]
    if kind == "effect":
        return [row for row in rows if row["points"] is not None]
    if kind == "survival" and len(rows) > EVERY_TIME:
        return rows[:: len(rows) // EVERY_TIME + 1]
    return rows


def _driver(row: Row, tongue: Lang) -> Row:
    return {
        "rank": row["rank"],
        "lever": f"{row['label']} ({intervals.department_name(row['department'], tongue)})",
        "avoidable_points": row["avoidable_points"],
        "interval": _between(row),
        "avoidable_mrr": row["avoidable_mrr"],
        "verdict": intervals.verdict_name(row["verdict"], tongue),
    }


def _effect(row: Row, tongue: Lang) -> Row:
    del tongue
    return {
        "what": word(row["estimand"], band=row["band"], at=_at(row["at"])),
        "renewals": row["n"],
        "loss": row["points"],
        "interval": _between(row),
        "method": word(row["method"]),
    }


def _department(row: Row, tongue: Lang) -> Row:
    return {
        "owner": intervals.department_name(row["department"], tongue),
        "avoidable_points": row["avoidable_points"],
        "interval": _between(row),
        "alone_points": row["alone_points"],
        "avoidable_mrr": row["avoidable_mrr"],
        "levers": ", ".join(row["levers"]),
    }


def _risk(row: Row, tongue: Lang) -> Row:
    del tongue
    return {
        "account_id": row["id"],
        "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        "mrr": row["mrr"],
        "risk": row["risk"],
        # Without a colour the model has shown no skill: its reasons would explain nothing.
        "band": word(row["band"]) if row["band"] else None,
        "reasons": reasons_of(row) if row["band"] else None,
    }


def reasons_of(row: Row) -> str:
    """The strongest reasons of an account, in one line."""
    told = row["reasons"][:MOST_REASONS]
    return " · ".join(
        one["label"] if one["points"] is None else f"{one['label']} {signed(one['points'])}"
        for one in told
    )


def _policy(row: Row, tongue: Lang) -> Row:
    del tongue
    written = points if row["measure"] == "churn_points" else percent_of
    return {
        "measure": word(row["measure"]),
        "shift": written(row["change"]),
        "interval": _span(written(row["low"]), written(row["high"])),
    }


def _look(row: Row, tongue: Lang) -> Row:
    return {
        "look": row["look"],
        "on": date.fromisoformat(row["on"]),
        "loss": row["points"],
        "interval": _between(row),
        "verdict": intervals.verdict_name(row["verdict"], tongue),
    }


def _survival(row: Row, tongue: Lang) -> Row:
    del tongue
    return {name: row[name] for name in ("time", "surviving", "at_risk")}


def percent_of(value: float) -> str:
    """A change in percent, signed."""
    return labels.number(value, lang(), decimals=1, signed=True) + labels.NBSP + "%"


def signed(value: float) -> str:
    """A signed number with one decimal."""
    return labels.number(value, lang(), decimals=1, signed=True)


def _between(row: Row) -> str:
    if row["low"] is None:
        return ""
    return _span(signed(row["low"]), signed(row["high"]))


def _span(low: str, high: str) -> str:
    """From low to high, on one line."""
    return f"{low}{labels.NBSP}…{labels.NBSP}{high}"


def _at(at: Any) -> str:
    if not isinstance(at, float):
        return str(at)
    decimals = 0 if at == int(at) else 2
    return labels.number(at, lang(), decimals=decimals)


_ROWS: Mapping[str, Callable[[Row, Lang], Row]] = {
    "drivers": _driver,
    "effect": _effect,
    "departments": _department,
    "risk": _risk,
    "policy": _policy,
    "intervention": _look,
    "survival": _survival,
}

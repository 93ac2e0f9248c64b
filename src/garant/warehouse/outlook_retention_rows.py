"""A retention curve as rows and as what stands beside them: shares to six decimals (R25)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from garant.warehouse.told_result import Found

if TYPE_CHECKING:
    from garant.outlook.curves.curve import Retention
    from garant.outlook.curves.evidence import Evidence
    from garant.outlook.curves.kaplan_meier import Step
    from garant.outlook.curves.words import Part

Row = dict[str, Any]
COLUMNS = ("period", "observed", "expected", "low", "high")
MODEL = "shifted beta-geometric"
PLACES = 6


def share(value: float | None) -> float | None:
    """A share, to six decimals; nothing where it is not a finite number.

    >>> share(0.12345678), share(float("inf")), share(None)
    (0.123457, None, None)
    """
    if value is None or not math.isfinite(value):
        return None
    return round(value, PLACES) + 0.0


def laid(found: Retention, risen: Sequence[int] = ()) -> Found:
    """One row a period, from the start on."""
    return Found(COLUMNS, _rows(found), _beside(found) | {"warnings": _warnings(found, risen)})


def laid_parts(parts: Sequence[Part], name: str) -> Found:
    """The same for each segment or cohort, whose name comes first."""
    rows = [{name: one.name, **row} for one in parts for row in _part_rows(one)]
    curves = [{name: one.name, **_part_beside(one)} for one in parts]
    return Found((name, *COLUMNS), rows, {"model": MODEL, "curves": curves})


def _rows(found: Retention) -> list[Row]:
    return [
        {"period": one.period, **{name: share(getattr(one, name)) for name in COLUMNS[1:]}}
        for one in found.periods
    ]


def _part_rows(one: Part) -> list[Row]:
    """A part too small for a curve has what was observed, and nothing else."""
    if one.found is not None:
        return _rows(one.found)
    nothing = dict.fromkeys(COLUMNS[2:])
    return [
        {"period": step.period, "observed": share(step.surviving), **nothing}
        for step in one.observed
    ]


def _part_beside(one: Part) -> Row:
    if one.found is not None:
        return _beside(one.found)
    return {"model": None, "parameters": None, **_seen(one.evidence, one.observed)}


def _beside(found: Retention) -> Row:
    return {
        "model": MODEL,
        "parameters": _parameters(found),
        "constant": {
            "loss": share(found.constant.loss),
            "expected": [share(found.constant.survival(one.period)) for one in found.periods],
        },
        "hold_out": _hold_out(found),
        "life": _life(found),
        **_seen(found.evidence, found.observed),
        "median": found.median,
        "period_months": found.question.months,
    }


def _parameters(found: Retention) -> Row:
    curve, fit = found.curve, found.fit
    return {
        "alpha": share(curve.alpha), "alpha_low": share(fit.alpha[0]),
        "alpha_high": share(fit.alpha[1]),
        "beta": share(curve.beta), "beta_low": share(fit.beta[0]), "beta_high": share(fit.beta[1]),
        "first_loss": share(curve.loss), "log_likelihood": share(fit.log_likelihood),
    }  # fmt: skip


def _hold_out(found: Retention) -> Row | None:
    held = found.hold_out
    if held is None:
        return None
    return {
        "fitted_to": held.fitted,
        "judged": held.judged,
        "error_points": round(held.points, 4),
        "constant_error_points": round(held.constant_points, 4),
    }


def _life(found: Retention) -> Row:
    one, (stays, low, high) = found.life, found.stays
    return {
        "within": found.periods[-1].period, "stays": share(stays), "stays_low": share(low),
        "stays_high": share(high),
        "periods": share(one.periods), "low": share(one.low), "high": share(one.high),
        "discount": found.question.discount, "undiscounted": share(one.undiscounted),
    }  # fmt: skip


def _seen(evidence: Evidence, steps: Sequence[Step]) -> Row:
    return {
        "customers": _count(evidence.lives),
        "losses": _count(evidence.losses),
        "kaplan_meier": [
            {
                "period": step.period, "surviving": share(step.surviving),
                "low": share(step.low), "high": share(step.high),
                "at_risk": _count(step.at_risk), "lost": _count(step.lost),
            }
            for step in steps
        ],
    }  # fmt: skip


def _count(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(float(value), 4)


def _warnings(found: Retention, risen: Sequence[int]) -> list[Row]:
    told = []
    if risen:
        places = ", ".join(map(str, risen))
        message = f"there are more survivors than before at the end of period {places}"
        told.append({"code": "survivors_rise", "message": message})
    if found.assumed_customers:
        message = "how many customers these shares are of is not known: 1000 are assumed"
        told.append({"code": "customers_assumed", "message": message})
    return told

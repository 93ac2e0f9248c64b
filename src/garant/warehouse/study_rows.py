"""What a study found, as rows and as what stands beside them: numbers rounded, money exact.

Points keep 2 decimals, shares 4, p-values 6 significant digits; money is a decimal of cents.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from garant.warehouse.told_result import Found

if TYPE_CHECKING:
    from garant.study.departments import Departments
    from garant.study.drivers import Drivers
    from garant.study.effect_result import EffectResult
    from garant.study.intervention import Intervention
    from garant.study.observations import Refused, Warned
    from garant.study.policy import PolicyResult
    from garant.study.prediction import Prediction
    from garant.study.risk import Reason, Risks
    from garant.study.survival_result import Survival

Row = dict[str, Any]

DRIVER = (
    *("rank", "code", "label", "department", "stage", "role", "kind", "p_holm"),
    *("avoidable_points", "low", "high", "avoidable_mrr", "verdict", "claim"),
)
EFFECT = ("estimand", "band", "at", "n", "points", "low", "high", "method")
DEPARTMENT = (
    *("department", "levers", "avoidable_points", "low", "high", "alone_points"),
    *("avoidable_mrr", "claim"),
)
RISK = ("id", "due_on", "mrr", "risk", "band", "reasons", "others_points")
POLICY = ("measure", "change", "low", "high")
LOOK = ("look", "on", "points", "low", "high", "verdict")
SURVIVAL = ("time", "surviving", "low", "high", "at_risk")
_CENT = Decimal("0.01")


def points(value: float | None) -> float | None:
    """Percentage points, to four decimals: a table that shows one then rounds as a sentence does.

    >>> points(-0.00001), points(7.12345), points(None)
    (0.0, 7.1235, None)
    """
    return None if value is None else round(value, 4) + 0.0


def share(value: float | None) -> float | None:
    """A share, to four decimals."""
    return None if value is None else round(value, 4) + 0.0


def chance(value: float | None) -> float | None:
    """A p-value or another small number, to six significant digits.

    >>> chance(0.000012345678)
    1.23457e-05
    """
    return None if value is None else float(f"{value:.6g}")


def money(value: float | None) -> Decimal | None:
    """An amount, to the cent.

    >>> money(12.345)
    Decimal('12.35')
    """
    return None if value is None else Decimal(repr(value)).quantize(_CENT, "ROUND_HALF_UP")


def drivers(found: Drivers, foreseen: Prediction | None, lang: str = "en") -> Found:
    """One row a lever, and everything CONTRACT names beside the rows."""
    rows = [
        {
            **{name: getattr(one, name) for name in DRIVER},
            "label": one.label_fr or one.label if lang == "fr" else one.label,
            "p_holm": chance(one.p_holm),
            **{name: points(getattr(one, name)) for name in ("avoidable_points", "low", "high")},
            "avoidable_mrr": money(one.avoidable_mrr),
        }
        for one in found.rows
    ]
    return Found(DRIVER, rows, _beside_drivers(found, foreseen, lang))


def _beside_drivers(found: Drivers, foreseen: Prediction | None, lang: str) -> Row:
    return {
        "observations": found.observations,
        "losses": found.losses,
        "minimum_detectable_points": points(found.minimum_detectable_points),
        "early_warnings": [
            {
                "code": sign.code,
                "label": sign.label_fr or sign.label if lang == "fr" else sign.label,
                "p": chance(sign.p),
            }
            for sign in found.early_warnings
        ],
        "refused": refused(found.refused),
        "warnings": warned(found.warnings),
        "prediction": prediction(foreseen),
    }


def refused(columns: Iterable[Refused]) -> list[Row]:
    """The columns that were set aside."""
    return [
        {"code": one.code, "column": one.column, "reason": one.reason, "detail": one.detail}
        for one in columns
    ]


def warned(warnings: Iterable[Warned]) -> list[Row]:
    """What the reader must know, each thing once."""
    return [{"code": one.code, "message": one.message} for one in dict.fromkeys(warnings)]


def prediction(found: Prediction | None) -> Row | None:
    """How well losses can be foreseen; None where there are too few rows to judge."""
    if found is None:
        return None
    names = ("auc", "auc_low", "auc_high", "log_loss", "mean_predicted", "mean_observed")
    return {
        **{name: share(getattr(found, name)) for name in names},
        "calibration_slope": share(found.calibration_slope),
        "split": found.split,
        "observations": found.observations,
    }


def effect(found: EffectResult) -> Found:
    """The bands, the cap, the exposed, each by both methods; beside, what to call the figure."""
    rows = [
        {
            **{name: getattr(one, name) for name in EFFECT},
            "at": share(one.at) if isinstance(one.at, float) else one.at,
            **{name: points(getattr(one, name)) for name in ("points", "low", "high")},
        }
        for one in found.rows
    ]
    return Found(EFFECT, rows, _beside_effect(found))


def _beside_effect(found: EffectResult) -> Row:
    control, seen = found.negative_control, found.overlap
    return {
        "lever": found.lever,
        "reference": found.reference,
        "cap": found.cap,
        "verdict": found.verdict,
        "claim": found.claim,
        "p": chance(found.p),
        "negative_control": None
        if control is None
        else {"column": control.column, "alarm": control.alarm, "p": chance(control.p)},
        "overlap": {
            "ok": seen.ok,
            "effective_sample_size": round(seen.effective_sample_size, 1),
            "share_beyond_95": share(seen.share_beyond_95),
            "trimmed": share(seen.trimmed),
        },
        "agree": found.agree,
        "disagreement_p": chance(found.disagreement_p),
        "detectable_points": points(found.detectable_points),
        "robustness": share(found.robustness),
        "curve": [
            {
                "at": share(one.at),
                **{name: points(getattr(one, name)) for name in ("points", "low", "high")},
            }
            for one in found.curve
        ],
        "observations": found.observations,
        "losses": found.losses,
        "unknown": found.unknown,
        "confounders": list(found.confounders),
        "warnings": warned(found.warnings),
    }


def departments(found: Departments) -> Found:
    """One row a department; beside, what all would avoid together."""
    rows = [
        {
            "department": one.department,
            "levers": list(one.levers),
            **{name: points(getattr(one, name)) for name in ("avoidable_points", "low", "high")},
            "alone_points": points(one.alone_points),
            "avoidable_mrr": money(one.avoidable_mrr),
            "claim": one.claim,
        }
        for one in found.rows
    ]
    beside = {
        **{name: points(getattr(found, name)) for name in ("total_points", "total_low")},
        "total_high": points(found.total_high),
        "observations": found.observations,
        "losses": found.losses,
    }
    return Found(DEPARTMENT, rows, beside)


def risk(found: Risks, lang: str = "en") -> Found:
    """One row an account that comes up for renewal; beside, the track record of the model."""
    rows = [
        {
            "id": one.id,
            "due_on": one.due_on,
            "mrr": money(one.mrr),
            "risk": share(one.risk),
            "band": one.band,
            "reasons": [_reason(reason, lang) for reason in one.reasons],
            "others_points": points(one.others_points),
        }
        for one in found.rows
    ]
    beside = {
        "model": found.model,
        "average": share(found.average),
        "observations": found.observations,
        "losses": found.losses,
        "prediction": prediction(found.record),
        "calibration": [_shares(asdict(group)) for group in found.groups],
        "last_quarter": [asdict(outcome) for outcome in found.last_quarter],
    }
    return Found(RISK, rows, beside)


def _reason(reason: Reason, lang: str) -> Row:
    return {
        "code": reason.code,
        "label": reason.label_fr or reason.label if lang == "fr" else reason.label,
        "value": reason.value,
        "points": points(reason.points),
    }


def _shares(group: Row) -> Row:
    return {name: share(value) if isinstance(value, float) else value for name, value in
            group.items()}  # fmt: skip


def policy(found: PolicyResult) -> Found:
    """What would move, each measure with its interval; beside, what is missing to say more."""
    rows = [
        {
            "measure": one.measure,
            **{name: points(getattr(one, name)) for name in ("change", "low", "high")},
        }
        for one in found.rows
    ]
    beside = {
        "changes": [f"{code}{operator}{value}" for code, (operator, value) in found.changes],
        "months": found.months,
        "missing": list(found.missing),
        "observations": found.observations,
        "deals": found.deals,
        "won": found.won,
        "later_renewals": found.later_renewals,
        "confounders": list(found.confounders),
        "warnings": warned(found.warnings),
    }
    return Found(POLICY, rows, beside)


def intervention(found: Intervention, lang: str = "en") -> Found:
    """One row a look; beside, the verdict, or why there is none and what can be seen instead."""
    rows = [
        {
            **{name: getattr(one, name) for name in ("look", "on", "verdict")},
            **{name: points(getattr(one, name)) for name in ("points", "low", "high")},
        }
        for one in found.rows
    ]
    beside = {
        "identified": found.identified,
        "verdict": found.verdict,
        "reason": found.reason,
        "claim": found.claim,
        "exposed": found.exposed,
        "first_verdict_on": found.first_verdict_on,
        "planned_on": list(found.planned_on),
        "check_points": points(found.check_points),
        "leading": [
            {
                "code": one.code,
                "label": one.label_fr or one.label if lang == "fr" else one.label,
                "before": chance(one.before),
                "since": chance(one.since),
                "p": chance(one.p),
            }
            for one in found.leading
        ],
        "quarters": [_shares(dict(quarter)) for quarter in found.quarters],
    }
    return Found(LOOK, [{name: row[name] for name in LOOK} for row in rows], beside)


def survival(found: Survival) -> Found:
    """Kaplan and Meier's curve; beside, how well a model orders who leaves first."""
    rows = [_shares(asdict(point)) for point in found.points]
    beside = {
        "median": found.median,
        "concordance": share(found.concordance),
        "concordance_error": share(found.concordance_error),
        "observations": found.observations,
        "losses": found.losses,
        "curve": rows,
    }
    return Found(SURVIVAL, rows, beside)

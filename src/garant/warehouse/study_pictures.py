"""What a study found, as pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from garant import charts
from garant.charts import Chart, Heading, Lang
from garant.charts.chart import Table
from garant.charts.labels import number

if TYPE_CHECKING:
    from garant.study.departments import Departments
    from garant.study.drivers import Drivers
    from garant.study.effect_result import EffectResult, EffectRow
    from garant.study.feature import Feature
    from garant.study.intervention import Change, Intervention
    from garant.study.policy import PolicyResult
    from garant.study.risk import Risk, Risks
    from garant.study.survival_result import Survival

Z90 = 1.6449  # of a normal distribution: 90 % lie within it

Pair = tuple[str, str]
WORDS: Final[dict[str, Pair]] = {
    "revenue_percent": ("Revenue, %", "Revenu, %"),
    "wins_percent": ("Deals won, %", "Affaires gagnées, %"),
    "churn_points": (
        "Loss at the first renewal, points",
        "Perte au premier renouvellement, points",
    ),
    "policy": ("What the policy would change", "Ce que la politique changerait"),
    "policy_how": (
        "Against as things are; the line is the 95% interval",
        "Par rapport à l’existant ; le trait est l’intervalle à 95 %",
    ),
    "measure": ("Measure", "Mesure"),
    "change": ("Change", "Changement"),
    "low": ("Low", "Bas"),
    "high": ("High", "Haut"),
    "account": ("Why {name} is at risk", "Pourquoi {name} est à risque"),
    "account_how": (
        "From the average risk to this account’s, in points",
        "Du risque moyen à celui de ce compte, en points",
    ),
    "others": ("all others", "tous les autres"),
    "other": ("The other reasons", "Les autres raisons"),
    "survival": ("How many are still there", "Combien sont encore là"),
    "survival_how": (
        "Share still there by time observed, with its 95% interval (Kaplan and Meier)",
        "Part encore là selon la durée observée, avec son intervalle à 95 % (Kaplan et Meier)",
    ),
    "still": ("Still there", "Encore là"),
    "before": ("Loss before and after the change", "La perte avant et après le changement"),
    "before_how": (
        "Share lost by quarter of renewal; the band: those not exposed, in the same quarter",
        "Part perdue par trimestre d’échéance ; la bande : les non exposés du même trimestre",
    ),
    "effect": ("Loss by band: {name}", "La perte par tranche : {name}"),
    "effect_how": (
        "Points of loss against {reference}, with the 95% interval",
        "Points de perte par rapport à {reference}, avec l’intervalle à 95 %",
    ),
}  # fmt: skip


def words(key: str, lang: Lang, **values: str) -> str:
    """A few words of a picture, in a language."""
    said = WORDS[key][lang == "fr"]
    return said.format(**values) if values else said


def drivers(found: Drivers, lang: Lang) -> Chart:
    """What each lever would have avoided, with its intervals."""
    rows = [{**vars(one), "label": named(one, lang)} for one in found.rows]
    return charts.forest(charts.drivers_of(rows), lang=lang)


def named(one: Feature | object, lang: Lang) -> str:
    """The label of a feature, a driver, a sign or a reason in a language."""
    label, label_fr = str(getattr(one, "label", "")), str(getattr(one, "label_fr", ""))
    return label_fr or label if lang == "fr" else label


def effect(found: EffectResult, feature: Feature, lang: Lang) -> Chart:
    """Loss by band of the lever; without bands, that of all who are worse than the reference."""
    told = [row for row in found.rows if row.method == "g-computation" and row.points is not None]
    bands = [_band(row, str(row.band)) for row in told if row.estimand == "band"]
    if not bands:
        exposed = (row for row in told if row.estimand == "exposed")
        bands = [_band(row, words("others", lang)) for row in exposed]
    reference = _reference(found, feature, lang)
    rest = found.observations - sum(band.n for band in bands)
    curve = [(one.at, one.points, one.low, one.high) for one in found.curve]
    heading = Heading(
        words("effect", lang, name=named(feature, lang)),
        words("effect_how", lang, reference=reference),
    )
    first = [charts.Band(reference, 0, 0, 0, rest, _start(found))] if bands else []
    return charts.dose(
        [*first, *bands],
        lang=lang,
        curve=curve if feature.code == "discount" else (),
        reading=charts.Reading(reference=reference),
        heading=heading,
    )


def _band(row: EffectRow, name: str) -> charts.Band:
    at = row.at if isinstance(row.at, float) else None
    low, points, high = (float(value or 0) for value in (row.low, row.points, row.high))
    return charts.Band(name, points, low, high, row.n, at)


def _start(found: EffectResult) -> float | None:
    return found.reference if isinstance(found.reference, float) else None


def _reference(found: EffectResult, feature: Feature, lang: Lang) -> str:
    """What the bands are held against, as it is written."""
    if isinstance(found.reference, str):
        return found.reference
    if feature.code == "discount":
        return f"{100 * found.reference:g} %"
    sign = {"low": "≤ ", "high": "≥ "}.get(feature.better or "", "")
    return sign + _trimmed(found.reference, lang)


def _trimmed(value: float, lang: Lang) -> str:
    decimals = 0 if value == int(value) else 1
    return number(value, lang, decimals=decimals)


def departments(found: Departments, lang: Lang) -> Chart:
    """What lies with each department."""
    rows = [
        charts.Department(one.department, one.avoidable_points, one.low, one.high)
        for one in found.rows
    ]
    return charts.department_bars(rows, lang=lang)


def track_record(found: Risks, lang: Lang) -> Chart:
    """What was foreseen against what came."""
    tenths = [charts.Tenth(g.predicted, g.observed, g.low, g.high, g.n) for g in found.groups]
    return charts.calibration(tenths, lang=lang)


def account(found: Risks, one: Risk, lang: Lang, *, name: str = "") -> Chart:
    """Why one account, of that name, is at risk."""
    heading = Heading(words("account", lang, name=name), words("account_how", lang))
    if one.risk is None or one.others_points is None:
        return charts.no_reasons(lang=lang, heading=heading)
    told = [
        charts.Reason(named(reason, lang), reason.points or 0.0, reason.value)
        for reason in one.reasons
    ]
    others = charts.Reason(words("other", lang), one.others_points)
    risk = charts.Risk(found.average, one.risk)
    return charts.reasons([*told, others], lang=lang, risk=risk, heading=heading)


def policy(found: PolicyResult, lang: Lang) -> Chart:
    """What would move, each in its own unit."""
    rows = [
        charts.Department(words(row.measure, lang), row.change, row.low, row.high)
        for row in found.rows
    ]
    heading = Heading(words("policy", lang), words("policy_how", lang))

    def written(value: charts.labels.Number) -> str:
        return number(value, lang, decimals=1, signed=True)

    drawn = charts.department_bars(rows, lang=lang, heading=heading, written=written)
    columns = tuple(words(key, lang) for key in ("measure", "change", "low", "high"))
    return replace(drawn, table=Table(columns, drawn.table.rows))


def intervention(found: Intervention, changes: Sequence[Change], lang: Lang) -> Chart:
    """The share lost by quarter, and that of who was not exposed."""
    sides: dict[str, dict[bool, tuple[int, float]]] = defaultdict(dict)
    for row in found.quarters:
        share, count = float(str(row["lost"])), int(str(row["n"]))
        sides[str(row["quarter"])][bool(row["exposed"])] = (count, share)
    rows = [_quarter(date.fromisoformat(day), side) for day, side in sorted(sides.items())]
    first = found.first_verdict_on
    change = charts.Change(
        min(one.on for one in changes).date(),
        first_verdict_on=date.fromisoformat(first) if first else None,
    )
    heading = Heading(words("before", lang), words("before_how", lang))
    return charts.before_after(rows, lang=lang, change=change, heading=heading)


def _quarter(day: date, side: dict[bool, tuple[int, float]]) -> charts.Quarter:
    """The exposed where there are any; beside them the interval of those who are not."""
    count, share = side.get(True) or side[False]
    if len(side) < 2:
        return charts.Quarter(day, share, count)
    low, high = wilson(*side[False])
    return charts.Quarter(day, share, count, low, high)


def wilson(count: int, share: float) -> tuple[float, float]:
    """The 90 % interval of a share. Source: Wilson (1927).

    >>> [round(end, 3) for end in wilson(100, 0.2)]
    [0.143, 0.273]
    """
    z2 = Z90**2 / count
    middle = (share + z2 / 2) / (1 + z2)
    reach = Z90 / (1 + z2) * (share * (1 - share) / count + z2 / (4 * count)) ** 0.5
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def survival(found: Survival, lang: Lang) -> Chart:
    """Kaplan and Meier's curve at whole times."""
    points = [charts.CurvePoint(0, 1.0, 1.0, 1.0, found.observations)]
    for point in found.points:
        if point.time == int(point.time) and point.time > 0:
            ends = _ends(point.low, point.surviving, point.high)
            points.append(charts.CurvePoint(int(point.time), point.surviving, *ends, point.at_risk))
    curve = charts.Curve(words("still", lang), tuple(points))
    heading = Heading(words("survival", lang), words("survival_how", lang))
    return charts.retention_curves([curve], lang=lang, heading=heading)


def _ends(low: float, value: float, high: float) -> tuple[float, float]:
    """The ends of an interval that holds its value, where an end is not a number."""
    return (low if low == low else value), (high if high == high else value)  # noqa: PLR0124

"""Retention curves as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from garant import charts
from garant.charts import Chart, Heading, Lang
from garant.charts.survival_chart import SurvivalPoint, Unit, survival_outlook

if TYPE_CHECKING:
    from garant.outlook.curves.curve import Question, Retention
    from garant.outlook.curves.words import Part

UNITS: dict[int, Unit] = {1: "month", 3: "quarter", 12: "year"}
MOST_POINTS = 121

Pair = tuple[str, str]
WORDS: Final[dict[str, Pair]] = {
    "parts": ("How many are still there", "Combien sont encore là"),
    "parts_how": (
        "Share of the start that was observed, by month since the first one",
        "Part du départ observée, selon le mois depuis le premier",
    ),
}  # fmt: skip


def picture(found: Retention, lang: Lang) -> Chart:
    """What was observed, and what is expected beyond it."""
    return survival_outlook(list(points(found)), lang=lang, unit=unit(found.question))


def unit(asked: Question) -> Unit:
    """What a period of the curve is called."""
    return UNITS.get(asked.months or 0, "period")


def points(found: Retention) -> list[SurvivalPoint]:
    """The periods as they are drawn; customers that are only assumed are no evidence."""
    return [_point(found, place) for place in range(min(len(found.periods), MOST_POINTS))]


def _point(found: Retention, place: int) -> SurvivalPoint:
    row = found.periods[place]
    step = found.observed[place] if place < len(found.observed) else None
    known = step is not None and not found.assumed_customers
    return SurvivalPoint(
        place,
        row.expected,
        row.low,
        row.high,
        observed=row.observed,
        observed_low=step.low if step and known else None,
        observed_high=step.high if step and known else None,
        constant=found.constant.survival(place),
        customers=round(step.at_risk) if step and known and place else None,
    )


def picture_of_parts(parts: Sequence[Part], asked: Question, lang: Lang) -> Chart:
    """What was observed of each segment or cohort, the largest first."""
    ordered = sorted(parts, key=lambda one: -one.evidence.lives)
    curves = [_curve(one, asked.months or 1) for one in ordered if len(one.observed) > 1]
    french = lang == "fr"
    heading = Heading(WORDS["parts"][french], WORDS["parts_how"][french])
    return charts.retention_curves(curves, lang=lang, heading=heading)


def _curve(one: Part, months: int) -> charts.Curve:
    """At months, as the charts of cohorts have them."""
    points = (charts.CurvePoint(step.period * months, step.surviving) for step in one.observed)
    return charts.Curve(one.name, tuple(points))

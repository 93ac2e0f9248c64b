"""Survival of every kind: years and months, many customers and few, seen and foreseen."""

from collections.abc import Callable

from garant.charts import Chart
from garant.charts.labels import Lang
from garant.charts.survival_chart import SurvivalPoint, survival_outlook

SEEN = (1.0, 0.87, 0.74, 0.65, 0.59)
AHEAD = 12


def points(seen=SEEN, ahead=AHEAD, customers=1000, fall=0.09):
    """What was seen on a thousand customers, and a curve beyond whose band widens."""
    rows = []
    for k in range(ahead + 1):
        expected = 1 / (1 + fall * k) ** 1.3
        reach = 0.01 + 0.012 * max(k - len(seen) + 1, 0) if k else 0
        known = k < len(seen)
        rows.append(
            SurvivalPoint(
                k, expected, max(expected - reach, 0), min(expected + reach, 1),
                observed=seen[k] if known else None,
                observed_low=max(seen[k] - 0.02, 0) if known and customers else None,
                observed_high=min(seen[k] + 0.02, 1) if known and customers else None,
                constant=0.88**k,
                customers=int(customers * seen[k - 1]) if known and k and customers else None,
            )
        )  # fmt: skip
    return rows


def draw(lang, rows=None, unit="year"):
    return survival_outlook(points() if rows is None else rows, lang=lang, unit=unit)


SURVIVAL: dict[str, Callable[[Lang], Chart]] = {
    "a table of years": draw,
    "shares of unknown customers": lambda lang: draw(lang, points(customers=0), "period"),
    "ten years of months": lambda lang: draw(
        lang, points([0.985**k for k in range(60)], 120, 400_000, 0.012), "month"
    ),
    "hardly anyone leaves": lambda lang: draw(
        lang, points([1, 0.998, 0.996], 6, 90, 0.002), "quarter"
    ),
    "seen to the end": lambda lang: draw(lang, points(ahead=4)),
    "nothing seen": lambda lang: draw(lang, points(seen=())),
    "one period": lambda lang: draw(lang, points(seen=(1.0,), ahead=1)),
}

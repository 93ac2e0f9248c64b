"""The charts the tests look at: ordinary ones and the edges, in both languages."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from garant import charts
from garant.charts import Cell, Chart, Curve, CurvePoint, Lang, Limit, Month, Step
from garant.charts.labels import money


def steps(*values: str) -> list[Step]:
    """The first and the last value are totals, the others movements."""
    ends = (0, len(values) - 1)
    return [
        Step(f"Step {i}", Decimal(value), "total" if i in ends else "movement")
        for i, value in enumerate(values)
    ]


def bridge(lang: Lang, *values: str, currency: str | None = "EUR") -> Chart:
    return charts.bridge(steps(*values), lang=lang, currency=currency)


# A half year of a real size: 412.4 + 38.2 + 21.6 + 3.1 - 9.8 - 24.9 = 440.6 thousand.
HALF_YEAR = ("412400", "38200", "21600", "3100", "-9800", "-24900", "440600")

FULL_ROW: dict[str, object] = {
    "period": date(2026, 1, 1),
    "opening": Decimal(412400),
    "new": Decimal(38200),
    "reactivation": Decimal(3100),
    "upsell_seats": Decimal(9000),
    "upsell_plan": Decimal(4000),
    "cross_sell_product": Decimal(3000),
    "cross_sell_department": Decimal(2500),
    "price_increase": Decimal(3100),
    "contraction_seats": Decimal(3800),
    "contraction_plan": Decimal(2000),
    "contraction_price": Decimal(1000),
    "contraction_drop": Decimal(3000),
    "churn": Decimal(24900),
    "fx": Decimal(-1200),
    "restatement": Decimal(700),
    "closing": Decimal(440100),
}


def full(lang: Lang) -> Chart:
    return charts.bridge(charts.bridge_steps([FULL_ROW], lang=lang), lang=lang, currency="EUR")


def retention(lang: Lang) -> Chart:
    rows = [
        {
            "period_end": date(2024 + i // 12, i % 12 + 1, 28),
            "nrr": Decimal("1.02") + Decimal(i) / 500,
            "grr": Decimal("0.93") - Decimal(i) / 900,
            "accounts_opening": 60 + i,
        }
        for i in range(24)
    ]
    curves = charts.curves_of(rows, lang=lang)
    return charts.retention_curves(curves, lang=lang, heading=charts.retention_heading(12, lang))


def survival(lang: Lang) -> Chart:
    points = tuple(
        CurvePoint(k, 0.98**k, low=0.97**k, high=0.99**k, accounts=90 - k) for k in range(14)
    )
    return charts.retention_curves([Curve("", points, "lose")], lang=lang, smooth=True)


def segments(lang: Lang, count: int = 9, months: int = 36) -> Chart:
    curves = [
        Curve(f"Segment {i}", tuple(CurvePoint(k, (1 - i / 100) ** k) for k in range(months)))
        for i in range(count)
    ]
    return charts.retention_curves(curves, lang=lang)


def cells(cohorts: int, months: int | None = None) -> list[Cell]:
    """A triangle: the first cohort is the oldest; 60 accounts each, one more lost a month."""
    return [
        Cell(date(2021 + i // 12, i % 12 + 1, 1), k, 60, max(60 - k, 0), href=f"/a?c={i}&k={k}")
        for i in range(cohorts)
        for k in range(min(cohorts - i, months or cohorts))
    ]


def cohorts(lang: Lang, count: int = 14) -> Chart:
    return charts.cohort_heatmap(cells(count), lang=lang)


def named_cohorts(lang: Lang, count: int = 30, months: int = 24) -> Chart:
    rows = [
        Cell(f"Industry & co <{i}>", k, 100 + i, 100 - k)
        for i in range(count)
        for k in range(months)
    ]
    return charts.cohort_heatmap(rows, lang=lang)


CHURN = ("0.014", "0.011", "0.026", "0.018", "0.031", "0.012")


def churn(lang: Lang) -> Chart:
    months = [
        Month(date(2026, i + 1, 1), Decimal(value), f"{i} accounts")
        for i, value in enumerate(CHURN)
    ]
    return charts.bars_with_limit(months, lang=lang, limit=Limit(Decimal("0.02")))


def balance(lang: Lang, count: int = 70) -> Chart:
    months = [
        Month(date(2019 + i // 12, i % 12 + 1, 1), Decimal((i * 37) % 50 - 20) * 1000, "a | b")
        for i in range(count)
    ]
    written = partial(money, currency="EUR", lang=lang)
    return charts.bars_with_limit(months, lang=lang, limit=Limit(Decimal(25000)), written=written)


SAMPLES: dict[str, Callable[[Lang], Chart]] = {
    "half year": lambda lang: bridge(lang, *HALF_YEAR),
    "full view": full,
    "negative totals": lambda lang: bridge(lang, "-500", "900", "-1200", "-300", "-1100"),
    "all zeros": lambda lang: bridge(lang, "0", "0", "0", "0"),
    "huge": lambda lang: bridge(lang, "1e12", "3e12", "-3999999999995", "5", currency="USD"),
    "tiny": lambda lang: bridge(lang, "0.50", "0.25", "-0.01", "0.74", currency=None),
    "one total": lambda lang: bridge(lang, "100"),
    "no step": bridge,
    "retention": retention,
    "survival": survival,
    "segments": segments,
    "one point": lambda lang: segments(lang, 1, 1),
    "no curve": lambda lang: segments(lang, 0),
    "cohorts": cohorts,
    "60 cohorts": lambda lang: cohorts(lang, 60),
    "120 cohorts": lambda lang: cohorts(lang, 120),
    "named cohorts": named_cohorts,
    "one cohort": lambda lang: cohorts(lang, 1),
    "no cohort": lambda lang: cohorts(lang, 0),
    "churn": churn,
    "balance": balance,
    "one month": lambda lang: balance(lang, 1),
    "no month": lambda lang: balance(lang, 0),
}

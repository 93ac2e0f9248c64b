"""The charts of a study the tests look at: ordinary ones and the edges, in both languages."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from garant import charts
from garant.charts import (
    Band,
    Change,
    Chart,
    Department,
    Driver,
    Lang,
    Quarter,
    Reason,
    Risk,
    Tenth,
)

SURE = Driver("Discount at signing", 7, 4, 10, 5.5, 8.5, True, "sales", "clearly matters")
DOUBT = Driver("Go-live after 90 d", 2, -1, 4, 1, 3, False, "product", "inconclusive")
KEEPS = Driver("Training done", -3, -5, -1, None, None, True, "support", "protects")
LONG = "Value proven below the promise on the day when the renewal was opened, in any currency"

BANDS = (
    Band("0 %", 0, 0, 0, 1204, 0),
    Band("1–5 %", Decimal("0.6"), -2, 3, 212, 0.03),
    Band("6–10 %", 2, -1, 4, 340, 0.08),
    Band("11–15 %", 4, 1, 7, 301, 0.13),
    Band("16–20 %", 8, 4, 11, 187, 0.18),
    Band("21–30 %", 13, 8, 17, 96, 0.25),
    Band("> 30 %", 16, 9, 23, 38, 0.36),
)
CURVE = tuple((i / 50, 40 * i / 50, 40 * i / 50 - 2, 40 * i / 50 + 2) for i in range(21))
LOST = (0.29, 0.31, 0.27, 0.30, 0.33, 0.28, 0.24, 0.17, 0.13)
CHANGE = Change(date(2024, 7, 1), "cap agreed", date(2025, 7, 1))
TENTHS = tuple(
    Tenth(k / 20, k / 20, k / 20 - 0.02, k / 20 + 0.04, 40 + 40 * k) for k in range(1, 9)
)
REASONS = (
    Reason("Silent sponsor", Decimal("11.24"), "62 days, limit 45"),
    Reason("Savings never confirmed", Decimal("7.06"), "1 of 3 goals at zero", "/goals"),
    Reason("Well equipped", Decimal("-2.26")),
)
RISK = Risk(Decimal("0.12"), Decimal("0.2804"))


def forest(lang: Lang, *more: Driver) -> Chart:
    return charts.forest([SURE, DOUBT, KEEPS, *more], lang=lang)


def many_drivers(lang: Lang) -> Chart:
    return charts.forest([Driver(f"{LONG} {i}", i, i - 3, i + 3) for i in range(24)], lang=lang)


def dose(lang: Lang) -> Chart:
    return charts.dose(BANDS, lang=lang, curve=CURVE)


def departments(lang: Lang) -> Chart:
    rows = (Department("sales", 6, 4, 8), Department("support", 1, -1, 3, "2 | levers"))
    return charts.department_bars([*rows, Department("customer_success", -2, -3, -1)], lang=lang)


def before(lang: Lang, change: Change = CHANGE) -> Chart:
    rows = [
        Quarter(date(2023 + i // 4, i % 4 * 3 + 2, 9), lost, 80 + i, *((0.24, 0.35)[: 2 * (i > 5)]))
        for i, lost in enumerate(LOST)
    ]
    return charts.before_after(rows, lang=lang, change=change)


def planned(lang: Lang) -> Chart:
    """A change whose outcome is still to come, with words too long for a phone."""
    rows = [Quarter(date(2025, 1, 1), 0.3, 1), Quarter(date(2025, 4, 1), None, 0, 0.2, 0.4)]
    return charts.before_after(rows, lang=lang, change=Change(date(2025, 3, 1), LONG))


def calibration(lang: Lang) -> Chart:
    return charts.calibration([*TENTHS, Tenth(0.52, 0.63, 0.55, 0.71, 90)], lang=lang)


def reasons(lang: Lang) -> Chart:
    return charts.reasons(REASONS, lang=lang, risk=RISK)


STUDY: dict[str, Callable[[Lang], Chart]] = {
    "forest": forest,
    "24 drivers": many_drivers,
    "all zero": lambda lang: charts.forest([Driver("Nothing", 0, 0, 0)], lang=lang),
    "no driver": lambda lang: charts.forest([], lang=lang),
    "dose": dose,
    "only the reference": lambda lang: charts.dose(BANDS[:1], lang=lang),
    "no band": lambda lang: charts.dose([], lang=lang),
    "departments": departments,
    "no department": lambda lang: charts.department_bars([], lang=lang),
    "before": before,
    "planned": planned,
    "no quarter": lambda lang: charts.before_after([], lang=lang, change=CHANGE),
    "calibration": calibration,
    "one group": lambda lang: charts.calibration([Tenth(0, 0, 0, 0, 0)], lang=lang),
    "no group": lambda lang: charts.calibration([], lang=lang),
    "reasons": reasons,
    "24 reasons": lambda lang: charts.reasons(
        [Reason(LONG, 1, LONG) for _ in range(24)], lang=lang, risk=Risk(Decimal("0.1"), 0.34)
    ),
    "average account": lambda lang: charts.reasons([], lang=lang, risk=Risk(0.1, 0.1)),
    "no reasons": lambda lang: charts.no_reasons(lang=lang),
}

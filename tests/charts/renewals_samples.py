"""Renewals to come of every kind: one month and three years, decided and open, small and large."""

from collections.abc import Callable
from datetime import date

from garant.charts import Chart
from garant.charts.labels import Lang
from garant.charts.renewals_ahead_chart import DueMonth, renewals_ahead

MONTHS = (
    DueMonth(date(2026, 1, 1), 27080, 2222, 3859, 28889, 27752, 29303, 28100),
    DueMonth(date(2026, 2, 1), 10391, 12784, 2812, 22090, 19538, 23176, 20000),
    DueMonth(date(2026, 3, 1), 18373, 15668, 0, 32410, 29669, 34041, 18373),
    DueMonth(
        date(2026, 4, 1), 0, 35102, 2675, 31097, 24592, 34694, 35102, href="/renewals?month=4"
    ),
    DueMonth(date(2026, 5, 1), 0, 31233, 0, 27235, 21294, 31008, 0),
    DueMonth(date(2026, 6, 1), 0, 25231, 0, 22653, 13952, 25129, 25231),
)
LONG = tuple(
    DueMonth(
        date(2026 + i // 12, i % 12 + 1, 1), 900 - 25 * i, 40 * i, i, 30 * i + 200, 10 * i, 1200
    )
    for i in range(36)
)


def drawn(months, **more):
    return lambda lang: renewals_ahead(months, lang=lang, currency="EUR", **more)


RENEWALS: dict[str, Callable[[Lang], Chart]] = {
    "renewals": drawn(MONTHS),
    "renewals of one month": drawn(MONTHS[3:4]),
    "three years": drawn(LONG),
    "decided": drawn([DueMonth(date(2026, 1, 1), 5, 0, 1), DueMonth(date(2026, 2, 1))]),
    "only open": drawn([DueMonth(row.month, 0, row.open) for row in MONTHS]),
    "large": drawn([DueMonth(date(2026, 1, 1), 10**9, 3 * 10**9, 1, 2 * 10**9, 10**9, 4 * 10**9)]),
}
